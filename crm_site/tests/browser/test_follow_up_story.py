"""Between two visits, on a phone: a touch is logged in a few taps, and nothing typed is lost."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import Customer
from accounts.tests.factories import ContactFactory
from crm_site.tests.browser.conftest import PHONE, barriers, until
from followups.models import CalendarDay, FollowUp, FollowUpDraft, Task
from followups.queries.calendars import company_calendar
from followups.rules.when import Now, step_of
from followups.tests.factories import TaskFactory

MOST_TAPS = 12  # and three of them change one's mind
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('evergreen:draft:')).length"


@pytest.fixture
def task(hangzhou: Customer) -> Task:
    ContactFactory(customer=hangzhou, name="王芳")
    return TaskFactory(customer=hangzhou, words="月度回访")


@pytest.fixture
def log_url(hangzhou: Customer) -> str:
    return f"/customers/{hangzhou.code}/log/"


class Taps:
    """Counts how often a thumb touches the screen."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, place: Locator) -> Locator:
        self.count += 1
        place.tap()
        return place


def saved(page: Page, act: Callable[[], object]) -> None:
    """Do something after which the draft is on the server."""
    with page.expect_response(lambda answer: answer.url.endswith("/log/draft/") and answer.ok):
        act()


def typed(page: Page, text: str) -> None:
    page.locator(".log-module summary").first.click()
    page.locator("[name=business_review]").fill(text)


def test_from_today_a_call_is_logged_in_a_few_taps_and_the_next_step_is_on_a_working_day(
    page_as, hangzhou, lin, task
):
    expected = step_of("下周三下午给王总打电话", Now(timezone.now(), company_calendar()))
    CalendarDay.objects.create(day=expected.due_at.date(), is_working=False, note="盘点")
    moved = step_of("下周三下午给王总打电话", Now(timezone.now(), company_calendar()))
    page, taps = page_as(lin, width=PHONE, has_touch=True), Taps()
    page.goto("/today/")
    taps.on(page.locator(".task", has_text="月度回访").get_by_role("link", name="记录"))
    taps.on(page.locator(".log-module summary").first)
    taps.on(page.locator("[name=business_review]")).fill("订单比上月多两成")
    taps.on(page.get_by_text("王芳"))
    taps.on(page.get_by_text("好", exact=True))
    taps.on(page.locator("[name=next_step]")).fill("下周三下午给王总打电话")
    expect(page.locator(".step-moved")).to_be_visible()
    taps.on(page.get_by_text("选择日期"))
    taps.on(page.get_by_text("3个工作日后"))
    expect(page.locator(".step-moved")).to_have_count(0)  # the tap counts more than the words
    taps.on(page.get_by_text("按文字"))
    expect(page.locator(".step-moved")).to_be_visible()
    expect(page.locator(".step-due")).to_contain_text("给王总打电话")
    assert barriers(page) == []
    taps.on(page.get_by_role("button", name="提交记录"))
    expect(page).to_have_url(re.compile("/today/$"))
    expect(page.locator(".message")).to_contain_text("放假")
    assert taps.count < MOST_TAPS
    step = Task.objects.get(origin__startswith="follow_up:")
    assert (step.due_at, step.title) == (moved.due_at, "给王总打电话")
    assert step.due_at.date() > expected.due_at.date()
    found = FollowUp.objects.get()
    assert (found.contact.name, found.sentiment, found.task) == ("王芳", "good", task)
    assert Task.objects.get(pk=task.pk).done_at


def test_a_draft_survives_a_killed_tab(page_as, hangzhou, lin, task, log_url):
    page = page_as(lin, width=PHONE)
    page.goto(log_url)
    saved(page, lambda: typed(page, "客户在谈扩产"))
    page.context.new_page()  # or else the browser would end with its last tab
    page.close(run_before_unload=False)
    again = page_as(lin, width=PHONE)
    again.goto(log_url)
    expect(again.locator(".draft-note")).to_be_visible()
    expect(again.locator("[name=business_review]")).to_have_value("客户在谈扩产")
    assert barriers(again) == []
    again.locator(".log-bar .btn-primary").click()
    expect(again).to_have_url(re.compile("/follow-ups/"))
    assert not FollowUpDraft.objects.exists()


def test_offline_the_text_waits_in_the_browser_and_goes_to_the_server_as_soon_as_it_can(
    page_as, hangzhou, lin, log_url
):
    page = page_as(lin, width=PHONE)
    page.goto(log_url)
    page.context.set_offline(True)
    typed(page, "电梯里写的")
    expect(page.locator(".log-status")).to_contain_text("网络已断开")
    assert page.evaluate(KEPT) == 1
    page.locator(".log-bar .btn-primary").click()  # sends nothing, and loses nothing
    expect(page.locator("[name=business_review]")).to_have_value("电梯里写的")
    saved(page, lambda: page.context.set_offline(False))
    until(page, f"{KEPT} === 0")
    assert FollowUpDraft.objects.get().data["business_review"] == ["电梯里写的"]
    page.complaints.clear()  # the browser's own, about the line


@pytest.mark.parametrize("ends", ["log out", "somebody else"])
def test_what_waits_in_the_browser_is_for_nobody_else(page_as, hangzhou, lin, wei, log_url, ends):
    """A phone is handed on: what one has typed offline is not what the next one finds."""
    page = page_as(lin, width=PHONE)
    page.goto("/today/")
    key = f"evergreen:draft:{(lin if ends == 'log out' else wei).pk}:/customers/X/log/draft/"
    page.evaluate("(key) => localStorage.setItem(key, 'business_review=x')", key)
    if ends == "log out":
        page.locator("details.person summary").click()
        page.get_by_role("button", name="退出").click()
        expect(page).to_have_url(re.compile("/login/"))
    else:
        page.goto("/notices/")
    until(page, f"{KEPT} === 0")


def test_after_the_log_out_another_tab_keeps_nothing_more(page_as, hangzhou, lin, log_url):
    page = page_as(lin, width=PHONE)
    page.goto(log_url)
    other = page.context.new_page()
    other.goto("/today/")
    other.locator("details.person summary").click()
    other.get_by_role("button", name="退出").click()
    expect(other).to_have_url(re.compile("/login/"))
    expect(page.locator(".log-status")).to_contain_text("已退出登录")
    with page.expect_response(lambda answer: answer.url.endswith("/log/draft/")):
        typed(page, "退出之后写的")
    expect(page.locator(".log-status")).to_contain_text("已退出登录")
    assert page.evaluate(KEPT) == 0
    page.complaints.clear()  # the browser's own, about the answer


def test_what_a_full_browser_cannot_keep_and_what_is_far_too_long_are_said(
    page_as, hangzhou, lin, log_url
):
    page = page_as(lin, width=PHONE)
    page.goto(log_url)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException(); }; }")
    page.context.set_offline(True)
    typed(page, "电梯里写的")
    expect(page.locator(".log-status")).to_contain_text("没有空间")
    saved(page, lambda: page.context.set_offline(False))
    page.locator("[name=business_review]").evaluate("box => box.value = '长'.repeat(900000)")
    page.locator(".log-bar .btn-primary").click()
    expect(page.locator(".log-status")).to_contain_text("太长")
    assert page.url.endswith(log_url)
    page.complaints.clear()  # the browser's own, about the line


def test_a_text_of_a_page_that_is_gone_is_where_the_form_goes_on(page_as, hangzhou, lin, log_url):
    page = page_as(lin, width=PHONE)
    page.goto("/today/")
    key = f"evergreen:draft:{lin.pk}:{log_url}draft/"
    text = f"token={uuid4()}&problem_solving=断网前写的"
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, text])
    page.goto(log_url)
    expect(page.locator("[name=problem_solving]")).to_have_value("断网前写的")
    assert page.evaluate(KEPT) == 0
