"""The search, as fingers on a keyboard or on a phone meet it."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.tests.factories import ContactFactory
from crm_site.tests.browser.conftest import DESK, PHONE, barriers


@pytest.fixture(autouse=True)
def _wang(hangzhou) -> None:
    ContactFactory(customer=hangzhou, name="杭建国", mobile="13812345678")


def type_in(page: Page, text: str) -> None:
    page.goto("/me/")
    page.keyboard.press("/")
    page.keyboard.type(text)


def options(page: Page):
    return page.locator("#search-hits [role=option]")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_hand_types_and_goes_down_to_a_hit(page_as, lin, hangzhou, width):
    page = page_as(lin, width=width, dark=width == PHONE)
    type_in(page, "hang")
    expect(options(page)).to_have_count(3)
    box = page.locator("#search")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert barriers(page) == []
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options(page).first.get_attribute("id")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/customers/{hangzhou.code}/$"))


def test_up_from_the_box_is_the_last_and_down_from_it_the_box_again(page_as, lin):
    page = page_as(lin)
    type_in(page, "hang")
    expect(options(page)).to_have_count(3)
    page.keyboard.press("ArrowUp")
    expect(options(page).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=hang$"))


def test_escape_closes_what_was_found_and_keeps_what_was_typed(page_as, lin):
    page = page_as(lin)
    type_in(page, "hang")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator("#search")).to_have_value("hang")
    expect(page.locator("#search")).to_be_focused()


def test_a_finger_opens_a_hit(page_as, lin, hangzhou):
    page = page_as(lin, width=PHONE)
    type_in(page, "5678")
    options(page).first.click()
    expect(page).to_have_url(re.compile(f"/customers/{hangzhou.code}/#contacts$"))


def test_without_a_script_enter_leads_to_what_is_found(page_as, lin, hangzhou):
    page = page_as(lin, java_script_enabled=False)
    page.goto("/me/")
    page.locator("#search").fill("hangzhuo")
    page.locator("#search").press("Enter")
    expect(page.get_by_role("link", name=hangzhou.name)).to_be_visible()
