"""How soon somebody acts on a warning, and on which nobody has."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from followups.tests.factories import TaskFactory
from health.choices import DutyCode, Level
from health.models import Warning, WarningDuty
from health.queries.acts import acted_on, acting_times, ages, untouched
from health.tests.factories import WarningFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
OPENED = NOW - timedelta(hours=50)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def warning(opened_at: datetime = OPENED, done: Any = (), **more: Any) -> Warning:
    """`done` are the moments at which its duties were done, None for one that is not."""
    found = WarningFactory(opened_at=opened_at, **more)
    for code, at in zip(DutyCode, done, strict=False):
        task = TaskFactory(customer=found.customer, done_at=at)
        WarningDuty.objects.create(warning=found, code=code, task=task)
    return found


@pytest.mark.parametrize(
    ("done", "more", "took"),
    [
        ((), {}, None),
        ((None, None), {}, None),
        ((), {"acknowledged_at": NOW}, 50),
        ((NOW - hours(20), NOW - hours(45), None), {}, 5),
        ((NOW - hours(20),), {"acknowledged_at": NOW - hours(10)}, 30),
        ((NOW - hours(20),), {"acknowledged_at": NOW - hours(40)}, 10),
        ((), {"acknowledged_at": NOW, "resolved_at": NOW, "outcome": "lost"}, 50),
    ],
)
def test_the_first_act_is_to_see_it_or_to_do_a_duty(done, more, took):
    one = warning(done=done, **more)
    times = acting_times(Warning.objects.all(), NOW)
    assert {level: time.median / hours(1) for level, time in times.items()} == (
        {} if took is None else {Level(one.level): took}
    )
    assert Warning.objects.filter(untouched()).exists() == (took is None)


def test_half_and_nine_in_ten_of_each_level():
    for place in range(11):
        warning(acknowledged_at=NOW - hours(50) + hours(place), level=Level.RED)
    warning(acknowledged_at=NOW, level=Level.YELLOW)
    times = acting_times(Warning.objects.all(), NOW)
    red = times[Level.RED]
    assert (red.count, red.median, red.slow) == (11, hours(5), hours(9))
    assert times[Level.YELLOW].count == 1
    assert Level.ORANGE not in times


def test_ninety_days_are_the_companys():
    """In Shanghai the day begins eight hours before it does in London."""
    first = datetime(2026, 8, 27, 0, 0, tzinfo=NOW.tzinfo)
    inside = warning(first, acknowledged_at=NOW)
    warning(first - timedelta(seconds=1), acknowledged_at=NOW)
    assert list(Warning.objects.filter(acted_on(NOW))) == [inside]


@pytest.mark.parametrize(
    ("days", "age"),
    [(0, "new"), (2, "new"), (3, "week"), (7, "week"), (8, "month"), (30, "month"), (31, "old")],
)
def test_age_is_counted_in_days_of_the_company(days, age):
    midnight = datetime(2026, 11, 25, tzinfo=NOW.tzinfo) - timedelta(days=days)
    for moment in (midnight, midnight + timedelta(hours=23, minutes=59)):
        found = warning(moment)
        assert [one.code for one in ages(NOW) if one_has(one.rows, found)] == [age]


def one_has(condition: Any, found: Warning) -> bool:
    return Warning.objects.filter(condition, pk=found.pk).exists()
