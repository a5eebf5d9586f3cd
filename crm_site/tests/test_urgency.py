"""What comes first on a day, by a rule that anybody can count again."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.choices import Tier
from common.working_time import WorkingCalendar
from crm_site.rules.urgency import (
    LEVELS,
    MATTERS,
    PRESSURES,
    TIERS,
    Matter,
    Pressure,
    Urgency,
    matter_of_task,
    pressure,
)
from crm_site.templatetags import urgency as words
from health.choices import Level

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkingCalendar(ZONE)
FRIDAY = datetime(2026, 11, 20, 14, 0, tzinfo=ZONE)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def urgency(matter=Matter.TASK, left=Pressure.TODAY, tier=None, level=None, due=FRIDAY) -> Urgency:
    return Urgency(matter, left, tier, level, due)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (at(20, 13), Pressure.LATE),
        (at(20, 14), Pressure.LATE),
        (at(20, 15), Pressure.HOUR),
        (at(20, 15, 1), Pressure.HALF_DAY),
        (at(20, 18), Pressure.HALF_DAY),
        (at(21, 10), Pressure.SOON),  # a Saturday: no working day at all until then
        (at(24, 14), Pressure.SOON),  # Tuesday is the second working day after Friday
        (at(25, 9), Pressure.WEEK),
        (at(27, 18), Pressure.WEEK),
        (at(30, 9), Pressure.LATER),
    ],
)
def test_what_is_left_is_counted_in_working_time(due, expected):
    assert pressure(CALENDAR, FRIDAY, due) == expected


def test_a_whole_morning_and_afternoon_is_later_today():
    assert pressure(CALENDAR, at(20, 9), at(20, 18)) == Pressure.TODAY


@pytest.mark.parametrize(
    ("origin", "promised", "expected"),
    [
        ("warning:7:visit", True, Matter.PROMISED),
        ("warning:7:visit", False, Matter.WARNING),
        ("plan:3:1", False, Matter.WARNING),
        ("winback:4", False, Matter.WARNING),
        ("concession:12:2", False, Matter.DECISION),
        ("person:1:abc", False, Matter.TASK),
        ("plan:3:review", False, Matter.WARNING),
        ("plan:267:review:quarter:2026-10-01:1", False, Matter.TASK),  # of the cadence
    ],
)
def test_a_task_is_what_it_comes_from(origin, promised, expected):
    assert matter_of_task(origin, is_promised=promised) == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # What is late comes before what is not, of the same kind.
        (urgency(left=Pressure.LATE), urgency(left=Pressure.HOUR)),
        # A clock about to run out comes before a late ordinary task of a general customer.
        (urgency(Matter.CLOCK, Pressure.HOUR), urgency(left=Pressure.LATE, tier=Tier.GENERAL)),
        # Of two alike the strategic customer's, and of those the one that is doing worse.
        (urgency(tier=Tier.STRATEGIC), urgency(tier=Tier.KEY)),
        (urgency(level=Level.RED), urgency(level=Level.YELLOW)),
        # A red warning's promise is not pushed away by what somebody noted for today.
        (
            urgency(Matter.PROMISED, Pressure.SOON, level=Level.RED),
            urgency(left=Pressure.HOUR, tier=Tier.STRATEGIC),
        ),
        # A date can wait, whoever's it is.
        (urgency(), urgency(Matter.DATE, Pressure.TODAY)),
        # Of as many points what is due first.
        (urgency(due=at(20, 15)), urgency(due=at(20, 16))),
    ],
)
def test_the_first_is_more_pressing(first, second):
    assert sorted([second, first], key=lambda one: one.order) == [first, second]


def test_every_answer_has_its_points():
    assert (set(MATTERS), set(PRESSURES), set(TIERS)) == (set(Matter), set(Pressure), set(Tier))
    assert (set(words.MATTERS), set(words.PRESSURES)) == (set(Matter), set(Pressure))
    most = [max(table.values()) for table in (MATTERS, PRESSURES, TIERS, LEVELS)]
    assert sum(most) == 110


def test_a_healthy_customer_or_one_without_a_score_adds_nothing():
    assert urgency(level=Level.HEALTHY).points == urgency(level=Level.UNKNOWN).points
    assert urgency(level=Level.HEALTHY).points == urgency().points
