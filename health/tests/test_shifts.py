"""Who is on another level than a week ago."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from health.choices import Level
from health.models import HealthCurrent, HealthModelVersion, HealthScore
from health.queries.shifts import better_of, shift_choices, shift_of, shifts, worse_of
from health.services.partitions import partition_ensure
from health.tests.factories import HealthCurrentFactory, version_1_0

TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _months(db) -> None:
    for days in (0, 7, 12):
        partition_ensure(day=TODAY - timedelta(days))


def moved(then: Level, now: Level, days: int = 7, **more: Any) -> HealthCurrent:
    """On `then` so many days ago and on `now` today, by the score."""
    change = more.pop("change_7d", Decimal(1))
    health = HealthCurrentFactory(day=TODAY, level=now, change_7d=change, **more)
    stored(health, TODAY, now)
    stored(health, TODAY - timedelta(days), then)
    return health


def stored(health: HealthCurrent, day: Any, level: Level, **more: Any) -> HealthScore:
    fields = {"score": Decimal(70), "version": version_1_0(), **more}
    return HealthScore.objects.create(
        customer=health.customer, day=day, level=level, coverage=1, raw=[], states="", **fields
    )


def asked(code: str) -> set[int]:
    return set(HealthCurrent.objects.filter(shift_of(code)).values_list("pk", flat=True))


def test_it_goes_from_a_level_to_another():
    fell = moved(Level.YELLOW, Level.RED)
    rose = moved(Level.RED, Level.HEALTHY)
    moved(Level.ORANGE, Level.ORANGE)
    found = shifts(HealthCurrent.objects.order_by(), [TODAY])
    assert found == {
        (Level.YELLOW, Level.RED): 1,
        (Level.RED, Level.HEALTHY): 1,
        (Level.ORANGE, Level.ORANGE): 1,
    }
    assert (worse_of(found), better_of(found)) == (1, 1)
    assert (asked("worse"), asked("better")) == ({fell.pk}, {rose.pk})
    assert (asked("yellow.red"), asked("red.yellow")) == ({fell.pk}, set())


def test_nobody_knows_is_worse_than_healthy_and_better_than_yellow():
    unsure, known = moved(Level.HEALTHY, Level.UNKNOWN), moved(Level.YELLOW, Level.UNKNOWN)
    assert (asked("worse"), asked("better")) == ({unsure.pk}, {known.pk})


@pytest.mark.parametrize(("days", "is_found"), [(6, False), (7, True), (10, True), (11, False)])
def test_a_week_ago_is_that_day_or_one_of_three_before_it(days, is_found):
    moved(Level.HEALTHY, Level.RED, days)
    assert bool(asked("worse")) == is_found


def test_the_nearest_day_counts():
    health = moved(Level.HEALTHY, Level.RED, 9)
    stored(health, TODAY - timedelta(8), Level.RED)
    assert asked("worse") == set()


def test_a_level_set_by_hand_is_no_move_and_hides_none():
    moved(Level.RED, Level.HEALTHY, computed_level=Level.RED)
    hidden = moved(Level.YELLOW, Level.YELLOW, computed_level=Level.ORANGE)
    assert (asked("better"), asked("worse")) == (set(), {hidden.pk})


def test_what_another_version_made_of_it_is_nothing_to_compare_with():
    other = HealthModelVersion.objects.create(number="0.9", spec={})
    health = HealthCurrentFactory(day=TODAY, level=Level.RED, change_7d=None)
    stored(health, TODAY, Level.RED)
    stored(health, TODAY - timedelta(7), Level.HEALTHY, version=other)
    both = moved(Level.YELLOW, Level.RED, 8)
    stored(both, TODAY - timedelta(7), Level.RED, version=other)
    assert asked("worse") == {both.pk}
    assert shifts(HealthCurrent.objects.order_by(), [TODAY]) == {(Level.YELLOW, Level.RED): 1}


def test_who_was_not_scored_did_not_move():
    health = HealthCurrentFactory(day=TODAY, level=Level.RED, change_7d=None)
    stored(health, TODAY, Level.RED)
    stored(health, TODAY - timedelta(7), Level.UNSCORED, score=None)
    assert (asked("worse"), asked("better")) == (set(), set())


def test_every_choice_is_one_that_can_be_asked():
    codes = [code for code, _label in shift_choices()]
    assert len(codes) == len(set(codes)) == 2 + 5 * 4
    for code in codes:
        assert asked(code) == set()
