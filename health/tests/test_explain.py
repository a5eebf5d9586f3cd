from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.models import Customer
from health.choices import IndicatorStatus, Level, UnscoredReason
from health.indicators.order_rhythm import Silence
from health.models import HealthScore
from health.queries.evidence import rows_behind
from health.queries.explain import Explanation, NotScoredError, explain
from health.queries.trend import trend
from health.services.score import score
from health.tests.books import add_rows, bought, store, store_feeds
from health.tests.reference import Book, Row

D = date(2026, 11, 20)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("model")]


def ago(days: int) -> date:
    return D - timedelta(days)


@pytest.fixture
def fading() -> Customer:
    """Bought every ten days, and then less and less."""
    days = [ago(back) for back in range(120, 900, 10)] + [ago(70), ago(60)]
    book = bought(*days)
    book.rows.append(Row(ago(30), Decimal(-150)))
    book.rows.append(Row(ago(20), Decimal(9999), "EUR"))
    [customer] = store([book])
    score(day=ago(8))
    score(day=D)
    return customer


def adds_up(explanation: Explanation) -> bool:
    parts = [part.contribution for part in explanation.indicators if part.contribution is not None]
    return sum(parts) + explanation.adjustment == explanation.score and (
        sum(explanation.adjustments.values()) == explanation.adjustment
    )


def test_contributions_and_adjustment_are_the_score(fading: Customer) -> None:
    explanation = explain(fading, D)
    assert explanation.adjustment < 0
    assert set(explanation.adjustments) == {"weak_spot"}
    assert adds_up(explanation)


def test_every_indicator_says_what_it_gave_and_what_is_missing(fading: Customer) -> None:
    parts = {part.code: part for part in explain(fading, D).indicators}
    assert len(parts) == 12
    amount = parts["order_amount"]
    assert amount.status == IndicatorStatus.MEASURED
    assert amount.contribution + amount.lost == 50
    assert amount.window == (ago(89), D)
    assert amount.rows == 3  # two orders and the credit note; euros are not the main currency
    assert parts["order_frequency"].rows == 3
    assert parts["csat"].status == IndicatorStatus.MISSING
    assert parts["needs_closure"].status == IndicatorStatus.NOT_APPLICABLE
    assert (parts["csat"].raw, parts["csat"].points, parts["csat"].contribution) == (None,) * 3


def test_the_change_since_a_week_ago_is_under_one_version(fading: Customer) -> None:
    explanation = explain(fading, D)
    before = {part.code: part for part in explain(fading, ago(8)).indicators}
    assert (explanation.day_before, explanation.score_before) == (
        ago(8),
        HealthScore.objects.get(customer=fading, day=ago(8)).score,
    )
    for part in explanation.indicators:
        assert part.points_before == before[part.code].points
        assert (part.points_change is None) == (part.points is None)


def test_a_cap_is_named() -> None:
    [customer] = store([bought(*(ago(back) for back in range(80, 900, 10)))])
    score(day=D)
    frequency = next(p for p in explain(customer, D).indicators if p.code == "order_frequency")
    assert frequency.capped_by == Silence.label
    assert frequency.points == 0 < frequency.by_curve


def test_a_customer_without_a_score_is_explained_by_its_reason() -> None:
    [customer] = store([Book([Row(ago(3), Decimal(-5))])])
    score(day=D)
    explanation = explain(customer, D)
    assert explanation.unscored_reason == UnscoredReason.CREDIT_NOTES_ONLY
    assert (explanation.level, explanation.score, explanation.coverage) == (
        Level.UNSCORED,
        None,
        None,
    )
    assert {part.contribution for part in explanation.indicators} == {None}


def test_a_customer_of_whom_nothing_is_known_can_be_explained() -> None:
    [customer] = store([Book([])])
    score(day=D)
    assert {part.rows for part in explain(customer, D).indicators} == {0}
    assert rows_behind(customer, "order_amount", D).rows == []


def test_a_day_without_a_score_is_not_explained(fading: Customer) -> None:
    with pytest.raises(NotScoredError):
        explain(fading, ago(1))


def test_the_window_of_a_stopped_feed_ends_with_it() -> None:
    [customer] = store([Book([Row(ago(30), Decimal(5), source="erp")])])
    store_feeds({("orders", "erp"): (ago(30), 7)})
    score(day=D)
    explanation = explain(customer, D)
    part = next(part for part in explanation.indicators if part.code == "order_amount")
    assert (part.status, part.window) == (IndicatorStatus.STALE, (ago(119), ago(30)))
    assert (part.rows, explanation.coverage) == (1, 0)


def test_low_confidence_is_told() -> None:
    [customer] = store([bought(D)])
    score(day=D)
    assert explain(customer, D).low_confidence


def test_the_rows_behind_an_indicator_are_those_of_its_window(fading: Customer) -> None:
    add_rows(fading, [Row(ago(10), Decimal(77), cancelled_on=ago(9)), Row(ago(-1), Decimal(78))])
    evidence = rows_behind(fading, "order_amount", D)
    names = [name for name, _label in evidence.columns]
    amounts = [dict(zip(names, row, strict=True))["amount"] for row in evidence.rows]
    assert amounts == [Decimal(-150), Decimal(1000), Decimal(1000)]
    assert evidence.total == 3
    figures = {figure.code: figure.value for figure in evidence.figures}
    assert figures["counted_net"] == 1850
    assert figures["average_order"] == 1000
    assert figures["usual_until"] == ago(90)
    assert evidence.currency == "CNY"


def test_a_figure_of_a_customer_can_be_reckoned_again_from_its_evidence(fading: Customer) -> None:
    parts = {part.code: part for part in explain(fading, D).indicators}
    figures = {f.code: f.value for f in rows_behind(fading, "order_frequency", D).figures}
    again = (figures["recent_days"] + 1) / (figures["expected_days"] + 1)
    assert parts["order_frequency"].raw == pytest.approx(again)


def test_a_trend_has_a_point_for_each_stored_day(fading: Customer) -> None:
    points = trend(fading.pk, ago(30), D)
    assert [(point.day, point.version) for point in points] == [(ago(8), "1.0"), (D, "1.0")]
    assert trend(fading.pk, ago(7), ago(1)) == []


def test_explaining_takes_the_same_few_queries_however_many_orders(
    fading: Customer, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(4):
        explain(fading, D)
