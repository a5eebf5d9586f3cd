"""Which playbooks are at work, and which of them have lost their reason."""

import re
from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.choices import LifecycleStage as Stage
from accounts.models import Contract
from accounts.queries.states import renewal_settled
from accounts.rules.stages import Bought
from followups.choices import LifecycleEntry as Entry
from followups.choices import LifecycleExit as Exit
from followups.models import SopRun, Task
from followups.models.task import AT_WORK
from followups.queries.lifecycle import GONE, RENEWED_BY, Facts
from followups.rules.lifecycle import day_in

ENDED = gettext_noop("The relationship has ended.")
AWAKE = gettext_noop("The customer is no longer dormant.")
WHY = {
    Exit.LEFT: gettext_noop("The customer has gone silent, or the purchase was undone."),
    Exit.MONTH_OVER: gettext_noop("The month is over."),
    Exit.TROUBLED: gettext_noop("The customer is in trouble; that comes first."),
    Exit.ORDERED: gettext_noop("The customer has ordered or signed a contract."),
    Exit.RENEWED: gettext_noop("The contract was renewed, or notice was given."),
}

CONTRACT = re.compile(r":contract-(\d+)-")
Renewal = tuple[int, date]
"""(contract, the day by which it was to be renewed)"""
# Tasks of a run that are left.
LEFT = Exists(Task.objects.filter(AT_WORK, sop_run=OuterRef("pk")))


def procedures_at_work() -> QuerySet[SopRun]:
    """Whoever has begun them; a run has ended when none of its tasks is left."""
    return SopRun.objects.filter(LEFT, stopped_at=None)


def runs_at_work() -> QuerySet[SopRun]:
    """Of playbooks."""
    return procedures_at_work().filter(rule__isnull=False)


def reasons_to_stop(runs: Iterable[SopRun], facts: Facts) -> dict[int, str]:
    """By run (id) why it is to stop, as a message id; of those that are to."""
    found = list(runs)
    settled = _settled(found)
    return {run.pk: reason for run in found if (reason := _reason_to_stop(run, facts, settled))}


def _reason_to_stop(run: SopRun, facts: Facts, settled: frozenset[Renewal]) -> str:
    stage = facts.stages.get(run.customer_id)
    if run.customer_id not in facts.bought or stage == Stage.CHURNED:
        return ENDED
    why = Exit(run.rule.exit) if run.rule else Exit.LEFT
    if _is_over(why, run, facts, settled):
        return WHY[why]
    is_recall = run.rule is not None and run.rule.entry == Entry.DORMANT
    return AWAKE if is_recall and stage != Stage.DORMANT else ""


def _is_over(why: Exit, run: SopRun, facts: Facts, settled: frozenset[Renewal]) -> bool:
    began = timezone.localdate(run.started_at)
    match why:
        case Exit.LEFT:
            return facts.stages.get(run.customer_id) in (Stage.ACQUISITION, *GONE)
        case Exit.MONTH_OVER:
            return (began.year, began.month) < (facts.day.year, facts.day.month)
        case Exit.TROUBLED:
            return facts.is_troubled(run.customer_id)
        case Exit.ORDERED:
            return _has_bought(facts.bought[run.customer_id], day_in(run.origin) or began)
        case Exit.RENEWED:
            return renewal_of(run) in settled


def _has_bought(bought: Bought, since: date) -> bool:
    """Since the order that a playbook goes by: one that we learn of late counts, too."""
    last = bought.last_order_on
    return bought.has_contract or (last is not None and last > since)


def _settled(runs: Iterable[SopRun]) -> frozenset[Renewal]:
    """Nobody waits for these: a successor, a notice, or the contract itself goes on for longer."""
    named = {renewal for run in runs if (renewal := renewal_of(run))}
    rows = Contract.objects.filter(~renewal_settled(), pk__in=[pk for pk, _day in named])
    waits = dict(rows.values_list("pk", RENEWED_BY))
    return frozenset(
        (pk, day) for pk, day in named if (until := waits.get(pk)) is None or until > day
    )


def renewal_of(run: SopRun) -> Renewal | None:
    """Which renewal a run is about, if it is about one."""
    contract, day = CONTRACT.search(run.origin), day_in(run.origin)
    return (int(contract[1]), day) if contract and day else None
