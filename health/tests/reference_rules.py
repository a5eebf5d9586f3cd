"""What the rules say, slowly: written from their words, one customer and one row at a time.

Like `health.tests.reference`, it shares nothing with the SQL. Rows of evidence are told by their
places among the facts of the customer, or of everybody where news is meant.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from health.tests.facts import Contract, Invitation, Ticket
from health.tests.reference import Book, Feeds, Known, _peers_pace, feed_ends
from health.tests.reference_facts import Evaluated, by, day_of, roles_at, within, worked

KEPT = 50
Place = tuple[date | None, int]


@dataclass(frozen=True)
class Said:
    """`is_close` where two programs may differ by the last bit. `rows` are places, newest first."""

    outcome: str
    numbers: dict[str, Any] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    is_close: bool = False


@dataclass
class Case:
    """A customer on a day, with what follows from its orders and feeds."""

    book: Book
    books: list[Book]
    day: date
    orders: Known
    peers_pace: float
    at: Evaluated

    def __post_init__(self) -> None:
        self.facts, self.tier = self.book.facts, self.orders.tier
        if self.orders.order_days:
            self._purchases()

    def _purchases(self) -> None:
        orders = self.orders
        self.end = orders.evaluated_on
        self.quiet = (self.end - orders.last).days
        pace = (orders.own_days + 90 * self.peers_pace) / (orders.observed + 90)
        a_year_ago = self.end - timedelta(365)
        self.knows_the_year_before = (self.end - orders.first).days >= 455
        self.usual_days = self.expected_days = 90 * pace
        self.days_then = orders.count(a_year_ago, 90)
        if self.knows_the_year_before:
            self.expected_days = min(self.usual_days, self.days_then)
        self.is_off_season = (
            self.knows_the_year_before
            and self.days_then < self.usual_days / 2
            and self.quiet <= 365
        )
        count = len(orders.order_days)
        self.interval = (orders.last - orders.first).days / (count - 1) if count > 1 else None
        self.is_told = self.end == self.day

    def senior(self) -> bool:
        return self.tier in ("strategic", "key")

    def told_until(self, rows: list[Any], kind: str) -> date:
        """The last day of which anybody would have told us; of whom nothing is known, as well."""
        if rows:
            return self.at.of(rows, kind)
        return max(self.at.ends([kind]).values(), default=self.day)

    def is_live(self, kind: str) -> bool:
        """Whether anybody tells of such things."""
        return bool(self.at.ends([kind]))


def moment_day(row: Any) -> date:
    if hasattr(row, "day"):
        return row.day
    return day_of(row.opened_at if isinstance(row, Ticket) else row.at)


def reference_rules(
    books: list[Book], day: date, feeds: Feeds | None = None, **numbers: dict[str, float]
) -> list[dict[str, Said] | None]:
    """By rule, of each customer in order; None of those who have left.

    `numbers` are those of rules that are not as usual.
    """
    feeds = feeds or {}
    ends = feed_ends(books, feeds, "orders", day)
    known = [Known(book, day, ends) for book in books]
    buyers = [customer for customer in known if customer.order_days]
    at = Evaluated(day, feeds)
    found: list[dict[str, Said] | None] = []
    for book, orders in zip(books, known, strict=True):
        if book.churned_on and book.churned_on <= day:
            found.append(None)
            continue
        case = Case(book, books, day, orders, _peers_pace(orders, buyers), at)
        found.append({code: rule(case, **numbers.get(code, {})) for code, rule in RULES.items()})
    return found


def newest(places: Iterable[Place]) -> list[int]:
    """Those without a day first."""
    order = sorted(places, key=lambda one: (one[0] or date.max, one[1]), reverse=True)
    return [place for _, place in order][:KEPT]


def close(one: float, other: float) -> bool:
    return one != other and abs(one - other) <= 1e-9 * max(abs(one), abs(other))


def outcome(*, enough: bool, fires: bool, paused: bool = False) -> str:
    if paused:
        return "paused"
    if not enough:
        return "too_few"
    return "fires" if fires else "clear"


NOTHING = Said("not_applicable")


# --- purchasing -------------------------------------------------------------------------------


def orders_behind(case: Case, days: int) -> list[int]:
    counted = (
        (row.day, place)
        for place, row in enumerate(case.book.rows)
        if row in case.orders.rows and row.amount >= 0 and row.day > case.end - timedelta(days)
    )
    return newest(counted)


def in_force(contracts: list[Contract], day: date) -> list[Contract]:
    return [
        one
        for one in contracts
        if one.starts_on <= day
        and (one.ends_on is None or one.ends_on >= day)
        and (one.terminated_on is None or one.terminated_on > day)
    ]


def no_order(
    case: Case, days: int = 90, intervals: float = 2, min_cases: int = 3, days_unknown: int = 180
) -> Said:
    if not case.orders.order_days:
        return NOTHING
    ever = len(case.orders.order_days)
    sleeps_after = max(365, 6 * (case.interval or 0))
    if case.quiet > sleeps_after and not in_force(case.facts.contracts, case.day):
        return NOTHING
    allowed = max(days, intervals * (case.interval or 0)) if ever >= min_cases else days_unknown
    rows = [
        (row.day, place)
        for place, row in enumerate(case.book.rows)
        if row in case.orders.rows and row.amount >= 0 and row.day == case.orders.last
    ]
    return Said(
        outcome(
            paused=case.is_off_season or not case.is_told,
            enough=True,
            fires=case.quiet >= allowed,
        ),
        {
            "last_on": case.orders.last,
            "silent_days": case.quiet,
            "silent_allowed": allowed,
            "ever_days": ever,
            "own_interval": case.interval,
        },
        newest(rows),
        close(case.quiet, allowed),
    )


def orders_falling(case: Case, share: int = 80, min_cases: int = 3) -> Said:
    if not case.orders.order_days:
        return NOTHING
    last, before, oldest = (
        case.orders.count(case.end - timedelta(90 * number), 90) for number in range(3)
    )
    return Said(
        outcome(
            paused=case.is_off_season or not case.is_told,
            enough=oldest >= min_cases,
            fires=100 * last < share * before and 100 * before < share * oldest,
        ),
        {"quarter_last": last, "quarter_before": before, "quarter_oldest": oldest},
        orders_behind(case, 270),
    )


def money(case: Case) -> dict[str, Any]:
    average = case.orders.average_order()
    usual = case.usual_days * average
    is_known = any(
        within(row.day, case.end - timedelta(365), 90)
        for row in case.orders.rows
        if row.currency == case.orders.main_currency()
    )
    year_earlier = float(case.orders.net(case.end - timedelta(365), 90))
    expected = min(usual, max(0.0, year_earlier)) if case.knows_the_year_before else usual
    return {
        "counted_net": max(0.0, float(case.orders.net(case.end, 90))),
        "usual_net": usual,
        "expected_net": expected,
        "year_earlier_net": year_earlier if is_known else None,
        "average_order": average,
        "main_currency": case.orders.main_currency(),
    }


def money_behind(case: Case) -> list[int]:
    main = case.orders.main_currency()
    counted = (
        (row.day, place)
        for place, row in enumerate(case.book.rows)
        if row in case.orders.rows and row.currency == main
        if within(row.day, case.end, 90)
    )
    return newest(counted)


def spending_halved(case: Case, share: int = 50, min_cases: float = 1) -> Said:
    if not case.orders.order_days:
        return NOTHING
    sums = money(case)
    expected, least = sums["expected_net"], min_cases * sums["average_order"]
    del sums["usual_net"]
    return Said(
        outcome(
            paused=not case.is_told,
            enough=expected > 0 and expected >= least,
            fires=100 * sums["counted_net"] <= share * expected,
        ),
        sums,
        money_behind(case),
        close(expected, least) or close(100 * sums["counted_net"], share * expected),
    )


def spending_tripled(case: Case, more: int = 200, min_cases: float = 1) -> Said:
    if not case.orders.order_days:
        return NOTHING
    sums = money(case)
    usual, least = sums["usual_net"], min_cases * sums["average_order"]
    del sums["expected_net"], sums["year_earlier_net"]
    return Said(
        outcome(
            enough=usual > 0 and usual >= least,
            fires=100 * sums["counted_net"] >= (100 + more) * usual,
        ),
        sums,
        money_behind(case),
        close(usual, least) or close(100 * sums["counted_net"], (100 + more) * usual),
    )


# --- satisfaction and service -----------------------------------------------------------------


def last_answers(case: Case, days: int) -> tuple[list[int], date, list[Place]]:
    """Scores, the newest first; the day of the newest; and their places in the same order."""
    known = [one for one in case.facts.answers if by(one.at, case.day)]
    end = case.at.of(known, "surveys")
    counted = [
        (one.at, place, one)
        for place, one in enumerate(case.facts.answers)
        if one in known and one.kind == "csat" and within(day_of(one.at), end, days)
    ]
    counted.sort(key=lambda row: row[:2], reverse=True)
    scores = [one.score for _, _, one in counted]
    return scores, end, [(day_of(moment), place) for moment, place, _ in counted]


def last_csat(case: Case, below: int, min_cases: int, days: int) -> Said:
    scores, _, places = last_answers(case, days)
    if not scores:
        return NOTHING
    return Said(
        outcome(enough=len(scores) >= min_cases, fires=scores[0] < below),
        {"csat_last": scores[0], "csat_answered_on": places[0][0]},
        newest(places[:1]),
    )


def csat_low(case: Case, below: int = 80, min_cases: int = 1, days: int = 180) -> Said:
    return last_csat(case, below, min_cases, days)


def csat_very_low(case: Case, below: int = 70, min_cases: int = 1, days: int = 180) -> Said:
    return last_csat(case, below, min_cases, days)


def csat_low_in_a_row(case: Case, below: int = 80, min_cases: int = 3, days: int = 180) -> Said:
    scores, _, places = last_answers(case, days)
    if not scores:
        return NOTHING
    row = scores[:min_cases]
    return Said(
        outcome(enough=len(row) == min_cases, fires=max(row) < below),
        {
            "csat_in_row": len(row),
            "csat_best_in_row": max(row),
            "csat_answered_on": places[0][0],
        },
        newest(places[:min_cases]),
    )


def complaints_unsolved(case: Case, days: int = 90, min_cases: int = 3, unsolved: int = 1) -> Said:
    known = known_tickets(case)
    end = case.at.of(known, "tickets")
    recent = [
        (day_of(one.opened_at), place, one)
        for place, one in enumerate(case.facts.tickets)
        if one in known and one.kind == "complaint" and within(day_of(one.opened_at), end, days)
    ]
    if not recent:
        return NOTHING
    still = [one for _, _, one in recent if not is_solved(one, case.day)]
    return Said(
        outcome(enough=len(recent) >= min_cases, fires=len(still) >= unsolved),
        {"complaints_recent": len(recent), "complaints_unsolved": len(still)},
        newest((on, place) for on, place, _ in recent),
    )


def known_tickets(case: Case) -> list[Ticket]:
    return [
        one
        for one in case.facts.tickets
        if by(one.opened_at, case.day) and not (one.cancelled_on and one.cancelled_on <= case.day)
    ]


def is_solved(ticket: Ticket, day: date) -> bool:
    came_back = by(ticket.reopened_at, day) and (
        ticket.solved_at is None or ticket.reopened_at > ticket.solved_at
    )
    return by(ticket.solved_at, day) and not came_back


# --- people -----------------------------------------------------------------------------------


def held(case: Case) -> list[Invitation]:
    return [
        one
        for one in case.facts.invitations
        if not one.is_campaign and by(one.at, case.day) and one.attended is not False
    ]


def known_answers(case: Case) -> list[Any]:
    return [one for one in case.facts.answers if by(one.at, case.day)]


def known_usage(case: Case) -> list[Any]:
    return [
        one
        for one in case.facts.usage
        if one.day <= case.day and one.metric in ("login", "download", "product")
    ]


def no_interaction(case: Case, days: int = 90, share: int = 50, min_cases: float = 2) -> Said:
    kinds = ("followups", "tickets", "surveys", "usage")
    if not case.orders.order_days or (case.day - case.orders.first).days < days:
        return NOTHING
    if not any(case.is_live(kind) for kind in kinds):
        return NOTHING
    known = (held(case), known_tickets(case), known_answers(case), known_usage(case))
    until = min(case.told_until(rows, kind) for rows, kind in zip(known, kinds, strict=True))
    logins = [use for use in known[3] if use.metric == "login" and use.value > 0]
    touches = sum(
        within(moment_day(row), case.day, days) for rows in (*known[:3], logins) for row in rows
    )
    recent = case.orders.count(case.end, 90)
    return Said(
        outcome(
            paused=until < case.day or not case.is_told,
            enough=case.expected_days >= min_cases,
            fires=touches == 0 and 100 * recent <= share * case.expected_days,
        ),
        {"touches": touches, "recent_days": recent, "expected_days": case.expected_days},
        orders_behind(case, days),
        close(case.expected_days, min_cases) or close(100 * recent, share * case.expected_days),
    )


def fallen_silent(case: Case, days: int = 60, share: int = 50, min_cases: float = 2) -> Said:
    kinds = ("followups", "tickets", "surveys")
    known = (held(case), known_tickets(case), known_answers(case))
    until = min(case.told_until(rows, kind) for rows, kind in zip(known, kinds, strict=True))
    heard_on = [moment_day(row) for rows in known for row in rows]
    begin = case.day - timedelta(days)
    before = [on for on in heard_on if within(on, begin, 365)]
    if not before:
        return NOTHING
    recently = [on for on in heard_on if within(on, case.day, days)]
    known_days = max(days, min(365, (begin - min(heard_on)).days + 1))
    usually = len(before) / known_days * days
    end = case.at.of(held(case), "followups")
    rows = [
        (day_of(one.at), place)
        for place, one in enumerate(one for one in case.facts.invitations if not one.is_campaign)
        if one in known[0] and within(day_of(one.at), end, days)
    ]
    return Said(
        outcome(
            paused=until < case.day,
            enough=usually >= min_cases,
            fires=100 * len(recently) <= share * usually,
        ),
        {
            "heard_recently": len(recently),
            "heard_usually": usually,
            "heard_before": len(before),
            "heard_days": known_days,
        },
        newest(rows),
        close(usually, min_cases) or close(100 * len(recently), share * usually),
    )


def decision_maker_left(case: Case, min_cases: int = 1) -> Said:
    makers = [
        (place, one)
        for place, one in enumerate(case.facts.people)
        if (one.joined_on or date.min) <= case.day and "decision_maker" in roles_at(one, case.day)
    ]
    if not makers:
        return NOTHING
    gone = [(one.left_on, place) for place, one in makers if (one.left_on or date.max) <= case.day]
    there = len(makers) - len(gone)
    return Said(
        outcome(enough=True, fires=there == 0 and len(gone) >= min_cases),
        {
            "makers_gone": len(gone),
            "maker_left_on": max((on for on, _ in gone), default=None),
            "makers_there": there,
        },
        newest(gone),
    )


# --- outside ----------------------------------------------------------------------------------


def competitor_contact(case: Case, days: int = 90, min_cases: int = 1) -> Said:
    met = [
        (one.occurred_on, place)
        for place, one in enumerate(case.facts.happenings)
        if one.kind == "competitor" and within(one.occurred_on, case.day, days)
        if one.known_at is None or by(one.known_at, case.day)
    ]
    if not met:
        return NOTHING
    return Said(
        outcome(enough=True, fires=len(met) >= min_cases),
        {"competitor_contacts": len(met), "competitor_last_on": max(met)[0]},
        newest(met),
    )


def news(case: Case, days: int, is_meant: Callable[[Any], bool]) -> list[Place]:
    book = case.book
    everything = [(other, signal) for other in case.books for signal in other.facts.signals]
    return [
        (signal.published_on, place)
        for place, (other, signal) in enumerate(everything)
        if within(signal.published_on, case.day, days)
        if signal.ends_on is None or signal.ends_on > case.day
        if is_meant(signal)
        if (signal.reach == "customer" and other is book)
        or (signal.reach == "industry" and other.industry and other.industry == book.industry)
        or (signal.reach == "region" and other.region and other.region == book.region)
    ]


def adverse_market(case: Case, days: int = 30, min_cases: int = 1) -> Said:
    bad = news(case, days, lambda signal: signal.direction == "bad")
    if not bad:
        return NOTHING
    return Said(
        outcome(enough=True, fires=len(bad) >= min_cases),
        {"news_bad": len(bad), "news_bad_on": max(bad)[0]},
        newest(bad),
    )


def favourable_policy(case: Case, days: int = 30, min_cases: int = 1) -> Said:
    good = news(case, days, lambda one: one.direction == "good" and one.kind == "policy_good")
    if not good:
        return NOTHING
    return Said(
        outcome(enough=True, fires=len(good) >= min_cases),
        {"news_good": len(good), "news_good_on": max(good)[0]},
        newest(good),
    )


# --- contracts --------------------------------------------------------------------------------


def payment_overdue(case: Case, days_late: int = 30, min_cases: int = 1) -> Said:
    known = [
        (place, one)
        for place, one in enumerate(case.facts.invoices)
        if one.issued_on <= case.day and one.amount > 0
        and not (one.cancelled_on and one.cancelled_on <= case.day)
    ]  # fmt: skip
    if not known:
        return NOTHING
    end = case.at.of([one for _, one in known], "invoices")
    late = [
        (one.due_on, place)
        for place, one in known
        if (one.paid_on is None or one.paid_on > case.day) and (end - one.due_on).days > days_late
    ]
    since = min((on for on, _ in late), default=None)
    return Said(
        outcome(paused=end < case.day, enough=True, fires=len(late) >= min_cases),
        {
            "overdue_invoices": len(late),
            "overdue_since": since,
            "overdue_days": (end - since).days if since else None,
        },
        newest(late),
    )


def contract_ending(
    case: Case, days_senior: int = 45, days_other: int = 30, min_cases: int = 1
) -> Said:
    known = [
        one
        for one in case.facts.contracts
        if one.starts_on <= case.day and (one.terminated_on is None or one.terminated_on > case.day)
    ]
    if not known:
        return NOTHING
    soon = [
        (one, place)
        for place, one in enumerate(case.facts.contracts)
        if one in known and one.ends_on
        and -90 <= (one.ends_on - case.day).days <= max(days_senior, days_other)
        and not goes_on(one, case) and not is_talked_about(one, case)
    ]  # fmt: skip
    first = min((one.ends_on for one, _ in soon), default=None)
    warned = days_senior if case.senior() else days_other
    left = (first - case.day).days if first else None
    return Said(
        outcome(enough=True, fires=left is not None and len(soon) >= min_cases and left <= warned),
        {
            "contracts_ending": len(soon),
            "contract_ends_on": first,
            "contract_days_left": left,
            "contract_days_warned": warned,
        },
        newest((one.starts_on, place) for one, place in soon),
    )


def goes_on(contract: Contract, case: Case) -> bool:
    """In these tests everything is recorded after the day."""
    return any(
        other.starts_on > contract.starts_on
        and other.starts_on >= contract.ends_on - timedelta(90)
        and (other.ends_on is None or other.ends_on > contract.ends_on)
        and (other.signed_on or other.starts_on) <= case.day
        and (other.terminated_on is None or other.terminated_on > case.day)
        for other in case.facts.contracts
    )


def is_talked_about(contract: Contract, case: Case) -> bool:
    since = contract.ends_on - timedelta(90)
    deals = any(
        deal.kind == "renewal"
        and since - timedelta(90) < deal.opened_on <= case.day
        and (deal.closed_on is None or deal.closed_on >= since)
        for deal in case.facts.deals
    )
    words = ("续约", "续签", "续费", "续期", "renew")
    return deals or any(
        word in f"{one.subject} {one.business_review} {one.next_step}".lower()
        for one in held(case)
        if day_of(one.at) >= since
        for word in words
    )


# --- usage ------------------------------------------------------------------------------------


def no_login(case: Case, quiet_days: int = 7, min_cases: int = 6) -> Said:
    known = known_usage(case)
    end = case.at.of(known, "usage")
    days = {
        use.day
        for use in known
        if use.metric == "login" and use.value > 0 and within(use.day, end, 240)
    }
    if not days or (end - max(days)).days >= 184:
        return NOTHING
    last = max(days)
    weeks = sum(
        any(last - timedelta(7 * week + back) in days for back in range(7)) for week in range(8)
    )
    quiet, quiet_worked = (end - last).days, worked(last, end)
    rows = [
        (use.day, place)
        for place, use in enumerate(case.facts.usage)
        if use in known and use.metric == "login" and use.day in days and use.value > 0
    ]
    return Said(
        outcome(
            paused=end < case.day,
            enough=weeks >= min_cases,
            fires=quiet >= quiet_days and quiet_worked >= quiet_days * 5 // 7,
        ),
        {
            "login_last_on": last,
            "login_quiet_days": quiet,
            "login_quiet_worked": quiet_worked,
            "login_weeks": weeks,
        },
        newest(rows),
    )


def used(case: Case, metric: str, until: date, days: int) -> float:
    return float(
        sum(
            use.value
            for use in known_usage(case)
            if use.metric == metric and within(use.day, until, days)
        )
    )


def use_behind(case: Case, metric: str, end: date, days: int) -> list[int]:
    return newest(
        (use.day, place)
        for place, use in enumerate(case.facts.usage)
        if use.metric == metric and within(use.day, end, days)
    )


def downloads_halved(case: Case, days: int = 30, share: int = 50, min_cases: int = 10) -> Said:
    end = case.at.of(known_usage(case), "usage")
    begin = end - timedelta(days)
    recent, before = used(case, "download", end, days), used(case, "download", begin, days)
    open_days, open_before = worked(begin, end), worked(begin - timedelta(days), begin)
    fewer_open = min(1.0, open_days / open_before) if open_before else 1.0
    expected = before * fewer_open
    return Said(
        outcome(
            paused=end < case.day,
            enough=before >= min_cases,
            fires=expected > 0 and 100 * recent <= share * expected,
        ),
        {
            "downloads": recent,
            "downloads_before": before,
            "downloads_worked": open_days,
            "downloads_worked_before": open_before,
        },
        use_behind(case, "download", end, days),
        close(100 * recent, share * expected),
    )


def product(case: Case) -> tuple[date, float, float, int, int]:
    end = case.at.of(known_usage(case), "usage")
    begin = end - timedelta(30)
    recent, before = used(case, "product", end, 30), used(case, "product", begin, 90)
    return end, recent, before, worked(begin, end), worked(begin - timedelta(90), begin)


def usage_halved(case: Case, share: int = 50, min_cases: int = 10) -> Said:
    end, recent, before, open_days, open_before = product(case)
    expected = before / 3 * min(1.0, 3 * open_days / open_before)
    return Said(
        outcome(
            paused=end < case.day,
            enough=before >= min_cases,
            fires=expected > 0 and 100 * recent <= share * expected,
        ),
        {"product_use": recent, "product_usual": before / 3, "product_worked": open_days},
        use_behind(case, "product", end, 30),
        close(100 * recent, share * expected),
    )


def usage_grown(case: Case, more: int = 20, min_cases: int = 10) -> Said:
    end, recent, before, open_days, _ = product(case)
    usual = before / 3
    return Said(
        outcome(enough=before >= min_cases, fires=100 * recent >= (100 + more) * usual),
        {"product_use": recent, "product_usual": usual, "product_worked": open_days},
        use_behind(case, "product", end, 30),
        close(100 * recent, (100 + more) * usual),
    )


def staff_grown(case: Case, more: int = 20, min_cases: int = 10) -> Said:
    staff, a_year_ago = case.facts.staff, case.day - timedelta(365)
    before = [number for moment, number in staff if by(moment, a_year_ago)]
    now = [number for moment, number in staff if by(moment, case.day)]
    if not before or not before[-1] or not now[-1]:
        return NOTHING
    return Said(
        outcome(enough=before[-1] >= min_cases, fires=100 * now[-1] >= (100 + more) * before[-1]),
        {"staff_now": now[-1], "staff_before": before[-1]},
        [0],
    )


RULES: dict[str, Callable[..., Said]] = {
    rule.__name__: rule
    for rule in (
        *(no_order, orders_falling, spending_halved),
        *(csat_low, csat_very_low, csat_low_in_a_row, complaints_unsolved),
        *(no_interaction, fallen_silent, decision_maker_left),
        *(competitor_contact, adverse_market, payment_overdue, contract_ending),
        *(no_login, downloads_halved, usage_halved),
        *(spending_tripled, favourable_policy, usage_grown, staff_grown),
    )
}
