"""The newcomer's five minutes: an indicator is ten lines, and a version that names it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from health.choices import Dimension, Unit
from health.models import HealthModelVersion, HealthScore
from health.queries.evidence import UnknownFigureError, rows_behind
from health.queries.explain import explain
from health.registry import Indicator, figures_of, indicators, registered
from health.services.score import score
from health.tests.books import bought, store
from health.tests.factories import draft, published

D = date(2026, 11, 20)


class LargestOrder(Indicator):
    code = "largest_order"
    dimension = Dimension.PURCHASING
    label = "largest order in a year"
    unit, weight, window = Unit.MONEY, 10, 365
    curve = ((0, 0), (5000, 100))
    source = "orders"
    columns = {"largest": "max(amount) FILTER (WHERE ordered_on > evaluated_on - 365)"}
    raw = "largest"
    measured_if = "largest >= 0"


@pytest.mark.django_db
def test_a_ten_line_indicator_is_scored_explained_and_shown(model: HealthModelVersion) -> None:
    [customer] = store([bought(D, D - timedelta(400), amount="2500")])
    score(day=D)
    old = HealthScore.objects.get(day=D)
    with registered(LargestOrder):
        published(draft([LargestOrder]))
        run = score(day=D)
        new = HealthScore.objects.get(day=D)
        explained = {part.code: part for part in explain(customer, D).indicators}
        evidence = rows_behind(customer, "largest_order", D)
    assert run.model == "1.1"
    assert new.score < old.score
    assert len(new.raw) == len(old.raw) + 1
    part = explained["largest_order"]
    assert (part.raw, part.points, part.label) == (2500, 50, "largest order in a year")
    assert part.contribution == round(Decimal(50 * 10 / 34), 2)
    assert (part.rows, evidence.total) == (1, 1)
    assert evidence.rows[0][0] == D


@pytest.mark.django_db
def test_an_indicator_that_nobody_registers_any_more_is_switched_off(
    model: HealthModelVersion,
) -> None:
    [customer] = store([bought(D)])
    with registered(LargestOrder):
        published(draft([LargestOrder]))
    score(day=D)
    [part] = [part for part in explain(customer, D).indicators if part.code == "largest_order"]
    assert (part.status, part.is_known, part.contribution) == ("not_applicable", False, None)
    with pytest.raises(UnknownFigureError):
        rows_behind(customer, "largest_order", D)


def test_two_figures_cannot_share_a_code_and_a_code_is_a_name() -> None:
    odd = type("Odd", (LargestOrder,), {"code": "largest order; drop table"})
    with registered(LargestOrder):
        with pytest.raises(ValueError, match="two figures"), registered(LargestOrder):
            pass
        with pytest.raises(ValueError, match="cannot be the code"), registered(odd):
            pass
        assert figures_of(("largest_order",)) == {"largest_order": LargestOrder}
    assert figures_of(("largest_order",)) == {}


@pytest.mark.django_db
def test_registered_indicators_propose_what_version_1_0_says(model: HealthModelVersion) -> None:
    entries = {entry.code: entry for entry in model.rules.indicators}
    assert {indicator.code for indicator in indicators()} == set(entries)
    for indicator in indicators():
        entry = entries[indicator.code]
        assert (entry.dimension, entry.weight) == (indicator.dimension, indicator.weight)
        assert entry.curve.breakpoints == indicator.curve
