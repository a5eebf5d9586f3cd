"""The targets of FOL-11, and what a contract puts in their place."""

from datetime import date, timedelta

import pytest

from accounts.choices import ServiceClock, Severity, TicketKind, Tier, TimeKind
from followups.rules.sla import Standard, Target, clocks_for, clocks_promised, is_new

DAY = date(2026, 3, 4)


def told(targets):
    return {(target.clock.value, target.allowed, target.time_kind.value) for target in targets}


@pytest.mark.parametrize(
    ("kind", "severity", "targets"),
    [
        ("issue", "normal", {
            ("confirmed", 15, "service"), ("work_started", 30, "service"),
            ("first_solution", 60, "service"),
        }),
        ("issue", "major", {
            ("confirmed", 15, "service"), ("work_started", 30, "service"),
            ("first_solution", 60, "service"), ("escalated", 15, "service"),
            ("solved", 48 * 60, "elapsed"),
        }),
        ("complaint", "low", {
            ("confirmed", 60, "service"), ("work_started", 120, "service"),
            ("solved", 5, "working_days"), ("revisited", 5, "working_days"),
        }),
        ("complaint", "major", {
            ("confirmed", 60, "service"), ("work_started", 120, "service"),
            ("solved", 5, "working_days"), ("revisited", 5, "working_days"),
            ("escalated", 24 * 60, "elapsed"),
        }),
        ("delivery", "normal", {
            ("confirmed", 120, "service"), ("first_solution", 24 * 60, "elapsed"),
            ("solved", 24 * 60, "elapsed"),
        }),
        ("suggestion", "major", {
            ("confirmed", 1, "working_days"), ("first_solution", 3, "working_days"),
        }),
        ("question", "normal", {
            ("confirmed", 480, "service"), ("work_started", 1, "working_days"),
        }),
        ("request", "major", {
            ("confirmed", 480, "service"), ("work_started", 1, "working_days"),
        }),
    ],
)  # fmt: skip
def test_every_policy_is_as_written(kind, severity, targets):
    assert told(clocks_for(kind, severity, "key")) == targets
    assert told(clocks_for(kind, severity, "")) == targets


def test_strategic_customers_wait_half_as_long_for_what_is_technical():
    assert told(clocks_for("issue", "major", "strategic")) == {
        ("confirmed", 8, "service"),
        ("work_started", 15, "service"),
        ("first_solution", 30, "service"),
        ("escalated", 8, "service"),
        ("solved", 24 * 60, "elapsed"),
    }
    assert ("solved", 12 * 60, "elapsed") in told(clocks_for("delivery", "low", "strategic"))


def test_new_customers_are_served_as_fast_for_30_days():
    assert clocks_for("issue", "major", "general", new=True) == clocks_for(
        "issue", "major", "strategic"
    )
    assert [is_new(DAY, DAY + timedelta(days=days)) for days in (0, 30, 31)] == [True, True, False]
    assert not is_new(None, DAY)


@pytest.mark.parametrize("kind", ["complaint", "suggestion", "question", "request"])
def test_what_is_not_technical_takes_as_long_for_everybody(kind):
    assert clocks_for(kind, "major", "strategic") == clocks_for(kind, "major", "general")


@pytest.mark.parametrize("kind", TicketKind.values)
@pytest.mark.parametrize("severity", Severity.values)
@pytest.mark.parametrize("tier", ["", *Tier.values])
def test_every_ticket_has_clocks_and_none_twice(kind, severity, tier):
    targets = clocks_for(kind, severity, tier)
    assert targets
    assert len({target.clock for target in targets}) == len(targets)
    assert all(target.allowed > 0 for target in targets)
    for target in targets:  # 24, 48 and 72 hours are never counted in office hours
        assert target.time_kind != TimeKind.SERVICE or target.allowed <= 480


def promise(minutes, kind="", severity="", starts=DAY, ends_before=None, clock="confirmed"):
    target = Target(ServiceClock(clock), minutes, TimeKind.SERVICE)
    return Standard(target, kind, severity, starts, ends_before)


def allowed(standards, kind="issue", severity="major", day=DAY):
    targets = clocks_promised(clocks_for(kind, severity, ""), standards, kind, severity, day)
    return {target.clock.value: target.allowed for target in targets}


def test_the_most_precise_promise_comes_first():
    standards = [
        promise(1, "issue", "major"), promise(2, "issue"), promise(3, "", "major"), promise(4),
    ]  # fmt: skip
    for first in range(4):
        assert allowed(standards[first:])["confirmed"] == first + 1
        assert allowed(standards[first:][::-1])["confirmed"] == first + 1


def test_of_two_equal_promises_the_newer_contract_counts():
    old = promise(7, starts=DAY - timedelta(days=400))
    assert allowed([promise(5), old])["confirmed"] == 5


def test_a_promise_for_other_tickets_changes_nothing():
    assert allowed([promise(5, "complaint"), promise(5, "", "low")])["confirmed"] == 15


def test_a_promise_counts_from_its_first_day_to_its_last():
    standard = promise(5, starts=DAY, ends_before=DAY + timedelta(days=1))
    found = [
        allowed([standard], day=DAY + timedelta(days=away))["confirmed"] for away in (-1, 0, 1)
    ]
    assert found == [15, 5, 15]


def test_a_promise_may_be_of_something_that_no_policy_has():
    assert allowed([promise(600, clock="revisited")], kind="question")["revisited"] == 600


def test_a_promise_is_not_halved_for_a_strategic_customer():
    targets = clocks_promised(
        clocks_for("issue", "low", "strategic"), [promise(5)], "issue", "low", DAY
    )
    assert {t.clock.value: t.allowed for t in targets}["confirmed"] == 5
