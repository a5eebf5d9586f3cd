"""Referrals as pages show them: who recommended us to whom, and what it has brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from accounts.access import customers_visible_to, rows_visible_to
from accounts.clearance import may_see, veiled
from accounts.models import Customer, Order, User
from accounts.queries.rates import AMOUNT, in_our_currency
from accounts.queries.states import happened, not_yet
from common.lists import in_order
from common.templatetags.figures import money_cell
from followups.choices import ReferralState as State
from followups.models import FollowUp, Referral

MOST_FOLLOW_UPS = 20
SEES_ORDERS = "accounts.view_order"
_OPEN = Q(won_on=None, lost_on=None)
STATES = {
    State.ASKED: _OPEN & Q(named_on=None, contacted_on=None),
    State.NAMED: _OPEN & Q(named_on__isnull=False, contacted_on=None),
    State.CONTACTED: _OPEN & Q(contacted_on__isnull=False),
    State.WON: Q(won_on__isnull=False),
    State.LOST: Q(lost_on__isnull=False),
}


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """`row`, `customer` and `referred` are as the person may see them; None if not at all.

    `value` are the net orders of whoever came by it since we asked, in the company's currency.
    """

    referral: Referral
    row: Any
    customer: Any
    referred: Any
    value: Decimal | None

    @property
    def name(self) -> str:
        return str(self.referred.name if self.referred else self.row.name)

    @property
    def value_told(self) -> str:
        told = self.value is not None
        return money_cell(self.value, settings.COMPANY_CURRENCY) if told else ""


def referrals_visible_to(person: User | AnonymousUser) -> QuerySet[Referral]:
    return rows_visible_to(person, Referral.objects.all())


def referral_seen(person: User, pk: int) -> Referral | None:
    rows = referrals_visible_to(person).select_related("customer", "referred", "reward", "by")
    return rows.filter(pk=pk).first()


def in_state(rows: QuerySet[Referral], state: str) -> QuerySet[Referral]:
    return rows.filter(STATES[State(state)])


def by_day(rows: QuerySet[Referral], *, turned: bool) -> QuerySet[Any, Any]:
    order = ("-asked_on", "-pk") if turned else ("asked_on", "pk")
    return rows.order_by(*order).values_list("pk", flat=True)


def referral_rows(ids: Sequence[int], person: User, day: date) -> list[ReferralRow]:
    """In the order of `ids`; the same number of statements for any number of rows."""
    found = Referral.objects.filter(pk__in=ids).select_related("customer", "reward", "by")
    shows_value = person.has_perm(SEES_ORDERS) and may_see(person, Order, "amount")
    rows = in_order(found.annotate(value=_value(day)) if shows_value else found, ids)
    wanted = [row.referred_id for row in rows if row.referred_id]
    seen = list(customers_visible_to(person).filter(pk__in=wanted)) if wanted else []
    known = {one.pk: one for one in veiled(person, seen)}
    customers = veiled(person, [row.customer for row in rows])
    return [
        ReferralRow(
            row,
            shown,
            customer,
            known.get(row.referred_id),
            getattr(row, "value", None) if row.referred_id in known else None,
        )
        for row, shown, customer in zip(rows, veiled(person, rows), customers, strict=True)
    ]


def _value(day: date) -> Coalesce:
    """Net orders of whoever came by it, since we asked; a row without a rate is left out."""
    standing = Order.objects.filter(happened("ordered_on", day), not_yet("cancelled_on", day))
    theirs = standing.filter(customer=OuterRef("referred"), ordered_on__gte=OuterRef("asked_on"))
    sums = theirs.order_by().values("customer").annotate(total=Sum(in_our_currency("ordered_on")))
    return Coalesce(Subquery(sums.values("total")), Value(Decimal()), output_field=AMOUNT)


def may_see_referred(person: User, referral: Referral) -> bool:
    """Whoever has come by it may be another's customer."""
    known = referral.referred_id
    return known is None or customers_visible_to(person).filter(pk=known).exists()


def recent_follow_ups(customer: Customer) -> list[FollowUp]:
    rows = FollowUp.objects.filter(customer=customer).order_by("-happened_at")
    return list(rows.only("happened_at", "channel")[:MOST_FOLLOW_UPS])
