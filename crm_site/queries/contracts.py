"""Contracts that are to be renewed, with their customers and how those are doing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from accounts.clearance import veiled
from accounts.models import Contract, User
from accounts.queries.renewals import WITHOUT_VALUE, with_rates
from accounts.queries.states import to_be_renewed
from common.lists import in_order
from crm_site.queries.dashboard import sees_renewals
from health.choices import Level
from health.models import HealthCurrent


@dataclass(frozen=True, slots=True)
class ContractRow:
    """`contract` and `customer` are as the person may see them; `due_on` is the day to renew by."""

    contract: Any
    customer: Any
    due_on: date | None
    health: HealthCurrent | None

    @property
    def level(self) -> Level:
        return Level(self.health.level) if self.health else Level.UNSCORED


def renewable_ones(user: User | AnonymousUser, day: date) -> QuerySet[Contract]:
    """Of everybody; nothing for those from whom one of the days is hidden: a list would tell it."""
    contracts = Contract.objects.filter(to_be_renewed(day))
    return contracts if sees_renewals(user) else contracts.none()


def without_value(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    return with_rates(contracts).filter(WITHOUT_VALUE)


def by_day_of_renewal(contracts: QuerySet[Contract], *, turned: bool) -> QuerySet[Any, int]:
    """Ids; those without any day come last."""
    due = Coalesce("renews_on", "ends_on")
    order = due.desc(nulls_last=True) if turned else due.asc(nulls_last=True)
    return contracts.order_by(order, "pk").values_list("pk", flat=True)


def contract_rows(ids: Sequence[int], user: User) -> list[ContractRow]:
    """In the order of `ids`; two statements for any number of rows."""
    found = in_order(Contract.objects.filter(pk__in=ids).select_related("customer__owner"), ids)
    health = HealthCurrent.objects.in_bulk([row.customer_id for row in found])
    customers = veiled(user, [row.customer for row in found])
    return [
        ContractRow(contract, customer, row.renews_on or row.ends_on, health.get(row.customer_id))
        for row, contract, customer in zip(found, veiled(user, found), customers, strict=True)
    ]
