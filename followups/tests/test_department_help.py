"""Help that was promised: the department says who comes, or why nobody does."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from accounts.models import Department, Notice, User
from accounts.tests.factories import UserFactory
from followups.models import Concession
from followups.services.department_help import HelpSaid, department_answer
from followups.tests.factories import ConcessionFactory, at

NOW = at("2026-03-02T10:00")


@pytest.fixture(autouse=True)
def _on_monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def shen(db) -> User:
    """沈工 — of the department that is asked."""
    return UserFactory(department=Department.objects.get(code="production"))


@pytest.fixture
def promised(hangzhou, lin, wei, shen) -> Concession:
    return ConcessionFactory(
        customer=hangzhou, kind="resource", department=shen.department, amount=4,
        asked_by=lin, granted_at=NOW, decided_by=wei,
    )  # fmt: skip


def answer(promised, by, said=None):
    said = said or HelpSaid(by, date(2026, 3, 5), "带备件")
    return department_answer(concession=promised, said=said, by=by, at=NOW)


def refused(code: str):
    return pytest.raises(ValidationError, check=lambda error: error.code == code)


def test_whoever_has_asked_learns_who_comes_and_when(promised, shen, lin):
    assert answer(promised, shen) == answer(promised, shen)
    told = Notice.objects.get(recipient=lin)
    assert (told.params["helper"], told.params["day"]) == (str(shen), "2026-03-05")


def test_whoever_is_named_learns_it_and_of_a_customer_unseen_the_code(promised, shen, hangzhou):
    helper = UserFactory(department=shen.department)
    said = HelpSaid(helper, date(2026, 3, 5), "带备件")
    assert answer(promised, shen, said) == answer(promised, shen, said)
    told = Notice.objects.get(recipient=helper)
    assert (told.params["customer"], told.params["hours"]) == (hangzhou.code, "4")
    assert told.customer is None
    assert not Notice.objects.filter(recipient=shen).exists()


def test_nobody_is_named_who_has_left(promised, shen):
    gone = UserFactory(department=shen.department, is_active=False)
    with refused("inactive"):
        answer(promised, shen, HelpSaid(gone, date(2026, 3, 5)))


def test_nobody_comes_only_for_a_reason(promised, shen):
    with refused("words"):
        answer(promised, shen, HelpSaid(None, None))
    assert answer(promised, shen, HelpSaid(None, None, "全员外出")).words == "全员外出"


def test_only_the_department_itself_answers_and_names_its_own_people(promised, shen, lin):
    with refused("department"):
        answer(promised, lin)
    with refused("helper"):
        answer(promised, shen, HelpSaid(lin, date(2026, 3, 5)))


def test_help_is_given_from_a_day_to_come_on(promised, shen):
    with refused("day"):
        answer(promised, shen, HelpSaid(shen, date(2026, 3, 1)))


def test_what_was_not_granted_is_not_answered(promised, shen):
    Concession.objects.update(granted_at=None, decided_by=None)
    with refused("granted"):
        answer(promised, shen)


def test_a_department_answers_once(promised, shen):
    first = HelpSaid(shen, date(2026, 3, 5))
    answer(promised, shen, first)
    with refused("answered"):
        answer(promised, shen, replace(first, helps_on=date(2026, 3, 6)))
