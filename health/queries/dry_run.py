"""Of whom would a rule have warned, had it been set so, and what became of them?"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import Customer, Order
from health.choices import RuleOutcome
from health.queries.reading import reading_of
from health.queries.rules import RuleInForce, findings
from health.sql.figures import PEERS

QUARTER, AFTER, EVERY = 91, 90, 14


@dataclass(frozen=True, slots=True)
class DryRun:
    """From `first` to `last` the rule was asked every fortnight.

    It would have warned of `warned` customers; `left` of them ended the relationship, or ordered no
    more in the 90 days after the day on which it would first have warned of them. `had_ordered` of
    them had ordered in the year before: only they could stop.
    """

    first: date
    last: date
    warned: int
    had_ordered: int
    left: int
    customers: tuple[int, ...]
    """Ids, those first warned of first."""


def dry_run(rule: RuleInForce, day: date) -> DryRun:
    """Of the quarter that ended 90 days before `day`, so that it is known what came of it."""
    last = day - timedelta(days=AFTER)
    first = last - timedelta(days=QUARTER)
    days = [first + timedelta(days=step) for step in range(0, QUARTER + 1, EVERY)]
    warned = _first_warned(rule, days)
    buyers, gone = _became(warned)
    return DryRun(first, last, len(warned), len(buyers), len(gone), tuple(warned))


def _first_warned(rule: RuleInForce, days: Collection[date]) -> dict[int, date]:
    found: dict[int, date] = {}
    for day in days:
        said = findings(reading_of(day), {rule.code: rule}, peers=PEERS)
        for one in sorted(said, key=lambda one: one.customer):
            if one.outcome == RuleOutcome.FIRES:
                found.setdefault(one.customer, day)
    return found


def _became(warned: dict[int, date]) -> tuple[set[int], set[int]]:
    """(who had ordered in the year before, who of them left) within the 90 days after."""
    orders: dict[int, list[date]] = defaultdict(list)
    rows = Order.objects.filter(customer__in=warned, amount__gte=0, cancelled_on=None)
    for customer, day in rows.order_by("ordered_on").values_list("customer", "ordered_on"):
        orders[customer].append(day)
    year, after = timedelta(days=365), timedelta(days=AFTER)
    buyers = {
        customer
        for customer, day in warned.items()
        if any(day - year < one <= day for one in orders[customer])
    }
    customers = Customer.objects.filter(pk__in=warned, churned_on__isnull=False)
    ended = {one.pk: one.churned_on or date.max for one in customers}
    gone = {
        customer
        for customer in buyers
        if not any(warned[customer] < one <= warned[customer] + after for one in orders[customer])
        or ended.get(customer, date.max) <= warned[customer] + after
    }
    return buyers, gone
