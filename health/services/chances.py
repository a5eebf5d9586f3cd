"""Good news begins work, too: a review of the account, or an opportunity.

Many at once, and those that the very first run sees, are no news: they are where we start from.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from accounts.choices import TimeKind
from accounts.models import Customer, Opportunity
from followups.choices import TaskKind
from followups.models import Task
from followups.queries.people import company_on
from followups.rules.deadlines import Allowed
from followups.services.tasks import NewTask, tasks_open
from health.choices import Level, RuleOutcome
from health.models import ChanceSignal, HealthCurrent, WarningRun
from health.models.rule import LIVE
from health.queries.planning import planned
from health.queries.reading import reading_of
from health.queries.rules import Finding, evidence_rows, findings, rules_in_force
from health.rules.warnings import is_flood
from health.services.warning_work import BATCH, Work
from health.warning_rules.base import ChanceRule, chance_rules

REVIEW_ALLOWED, REVIEW_MINUTES = Allowed(TimeKind.WORKING_DAYS, 10), 90
# The source that its opportunities name, and how their causes and origins begin.
SIGN = "chance"


def chances_follow(work: Work) -> None:
    """End the chances that are over, and begin those that are new, of everybody."""
    rules = rules_in_force(chance_rules())
    live = {(row.customer_id, row.rule): row for row in ChanceSignal.objects.filter(LIVE)}
    reading = reading_of(work.day)
    followed = {customer for customer, _rule in live}
    said = {(one.customer, one.rule): one for one in findings(reading, rules, followed=followed)}
    _end(work, live, said)
    fresh: dict[str, list[Finding]] = defaultdict(list)
    inactive = set(Customer.objects.inactive().values_list("pk", flat=True))
    for key, one in said.items():
        is_new = one.outcome == RuleOutcome.FIRES and key not in live
        if is_new and one.customer not in inactive:
            fresh[one.rule].append(one)
    # What the very first run sees has been so for long.
    is_first = not WarningRun.objects.exists()
    scored = HealthCurrent.objects.exclude(level=Level.UNSCORED).count()
    with planned():
        behind = {
            rule: evidence_rows(rules[rule].figure, [one.customer for one in found], reading)
            for rule, found in fresh.items()
        }
    for rule, found in sorted(fresh.items()):
        is_news = not is_first and not is_flood(len(found), scored)
        opened = _open(work, rule, found) if is_news else {}
        _keep(work, found, behind[rule], opened)


def _end(work: Work, live: dict[Any, ChanceSignal], said: dict[Any, Finding]) -> None:
    over = []
    for key, row in live.items():
        outcome = said[key].outcome if key in said else RuleOutcome.NOT_APPLICABLE
        if outcome not in (RuleOutcome.FIRES, RuleOutcome.PAUSED):
            row.ended_on = work.day
            over.append(row)
    ChanceSignal.objects.bulk_update(over, ["ended_on"], batch_size=BATCH)


def _open(work: Work, rule: str, found: Iterable[Finding]) -> dict[int, dict[str, Any]]:
    asked = chance_rules()[rule]
    open_them = _reviews if asked.opens is None else _opportunities
    return open_them(work, asked, found)


def _reviews(
    work: Work, rule: type[ChanceRule], found: Iterable[Finding]
) -> dict[int, dict[str, Any]]:
    """One a customer and day of beginning; none where nobody works for the customer."""
    company = company_on(work.day)
    owners = Customer.objects.filter(pk__in=[one.customer for one in found])
    new = {
        customer: NewTask(
            origin=f"{SIGN}:{rule.code}:{customer}:{work.day}",
            customer=customer,
            kind=TaskKind.MEETING,
            owner=person,
            starts_at=work.at,
            allowed=REVIEW_ALLOWED,
            title_key=rule.title,
            minutes=REVIEW_MINUTES,
        )
        for customer, owner in owners.order_by("pk").values_list("pk", "owner")
        if (person := company.working_for(owner)) is not None
    }
    tasks: dict[str, Task] = tasks_open(new=list(new.values())).tasks
    return {customer: {"task": tasks[one.origin]} for customer, one in new.items()}


def _opportunities(
    work: Work, rule: type[ChanceRule], found: Iterable[Finding]
) -> dict[int, dict[str, Any]]:
    """One that is open for the same reason is enough."""
    cause, customers = f"{SIGN}:{rule.code}", [one.customer for one in found]
    of_cause = Opportunity.objects.filter(customer__in=customers, cause=cause, closed_on=None)
    known = {row.customer_id: row for row in of_cause}
    with translation.override(settings.LANGUAGE_CODE):
        title = gettext(rule.title)
    rows = Opportunity.objects.bulk_create(
        [
            Opportunity(
                customer_id=customer,
                source=SIGN,
                external_id=f"{cause}:{customer}:{work.day}",
                title=title,
                kind=rule.opens or "",
                cause=cause,
                currency=settings.COMPANY_CURRENCY,
                opened_on=work.day,
            )
            for customer in customers
            if customer not in known
        ],
        batch_size=BATCH,
    )
    known |= {row.customer_id: row for row in rows}
    return {customer: {"opportunity": row} for customer, row in known.items()}


def _keep(
    work: Work,
    found: Iterable[Finding],
    rows: dict[int, list],
    opened: dict[int, dict[str, Any]],
) -> None:
    ChanceSignal.objects.bulk_create(
        [
            ChanceSignal(
                customer_id=one.customer,
                rule=one.rule,
                evidence=one.evidence,
                rows=rows.get(one.customer, []),
                until=one.until,
                began_on=work.day,
                **opened.get(one.customer, {}),
            )
            for one in found
        ],
        batch_size=BATCH,
    )
