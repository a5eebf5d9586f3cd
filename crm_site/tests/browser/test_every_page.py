"""What holds for every page, in the two looks that people use most."""

import gzip
import time

import pytest
from playwright.sync_api import Page, Response, Route

from accounts.models import Customer
from accounts.tests.factories import ContactFactory, CustomerFactory
from crm_site.tests.browser.conftest import PHONE, barriers
from crm_site.tests.browser.places import PLACES, Place

KB = 1000
LARGEST_HTML = 100 * KB
LARGEST_FIRST_VIEW = 400 * KB
LARGEST_SHIFT = 0.02
LATE = 0.3  # seconds

SHIFTS = """() => new Promise((resolve) => {
  let total = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) total += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(total), 400);
})"""


@pytest.fixture(params=PLACES, ids=lambda place: f"{place.path} {place.who}")
def place(request) -> Place:
    return request.param


@pytest.fixture
def visitor(place: Place, request):
    return request.getfixturevalue(place.who) if place.who else None


@pytest.fixture
def address(place: Place, request) -> str:
    if "no-owner" in place.path:
        CustomerFactory.create_batch(3, tier="strategic", region="浙江")
        return place.path.format(owner=request.getfixturevalue("lin").pk)
    if place.path.startswith("/imports/"):
        return place.path.format(**request.getfixturevalue("imports_at_work"))
    if "customer" not in place.path:
        return place.path
    customer: Customer = request.getfixturevalue("hangzhou_at_work")
    contact = ContactFactory(customer=customer, mobile="13812345678")
    return place.path.format(code=customer.code, contact=contact.pk)


def test_on_a_phone_it_is_open_to_all_light_and_stands_still(page_as, visitor, address):
    page = page_as(visitor, width=PHONE)
    page.route("**/*.svg", come_late)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - no builtin
    html = page.goto(address, wait_until="networkidle")
    assert page.evaluate(SHIFTS) <= LARGEST_SHIFT
    assert len(html.body()) <= LARGEST_HTML
    assert sum(over_the_wire(answer) for answer in answers) <= LARGEST_FIRST_VIEW
    assert sticking_out(page) == 0
    assert barriers(page) == []


def test_on_a_desk_at_night_it_is_open_to_all(page_as, visitor, address):
    page = page_as(visitor, dark=True)
    page.goto(address, wait_until="networkidle")
    assert sticking_out(page) == 0
    assert barriers(page) == []


def come_late(picture: Route) -> None:
    """As on a slow line: a picture that has no room of its own yet moves what is around it."""
    time.sleep(LATE)
    picture.continue_()


def sticking_out(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def over_the_wire(answer: Response) -> int:
    """Bytes as our web server sends them: it compresses what the test server does not."""
    return len(gzip.compress(answer.body())) if answer.ok else 0
