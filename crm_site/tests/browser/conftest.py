"""A real browser on a live server.

`page_as(lin)` opens a page in which Lin is logged in. Whatever the browser complains about on it,
a script error or something that the content security policy forbids, fails the test.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from accounts.choices import RowOutcome, UploadState
from accounts.models import Customer, ImportBatch, User
from accounts.tests.factories import (
    AssignmentFactory,
    ContactFactory,
    CustomerFactory,
    ImportUploadFactory,
    OrderFactory,
    UploadRowFactory,
)
from common.choices import JobState
from common.jobs import BROKE_OFF
from common.models import JobRun
from crm_site.queries.jobs import IN_VAIN
from crm_site.tests.test_matrix import FACTORIES
from health.services.score import score
from tools.browser import launch_options

PHONE, DESK = 390, 1440
HEIGHTS = {PHONE: 844, DESK: 900}
PATIENCE = 10_000  # milliseconds
SERIOUS = {"serious", "critical"}

PageAs = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return launch_options()


@pytest.fixture
def hangzhou_at_work(hangzhou: Customer) -> Customer:
    """Lin's customer has ordered every other week for two years, and stopped two months ago.

    Of everything else there is a record or two.
    """
    today = timezone.localdate()
    for factory in FACTORIES.values():
        factory(customer=hangzhou)
    for role in ("user", "decision_maker"):
        ContactFactory(customer=hangzhou, decision_roles=[role], attitude="critic")
    AssignmentFactory(customer=CustomerFactory(parent=hangzhou), user=hangzhou.owner)
    for weeks in range(9, 104, 2):
        OrderFactory(customer=hangzhou, ordered_on=today - timedelta(weeks=weeks))
    for weeks in (8, 4, 1, 0):
        score(day=today - timedelta(weeks=weeks))
    return hangzhou


@pytest.fixture
def imports_at_work(analyst: User) -> dict[str, int]:
    """An import, and uploaded files of every state: their numbers."""
    errors = [{"row": 4, "column": "日期", "value": "昨天", "message": "is missing", "params": {}}]
    batch = ImportBatch.objects.create(
        kind="orders", source="erp", file_name="book.csv", state="done", rows=4, created=3,
        refused=1, errors=errors, user=analyst,
    )  # fmt: skip
    uploads = {
        state.value: ImportUploadFactory(user=analyst, state=state)
        for state in UploadState
        if state != UploadState.DONE
    }
    for outcome in RowOutcome:
        UploadRowFactory(upload=uploads["ready"], outcome=outcome)
    return {"batch": batch.pk} | {state: upload.pk for state, upload in uploads.items()}


@pytest.fixture
def jobs_at_work(db) -> None:
    """Runs of the night in every state, and a worker that shows no pulse."""
    now = timezone.now()
    counts = {f"{now.date()} owners": {"changed": 3}, f"{now.date()} scores": {"scored": 4711}}
    for state in JobState:
        JobRun.objects.create(
            name="night", key=state, planned_at=now, state=state, started_at=now, finished_at=now,
            counts=counts, error=BROKE_OFF if state in IN_VAIN else "", attempts=3,
        )  # fmt: skip


@pytest.fixture
def server_at_rest(live_server) -> Iterator[None]:
    """After the test no answer is on its way any more.

    What is left of a page that was closed would wait for tables that are being emptied, and they
    for it.
    """
    answering, changed = 0, threading.Condition()

    def count(step: int) -> None:
        nonlocal answering
        with changed:
            answering += step
            changed.notify_all()

    def begun(**_signal: object) -> None:
        count(1)

    def over(**_signal: object) -> None:
        count(-1)

    request_started.connect(begun)
    request_finished.connect(over)
    yield
    with changed:
        changed.wait_for(lambda: answering <= 0, timeout=PATIENCE / 1000)
    request_started.disconnect(begun)
    request_finished.disconnect(over)


@pytest.fixture
def page_as(browser: Browser, live_server, server_at_rest: None) -> Iterator[PageAs]:
    """`page_as(lin, language="en", width=390, dark=True)`; nobody is logged in for None.

    A test that wants a page to go wrong takes the complaints off `page.complaints`.
    """
    with ExitStack() as contexts:
        opened: list[Page] = []

        def open_page(
            user: User | None,
            language: str = "zh-hans",
            width: int = DESK,
            dark: bool = False,
            **options: Any,
        ) -> Page:
            context = contexts.enter_context(
                browser.new_context(
                    base_url=live_server.url,
                    locale={"zh-hans": "zh-CN", "en": "en-GB"}[language],
                    viewport={"width": width, "height": HEIGHTS.get(width, 900)},
                    color_scheme="dark" if dark else "light",
                    reduced_motion="reduce",
                    **options,
                )
            )
            if user:
                log_in(context, user, language, live_server.url)
            opened.append(listened_to(context.new_page()))
            return opened[-1]

        yield open_page
        complaints = [complaint for page in opened for complaint in page.complaints]
    assert complaints == []


def log_in(context: BrowserContext, user: User, language: str, url: str) -> None:
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client()
    client.force_login(user, backend="accounts.auth.NameOrEmailBackend")
    name = django_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def listened_to(page: Page) -> Page:
    page.complaints = complaints = []
    page.set_default_timeout(PATIENCE)

    def listen(message: Any) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(f"{page.url}: {message.text}")

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    return page


def until(page: Page, condition: str, arg: object = None) -> None:
    """Wait until the page says so, five seconds at most.

    `wait_for_function` asks again from inside the page, where our policy forbids `eval`.
    """
    for _ in range(100):
        if page.evaluate(condition, arg):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"it never came to: {condition}")


def barriers(page: Page) -> list[str]:
    """What axe finds to be serious or critical on the page, with the elements."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]
