"""The first story: somebody has stopped buying; find them, and see why, down to the rows."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.tests.factories import PASSWORD
from crm_site.tests.browser.conftest import DESK, PHONE

AMOUNT = {"zh-hans": "采购金额", "en": "Order amount"}


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_log_in_search_by_initials_open_see_why_down_to_the_rows(
    page_as, lin, hangzhou_at_work, ningbo, language, width
):
    lin.language = language
    lin.save()
    page = page_as(None, language=language, width=width)
    log_in(page, lin.username)

    page.locator("#search").fill("hzkj")
    page.keyboard.press("Enter")
    hits = page.locator(".found a")
    expect(hits).to_have_count(1)
    expect(hits.first).to_contain_text("杭州科技")

    hits.first.click()
    expect(page.locator("#health .verdict-summary")).not_to_be_empty()
    expect(page.locator("#health .level")).to_be_visible()

    page.locator("#health header a").click()
    expect(page.locator(".sums tfoot")).to_contain_text(re.compile(r"\d+\.\d\d"))

    page.locator(".sums a", has_text=AMOUNT[language]).click()
    expect(page.locator("section table.sheet").first).to_contain_text("¥")


def log_in(page: Page, username: str) -> None:
    page.goto("/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").first.click()
    expect(page.locator(".rail-entry[aria-current]")).to_be_visible()


def test_a_filter_shows_at_once_and_going_back_brings_the_list_before(
    page_as, lin, hangzhou_at_work
):
    page = page_as(lin, language="en")
    page.goto("/customers/", wait_until="networkidle")
    rows = page.locator("table.customers tbody tr")
    expect(page.locator("#customer-total")).to_have_text("2 customers")
    page.get_by_text("Tier", exact=True).first.click()
    page.get_by_label(re.compile("^strategic")).check()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(hangzhou_at_work.name)
    expect(page).to_have_url(re.compile(r"/customers/\?tier=strategic$"))
    page.go_back()
    expect(rows).to_have_count(2)


def test_without_a_script_filters_sorting_and_pages_work(page_as, lin, hangzhou_at_work):
    page = page_as(lin, language="en", java_script_enabled=False)
    page.goto("/customers/")
    page.get_by_text("Tier", exact=True).first.click()
    page.get_by_label("strategic").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page).to_have_url(re.compile("tier=strategic"))
    page.get_by_role("link", name="Customer", exact=True).click()
    expect(page).to_have_url(re.compile("sort=name&tier=strategic"))
    expect(page.locator("table.customers tbody tr")).to_have_count(1)
