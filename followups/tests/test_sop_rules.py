"""Whom a procedure is for, when its steps are due, what became of them, and what has changed."""

from datetime import date, timedelta

import pytest

from accounts.choices import TimeKind
from followups.choices import StepAnchor, StepOutcome
from followups.queries.calendars import calendars
from followups.rules.deadlines import Allowed
from followups.rules.sop_changes import Changed, steps_changed
from followups.rules.sops import (
    Exempt,
    Kept,
    Scope,
    Served,
    StepTime,
    applying,
    is_for,
    outcome_of,
    planned_ends,
)
from followups.tests.factories import at

DAY = date(2026, 3, 4)
LARGE = Scope(tiers=frozenset({"strategic", "key"}))


@pytest.mark.parametrize(
    ("scope", "served", "expected"),
    [
        (Scope(), Served("general"), True),
        (LARGE, Served("key"), True),
        (LARGE, Served("general"), False),
        (LARGE, Served(None), True),
        (Scope(stages=frozenset({"dormant"})), Served("key", "retention"), False),
        (Scope(stages=frozenset({"dormant"})), Served("key", None), True),
        (Scope(lines=frozenset({"pump"})), Served("key", None, frozenset({"pump", "x"})), True),
        (Scope(lines=frozenset({"pump"})), Served("key", None, frozenset({"valve"})), False),
        (Scope(lines=frozenset({"pump"})), Served("key"), True),
    ],
)
def test_a_procedure_is_for_its_tiers_stages_and_lines(scope, served, expected):
    assert is_for(scope, served) is expected


@pytest.mark.parametrize(
    ("exempt", "expected"),
    [
        ([], {"all"}),
        ([Exempt(True, DAY, None)], {"all", "large"}),
        ([Exempt(True, DAY, DAY)], {"all", "large"}),
        ([Exempt(True, DAY + timedelta(days=1))], {"all"}),
        ([Exempt(True, DAY - timedelta(days=9), DAY - timedelta(days=1))], {"all"}),
    ],
)
def test_an_exception_counts_on_its_days_only(exempt, expected):
    scopes = {"all": Scope(), "large": LARGE}
    assert applying(scopes, Served("general"), {"large": exempt}, DAY) == expected


def test_an_exception_takes_a_procedure_away_from_a_customer_it_is_for():
    exempt = {"all": [Exempt(False, DAY)]}
    assert applying({"all": Scope(), "large": LARGE}, Served("key"), exempt, DAY) == {"large"}


def test_a_step_that_waits_counts_from_the_planned_end_of_the_one_before(db):
    steps = [
        StepTime(StepAnchor.BEFORE, Allowed(TimeKind.WORKING_DAYS, 1)),
        StepTime(StepAnchor.BEFORE, Allowed(TimeKind.WORKING_DAYS, 2)),
        StepTime(StepAnchor.START, Allowed(TimeKind.ELAPSED, 60)),
    ]
    ends = planned_ends(steps, at("2026-03-05T10:00"), calendars().company)
    assert ends == [at("2026-03-06T10:00"), at("2026-03-10T10:00"), at("2026-03-05T11:00")]


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        (Kept(at("2026-03-05T10:00")), StepOutcome.OPEN),
        (Kept(at("2026-03-03T10:00")), StepOutcome.OVERDUE),
        (Kept(at("2026-03-03T10:00"), waits=True), StepOutcome.OPEN),
        (Kept(at("2026-03-03T10:00"), at("2026-03-03T10:00")), StepOutcome.ON_TIME),
        (Kept(at("2026-03-03T10:00"), at("2026-03-03T10:01")), StepOutcome.LATE),
        (Kept(at("2026-03-09T10:00"), at("2026-03-03T10:00"), is_breached=True), StepOutcome.LATE),
        (Kept(at("2026-03-03T10:00"), is_called_off=True), StepOutcome.CALLED_OFF),
    ],
)
def test_a_step_is_judged_by_its_deadline_and_one_that_was_passed_stays_passed(kept, expected):
    assert outcome_of(kept, at("2026-03-04T10:00")) is expected


def test_versions_differ_by_steps_that_came_went_moved_and_say_something_else():
    before = {"a": {"title": "A"}, "b": {"title": "B"}, "c": {"title": "C"}}
    after = {"b": {"title": "B2"}, "a": {"title": "A"}, "d": {"title": "D"}}
    found = [(one.how, one.fields, one.is_moved) for one in steps_changed(before, after)]
    assert found == [
        (Changed.CHANGED, ("title",), True),
        (Changed.CHANGED, (), True),
        (Changed.ADDED, (), False),
        (Changed.REMOVED, (), False),
    ]


def test_a_version_does_not_differ_from_itself():
    steps = {"a": {"title": "A"}, "b": {"title": "B"}}
    assert {one.how for one in steps_changed(steps, steps)} == {Changed.SAME}
