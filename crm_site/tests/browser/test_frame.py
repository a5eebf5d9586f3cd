"""The frame around the pages, as a hand on a keyboard and an eye meet it."""

import re

import pytest
from playwright.sync_api import expect

from accounts.tests.factories import PASSWORD
from crm_site.tests.browser.conftest import PHONE

pytestmark = pytest.mark.usefixtures("hangzhou")


def test_somebody_logs_in_with_the_keyboard_alone(page_as, lin):
    page = page_as(None, language="en")
    page.goto("/customers/")
    page.keyboard.type(lin.username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/customers/$"))
    expect(page.get_by_text("林晓").first).to_be_visible()


def test_the_first_tab_skips_the_frame(page_as, lin):
    page = page_as(lin, language="en")
    page.goto("/me/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_a_key_leads_to_the_search_from_every_page(page_as, lin, hangzhou, key):
    page = page_as(lin)
    page.goto("/me/")
    page.keyboard.press(key)
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("hzkj")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=hzkj"))
    expect(page.get_by_role("link", name=hangzhou.name)).to_be_visible()


def test_keys_are_letters_while_somebody_is_typing(page_as, lin):
    page = page_as(lin)
    page.goto("/customers/")
    page.keyboard.press("/")
    page.keyboard.type("g?/c")
    expect(page.locator("#search")).to_have_value("g?/c")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_g_and_a_letter_go_somewhere(page_as, lin):
    page = page_as(lin)
    page.goto("/me/")
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile("/customers/$"))


def test_a_question_mark_shows_the_keys_and_escape_hides_them(page_as, lin):
    page = page_as(lin, language="en")
    page.goto("/me/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_menu_of_a_person_closes_with_escape_and_gives_the_focus_back(page_as, lin):
    page = page_as(lin, language="en")
    page.goto("/me/")
    menu = page.locator("details.person")
    menu.locator("summary").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Log out")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def test_the_way_out_leads_to_the_log_in(page_as, lin):
    page = page_as(lin, language="en")
    page.goto("/me/")
    page.locator("details.person summary").click()
    page.get_by_role("button", name="Log out").click()
    expect(page).to_have_url(re.compile("/login/$"))


def test_a_person_changes_the_language_on_the_page_where_they_are(page_as, lin):
    page = page_as(lin, language="en")
    page.goto("/me/")
    page.locator("details.person summary").click()
    page.get_by_role("button", name="简体中文").click()
    expect(page).to_have_url(re.compile("/me/$"))
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")


def test_colours_follow_the_device_until_the_person_chooses(page_as, lin):
    page = page_as(lin, language="en", dark=True)
    page.goto("/me/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.locator("details.person summary").click()
    with page.expect_response("**/me/"):
        page.get_by_role("button", name="light").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


def test_it_works_without_javascript(page_as, lin, hangzhou):
    page = page_as(lin, language="en", java_script_enabled=False)
    page.goto("/me/")
    page.locator("#search").fill("杭科")
    page.locator("#search").press("Enter")
    page.get_by_role("link", name=hangzhou.name).click()
    expect(page.get_by_role("heading", name=hangzhou.name)).to_be_visible()
    page.locator("details.person summary").click()
    page.get_by_role("button", name="Log out").click()
    expect(page).to_have_url(re.compile("/login/$"))


def test_on_a_phone_the_rail_lies_at_the_foot(page_as, lin):
    page = page_as(lin, width=PHONE)
    page.goto("/me/")
    rail = page.get_by_role("navigation").first.bounding_box()
    assert rail["y"] + rail["height"] == page.viewport_size["height"]
    assert rail["width"] == PHONE


def test_on_a_phone_all_seven_places_of_a_director_fit_side_by_side(page_as, fang):
    page = page_as(fang, language="en", width=PHONE)
    page.goto("/")
    edges = page.locator(".rail-entry").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(box => [box.left, box.right])"
    )
    assert len(edges) == 7
    flat = [edge for left_and_right in edges for edge in left_and_right]
    assert flat == sorted(flat)
    assert flat[0] >= 0
    assert flat[-1] <= PHONE


def test_only_who_may_open_the_back_office_sees_the_way_there(page_as, lin, fang):
    assert "/admin/" not in hrefs(page_as(lin))
    assert "/admin/" in hrefs(page_as(fang))


def hrefs(page) -> list[str]:
    page.goto("/me/")
    return page.eval_on_selector_all("a", "links => links.map(link => link.getAttribute('href'))")


def test_a_second_click_sends_nothing(page_as, lin):
    page = page_as(lin, language="en")
    page.goto("/me/")
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.evaluate(
        "() => { const b = document.querySelector('#preferences button'); b.click(); b.click(); }"
    )
    expect(page.get_by_role("status")).to_be_visible()
    assert len(sent) == 1


def test_a_page_that_is_not_there_says_so(page_as, lin):
    page = page_as(lin, language="en")
    page.goto("/there/is/no/such/page/")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    assert page.complaints.pop().endswith("404 (Not Found)")


def test_a_form_from_another_session_is_explained(page_as, lin):
    page = page_as(lin, language="en")
    page.goto("/me/")
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="This page was open for too long")).to_be_visible()
    assert "403" in page.complaints.pop()
