import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower, Reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import Severity, TicketKind
from accounts.models.facts import Fact, fact_triggers, in_order, told_apart
from accounts.rules.clearance import Classes, Slice, sensitive
from followups.choices import TicketChannel, TicketState

# What may happen to a ticket once it is open, in the usual order.
STEPS = (
    "confirmed_at", "work_started_at", "first_solution_at", "escalated_at", "solved_at",
    "verified_at", "revisited_at", "closed_at", "reopened_at",
)  # fmt: skip


@pghistory.track(model_name="TicketHistory")
class Ticket(Fact):
    """Anything that a customer raised, whatever the channel; its state follows from its dates."""

    number = models.CharField(_("ticket number"), max_length=80, db_collation="C")
    kind = models.CharField(_("kind"), max_length=10, choices=TicketKind)
    severity = models.CharField(
        _("severity"), max_length=6, choices=Severity, default=Severity.NORMAL
    )
    channel = models.CharField(
        _("channel"), max_length=6, choices=TicketChannel, default=TicketChannel.OTHER
    )
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("description"), blank=True)
    contact = models.ForeignKey(
        "accounts.Contact",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact"),
    )
    order = models.ForeignKey(
        "accounts.Order",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("order"),
    )
    line = models.ForeignKey(
        "accounts.ProductLine",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product line"),
    )
    department = models.ForeignKey(
        "accounts.Department",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible department"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    opened_at = models.DateTimeField(_("opened"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    work_started_at = models.DateTimeField(_("work started"), null=True, blank=True)
    first_solution_at = models.DateTimeField(_("first solution"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("technical director told"), null=True, blank=True)
    solved_at = models.DateTimeField(_("solved"), null=True, blank=True)
    verified_at = models.DateTimeField(_("verified by the customer"), null=True, blank=True)
    revisited_at = models.DateTimeField(_("revisited"), null=True, blank=True)
    closed_at = models.DateTimeField(_("ticket closed"), null=True, blank=True)
    reopened_at = models.DateTimeField(_("reopened"), null=True, blank=True)
    cancelled_on = models.DateField(_("cancelled"), null=True, blank=True)
    cause = models.TextField(_("cause"), blank=True)
    solution = models.TextField(_("solution"), blank=True)
    verified_by = models.CharField(
        _("verified by"), max_length=80, blank=True, help_text=_("Who at the customer.")
    )
    decision_reason = models.TextField(
        _("reason for the decision"), blank=True, help_text=_("On a suggestion.")
    )
    repeats = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="repeated_by",
        verbose_name=_("repeats"),
        help_text=_("An earlier ticket of the same cause."),
    )

    classes = Classes(Slice.TICKETS, sensitive("body", "cause", "solution", "decision_reason"))

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        constraints = [
            told_apart("ticket"),
            *(in_order("ticket", "opened_at", step) for step in STEPS),
            models.CheckConstraint(
                condition=models.Q(repeats=None) | ~models.Q(repeats=models.F("id")),
                name="ticket_repeats_another",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "opened_at"], name="ticket_by_customer"),
            models.Index(Lower("number"), name="ticket_by_number"),
            models.Index(Reverse(Lower("number")), name="ticket_by_number_end"),
            GinIndex(
                models.Func(Lower("subject"), function="search_bigrams"), name="ticket_search"
            ),
        ]
        triggers = fact_triggers("ticket")

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    @property
    def state(self) -> TicketState:
        """What the dates say; whatever was reached before a reopening counts no more."""
        if self.cancelled_on:
            return TicketState.CANCELLED
        for moment, state in (
            (self.closed_at, TicketState.CLOSED),
            (self.verified_at, TicketState.VERIFIED),
            (self.solved_at, TicketState.SOLVED),
        ):
            if moment and (self.reopened_at is None or self.reopened_at <= moment):
                return state
        return TicketState.OPEN
