"""Lifecycle stages: what decides about them, and which ones there are on a day."""

from collections.abc import Collection
from datetime import date

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from accounts.models import Contract, Customer, CustomerStage, Order
from accounts.models.stage import HOLDS
from accounts.rules.stages import Bought

ORDERS, CONTRACTS = Order._meta.db_table, Contract._meta.db_table
BOUGHT = """
    SELECT c.id, (c.created_at AT TIME ZONE %(zone)s)::date, least(o.first_on, k.first_on),
        greatest(o.last_on, k.last_on), o.first_on, o.days[2], o.last_on,
        coalesce(cardinality(o.days), 0), coalesce(k.is_open, false),
        CASE WHEN NOT k.is_open THEN k.ended_on END, c.churned_on
    FROM accounts_customer c
    LEFT JOIN (
        SELECT customer_id, min(ordered_on) AS first_on, max(ordered_on) AS last_on,
            array_agg(DISTINCT ordered_on) AS days
        FROM {orders}
        WHERE ordered_on <= %(day)s AND amount >= 0
            AND (cancelled_on IS NULL OR cancelled_on > %(day)s) {only}
        GROUP BY customer_id
    ) o ON o.customer_id = c.id
    LEFT JOIN (
        SELECT customer_id,
            min(starts_on) FILTER (WHERE starts_on <= %(day)s) AS first_on,
            max(starts_on) FILTER (WHERE starts_on <= %(day)s) AS last_on,
            bool_or((ends_on IS NULL OR ends_on >= %(day)s)
                AND (terminated_on IS NULL OR terminated_on > %(day)s)) AS is_open,
            max(least(ends_on, terminated_on)) FILTER (WHERE starts_on <= %(day)s) AS ended_on
        FROM {contracts} WHERE true {only}
        GROUP BY customer_id
    ) k ON k.customer_id = c.id
    WHERE c.archived_at IS NULL AND c.merged_into_id IS NULL {these}
"""


def bought_until(day: date, customers: Collection[int] | None = None) -> dict[int, Bought]:
    """Of every active customer, or of these (ids), by id; one statement."""
    is_some = customers is not None
    sql = BOUGHT.format(
        orders=ORDERS,
        contracts=CONTRACTS,
        only="AND customer_id = ANY(%(customers)s)" if is_some else "",
        these="AND c.id = ANY(%(customers)s)" if is_some else "",
    )
    with connection.cursor() as cursor:
        params = {"day": day, "customers": list(customers or ()), "zone": settings.TIME_ZONE}
        cursor.execute(sql, params)
        return {pk: Bought(*facts) for pk, *facts in cursor.fetchall()}


def stages_on(day: date) -> Q:
    """Rows of stages that hold at the end of `day`."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))


def stage_now(customer: Customer) -> CustomerStage | None:
    return CustomerStage.objects.filter(HOLDS, customer=customer).select_related("by").first()


def stages_of(customer: Customer) -> QuerySet[CustomerStage]:
    """The newest first."""
    return CustomerStage.objects.filter(customer=customer).select_related("by")


def in_stage(customers: QuerySet[Customer], *stages: str) -> QuerySet[Customer]:
    """Those of `customers` that are in one of the stages now; "" is one that no night has seen."""
    now = CustomerStage.objects.filter(HOLDS)
    found = Q(pk__in=now.filter(stage__in=stages).values("customer"))
    if "" in stages:
        found |= ~Q(pk__in=now.values("customer"))
    return customers.filter(found)


def stage_counts(customers: QuerySet[Customer]) -> dict[str, int]:
    """How many of these are in each stage; "" counts those that no night has seen yet."""
    now = CustomerStage.objects.filter(HOLDS, customer__in=customers.order_by().values("pk"))
    found: dict[str, int] = dict(now.order_by().values_list("stage").annotate(Count("pk")))
    return found | {"": customers.count() - sum(found.values())}


def moves(rows: QuerySet[CustomerStage], first: date, last: date) -> QuerySet[CustomerStage]:
    """Those of `rows` that began in these days and lasted; another stage was before."""
    lasted = Q(until=None) | ~Q(until=F("since"))
    began = rows.filter(lasted, since__range=(first, last))
    return began.exclude(before="").exclude(before=F("stage"))
