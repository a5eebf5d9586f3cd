"""Customers finally lost: somebody looks back, and what was learnt becomes a case."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Customer, User
from accounts.tests.factories import ContactFactory, CustomerStageFactory, person
from followups.models import Task
from followups.tests.factories import LeaveFactory
from health.choices import CaseOutcome, CaseTrouble, WarningOutcome, WinBackOutcome, WinBackReason
from health.models import Case, LostReview
from health.services.cases import Learnt, case_make_anonymous, case_write
from health.services.lost_reviews import (
    Reviewed,
    lost_review_complete,
    lost_review_open,
    lost_reviews_ask,
)
from health.services.winbacks import winback_close
from health.tests.factories import LostReviewFactory, WarningFactory, WinBackFactory

NOW = timezone.now()
TODAY = timezone.localdate()
DAY = timedelta(days=1)
FOUND = Reviewed(
    what_happened="两次投诉没有人接",
    first_cause=WinBackReason.PRICE_SENSITIVE,
    root_cause=WinBackReason.SERVICE,
    could_have="第二天上门",
    lesson="第二次投诉由组长接手",
)
WRITTEN = {
    "completed_at": NOW,
    "what_happened": "x",
    "root_cause": "service",
    "lesson": "x",
}
LEARNT = Learnt(CaseTrouble.SERVICE, WinBackReason.SERVICE, "换人", CaseOutcome.RECOVERED, "早换")


@pytest.fixture(autouse=True)
def _wei(wei: User) -> None:
    """Lin's lead is there."""


def ask() -> int:
    return lost_reviews_ask(day=TODAY, at=NOW)


def opened(customer: Customer) -> LostReview:
    review = lost_review_open(customer=customer, origin="winback:1", at=NOW)
    assert review is not None
    return review


def test_a_warning_that_ended_as_lost_asks_the_lead_of_the_owner_once(hangzhou, wei):
    WarningFactory(customer=hangzhou, outcome=WarningOutcome.LOST, resolved_at=NOW - DAY)
    assert [ask(), ask()] == [1, 0]
    task = Task.objects.get()
    assert (task.owner, task.allowed) == (wei, 10)


@pytest.mark.parametrize(("ago", "asked"), [(0, 1), (29, 1), (31, 0), (-1, 0), (None, 0)])
def test_whose_relationship_has_ended_lately_is_reviewed(hangzhou, ago, asked):
    hangzhou.churned_on = None if ago is None else TODAY - ago * DAY
    hangzhou.save()
    assert ask() == asked


def test_whose_stage_says_that_it_is_lost_is_reviewed_once(hangzhou):
    lost = {"stage": "churned", "reason": "contract_ended", "since": TODAY - 3 * DAY}
    CustomerStageFactory(customer=hangzhou, **lost)
    assert (ask(), ask()) == (1, 0)


def test_who_was_lost_before_is_not_lost_anew_when_somebody_says_so(hangzhou):
    since = TODAY - 3 * DAY
    CustomerStageFactory(customer=hangzhou, stage="churned", before="churned", since=since)
    assert ask() == 0


def test_recovered_warnings_and_archived_customers_ask_nobody(hangzhou, ningbo):
    WarningFactory(customer=hangzhou, outcome=WarningOutcome.RECOVERED, resolved_at=NOW - DAY)
    WarningFactory(customer=ningbo, outcome=WarningOutcome.LOST, resolved_at=NOW - DAY)
    Customer.objects.filter(pk=ningbo.pk).update(archived_at=NOW)
    assert ask() == 0


def test_a_loss_that_is_seen_in_three_ways_is_one_loss(hangzhou):
    opened(hangzhou)
    WarningFactory(customer=hangzhou, outcome=WarningOutcome.LOST, resolved_at=NOW - DAY)
    Customer.objects.filter(pk=hangzhou.pk).update(churned_on=TODAY)
    assert ask() == 0
    again = {"customer": hangzhou, "origin": "winback:2"}
    assert lost_review_open(at=NOW + 89 * DAY, **again) is None
    LostReview.objects.update(
        completed_at=NOW, completed_by=User.objects.first(), what_happened="x",
        root_cause="service", lesson="x",
    )  # fmt: skip
    assert lost_review_open(at=NOW + 91 * DAY, **again) is not None


def test_who_is_being_won_back_is_not_lost_yet(hangzhou):
    WinBackFactory(customer=hangzhou)
    WarningFactory(customer=hangzhou, outcome=WarningOutcome.LOST, resolved_at=NOW - DAY)
    Customer.objects.filter(pk=hangzhou.pk).update(churned_on=TODAY)
    assert ask() == 0


def test_a_loss_that_was_reviewed_before_its_win_back_ended_is_one_loss(hangzhou, lin):
    LostReviewFactory(
        customer=hangzhou, opened_at=NOW - 190 * DAY, **WRITTEN | {"completed_by": lin}
    )
    winback = WinBackFactory(customer=hangzhou, owner=lin, opened_on=TODAY - 180 * DAY)
    winback_close(winback=winback, outcome=WinBackOutcome.LOST, at=NOW, by=None)
    assert LostReview.objects.count() == 1
    later = WinBackFactory(customer=hangzhou, owner=lin, opened_on=TODAY - 90 * DAY)
    winback_close(winback=later, outcome=WinBackOutcome.LOST, at=NOW, by=None)
    assert LostReview.objects.count() == 2


@pytest.mark.parametrize("end", ["done_at", "cancelled_at"])
def test_a_review_whose_task_was_put_away_unwritten_is_asked_for_again(hangzhou, wei, end):
    review = opened(hangzhou)
    Task.objects.update(**{end: NOW})
    for _twice in range(2):
        ask()
    review.refresh_from_db()
    assert review.task.is_at_work
    assert review.task.owner == wei
    assert Task.objects.count() == 2


def test_it_is_given_to_who_is_there_and_may_complete_it(hangzhou, lin, wei, fang):
    LeaveFactory(user=fang, starts_on=TODAY, ends_on=TODAY)
    deng = person("deng", "邓超", "director")
    lin.team.lead = None
    lin.team.save()
    lin.line_manager = person("qiu", "邱岩", "coo")  # reads reviews only
    lin.save()
    assert opened(hangzhou).task.owner == deng


def test_without_a_lead_a_director_is_asked_and_without_one_the_owner(ningbo, fang, chen):
    assert opened(ningbo).task.owner == fang
    User.objects.filter(pk=fang.pk).update(is_active=False)
    LostReview.objects.all().delete()
    Task.objects.all().delete()
    assert opened(ningbo).task.owner == chen


def test_completing_it_ends_the_task_and_writes_the_lesson_into_the_library(hangzhou, wei):
    review = opened(hangzhou)
    for _twice in range(2):
        lost_review_complete(review=review, reviewed=FOUND, by=wei, at=NOW)
    case = Case.objects.get()
    assert (case.customer, case.trouble, case.reason) == (hangzhou, "loss", "service")
    assert case.outcome == CaseOutcome.LOST
    assert case.lesson == "第二次投诉由组长接手\n第二天上门"
    assert Task.objects.get().done_at == NOW


@pytest.mark.parametrize("field", ["what_happened", "lesson"])
def test_it_ends_in_a_lesson_or_not_at_all(hangzhou, wei, field):
    review = opened(hangzhou)
    with pytest.raises(ValidationError) as error:
        lost_review_complete(review=review, reviewed=replace(FOUND, **{field: " "}), by=wei, at=NOW)
    assert error.value.code == field
    assert not Case.objects.exists()


def test_the_second_of_two_is_told_who_has_completed_it(hangzhou, wei, fang):
    review = opened(hangzhou)
    lost_review_complete(review=review, reviewed=FOUND, by=wei, at=NOW)
    with pytest.raises(ValidationError, match=str(wei)):
        lost_review_complete(review=review, reviewed=FOUND, by=fang, at=NOW)


def test_a_case_is_written_once_for_its_origin(hangzhou, wei):
    said = {"customer": hangzhou, "by": wei, "at": NOW, "origin": "warning:7"}
    first = case_write(learnt=LEARNT, **said)
    again = case_write(learnt=replace(LEARNT, lesson="另一条"), **said)
    assert (again, again.lesson) == (first, "早换")


def test_a_case_without_a_lesson_is_none(hangzhou, wei):
    with pytest.raises(ValidationError):
        case_write(
            customer=hangzhou, learnt=replace(LEARNT, lesson=""), by=wei, at=NOW, origin="warning:7"
        )


def test_an_anonymous_case_has_other_words_and_stays_anonymous(hangzhou, wei):
    case = case_write(customer=hangzhou, learnt=LEARNT, by=wei, at=NOW, origin="warning:7")
    anonymous = case_make_anonymous(case=case, done="更换工程师", lesson="尽早更换")
    assert (anonymous.customer, anonymous.done) == (None, "更换工程师")
    assert case_make_anonymous(case=case, done="更换工程师", lesson="尽早更换") == case
    with pytest.raises(ValidationError) as error:
        case_make_anonymous(case=case, done="又改", lesson="又改")
    assert error.value.code == "anonymous"
    assert Case.objects.get().done == "更换工程师"


@pytest.mark.parametrize("name", ["杭州科技有限公司", "杭州科技", "c-000777", "杭科", "王经理"])
@pytest.mark.parametrize("field", ["done", "lesson"])
def test_anonymous_is_no_case_that_names_the_customer_or_somebody_there(hangzhou, wei, name, field):
    Customer.objects.filter(pk=hangzhou.pk).update(short_name="杭州科技", code="C-000777")
    ContactFactory(customer=hangzhou, name="王经理")
    case = case_write(customer=hangzhou, learnt=LEARNT, by=wei, at=NOW, origin="warning:7")
    words = {"done": "换人", "lesson": "早换", field: f"给{name}换人"}
    with pytest.raises(ValidationError) as error:
        case_make_anonymous(case=case, **words)
    assert error.value.code == "named"
    assert Case.objects.get().customer == hangzhou


def test_a_review_is_called_after_its_day_here_and_not_in_london():
    evening = datetime(2026, 11, 25, 17, tzinfo=UTC)
    assert str(LostReview(opened_at=evening, customer_id=7)) == "2026-11-26: 7"
