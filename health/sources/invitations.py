"""What a customer was invited to, where it is known whether it came.

invited_on, what, attended    follow-ups that it was invited to, and events of campaigns
"""

from django.utils.translation import gettext_lazy as _

from accounts.choices import CampaignAnswer
from accounts.models import CampaignResponse
from followups.models import FollowUp
from health.sources.base import Facts, Reading

# Delivered, opened and clicked say nothing of coming.
_ANSWERS = f"'{CampaignAnswer.ATTENDED}', '{CampaignAnswer.DECLINED}'"
_RELATION = f"""(
    SELECT customer_id, id, source, subject AS what, happened_at, attended
    FROM {FollowUp._meta.db_table} WHERE invited AND attended IS NOT NULL
    UNION ALL
    SELECT customer_id, id, source, campaign, answered_on::timestamp AT TIME ZONE %(zone)s,
           answer = '{CampaignAnswer.ATTENDED}'
    FROM {CampaignResponse._meta.db_table} WHERE answer IN ({_ANSWERS})
) facts"""


class Invitations(Facts):
    code = "invitations"
    model = FollowUp
    day_column = "invited_on"
    moment = "facts.happened_at"
    feed_kinds = ("followups", "campaign_responses")
    feed_model = FollowUp
    feed_day = "happened_at"
    words = {"what": "facts.what", "attended": "facts.attended"}
    also = (CampaignResponse,)
    fields = {"invited_on": "happened_at", "what": "subject"}
    row_columns = (
        ("invited_on", _("day")),
        ("what", _("invited to")),
        ("attended", _("customer attended")),
        ("source", _("source system")),
    )

    def relation(self, _reading: Reading) -> str:
        return _RELATION
