"""What whole groups of customers scored on a day, kept for the line beside a customer's own."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Customer
from health.models import HealthScore, PeerScore
from health.queries.trend import peer_scores
from health.services.score import score
from health.tests.books import bought, store
from health.tests.reference import Book
from health.tests.storing import history_rewrite

D = date(2026, 11, 20)
BACKFILL = import_module("health.migrations.0006_peer_scores").BACKFILL
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("model")]


def ago(days: int) -> date:
    return D - timedelta(days)


def buyers(tier: str, count: int) -> list[Customer]:
    """Each stopped a little earlier than the one before."""
    days = [[ago(day + 3 * number) for day in range(5, 700, 30)] for number in range(count)]
    return store(Book(bought(*some).rows, tier) for some in days)


def kept(day: date = D) -> dict[str, tuple[int, Decimal]]:
    rows = PeerScore.objects.filter(day=day).values_list("tier", "customers", "score")
    return {tier: (customers, score) for tier, customers, score in rows}


def mean(customers: list[Customer], day: date = D) -> Decimal:
    rows = HealthScore.objects.filter(customer__in=customers, day=day, score__isnull=False)
    scores = list(rows.values_list("score", flat=True))
    return round(sum(scores, Decimal()) / len(scores), 2)


def test_a_run_for_everybody_keeps_the_mean_of_each_tier_and_of_all() -> None:
    keys, others = buyers("key", 4), buyers("", 3)
    never = store([Book([], "key"), Book([], "strategic")])
    score(day=D)
    assert kept() == {
        "": (7, mean(keys + others)),
        "key": (4, mean(keys)),
        "general": (3, mean(others)),
    }
    assert HealthScore.objects.filter(customer__in=never, score=None).count() == 2


def test_a_run_for_some_leaves_it_alone() -> None:
    customers = buyers("key", 4)
    score(day=D, customers=[customers[0].pk])
    assert kept() == {}
    score(day=D)
    before = kept()
    Customer.objects.filter(pk=customers[0].pk).update(churned_on=ago(1))
    score(day=D, customers=[customers[0].pk])
    assert kept() == before


def test_a_day_scored_again_forgets_groups_in_which_nobody_has_a_score_any_more() -> None:
    buyers("key", 2)
    others = buyers("general", 3)
    score(day=D)
    assert set(kept()) == {"", "key", "general"}
    Customer.objects.filter(tier="key").update(churned_on=ago(1))
    score(day=D)
    assert kept() == {"": (3, mean(others)), "general": (3, mean(others))}
    Customer.objects.update(churned_on=ago(1))
    score(day=D)
    assert kept() == {}


def test_days_that_were_scored_before_are_filled_with_what_the_runs_would_have_kept() -> None:
    """With the tiers of then; a day without its night says nothing of everybody."""
    customers = buyers("key", 4) + buyers("general", 3)
    moved = customers[0]
    Customer.objects.filter(pk=moved.pk).update(tier="strategic")
    then = [(noon(ago(60)), "potential"), (noon(ago(7)), "key"), (noon(ago(3)), "strategic")]
    history_rewrite("customer", "tier", {moved.pk: then})
    for days in (30, 8, 7, 4, 3, 0):
        score(day=ago(days))
    score(day=ago(20), customers=[customers[1].pk])
    stored = list(PeerScore.objects.order_by("day", "tier").values_list("day", "tier", "score"))
    assert {tier for day, tier, _ in stored if day == ago(8)} == {"", "potential", "key", "general"}
    assert {tier for day, tier, _ in stored if day == ago(3)} == {"", "strategic", "key", "general"}
    PeerScore.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(BACKFILL, {"zone": "Asia/Shanghai"})
    filled = PeerScore.objects.order_by("day", "tier")
    assert list(filled.values_list("day", "tier", "score")) == stored


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=12)


def peers(day: date, tier: str, customers: int, score: str) -> None:
    PeerScore.objects.create(day=day, tier=tier, customers=customers, score=Decimal(score))


def test_peers_are_those_of_the_tier_or_all_on_days_with_too_few_of_them() -> None:
    for day, of_tier, customers in [(D, 20, 40), (ago(1), 19, 39), (ago(2), 0, 39), (ago(3), 0, 4)]:
        peers(day, "", customers, "70")
        if of_tier:
            peers(day, "general", of_tier, "80")
    peers(ago(4), "key", 50, "60")
    expected = {D: Decimal(80), ago(1): Decimal(70), ago(2): Decimal(70)}
    assert peer_scores("", ago(9), D) == peer_scores("general", ago(9), D) == expected
    assert peer_scores("key", ago(4), ago(4)) == {ago(4): Decimal(60)}
    assert peer_scores("key", ago(9), ago(5)) == {}
