"""The living yearly plan of a customer: what it wants, what we want, and who sees to it."""

from typing import Any
from uuid import uuid4

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.rules.clearance import Classes, Slice, sensitive
from followups.models.task import RecurringTask, Task


def _person(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=label
    )


def _figure(label: Any) -> models.DecimalField:
    return models.DecimalField(label, max_digits=14, decimal_places=2, null=True, blank=True)


@pghistory.track(model_name="CustomerPlanHistory")
class CustomerPlan(models.Model):
    """One for each customer and year. Its measures are tasks, its contact rules recurring ones.

    Whoever writes it names the `version` that was looked at; `token` is that of the form that
    wrote it last, so that a form that is sent twice writes once.
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("customer"),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    their_goals = models.TextField(_("what the customer wants to reach"))
    our_goals = models.TextField(_("what we want to reach"))
    risks = models.TextField(_("risks"), blank=True)
    agreed_with = models.ForeignKey(
        "accounts.Contact",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agreed with"),
    )
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    written_at = models.DateTimeField(pgettext_lazy("customer plan", "written"))
    written_by = _person(pgettext_lazy("customer plan", "written by"))
    changed_at = models.DateTimeField(_("last changed"))
    changed_by = _person(_("last changed by"))
    version = models.PositiveIntegerField(_("version"), default=1)
    token = models.UUIDField(default=uuid4, unique=True, editable=False)

    classes = Classes(Slice.DEALINGS, sensitive("their_goals", "our_goals", "risks"))

    class Meta:
        verbose_name = _("customer plan")
        verbose_name_plural = _("customer plans")
        constraints = [
            models.UniqueConstraint(fields=["customer", "year"], name="customer_plan_one_a_year"),
            models.CheckConstraint(
                condition=models.Q(year__range=(2000, 2100)), name="customer_plan_of_our_days"
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_with=None) | models.Q(agreed_on__isnull=False),
                name="customer_plan_agreed_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


@pghistory.track(model_name="PlanMeasureHistory")
class PlanMeasure(models.Model):
    """What we do for the plan, and the figure by which one sees that it helps.

    What it is, who does it, until when and whether it is done is its task's to say. One that goes
    on in the next year is in both plans, with one task and a figure in each.
    """

    plan = models.ForeignKey(
        CustomerPlan,
        on_delete=models.CASCADE,
        related_name="measures",
        verbose_name=_("customer plan"),
    )
    place = models.PositiveSmallIntegerField(_("place"))
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, related_name="+", verbose_name=_("task")
    )
    figure = models.CharField(_("figure"), max_length=80)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    baseline = _figure(pgettext_lazy("figure", "at the beginning"))
    target = _figure(_("target"))
    current = _figure(pgettext_lazy("figure", "now"))

    classes = Classes(Slice.DEALINGS, sensitive("figure", "baseline", "target", "current"))

    class Meta:
        verbose_name = _("measure of a customer plan")
        verbose_name_plural = _("measures of customer plans")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "place"], name="plan_measure_has_its_place"),
            models.UniqueConstraint(fields=["plan", "task"], name="plan_measure_once"),
            models.CheckConstraint(
                condition=models.Q(target__isnull=False), name="plan_measure_has_a_target"
            ),
        ]

    def __str__(self) -> str:
        return str(self.task)

    @property
    def goes_on_in(self) -> int | None:
        """The year of the later plan that it is in, too; `in_their_plans` has asked for it."""
        return getattr(self, "later_year", None)


class PlanContact(models.Model):
    """Somebody at the customer who is to be won, for what, and by whom of us."""

    plan = models.ForeignKey(
        CustomerPlan,
        on_delete=models.CASCADE,
        related_name="people",
        verbose_name=_("customer plan"),
    )
    contact = models.ForeignKey(
        "accounts.Contact",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("contact"),
    )
    aim = models.CharField(_("what for"), max_length=200)
    by = _person(pgettext_lazy("won", "by whom"))

    classes = Classes(Slice.DEALINGS, sensitive("aim"))

    class Meta:
        verbose_name = _("person to win")
        verbose_name_plural = _("people to win")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "contact"], name="plan_contact_once")
        ]

    def __str__(self) -> str:
        return str(self.contact)


class ContactRule(models.Model):
    """What was agreed about how we keep in touch, such as a report on every 15th."""

    plan = models.ForeignKey(
        CustomerPlan,
        on_delete=models.CASCADE,
        related_name="rules",
        verbose_name=_("customer plan"),
    )
    recurring = models.OneToOneField(
        RecurringTask,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("recurring task"),
    )

    class Meta:
        verbose_name = _("contact rule")
        verbose_name_plural = _("contact rules")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.recurring)
