"""What came of win-backs, by the orders of their first 30, 90 and 180 days."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import Customer
from accounts.queries.spans import Span, bought_in
from health.choices import WinBackOutcome, WinBackVerdict
from health.models import WinBack, WinBackResult
from health.models.winback import AT_WORK
from health.queries.feeds import orders_told_until
from health.rules.winbacks import HORIZONS, due_horizons, verdict_of
from health.services.winbacks import winback_close

BATCH = 1_000

Due = tuple[WinBack, int, Span]
"""A win-back, after how many days it is looked at, and these days."""


@transaction.atomic
def winbacks_judge(*, day: date, at: datetime) -> int:
    """Judge each at the end of its 30, 90 and 180 days, if that is `day` or before.

    What the customer's feed of orders does not reach yet is judged once it does: no word is not
    no order. A second time there is nothing to judge. One whose customer buys as before is won
    back; one that is not by the last of these days is lost. Where nobody knows what was usual,
    people say so. Returns how many verdicts there were.
    """
    wanted = _told(list(_due(day)), day)
    found = bought_in([span for _winback, _days, span in wanted])
    results = WinBackResult.objects.bulk_create(
        [_result(winback, days, span, found) for winback, days, span in wanted],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    _end(at)
    return len(results)


def _due(day: date) -> Iterator[Due]:
    """Those that are locked by another run are that run's, so it is waited for."""
    active = Customer.objects.active().values("pk")
    rows = WinBack.objects.select_for_update(of=("self",)).filter(_has_due(day))
    rows = rows.filter(customer__in=active).order_by("pk").prefetch_related("results")
    number = 0
    for row in rows:
        known = [result.days for result in row.results.all()]
        for days in due_horizons(row.opened_on, day, known):
            until = row.opened_on + timedelta(days=days)
            yield row, days, Span(number, row.customer_id, row.opened_on, until)
            number += 1


def _has_due(day: date) -> Q:
    """One of its days has come and was not looked at."""
    found = Q(pk__in=[])
    for days in HORIZONS:
        judged = WinBackResult.objects.filter(winback=OuterRef("pk"), days=days)
        found |= Q(~Exists(judged), opened_on__lte=day - timedelta(days=days))
    return found


def _told(wanted: list[Due], day: date) -> list[Due]:
    """Those of whose days we have been told."""
    if not wanted:
        return []
    customers = {span.customer for _winback, _days, span in wanted}
    told = orders_told_until(customers, day)
    return [due for due in wanted if (told[due[2].customer] or date.min) >= due[2].until]


def _result(winback: WinBack, days: int, span: Span, found: dict) -> WinBackResult:
    bought = found[span.key]
    return WinBackResult(
        winback=winback,
        days=days,
        judged_on=span.until,
        order_days=bought.order_days,
        amount=bought.amount,
        currency=bought.currency,
        verdict=verdict_of(days, bought.order_days, bought.amount, bought.currency, winback.usual),
    )


def _end(at: datetime) -> None:
    """By what the orders say; whatever people have ended stays as they said."""
    won = WinBackResult.objects.filter(verdict=WinBackVerdict.WON_BACK).values("winback")
    last = WinBackResult.objects.filter(days=max(HORIZONS)).values("winback")
    active = Customer.objects.active().values("pk")
    rows = WinBack.objects.select_for_update(of=("self",)).order_by("pk")
    rows = rows.filter(AT_WORK, usual_order_days__gt=0, customer__in=active)
    for row in rows.filter(pk__in=won):
        winback_close(winback=row, outcome=WinBackOutcome.WON_BACK, at=at, by=None)
    for row in rows.filter(pk__in=last):
        winback_close(winback=row, outcome=WinBackOutcome.LOST, at=at, by=None)
