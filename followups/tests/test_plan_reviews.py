"""Reviews of customer plans: asked for once a quarter, written once, frozen as of that day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Customer, User
from followups.choices import TaskState
from followups.models import CustomerPlan, PlanReview, Task
from followups.rules.customer_plans import Quarter
from followups.services.plan_reviews import (
    Diagnosis,
    Result,
    ReviewSaid,
    plan_review_write,
    plan_reviews_ask,
)
from followups.tests.factories import CustomerPlanFactory, PlanMeasureFactory, at

MARCH = date(2026, 3, 10)
NOW = at("2026-03-10T09:00")
FIRST = Quarter(2026, 1)
SAID = ReviewSaid("加派工程师", "四月试运行", ["多见用户", "按月报告", "培训"], date(2026, 1, 5))
DIAGNOSIS = Diagnosis(MARCH, Decimal("71.5"), "yellow", [("purchasing", 62.5)])


@pytest.fixture(autouse=True)
def _in_march():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plan(hangzhou) -> CustomerPlan:
    return CustomerPlanFactory(customer=hangzhou, written_at=at("2026-01-05T10:00"))


def ask(day=MARCH) -> tuple[int, int]:
    found = plan_reviews_ask(day=day, at=NOW)
    return found.asked, found.without_owner


def write(plan, by, said=SAID, quarter=FIRST, diagnosis=DIAGNOSIS) -> PlanReview:
    return plan_review_write(
        plan=plan,
        version=plan.version,
        quarter=quarter,
        said=said,
        diagnosis=diagnosis,
        by=by,
        at=NOW,
    )


def refused(code: str):
    return pytest.raises(ValidationError, check=lambda error: error.code == code)


def test_the_owner_is_asked_once_and_until_the_quarter_ends(plan, lin):
    assert (ask(), ask()) == ((1, 0), (0, 0))
    task = Task.objects.get()
    assert (task.owner, task.due_at) == (lin, at("2026-03-31T18:00"))
    assert str(task) == "Review the customer plan of 2026, quarter 1"


def test_an_archived_customer_is_not_asked_about_and_one_without_an_owner_is_counted(plan):
    Customer.objects.update(owner=None)
    assert ask() == (0, 1)
    Customer.objects.update(archived_at=NOW)
    assert ask() == (0, 0)


def test_for_an_owner_who_has_left_the_lead_is_asked(plan, lin, wei):
    User.objects.filter(pk=lin.pk).update(is_active=False)
    assert ask() == (1, 0)
    assert Task.objects.get().owner == wei


def test_many_plans_are_asked_about_with_as_many_statements_as_one(plan, lin):
    with CaptureQueriesContext(connection) as of_one:
        ask()
    for _number in range(3):
        CustomerPlanFactory(customer__owner=lin, written_at=at("2026-01-05T10:00"))
    with CaptureQueriesContext(connection) as of_many:
        assert ask() == (3, 0)
    assert len(of_many) <= len(of_one)


def test_a_review_that_is_written_is_not_asked_for(plan, lin):
    write(plan, lin)
    assert ask() == (0, 0)


def test_whoever_was_asked_has_done_so_with_the_review(plan, lin):
    ask()
    write(plan, lin)
    assert Task.objects.get().state == TaskState.DONE


def test_how_the_customer_was_doing_stays_as_of_that_day(plan, lin):
    review = write(plan, lin)
    assert (review.score, review.level) == (Decimal("71.5"), "yellow")
    assert review.dimensions == [["purchasing", 62.5]]
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanReview.objects.update(score=90)


def test_a_customer_without_a_score_is_reviewed_all_the_same(plan, lin):
    review = write(plan, lin, diagnosis=None)
    assert (review.score, review.dimensions) == (None, [])


def test_what_a_measure_has_brought_is_its_figure_from_then_on(plan, lin):
    row = PlanMeasureFactory(plan=plan)
    write(plan, lin, replace(SAID, results=[Result(row.pk, Decimal(14), "降了一半")]))
    row.refresh_from_db()
    assert row.current == 14
    assert row.results.get().said == "降了一半"


def test_the_same_review_sent_twice_is_one_and_another_one_is_refused(plan, lin, wei):
    assert write(plan, lin) == write(plan, lin)
    with refused("reviewed"):
        write(plan, wei)


@pytest.mark.parametrize(
    "other",
    [{"suggestions": ["一", "二", "三"]}, {"decisions": "再等等"}, {"results": "other figure"}],
)
def test_another_review_by_the_same_person_is_not_swallowed(plan, lin, other):
    row = PlanMeasureFactory(plan=plan)
    said = replace(SAID, results=[Result(row.pk, Decimal(14))])
    assert write(plan, lin, said) == write(plan, lin, said)
    if "results" in other:
        other = {"results": [Result(row.pk, Decimal(15))]}
    with refused("reviewed"):
        write(plan, lin, replace(said, **other))


def test_a_review_of_a_plan_that_was_changed_meanwhile_is_not_taken(plan, lin):
    CustomerPlan.objects.update(version=2)
    with refused("changed"):
        write(plan, lin)
    assert not PlanReview.objects.exists()


def test_whoever_changes_a_plan_that_was_reviewed_meanwhile_looks_again(plan, wei):
    write(plan, wei)
    plan.refresh_from_db()
    assert (plan.version, plan.changed_by, plan.changed_at) == (2, wei, NOW)


@pytest.mark.parametrize("quarter", [Quarter(2026, 2), Quarter(2025, 4)])
def test_a_quarter_to_come_or_of_another_year_is_not_reviewed(plan, lin, quarter):
    with refused("quarter"):
        write(plan, lin, quarter=quarter)


@pytest.mark.parametrize("suggestions", [[], ["一", "二"], ["一", "二", " "]])
def test_a_diagnosis_ends_in_three_suggestions(plan, lin, suggestions):
    with refused("suggestions"):
        write(plan, lin, replace(SAID, suggestions=suggestions))
