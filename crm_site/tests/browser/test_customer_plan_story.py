"""A CSM plans the year on a phone, the lead sees it, and the quarter is looked back at."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from crm_site.tests.browser.conftest import PHONE
from followups.models import CustomerPlan, RecurringTask

TODAY = timezone.localdate()
MISSING = "/customer-plans/?plan=missing"


def measure_written(page: Page, number: int, words: str, owner: int) -> None:
    """Of a line that is folded away one opens it first."""
    at = f"[name=measures-{number}-{{}}]"
    page.locator(at.format("words")).fill(words)
    page.locator(at.format("owner")).select_option(str(owner))
    page.locator(at.format("due_on")).fill(f"{TODAY + timedelta(days=40)}")
    page.locator(at.format("figure")).fill("停机时间")
    page.locator(at.format("target")).fill("20")


@pytest.mark.parametrize("language", ["zh-hans"])
def test_a_plan_is_written_found_reviewed_and_printed(page_as, hangzhou, lin, wei, language):
    lead = page_as(wei, language=language)
    lead.goto(MISSING)
    expect(lead.locator("main table")).to_contain_text(hangzhou.name)
    page = page_as(lin, language=language, width=PHONE)
    a_plan_is_written(page, hangzhou.code, lin.pk)
    lead.goto(MISSING)
    expect(lead.locator("main table")).to_have_count(0)
    a_review_is_written(page)
    address = page.locator(".page-actions a", has_text="PDF").first.get_attribute("href")
    assert page.request.get(address).body().startswith(b"%PDF")


def a_plan_is_written(page: Page, code: str, owner: int) -> None:
    page.goto(f"/customers/{code}/plan/")
    page.locator(".empty a").click()
    page.locator("[name=their_goals]").fill("停机时间减半")
    page.locator("[name=our_goals]").fill("成为主力供应商")
    for number, words in enumerate(("每月驻场两天", "培训操作工", "现场备件库")):
        measure_written(page, number, words, owner)
    page.locator("[name=rules-0-words]").fill("月度报告")
    page.locator("[name=rules-0-first_on]").fill(f"{TODAY}")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("现场备件库")
    assert CustomerPlan.objects.get().measures.count() == 3
    assert RecurringTask.objects.get().words == "月度报告"


def a_review_is_written(page: Page) -> None:
    page.locator("#reviews-title ~ ul a, [aria-labelledby=reviews-title] a").first.click()
    page.locator("[name=decisions]").fill("加派一名工程师")
    page.locator("[name=next_steps]").fill("下月试运行")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("加派一名工程师")
