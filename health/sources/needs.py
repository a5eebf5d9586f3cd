"""Needs that had fallen due and were not cancelled by the day.

due_on, raised_on
is_closed                     solved, and confirmed by the customer, by the day
"""

from django.utils.translation import gettext_lazy as _

from followups.models import Need
from health.sources.base import Facts


class Needs(Facts):
    code = "needs"
    model = Need
    day_column = "due_on"
    day = "facts.due_on"
    counts = """facts.raised_on <= %(day)s
        AND (facts.cancelled_on IS NULL OR facts.cancelled_on > %(day)s)"""
    feed_kinds = ("needs",)
    feed_model = Need
    feed_day = "raised_on"
    words = {
        "title": "facts.title",
        "raised_on": "facts.raised_on",
        "is_closed": "coalesce(greatest(facts.solved_on, facts.confirmed_on) <= %(day)s, false)"
        " AND facts.solved_on IS NOT NULL AND facts.confirmed_on IS NOT NULL",
    }
    row_columns = (
        ("due_on", _("due")),
        ("title", _("need")),
        ("raised_on", _("raised")),
        ("is_closed", _("closed and confirmed")),
    )
