"""The dashboard in a browser: filters change it in place, and without a script by the button."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import Customer
from accounts.tests.factories import CustomerFactory
from crm_site.tests.browser.test_charts import LIBRARY, canvas_of

URL = "/health/dashboard/"


@pytest.fixture(autouse=True)
def _company(hangzhou_at_work: Customer) -> None:
    CustomerFactory(name="宁波机械有限公司", region="浙江", tier="key")


def test_a_filter_changes_the_figures_in_place_and_the_charts_are_drawn_again(page_as, fang):
    page = page_as(fang, language="en")
    page.goto(URL)
    canvas_of(page)
    page.get_by_label("Tier").select_option("key")
    expect(page).to_have_url(re.compile("tier=key"))
    expect(page.locator(".chip")).to_have_text(re.compile("Tier: key"))
    expect(page.locator("#levels-by tbody tr")).to_have_count(1)
    canvas_of(page)


def test_a_figure_leads_to_its_list_and_back(page_as, fang):
    page = page_as(fang, language="en")
    page.goto(f"{URL}?by=tier")
    figure = page.locator("#levels-by tbody tr").first.locator("a[data-count]").last
    count = int(figure.get_attribute("data-count"))
    figure.click()
    expect(page.locator("#customers tbody tr")).to_have_count(count)
    page.go_back()
    expect(page.locator("#levels-by")).to_be_visible()


def test_it_works_without_a_script(page_as, fang):
    page = page_as(fang, language="en", java_script_enabled=False)
    page.goto(URL)
    page.get_by_label("Tier").select_option("key")
    page.get_by_role("button", name="Apply filters").click()
    expect(page).to_have_url(re.compile("tier=key"))
    expect(page.locator("#levels-by tbody tr")).to_have_count(1)


def test_without_the_library_the_tables_are_still_there(page_as, fang):
    page = page_as(fang)
    page.route(LIBRARY, lambda route: route.abort())
    page.goto(URL)
    chart = page.locator("[data-chart='levels-by-chart-data']")
    page.locator("#by").scroll_into_view_if_needed()
    expect(chart).to_be_hidden()
    expect(page.locator("#levels-by")).to_be_visible()
    page.complaints.clear()
