"""Warnings in a browser: who is in trouble, who must do what, and too many at once."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import AssignmentFactory, CustomerFactory
from crm_site.tests.test_query_budgets import statements
from followups.tests.factories import TaskFactory
from health.choices import DutyCode, Level, WarningOutcome
from health.models import HeldBatch, HeldWarning, StartingLevel, Warning, WarningDuty
from health.tests.factories import HealthCurrentFactory, HeldWarningFactory, WarningFactory

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _english(lin: User, wei: User, fang: User) -> None:
    User.objects.update(language="en")


@pytest.fixture
def warning(hangzhou) -> Warning:
    warning = WarningFactory(customer=hangzhou)
    duty(warning, DutyCode.START)
    return warning


def duty(warning: Warning, code: DutyCode, **task) -> WarningDuty:
    task = TaskFactory(customer=warning.customer, **task)
    return WarningDuty.objects.create(warning=warning, code=code, task=task)


def text(response) -> str:
    return unescape(response.content.decode())


def levels(response) -> list[str]:
    return [row.level for row in response.context["page"].rows]


def test_the_worst_come_first_and_only_of_customers_that_one_sees(as_user, lin, chen):
    for level in (Level.YELLOW, Level.RED, Level.ORANGE):
        customer = CustomerFactory(owner=lin)
        AssignmentFactory(customer=customer, user=lin)
        WarningFactory(customer=customer, level=level, worst_level=level)
    assert levels(as_user(lin).get("/warnings/")) == ["red", "orange", "yellow"]
    assert levels(as_user(lin).get("/warnings/?level=red")) == ["red"]
    assert levels(as_user(chen).get("/warnings/")) == []


def test_the_list_says_what_is_next_and_whether_it_is_late(warning, as_user, lin):
    assert levels(as_user(lin).get("/warnings/?state=late")) == []
    duty(warning, DutyCode.EFFORT, due_at=timezone.now() - DAY)
    page = as_user(lin).get("/warnings/?state=late")
    assert levels(page) == ["orange"]
    assert "lead a cross-department effort" in text(page)


def test_how_far_people_are_follows_from_the_duties(warning, as_user, lin):
    client = as_user(lin)

    def state() -> str:
        return client.get(f"/warnings/{warning.pk}/").context["row"].state

    assert state() == "open"
    client.post(f"/warnings/{warning.pk}/seen/")
    assert state() == "acknowledged"
    duty(warning, DutyCode.PLAN, done_at=timezone.now())
    assert state() == "planned"
    start = warning.duties.get(code=DutyCode.START).task
    client.post(f"/tasks/{start.pk}/do/", {"version": 1})
    assert state() == "in_progress"


def test_from_orange_on_a_manager_says_that_it_is_a_false_alarm(warning, as_user, lin, wei):
    refused = {"outcome": "false_alarm", "reason": "数据迟到"}
    answer = as_user(lin).post(f"/warnings/{warning.pk}/end/", refused)
    assert "only a manager ends a warning" in text(answer)
    assert "End the warning" not in text(as_user(lin).get(f"/warnings/{warning.pk}/"))
    assert "End the warning" in text(as_user(wei).get(f"/warnings/{warning.pk}/"))


def test_a_false_alarm_is_said_with_a_reason(warning, as_user, lin):
    Warning.objects.update(level=Level.YELLOW)
    address = f"/warnings/{warning.pk}/end/"
    assert "This field is required." in text(
        as_user(lin).post(address, {"outcome": "false_alarm", "reason": ""})
    )
    as_user(lin).post(address, {"outcome": "false_alarm", "reason": "数据迟到"})
    warning.refresh_from_db()
    assert warning.outcome == WarningOutcome.FALSE_ALARM
    again = as_user(lin).post(address, {"outcome": "lost", "reason": "又一次"})
    assert "This warning has ended already." in text(again)


def test_a_customers_page_says_that_there_is_a_warning(warning, hangzhou, as_user, lin):
    page = text(as_user(lin).get(f"/customers/{hangzhou.code}/"))
    assert f'href="/warnings/{warning.pk}/"' in page


def test_a_list_takes_as_many_statements_with_one_warning_as_with_many(warning, as_user, fang):
    reader = as_user(fang)
    few = statements(reader, "/warnings/")
    for customer in CustomerFactory.create_batch(10):
        HealthCurrentFactory(customer=customer)
        duty(WarningFactory(customer=customer), DutyCode.START)
    assert statements(reader, "/warnings/") == few


# --- too many at once -------------------------------------------------------------------------


@pytest.fixture
def held(db) -> None:
    for tier in ("strategic", "strategic", "general"):
        HeldWarningFactory(customer=CustomerFactory(tier=tier))


def test_whoever_may_decide_is_told_that_there_is_something_to_decide(held, as_user, fang, lin):
    assert "/warnings/held/" in text(as_user(fang).get("/warnings/"))
    assert "/warnings/held/" not in text(as_user(lin).get("/warnings/"))


def test_some_are_opened_by_tier_and_the_rest_taken_as_the_start(held, as_user, fang):
    client = as_user(fang)
    assert client.get("/warnings/held/").context["held"].total == 3
    form = {"tiers": ["strategic"], "decision": "open", "reason": "先看战略客户"}
    client.post("/warnings/held/", form)
    assert Warning.objects.count() == 2
    client.post("/warnings/held/", {"decision": "start", "reason": "首次导入"})
    assert StartingLevel.objects.count() == 1
    page = client.get("/warnings/held/")
    assert page.context["held"] is None
    assert "首次导入" in text(page)


def test_a_decision_without_a_reason_or_a_choice_decides_nothing(held, as_user, fang):
    as_user(fang).post("/warnings/held/", {"decision": "open", "reason": ""})
    as_user(fang).post("/warnings/held/", {"reason": "好"})
    as_user(fang).post("/warnings/held/", {"decision": "open", "reason": "好", "tiers": ["vip"]})
    assert HeldWarning.objects.count() == 3
    assert HeldBatch.objects.get().state == "held"
