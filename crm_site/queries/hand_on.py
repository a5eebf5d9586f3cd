"""The tasks of a team person by person, and what handing some of them on does to people's weeks."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from accounts.access import rows_visible_to
from accounts.models import User
from crm_site.queries.board import TeamBoard
from crm_site.queries.tasks import TaskRow, task_rows
from followups.access import tasks_visible_to
from followups.models import Task
from followups.models.task import AT_WORK
from followups.queries.calendars import calendars
from followups.queries.tasks import Workload
from followups.queries.touches import Stretch, minutes_by_day, stretch, week_of
from health.models import Warning
from health.models.warning import OPEN

MOST_PEOPLE, MOST_CARDS = 12, 8
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PersonColumn:
    """What is left of somebody's week, and the first of their open tasks."""

    load: Workload
    week: Stretch
    warnings: int
    cards: Sequence[TaskRow]

    @property
    def person(self) -> User:
        return self.load.person

    @property
    def count(self) -> int:
        load = self.load
        return load.overdue + load.today + load.coming + load.later + load.rests

    @property
    def more(self) -> int:
        return max(self.count - len(self.cards), 0)


@dataclass(frozen=True, slots=True)
class Effect:
    """Somebody's week before and after."""

    person: User
    before: Stretch
    after: Stretch


def board_called(boards: Sequence[TeamBoard], team: int | None) -> TeamBoard | None:
    """The board of a team by its id; otherwise the first."""
    named = (board for board in boards if board.team and board.team.pk == team)
    return next(named, boards[0] if boards else None)


def columns_of(board: TeamBoard, person: User, now: datetime) -> list[PersonColumn]:
    """The most behind first; as many statements for one person as for a dozen."""
    loads = board.loads[:MOST_PEOPLE]
    people = [load.person for load in loads]
    weeks = _weeks(people, timezone.localdate(now))
    cards, warnings = _cards(people, person, now), _warnings(people, person)
    return [
        PersonColumn(load, weeks[pk], warnings.get(pk, 0), cards[pk])
        for load in loads
        for pk in [load.person.pk]
    ]


def handed_on(person: User, ids: Collection[int], now: datetime) -> list[TaskRow]:
    """Those of the tasks that are at work and this person sees."""
    rows = tasks_visible_to(person).filter(AT_WORK, pk__in=ids).order_by("due_at", "pk")
    return task_rows(list(rows.values_list("pk", flat=True)), person, now)


def effects_of(rows: Sequence[TaskRow], to: User, day: date) -> list[Effect]:
    """The week of whoever gets the tasks, and of each who gives some."""
    owners = {row.task.owner_id: row.task.owner for row in rows}
    people = list({to.pk: to, **owners}.values())
    weeks = _weeks(people, day)
    moved: dict[int, int] = defaultdict(int)
    for row in rows:
        due = timezone.localdate(row.task.due_at)
        is_in_it = not row.task.waits and weeks[to.pk].first <= due <= weeks[to.pk].last
        if is_in_it and row.task.owner_id != to.pk:
            moved[row.task.owner_id] -= row.task.minutes
            moved[to.pk] += row.task.minutes
    return [
        Effect(one, week, replace(week, minutes=week.minutes + moved[one.pk]))
        for one in people
        for week in [weeks[one.pk]]
    ]


def _weeks(people: Sequence[User], day: date) -> Mapping[int, Stretch]:
    """From `day` to Sunday."""
    sunday, known = week_of(day) + 6 * DAY, calendars()
    minutes = minutes_by_day([one.pk for one in people], day, sunday)
    return {
        one.pk: stretch(known.of_person(one.pk, one.team_id), day, sunday, minutes.get(one.pk, {}))
        for one in people
    }


def _cards(people: Sequence[User], person: User, now: datetime) -> dict[int, list[TaskRow]]:
    place = Window(RowNumber(), partition_by=[F("owner")], order_by=["due_at", "pk"])
    tasks = Task.objects.filter(pk__in=tasks_visible_to(person).values("pk"))
    first = tasks.filter(AT_WORK, owner__in=people).annotate(place=place)
    ids = first.filter(place__lte=MOST_CARDS).order_by("due_at", "pk").values_list("pk", flat=True)
    found: dict[int, list[TaskRow]] = defaultdict(list)
    for row in task_rows(list(ids), person, now):
        found[row.task.owner_id].append(row)
    return found


def _warnings(people: Sequence[User], person: User) -> dict[int, int]:
    rows = rows_visible_to(person, Warning.objects.filter(OPEN, customer__owner__in=people))
    return dict(rows.order_by().values_list("customer__owner").annotate(all=Count("pk")))
