"""The SQL and the slow reference are two readings of one definition; they have to agree."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from health.models import HealthModelVersion, HealthScore
from health.services.score import score
from health.tests.books import store, store_feeds
from health.tests.random_books import company
from health.tests.reference import Result, reference

# The score is rounded to 0.01; with signals it may also stop 0.01 below a line.
ROUNDING = 0.01 + 1e-6


@pytest.mark.django_db
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.integers(0, 2**32))
def test_the_sql_scores_as_the_slow_reference_does(model: HealthModelVersion, seed: int) -> None:
    day, books, feeds = company(seed)
    with transaction.atomic():
        customers = store(books)
        store_feeds(feeds)
        score(day=day)
        stored = {row.customer_id: row for row in HealthScore.objects.filter(day=day)}
        for customer, result in zip(customers, reference(books, day, feeds), strict=True):
            agree(model, stored[customer.pk], result)
        transaction.set_rollback(True)


def agree(model: HealthModelVersion, row: HealthScore, result: Result) -> None:
    raw = dict(zip(model.rules.figures, row.raw, strict=True))
    states = dict(zip(model.rules.figures, row.states, strict=True))
    assert row.unscored_reason == result.reason
    assert row.level == result.level or near_a_bound(result.score)
    if result.reason in ("churned", "no_order", "credit_notes_only"):
        assert row.score is None
        assert set(row.raw) == {None}
        return
    for code, measured in result.indicators.items():
        assert (code, states[code]) == (code, measured.status)
        assert (code, raw[code]) == (code, close_to(measured.raw))
    assert raw["silence"] == close_to(result.silence)
    assert raw["market_signals"] == close_to(result.signals)
    if result.score is None:
        assert row.score is None
        return
    assert float(row.coverage) == pytest.approx(result.coverage, abs=1e-4)
    assert abs(float(row.score) - result.score) <= ROUNDING
    assert abs(float(row.score - row.adjustment) - result.mean) <= 0.005 + 1e-6


def close_to(value: float | None) -> object:
    return None if value is None else pytest.approx(value, rel=1e-9, abs=1e-6)


def near_a_bound(score: float | None) -> bool:
    """Whether rounding decides the level, where two programs may differ by the last bit."""
    return score is not None and any(abs(score + 0.005 - bound) < 1e-6 for bound in (60, 70, 80))
