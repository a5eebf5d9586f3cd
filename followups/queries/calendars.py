"""Whose working calendar is which, kept in memory until something about calendars changes.

A page, a job or an import asks for `calendars()` once, which is one short statement, and then as
often as it likes. The functions below it are for whoever needs a single answer.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils import timezone

from accounts.choices import TimeKind
from accounts.models import Team, User
from common.working_time import ANNOUNCED_UNTIL, Hours, WorkingCalendar, hours_merged
from followups.choices import DayOrigin
from followups.models import (
    CalendarDay,
    CalendarPerson,
    CalendarTeam,
    CalendarVersion,
    Leave,
    OfficialYear,
    SlaClock,
    Task,
    WorkCalendar,
    WorkHours,
)
from followups.rules.calendars import Interval, OfficeWeek, Official, interval_of

VERSION = f"SELECT version FROM {CalendarVersion._meta.db_table}"

Days = dict[date, bool]
Absence = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Calendars:
    """All calendars as they were at one moment; ids of teams and people lead to theirs."""

    company: WorkingCalendar
    teams: Mapping[int, WorkingCalendar] = field(default_factory=dict)
    people: Mapping[int, WorkingCalendar] = field(default_factory=dict)
    absences: Mapping[int, tuple[Absence, ...]] = field(default_factory=dict)
    _with_leave: dict[tuple[int, int | None], WorkingCalendar] = field(default_factory=dict)

    @property
    def known_until(self) -> date:
        """The last day whose make-up days are official."""
        return self.company.known_until

    def of_team(self, team_id: int | None) -> WorkingCalendar:
        """For promises to customers: nobody's leave makes them later."""
        return self.company if team_id is None else self.teams.get(team_id, self.company)

    def of_person(self, user_id: int, team_id: int | None) -> WorkingCalendar:
        """For somebody's own tasks: their calendar or their team's, without their leave."""
        calendar = self.people.get(user_id) or self.of_team(team_id)
        absences = self.absences.get(user_id)
        if not absences:
            return calendar
        key = (user_id, team_id)
        if key not in self._with_leave:
            self._with_leave[key] = calendar.without(absences)
        return self._with_leave[key]


_known: dict[UUID, Calendars] = {}


def calendars(*, hold: bool = False) -> Calendars:
    """The calendars as they are now, read again only if something about them changed.

    With `hold` nobody changes a calendar until the transaction ends: for whoever writes deadlines
    that a change would have to move.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"{VERSION} FOR SHARE" if hold else VERSION)
        row = cursor.fetchone()
    if row is None:
        return _read()
    [version] = row
    if version not in _known:
        found = _read()
        _known.clear()
        _known[version] = found
        return found
    return _known[version]


def calendar_of(*, user: User) -> WorkingCalendar:
    """The person's own calendar, or the team's, or the company's; their leave is not worked."""
    return calendars().of_person(user.pk, user.team_id)


def calendar_of_team(team: Team | None) -> WorkingCalendar:
    return calendars().of_team(team.pk if team else None)


def company_calendar() -> WorkingCalendar:
    return calendars().company


def known_until() -> date:
    """The last day whose make-up days are official: later deadlines may still move."""
    return calendars().known_until


def teams_kept_by(lead: User) -> QuerySet[Team]:
    """The teams whose calendar somebody keeps who does not keep everybody's."""
    return Team.objects.filter(lead=lead)


def people_kept_by(lead: User) -> QuerySet[User]:
    return User.objects.filter(team__lead=lead, is_active=True)


def clocks_with_horizon(rows: QuerySet[SlaClock]) -> QuerySet[SlaClock]:
    """Each with `is_beyond`: whether it is due after what is official, and may still move."""
    zone = timezone.get_default_timezone()
    ends = datetime.combine(known_until() + timedelta(days=1), time(), zone)
    beyond = Q(due_at__gte=ends) & ~Q(time_kind=TimeKind.ELAPSED)
    return rows.annotate(is_beyond=ExpressionWrapper(beyond, output_field=BooleanField()))


def horizon_mark(tasks: Iterable[Task]) -> None:
    """Tell counted deadlines whether they lie after what is official, and may still move.

    One short statement; none as long as all are of years that everybody knows.
    """
    zone = timezone.get_default_timezone()
    at_work = [task for task in tasks if task.is_at_work]
    counted = [task for task in at_work if task.time_kind not in ("", TimeKind.ELAPSED)]
    far = [task for task in counted if task.due_at.astimezone(zone).date() > ANNOUNCED_UNTIL]
    if far:
        until = known_until()
        for task in far:
            task.is_beyond = task.due_at.astimezone(zone).date() > until


def _read() -> Calendars:
    """Half a dozen statements on small tables."""
    everybodys, own, tables = _days()
    years = OfficialYear.objects.values_list("year", flat=True)
    official = Official(tables, frozenset(years))
    hours = _hours()

    zone = timezone.get_default_timezone()

    def calendar(pk: int, otherwise: WorkingCalendar) -> WorkingCalendar:
        week = OfficeWeek(hours[pk], official.is_working, everybodys, own[pk])
        return WorkingCalendar(zone, week.hours_on, official.known_until, otherwise)

    rows = list(WorkCalendar.objects.values_list("pk", "is_default"))
    company = WorkingCalendar(zone)
    found = {pk: calendar(pk, company) for pk, is_default in rows if is_default}
    company = next(iter(found.values()), company)
    found |= {pk: calendar(pk, company) for pk, is_default in rows if not is_default}
    return Calendars(
        company,
        _by_owner(CalendarTeam, "team", found),
        _by_owner(CalendarPerson, "user", found),
        _absences(),
    )


def _days() -> tuple[Days, dict[int | None, Days], Days]:
    """Whether days are worked: the company's own, those of calendars, those of official tables."""
    everybodys: Days = {}
    own: dict[int | None, Days] = defaultdict(dict)
    tables: Days = {}
    rows: Iterable[tuple[date, int | None, str, bool]] = CalendarDay.objects.values_list(
        "day", "calendar_id", "kind", "is_working"
    )
    for day, calendar, kind, is_working in rows:
        if kind == DayOrigin.OFFICIAL:
            tables[day] = is_working
        elif calendar is None:
            everybodys[day] = is_working
        else:
            own[calendar][day] = is_working
    return everybodys, own, tables


def _hours() -> dict[int | None, dict[int, Hours]]:
    """The hours of each calendar by day of the week."""
    found: dict[int | None, dict[int, list[Interval]]] = defaultdict(lambda: defaultdict(list))
    rows = WorkHours.objects.values_list("calendar_id", "day_kind", "starts", "ends")
    for calendar, day_kind, starts, ends in rows:
        found[calendar][day_kind].append(interval_of(starts, ends))
    return defaultdict(
        dict,
        {
            calendar: {kind: hours_merged(intervals) for kind, intervals in days.items()}
            for calendar, days in found.items()
        },
    )


def _by_owner(model: Any, owner: str, found: dict[int, WorkingCalendar]) -> Any:
    return {key: found[pk] for key, pk in model.objects.values_list(owner, "calendar")}


def _absences() -> dict[int, tuple[Absence, ...]]:
    absences: dict[int, tuple[Absence, ...]] = defaultdict(tuple)
    rows = Leave.objects.filter(cancelled_on=None).order_by("starts_on")
    for user, first, last in rows.values_list("user", "starts_on", "ends_on"):
        absences[user] += ((first, last),)
    return dict(absences)
