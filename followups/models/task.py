from datetime import date, datetime
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.choices import TimeKind
from accounts.models.notice import said
from accounts.rules.clearance import Classes, Slice
from common.reading import for_reader
from followups.choices import Rhythm, TaskAction, TaskKind, TaskState
from followups.models.ticket import Ticket
from followups.rules.tasks import Dates, state_on

AT_WORK = models.Q(done_at=None, cancelled_at=None)
# What waits for another task has no day yet: its time counts from when it may begin.
DATED = AT_WORK & models.Q(waits=False)
# A moved deadline may be missed, too.
MAY_BREACH = models.Q(breached_at=None) | models.Q(breached_at__lt=models.F("due_at"))


def _person(label: Any, **options: Any) -> models.ForeignKey:
    options = {"on_delete": models.PROTECT, "related_name": "+", **options}
    return models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=label, **options)


class Task(models.Model):
    """Something that a named person must do for a customer by a deadline.

    `origin` says where it comes from, once: whoever opens the same again finds it there. A title
    is a message id with `params`, or the `words` of a person. The deadline is so many minutes or
    working days (`allowed`) from `starts_at`, so that it can be worked out again when the calendar
    changes; or, without them, a moment that somebody has chosen.
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        db_index=False,  # an index of two columns begins with it
        related_name="+",
        verbose_name=_("customer"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=TaskKind)
    title_key = models.CharField(_("title's message"), max_length=200, blank=True)
    params = models.JSONField(_("what the message names"), default=dict, blank=True)
    words = models.CharField(_("title"), max_length=200, blank=True)
    words_en = models.CharField(
        _("English title"),
        max_length=200,
        blank=True,
        help_text=_("Of words that we have in both languages."),
    )
    note = models.TextField(pgettext_lazy("task", "note"), blank=True)
    owner = _person(_("owner"))
    deputy = _person(_("deputy"), null=True, blank=True)
    starts_at = models.DateTimeField(_("deadline counts from"))
    time_kind = models.CharField(_("kind of time"), max_length=12, choices=TimeKind, blank=True)
    allowed = models.PositiveIntegerField(
        _("time allowed"),
        null=True,
        blank=True,
        help_text=_("Minutes of service or elapsed time, or working days."),
    )
    due_at = models.DateTimeField(_("due"))
    is_promised = models.BooleanField(
        pgettext_lazy("task", "promised"),
        default=False,
        help_text=_("Only a manager moves the deadline."),
    )
    minutes = models.PositiveSmallIntegerField(_("minutes of work"), default=30)
    origin = models.CharField(_("origin"), max_length=120, unique=True, db_collation="C")
    ticket = models.ForeignKey(
        Ticket,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("ticket"),
    )
    sop_run = models.ForeignKey(
        "followups.SopRun",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("procedure at work"),
    )
    sop_step = models.ForeignKey(
        "followups.SopStep",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("step of a procedure"),
    )
    needs = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="needed_by",
        verbose_name=_("waits for"),
    )
    waits = models.BooleanField(_("waiting"), default=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    created_by = _person(_("created by"), null=True, blank=True)
    done_at = models.DateTimeField(pgettext_lazy("task", "done"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("called off"), null=True, blank=True)
    snoozed_until = models.DateField(_("put off until"), null=True, blank=True)
    remind_at = models.DateTimeField(_("reminder"))
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    breached_at = models.DateTimeField(_("deadline passed"), null=True, blank=True)
    told = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        verbose_name=_("told further up"),
        help_text=_("Ids of the people who were told of this deadline."),
    )
    taken_over_at = models.DateTimeField(_("taken over by the deputy"), null=True, blank=True)
    escalate_at = models.DateTimeField(_("next told further up"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    classes = Classes(Slice.PROFILE)
    is_beyond = False
    """Due after what is official of the calendar, so it may still move: `queries.calendars`."""

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        permissions = [("manage_task", _("Can act on the tasks of other people"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(cancelled_at=None),
                name="task_ends_once",
            ),
            models.CheckConstraint(
                condition=models.Q(time_kind="", allowed=None)
                | ~models.Q(time_kind="") & models.Q(allowed__gt=0),
                name="task_allowance_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(title_key="") ^ models.Q(words=""), name="task_has_one_title"
            ),
            models.CheckConstraint(
                condition=models.Q(deputy=None) | ~models.Q(deputy=models.F("owner")),
                name="task_deputy_is_another",
                violation_error_message=_("Nobody is their own deputy."),
            ),
            models.CheckConstraint(
                condition=models.Q(sop_run=None, sop_step=None)
                | models.Q(sop_run__isnull=False, sop_step__isnull=False),
                name="task_step_is_of_a_run",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "due_at"], condition=AT_WORK, name="task_of_owner"),
            models.Index(
                fields=["deputy", "due_at"],
                condition=AT_WORK & models.Q(deputy__isnull=False),
                name="task_of_deputy",
            ),
            models.Index(fields=["customer", "due_at"], name="task_by_customer"),
            models.Index(
                fields=["remind_at"],
                condition=AT_WORK & models.Q(reminded_at=None),
                name="task_to_remind",
            ),
            models.Index(
                fields=["due_at"],
                condition=AT_WORK & MAY_BREACH,
                name="task_to_breach",
            ),
            models.Index(
                fields=["escalate_at"],
                condition=AT_WORK & models.Q(escalate_at__isnull=False),
                name="task_to_escalate",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        if not self.title_key:
            return for_reader(self.words, self.words_en)
        return gettext(self.title_key) % {name: said(one) for name, one in self.params.items()}

    def state_on(self, day: date) -> TaskState:
        dates = Dates(self.done_at, self.cancelled_at, self.snoozed_until, self.waits)
        return state_on(dates, day)

    @property
    def state(self) -> TaskState:
        return self.state_on(timezone.localdate())

    @property
    def is_at_work(self) -> bool:
        return self.done_at is None and self.cancelled_at is None

    @property
    def may_breach(self) -> bool:
        """Whether passing this deadline is still to be noted; an earlier one may have passed."""
        return self.breached_at is None or self.breached_at < self.due_at

    def is_overdue(self, moment: datetime) -> bool:
        """What waits for another task is not late yet."""
        return self.is_at_work and not self.waits and self.due_at < moment


class TaskCheck(models.Model):
    """A point of a task's checklist."""

    task = models.ForeignKey(
        Task, on_delete=models.CASCADE, related_name="checks", verbose_name=_("task")
    )
    place = models.PositiveSmallIntegerField(_("place"))
    text = models.CharField(_("text"), max_length=200)
    done_at = models.DateTimeField(pgettext_lazy("task", "done"), null=True, blank=True)
    done_by = _person(_("done by"), null=True, blank=True)

    class Meta:
        verbose_name = _("point of a checklist")
        verbose_name_plural = _("points of a checklist")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["task", "place"], name="task_check_has_its_place")
        ]

    def __str__(self) -> str:
        return self.text


class TaskEvent(models.Model):
    """What happened to a task, who did it and why. Written once, never changed.

    `changes` is `{"due_at": [before, after], …}` as text; nobody is named where a job did it.
    """

    task = models.ForeignKey(
        Task,
        on_delete=models.CASCADE,
        db_index=False,  # an index of two columns begins with it
        related_name="events",
        verbose_name=_("task"),
    )
    at = models.DateTimeField(_("when"))
    by = _person(_("who"), null=True, blank=True)
    action = models.CharField(_("action"), max_length=12, choices=TaskAction)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    changes = models.JSONField(_("changes"), default=dict, blank=True)

    class Meta:
        verbose_name = _("event of a task")
        verbose_name_plural = _("events of tasks")
        indexes = [models.Index(fields=["task", "at"], name="task_event_by_task")]
        triggers = [pgtrigger.Protect(name="task_events_stay", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.get_action_display()


class RecurringTask(models.Model):
    """A task that comes again and again, such as the report that was agreed for every 15th.

    It is opened for whoever owns the customer then, or for `owner`. On a free day it is due on the
    last working day before.
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("customer"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=TaskKind, default=TaskKind.OTHER)
    words = models.CharField(_("title"), max_length=200)
    note = models.TextField(pgettext_lazy("task", "note"), blank=True)
    owner = _person(_("owner"), null=True, blank=True)
    rhythm = models.CharField(_("how often"), max_length=8, choices=Rhythm)
    first_on = models.DateField(
        _("first due on"), help_text=_("The later ones come on the same day of week or month.")
    )
    last_on = models.DateField(_("last due on"), null=True, blank=True)
    days_before = models.PositiveSmallIntegerField(
        _("opened so many days before"), default=7, help_text=_("At most 60.")
    )
    minutes = models.PositiveSmallIntegerField(_("minutes of work"), default=30)
    token = models.UUIDField(
        null=True,
        unique=True,
        editable=False,
        help_text=_("Of the form that it comes from: one that is sent twice is one agreement."),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    created_by = _person(_("created by"), null=True, blank=True)
    ended_at = models.DateTimeField(_("stopped"), null=True, blank=True)

    classes = Classes(Slice.PROFILE)

    class Meta:
        verbose_name = _("recurring task")
        verbose_name_plural = _("recurring tasks")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_on=None) | models.Q(last_on__gte=models.F("first_on")),
                name="recurring_task_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(days_before__lte=60), name="recurring_task_opens_in_time"
            ),
        ]
        indexes = [models.Index(fields=["customer"], name="recurring_task_by_customer")]

    def __str__(self) -> str:
        return self.words
