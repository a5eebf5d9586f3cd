from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import EventKind, SignalDirection
from accounts.models.facts import Fact, Imported, fact_triggers, in_order, told_apart
from accounts.rules.clearance import Classes, Slice, public, sensitive


class CustomerEvent(Fact):
    """What happened at a customer: when it did, when we learned it, when it was recorded."""

    kind = models.CharField(_("kind"), max_length=20, choices=EventKind)
    occurred_on = models.DateField(_("occurred"))
    known_at = models.DateTimeField(_("became known"), null=True, blank=True)
    title = models.CharField(_("what happened"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)
    deadline_on = models.DateField(_("deadline"), null=True, blank=True)
    contact = models.ForeignKey(
        "accounts.Contact",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact"),
    )

    classes = Classes(Slice.DEALINGS, sensitive("title", "note"))

    class Meta:
        verbose_name = _("customer event")
        verbose_name_plural = _("customer events")
        constraints = [told_apart("customer_event")]
        indexes = [models.Index(fields=["customer", "occurred_on"], name="event_by_customer")]
        triggers = fact_triggers("customerevent")

    def __str__(self) -> str:
        return self.title or self.get_kind_display()


SIGNAL_REACHES = (
    "customers.id = signals.customer_id",
    """signals.customer_id IS NULL AND signals.industry = customers.industry
       AND signals.industry <> '' AND signals.region IN ('', customers.region)""",
    """signals.customer_id IS NULL AND signals.region = customers.region
       AND signals.region <> '' AND signals.industry = ''""",
)
"""SQL for whom a signal is about: whom it names, or else the customers of its industry and region.

Three conditions by equality: the planner need not compare all signals with all customers.
"""

_REACHED = " UNION ALL ".join(
    "SELECT customers.id AS customer_id"
    f" FROM {{rows}} signals JOIN accounts_customer customers ON {reach}"
    for reach in SIGNAL_REACHES
)


class MarketSignal(Imported):
    """News about an industry, a region or one company that may move its buying.

    `impact` is what it adds to or takes off a score while it is valid, −10 … +5.
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer"),
    )
    industry = models.CharField(_("industry"), max_length=80, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind)
    direction = models.CharField(_("direction"), max_length=10, choices=SignalDirection)
    impact = models.SmallIntegerField(_("effect on the score"), default=0)
    title = models.CharField(_("what happened"), max_length=200)
    origin = models.CharField(_("told by"), max_length=200, blank=True)
    published_on = models.DateField(_("published"))
    deadline_on = models.DateField(_("deadline"), null=True, blank=True)
    ends_on = models.DateField(_("no longer counts from"), null=True, blank=True)

    classes = Classes(Slice.DEALINGS, public("title", "industry", "region", "origin"))

    class Meta:
        verbose_name = _("market signal")
        verbose_name_plural = _("market signals")
        constraints = [
            told_apart("market_signal"),
            in_order("market_signal", "published_on", "ends_on"),
            models.CheckConstraint(
                condition=models.Q(impact__range=(-10, 5)), name="market_signal_impact"
            ),
        ]
        indexes = [models.Index(fields=["industry", "published_on"], name="signal_by_industry")]
        triggers = fact_triggers("marketsignal", reached=_REACHED)

    def __str__(self) -> str:
        return self.title
