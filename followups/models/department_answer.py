"""What a department says to help that was promised to a customer."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from followups.models.concession import Concession


class DepartmentAnswer(models.Model):
    """One for each request that was granted: who helps and from when, or why nobody does."""

    concession = models.OneToOneField(
        Concession,
        on_delete=models.PROTECT,
        related_name="answer_of_department",
        verbose_name=_("concession"),
    )
    helper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who helps"),
    )
    helps_on = models.DateField(_("helps from"), null=True, blank=True)
    words = models.CharField(pgettext_lazy("department", "answer"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("answered by"),
    )
    at = models.DateTimeField(_("answered"))

    class Meta:
        verbose_name = _("answer of a department")
        verbose_name_plural = _("answers of departments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(helper__isnull=False, helps_on__isnull=False)
                | models.Q(helper=None, helps_on=None) & ~models.Q(words=""),
                name="department_helps_or_says_why_not",
            )
        ]

    def __str__(self) -> str:
        return f"{self.helper or '–'}: {self.words}"
