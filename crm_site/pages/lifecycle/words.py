"""What the playbooks are called, and what their numbers mean."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm_site.queries import lifecycle as queries
from followups.choices import LifecycleEntry as Entry
from followups.models import LifecycleRule

NAMES: dict[str, str | Promise] = {
    "activation": _("Activation of a new customer"),
    "monthly-tip": _("A tip each month"),
    "second-need": _("Interview about a second need"),
    "step-up": _("Step-up package after the first repurchase"),
    "upgrade-talk": _("Upgrade talk after a satisfied year"),
    "capacity-offer": _("Capacity offer for a grown team or usage"),
    "promoters": _("Referral and case study of a promoter"),
    "satisfied": _("Referral and case study after a satisfied year"),
    "recall": _("Recall of a dormant customer"),
    "renewal": _("Renewal before a contract ends"),
    "repurchase": _("Package before the expected repurchase"),
}
DAYS: dict[str, str | Promise] = {
    Entry.FIRST_PURCHASE: _("Days since the first purchase, at most"),
    Entry.SETTLED: _("Days after the first purchase"),
    Entry.FIRST_REPURCHASE: _("Days since the second order, at most"),
    Entry.SATISFIED_YEAR: _("Days looked back"),
    Entry.PROMOTER: _("Days looked back"),
    Entry.DORMANT: _("Days of rest"),
    Entry.CONTRACT_ENDS: _("Days before the end"),
    Entry.REPURCHASE_DUE: _("Days before the expected order"),
}
LEAST: dict[str, str | Promise] = {
    Entry.SATISFIED_YEAR: _("Average satisfaction, at least"),
    Entry.PROMOTER: _("Recommendation (0–10), at least"),
    Entry.DORMANT: _("Recalls before the rest"),
    Entry.REPURCHASE_DUE: _("Days from order to order, at least"),
}
RUN_STATES: dict[str, str | Promise] = {
    queries.AT_WORK_NOW: pgettext_lazy("procedure", "at work"),
    queries.OVERDUE: _("with an overdue step"),
    queries.FINISHED: pgettext_lazy("procedure", "finished"),
    queries.STOPPED: pgettext_lazy("procedure", "stopped"),
}


def playbook_choices() -> list[tuple[str, str | Promise]]:
    rules = LifecycleRule.objects.order_by("place")
    return [(rule.code, name_of(rule)) for rule in rules]


def name_of(rule: LifecycleRule) -> str | Promise:
    return NAMES.get(rule.code, rule.code)
