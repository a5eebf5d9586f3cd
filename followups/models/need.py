from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.facts import Fact, fact_triggers, in_order, told_apart
from accounts.rules.clearance import Classes, Slice, sensitive
from followups.choices import NeedDimension, NeedWeight


class Need(Fact):
    """Something the customer needs, from its being raised to the customer's confirmation."""

    number = models.CharField(_("number"), max_length=80, blank=True, db_collation="C")
    title = models.CharField(_("need"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    dimension = models.CharField(_("dimension"), max_length=12, choices=NeedDimension, blank=True)
    weight = models.CharField(
        _("core or secondary"), max_length=9, choices=NeedWeight, default=NeedWeight.SECONDARY
    )
    urgency = models.PositiveSmallIntegerField(_("urgency (1–5)"), null=True, blank=True)
    importance = models.PositiveSmallIntegerField(_("importance (1–5)"), null=True, blank=True)
    raised_on = models.DateField(_("raised"))
    due_on = models.DateField(_("due"), null=True, blank=True)
    solution = models.TextField(_("solution"), blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    solved_on = models.DateField(_("solved"), null=True, blank=True)
    confirmed_on = models.DateField(_("confirmed by the customer"), null=True, blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=80, blank=True)
    cancelled_on = models.DateField(_("cancelled"), null=True, blank=True)

    classes = Classes(Slice.DEALINGS, sensitive("description", "solution"))

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints = [
            told_apart("need"),
            *(
                in_order("need", "raised_on", day)
                for day in ("due_on", "solved_on", "confirmed_on", "cancelled_on")
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{name: None}) | models.Q(**{f"{name}__range": (1, 5)}),
                    name=f"need_{name}_one_to_five",
                )
                for name in ("urgency", "importance")
            ),
        ]
        indexes = [models.Index(fields=["customer", "due_on"], name="need_by_customer")]
        triggers = fact_triggers("need")

    def __str__(self) -> str:
        return self.title
