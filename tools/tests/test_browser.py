"""The tests' browser starts anywhere and has letters for Chinese."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright

from tools.browser import launch_options, unpack

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(playwright: Playwright) -> Iterator[Page]:
    browser = playwright.chromium.launch(**launch_options())
    yield browser.new_page(viewport={"width": 120, "height": 60})
    browser.close()


def picture_of(page: Page, text: str) -> bytes:
    page.set_content(f"<body style='font: 32px sans-serif'>{text}</body>")
    return page.screenshot()


def test_chinese_letters_are_no_boxes(page):
    """Without a font every Chinese letter is the same box."""
    pictures = {picture_of(page, letter) for letter in "常青客户"}
    assert len(pictures) == 4


def test_it_is_unpacked_once():
    folder = unpack()
    made = (folder / "chromium").stat().st_mtime_ns
    assert unpack() == folder
    assert (folder / "chromium").stat().st_mtime_ns == made
