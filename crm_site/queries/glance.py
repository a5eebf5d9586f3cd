"""What waits for somebody at a customer, counted in one statement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, F, Max, Min, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, JSONObject

from accounts.models import Contract, Customer, Invoice, Opportunity, Promise
from crm_site.records import BY_CODE
from followups.choices import SurveyKind
from followups.models import FollowUp, Need, SlaClock, SurveyAnswer, Ticket

Permitted = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Glance:
    """Counts of what is open, and the days that matter; None where the person may not know.

    `overdue` are sums of overdue invoices by currency, as text. `satisfaction` is the newest
    answer, 0–100.
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


def glance(customer: Customer, now: datetime, day: date, may: Permitted) -> Glance:
    """The figures of the kinds of records that `may` says somebody sees."""
    figures: dict[str, Any] = {}
    for model, found in _figures(day, now).items():
        if may(f"{model._meta.app_label}.view_{model._meta.model_name}"):
            figures |= found(model._default_manager.filter(customer=customer))
    one = Customer.objects.filter(pk=customer.pk)
    row: Any = one.values(**figures).first() if figures else None
    if row is None:
        return Glance()
    if row.get("overdue") is not None:
        row["overdue"] = {sums["currency"]: sums["amount"] for sums in row["overdue"]}
    return Glance(**row | {name: row[name] or 0 for name in row if name in COUNTS})


COUNTS = {
    *("tickets", "late_clocks", "overdue_invoices", "contracts", "opportunities"),
    *("late_promises", "late_needs"),
}


def _figures(day: date, now: datetime) -> dict[Any, Callable[[QuerySet[Any]], dict[str, Any]]]:
    def is_open(code: str) -> Q:
        return BY_CODE[code].is_open(day) or Q()

    overdue = is_open("invoices") & Q(due_on__lt=day)
    running = Q(applies=True, met_at=None, due_at__lt=now, ticket__cancelled_on=None)
    return {
        Ticket: lambda rows: {"tickets": _count(rows.filter(is_open("tickets")))},
        SlaClock: lambda rows: {"late_clocks": _count(rows.filter(running))},
        Invoice: lambda rows: {
            "overdue_invoices": _count(rows.filter(overdue)),
            "overdue": _sums(rows.filter(overdue)),
        },
        Contract: lambda rows: {
            "contracts": _count(rows.filter(is_open("contracts"), starts_on__lte=day)),
            "contract_ends_on": _one(
                rows.filter(is_open("contracts"), starts_on__lte=day), Max("ends_on")
            ),
        },
        Opportunity: lambda rows: {
            "opportunities": _count(rows.filter(is_open("opportunities"))),
            "decision_on": _one(
                rows.filter(is_open("opportunities"), deadline_on__gte=day), Min("deadline_on")
            ),
        },
        Promise: lambda rows: {
            "late_promises": _count(rows.filter(is_open("promises"), due_on__lt=day))
        },
        Need: lambda rows: {"late_needs": _count(rows.filter(is_open("needs"), due_on__lt=day))},
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


def _sums(rows: QuerySet[Any]) -> ArraySubquery:
    sums = rows.order_by().values("currency").annotate(total=Sum("amount"))
    row = JSONObject(currency=F("currency"), amount=Cast("total", CharField()))
    return ArraySubquery(sums.order_by("-total").values(row=row))
