"""Why customers turn away, what to offer for which reason, and whether they came back.

No offer is for every reason: whoever is given a discount for bad service takes it and goes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from health.choices import Offer, ReasonGroup, WinBackVerdict
from health.choices import WinBackReason as Reason

TREE: dict[ReasonGroup, tuple[Reason, ...]] = {
    ReasonGroup.PRICE: (Reason.PRICE_SENSITIVE, Reason.POOR_VALUE, Reason.VALUE_UNSEEN),
    ReasonGroup.BUDGET: (Reason.BUDGET,),
    ReasonGroup.SERVICE: (Reason.SERVICE,),
    ReasonGroup.PRODUCT: (Reason.PRODUCT_GAP,),
    ReasonGroup.COMPETITOR: (Reason.COMPETITOR,),
    ReasonGroup.PEOPLE: (Reason.PERSON_LEFT,),
    ReasonGroup.CUSTOMER: (Reason.OWN_ADJUSTMENT,),
}
OFFERS: dict[Reason, tuple[Offer, ...]] = {
    Reason.PRICE_SENSITIVE: (Offer.TIERED_PRICE, Offer.LONGER_TERMS),
    Reason.POOR_VALUE: (Offer.BUNDLE, Offer.RIGHT_SIZE),
    Reason.VALUE_UNSEEN: (Offer.VALUE_REPORT, Offer.TRAINING),
    Reason.BUDGET: (Offer.SMALLER, Offer.INSTALMENTS),
    Reason.SERVICE: (Offer.RECOVERY_PLAN, Offer.NAMED_ENGINEER),
    Reason.PRODUCT_GAP: (Offer.ROADMAP, Offer.TRIAL),
    Reason.COMPETITOR: (Offer.COMPARISON, Offer.SWITCH_BACK),
    Reason.PERSON_LEFT: (Offer.REBUILD, Offer.SENIOR_VISIT),
    Reason.OWN_ADJUSTMENT: (Offer.SUPPLY_HELP, Offer.PAUSE),
}
# Days after its beginning on which it is looked at what came of it.
HORIZONS = (30, 90, 180)
# From this one on it counts whether they buy as before.
DECISIVE = 90
LONGEST = timedelta(days=180)
HALF = Decimal("0.5")
YEAR, QUARTER = timedelta(days=365), timedelta(days=90)
TARGET = Decimal("0.35")
FEWEST = 10


@dataclass(frozen=True, slots=True)
class Usual:
    """What a customer used to buy: order days and net amount in so many days."""

    days: int
    order_days: int
    amount: Decimal
    currency: str


def matches(reason: str, offer: str) -> bool:
    return reason in OFFERS and offer in OFFERS[Reason(reason)]


def usual_span(opened: date, first: date | None, last: date | None) -> tuple[date, int] | None:
    """Up to which day the former habit is looked at, and in how many days before.

    The year that ends a quarter before the win-back began, or with the last order before that;
    with the last order where they began to buy later. No habit is read from less than a quarter.
    None for one who never ordered.
    """
    if first is None or last is None:
        return None
    end = min(opened - QUARTER, last)
    if end < first:
        end = last
    return end, max(QUARTER.days, min(YEAR.days, (end - first).days + 1))


def verdict_of(
    days: int, order_days: int, amount: Decimal, currency: str, usual: Usual
) -> WinBackVerdict:
    """Won back is whoever orders at least half as often, or as much, as before."""
    if not order_days:
        return WinBackVerdict.SILENT
    if days < DECISIVE:
        return WinBackVerdict.ANSWERED
    if not usual.order_days:
        return WinBackVerdict.WON_BACK
    share = HALF * days / usual.days
    often = order_days >= share * usual.order_days
    much = currency == usual.currency and amount >= share * usual.amount > 0
    return WinBackVerdict.WON_BACK if often or much else WinBackVerdict.ANSWERED


def due_horizons(opened: date, day: date, known: Iterable[int]) -> Iterator[int]:
    """Those that have come by `day` and were not looked at yet."""
    known = set(known)
    return (days for days in HORIZONS if opened + timedelta(days) <= day and days not in known)
