"""What customers were granted in a year, beside what they bought: by customer and by owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Q, QuerySet, Sum

from accounts.access import customers_visible_to
from accounts.clearance import may_see
from accounts.models import Customer, User
from accounts.queries.rates import in_our_currency
from common.templatetags.figures import money
from crm_site.queries.dashboard import sees_revenue, year_of_orders
from followups.models import Concession
from followups.models.concession import WAITING
from followups.queries.tasks import midnight

YEAR = timedelta(days=365)
SEES = "followups.view_concession"
MOST = 200


@dataclass(frozen=True, slots=True)
class Conceded:
    """Of 365 days. `cost` is what is known of it; without `revenue` nobody may know it here."""

    count: int
    cost: Decimal
    waiting: int
    uncosted: int
    revenue: Decimal | None = None

    @property
    def share(self) -> float | None:
        return float(self.cost / self.revenue) if self.revenue else None

    @property
    def cost_told(self) -> str:
        return money(self.cost, settings.COMPANY_CURRENCY)

    @property
    def revenue_told(self) -> str:
        return money(self.revenue, settings.COMPANY_CURRENCY)


@dataclass(frozen=True, slots=True)
class OfOwner:
    """Of the customers that somebody owns now; `owner` None is nobody."""

    owner: User | None
    conceded: Conceded


def sees_costs(person: User | AnonymousUser) -> bool:
    return person.has_perm(SEES) and may_see(person, Concession, "cost")


def conceded(customer: Customer, person: User, day: date) -> Conceded | None:
    """None for whoever may not know what a concession costs; two statements."""
    if not sees_costs(person):
        return None
    found = _in_year(Concession.objects.filter(customer=customer), day).aggregate(**_sums())
    revenue = None
    if sees_revenue(person):
        orders = year_of_orders(day).filter(customer=customer)
        revenue = _revenue(orders)["net"] or Decimal()
    return _conceded(found, revenue)


def conceded_by_owner(person: User, day: date) -> Sequence[OfOwner]:
    """Of the customers that this person may see, the most first; three statements."""
    customers = customers_visible_to(person).values("pk")
    rows = _in_year(Concession.objects.filter(customer__in=customers), day)
    sums: QuerySet[Any, Any] = (
        rows.order_by().values(owner=F("customer__owner")).annotate(**_sums())
    )
    bought: dict[Any, Decimal] = {}
    if sees_revenue(person):
        orders = year_of_orders(day).filter(customer__in=customers)
        nets = orders.values(owner=F("customer__owner")).annotate(
            net=Sum(in_our_currency("ordered_on"))
        )
        bought = {row["owner"]: row["net"] or Decimal() for row in nets}
    found = list(sums.order_by(F("total").desc(nulls_last=True))[:MOST])
    people = User.objects.in_bulk([row["owner"] for row in found if row["owner"]])
    return [
        OfOwner(people.get(row["owner"]), _conceded(row, bought.get(row["owner"]))) for row in found
    ]


def _in_year(rows: QuerySet[Concession], day: date) -> QuerySet[Concession]:
    """Granted in the year up to `day`, or waiting still."""
    return rows.filter(WAITING | Q(granted_at__gte=midnight(day) - YEAR))


def _sums() -> dict[str, Any]:
    granted = Q(granted_at__isnull=False)
    return {
        "granted": Count("pk", filter=granted),
        "total": Sum("cost", filter=granted),
        "waiting": Count("pk", filter=WAITING),
        "uncosted": Count("pk", filter=granted & Q(cost=None)),
    }


def _revenue(orders: QuerySet[Any]) -> dict[str, Any]:
    return orders.aggregate(net=Sum(in_our_currency("ordered_on")))


def _conceded(row: dict[str, Any], revenue: Decimal | None) -> Conceded:
    cost = row["total"] or Decimal()
    return Conceded(row["granted"], cost, row["waiting"], row["uncosted"], revenue)
