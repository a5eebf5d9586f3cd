"""Win-backs by several sessions at once, and jobs that die: one of each, and whole."""

from datetime import timedelta
from random import Random
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Customer, User
from accounts.tests.factories import OrderFactory
from common.tests.sessions import in_thread, kill
from followups.models import Task
from health.choices import WinBackReason
from health.models import LostReview, WinBack, WinBackResult
from health.services.winback_results import winbacks_judge
from health.services.winbacks import NewWinBack, winback_open
from health.tests.factories import WinBackFactory

NOW, TODAY, DAY = timezone.now(), timezone.localdate(), timedelta(days=1)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]


def long_silent(customer: Customer, owner: User) -> None:
    """Bought once a month, and nothing in the 200 days since its win-back began."""
    OrderFactory(customer=customer, ordered_on=TODAY - 300 * DAY)
    usual = {"usual_days": 365, "usual_order_days": 12, "usual_amount": 12_000}
    opened_on = TODAY - 200 * DAY
    WinBackFactory(customer=customer, owner=owner, opened_on=opened_on, **usual)


def test_of_two_who_begin_at_once_one_does_and_the_other_is_told(hangzhou, lin, wei):
    together, told = Barrier(2), []

    def begin(by: User) -> None:
        together.wait()
        new = NewWinBack(WinBackReason.BUDGET, lin, TODAY + 30 * DAY)
        try:
            winback_open(customer=hangzhou, new=new, by=by, at=NOW)
        except ValidationError as error:
            told.append(error.code)

    with in_thread(lambda: begin(lin)), in_thread(lambda: begin(wei)):
        pass
    assert told == ["taken"]
    assert WinBack.objects.count() == Task.objects.count() == 1


def test_two_nights_at_once_judge_each_once(hangzhou, lin):
    long_silent(hangzhou, lin)
    together, judged = Barrier(2), []

    def judge() -> None:
        together.wait()
        judged.append(winbacks_judge(day=TODAY, at=NOW))

    with in_thread(judge), in_thread(judge):
        pass
    assert sorted(judged) == [0, 3]
    assert LostReview.objects.count() == 1


def test_a_night_that_is_killed_half_way_leaves_nothing_or_all_of_it(hangzhou, lin):
    long_silent(hangzhou, lin)
    random = Random(2026)
    for _round in range(10):
        kill(
            lambda: winbacks_judge(day=TODAY, at=NOW),
            at_statement=random.randrange(12),
            after=random.uniform(0, 0.01),
        )
        is_whole = WinBackResult.objects.count() == 3
        assert is_whole or not WinBackResult.objects.exists()
        assert LostReview.objects.exists() == is_whole
        assert WinBack.objects.get().is_at_work != is_whole
    winbacks_judge(day=TODAY, at=NOW)
    assert WinBackResult.objects.count() == 3
    assert LostReview.objects.count() == Task.objects.count() == 1
