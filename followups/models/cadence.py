"""How often a tier is to be touched, what differs for whom, and what was planned of it."""

from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import ServiceRole, Tier
from accounts.rules.clearance import Classes, Slice, sensitive
from followups.choices import CadencePeriod, FollowUpChannel, TaskKind, Touch, TouchHold
from followups.models.follow_up import FollowUp
from followups.models.task import Task

MOST_TIMES, LONGEST_MINUTES, LONGEST_REST = 8, 240, 365
# What a touch counts for, once: done, or made otherwise.
DONE = models.Q(done_on__isnull=False) | models.Q(task__done_at__isnull=False)

# The tasks of touches. Those of improvement plans begin so, too, and have a number or a word left.
OF_CADENCE = models.Q(origin__regex=r"^plan:\d+:\w+:")


def _bounds(least: int, most: int) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(least), MaxValueValidator(most)]


def _times(**options: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        _("times in a period"), validators=_bounds(0, MOST_TIMES), **options
    )


def _period(**options: Any) -> models.CharField:
    return models.CharField(
        pgettext_lazy("cadence", "period"), max_length=10, choices=CadencePeriod, **options
    )


@pghistory.track(model_name="CadenceRuleHistory")
class CadenceRule(models.Model):
    """How often one kind of touch is owed to a tier, by whom, and what counts as it.

    A logged follow-up counts by its channel (`channels`; with none only the task itself counts)
    and, for `needs_modules`, when its three modules are filled. Of the touches of a period
    `in_person` are to be by visit or video. One that is planned may be planned together with those
    that it `carries`: a visit with all three modules is follow-up, visit and interview.
    """

    touch = models.CharField(_("touch"), max_length=12, choices=Touch)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    times = _times(help_text=_("0: not at all, or on request only."))
    period = _period()
    on_request = models.BooleanField(_("on request"), default=False)
    minutes = models.PositiveSmallIntegerField(
        _("minutes of work"),
        validators=_bounds(5, LONGEST_MINUTES),
        help_text=_("Of one touch, with its preparation: 5 to 240."),
    )
    kind = models.CharField(_("kind of task"), max_length=12, choices=TaskKind)
    role = models.CharField(
        pgettext_lazy("cadence", "responsible"),
        max_length=20,
        choices=ServiceRole,
        default=ServiceRole.CSM,
        help_text=_("Who has this role in the customer's service team; otherwise its owner."),
    )
    channels = ArrayField(
        models.CharField(max_length=6, choices=FollowUpChannel),
        verbose_name=_("channels that count"),
        default=list,
        blank=True,
    )
    in_person = models.PositiveSmallIntegerField(
        _("of them in person or by video"), default=0, validators=_bounds(0, MOST_TIMES)
    )
    needs_modules = models.BooleanField(_("with all three modules"), default=False)
    carries = ArrayField(
        models.CharField(max_length=12, choices=Touch),
        verbose_name=_("may count as well as"),
        default=list,
        blank=True,
    )
    rest_days = models.PositiveSmallIntegerField(
        _("days of rest after the last one"), default=0, validators=_bounds(0, LONGEST_REST)
    )

    class Meta:
        verbose_name = _("cadence")
        verbose_name_plural = _("cadence")
        ordering = ["touch", "tier"]
        constraints = [
            models.UniqueConstraint(
                fields=["touch", "tier"],
                name="cadence_rule_once",
                violation_error_message=_("There is a line for this touch and tier already."),
            ),
            models.CheckConstraint(
                condition=models.Q(times__lte=MOST_TIMES)
                & models.Q(minutes__range=(5, LONGEST_MINUTES))
                & models.Q(in_person__lte=models.F("times"))
                & models.Q(rest_days__lte=LONGEST_REST),
                name="cadence_rule_within_bounds",
                violation_error_message=_("Not more in person than there are touches."),
            ),
            models.CheckConstraint(
                condition=models.Q(on_request=False) | models.Q(times=0),
                name="cadence_rule_on_request_is_not_planned",
                violation_error_message=_("What comes on request is planned no times: 0."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_touch_display()} · {self.get_tier_display()}"


@pghistory.track(model_name="CadenceExceptionHistory")
class CadenceException(models.Model):
    """Another cadence for one customer, or for all customers of a product line, with its reason.

    That of a customer comes before those of its lines; of several lines the most frequent holds.
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer"),
    )
    line = models.ForeignKey(
        "accounts.ProductLine",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product line"),
    )
    touch = models.CharField(_("touch"), max_length=12, choices=Touch)
    times = _times(help_text=_("0: not at all."))
    period = _period()
    reason = models.CharField(_("reason"), max_length=200)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    token = models.UUIDField(
        null=True,
        unique=True,
        editable=False,
        help_text=_("Of the form that it comes from: one that is sent twice is one exception."),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("created by"),
    )

    classes = Classes(Slice.PROFILE, sensitive("reason"))

    class Meta:
        verbose_name = _("exception from the cadence")
        verbose_name_plural = _("exceptions from the cadence")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(customer=None) ^ models.Q(line=None),
                name="cadence_exception_of_one",
                violation_error_message=_("For one customer, or for one product line."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="cadence_exception_ends_after_start",
                violation_error_message=_("The last day is not before the first."),
            ),
            models.CheckConstraint(
                condition=models.Q(times__lte=MOST_TIMES), name="cadence_exception_within_bounds"
            ),
        ]
        indexes = [models.Index(fields=["customer"], name="cadence_exception_by_customer")]

    def __str__(self) -> str:
        return f"{self.get_touch_display()}: {self.reason}"


class PlannedTouch(models.Model):
    """One touch that a customer is owed in a period, once: number `slot` of it.

    Several share a task where one touch counts for all of them. It is done when its task is, or
    when a `follow_up` counts for it, on `done_on`. While `hold` says why, it is not owed. `owner`
    is whose it was when it was last planned, `due_on` for which day; a task that people have moved
    or handed on since then is theirs.
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        db_index=False,  # what is unique begins with it
        related_name="+",
        verbose_name=_("customer"),
    )
    touch = models.CharField(_("touch"), max_length=12, choices=Touch)
    period = _period()
    period_start = models.DateField(_("first day of the period"))
    period_end = models.DateField(_("last day of the period"))
    slot = models.PositiveSmallIntegerField(_("number in the period"))
    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    target_on = models.DateField(_("best on"))
    due_on = models.DateField(_("planned for"), null=True, blank=True)
    task = models.ForeignKey(
        Task,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="touches",
        verbose_name=_("task"),
    )
    # Without a constraint: an import that is undone takes its follow-ups with it. Nobody looks for
    # touches by it.
    follow_up = models.ForeignKey(
        FollowUp,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("follow-up"),
    )
    done_on = models.DateField(_("done on"), null=True, blank=True)
    hold = models.CharField(_("on hold, because"), max_length=10, choices=TouchHold, blank=True)

    classes = Classes(Slice.PROFILE)

    class Meta:
        verbose_name = _("planned touch")
        verbose_name_plural = _("planned touches")
        ordering = ["period_start", "touch", "slot"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "period_start", "touch", "period", "slot"],
                name="planned_touch_once",
            ),
            models.CheckConstraint(
                condition=models.Q(period_end__gte=models.F("period_start")),
                name="planned_touch_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["period_end", "tier"], name="planned_touch_by_period"),
        ]

    def __str__(self) -> str:
        return self.get_touch_display()

    @property
    def is_done(self) -> bool:
        return self.done_on is not None or bool(self.task and self.task.done_at)

    @property
    def was_on(self) -> object:
        """The day on which it was done."""
        moment = self.task.done_at if self.task else None
        return self.done_on or (timezone.localdate(moment) if moment else None)


class CadencePlan(models.Model):
    """What a customer was planned as: where that has changed, the plan has to follow."""

    customer = models.OneToOneField(
        "accounts.Customer", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    planned_at = models.DateTimeField(_("planned"))

    class Meta:
        verbose_name = _("plan of a customer")
        verbose_name_plural = _("plans of customers")

    def __str__(self) -> str:
        return str(self.customer_id)
