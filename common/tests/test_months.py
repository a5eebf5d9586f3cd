from datetime import date

import pytest

from common.months import month_first, month_last, months_after


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 12, 1), date(2026, 12, 31)),
        (date(2026, 2, 28), date(2026, 2, 28)),
        (date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_a_month_has_a_first_and_a_last_day(day, last):
    assert month_last(day) == last
    assert month_first(last) == date(last.year, last.month, 1)


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 11, 27), 1, date(2026, 12, 27)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
        (date(2026, 1, 31), 25, date(2028, 2, 29)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
    ],
)
def test_the_31st_of_a_shorter_month_is_its_last_day(day, months, after):
    assert months_after(day, months) == after
