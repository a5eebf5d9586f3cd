"""Contracts that had begun by the day and were not terminated, in any currency, and whether anybody
talks of the next one.

starts_on, number
ends_on                       the last day; null is without end
has_successor                 another one is signed that begins later, within 90 days before the
                              end or after it, and goes on for longer; one of which nobody knows
                              when it was signed, when it begins or is recorded
is_talked_about               within the 90 days before the end, somebody talked about renewal, or
                              an opportunity for it was open
"""

from django.utils.translation import gettext_lazy as _

from accounts.choices import OpportunityKind
from accounts.models import Contract, Opportunity
from followups.models import FollowUp
from health.sources.base import Facts

_ENDS = "facts.ends_on"
_TALKED = "续约|续签|续费|续期|renew"
_SINCE = f"({_ENDS} - 90)"
_SUCCESSOR = f"""EXISTS (
    SELECT FROM {Contract._meta.db_table} others
    WHERE others.customer_id = facts.customer_id AND others.id <> facts.id
      AND others.starts_on > facts.starts_on AND others.starts_on >= {_SINCE}
      AND (others.ends_on > {_ENDS} OR others.ends_on IS NULL)
      AND (coalesce(others.signed_on, others.starts_on) <= %(day)s
           OR (others.signed_on IS NULL AND others.recorded_at < %(day_end)s))
      AND (others.terminated_on IS NULL OR others.terminated_on > %(day)s)
)"""
_TALK = f"""(EXISTS (
    SELECT FROM {Opportunity._meta.db_table} deals
    WHERE deals.customer_id = facts.customer_id AND deals.kind = '{OpportunityKind.RENEWAL}'
      AND deals.opened_on <= %(day)s AND deals.opened_on > {_SINCE} - 90
      AND (deals.closed_on IS NULL OR deals.closed_on >= {_SINCE})
) OR EXISTS (
    SELECT FROM {FollowUp._meta.db_table} talks
    WHERE talks.customer_id = facts.customer_id AND talks.happened_at < %(day_end)s
      AND talks.happened_at >= {_SINCE}::timestamp AT TIME ZONE %(zone)s
      AND talks.attended IS DISTINCT FROM false
      AND concat_ws(' ', talks.subject, talks.business_review, talks.next_step) ~* '{_TALKED}'
))"""


class Agreements(Facts):
    code = "agreements"
    model = Contract
    day_column = "starts_on"
    day = "facts.starts_on"
    counts = "(facts.terminated_on IS NULL OR facts.terminated_on > %(day)s)"
    has_windows = False
    words = {
        "number": "facts.number",
        "ends_on": _ENDS,
        "has_successor": f"{_ENDS} IS NOT NULL AND {_SUCCESSOR}",
        # Only of the few that end about now: reading what was said takes its time.
        "is_talked_about": f"{_ENDS} BETWEEN %(day)s::date - 90 AND %(day)s::date + 90 AND {_TALK}",
    }
    also = (Opportunity, FollowUp)
    row_columns = (
        ("starts_on", _("starts")),
        ("number", _("number")),
        ("ends_on", _("ends")),
    )
