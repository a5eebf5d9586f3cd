"""Working calendars: hours, days and leave, and what became of deadlines when they changed.

All of it is small and read together: see `followups.queries.calendars`.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Func, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.people import name_for_reader
from accounts.rules.clearance import Classes, Slice
from followups.choices import DayOrigin, DeadlineCause, HoursOf
from followups.models.sla_clock import SlaClock
from followups.models.ticket import Ticket


def all_events() -> list[pghistory.Tracker]:
    """Hours and days may be taken out of a calendar again, which is a change of it, too."""
    return [pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()]


def version_triggers() -> list[pgtrigger.Trigger]:
    """Whatever changes the table makes every process read the calendars again.

    The version is drawn anew each time, because a counter would come to the same number again after
    a transaction that was rolled back.
    """
    return [
        pgtrigger.Trigger(
            name="calendar_version",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            func=(
                "INSERT INTO followups_calendarversion (id, version) VALUES (1, gen_random_uuid()) "
                "ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version; RETURN NULL;"
            ),
        )
    ]


class CalendarVersion(models.Model):
    """One row, changed by triggers with everything that calendars are made of."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    version = models.UUIDField()

    class Meta:
        verbose_name = _("version of the calendars")
        verbose_name_plural = _("versions of the calendars")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="calendar_version_is_one")]

    def __str__(self) -> str:
        return str(self.version)


@pghistory.track(model_name="WorkCalendarHistory")
class WorkCalendar(models.Model):
    """When a team, or a person, works. Who has none works by the company's."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    is_default = models.BooleanField(_("the company's"), default=False, editable=False)
    teams = models.ManyToManyField(
        "accounts.Team",
        through="followups.CalendarTeam",
        related_name="+",
        blank=True,
        verbose_name=_("teams"),
    )
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="followups.CalendarPerson",
        related_name="+",
        blank=True,
        verbose_name=_("people"),
    )

    class Meta:
        verbose_name = _("working calendar")
        verbose_name_plural = _("working calendars")
        ordering = ["-is_default", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="calendar_one_default"
            ),
        ]
        triggers = version_triggers()

    def __str__(self) -> str:
        return name_for_reader(self.name, self.name_en)


@pghistory.track(*all_events(), model_name="CalendarTeamHistory")
class CalendarTeam(models.Model):
    """A team has one calendar at most."""

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.PROTECT, related_name="+")
    team = models.OneToOneField("accounts.Team", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("team of a calendar")
        verbose_name_plural = _("teams of calendars")
        triggers = version_triggers()

    def __str__(self) -> str:
        return str(self.team)


@pghistory.track(*all_events(), model_name="CalendarPersonHistory")
class CalendarPerson(models.Model):
    """A person's own calendar comes before that of the team."""

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.PROTECT, related_name="+")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("person of a calendar")
        verbose_name_plural = _("people of calendars")
        triggers = version_triggers()

    def __str__(self) -> str:
        return str(self.user)


@pghistory.track(*all_events(), model_name="WorkHoursHistory")
class WorkHours(models.Model):
    """An interval of every such day; a day with a lunch break has two.

    That those of a day do not overlap is seen to by `services.calendars`.
    """

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="hours")
    day_kind = models.PositiveSmallIntegerField(_("day"), choices=HoursOf)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(pgettext_lazy("time of day", "until"))

    class Meta:
        verbose_name = _("office hours")
        verbose_name_plural = _("office hours")
        ordering = ["day_kind", "starts"]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "day_kind", "starts"],
                name="work_hours_once",
                violation_error_message=_("There are such hours already."),
            ),
            models.CheckConstraint(
                condition=Q(day_kind__range=(HoursOf.MONDAY, HoursOf.MAKE_UP)),
                name="work_hours_of_a_day",
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=models.F("starts")) | Q(ends="00:00"),
                name="work_hours_end_after_start",
                violation_error_message=_("Hours end after they begin; 00:00 is midnight."),
            ),
        ]
        triggers = version_triggers()

    def __str__(self) -> str:
        return f"{self.get_day_kind_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"


@pghistory.track(model_name="OfficialYearHistory")
class OfficialYear(models.Model):
    """A year of which somebody has handed in the State Council's table."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    file_name = models.CharField(_("file name"), max_length=255)
    taken_at = models.DateTimeField(_("taken over"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken over by"),
    )

    class Meta:
        verbose_name = _("official year")
        verbose_name_plural = _("official years")
        ordering = ["-year"]
        triggers = version_triggers()

    def __str__(self) -> str:
        return str(self.year)


@pghistory.track(*all_events(), model_name="CalendarDayHistory")
class CalendarDay(models.Model):
    """A day on which everybody, or those of one calendar, work or do not work.

    Official days come with the table of their year; our own come before them.
    """

    day = models.DateField(_("day"))
    calendar = models.ForeignKey(
        WorkCalendar,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="days",
        verbose_name=_("calendar"),
        help_text=_("Empty: for everybody."),
    )
    is_working = models.BooleanField(_("worked"), default=False)
    kind = models.CharField(
        _("whose"), max_length=8, choices=DayOrigin, default=DayOrigin.OWN, editable=False
    )
    official_year = models.ForeignKey(
        OfficialYear,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="days",
        verbose_name=_("official year"),
    )
    note = models.CharField(_("note"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("closing or working day")
        verbose_name_plural = _("closing and working days")
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "calendar", "kind"],
                nulls_distinct=False,
                name="calendar_day_once",
                violation_error_message=_("This day is set already."),
            ),
            models.CheckConstraint(
                condition=Q(kind=DayOrigin.OWN, official_year=None)
                | Q(kind=DayOrigin.OFFICIAL, official_year__isnull=False, calendar=None),
                name="calendar_day_official_by_table",
            ),
        ]
        triggers = version_triggers()

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.note}".rstrip()


@pghistory.track(model_name="LeaveHistory")
class Leave(models.Model):
    """Days on which somebody is away; their own tasks wait, promises to customers do not."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("deputy"),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    cancelled_on = models.DateField(_("cancelled"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("holiday", "leave")
        verbose_name_plural = pgettext_lazy("holidays", "leave")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="leave_ends_after_start",
                violation_error_message=_("The last day is not before the first."),
            ),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=models.F("user")),
                name="leave_deputy_is_another",
                violation_error_message=_("Nobody is their own deputy."),
            ),
            ExclusionConstraint(
                name="leave_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(cancelled_on=None),
                violation_error_message=_("This person is away on some of these days already."),
            ),
        ]
        triggers = version_triggers()

    def __str__(self) -> str:
        return f"{self.user} {self.starts_on:%Y-%m-%d} – {self.ends_on:%Y-%m-%d}"


class DeadlineChange(models.Model):
    """A deadline that moved when a calendar changed: from when to when, why, and by whom."""

    # Neither has a constraint: an import that holds a ticket would wait for a change of the
    # calendar that waits for it.
    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        db_constraint=False,
        related_name="+",
        verbose_name=_("customer"),
    )
    ticket = models.ForeignKey(
        Ticket,
        on_delete=models.CASCADE,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="deadline_changes",
        verbose_name=_("ticket"),
    )
    clock = models.ForeignKey(
        SlaClock,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("clock"),
    )
    before = models.DateTimeField(_("before"))
    after = models.DateTimeField(_("after"))
    cause = models.CharField(_("cause"), max_length=8, choices=DeadlineCause)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("deadline", "by"),
    )

    classes = Classes(Slice.TICKETS)

    class Meta:
        verbose_name = _("moved deadline")
        verbose_name_plural = _("moved deadlines")
        constraints = [
            models.CheckConstraint(
                condition=Q(ticket__isnull=False, clock__isnull=False),
                name="deadline_change_of_something",
            ),
        ]
        indexes = [models.Index(fields=["customer", "at"], name="deadline_change_by_customer")]

    def __str__(self) -> str:
        return f"{self.before:%Y-%m-%d %H:%M} → {self.after:%Y-%m-%d %H:%M}"
