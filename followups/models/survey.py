from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.facts import Fact, fact_triggers, told_apart
from accounts.rules.clearance import Classes, Slice, sensitive
from followups.choices import SurveyKind, SurveyOccasion
from followups.models.ticket import Ticket


class SurveyAnswer(Fact):
    """What a customer answered: satisfaction 0–100 or recommendation 0–10, never mixed."""

    kind = models.CharField(_("survey"), max_length=4, choices=SurveyKind)
    score = models.SmallIntegerField(_("score"))
    answered_at = models.DateTimeField(pgettext_lazy("survey", "answered"))
    occasion = models.CharField(
        _("occasion"), max_length=10, choices=SurveyOccasion, default=SurveyOccasion.OTHER
    )
    ticket = models.ForeignKey(
        Ticket,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("ticket"),
    )
    contact = models.ForeignKey(
        "accounts.Contact",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact"),
        help_text=_("Empty: answered anonymously."),
    )
    comment = models.TextField(_("comment"), blank=True)

    classes = Classes(Slice.DEALINGS, sensitive("comment"))

    class Meta:
        verbose_name = _("survey answer")
        verbose_name_plural = _("survey answers")
        constraints = [
            told_apart("survey_answer"),
            models.CheckConstraint(
                condition=models.Q(kind=SurveyKind.CSAT, score__range=(0, 100))
                | models.Q(kind=SurveyKind.NPS, score__range=(0, 10)),
                name="survey_answer_score_of_its_kind",
            ),
        ]
        indexes = [
            models.Index(
                fields=["customer", "answered_at"],
                include=["kind", "score"],
                name="survey_answer_by_customer",
            )
        ]
        triggers = fact_triggers("surveyanswer")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.score}"
