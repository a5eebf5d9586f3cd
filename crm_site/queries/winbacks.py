"""Win-backs as pages show them: with their results, their concessions, and how often they work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet, Sum

from accounts.access import rows_visible_to
from accounts.clearance import may_see, veiled
from accounts.models import Customer, User
from accounts.rules.roles import ROLES
from common.lists import in_order
from common.templatetags.figures import money_cell
from crm_site.queries.concessions import ConcessionRow, concession_rows
from crm_site.queries.tasks import workers_for
from followups.models import Concession, Task
from health.choices import Offer, WinBackOutcome, WinBackReason, WinBackVerdict
from health.models import Case, Warning, WinBack, WinBackResult
from health.models.warning import OPEN
from health.models.winback import AT_WORK
from health.rules.winbacks import DECISIVE, FEWEST, HORIZONS, TARGET
from health.services.winbacks import WINS_BACK

WINNING_ROLES = [role.code for role in ROLES if WINS_BACK in role.permissions]
RELATED = ("customer", "owner", "opened_by", "ended_by", "warning")


@dataclass(frozen=True, slots=True)
class Look:
    """One of the days on which it is looked at what came of it; `result` is None before, `row` is
    the same as the person may see it.
    """

    days: int
    on: date
    result: WinBackResult | None
    row: Any

    @property
    def verdict(self) -> WinBackVerdict | None:
        return WinBackVerdict(self.result.verdict) if self.result else None

    @property
    def amount(self) -> str:
        return money_cell(self.row.amount, self.result.currency) if self.result else ""


@dataclass(frozen=True, slots=True)
class WinBackRow:
    """A win-back; `row` and `customer` are as the person may see them."""

    winback: WinBack
    row: Any
    customer: Any
    looks: Sequence[Look]

    @property
    def cause(self) -> str:
        """The root cause, or as long as nobody knows it the first, as the person may see it."""
        known = self.row.get_root_cause_display() or self.row.get_first_cause_display()
        return str(known)

    @property
    def usual_amount(self) -> str:
        return money_cell(self.row.usual_amount, self.winback.usual_currency)

    @property
    def newest(self) -> Look | None:
        return next((look for look in reversed(self.looks) if look.result), None)


@dataclass(frozen=True, slots=True)
class Rate:
    """How a reason and an offer went together; `cost` is of the concessions that were granted, as
    far as that was told: of `untold` it was not.
    """

    reason: WinBackReason
    offer: Offer | None
    judged: int
    won: int
    at_work: int
    cost: Decimal
    untold: int

    @property
    def share(self) -> float | None:
        """Nothing that is worth a figure with too few of them."""
        return self.won / self.judged if self.judged >= FEWEST else None

    @property
    def is_reached(self) -> bool:
        return self.share is not None and Decimal(self.share) >= TARGET


def winbacks_visible_to(person: User | AnonymousUser) -> QuerySet[WinBack]:
    return rows_visible_to(person, WinBack.objects.order_by())


def winback_seen(person: User, pk: int) -> WinBack | None:
    """None for one of a customer that this person may not see."""
    return winbacks_visible_to(person).select_related(*RELATED).filter(pk=pk).first()


def winback_at_work(customer: Customer) -> WinBack | None:
    return WinBack.objects.filter(AT_WORK, customer=customer).first()


def open_warning_of(customer: Customer) -> Warning | None:
    """The one that somebody has to do something about for the longest time."""
    return Warning.objects.filter(OPEN, customer=customer).order_by("opened_on", "pk").first()


def at_work_ones(rows: QuerySet[WinBack]) -> QuerySet[WinBack]:
    return rows.filter(AT_WORK)


def ended_ones(rows: QuerySet[WinBack]) -> QuerySet[WinBack]:
    return rows.exclude(AT_WORK)


def of_owner(rows: QuerySet[WinBack], owner: int) -> QuerySet[WinBack]:
    return rows.filter(owner=owner)


def for_reason(rows: QuerySet[WinBack], code: str) -> QuerySet[WinBack]:
    """By the root cause, or as long as nobody knows it by the first."""
    return rows.filter(Q(root_cause=code) | Q(root_cause="", first_cause=code))


def with_offer(rows: QuerySet[WinBack], code: str) -> QuerySet[WinBack]:
    return rows.filter(offer=code)


def by_day(rows: QuerySet[WinBack], *, turned: bool) -> QuerySet[WinBack, int]:
    order = ("-opened_on", "-pk") if turned else ("opened_on", "pk")
    return rows.order_by(*order).values_list("pk", flat=True)


def winback_rows(ids: Sequence[int], person: User) -> list[WinBackRow]:
    """Rows in the order of `ids`; two statements for any number, none for no rows."""
    if not ids:
        return []
    rows = WinBack.objects.filter(pk__in=ids).select_related(*RELATED).prefetch_related("results")
    return [_shown(row, person) for row in in_order(rows, ids)]


def _shown(winback: WinBack, person: User) -> WinBackRow:
    row, customer = veiled(person, [winback, winback.customer])
    return WinBackRow(winback, row, customer, _looks(winback, person))


def _looks(winback: WinBack, person: User) -> list[Look]:
    results = {result.days: result for result in winback.results.all()}
    rows = dict(zip(results, veiled(person, results.values()), strict=True))
    return [
        Look(days, winback.opened_on + timedelta(days=days), results.get(days), rows.get(days))
        for days in HORIZONS
    ]


def concessions_of(winback: WinBack, person: User) -> list[ConcessionRow]:
    rows = Concession.objects.filter(origin=f"winback:{winback.pk}").order_by("pk")
    return concession_rows(list(rows.values_list("pk", flat=True)), person)


def tasks_of(winback: WinBack) -> list[Task]:
    origin = f"winback:{winback.pk}"
    tasks = Task.objects.filter(Q(origin=origin) | Q(origin__startswith=f"{origin}:"))
    return list(tasks.select_related("owner").order_by("pk"))


def may_learn(winback: WinBack) -> bool:
    """Whether it was won back, and nobody has written down yet what did it."""
    is_back = winback.outcome == WinBackOutcome.WON_BACK
    return is_back and not Case.objects.filter(origin=f"winback:{winback.pk}").exists()


def owners_for(customer: Customer) -> QuerySet[User]:
    """Who may be given work for the customer, and wins customers back."""
    return workers_for(customer).filter(groups__name__in=WINNING_ROLES)


def rates(rows: QuerySet[WinBack], person: User) -> list[Rate]:
    """By reason and offer, the most often first; judged is who has been looked at decisively.

    Where nothing was usual before, people are believed once it has ended.
    """
    found: dict[tuple[str, str], list[Any]] = {}
    if not may_see(person, WinBack, "first_cause"):
        rows = rows.exclude(root_cause="")
    known = list(rows.prefetch_related("results"))
    costs = _costs([row.pk for row in known]) if may_see(person, Concession, "cost") else {}
    for row in known:
        place = found.setdefault((row.cause.value, row.offer), [0, 0, 0, Decimal(), 0])
        is_judged, is_won = _judged(row)
        place[0] += is_judged
        place[1] += is_won
        place[2] += row.is_at_work
        cost, untold = costs.get(row.pk, (Decimal(), 0))
        place[3] += cost
        place[4] += untold
    lines = [
        Rate(WinBackReason(reason), Offer(offer) if offer else None, *counts)
        for (reason, offer), counts in found.items()
    ]
    return sorted(lines, key=lambda line: (-line.judged, -line.at_work, line.reason))


def _judged(row: WinBack) -> tuple[bool, bool]:
    """Whether it is known what came of it, and whether that is good."""
    if not row.usual_order_days:
        return not row.is_at_work, row.outcome == WinBackOutcome.WON_BACK
    decisive = [result for result in row.results.all() if result.days >= DECISIVE]
    won = any(result.verdict == WinBackVerdict.WON_BACK for result in decisive)
    return bool(decisive), won


def _costs(winbacks: Sequence[int]) -> dict[int, tuple[Decimal, int]]:
    """What was granted for each, in the company's currency, and of how many nobody told it."""
    origins = [f"winback:{pk}" for pk in winbacks]
    granted = Concession.objects.filter(origin__in=origins, granted_at__isnull=False)
    found = (
        granted.order_by()
        .values("origin")
        .annotate(told=Sum("cost", default=Decimal()), untold=Count("pk", filter=Q(cost=None)))
    )
    return {int(row["origin"].partition(":")[2]): (row["told"], row["untold"]) for row in found}


def total(lines: Sequence[Rate]) -> tuple[int, int]:
    """(judged, won) of all of them."""
    return sum(line.judged for line in lines), sum(line.won for line in lines)
