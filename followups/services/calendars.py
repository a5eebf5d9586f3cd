"""Changing calendars, which moves every open deadline that was promised on them.

A deadline that was kept or has run out stays what it was, so that a breach cannot be edited away.
Nor does a change bring a deadline into the past: what nobody could have kept stays as promised.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.choices import TimeKind
from accounts.models import Team, User
from common.bulk import planned_for_many
from followups.choices import DayOrigin, DeadlineCause, HoursOf
from followups.imports.official_days import OfficialDay
from followups.models import (
    CalendarDay,
    CalendarPerson,
    CalendarTeam,
    DeadlineChange,
    Leave,
    OfficialYear,
    SlaClock,
    WorkCalendar,
    WorkHours,
)
from followups.queries.calendars import calendars
from followups.queries.states import running_clock
from followups.rules.calendars import Interval, interval_of, overlapping
from followups.rules.deadlines import Allowed, due_at
from followups.services.tasks import tasks_recompute

CLOCKS, CHANGES = SlaClock._meta.db_table, DeadlineChange._meta.db_table
MOVES = "unnest(%(clocks)s::bigint[], %(dues)s::timestamptz[]) AS n (id, due_at)"
NOTE = f"""
    INSERT INTO {CHANGES}
        (customer_id, ticket_id, clock_id, before, after, cause, reason, at, by_id)
    SELECT t.customer_id, t.ticket_id, t.id, t.due_at, n.due_at, %(cause)s, %(reason)s, %(now)s,
        %(by)s
    FROM {MOVES} JOIN {CLOCKS} t ON t.id = n.id
"""
MOVE = f"UPDATE {CLOCKS} t SET due_at = n.due_at FROM {MOVES} WHERE t.id = n.id"

DAY = timedelta(days=1)
AlikeHours = Iterable[tuple[int, Interval]]


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day that is worked after a change and was not before, or the other way round."""

    day: date
    is_working: bool
    name: str


@dataclass(frozen=True, slots=True)
class YearPreview:
    """What taking an official table would do: days that change, open deadlines that move."""

    changes: list[DayChange]
    moved: int


@transaction.atomic
def calendar_recompute(
    *, cause: DeadlineCause, by: User | None, now: datetime, reason: str = ""
) -> int:
    """Let the open deadlines follow the calendars, and keep what they were.

    Returns how many moved. Whoever writes deadlines meanwhile waits, and so do we for them.
    """
    known = calendars(hold=True)
    rows = SlaClock.objects.filter(running_clock(now)).exclude(time_kind=TimeKind.ELAPSED)
    moves = []
    for pk, kind, allowed, started_at, before, team in rows.select_for_update(
        of=("self",)
    ).values_list("pk", "time_kind", "allowed", "started_at", "due_at", "ticket__owner__team"):
        calendar = known.of_team(team)
        after = due_at(calendar, started_at, Allowed(TimeKind(kind), allowed))
        if after != before and after > now:
            moves.append((pk, after))
    if moves:
        clocks, dues = map(list, zip(*moves, strict=True))
        params: dict[str, Any] = {
            "clocks": clocks,
            "dues": dues,
            "cause": cause.value,
            "reason": reason,
            "now": now,
            "by": by.pk if by else None,
        }
        with connection.cursor() as cursor, planned_for_many(len(moves)):
            cursor.execute(NOTE, params)
            cursor.execute(MOVE, params)
    why = ": ".join(filter(None, [str(cause.label), reason]))
    return len(moves) + tasks_recompute(by=by, at=now, reason=why)


@transaction.atomic
def calendar_save(
    *,
    calendar: WorkCalendar,
    teams: Iterable[Team],
    people: Iterable[User],
    is_companys: bool = False,
) -> WorkCalendar:
    """Store a calendar and whose it is; a new one begins with the company's hours.

    One that becomes the company's takes the place of the one that was.

    Deadlines move with `calendar_edit`. Raises ValidationError for impossible values, and for a
    team or a person with another calendar.
    """
    teams, people = list(teams), list(people)
    calendar.full_clean()
    owners_check(calendar=calendar, teams=teams, people=people)
    is_new = calendar.pk is None
    of_company = WorkHours.objects.filter(calendar__is_default=True)
    hours = list(of_company.values_list("day_kind", "starts", "ends")) if is_new else []
    calendar.save()
    if is_companys and not calendar.is_default:
        _make_companys(calendar)
    calendar.teams.set(teams)
    calendar.people.set(people)
    if is_new:
        for day_kind, starts, ends in hours:
            calendar.hours.create(day_kind=day_kind, starts=starts, ends=ends)
    return calendar


def _make_companys(calendar: WorkCalendar) -> None:
    """One after the other, so that there are never two."""
    for former in WorkCalendar.objects.select_for_update().filter(is_default=True):
        former.is_default = False
        former.save(update_fields=["is_default"])
    calendar.is_default = True
    calendar.save(update_fields=["is_default"])


def owners_check(
    *, calendar: WorkCalendar, teams: Collection[Team], people: Collection[User]
) -> None:
    """Raises ValidationError where one of them has another calendar."""
    taken = [
        *CalendarTeam.objects.filter(team__in=teams).exclude(calendar=calendar.pk),
        *CalendarPerson.objects.filter(user__in=people).exclude(calendar=calendar.pk),
    ]
    if taken:
        names = ", ".join(map(str, taken))
        message = _("Has another calendar already: %(names)s.") % {"names": names}
        raise ValidationError(message, code="taken")


@transaction.atomic
def calendar_edit(
    *, calendar: WorkCalendar, by: User | None, now: datetime, reason: str = ""
) -> int:
    """What has been written to a calendar takes effect; returns how many deadlines moved.

    Raises ValidationError for hours that cannot be.
    """
    hours = calendar.hours.values_list("day_kind", "starts", "ends")
    hours_check((kind, interval_of(starts, ends)) for kind, starts, ends in hours)
    return calendar_recompute(cause=DeadlineCause.CALENDAR, by=by, now=now, reason=reason)


def hours_check(hours: AlikeHours) -> None:
    """Raises ValidationError for hours of a day that overlap, and where no weekday has any."""
    by_day: dict[int, list[Interval]] = defaultdict(list)
    for day_kind, interval in hours:
        by_day[day_kind].append(interval)
    for day_kind, intervals in sorted(by_day.items()):
        if overlapping(intervals):
            day = HoursOf(day_kind).label
            raise ValidationError(_("The hours of %(day)s overlap.") % {"day": day})
    if not by_day.keys() - {HoursOf.MAKE_UP}:
        raise ValidationError(_("Without hours on any day of the week nothing is ever due."))


@transaction.atomic
def day_save(*, day: CalendarDay, by: User | None, now: datetime) -> int:
    """Store a closing or working day of our own; returns how many deadlines moved."""
    day.full_clean()
    day.save()
    return calendar_recompute(cause=DeadlineCause.DAY, by=by, now=now, reason=day.note)


@transaction.atomic
def leave_save(*, leave: Leave, by: User | None, now: datetime) -> int:
    """Store it; returns how many deadlines of the person's own tasks moved.

    Promises to customers do not wait for anybody's leave: no ticket's deadline moves, nor that of
    a task that was promised.
    """
    leave.full_clean()
    leave.save()
    return tasks_recompute(by=by, at=now, reason=str(leave), owners=[leave.user_id])


@transaction.atomic
def official_year_take(
    *, year: int, days: Sequence[OfficialDay], file_name: str, by: User | None, now: datetime
) -> int:
    """Take the official table of a year, in the place of an earlier one; returns how many moved."""
    table = OfficialYear.objects.filter(year=year).first() or OfficialYear(year=year)
    table.file_name, table.taken_at, table.taken_by = file_name, now, by
    table.save()
    official = CalendarDay.objects.filter(kind=DayOrigin.OFFICIAL)
    table.days.all().delete()
    official.filter(day__in=[one.day for one in days]).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(
            day=one.day,
            is_working=one.is_working,
            note=one.name,
            kind=DayOrigin.OFFICIAL,
            official_year=table,
        )
        for one in days
    )
    return calendar_recompute(cause=DeadlineCause.OFFICIAL, by=by, now=now, reason=str(year))


def official_year_preview(
    *, year: int, days: Sequence[OfficialDay], by: User | None, now: datetime
) -> YearPreview:
    """Take the table, look, and leave everything as it was."""
    before = calendars().company
    with transaction.atomic():
        moved = official_year_take(year=year, days=days, file_name="", by=by, now=now)
        after = calendars().company
        transaction.set_rollback(True)
    names = {one.day: one.name for one in days}
    first, changes = date(year - 1, 12, 1), []
    for number in range((date(year, 12, 31) - first).days + 1):
        day = first + number * DAY
        if before.is_working_day(day) != after.is_working_day(day):
            changes.append(DayChange(day, after.is_working_day(day), names.get(day, "")))
    return YearPreview(changes, moved)
