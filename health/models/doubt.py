"""Somebody says that a score is wrong, and what came of it."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.rules.clearance import Classes, Slice
from health.choices import DoubtAnswer, Level
from health.models.version import HealthModelVersion

UNANSWERED = models.Q(answered_at=None)


@pghistory.track(model_name="ScoreDoubtHistory")
class ScoreDoubt(models.Model):
    """What a person holds wrong about the score of a day, as that day and its model had it.

    `indicator` is the code of the one in question; empty, it is about the score as a whole. Each
    person says it once for a customer and day, and may put it better until it is answered.
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("customer"),
    )
    day = models.DateField(_("day"))
    version = models.ForeignKey(
        HealthModelVersion,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("model version"),
    )
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True, blank=True)
    level = models.CharField(_("level by the score"), max_length=10, choices=Level)
    indicator = models.CharField(_("indicator"), max_length=40, blank=True, db_collation="C")
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("doubt", "said by"),
    )
    at = models.DateTimeField(pgettext_lazy("doubt", "said"))
    answer = models.CharField(
        pgettext_lazy("doubt", "answer"), max_length=20, choices=DoubtAnswer, blank=True
    )
    answer_text = models.CharField(_("in words"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(pgettext_lazy("doubt", "answered"), null=True, blank=True)

    classes = Classes(Slice.DEALINGS)

    class Meta:
        verbose_name = _("doubt about a score")
        verbose_name_plural = _("doubts about scores")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "day", "by"], name="doubt_once_a_person_and_day"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by=None, answer="", answer_text="")
                | models.Q(answered_at__isnull=False, answered_by__isnull=False)
                & ~models.Q(answer="")
                & ~models.Q(answer_text=""),
                name="doubt_answered_in_words",
            ),
        ]
        indexes = [models.Index(fields=["day"], condition=UNANSWERED, name="doubt_unanswered")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.day}"

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None
