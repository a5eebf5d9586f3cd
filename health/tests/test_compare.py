"""From one score to another: the parts are the whole difference."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from health.models import HealthModelVersion, HealthScore
from health.queries.compare import compare
from health.queries.explain import NotScoredError
from health.rules.change import change_parts
from health.rules.scoring import score_of
from health.rules.version import Version
from health.services.score import score
from health.tests.books import bought, store
from health.tests.factories import SPEC_1_0, draft, published

V1 = Version.from_spec("1.0", SPEC_1_0)
D = date(2026, 11, 20)
raws = st.fixed_dictionaries(
    dict.fromkeys(V1.figures, st.none() | st.floats(-10, 200, allow_nan=False))
)


@given(raws, raws)
def test_the_parts_of_a_change_add_up_to_it_exactly(before, after) -> None:
    first, last = score_of(V1, before), score_of(V1, after)
    if first is None or last is None:
        assert change_parts(V1, before, after, Decimal(0)) == {}
        return
    change = round(Decimal(last), 2) - round(Decimal(first), 2)
    parts = change_parts(V1, before, after, change)
    assert sum(parts.values()) == (change if parts else 0)
    assert parts or abs(change) <= Decimal("0.01")


def test_what_stayed_is_not_blamed_when_something_else_is_measured_for_the_first_time() -> None:
    before = {"order_frequency": 1.0, "order_amount": 1.0}
    after = {**before, "csat": 70.0}
    change = round(Decimal(score_of(V1, after) - score_of(V1, before)), 2)
    parts = change_parts(V1, before, after, change)
    assert set(parts) == {"csat", "order_frequency", "order_amount"}
    assert parts["csat"] < change / 2 < 0
    assert abs(parts["order_frequency"]) < abs(parts["csat"])


def test_one_indicator_that_falls_is_the_whole_change() -> None:
    before = {"csat": 95.0, "complaint_rate": 0.0, "order_amount": 1.0}
    after = {**before, "csat": 85.0}
    change = round(Decimal(score_of(V1, after) - score_of(V1, before)), 2)
    assert change_parts(V1, before, after, change) == {"csat": change}


@pytest.mark.django_db
def test_two_days_are_compared_under_the_later_version(model: HealthModelVersion) -> None:
    [customer] = store([bought(*(D - timedelta(days) for days in range(60, 900, 20)))])
    score(day=D - timedelta(30))
    published(draft(weak_spot={**model.spec["weak_spot"], "factor": 0.1}))
    score(day=D)
    found = compare(customer, D - timedelta(30), D)
    stored = [HealthScore.objects.get(day=day).score for day in (found.first, found.last)]
    assert [found.score_before, found.score] == stored
    assert found.by_version + sum(part.change for part in found.parts) == found.change
    assert found.change < 0
    assert {part.code for part in found.parts} >= {"order_frequency", "order_amount"}


@pytest.mark.django_db
def test_a_day_without_a_score_cannot_be_compared_with(model: HealthModelVersion) -> None:
    [customer] = store([bought(D)])
    score(day=D)
    for first in (D - timedelta(1), D, D + timedelta(1)):
        with pytest.raises(NotScoredError):
            compare(customer, first, D)
