"""Procedures as pages show them: the library, a version with its flow, what runs for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.access import rows_visible_to
from accounts.clearance import veiled
from accounts.models import Customer, User
from common.reading import for_reader
from followups.access import tasks_visible_to
from followups.choices import SopRole, StepAnchor, StepOutcome, TaskKind
from followups.models import Sop, SopException, SopRun, SopStep, SopVersion, Task
from followups.models.sop import DRAFT
from followups.queries.calendars import company_calendar, horizon_mark
from followups.queries.sop_people import doers_for
from followups.queries.sops import (
    Adherence,
    adherence,
    codes_applying,
    exceptions_open,
    outcome_rows,
    runs_counted,
    steps_begun,
    versions_in_force,
)
from followups.queries.tasks import midnight
from followups.rules.sops import Kept, outcome_of, planned_ends
from followups.services.sop_runs import time_of

MOST_EXCEPTIONS, MOST_RUNS = 100, 50
LANE, WAY = 100, 22  # of the flow's drawing


@dataclass(frozen=True, slots=True)
class SopRow:
    """A procedure in the library: the version in force, or the draft where there is no other."""

    version: SopVersion
    steps: int
    draft: SopVersion | None

    @property
    def sop(self) -> Sop:
        return self.version.sop


def library(
    *, with_drafts: bool, stage: str = "", tier: str = "", archived: bool = False
) -> list[SopRow]:
    """In the library's order; three statements. New ones only for whom drafts are for."""
    versions = SopVersion.objects.filter(sop__archived_at__isnull=not archived)
    if stage:
        versions = versions.filter(sop__stage=stage)
    versions = versions.select_related("sop__department").annotate(count=Count("steps"))
    found: dict[int, SopVersion] = {}
    drafts: dict[int, SopVersion] = {}
    for version in versions.order_by("sop__place", "sop__code", "number"):
        if version.is_draft:
            drafts[version.sop_id] = version
        if not version.is_draft or (with_drafts and version.sop_id not in found):
            found[version.sop_id] = version
    shown = [one for one in found.values() if not tier or not one.tiers or tier in one.tiers]
    return [
        SopRow(one, one.count, drafts.get(one.sop_id) if with_drafts else None)  # type: ignore[attr-defined]
        for one in shown
    ]


def sop_called(code: str) -> Sop | None:
    return Sop.objects.select_related("department").filter(code=code).first()


def versions_of(sop: Sop, *, with_drafts: bool) -> list[SopVersion]:
    """The newest first."""
    rows = sop.versions.select_related("drafted_by", "published_by").order_by("-number")
    rows = rows.annotate(count=Count("runs", distinct=True))
    return list(rows if with_drafts else rows.exclude(DRAFT))


def version_numbered(sop: Sop, number: int, *, with_drafts: bool) -> SopVersion | None:
    rows = sop.versions.select_related("sop", "drafted_by", "published_by")
    rows = rows if with_drafts else rows.exclude(DRAFT)
    return rows.prefetch_related("steps").filter(number=number).first()


def draft_of(sop: Sop) -> SopVersion | None:
    return sop.versions.filter(DRAFT).prefetch_related("steps").first()


def step_of(draft: SopVersion, key: Any) -> SopStep | None:
    return draft.steps.filter(key=key).first()


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step in the language of the reader."""

    step: SopStep
    title: str
    input: str
    output: str
    checklist: Sequence[str]
    template: str

    @property
    def role(self) -> SopRole:
        return SopRole(self.step.role)

    @property
    def kind(self) -> TaskKind:
        return TaskKind(self.step.kind)

    @property
    def waits(self) -> bool:
        return self.step.anchor == StepAnchor.BEFORE and self.step.place > 1


def steps_shown(version: SopVersion) -> list[StepShown]:
    return [
        StepShown(
            step,
            step.name,
            for_reader(step.input, step.input_en),
            for_reader(step.output, step.output_en),
            for_reader(step.checklist, step.checklist_en),
            for_reader(step.template, step.template_en),
        )
        for step in sorted(version.steps.all(), key=lambda step: step.place)
    ]


def purpose_of(version: SopVersion) -> str:
    return for_reader(version.purpose, version.purpose_en)


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A box in one of the lanes, and how one comes to it: from the lane of the step before."""

    shown: StepShown
    lane: int
    before: int | None

    @property
    def way(self) -> str:
        """From box to box as the path of a drawing in which a lane is `LANE` wide."""
        if self.before is None:
            return ""
        start, end = (int((lane + 0.5) * LANE) for lane in (self.before, self.lane))
        return f"M{start} 0V{WAY // 2}H{end}V{WAY}"


@dataclass(frozen=True, slots=True)
class Flow:
    """Lanes are the roles in the order in which they come up."""

    lanes: Sequence[SopRole]
    rows: Sequence[FlowRow]

    @property
    def box(self) -> str:
        """The drawing's own coordinates."""
        return f"0 0 {LANE * len(self.lanes)} {WAY}"


def flow_of(steps: Sequence[StepShown]) -> Flow:
    lanes = list(dict.fromkeys(shown.role for shown in steps))
    places = [lanes.index(shown.role) for shown in steps]
    before = [None, *places[:-1]]
    rows = [FlowRow(*values) for values in zip(steps, places, before, strict=True)]
    return Flow(lanes, rows)


# --- for a customer ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RunRow:
    """A procedure at work, or one that has ended; `customer` is as the person may see it."""

    run: SopRun
    customer: Any
    done: int
    steps: int
    left: int
    ended_at: datetime | None

    @property
    def is_at_work(self) -> bool:
        return self.left > 0 and not self.run.stopped_at


def runs_of(customer: Customer, person: User) -> list[RunRow]:
    """Those at work first, then the latest that have ended."""
    runs = rows_visible_to(person, SopRun.objects.filter(customer=customer))
    rows = run_rows(runs.order_by("-started_at", "-pk")[:MOST_RUNS], person)
    return sorted(rows, key=lambda row: not row.is_at_work)


def run_rows(runs: QuerySet[SopRun], person: User) -> list[RunRow]:
    found = list(
        runs_counted(runs)
        .select_related("customer", "version__sop", "started_by", "stopped_by")
        .annotate(total=Count("tasks"), done=Count("tasks", filter=Q(tasks__done_at__isnull=False)))
    )
    customers = veiled(person, [run.customer for run in found])
    return [
        RunRow(run, customer, run.done, run.total, run.left, run.stopped_at or run.last)
        for run, customer in zip(found, customers, strict=True)
    ]


def run_row(run: SopRun, person: User) -> RunRow:
    [row] = run_rows(SopRun.objects.filter(pk=run.pk), person)
    return row


def run_seen(person: User, pk: int) -> SopRun | None:
    return rows_visible_to(person, SopRun.objects.all()).filter(pk=pk).first()


@dataclass(frozen=True, slots=True)
class RunStep:
    """A step of a run: its task, and what became of it."""

    task: Task
    step: SopStep
    outcome: StepOutcome
    waits: bool


def steps_of_run(run: SopRun, person: User, now: datetime) -> list[RunStep]:
    tasks = tasks_visible_to(person).filter(sop_run=run).select_related("owner", "sop_step")
    found = list(tasks.order_by("sop_step__place"))
    horizon_mark(found)
    return [
        RunStep(task, task.sop_step, outcome_now(task, now), task.waits)
        for task in found
        if task.sop_step
    ]


def outcome_now(task: Task, now: datetime) -> StepOutcome:
    kept = Kept(
        task.due_at,
        task.done_at,
        is_called_off=task.cancelled_at is not None,
        is_breached=task.breached_at is not None,
        waits=task.waits,
    )
    return outcome_of(kept, now)


@dataclass(frozen=True, slots=True)
class Applying:
    """What serves a customer on a day, what does not, and exceptions with what they are from."""

    served: Sequence[SopVersion]
    others: Sequence[SopVersion]
    exceptions: Sequence[tuple[SopException, str]]


def applying_to(customer: Customer, day: date) -> Applying:
    versions = list(versions_in_force())
    exceptions = list(exceptions_open(customer, day))
    codes = codes_applying(customer, versions, exceptions, day)
    names = {version.sop_id: version.name for version in versions}
    return Applying(
        [version for version in versions if version.sop.code in codes],
        [version for version in versions if version.sop.code not in codes],
        [(one, names.get(one.sop_id, one.sop.code)) for one in exceptions],
    )


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """Who would do a step, and until about when."""

    shown: StepShown
    person: User | None
    due: datetime


def planned_steps(customer: Customer, version: SopVersion, at: datetime) -> list[PlannedStep]:
    """What beginning it now would open; nobody where nobody works for the customer."""
    shown = steps_shown(version)
    ends = planned_ends([time_of(one.step) for one in shown], at, company_calendar())
    doers = doers_for(customer, at)
    ids = [doers.of(one.role) if doers else 0 for one in shown]
    people = User.objects.in_bulk(ids)
    return [
        PlannedStep(one, people.get(person), due)
        for one, person, due in zip(shown, ids, ends, strict=True)
    ]


def exception_seen(person: User, customer: Customer, pk: int) -> SopException | None:
    rows = rows_visible_to(person, SopException.objects.filter(customer=customer))
    return rows.filter(pk=pk).first()


def exceptions_of(sop: Sop, person: User, day: date) -> list[tuple[SopException, Any]]:
    """Those that hold or will, each with its customer as this person may see it."""
    rows = rows_visible_to(person, SopException.objects.filter(sop=sop, ended_at=None))
    rows = rows.filter(Q(last_on=None) | Q(last_on__gte=day))
    found = list(rows.select_related("customer", "by").order_by("-first_on")[:MOST_EXCEPTIONS])
    return list(zip(found, veiled(person, [one.customer for one in found]), strict=True))


# --- how they were kept -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A procedure and how it was kept, of the customers that a person may see."""

    sop: Sop
    name: str
    kept: Adherence

    @property
    def outcomes(self) -> list[tuple[StepOutcome, int]]:
        return [(outcome, self.kept.steps.get(outcome, 0)) for outcome in StepOutcome]


def since_of(days: int, now: datetime) -> datetime:
    """The beginning of the day that many days ago."""
    return midnight(timezone.localdate(now) - timedelta(days=days))


def kept_rows(person: User, days: int, now: datetime) -> list[KeptRow]:
    since = since_of(days, now)
    runs = rows_visible_to(person, SopRun.objects.all())
    kept = adherence(runs, tasks_visible_to(person), since, now)
    names: dict[int, SopVersion] = {}
    for version in SopVersion.objects.select_related("sop").exclude(DRAFT).order_by("number"):
        names[version.sop_id] = version
    rows = [
        KeptRow(version.sop, version.name, kept.get(sop, Adherence()))
        for sop, version in names.items()
        if sop in kept or version.sop.archived_at is None
    ]
    return sorted(rows, key=lambda row: (row.sop.place, row.sop.code))


def tasks_behind(
    person: User, sop: Sop, *, days: int, became: str, now: datetime
) -> QuerySet[Task]:
    """The tasks that a figure of `kept_rows` counts."""
    rows = steps_begun(tasks_visible_to(person), since_of(days, now), sop)
    return rows.filter(outcome_rows(StepOutcome(became), now)) if became else rows
