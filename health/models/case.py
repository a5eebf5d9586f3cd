"""What was learnt: the review of a customer that was lost, and the library of cases."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.rules.clearance import Classes, Slice, sensitive
from followups.models import Task
from health.choices import CaseOutcome, CaseTrouble, WinBackReason

OPEN = models.Q(completed_at=None)


@pghistory.track(model_name="LostReviewHistory")
class LostReview(models.Model):
    """Why a customer was lost, and what follows from it for the next one.

    `origin` says what the loss was seen by: "winback:12", "warning:7" or "churn:5:2026-11-01".
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("customer"),
    )
    origin = models.CharField(_("origin"), max_length=120, unique=True, db_collation="C")
    opened_at = models.DateTimeField(pgettext_lazy("review", "opened"))
    task = models.OneToOneField(
        Task,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("task"),
    )
    what_happened = models.TextField(_("what happened, and what we did"), blank=True)
    first_cause = models.CharField(
        _("first cause"), max_length=16, choices=WinBackReason, blank=True
    )
    root_cause = models.CharField(_("root cause"), max_length=16, choices=WinBackReason, blank=True)
    could_have = models.TextField(_("what we could have done"), blank=True)
    lesson = models.TextField(_("lesson"), blank=True)
    completed_at = models.DateTimeField(pgettext_lazy("review", "completed"), null=True, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("review", "completed by"),
    )

    classes = Classes(Slice.DEALINGS, sensitive("what_happened", "could_have", "lesson"))

    class Meta:
        verbose_name = _("review of a lost customer")
        verbose_name_plural = _("reviews of lost customers")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=OPEN, name="lost_review_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(completed_at=None, completed_by=None)
                | models.Q(completed_at__isnull=False, completed_by__isnull=False)
                & ~models.Q(what_happened="")
                & ~models.Q(root_cause="")
                & ~models.Q(lesson=""),
                name="lost_review_ends_in_a_lesson",
            ),
        ]
        indexes = [models.Index(fields=["customer", "opened_at"], name="lost_review_by_customer")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.opened_at):%Y-%m-%d}: {self.customer_id}"

    @property
    def is_open(self) -> bool:
        return self.completed_at is None


@pghistory.track(model_name="CaseHistory")
class Case(models.Model):
    """What was done in which trouble, what came of it, and the rule that was learnt.

    Without a customer it is anonymous, and everybody who reads cases reads it. `origin` is what it
    was written from, once.
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer"),
    )
    trouble = models.CharField(_("trouble"), max_length=12, choices=CaseTrouble)
    reason = models.CharField(_("root cause"), max_length=16, choices=WinBackReason, blank=True)
    done = models.TextField(_("what was done"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=CaseOutcome)
    lesson = models.TextField(_("lesson"))
    origin = models.CharField(_("origin"), max_length=120, unique=True, db_collation="C")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("case", "written by"),
    )
    written_at = models.DateTimeField(pgettext_lazy("case", "written"))

    classes = Classes(Slice.DEALINGS, sensitive("done", "lesson"))

    class Meta:
        verbose_name = pgettext_lazy("health", "case")
        verbose_name_plural = pgettext_lazy("health", "cases")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(done="") & ~models.Q(lesson=""), name="case_has_a_lesson"
            )
        ]
        indexes = [models.Index(fields=["customer", "written_at"], name="case_by_customer")]

    def __str__(self) -> str:
        return f"{self.get_trouble_display()}: {self.get_outcome_display()}"
