"""Follow-ups that were held: nobody is known to have stayed away.

happened_on, channel, subject
"""

from django.utils.translation import gettext_lazy as _

from followups.models import FollowUp
from health.sources.base import Facts


class FollowUps(Facts):
    code = "follow_ups"
    model = FollowUp
    day_column = "happened_on"
    moment = "facts.happened_at"
    counts = "facts.attended IS DISTINCT FROM false"
    feed_kinds = ("followups",)
    feed_model = FollowUp
    feed_day = "happened_at"
    words = {"channel": "facts.channel", "subject": "facts.subject"}
    fields = {"happened_on": "happened_at"}
    row_columns = (
        ("happened_on", _("day")),
        ("channel", _("channel")),
        ("subject", _("subject")),
        ("source", _("source system")),
    )
