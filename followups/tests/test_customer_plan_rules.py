"""Who needs a plan and when it is looked at again, without a database."""

from datetime import date

import pytest

from followups.choices import Rhythm
from followups.rules.customer_plans import (
    Quarter,
    first_in_year,
    in_year,
    quarter_of,
    quarter_to_ask,
)

WRITTEN = date(2026, 1, 10)


@pytest.mark.parametrize(
    ("number", "first", "last"),
    [(1, date(2026, 1, 1), date(2026, 3, 31)), (4, date(2026, 10, 1), date(2026, 12, 31))],
)
def test_a_quarter_has_three_months(number, first, last):
    quarter = Quarter(2026, number)
    assert (quarter.first_day, quarter.last_day) == (first, last)
    assert quarter_of(first) == quarter_of(last) == quarter


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        (date(2026, 2, 28), None),
        (date(2026, 3, 1), 1),
        (date(2026, 3, 31), 1),
        (date(2026, 4, 1), None),
        (date(2026, 12, 31), 4),
        (date(2027, 3, 31), None),
    ],
)
def test_a_review_is_asked_for_in_the_last_thirty_days_of_a_quarter_of_its_year(day, asked):
    quarter = quarter_to_ask(2026, WRITTEN, day)
    assert (quarter.number if quarter else None) == asked


def test_a_plan_written_in_the_last_weeks_is_looked_at_with_the_next_quarter():
    late = date(2026, 3, 2)
    assert quarter_to_ask(2026, late, date(2026, 3, 31)) is None
    assert quarter_to_ask(2026, late, date(2026, 6, 30)) == Quarter(2026, 2)


def test_a_leap_day_is_the_day_before_in_another_year():
    assert in_year(date(2028, 2, 29), 2029) == date(2029, 2, 28)
    assert in_year(date(2026, 5, 15), 2027) == date(2027, 5, 15)


@pytest.mark.parametrize(
    ("rhythm", "first", "again"),
    [
        (Rhythm.WEEK, date(2026, 11, 4), date(2027, 1, 6)),  # a Wednesday, both
        (Rhythm.MONTH, date(2026, 11, 15), date(2027, 1, 15)),
        (Rhythm.QUARTER, date(2026, 5, 31), date(2027, 2, 28)),
        (Rhythm.YEAR, date(2025, 6, 1), date(2027, 6, 1)),
    ],
)
def test_what_comes_again_begins_a_year_on_the_first_day_of_its_rhythm(rhythm, first, again):
    assert first_in_year(rhythm, first, 2027) == again


def test_a_quarter_is_looked_back_at_until_today_or_its_end():
    quarter = Quarter(2026, 1)
    assert quarter.until(date(2026, 3, 10)) == date(2026, 3, 10)
    assert quarter.until(date(2026, 4, 5)) == date(2026, 3, 31)
