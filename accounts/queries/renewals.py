"""Contracts whose renewal is due: how many, and what they are worth a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Extract

from accounts.models import Contract
from accounts.queries.rates import AMOUNT, in_our_currency, rate_on
from accounts.queries.states import RENEWALS_COMING

YEAR_SECONDS = 365 * 24 * 60 * 60
A_DAY = Value(timedelta(days=1), output_field=DurationField())
WITHOUT_VALUE = Q(amount=None) | Q(rate=None)
"""What no sum has: nobody has told the value, or what its currency is worth."""


@dataclass(frozen=True, slots=True)
class Renewals:
    """Of the next so many days (`code`); `yearly` is in the company's currency.

    `without_value` are left out of it. `at_risk` are those of the customers asked about.
    """

    code: str
    count: int
    at_risk: int
    yearly: Decimal
    without_value: int


def with_rates(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    return contracts.annotate(rate=rate_on("starts_on"))


def yearly() -> Combinable:
    """The value of 365 days at the rate of the first one; without an end its amount is a year's."""
    lasts = ExpressionWrapper(F("ends_on") - F("starts_on") + A_DAY, output_field=DurationField())
    seconds = Cast(Extract(lasts, "epoch"), AMOUNT)
    years = Case(
        When(ends_on=None, then=Value(Decimal(1))),
        default=Value(Decimal(YEAR_SECONDS)) / seconds,
        output_field=AMOUNT,
    )
    return ExpressionWrapper(in_our_currency("starts_on") * years, output_field=AMOUNT)


def renewals(contracts: QuerySet[Contract], now: datetime, risky: Q) -> Sequence[Renewals]:
    """In 30, 60 and 90 days, each with those before in it; `risky` says whose are at risk."""
    due = {state.code: state.rows(now) for state in RENEWALS_COMING}
    sums: dict[str, Any] = {}
    for code, rows in due.items():
        sums |= {
            f"count_{code}": Count("pk", filter=rows),
            f"risk_{code}": Count("pk", filter=rows & risky),
            f"yearly_{code}": Sum("yearly", filter=rows),
            f"without_{code}": Count("pk", filter=rows & WITHOUT_VALUE),
        }
    coming = with_rates(contracts.filter(RENEWALS_COMING[-1].rows(now)))
    found = coming.annotate(yearly=yearly()).order_by().aggregate(**sums)
    return [_renewals(code, found) for code in due]


def _renewals(code: str, found: dict[str, Any]) -> Renewals:
    return Renewals(
        code=code,
        count=found[f"count_{code}"],
        at_risk=found[f"risk_{code}"],
        yearly=found[f"yearly_{code}"] or Decimal(),
        without_value=found[f"without_{code}"],
    )
