"""Procedures: versions that are written, published and never change again, and their steps.

What a version says is in both languages, Chinese and beside it (`…_en`) English; a reader gets
theirs where it is there, and otherwise the other one (`common.reading`).
"""

from typing import Any
from uuid import uuid4

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.choices import LifecycleStage, Tier, TimeKind
from accounts.rules.clearance import Classes, Slice
from common.reading import for_reader
from followups.choices import SopRole, SopStage, StepAnchor, TaskKind

LONGEST_TITLE = 200
DRAFT = Q(published_at=None)

STEPS_STAY = """
    IF EXISTS (
        SELECT FROM followups_sopversion
        WHERE id IN (OLD.version_id, NEW.version_id) AND published_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'a published version of a procedure never changes';
    END IF;
    RETURN COALESCE(NEW, OLD);
"""


def _person(label: Any, **options: Any) -> models.ForeignKey:
    options = {"on_delete": models.PROTECT, "related_name": "+", **options}
    return models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=label, **options)


def _line(label: Any, **options: Any) -> models.CharField:
    return models.CharField(label, max_length=LONGEST_TITLE, blank=True, **options)


def _points(label: Any) -> ArrayField:
    return ArrayField(_line(label), default=list, blank=True, verbose_name=label)


class Sop(models.Model):
    """A procedure by its code; what it says is in its versions.

    The one with the highest number that is published is in force.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    stage = models.CharField(pgettext_lazy("procedure", "kind"), max_length=20, choices=SopStage)
    department = models.ForeignKey(
        "accounts.Department",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department that keeps it"),
    )
    place = models.PositiveSmallIntegerField(_("place"), default=100)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        ordering = ["place", "code"]

    def __str__(self) -> str:
        return self.code


class SopVersion(models.Model):
    """What a procedure says, and whom it is for; without a moment of publication a draft.

    An empty list of tiers, stages or lines means all of them. `revision` counts the changes of a
    draft: whoever goes on says which one they saw.
    """

    sop = models.ForeignKey(
        Sop, on_delete=models.PROTECT, related_name="versions", verbose_name=_("procedure")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = _line(pgettext_lazy("procedure", "title"))
    title_en = _line(_("English title"))
    purpose = models.TextField(_("what it is for"), blank=True)
    purpose_en = models.TextField(_("what it is for, in English"), blank=True)
    tiers = ArrayField(
        models.CharField(max_length=10, choices=Tier),
        default=list,
        blank=True,
        verbose_name=_("tiers"),
    )
    stages = ArrayField(
        models.CharField(max_length=16, choices=LifecycleStage),
        default=list,
        blank=True,
        verbose_name=_("lifecycle stages"),
    )
    lines = ArrayField(
        models.CharField(max_length=80),
        default=list,
        blank=True,
        verbose_name=_("product lines"),
        help_text=_("Codes of product lines."),
    )
    revision = models.PositiveIntegerField(_("revision"), default=1)
    drafted_at = models.DateTimeField(_("drafted"), default=timezone.now)
    drafted_by = _person(_("drafted by"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = _person(_("published by"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("version of a procedure")
        verbose_name_plural = _("versions of procedures")
        ordering = ["sop", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["sop", "number"], name="sop_version_number_once"),
            models.UniqueConstraint(fields=["sop"], condition=DRAFT, name="sop_has_one_draft"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @property
    def name(self) -> str:
        return for_reader(self.title, self.title_en)

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


class SopStep(models.Model):
    """A step: who makes what out of what, by when.

    It is due so much time (`allowed`, of a `time_kind`) after the procedure began, or after the
    step before it has ended; then it waits for that one. Its `key` goes along into the next
    version, so that the two can be compared.
    """

    version = models.ForeignKey(
        SopVersion, on_delete=models.CASCADE, related_name="steps", verbose_name=_("version")
    )
    key = models.UUIDField(default=uuid4, editable=False)
    place = models.PositiveSmallIntegerField(_("place"))
    title = _line(pgettext_lazy("procedure", "title"))
    title_en = _line(_("English title"))
    input = models.CharField(_("input"), max_length=500, blank=True)
    input_en = models.CharField(_("input, in English"), max_length=500, blank=True)
    output = models.CharField(_("output"), max_length=500, blank=True)
    output_en = models.CharField(_("output, in English"), max_length=500, blank=True)
    role = models.CharField(
        pgettext_lazy("step", "responsible"), max_length=16, choices=SopRole, default=SopRole.OWNER
    )
    kind = models.CharField(_("kind"), max_length=12, choices=TaskKind, default=TaskKind.OTHER)
    anchor = models.CharField(
        _("counts from"), max_length=6, choices=StepAnchor, default=StepAnchor.BEFORE
    )
    time_kind = models.CharField(
        _("kind of time"), max_length=12, choices=TimeKind, default=TimeKind.WORKING_DAYS
    )
    allowed = models.PositiveIntegerField(
        _("time allowed"),
        default=1,
        help_text=_("Minutes of service or elapsed time, or working days."),
    )
    minutes = models.PositiveSmallIntegerField(_("minutes of work"), default=30)
    checklist = _points(_("checklist"))
    checklist_en = _points(_("checklist, in English"))
    template = models.TextField(_("content template"), blank=True)
    template_en = models.TextField(_("content template, in English"), blank=True)

    class Meta:
        verbose_name = _("step of a procedure")
        verbose_name_plural = _("steps of procedures")
        ordering = ["version", "place"]
        constraints = [
            models.UniqueConstraint(fields=["version", "place"], name="sop_step_place_once"),
            models.UniqueConstraint(fields=["version", "key"], name="sop_step_key_once"),
            models.CheckConstraint(condition=Q(allowed__gt=0), name="sop_step_takes_time"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="published_steps_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=STEPS_STAY,
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return for_reader(self.title, self.title_en)


class SopException(models.Model):
    """A customer is served by a procedure that is not for its kind, or not by one that is."""

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("customer"),
    )
    sop = models.ForeignKey(
        Sop, on_delete=models.PROTECT, related_name="+", verbose_name=_("procedure")
    )
    is_served = models.BooleanField(_("served by it"), default=False)
    reason = models.CharField(_("reason"), max_length=500)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("Empty: until it is ended.")
    )
    by = _person(pgettext_lazy("deadline", "by"))
    at = models.DateTimeField(_("when"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = _person(_("ended by"), null=True, blank=True)

    classes = Classes(Slice.PROFILE)

    class Meta:
        verbose_name = _("exception from a procedure")
        verbose_name_plural = _("exceptions from procedures")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on=None) | Q(last_on__gte=models.F("first_on")),
                name="sop_exception_ends_after_start",
                violation_error_message=_("The last day is not before the first."),
            ),
            ExclusionConstraint(
                name="sop_exception_once_at_a_time",
                expressions=[
                    ("customer", RangeOperators.EQUAL),
                    ("sop", RangeOperators.EQUAL),
                    (
                        Func(
                            "first_on",
                            "last_on",
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(ended_at=None),
                violation_error_message=_("There is an exception on some of these days already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sop_id}: {self.customer_id}"


class SopRun(models.Model):
    """A procedure at work for a customer, by the version that it began with.

    Its steps are tasks that name it. It has ended when none of them is left, or when somebody has
    stopped it. `planned_until` is when it would end if every step took its time.
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("customer"),
    )
    version = models.ForeignKey(
        SopVersion, on_delete=models.PROTECT, related_name="runs", verbose_name=_("version")
    )
    origin = models.CharField(_("origin"), max_length=120, unique=True, db_collation="C")
    rule = models.ForeignKey(
        "followups.LifecycleRule",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="runs",
        verbose_name=_("playbook"),
    )
    started_at = models.DateTimeField(_("begun"))
    started_by = _person(_("begun by"), null=True, blank=True)
    planned_until = models.DateTimeField(_("planned until"))
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    stopped_by = _person(_("stopped by"), null=True, blank=True)
    stop_reason = models.CharField(_("reason"), max_length=500, blank=True)

    classes = Classes(Slice.PROFILE)

    class Meta:
        verbose_name = _("procedure at work")
        verbose_name_plural = _("procedures at work")
        constraints = [
            models.CheckConstraint(
                condition=Q(stopped_at=None, stop_reason="")
                | Q(stopped_at__isnull=False) & ~Q(stop_reason=""),
                name="sop_run_stops_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "started_at"], name="sop_run_by_customer"),
            models.Index(fields=["started_at"], name="sop_run_by_start"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.customer_id}"

    @property
    def why_stopped(self) -> str:
        """A person's words, or a message of ours."""
        if self.stopped_by_id or not self.stop_reason:
            return self.stop_reason
        return gettext(self.stop_reason)
