"""The lifecycle as pages show it: who is in which stage, who moved, which playbooks are at work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, QuerySet

from accounts.access import customers_visible_to, rows_visible_to
from accounts.choices import LifecycleStage
from accounts.clearance import veiled
from accounts.models import Customer, CustomerStage, User
from accounts.models.customer import ACTIVE
from accounts.queries.stages import moves, stage_counts, stages_of
from accounts.rules.stages import Standing
from common.lists import in_order
from common.months import month_first, month_last
from common.together import Part
from crm_site.queries.sops import RunRow, StepShown, run_rows, steps_shown
from followups.models import LifecycleRule, SopRun, Task
from followups.queries.lifecycle import merits
from followups.queries.lifecycle_exits import LEFT, procedures_at_work
from followups.queries.sops import version_in_force, versions_in_force
from followups.queries.tasks import overdue
from health.queries.lifecycle import declining, outside

AT_WORK_NOW, OVERDUE, FINISHED, STOPPED = "at_work", "overdue", "finished", "stopped"
RUN_STATES = (AT_WORK_NOW, OVERDUE, FINISHED, STOPPED)
MOST_RUNS, MOST_STAGES = 5, 50


# --- stages -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage, how many are in it, and how many came and left in a month."""

    stage: LifecycleStage
    customers: int
    came: int
    left: int


def stage_lines(person: User, first: date, last: date) -> tuple[list[StageLine], int]:
    """In the order of the lifecycle, and how many have no stage yet; three statements."""
    counts = stage_counts(customers_visible_to(person).filter(ACTIVE))
    rows = moves(stages_visible_to(person), first, last).order_by()
    came = dict(rows.values_list("stage").annotate(Count("pk")))
    left = dict(rows.values_list("before").annotate(Count("pk")))
    lines = [
        StageLine(stage, counts.get(stage, 0), came.get(stage, 0), left.get(stage, 0))
        for stage in LifecycleStage
    ]
    return lines, counts[""]


def declining_count(person: User, day: date) -> int:
    customers = customers_visible_to(person).filter(ACTIVE)
    return customers.filter(pk__in=declining(day).values("customer")).count()


def stages_visible_to(person: User | AnonymousUser) -> QuerySet[CustomerStage]:
    return rows_visible_to(person, CustomerStage.objects.all())


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A customer that went to another stage; both are as the person may see them."""

    row: Any
    customer: Any

    @property
    def before(self) -> LifecycleStage:
        return LifecycleStage(self.row.before)


def move_ids(rows: QuerySet[CustomerStage], *, turned: bool) -> QuerySet[Any, Any]:
    order = ("-since", "-pk") if turned else ("since", "pk")
    return rows.order_by(*order).values_list("pk", flat=True)


def move_rows(ids: Sequence[int], person: User) -> list[MoveRow]:
    found = CustomerStage.objects.filter(pk__in=ids).select_related("customer", "by")
    rows = in_order(found, ids)
    customers = veiled(person, [row.customer for row in rows])
    return [MoveRow(*both) for both in zip(veiled(person, rows), customers, strict=True)]


def month_of(day: date) -> tuple[date, date]:
    """The first and last day of the month."""
    return month_first(day), month_last(day)


# --- a customer -------------------------------------------------------------------------------


def stage_part(customer: Customer) -> Part:
    """For `rows_together`: the one that holds."""
    fields = ("stage", "since", "before", "reason", "params", "note", "set_until")
    return Part(CustomerStage.objects.filter(customer=customer, until=None), fields)


def runs_part(customer: Customer) -> Part:
    """Procedures at work for a customer, the newest first."""
    rows = procedures_at_work().filter(customer=customer)
    fields = ("started_at", "planned_until", "version__title", "version__title_en")
    return Part(rows.order_by("-started_at", "-pk")[:MOST_RUNS], fields)


def stage_history(customer: Customer, person: User) -> list[Any]:
    return veiled(person, list(stages_of(customer)[:MOST_STAGES]))


def merit_of(customer: Customer, day: date) -> Standing | None:
    """What a playbook would make of a customer that stays."""
    return merits(day, outside(day), [customer.pk]).get(customer.pk)


# --- playbooks --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlaybookRow:
    """A playbook and the procedures that it has at work, of customers that the person may see."""

    rule: LifecycleRule
    name: str
    at_work: int = 0
    overdue: int = 0


def playbook_rows(person: User, now: datetime) -> list[PlaybookRow]:
    """Three statements, whatever their number."""
    rules = LifecycleRule.objects.select_related("sop", "changed_by").order_by("place")
    names = _names()
    runs = runs_visible_to(person)
    at_work, late = (_by_rule(in_state(runs, state, now)) for state in (AT_WORK_NOW, OVERDUE))
    return [
        PlaybookRow(
            rule,
            names.get(rule.sop_id, rule.sop.code),
            at_work.get(rule.pk, 0),
            late.get(rule.pk, 0),
        )
        for rule in rules
    ]


def _names() -> dict[int, str]:
    return {version.sop_id: version.name for version in versions_in_force()}


def _by_rule(runs: QuerySet[SopRun]) -> dict[int, int]:
    return dict(runs.order_by().values_list("rule").annotate(Count("pk")))


def playbook_called(code: str) -> LifecycleRule | None:
    return LifecycleRule.objects.select_related("sop", "changed_by").filter(code=code).first()


def steps_of(rule: LifecycleRule) -> list[StepShown]:
    """Of the version that would be begun now."""
    version = version_in_force(rule.sop)
    return steps_shown(version) if version else []


def playbook_counts(rule: LifecycleRule, person: User, now: datetime) -> dict[str, int]:
    """By what became of what it has begun."""
    runs = runs_visible_to(person).filter(rule=rule)
    return {state: in_state(runs, state, now).count() for state in RUN_STATES}


def runs_visible_to(person: User | AnonymousUser) -> QuerySet[SopRun]:
    """Of playbooks; what people have begun is on the pages of procedures."""
    return rows_visible_to(person, SopRun.objects.filter(rule__isnull=False))


def in_state(runs: QuerySet[SopRun], state: str, now: datetime) -> QuerySet[SopRun]:
    late = Exists(Task.objects.filter(overdue(now), sop_run=OuterRef("pk")))
    return {
        AT_WORK_NOW: runs.filter(LEFT, stopped_at=None),
        OVERDUE: runs.filter(late, stopped_at=None),
        FINISHED: runs.filter(~LEFT, stopped_at=None),
        STOPPED: runs.filter(stopped_at__isnull=False),
    }[state]


def run_ids(runs: QuerySet[SopRun], *, turned: bool) -> QuerySet[Any, Any]:
    order = ("-started_at", "-pk") if turned else ("started_at", "pk")
    return runs.order_by(*order).values_list("pk", flat=True)


def run_rows_of(ids: Sequence[int], person: User) -> list[RunRow]:
    found = {row.run.pk: row for row in run_rows(SopRun.objects.filter(pk__in=ids), person)}
    return [found[pk] for pk in ids if pk in found]
