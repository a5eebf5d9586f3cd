from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import ServiceClock, TimeKind
from accounts.models.facts import fact_triggers
from accounts.rules.clearance import Classes, Slice
from followups.models.ticket import Ticket


class SlaClock(models.Model):
    """A step of a ticket and when it is due; written by `services.clocks` alone.

    A row stays when its ticket turns out to be of another kind, so that a breach cannot be edited
    away unseen: `applies` then says that it counts no more.
    """

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="clocks", verbose_name=_("ticket")
    )
    # The ticket's customer, which has a constraint there; a second one would double the cost of
    # writing hundreds of thousands.
    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        db_constraint=False,
        related_name="+",
        verbose_name=_("customer"),
    )
    clock = models.CharField(_("clock"), max_length=14, choices=ServiceClock)
    time_kind = models.CharField(_("kind of time"), max_length=12, choices=TimeKind)
    allowed = models.PositiveIntegerField(
        _("time allowed"), help_text=_("Minutes of service or elapsed time, or working days.")
    )
    started_at = models.DateTimeField(_("started"))
    due_at = models.DateTimeField(_("due"))
    met_at = models.DateTimeField(_("reached"), null=True, blank=True)
    applies = models.BooleanField(
        _("counts"), default=True, help_text=_("No: the ticket is of another kind by now.")
    )

    classes = Classes(Slice.TICKETS)

    class Meta:
        verbose_name = _("SLA clock")
        verbose_name_plural = _("SLA clocks")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "clock"], name="sla_clock_once"),
            models.CheckConstraint(condition=models.Q(allowed__gt=0), name="sla_clock_allows_time"),
            models.CheckConstraint(
                condition=models.Q(due_at__gte=models.F("started_at")),
                name="sla_clock_due_after_start",
            ),
        ]
        indexes = [
            models.Index(
                fields=["customer", "due_at"],
                include=["met_at"],
                condition=models.Q(applies=True),
                name="sla_clock_by_customer",
            ),
            models.Index(
                fields=["due_at"],
                condition=models.Q(applies=True, met_at=None),
                name="sla_clock_running",
            ),
        ]
        triggers = fact_triggers("slaclock")

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.get_clock_display()}"

    def met_by(self, moment: datetime) -> bool | None:
        """Whether the target was met, as it stood at `moment`; None while it still may be."""
        if self.met_at and self.met_at <= moment:
            return self.met_at <= self.due_at
        return None if moment <= self.due_at else False

    @property
    def is_met(self) -> bool | None:
        return self.met_by(timezone.now())
