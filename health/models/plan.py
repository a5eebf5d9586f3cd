"""What we are going to do for a customer in trouble."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.rules.clearance import Classes, Slice, sensitive
from followups.models import Task
from health.choices import PlanOutcome, Trouble
from health.models.warning import Warning

RUNNING = models.Q(ended_at=None)


@pghistory.track(model_name="ImprovementPlanHistory")
class ImprovementPlan(models.Model):
    """One is running for a customer, whatever the number of its warnings. Its steps are tasks."""

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("customer"),
    )
    warnings = models.ManyToManyField(
        Warning, related_name="plans", verbose_name=pgettext_lazy("health", "warnings")
    )
    trouble = models.CharField(_("kind of trouble"), max_length=20, choices=Trouble)
    analysis = models.TextField(_("what is behind it"))
    goal = models.CharField(_("goal"), max_length=300)
    review_on = models.DateField(_("looked at again on"))
    filed_at = models.DateTimeField(_("filed"))
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("filed by"),
    )
    ended_at = models.DateTimeField(pgettext_lazy("plan", "ended"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=PlanOutcome, blank=True)
    result = models.TextField(_("what came of it"), blank=True)

    classes = Classes(Slice.DEALINGS, sensitive("analysis", "goal", "result"))

    class Meta:
        verbose_name = _("improvement plan")
        verbose_name_plural = _("improvement plans")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=RUNNING, name="improvement_plan_one_runs"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, outcome="")
                | models.Q(ended_at__isnull=False) & ~models.Q(outcome=""),
                name="improvement_plan_ends_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.goal

    @property
    def is_running(self) -> bool:
        return self.ended_at is None


class PlanStep(models.Model):
    """A step of a plan. Its state is that of its task."""

    plan = models.ForeignKey(
        ImprovementPlan, on_delete=models.CASCADE, related_name="steps", verbose_name=_("plan")
    )
    place = models.PositiveSmallIntegerField(_("place"))
    task = models.OneToOneField(
        Task, on_delete=models.PROTECT, related_name="+", verbose_name=_("task")
    )

    class Meta:
        verbose_name = _("step of a plan")
        verbose_name_plural = _("steps of plans")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "place"], name="plan_step_has_its_place")
        ]

    def __str__(self) -> str:
        return str(self.task)
