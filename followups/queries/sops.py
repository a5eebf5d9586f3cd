"""Procedures: which version is in force, whom they serve, how they were kept."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Greatest

from accounts.models import Customer, CustomerLine, CustomerStage
from accounts.models.stage import HOLDS
from followups.choices import StepOutcome
from followups.models import Sop, SopException, SopRun, SopVersion, Task
from followups.models.sop import DRAFT
from followups.models.task import AT_WORK
from followups.rules.sops import Exempt, Scope, Served, applying

A_DAY = 86_400


def version_in_force(sop: Sop) -> SopVersion | None:
    return sop.versions.exclude(DRAFT).order_by("-number").first()


def versions_in_force() -> QuerySet[SopVersion]:
    """One of each procedure that has been published and is not archived, in the library's order."""
    published = SopVersion.objects.exclude(DRAFT)
    newest = published.order_by("sop_id", "-number").distinct("sop_id").values("pk")
    rows = SopVersion.objects.filter(pk__in=newest, sop__archived_at=None)
    return rows.select_related("sop__department").order_by("sop__place", "sop__code")


def scope_of(version: SopVersion) -> Scope:
    return Scope(frozenset(version.tiers), frozenset(version.stages), frozenset(version.lines))


def served(customers: Collection[Customer]) -> dict[int, Served]:
    """By customer (id); of whom no night has seen the stage, none keeps a procedure away."""
    known = [customer.pk for customer in customers]
    lines: dict[int, set[str]] = defaultdict(set)
    rows = CustomerLine.objects.filter(customer__in=known).values_list("customer", "line__code")
    for pk, code in rows:
        lines[pk].add(code)
    now = CustomerStage.objects.filter(HOLDS, customer__in=known)
    stages: dict[int, str] = dict(now.values_list("customer", "stage"))
    return {
        one.pk: Served(one.tier or None, stages.get(one.pk), frozenset(lines[one.pk]))
        for one in customers
    }


def exceptions_open(customer: Customer, day: date) -> QuerySet[SopException]:
    """Those that hold on `day` or will."""
    rows = SopException.objects.filter(customer=customer, ended_at=None)
    rows = rows.filter(Q(last_on=None) | Q(last_on__gte=day))
    return rows.select_related("sop", "by").order_by("sop__place", "first_on")


def codes_applying(
    customer: Customer,
    versions: Iterable[SopVersion],
    exceptions: Iterable[SopException],
    day: date,
) -> set[str]:
    """Codes of those of these procedures that serve the customer on `day`."""
    exempt: dict[str, list[Exempt]] = defaultdict(list)
    for one in exceptions:
        exempt[one.sop.code].append(Exempt(one.is_served, one.first_on, one.last_on))
    scopes = {version.sop.code: scope_of(version) for version in versions}
    return applying(scopes, served([customer])[customer.pk], exempt, day)


def applies(customer: Customer, version: SopVersion, day: date) -> bool:
    return bool(codes_applying(customer, [version], exceptions_open(customer, day), day))


# What became of the task of a step, as conditions: see `rules.sops.outcome_of`.
PASSED = Q(breached_at__isnull=False) | Q(done_at__gt=F("due_at"))


def outcome_rows(outcome: StepOutcome, now: datetime) -> Q:
    done = Q(done_at__isnull=False)
    is_overdue = Q(waits=False, due_at__lt=now)
    return {
        StepOutcome.ON_TIME: done & ~PASSED,
        StepOutcome.LATE: done & PASSED,
        StepOutcome.CALLED_OFF: Q(cancelled_at__isnull=False),
        StepOutcome.OVERDUE: AT_WORK & is_overdue,
        StepOutcome.OPEN: AT_WORK & ~is_overdue,
    }[outcome]


def steps_begun(tasks: QuerySet[Task], since: datetime, sop: Sop | None = None) -> QuerySet[Task]:
    """Those of `tasks` that are steps of procedures begun since then."""
    rows = tasks.filter(sop_run__started_at__gte=since)
    return rows.filter(sop_run__version__sop=sop) if sop else rows


@dataclass(frozen=True, slots=True)
class Adherence:
    """How a procedure was kept: of its runs, and of their steps by what became of them."""

    begun: int = 0
    at_work: int = 0
    finished: int = 0
    stopped: int = 0
    steps: Mapping[StepOutcome, int] = field(default_factory=dict)
    days: float | None = None
    planned_days: float | None = None

    @property
    def on_time_share(self) -> float | None:
        """In percent of the steps whose time has run out or that were done."""
        counts = self.steps
        judged = (StepOutcome.ON_TIME, StepOutcome.LATE, StepOutcome.OVERDUE)
        all_of_them = sum(counts.get(one, 0) for one in judged)
        return 100 * counts.get(StepOutcome.ON_TIME, 0) / all_of_them if all_of_them else None


class RunDates(NamedTuple):
    """Of a run: `left` tasks are still to be done, `last` is when the last of the others ended."""

    sop: int
    started_at: datetime
    planned_until: datetime
    stopped_at: datetime | None
    left: int
    last: datetime | None

    @property
    def is_finished(self) -> bool:
        return not self.stopped_at and not self.left


def runs_counted(runs: QuerySet[SopRun]) -> QuerySet[Any]:
    """Each with how many of its tasks are `left`, and when the `last` of the others ended."""
    left = Q(tasks__isnull=False, tasks__done_at=None, tasks__cancelled_at=None)
    return runs.annotate(
        left=Count("tasks", filter=left),
        last=Greatest(Max("tasks__done_at"), Max("tasks__cancelled_at")),
    )


def at_work_since(customer: Customer, sop: Sop) -> SopRun | None:
    """The newest run of the procedure that is still at work for the customer."""
    runs = SopRun.objects.filter(customer=customer, version__sop=sop, stopped_at=None)
    return runs_counted(runs).filter(left__gt=0).order_by("-started_at").first()


def adherence(
    runs: QuerySet[SopRun], tasks: QuerySet[Task], since: datetime, now: datetime
) -> dict[int, Adherence]:
    """By procedure (id), of these runs and tasks; two statements, whatever their number."""
    counted = _outcomes(tasks, since, now)
    rows = runs_counted(runs.filter(started_at__gte=since))
    names = ("version__sop", *RunDates._fields[1:])
    by_sop: dict[int, list[RunDates]] = defaultdict(list)
    for values in rows.values_list(*names):
        by_sop[values[0]].append(RunDates(*values))
    return {sop: _of_runs(found, counted.get(sop, {})) for sop, found in by_sop.items()}


def _outcomes(
    tasks: QuerySet[Task], since: datetime, now: datetime
) -> dict[int, dict[StepOutcome, int]]:
    counts = {
        outcome.value: Count("pk", filter=outcome_rows(outcome, now)) for outcome in StepOutcome
    }
    rows = steps_begun(tasks, since).order_by().values_list("sop_run__version__sop")
    return {
        sop: dict(zip(StepOutcome, numbers, strict=True))
        for sop, *numbers in rows.annotate(**counts)
    }


def _of_runs(runs: Sequence[RunDates], steps: dict[StepOutcome, int]) -> Adherence:
    finished = [run for run in runs if run.is_finished]
    took = [(run.last - run.started_at).total_seconds() for run in finished if run.last]
    planned = [(run.planned_until - run.started_at).total_seconds() for run in finished]
    return Adherence(
        begun=len(runs),
        at_work=sum(not run.stopped_at and run.left > 0 for run in runs),
        finished=len(finished),
        stopped=sum(run.stopped_at is not None for run in runs),
        steps=steps,
        days=median(took) / A_DAY if took else None,
        planned_days=median(planned) / A_DAY if planned else None,
    )
