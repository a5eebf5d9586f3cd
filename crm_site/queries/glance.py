"""What waits for somebody at a customer, counted in one statement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    CharField,
    Count,
    F,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Greatest, JSONObject, NullIf

from accounts.models import Contract, Customer, Invoice, Opportunity, Payment, Promise
from accounts.queries.states import (
    DAY,
    by_day,
    contract_in_force,
    contract_open,
    invoice_open,
    opportunity_open,
    promise_open,
)
from common.views import view_permission
from followups.choices import SurveyKind, TicketState
from followups.models import CustomerPlan, FollowUp, Need, SlaClock, SurveyAnswer, Task, Ticket
from followups.queries.states import late_clock, need_open, ticket_in
from followups.queries.tasks import overdue as overdue_task
from health.models import Warning
from health.models.warning import OPEN

Permitted = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Glance:
    """Counts of what is open, and the days that matter; None where the person may not know.

    `overdue` are sums of overdue invoices by currency, as text, less what was paid of each.
    `contract_ends_on` is the end of the last one, whether begun or not; None where one has none.
    `satisfaction` is the newest answer, 0–100. `warning` is the open one: `pk` and `level`.
    `plans` are customer plans of this year, one or none.
    """

    tickets: int | None = None
    late_clocks: int | None = None
    overdue_invoices: int | None = None
    overdue: Mapping[str, str] | None = None
    contracts: int | None = None
    contract_ends_on: date | None = None
    opportunities: int | None = None
    decision_on: date | None = None
    late_promises: int | None = None
    late_needs: int | None = None
    talked_at: datetime | None = None
    satisfaction: int | None = None
    late_tasks: int | None = None
    warning: Mapping[str, Any] | None = None
    plans: int | None = None


def glance(customer: Customer, now: datetime, day: date, may: Permitted) -> Glance:
    """The figures of the kinds of records that `may` says somebody sees."""
    wanted: dict[str, Any] = {}
    for model, found in figures(day, now).items():
        if may(view_permission(model)):
            wanted |= found(model._default_manager.filter(customer=customer))
    one = Customer.objects.filter(pk=customer.pk)
    row: Any = one.values(**wanted).first() if wanted else None
    if row is None:
        return Glance()
    if row.get("overdue") is not None:
        row["overdue"] = {sums["currency"]: sums["amount"] for sums in row["overdue"]}
    return Glance(**row | {name: row[name] or 0 for name in row if name in COUNTS})


COUNTS = {
    *("tickets", "late_clocks", "overdue_invoices", "contracts", "opportunities"),
    *("late_promises", "late_needs", "late_tasks", "plans"),
}

# None as soon as one has no end.
LAST_END = NullIf(Max(Coalesce("ends_on", Value(date.max))), Value(date.max))


def figures(day: date, now: datetime) -> dict[Any, Callable[[QuerySet[Any]], dict[str, Any]]]:
    """What is counted of the rows of each model."""
    late = by_day("due_on")(None, day - DAY)
    overdue, pending = invoice_open(day) & late, opportunity_open(day)
    return {
        Ticket: lambda rows: {"tickets": _count(rows.filter(ticket_in(TicketState.OPEN)))},
        SlaClock: lambda rows: {"late_clocks": _count(rows.filter(late_clock(now)))},
        Invoice: lambda rows: {
            "overdue_invoices": _count(rows.filter(overdue)),
            "overdue": _sums(rows.filter(overdue), day),
        },
        Contract: lambda rows: {
            "contracts": _count(rows.filter(contract_in_force(day))),
            "contract_ends_on": _one(rows.filter(contract_open(day)), LAST_END),
        },
        Opportunity: lambda rows: {
            "opportunities": _count(rows.filter(pending)),
            "decision_on": _one(rows.filter(pending, deadline_on__gte=day), Min("deadline_on")),
        },
        Promise: lambda rows: {"late_promises": _count(rows.filter(promise_open(day) & late))},
        Need: lambda rows: {"late_needs": _count(rows.filter(need_open(day) & late))},
        CustomerPlan: lambda rows: {"plans": _count(rows.filter(year=day.year))},
        Task: lambda rows: {"late_tasks": _count(rows.filter(overdue_task(now)))},
        Warning: lambda rows: {
            "warning": Subquery(
                rows.filter(OPEN).values(row=JSONObject(pk="pk", level="level"))[:1]
            )
        },
        FollowUp: lambda rows: {
            "talked_at": _one(rows.filter(happened_at__lte=now), Max("happened_at"))
        },
        SurveyAnswer: lambda rows: {
            "satisfaction": Subquery(
                rows.filter(kind=SurveyKind.CSAT, answered_at__lte=now)
                .order_by("-answered_at")
                .values("score")[:1]
            )
        },
    }


def _count(rows: QuerySet[Any]) -> Subquery:
    return _one(rows, Count("pk"))


def _one(rows: QuerySet[Any], what: Any) -> Subquery:
    return Subquery(rows.order_by().values("customer").annotate(figure=what).values("figure"))


def _sums(rows: QuerySet[Any], day: date) -> ArraySubquery:
    """Whoever has paid too much of one invoice owes nothing of it, and no less of the others."""
    paid = Payment.objects.filter(
        invoice=OuterRef("pk"), currency=OuterRef("currency"), paid_on__lte=day
    )
    paid_sum = paid.order_by().values("invoice").annotate(total=Sum("amount")).values("total")
    owed = Greatest(F("amount") - Coalesce(Subquery(paid_sum), Value(Decimal())), Value(Decimal()))
    sums = rows.annotate(owed=owed).order_by().values("currency").annotate(total=Sum("owed"))
    row = JSONObject(currency=F("currency"), amount=Cast("total", CharField()))
    return ArraySubquery(sums.order_by("-total").values(row=row))
