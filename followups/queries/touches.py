"""Planned touches as conditions, and who has how many planned hours."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.choices import Tier
from accounts.models import Customer, User
from accounts.models.customer import ACTIVE
from common.working_time import WorkingCalendar
from followups.choices import TicketState, TouchState
from followups.models import CadenceRule, PlannedTouch, Task, Ticket
from followups.models.cadence import DONE, OF_CADENCE
from followups.models.task import DATED
from followups.queries.calendars import calendars
from followups.queries.plan_facts import rules_by_tier
from followups.queries.states import State, ticket_in
from followups.queries.tasks import midnight
from followups.rules.authority import tier_of
from followups.rules.cadence import MONTHS
from followups.rules.desks import limit_on

WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
WEEKS = 6
# A ticket without a task of its own takes about that long.
TICKET_MINUTES = 30
SOURCES = {"plan": OF_CADENCE, "warning": Q(origin__startswith="warning:")}
OTHER, TICKETS = "other", "tickets"
NOT_DONE = Q(done_on=None, task__done_at=None)
OWED = NOT_DONE & Q(hold="") & Q(task__isnull=False, task__cancelled_at=None)
EARLY = (
    Q(done_on__isnull=False, due_on=None)
    | Q(done_on__lt=F("due_on"))
    | Q(done_on=None, task__done_at__date__lt=F("due_on"))
)
EARLY_CODE = "early"

TOUCH_STATES = (
    State(TouchState.DONE, TouchState.DONE.label, lambda _now: DONE),
    State(EARLY_CODE, _("of them early"), lambda _now: DONE & EARLY),
    State(
        TouchState.PLANNED, TouchState.PLANNED.label, lambda now: OWED & Q(task__due_at__gte=now)
    ),
    State(TouchState.OVERDUE, TouchState.OVERDUE.label, lambda now: OWED & Q(task__due_at__lt=now)),
    State(
        TouchState.CALLED_OFF,
        TouchState.CALLED_OFF.label,
        lambda _now: NOT_DONE & Q(hold="", task__cancelled_at__isnull=False),
    ),
    State(TouchState.ON_HOLD, TouchState.ON_HOLD.label, lambda _now: NOT_DONE & ~Q(hold="")),
)


def of_periods_on(rows: QuerySet[PlannedTouch], day: date) -> QuerySet[PlannedTouch]:
    return rows.filter(period_start__lte=day, period_end__gte=day)


def in_touch_state(code: str, now: datetime) -> Q:
    [state] = [state for state in TOUCH_STATES if state.code == code]
    return state.rows(now)


def touch_state(touch: PlannedTouch, now: datetime) -> TouchState:
    """The same of one touch, with its task."""
    if touch.is_done:
        return TouchState.DONE
    if touch.hold:
        return TouchState.ON_HOLD
    task = touch.task
    if task is None or task.cancelled_at:
        return TouchState.CALLED_OFF
    return TouchState.OVERDUE if task.due_at < now else TouchState.PLANNED


def touches_by_tier(
    rows: QuerySet[PlannedTouch], now: datetime
) -> list[tuple[str, str, int, list[tuple[str, Any, int]]]]:
    """Tier, its label, all of its touches, and by state: code, label, how many; one statement."""
    counts = {state.code: Count("pk", filter=state.rows(now)) for state in TOUCH_STATES}
    names = ("all", *counts)
    counted: Any = rows.order_by().values_list("tier").annotate(all=Count("pk"), **counts)
    found = {tier: dict(zip(names, numbers, strict=True)) for tier, *numbers in counted}
    rows_of = [(tier, found.get(tier.value) or dict.fromkeys(names, 0)) for tier in Tier]
    return [
        (
            tier.value,
            str(tier.label),
            row["all"],
            [(state.code, state.label, row[state.code]) for state in TOUCH_STATES],
        )
        for tier, row in rows_of
    ]


def cadence_table() -> dict[tuple[str, str], CadenceRule]:
    return {(rule.touch, rule.tier): rule for rule in CadenceRule.objects.all()}


# --- load -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days of somebody: minutes of tasks, and the most that the limit allows."""

    first: date
    last: date
    minutes: int
    limit: int

    @property
    def is_over(self) -> bool:
        return self.minutes > self.limit


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """What is on somebody's coming weeks, and what it is made of."""

    person: User
    weeks: Sequence[Stretch]
    kinds: Mapping[str, int] = field(default_factory=dict)
    monthly: int = 0


def week_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def minutes_by_day(
    people: Collection[int], first: date, last: date, tasks: QuerySet[Task] | None = None
) -> dict[int, dict[date, int]]:
    """Minutes of open tasks that have a day, by person and day."""
    rows = (Task.objects.all() if tasks is None else tasks).filter(
        DATED,
        owner__in=list(people),
        due_at__gte=midnight(first),
        due_at__lt=midnight(last + DAY),
    )
    summed = (
        rows.order_by()
        .annotate(on=TruncDate("due_at"))
        .values_list("owner", "on")
        .annotate(all=Sum("minutes"))
    )
    found: dict[int, dict[date, int]] = defaultdict(dict)
    for owner, day, minutes in summed:
        found[owner][day] = minutes
    return found


def days_of(person: User, first: date, count: int) -> list[Stretch]:
    """Day after day, the days off left out unless something is due on them."""
    last = first + (count - 1) * DAY
    minutes = minutes_by_day([person.pk], first, last).get(person.pk, {})
    calendar = calendars().of_person(person.pk, person.team_id)
    days = (stretch(calendar, day, day, minutes) for day in _days(first, last))
    return [day for day in days if day.limit or day.minutes]


def loads(people: Sequence[User], day: date) -> list[PersonLoad]:
    """The coming weeks of these people, this one from `day` on; five statements."""
    last = week_of(day) + WEEKS * WEEK - DAY
    ids = [person.pk for person in people]
    minutes, known = minutes_by_day(ids, day, last), calendars()
    kinds, monthly = _kinds(ids, day, last), monthly_minutes(ids)
    starts = [max(day, week_of(day) + number * WEEK) for number in range(WEEKS)]
    return [
        PersonLoad(
            person,
            [
                stretch(
                    known.of_person(person.pk, person.team_id),
                    first,
                    week_of(first) + 6 * DAY,
                    minutes.get(person.pk, {}),
                )
                for first in starts
            ],
            kinds[person.pk],
            monthly.get(person.pk, 0),
        )
        for person in people
    ]


def stretch(
    calendar: WorkingCalendar, first: date, last: date, minutes: Mapping[date, int]
) -> Stretch:
    days, share = _days(first, last), settings.PLANNED_WORK_SHARE
    return Stretch(
        first,
        last,
        sum(minutes.get(day, 0) for day in days),
        sum(limit_on(calendar, day, share) for day in days),
    )


def _days(first: date, last: date) -> Sequence[date]:
    return [first + number * DAY for number in range((last - first).days + 1)]


def _kinds(people: Collection[int], first: date, last: date) -> dict[int, dict[str, int]]:
    """Minutes of open tasks by where they come from, and of open tickets that have none."""
    found: dict[int, dict[str, int]] = {
        person: dict.fromkeys((*SOURCES, OTHER, TICKETS), 0) for person in people
    }
    source = Case(
        *(When(rows, then=Value(code)) for code, rows in SOURCES.items()),
        default=Value(OTHER),
    )
    rows = Task.objects.filter(
        DATED,
        owner__in=list(people),
        due_at__gte=midnight(first),
        due_at__lt=midnight(last + DAY),
    ).order_by()
    summed = rows.annotate(source=source).values_list("owner", "source")
    for owner, code, minutes in summed.annotate(all=Sum("minutes")):
        found[owner][code] = minutes
    tickets = Ticket.objects.filter(
        ticket_in(TicketState.OPEN), owner__in=list(people), tasks=None
    ).order_by()
    for owner, count in tickets.values_list("owner").annotate(Count("pk")):
        found[owner][TICKETS] = count * TICKET_MINUTES
    return found


def monthly_minutes(
    people: Collection[int], customers: QuerySet[Customer] | None = None
) -> dict[int, int]:
    """What the cadence asks of each owner in an average month, by the tiers of the customers."""
    rules = rules_by_tier()
    a_month = {
        tier: sum(rule.times * rule.minutes / MONTHS[rule.period] for rule in of_tier)
        for tier, of_tier in rules.items()
    }
    rows = (Customer.objects.all() if customers is None else customers).filter(
        ACTIVE, owner__in=list(people), is_stub=False
    )
    counted = rows.order_by().values_list("owner", "tier").annotate(Count("pk"))
    found: dict[int, float] = defaultdict(float)
    for owner, tier, count in counted:
        found[owner] += count * a_month[tier_of(tier)]
    return {owner: round(minutes) for owner, minutes in found.items()}


# --- what if ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The weeks and the average month of two people, before and after customers change hands."""

    weeks: Sequence[tuple[Stretch, Stretch, Stretch, Stretch]]
    monthly: tuple[int, int, int, int]

    @property
    def has_breach(self) -> bool:
        """A week of the receiver that would be over the limit and is not yet."""
        return any(after.is_over and not before.is_over for _a, _b, before, after in self.weeks)


def what_if(former: User, to: User, customers: QuerySet[Customer], day: date) -> WhatIf:
    """What of the former owner's planned tasks would go to the new one; nothing is written."""
    last = week_of(day) + WEEKS * WEEK - DAY
    planned = Task.objects.filter(OF_CADENCE, customer__in=customers.order_by().values("pk"))
    moving = minutes_by_day([former.pk], day, last, planned).get(former.pk, {})
    from_load, to_load = loads([former, to], day)
    weeks = []
    for ours, theirs in zip(from_load.weeks, to_load.weeks, strict=True):
        minutes = sum(moving.get(one, 0) for one in _days(ours.first, ours.last))
        less = replace(ours, minutes=ours.minutes - minutes)
        weeks.append((ours, less, theirs, replace(theirs, minutes=theirs.minutes + minutes)))
    monthly = monthly_minutes([former.pk], customers).get(former.pk, 0)
    months = (
        *(from_load.monthly, from_load.monthly - monthly),
        *(to_load.monthly, to_load.monthly + monthly),
    )
    return WhatIf(weeks, months)
