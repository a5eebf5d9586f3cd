"""A customer turns red; the COO hears of it, the sponsor visits, a plan works, and others learn."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.choices import AssignmentKind, ServiceRole
from accounts.models import Customer, User
from accounts.tests.factories import (
    AssignmentFactory,
    ContactFactory,
    InvoiceFactory,
    OrderFactory,
    person,
)
from crm_site.tests.browser.conftest import DESK, PHONE
from followups.tests.factories import SurveyAnswerFactory
from health.choices import WarningCause
from health.models import Case, Warning
from health.services.score import score
from health.services.warnings import warn
from health.tests.factories import version_1_0

DAY = timedelta(days=1)
WORDS = {
    "en": {
        "digest": "Red warnings today: 1",
        "visit": "Visit the customer as its sponsor",
        "seen": "I have seen it",
        "plan": "Make a plan",
        "file": "File the plan",
        "end": "Say what came of it",
        "recovered": "recovered",
    },
    "zh-hans": {
        "digest": "红色预警",
        "visit": "高层",
        "seen": "我已知悉",
        "plan": "制定计划",
        "file": "提交计划",
        "end": "说明结果",
        "recovered": "已恢复",
    },
}


@pytest.fixture
def sponsor(hangzhou: Customer) -> User:
    gao = person("gao", "高翔", "executive")
    role = {"kind": AssignmentKind.CO_OWNER, "role": ServiceRole.EXECUTIVE_SPONSOR}
    AssignmentFactory(customer=hangzhou, user=gao, **role)
    return gao


@pytest.fixture
def stopped(hangzhou: Customer, lin, fang, qiu) -> Customer:
    """It ordered every other week and stopped half a year ago; all else is well."""
    version_1_0()
    today = timezone.localdate()
    for days in range(180, 600, 14):
        OrderFactory(customer=hangzhou, ordered_on=today - days * DAY, amount=1000)
    for days in (10, 40, 70):
        moment = timezone.now() - days * DAY
        SurveyAnswerFactory(customer=hangzhou, kind="csat", score=95, answered_at=moment)
    roles = ["decision_maker", "purchaser", "user", "finance"]
    ContactFactory(customer=hangzhou, decision_roles=roles)
    due_on = today - 30 * DAY
    InvoiceFactory(customer=hangzhou, issued_on=due_on - 30 * DAY, due_on=due_on, paid_on=due_on)
    return hangzhou


def night() -> None:
    score(day=timezone.localdate())
    warn(day=timezone.localdate(), at=timezone.now())


@pytest.mark.parametrize(("language", "width"), [("zh-hans", PHONE), ("en", DESK)])
def test_red_reaches_the_coo_a_visit_and_a_plan_until_it_recovers_and_becomes_a_case(
    page_as, stopped, sponsor, lin, qiu, language, width
):
    words = WORDS[language]
    for one in (lin, qiu, sponsor):
        one.language = language
        one.save()
    night()
    warning = Warning.objects.get(cause=WarningCause.SCORE)
    assert warning.level == "red"
    the_coo_hears(page_as(qiu, language=language, width=width), words, stopped)
    the_sponsor_visits(page_as(sponsor, language=language, width=width), words)
    page = page_as(lin, language=language, width=width)
    a_plan_is_filed(page, words, warning)
    for days in range(0, 90, 12):
        OrderFactory(customer=stopped, ordered_on=timezone.localdate() - days * DAY, amount=1000)
    night()
    page.goto(f"/warnings/{warning.pk}/")
    expect(page.locator("main")).to_contain_text(words["recovered"])
    others_learn(page, words)
    expect(page.locator("main")).to_contain_text("换人后一周内上门")
    assert Case.objects.get().customer == stopped


def the_coo_hears(page: Page, words: dict[str, str], customer: Customer) -> None:
    page.goto("/notices/")
    page.locator(".told a", has_text=words["digest"]).click()
    expect(page.locator("main")).to_contain_text(customer.name)
    expect(page.locator("main .level").first).to_be_visible()


def the_sponsor_visits(page: Page, words: dict[str, str]) -> None:
    page.goto("/today/")
    page.locator(".task", has_text=words["visit"]).locator(".task-do button").click()
    expect(page.locator(".task", has_text=words["visit"])).to_have_count(0)


def a_plan_is_filed(page: Page, words: dict[str, str], warning: Warning) -> None:
    page.goto(f"/warnings/{warning.pk}/")
    page.get_by_role("button", name=words["seen"]).click()
    page.get_by_role("link", name=words["plan"]).click()
    page.locator("[name=analysis]").fill("换了采购负责人")
    page.get_by_role("button", name=words["file"]).click()
    expect(page.locator("main")).to_contain_text("换了采购负责人")


def others_learn(page: Page, words: dict[str, str]) -> None:
    """From the page of the warning: what came of the plan becomes a case in the library."""
    page.get_by_role("link", name=words["end"]).click()
    page.locator("[name=outcome][value=reached]").check()
    page.locator("[name=result]").fill("新负责人恢复了采购")
    page.locator("[name=lesson]").fill("换人后一周内上门")
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/customers/[^/]+/$"))
    page.goto("/cases/")
    page.locator("table.sheet tbody a").first.click()
