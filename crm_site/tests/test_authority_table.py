"""The table of authority: changed one kind at a time, with a reason that stays."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from crm_site.queries.authority import authority_history
from followups.choices import ConcessionKind
from followups.queries.authority import table_of
from followups.services.authority import authority_set

GIFT = ConcessionKind.GIFT
CELL = ("key", "csm")


def change(by, limit, seen=None, kind=GIFT, reason="年度调整") -> int:
    before = table_of(kind) if seen is None else seen
    return authority_set(kind=kind, seen=before, limits={CELL: limit}, by=by, reason=reason)


def refused(code: str):
    return pytest.raises(ValidationError, check=lambda error: error.code == code)


def test_a_limit_is_changed_and_who_did_so_and_why_is_kept(fang):
    assert change(fang, Decimal(400)) == 1
    assert table_of(GIFT)[CELL] == 400
    [told] = authority_history()
    assert (told.who, told.reason) == (str(fang), "年度调整")
    assert ("300" in told.before, "400" in told.after) == (True, True)


def test_what_is_so_already_changes_nothing(fang):
    assert change(fang, Decimal(300)) == 0
    assert authority_history() == []


def test_of_two_at_once_the_second_is_told(fang):
    seen = table_of(GIFT)
    change(fang, Decimal(400), seen)
    with refused("changed"):
        change(fang, Decimal(500), seen)
    assert change(fang, Decimal(400), seen) == 0


def test_an_empty_limit_is_without_end_and_nobody_grants_more_than_there_is(fang):
    change(fang, None)
    assert table_of(GIFT)[CELL] is None
    with refused("limit"):
        change(fang, Decimal(101), kind=ConcessionKind.DISCOUNT)
    with refused("reason"):
        change(fang, Decimal(1), reason=" ")
