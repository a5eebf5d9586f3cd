"""States that follow from dates, as conditions: lists filter by them and dashboards count by them.

Each takes a moment in the company's time. What is dated for later has not happened yet.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import BatchState
from accounts.models import Contract

Between = Callable[[date | None, date | None], Q]
"""Rows from one day to another, both included; None leaves that side open."""

WITHIN = (30, 60, 90)
DAY = timedelta(days=1)
# So many days before the end of a contract its successor may begin.
SUCCEEDS = 90


@dataclass(frozen=True, slots=True)
class State:
    """`code` stands in addresses, `label` on the page; `rows` says which rows are in it."""

    code: str
    label: str | Promise
    rows: Callable[[datetime], Q]


def by_day(field: str) -> Between:
    def between(first: date | None, last: date | None) -> Q:
        bounds = {f"{field}__gte": first, f"{field}__lte": last}
        return Q(**{lookup: bound for lookup, bound in bounds.items() if bound})

    return between


def happened(field: str, day: date) -> Q:
    return Q(**{f"{field}__lte": day})


def not_yet(field: str, day: date) -> Q:
    return Q(**{field: None}) | Q(**{f"{field}__gt": day})


def coming_states(between: Between, is_open: Callable[[date], Q]) -> tuple[State, ...]:
    """Due in 30, 60 and 90 days: each has the days of the one before in it."""
    labels = {30: _("in 30 days"), 60: _("in 60 days"), 90: _("in 90 days")}

    def within(days: int) -> Callable[[datetime], Q]:
        def rows(now: datetime) -> Q:
            day = now.date()
            return is_open(day) & between(day, day + days * DAY)

        return rows

    return tuple(State(str(days), labels[days], within(days)) for days in WITHIN)


def _late(between: Between, is_open: Callable[[date], Q]) -> Callable[[datetime], Q]:
    return lambda now: is_open(now.date()) & between(None, now.date() - DAY)


# --- contracts --------------------------------------------------------------------------------


def to_renew(first: date | None, last: date | None) -> Q:
    """By the day agreed for it; without one by the last day of the contract."""
    agreed, ends = by_day("renews_on"), by_day("ends_on")
    return (Q(renews_on__isnull=False) & agreed(first, last)) | (
        Q(renews_on=None, ends_on__isnull=False) & ends(first, last)
    )


def _not_over(day: date) -> Q:
    return Q(ends_on=None) | Q(ends_on__gte=day)


def contract_open(day: date) -> Q:
    """In force, or signed and to begin later."""
    return _not_over(day) & not_yet("terminated_on", day)


def contract_in_force(day: date) -> Q:
    return happened("starts_on", day) & contract_open(day)


CONTRACT_STATES = (
    State("in_force", _("in force"), lambda now: contract_in_force(now.date())),
    State("later", _("begins later"), lambda now: Q(starts_on__gt=now.date())),
    State(
        "ended",
        pgettext_lazy("contract", "ended"),
        lambda now: Q(ends_on__lt=now.date()) & not_yet("terminated_on", now.date()),
    ),
    State(
        "terminated",
        pgettext_lazy("contract", "terminated"),
        lambda now: happened("terminated_on", now.date()),
    ),
)


def to_be_renewed(day: date) -> Q:
    """In force without a notice, and nothing has been agreed for afterwards."""
    in_force = happened("starts_on", day) & _not_over(day) & Q(terminated_on=None)
    return in_force & ~Q(Exists(_successors()))


def renewal_settled() -> Q:
    """A successor has been agreed for, or notice was given, whether it is over or not."""
    return Q(terminated_on__isnull=False) | Q(Exists(_successors()))


def _successors() -> QuerySet[Contract]:
    """Contracts of the same customer that begin later, within 90 days before the end or after it,
    and go on for longer. What began long before the end is another matter beside it.
    """
    later = Contract.objects.filter(
        customer=OuterRef("customer"), starts_on__gt=OuterRef("starts_on"), terminated_on=None
    )
    end = Coalesce(OuterRef("ends_on"), OuterRef("renews_on"))
    around = later.filter(starts_on__gte=ExpressionWrapper(end - Value(SUCCEEDS), DateField()))
    return around.filter(Q(ends_on=None) | Q(ends_on__gt=OuterRef("ends_on")))


RENEWALS_COMING = coming_states(to_renew, to_be_renewed)
RENEWAL_STATES = (
    State(
        "late",
        _("the day has passed, still in force"),
        lambda now: to_be_renewed(now.date()) & to_renew(None, now.date() - DAY),
    ),
    *RENEWALS_COMING,
)


# --- invoices ---------------------------------------------------------------------------------


def invoice_open(day: date) -> Q:
    """To be paid; nobody owes us what a credit invoice (below zero) gives back."""
    return Q(amount__gt=0) & not_yet("paid_on", day) & not_yet("cancelled_on", day)


def _late_by(least: int, most: int | None) -> Callable[[datetime], Q]:
    """Open invoices whose day passed `least` to `most` days ago."""

    def rows(now: datetime) -> Q:
        day = now.date()
        first = None if most is None else day - most * DAY
        return invoice_open(day) & by_day("due_on")(first, day - least * DAY)

    return rows


INVOICE_STATES = (
    State("open", pgettext_lazy("invoice", "to be paid"), lambda now: invoice_open(now.date())),
    State("late", _("overdue"), _late_by(1, None)),
    State(
        "paid",
        pgettext_lazy("invoice", "paid"),
        lambda now: happened("paid_on", now.date()) & not_yet("cancelled_on", now.date()),
    ),
    State(
        "cancelled",
        pgettext_lazy("state", "cancelled"),
        lambda now: happened("cancelled_on", now.date()),
    ),
)
INVOICES_LATE = (
    State("late30", _("1–30 days overdue"), _late_by(1, 30)),
    State("late60", _("31–60 days overdue"), _late_by(31, 60)),
    State("late90", _("61–90 days overdue"), _late_by(61, 90)),
    State("late-more", _("more than 90 days overdue"), _late_by(91, None)),
)
INVOICE_DUE = (*INVOICES_LATE, *coming_states(by_day("due_on"), invoice_open))


# --- orders, products -------------------------------------------------------------------------


def order_open(day: date) -> Q:
    return Q(amount__gte=0) & not_yet("delivered_on", day) & not_yet("cancelled_on", day)


ORDER_STATES = (
    State("open", _("to be delivered"), lambda now: order_open(now.date())),
    State("late", _("past the promised day"), _late(by_day("promised_on"), order_open)),
    State(
        "delivered",
        pgettext_lazy("order", "delivered"),
        lambda now: happened("delivered_on", now.date()) & not_yet("cancelled_on", now.date()),
    ),
    State(
        "cancelled",
        pgettext_lazy("state", "cancelled"),
        lambda now: happened("cancelled_on", now.date()),
    ),
)
PRODUCT_STATES = (
    State("sold", _("sold"), lambda now: not_yet("retired_on", now.date())),
    State("retired", _("no longer sold"), lambda now: happened("retired_on", now.date())),
)


def line_relevant(day: date) -> Q:
    return (Q(valid_from=None) | happened("valid_from", day)) & not_yet("valid_to", day)


LINE_STATES = (
    State("now", _("relevant now"), lambda now: line_relevant(now.date())),
    State("over", _("no longer relevant"), lambda now: happened("valid_to", now.date())),
)


# --- the relationship -------------------------------------------------------------------------


def promise_open(day: date) -> Q:
    return not_yet("kept_on", day) & not_yet("broken_on", day)


def opportunity_open(day: date) -> Q:
    return not_yet("closed_on", day)


def competitor_there(day: date) -> Q:
    return not_yet("gone_on", day)


PROMISE_STATES = (
    State("open", _("still to be kept"), lambda now: promise_open(now.date())),
    State("late", _("overdue"), _late(by_day("due_on"), promise_open)),
    *coming_states(by_day("due_on"), promise_open),
    State("kept", pgettext_lazy("promise", "kept"), lambda now: happened("kept_on", now.date())),
    State(
        "broken",
        pgettext_lazy("promise", "broken"),
        lambda now: happened("broken_on", now.date()),
    ),
)
OPPORTUNITY_STATES = (
    State("open", pgettext_lazy("opportunity", "open"), lambda now: opportunity_open(now.date())),
    State("late", _("past the expected day"), _late(by_day("expected_on"), opportunity_open)),
    State("closed", _("signed or lost"), lambda now: happened("closed_on", now.date())),
)
OPPORTUNITY_DEADLINES = coming_states(by_day("deadline_on"), opportunity_open)
EVENT_DEADLINES = coming_states(by_day("deadline_on"), lambda _day: Q())
COMPETITOR_STATES = (
    State("there", _("there now"), lambda now: competitor_there(now.date())),
    State("gone", pgettext_lazy("competitor", "gone"), lambda now: happened("gone_on", now.date())),
)
COMPETITOR_CONTRACTS = coming_states(by_day("contract_ends_on"), competitor_there)
SIGNAL_STATES = (
    State(
        "now",
        _("counts now"),
        lambda now: happened("published_on", now.date()) & not_yet("ends_on", now.date()),
    ),
    State("over", _("counts no more"), lambda now: happened("ends_on", now.date())),
)
CONTACT_STATES = (
    State("there", _("there now"), lambda now: not_yet("left_on", now.date())),
    State(
        "left", pgettext_lazy("contact", "has left"), lambda now: happened("left_on", now.date())
    ),
)
ASSIGNMENT_STATES = (
    State("now", _("holds today"), lambda now: Q(valid__contains=now.date())),
    State("over", _("is over"), lambda now: Q(valid__fully_lt=DateRange(now.date(), None))),
    State("later", _("begins later"), lambda now: Q(valid__startswith__gt=now.date())),
)


# --- where facts come from --------------------------------------------------------------------


def _stale(now: datetime) -> Q:
    patience = Value(now.date()) - F("stale_after_days")
    return Q(last_fact_on__lt=ExpressionWrapper(patience, DateField()))


def refused_rows(_now: datetime) -> Q:
    """An import that was undone troubles nobody any more."""
    return Q(refused__gt=0) & ~Q(state=BatchState.UNDONE)


FEED_STATES = (
    State("stale", pgettext_lazy("feed", "has stopped"), _stale),
    State("fresh", pgettext_lazy("feed", "is fresh"), lambda now: ~_stale(now)),
)
BATCH_STATES = (
    State("refused", _("with refused rows"), refused_rows),
    State(
        "refused30",
        _("with refused rows, last 30 days"),
        lambda now: refused_rows(now) & Q(started_at__gte=now - 30 * DAY),
    ),
)


# --- our own people ---------------------------------------------------------------------------

PERSON_STATES = (
    State("no-role", _("without a role"), lambda _now: Q(is_active=True, groups=None)),
    State("no-team", _("without a team"), lambda _now: Q(is_active=True, team=None)),
    State("never", _("has never logged in"), lambda _now: Q(is_active=True, last_login=None)),
    State(
        "away",
        _("not for 90 days"),
        lambda now: Q(is_active=True, last_login__lt=now - 90 * DAY),
    ),
)
TEAM_STATES = (State("no-lead", _("without a lead"), lambda _now: Q(lead=None)),)
