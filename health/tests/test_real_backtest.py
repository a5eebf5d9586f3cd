"""The back-test of a real wholesaler's order book, and what our page says of it."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from health.choices import LeavingLabel
from health.queries.backtest import Asked, backtest
from health.tests import test_real_orders
from health.tests.books import store
from health.tests.factories import version_1_0
from health.tests.reference import Book

FIRST, LAST, TODAY = date(2011, 2, 28), date(2011, 8, 31), date(2011, 12, 10)
PAGE = Path(settings.BASE_DIR) / "docs" / "how-good-are-the-warnings.md"
THREE_PLACES = {"auc_purchasing_over_recency"}
pytestmark = [pytest.mark.django_db, pytest.mark.real_data]
books = test_real_orders.books

Found = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def found(books: dict[str, Book], django_db_setup: None, django_db_blocker: Any) -> Iterator[Found]:
    """By label; nothing but the facts is stored."""
    with django_db_blocker.unblock(), transaction.atomic():
        version = version_1_0()
        store(books.values())
        yield {
            label: backtest(Asked(version, FIRST, LAST, label=label), today=TODAY)
            for label in LeavingLabel
        }
        transaction.set_rollback(True)


def rows(heading: str) -> list[list[str]]:
    """The rows of the table on the page that begins so, as texts."""
    table = PAGE.read_text().partition(f"| {heading} |")[2].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.split("\n")[2:]]


def told(side: dict[str, Any], name: str) -> str:
    value, interval = side[name], side.get(f"{name}_interval")
    if name not in THREE_PLACES and (value is None or value > 1):
        return f"{value:g}"
    places = 3 if name in THREE_PLACES else 2
    between = f" ({interval[0]:.{places}f} to {interval[1]:.{places}f})" if interval else ""
    return f"{value:.{places}f}{between}"


def rounded(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def test_points_of_purchases_rank_who_slackens_better_than_recency(found: Found) -> None:
    half = found["half"]
    assert half["auc_purchasing"] > half["auc_recency"]
    assert half["auc_purchasing_over_recency_interval"][0] > 0


def test_the_lower_the_score_the_more_leave(found: Found) -> None:
    for side in found.values():
        shares = [band["share"] for band in side["calibration"]]
        assert shares == sorted(shares, reverse=True)


def test_the_page_has_the_figures_that_are_computed(found: Found) -> None:
    figures = rows("figure")
    names = [re.sub("`", "", name) for _label, name, _half, _none in figures]
    assert len(names) >= 15
    for name, (_label, _name, half, none) in zip(names, figures, strict=True):
        assert (name, half, none) == (name, told(found["half"], name), told(found["none"], name))


def test_the_page_has_the_months_that_are_computed(found: Found) -> None:
    expected = [
        [
            str(half["month_end"]),
            str(half["customers"]),
            *(str(half["left"]), rounded(half["auc_purchasing"]), rounded(half["auc_recency"])),
            *(str(none["left"]), rounded(none["auc_purchasing"]), rounded(none["auc_recency"])),
        ]
        for half, none in zip(found["half"]["months"], found["none"]["months"], strict=True)
    ]
    assert rows("month-end") == expected


def test_the_page_has_the_bands_that_are_computed(found: Found) -> None:
    bands = zip(found["half"]["calibration"], found["none"]["calibration"], strict=True)
    assert rows("score") == [
        [
            f"{half['from']}–{half['to']}",
            str(half["customers"]),
            rounded(half["share"]),
            rounded(none["share"]),
        ]
        for half, none in bands
    ]


def test_what_the_page_says_of_the_target_is_computed(found: Found) -> None:
    reached = {
        label: f"{side['accuracy']:.0%} and {side['share_warned_in_time']:.0%} by `{label}`"
        for label, side in found.items()
    }
    text = " ".join(PAGE.read_text().split())
    assert f"It is {reached['half']}, {reached['none']}." in text
    assert found["none"]["accuracy_nobody_leaves"] > found["none"]["accuracy"]
