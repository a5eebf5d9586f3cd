"""The open tasks of somebody day by day, with the day's load."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils import timezone

from accounts.clearance import veiled
from accounts.models import User
from crm_site.rules.agenda import DayMark, mark_of
from followups.access import mine, tasks_visible_to
from followups.models import Task
from followups.models.task import DATED
from followups.queries.calendars import calendars
from followups.queries.tasks import midnight
from followups.queries.touches import Stretch, minutes_by_day, stretch

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A task of a day; `customer` is as the person may see it."""

    task: Task
    customer: Any
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """`entries` are the first of `count` open tasks; `load` is of those the person owns."""

    day: date
    mark: DayMark
    is_working: bool
    load: Stretch
    entries: Sequence[Entry]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.entries)


def agenda_of(person: User, days: Sequence[date], most: int, now: datetime) -> list[AgendaDay]:
    """The same few statements for a week and a month, however much there is to do."""
    tasks = _due_on(tasks_visible_to(person).filter(DATED, mine(person)), days)
    minutes = minutes_by_day([person.pk], days[0], days[-1]).get(person.pk, {})
    counts = dict(tasks.order_by().values_list("on").annotate(all=Count("pk")))
    entries, known = _entries(tasks, person, most, now), calendars()
    own = known.of_person(person.pk, person.team_id)
    usual = known.people.get(person.pk) or known.of_team(person.team_id)
    return [
        AgendaDay(
            day,
            mark_of(day, own, usual),
            own.is_working_day(day),
            stretch(own, day, day, minutes),
            entries[day],
            counts.get(day, 0),
        )
        for day in days
    ]


def _due_on(tasks: QuerySet[Task], days: Sequence[date]) -> QuerySet[Any, Any]:
    rows = tasks.filter(due_at__gte=midnight(days[0]), due_at__lt=midnight(days[-1] + DAY))
    return rows.annotate(on=TruncDate("due_at"))


def _entries(
    tasks: QuerySet[Any, Any], person: User, most: int, now: datetime
) -> dict[date, list[Entry]]:
    """The first of each day."""
    place = Window(RowNumber(), partition_by=[F("on")], order_by=["due_at", "pk"])
    first = tasks.annotate(place=place).filter(place__lte=most).order_by("due_at", "pk")
    rows = list(first.select_related("customer"))
    found: dict[date, list[Entry]] = defaultdict(list)
    for row, customer in zip(rows, veiled(person, [row.customer for row in rows]), strict=True):
        day = timezone.localdate(row.due_at)
        found[day].append(Entry(row, customer, row.is_overdue(now)))
    return found
