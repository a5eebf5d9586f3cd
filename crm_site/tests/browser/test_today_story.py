"""A day begun on a phone, and a lead who shares out the work of a team with the mouse."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from accounts.tests.factories import AssignmentFactory, CustomerFactory
from crm_site.tests.browser.conftest import PHONE, barriers
from followups.models import Task
from followups.tests.factories import TaskFactory

DAY = timedelta(days=1)


@pytest.fixture
def tasks(hangzhou, lin) -> Task:
    """Of a strategic customer and of another; returns the promised one."""
    other = CustomerFactory(tier="general", owner=lin)
    AssignmentFactory(customer=other, user=lin)
    late = timezone.now() - DAY
    for title in ("普通一", "普通二"):
        TaskFactory(customer=other, words=title, due_at=late)
    TaskFactory(customer=hangzhou, words="战略客户的事", due_at=late)
    return TaskFactory(customer=other, words="承诺的事", due_at=late, is_promised=True)


@pytest.mark.parametrize(("width", "language"), [(PHONE, "zh-hans"), (1440, "en")])
def test_the_three_that_matter_come_in_order_and_the_first_is_done_in_one_tap(
    page_as, lin, tasks, width, language
):
    page = page_as(lin, language, width, has_touch=True)
    page.goto("/today/")
    titles = page.locator(".tasks-now .task-title")
    expect(titles).to_have_text(["承诺的事", "战略客户的事", "普通一"])
    assert barriers(page) == []
    page.locator(".tasks-now .task").first.get_by_role("button").tap()
    expect(page.locator(".message")).to_contain_text("承诺的事")
    tasks.refresh_from_db()
    assert tasks.done_at


@pytest.mark.parametrize(("width", "language"), [(PHONE, "en"), (1440, "zh-hans")])
def test_week_month_and_calendar_link_have_no_barriers(page_as, lin, tasks, width, language):
    page = page_as(lin, language, width, dark=width == PHONE)
    for path in ("/today/week/", "/today/month/", "/me/calendar/"):
        page.goto(path)
        assert barriers(page) == [], path


@pytest.mark.parametrize("width", [PHONE, 1440])
def test_the_week_has_today_in_it_and_leads_on_without_a_script(page_as, lin, tasks, width):
    page = page_as(lin, width=width, java_script_enabled=False)
    page.goto("/today/week/")
    expect(page.locator("[aria-current=date]")).to_have_count(1)
    page.locator("[rel=next]").click()
    expect(page.locator("[aria-current=date]")).to_have_count(0)


def test_a_task_dragged_to_somebody_is_looked_at_and_then_theirs(page_as, wei: User, lin, hangzhou):
    task = TaskFactory(customer=hangzhou, words="搬过去")
    page = page_as(wei, width=1440)
    page.goto("/board/tasks/")
    assert barriers(page) == []
    card = page.locator(f"[data-task='{task.pk}']")
    card.drag_to(page.locator(f"section[data-person='{wei.pk}'] .board-person"))
    page.wait_for_url("**/board/hand-on/**")
    assert barriers(page) == []
    page.locator("main form [type=submit]").click()
    page.wait_for_url("**/board/tasks/")
    task.refresh_from_db()
    assert task.owner == wei
