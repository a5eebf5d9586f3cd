"""Whose turn a playbook is, and how often a dormant customer is recalled; no database."""

from datetime import date, timedelta

import pytest

from followups.rules.lifecycle import (
    Candidate,
    Occasion,
    Recall,
    chosen,
    day_in,
    has_its_tip,
    next_recall,
    one_each,
)
from followups.seeds.playbooks import PLAYBOOKS

DAY = date(2026, 3, 4)
REST = timedelta(days=90)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def candidate(customer: int, owner: int = 1, rank: int = 0, days: int = 0) -> Candidate:
    return Candidate(Occasion(customer, "x", ago(days)), owner, rank)


def test_the_largest_come_first_then_the_newest_as_many_as_there_is_room_for():
    found = [candidate(1, rank=3), candidate(2, days=9), candidate(3, days=2), candidate(4, 2)]
    turns = [one.occasion.customer for one in chosen(found, {1: 1}, 3)]
    assert turns == [4, 3, 2]
    assert len(chosen(found, {1: 50}, None)) == 4


@pytest.mark.parametrize("ends", [(9, 2), (2, 9)])
def test_of_two_contracts_the_one_that_ends_soonest_is_renewed_first(ends):
    found = [Occasion(1, f"contract-{days}", DAY + timedelta(days=days)) for days in ends]
    assert one_each(found)[1].key == "contract-2"


@pytest.mark.parametrize(
    ("recalls", "number"),
    [
        ([], 1),
        ([Recall(ago(40), None)], None),
        ([Recall(ago(60), ago(29))], None),
        ([Recall(ago(60), ago(30))], 2),
        ([Recall(ago(150), ago(120)), Recall(ago(110), ago(89))], None),
        ([Recall(ago(150), ago(120)), Recall(ago(110), ago(90))], 3),
        ([Recall(ago(300), ago(280)), Recall(ago(240), ago(200)), Recall(ago(90), ago(30))], 4),
    ],
)
def test_after_two_recalls_a_customer_rests_for_90_days(recalls, number):
    assert next_recall(recalls, DAY, 2, REST) == number


def test_every_customer_has_its_tip_on_a_day_of_its_own():
    days = [date(2026, 3, day) for day in range(1, 32)]
    assert [day.day for day in days if has_its_tip(44, day)] == [5, 6]
    assert all(any(has_its_tip(pk, day) for day in days) for pk in range(20))
    first_night = [pk for pk in range(100) if has_its_tip(pk, date(2026, 3, 11))]
    assert len(first_night) == 10


def test_only_what_has_a_day_of_its_own_is_begun_without_limit():
    assert {one.code for one in PLAYBOOKS if one.at_once is None} == {"monthly-tip", "renewal"}


@pytest.mark.parametrize("key", ["2026-03-04-2", "order-2026-03-04", "contract-1234-2026-03-04"])
def test_an_origin_names_the_day_of_its_occasion(key):
    assert day_in(f"lifecycle:recall:2025:{key}") == DAY
    assert day_in("lifecycle:activation:2026:first") is None
