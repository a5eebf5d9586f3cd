"""Warnings as pages show them: with their customers, their duties and how far people are."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access import rows_visible_to
from accounts.choices import Tier
from accounts.clearance import veiled
from accounts.models import User
from accounts.models.customer import tier_rank
from common.lists import in_order
from followups.models import Task
from followups.queries.calendars import horizon_mark
from health.choices import (
    ATTENTION,
    DutyCode,
    HeldState,
    Level,
    WarningCause,
    WarningState,
)
from health.models import (
    HeldBatch,
    HeldDecision,
    HeldWarning,
    ImprovementPlan,
    Warning,
    WarningDuty,
    WarningEvent,
    WarningSignal,
)
from health.models.plan import RUNNING
from health.models.warning import OPEN
from health.rules.warnings import WARNED, state_of
from health.warning_rules.base import all_rules

MOST_EVENTS, MOST_NAMED = 100, 50
WORST_FIRST = sorted(WARNED, key=ATTENTION.__getitem__, reverse=True)
UNSEEN = Q(acknowledged_at=None)


@dataclass(frozen=True, slots=True)
class DutyRow:
    """What somebody has to do about a warning; its state is that of `task`."""

    code: DutyCode
    task: Task
    is_late: bool

    @property
    def label(self) -> Any:
        return self.code.label


@dataclass(frozen=True, slots=True)
class WarningRow:
    """A warning; `customer` is as the person may see it. The duties that are left come first.

    `signals` are what rules say, those that still do so first. With a plan somebody knows what to
    do, and once one of its steps is done, somebody does it.
    """

    warning: Warning
    customer: Any
    owner: User | None
    duties: Sequence[DutyRow]
    signals: Sequence[WarningSignal] = ()
    steps: Sequence[Task] | None = None
    """Of the plan for it; None without one."""

    @property
    def cause(self) -> WarningCause:
        return WarningCause(self.warning.cause)

    @property
    def says(self) -> list[Any]:
        """The names of the rules behind it, of an open one those that still speak."""
        rules = all_rules()
        speaking = [one for one in self.signals if one.is_live or not self.warning.is_open]
        return [rules[one.rule].label for one in speaking if one.rule in rules]

    @property
    def level(self) -> Level:
        return Level(self.warning.level)

    @property
    def tier(self) -> Tier | None:
        tier = self.customer.tier
        return Tier(tier) if tier in Tier.values else None

    @property
    def state(self) -> WarningState:
        since = self.warning.reopened_at or self.warning.opened_at
        tasks = [(duty.code.value, duty.task) for duty in self.duties]
        tasks += [("step", task) for task in self.steps or ()]
        done = {code for code, task in tasks if task.done_at and task.done_at >= since}
        return state_of(
            is_open=self.warning.is_open,
            is_acknowledged=self.warning.acknowledged_at is not None,
            done=done,
            is_planned=self.steps is not None,
        )

    @property
    def next_duty(self) -> DutyRow | None:
        return next((duty for duty in self.duties if duty.task.is_at_work), None)


def warnings_visible_to(person: User | AnonymousUser) -> QuerySet[Warning]:
    return rows_visible_to(person, Warning.objects.all())


def warning_seen(person: User | AnonymousUser, pk: int) -> Warning | None:
    """None for one of a customer that this person may not see."""
    return warnings_visible_to(person).filter(pk=pk).first()


def worst_first(warnings: QuerySet[Warning], *, turned: bool) -> list[QuerySet[Warning, int]]:
    """Ids in parts that one after another are the list: red, orange, yellow; the oldest first."""
    levels = list(reversed(WORST_FIRST)) if turned else WORST_FIRST
    return [
        warnings.filter(level=level).order_by("level_since", "pk").values_list("pk", flat=True)
        for level in levels
    ]


def open_ones(warnings: QuerySet[Warning]) -> QuerySet[Warning]:
    return warnings.filter(OPEN)


def ended_ones(warnings: QuerySet[Warning]) -> QuerySet[Warning]:
    return warnings.filter(resolved_at__isnull=False)


def of_people(warnings: QuerySet[Warning], owner: int) -> QuerySet[Warning]:
    """Of the customers that somebody owns, and where they have a duty."""
    duties = WarningDuty.objects.filter(task__owner=owner).values("warning")
    return warnings.filter(Q(customer__owner=owner) | Q(pk__in=duties))


def overdue_duty(now: datetime) -> Exists:
    """Whether a warning has a duty that is overdue."""
    return Exists(
        WarningDuty.objects.filter(
            warning=OuterRef("pk"),
            task__done_at=None,
            task__cancelled_at=None,
            task__waits=False,
            task__due_at__lt=now,
        )
    )


def warning_rows(ids: Sequence[int], person: User, now: datetime) -> list[WarningRow]:
    """Rows in the order of `ids`; a few statements for any number, none for no rows."""
    if not ids:
        return []
    found = in_order(
        Warning.objects.filter(pk__in=ids).select_related("customer__owner", "acknowledged_by"), ids
    )
    duties, signals, steps = _duties(ids, now), _signals(ids), _steps(ids)
    shown = veiled(person, [warning.customer for warning in found])
    return [
        WarningRow(
            warning,
            customer,
            warning.customer.owner,
            duties[warning.pk],
            signals[warning.pk],
            steps.get(warning.pk),
        )
        for warning, customer in zip(found, shown, strict=True)
    ]


def _duties(warnings: Collection[int], now: datetime) -> dict[int, list[DutyRow]]:
    rows = list(WarningDuty.objects.filter(warning__in=warnings).select_related("task__owner"))
    horizon_mark([row.task for row in rows])
    found: dict[int, list[DutyRow]] = defaultdict(list)
    for row in sorted(rows, key=_what_is_left_first):
        task = row.task
        found[row.warning_id].append(DutyRow(DutyCode(row.code), task, task.is_overdue(now)))
    return found


def _signals(warnings: Collection[int]) -> dict[int, list[WarningSignal]]:
    rows = list(WarningSignal.objects.filter(warning__in=warnings).order_by("began_on", "pk"))
    found: dict[int, list[WarningSignal]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (not row.is_live, -ATTENTION[Level(row.level)])):
        if row.warning_id is not None:
            found[row.warning_id].append(row)
    return found


def _steps(warnings: Collection[int]) -> dict[int, list[Task]]:
    """The steps of the plan that runs for each warning."""
    found: dict[int, list[Task]] = {}
    plans = ImprovementPlan.objects.filter(RUNNING, warnings__in=warnings)
    rows = plans.values_list("warnings", "steps__task")
    known = Task.objects.in_bulk({task for _warning, task in rows if task})
    for warning, task in rows:
        found.setdefault(warning, []).extend([known[task]] if task else [])
    return found


def _what_is_left_first(duty: WarningDuty) -> tuple[bool, datetime]:
    return not duty.task.is_at_work, duty.task.due_at


def events_of(warning: Warning) -> list[WarningEvent]:
    return list(warning.events.select_related("by").order_by("-pk")[:MOST_EVENTS])


# --- what is held -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Held:
    """Counts of held warnings by tier ("" is none) and level, and by cause, and the first names."""

    batch: HeldBatch
    counts: dict[str, Counter[str]]
    causes: Counter[str]
    named: Sequence[tuple[HeldWarning, Any]]

    @property
    def total(self) -> int:
        return sum(levels.total() for levels in self.counts.values())

    @property
    def by_cause(self) -> list[tuple[Any, int]]:
        """(cause, how many), most first."""
        return [(WarningCause(cause).label, number) for cause, number in self.causes.most_common()]

    @property
    def lines(self) -> list[tuple[str, Any, list[int]]]:
        """(tier, its label, counts in the order of WORST_FIRST)."""
        labels = {"": "–"} | {tier.value: tier.label for tier in Tier}
        return [
            (tier, labels[tier], [levels[level] for level in WORST_FIRST])
            for tier in (*Tier.values, "")
            if (levels := self.counts.get(tier))
        ]


def held_batch() -> HeldBatch | None:
    return HeldBatch.objects.filter(state=HeldState.HELD).first()


def held_of(batch: HeldBatch, person: User) -> Held:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    rows = batch.held.select_related("customer")
    causes: Counter[str] = Counter()
    for tier, level, cause in rows.values_list("customer__tier", "level", "cause"):
        counts[tier][level] += 1
        causes[cause] += 1
    first = list(rows.order_by(tier_rank("customer__"), "score", "pk")[:MOST_NAMED])
    shown = veiled(person, [row.customer for row in first])
    return Held(batch, counts, causes, list(zip(first, shown, strict=True)))


def decisions() -> list[HeldDecision]:
    return list(HeldDecision.objects.select_related("by", "batch")[:MOST_EVENTS])


def newest_held() -> int | None:
    return HeldWarning.objects.order_by("pk").values_list("pk", flat=True).last()
