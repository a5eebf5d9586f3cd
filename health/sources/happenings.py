"""What happened at a customer, as far as anybody knew of it by the day.

occurred_on, kind, title
"""

from django.utils.translation import gettext_lazy as _

from accounts.models import CustomerEvent
from health.sources.base import Facts


class Happenings(Facts):
    code = "happenings"
    model = CustomerEvent
    day_column = "occurred_on"
    day = "facts.occurred_on"
    counts = "(facts.known_at IS NULL OR facts.known_at < %(day_end)s)"
    words = {"kind": "facts.kind", "title": "facts.title"}
    row_columns = (
        ("occurred_on", _("day")),
        ("kind", _("kind")),
        ("title", _("what happened")),
        ("source", _("source system")),
    )
