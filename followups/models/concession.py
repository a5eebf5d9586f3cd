"""What customers are granted, up to which limit by whom, and what somebody has asked for."""

from uuid import uuid4

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import Tier
from accounts.rules.clearance import Classes, Slice, sensitive
from followups.choices import ConcessionKind, ConcessionState
from followups.models.task import Task

WAITING = models.Q(granted_at=None, refused_at=None, withdrawn_at=None)
ENDS = ("granted_at", "refused_at", "withdrawn_at")


def _ended(name: str) -> models.Q:
    """Ended in this one of the three ways."""
    return models.Q(**{f"{end}__isnull": end != name for end in ENDS})


@pghistory.track(model_name="AuthorityLimitHistory")
class AuthorityLimit(models.Model):
    """How much of a kind somebody in a role grants a customer of a tier without asking."""

    kind = models.CharField(_("kind"), max_length=12, choices=ConcessionKind)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    role = models.CharField(_("role"), max_length=40, db_collation="C")
    limit = models.DecimalField(
        _("limit"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_(
            "Percent of a discount, days of an extension, hours of a department, money for all "
            "else. Empty: without limit. 0: nothing."
        ),
    )

    class Meta:
        verbose_name = _("authority limit")
        verbose_name_plural = _("authority limits")
        ordering = ["kind", "tier", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "tier", "role"],
                name="authority_limit_once",
                violation_error_message=_("There is a limit for this already."),
            ),
            models.CheckConstraint(
                condition=models.Q(limit=None) | models.Q(limit__gte=0),
                name="authority_limit_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.get_tier_display()} · {self.role}"


@pghistory.track(model_name="ConcessionHistory")
class Concession(models.Model):
    """Something beyond what was agreed that somebody asks for, for a customer, and the answer.

    `amount` is in the unit of its kind. `cost` is what it costs us, in the company's currency, as
    far as that is known. `origin` says what it is for, such as "winback:12". `task` is that of
    whoever decides, `asked` are the ids of those who were asked, one after another.
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("customer"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ConcessionKind)
    amount = models.DecimalField(
        pgettext_lazy("concession", "how much"), max_digits=12, decimal_places=2
    )
    department = models.ForeignKey(
        "accounts.Department",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
    )
    cost = models.DecimalField(_("cost"), max_digits=12, decimal_places=2, null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    origin = models.CharField(_("what for"), max_length=120, blank=True, db_collation="C")
    token = models.UUIDField(
        default=uuid4,
        unique=True,
        editable=False,
        help_text=_("Of the form that it comes from: one that is sent twice asks once."),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("concession", "asked by"),
    )
    asked_at = models.DateTimeField(pgettext_lazy("concession", "asked"))
    task = models.OneToOneField(
        Task,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("task"),
    )
    asked = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        verbose_name=_("people who were asked"),
    )
    granted_at = models.DateTimeField(pgettext_lazy("concession", "granted"), null=True, blank=True)
    refused_at = models.DateTimeField(pgettext_lazy("concession", "refused"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(
        pgettext_lazy("concession", "withdrawn"), null=True, blank=True
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    answer = models.CharField(pgettext_lazy("concession", "answer"), max_length=500, blank=True)

    classes = Classes(Slice.DEALINGS, sensitive("amount", "cost", "reason", "answer"))

    class Meta:
        verbose_name = _("concession")
        verbose_name_plural = _("concessions")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="concession_of_something"
            ),
            models.CheckConstraint(
                condition=models.Q(cost=None) | models.Q(cost__gte=0),
                name="concession_cost_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=ConcessionKind.RESOURCE, department__isnull=False)
                | ~models.Q(kind=ConcessionKind.RESOURCE) & models.Q(department=None),
                name="concession_department_helps",
            ),
            models.CheckConstraint(
                condition=(WAITING & models.Q(decided_by=None, answer=""))
                | (_ended("granted_at") & models.Q(decided_by__isnull=False))
                | (
                    (_ended("refused_at") | _ended("withdrawn_at"))
                    & models.Q(decided_by__isnull=False)
                    & ~models.Q(answer="")
                ),
                name="concession_decided_once",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "asked_at"], name="concession_by_customer"),
            models.Index(fields=["origin"], name="concession_by_origin"),
            models.Index(fields=["asked_at"], condition=WAITING, name="concession_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.customer_id}"

    @property
    def state(self) -> ConcessionState:
        if self.granted_at:
            return ConcessionState.GRANTED
        if self.refused_at:
            return ConcessionState.REFUSED
        return ConcessionState.WITHDRAWN if self.withdrawn_at else ConcessionState.WAITING

    @property
    def is_waiting(self) -> bool:
        return self.state == ConcessionState.WAITING
