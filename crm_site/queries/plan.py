"""Planned touches and planned hours as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.access import customers_visible_to, rows_visible_to
from accounts.choices import Tier
from accounts.clearance import veiled
from accounts.models import Customer, User
from accounts.models.customer import ACTIVE
from common.lists import in_order
from crm_site.queries.board import people_overseen
from followups.access import MANAGES_TASKS
from followups.choices import CadencePeriod, Touch, TouchState
from followups.models import CadenceException, CadenceRule, PlannedTouch, Task
from followups.queries.touches import cadence_table, of_periods_on, touch_state
from health.models import Warning
from health.models.warning import OPEN

RELATED = ("customer", "owner", "task")
MOST_EXCEPTIONS = 50


@dataclass(frozen=True, slots=True)
class TouchRow:
    """A planned touch; `customer` is as the person may see it."""

    touch: PlannedTouch
    customer: Any
    state: TouchState


def touches_visible_to(person: User | AnonymousUser) -> QuerySet[PlannedTouch]:
    return rows_visible_to(person, PlannedTouch.objects.all())


def touches_on(person: User | AnonymousUser, day: date) -> QuerySet[PlannedTouch]:
    """Those of the periods that are not over."""
    return of_periods_on(touches_visible_to(person), day)


def touches_sorted(rows: QuerySet[PlannedTouch], sort: str) -> QuerySet[PlannedTouch, int]:
    order = (
        F("due_on").desc(nulls_last=True)
        if sort.startswith("-")
        else F("due_on").asc(nulls_last=True)
    )
    return rows.order_by(order, "pk").values_list("pk", flat=True)


def touch_rows(ids: Sequence[int], person: User, now: datetime) -> list[TouchRow]:
    rows = in_order(PlannedTouch.objects.select_related(*RELATED).filter(pk__in=ids), ids)
    customers = veiled(person, [row.customer for row in rows])
    return [
        TouchRow(row, customer, touch_state(row, now))
        for row, customer in zip(rows, customers, strict=True)
    ]


def touches_of(customer: Customer, day: date, now: datetime) -> list[TouchRow]:
    """What the customer is owed in the periods of the day, what is due first on top."""
    rows = of_periods_on(PlannedTouch.objects.filter(customer=customer), day)
    ordered = rows.select_related("owner", "task").order_by(F("due_on").asc(nulls_last=True), "pk")
    return [TouchRow(row, customer, touch_state(row, now)) for row in ordered]


def touches_of_task(task: Task) -> list[PlannedTouch]:
    return list(task.touches.order_by("pk"))


def exceptions_of(customer: Customer, day: date) -> list[CadenceException]:
    """Those that hold now or later; its lines' are made in the back office."""
    rows = CadenceException.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), customer=customer)
    return list(rows.select_related("created_by")[:MOST_EXCEPTIONS])


def exception_of(customer: Customer, pk: int) -> CadenceException | None:
    return CadenceException.objects.filter(customer=customer, pk=pk).first()


# --- the table --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CadenceRow:
    """A kind of touch, and by tier how often in words with its rule."""

    label: str
    cells: Sequence[tuple[str, str, CadenceRule | None]]
    counts_as: str


def cadence_rows() -> list[CadenceRow]:
    table = cadence_table()
    rows = []
    for touch in Touch:
        cells = [
            (str(tier.label), how_often(table.get((touch, tier))), table.get((touch, tier)))
            for tier in Tier
        ]
        rules = [rule for _tier, _words, rule in cells if rule is not None]
        also = {code for rule in rules if rule.times for code in rule.carries}
        words = pgettext("list of reasons", ", ").join(
            str(Touch(code).label) for code in Touch.values if code in also
        )
        rows.append(CadenceRow(str(touch.label), cells, words))
    return rows


def how_often(rule: CadenceRule | None) -> str:
    """`2 a month, 1 of them in person or by video`, `on request`, `–`"""
    if rule is None or not rule.times:
        return _("on request") if rule and rule.on_request else "–"
    words = _times(rule.times, rule.period)
    if not rule.in_person:
        return words
    return _("%(often)s, %(count)d of them in person or by video") % {
        "often": words,
        "count": rule.in_person,
    }


def _times(times: int, period: str) -> str:
    words = {
        CadencePeriod.MONTH: ngettext("%(n)d a month", "%(n)d a month", times),
        CadencePeriod.QUARTER: ngettext("%(n)d a quarter", "%(n)d a quarter", times),
        CadencePeriod.HALF_YEAR: ngettext("%(n)d a half-year", "%(n)d a half-year", times),
        CadencePeriod.YEAR: ngettext("%(n)d a year", "%(n)d a year", times),
    }
    return words[CadencePeriod(period)] % {"n": times}


# --- people -----------------------------------------------------------------------------------


def people_of(person: User) -> list[User]:
    """Whose load somebody looks at: their own, or that of those on their board."""
    return people_overseen(person) if person.has_perm(MANAGES_TASKS) else [person]


def person_of(person: User, pk: int) -> User | None:
    return next((one for one in people_of(person) if one.pk == pk), None)


def customers_to_give(person: User, former: User, tier: str) -> QuerySet[Customer]:
    """What the person may see of somebody's customers, of a tier if one is named."""
    rows = customers_visible_to(person).filter(ACTIVE, owner=former)
    return rows.filter(tier=tier) if tier else rows


def of_ids(customers: QuerySet[Customer], ids: Sequence[int]) -> QuerySet[Customer]:
    return customers.filter(pk__in=ids)


def chosen_of(customers: QuerySet[Customer], ids: Sequence[int] | None) -> QuerySet[Customer]:
    """Those that somebody has chosen, none of them perhaps; all where nobody was asked yet."""
    return customers if ids is None else of_ids(customers, ids)


def by_name(customers: QuerySet[Customer], most: int) -> list[Customer]:
    return list(customers.order_by("name_pinyin", "pk")[:most])


def open_warnings(customers: QuerySet[Customer]) -> int:
    return Warning.objects.filter(OPEN, customer__in=customers.order_by().values("pk")).count()


def tiers_counted(customers: QuerySet[Customer]) -> dict[str, int]:
    rows = customers.order_by().values_list("tier", flat=True)
    counts: dict[str, int] = {}
    for tier in rows:
        counts[tier] = counts.get(tier, 0) + 1
    return counts
