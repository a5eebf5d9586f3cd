"""What came of win-backs, by the orders of their first 30, 90 and 180 days."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.queries.spans import Span, bought_in
from health.choices import WinBackOutcome, WinBackVerdict
from health.models import WinBack, WinBackResult
from health.models.winback import AT_WORK
from health.rules.winbacks import HORIZONS, due_horizons, verdict_of
from health.services.winbacks import winback_close

BATCH = 1_000


@transaction.atomic
def winbacks_judge(*, day: date, at: datetime) -> int:
    """Judge each at the end of its 30, 90 and 180 days, if that is `day` or before.

    A second time there is nothing to judge. One whose customer buys as before is won back; one
    that is not by the last of these days is lost. Returns how many verdicts there were.
    """
    wanted = list(_due(day))
    found = bought_in([span for _winback, _days, span in wanted])
    results = WinBackResult.objects.bulk_create(
        [_result(winback, days, span, found) for winback, days, span in wanted],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    _end(at)
    return len(results)


def _due(day: date) -> Iterator[tuple[WinBack, int, Span]]:
    """Those that are locked by another run are that run's, so it is waited for."""
    rows = WinBack.objects.select_for_update(of=("self",)).filter(
        opened_on__lte=day - timedelta(days=min(HORIZONS))
    )
    judged = WinBackResult.objects.filter(days=max(HORIZONS)).values("winback")
    rows = rows.exclude(pk__in=judged).order_by("pk").prefetch_related("results")
    number = 0
    for row in rows:
        known = [result.days for result in row.results.all()]
        for days in due_horizons(row.opened_on, day, known):
            until = row.opened_on + timedelta(days=days)
            yield row, days, Span(number, row.customer_id, row.opened_on, until)
            number += 1


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
    rows = WinBack.objects.select_for_update(of=("self",)).select_related("customer")
    for row in rows.filter(AT_WORK, pk__in=won).order_by("pk"):
        winback_close(winback=row, outcome=WinBackOutcome.WON_BACK, at=at, by=None)
    for row in rows.filter(AT_WORK, pk__in=last).order_by("pk"):
        winback_close(winback=row, outcome=WinBackOutcome.LOST, at=at, by=None)
