"""Amounts of several currencies in one: the company's.

A sum over customers converts every row at the day of its fact. A row without a rate has no amount
here: whoever sums leaves it out, and says on the figure how many were.
"""

from decimal import Decimal

from django.conf import settings
from django.db.models import Case, DecimalField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable

from accounts.models import ExchangeRate

AMOUNT = DecimalField(max_digits=38, decimal_places=10)
IS_OUR_CURRENCY = Q(currency=settings.COMPANY_CURRENCY)


def rate_on(day: str) -> Case:
    """What a unit of a row's currency was worth on its `day`; empty without a rate."""
    known = ExchangeRate.objects.filter(currency=OuterRef("currency"))
    then = known.filter(valid_from__lte=OuterRef(day)).order_by("-valid_from")
    return Case(
        When(IS_OUR_CURRENCY, then=Value(Decimal(1))),
        default=Subquery(then.values("rate")[:1]),
        output_field=AMOUNT,
    )


def in_our_currency(day: str, amount: str = "amount") -> Combinable:
    return F(amount) * rate_on(day)
