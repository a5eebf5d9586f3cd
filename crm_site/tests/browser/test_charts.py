"""Charts: drawn when they come near, in the colours of the moment, and readable without them."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Customer
from crm_site.tests.browser.conftest import HEIGHTS, PHONE, until

LIBRARY = "**/echarts*.js"
CHANGED = "before => document.querySelector('[data-chart] canvas').toDataURL() !== before"


@pytest.fixture
def address(hangzhou_at_work: Customer) -> str:
    return f"/customers/{hangzhou_at_work.code}/"


def canvas_of(page: Page):
    chart = page.locator("[data-chart]").first
    chart.scroll_into_view_if_needed()
    expect(chart.locator("canvas")).to_be_visible()
    return chart


def pixels(page: Page) -> str:
    return page.locator("[data-chart] canvas").first.evaluate("canvas => canvas.toDataURL()")


def test_a_chart_is_drawn_and_has_the_same_figures_behind_it(page_as, lin, address):
    page = page_as(lin)
    page.goto(address)
    canvas_of(page)
    chart = page.locator("figure.chart").first
    chart.locator("summary").click()
    expect(chart.locator("tbody tr").first).to_be_visible()


def test_a_pointer_shows_the_exact_figure_without_inline_styles(page_as, lin, address):
    page = page_as(lin)
    page.goto(address)
    box = canvas_of(page).bounding_box()
    before = pixels(page)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    until(page, CHANGED, before)


def test_a_chart_changes_its_colours_with_the_page(page_as, lin, address):
    page = page_as(lin)
    page.goto(address)
    canvas_of(page)
    before = pixels(page)
    page.emulate_media(color_scheme="dark")
    until(page, CHANGED, before)


def test_a_page_that_becomes_narrow_does_not_wait_for_its_charts(page_as, lin, address):
    """Else it sticks out of the window until they are drawn again, a moment later."""
    page = page_as(lin)
    page.add_init_script("ResizeObserver = class { observe() {} }")
    page.goto(address)
    canvas_of(page)
    page.set_viewport_size({"width": PHONE, "height": HEIGHTS[PHONE]})
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE


def test_without_the_library_the_table_opens_instead(page_as, lin, address):
    page = page_as(lin)
    page.route(LIBRARY, lambda route: route.abort())
    page.goto(address)
    table = page.locator("figure.chart table").first
    table.scroll_into_view_if_needed()
    expect(table).to_be_visible()
    assert any("ERR_FAILED" in complaint for complaint in page.complaints)
    page.complaints.clear()


def test_the_library_is_fetched_only_where_there_is_a_chart(page_as, lin):
    page = page_as(lin)
    fetched = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto("/me/", wait_until="networkidle")
    assert [url for url in fetched if "echarts" in url] == []


def test_paper_has_every_chart_in_the_colours_of_paper(page_as, lin, address):
    page = page_as(lin, dark=True, width=PHONE)
    page.goto(address)
    canvas_of(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    expect(page.locator("[data-chart] canvas")).to_have_count(page.locator("[data-chart]").count())
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
