"""What holds for every page, in the two looks that people use most."""

import gzip
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Response, Route

from accounts.models import Contract, Customer, User
from accounts.tests.factories import ContactFactory, CustomerFactory
from crm_site.tests.browser.conftest import DESK, HEIGHTS, PHONE, barriers
from crm_site.tests.browser.places import PLACES, Place
from followups.models import CustomerPlan, FollowUpFile, Sop, SopRun, Task, TaskCheck
from followups.services.sop_runs import sop_start
from followups.services.sops import draft_begin
from followups.tests.factories import ConcessionFactory, ReferralFactory, TaskFactory
from health.choices import BacktestState
from health.models import (
    BacktestRun,
    Case,
    HealthModelVersion,
    ImprovementPlan,
    LostReview,
    ScoreDoubt,
    Warning,
    WinBack,
)
from health.services.versions import version_preview
from health.tests.backtests import found_backtest
from health.tests.factories import BacktestRunFactory, draft

KB = 1000
LARGEST_HTML = 100 * KB
LARGEST_FIRST_VIEW = 400 * KB
LARGEST_SHIFT = 0.02
LATE = 0.15  # seconds
AT_ONCE = 16

# Two frames later the browser has told of everything that it has moved so far.
SHIFTS = """() => new Promise((resolve) => {
  let total = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) total += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(total), 50)));
})"""


def visits() -> Iterator[tuple[str, list[Place]]]:
    """A few places of one person at a time: a company for each would take most of the time."""
    for who in dict.fromkeys(place.who for place in PLACES):
        places = [place for place in PLACES if place.who == who]
        for start in range(0, len(places), AT_ONCE):
            yield who, places[start : start + AT_ONCE]


@pytest.fixture
def names(
    lin: User, hangzhou_at_work: Customer, imports_at_work: dict[str, int], jobs_at_work: None
) -> dict[str, Any]:
    """What the places stand for."""
    CustomerFactory.create_batch(3, tier="strategic", region="浙江")
    contact = ContactFactory(customer=hangzhou_at_work, mobile="13812345678")
    draft_seen = previewed_draft()
    return imports_at_work | {
        "code": hangzhou_at_work.code,
        "contact": contact.pk,
        "contract": Contract.objects.filter(customer=hangzhou_at_work)[0].pk,
        "owner": lin.pk,
        "version": draft_seen.pk,
        "backtest": done_backtest(lin).pk,
        "compared": done_backtest(lin, draft_seen).pk,
        "doubt": ScoreDoubt.objects.filter(customer=hangzhou_at_work)[0].pk,
        "task": overdue_task(hangzhou_at_work).pk,
        "follow_up": FollowUpFile.objects.get(customer=hangzhou_at_work).follow_up_id,
        "warning": Warning.objects.get(customer=hangzhou_at_work, cause="satisfaction").pk,
        "plan": ImprovementPlan.objects.get(customer=hangzhou_at_work).pk,
        "customerplan": CustomerPlan.objects.get(customer=hangzhou_at_work).pk,
        "bare": Customer.objects.get(parent=hangzhou_at_work).code,
        "referral": ReferralFactory(customer=hangzhou_at_work, by=lin).pk,
        "winback": winback_at_work(hangzhou_at_work).pk,
        "review": LostReview.objects.get(customer=hangzhou_at_work).pk,
        "case": Case.objects.get(customer=hangzhou_at_work).pk,
        "concession": ConcessionFactory(customer=hangzhou_at_work, asked_by=lin).pk,
        "run": procedure_at_work(hangzhou_at_work, lin).pk,
    }


def procedure_at_work(customer: Customer, owner: User) -> SopRun:
    """The first step of it is open; of the procedure there is a draft."""
    sop, now = Sop.objects.get(code="need-discovery"), timezone.now()
    draft_begin(sop=sop, by=owner, at=now)
    return sop_start(customer=customer, sop=sop, origin="test", by=owner, at=now)


def winback_at_work(customer: Customer) -> WinBack:
    """Its root cause is known, so that an offer can be chosen."""
    WinBack.objects.filter(customer=customer).update(root_cause="service")
    return WinBack.objects.get(customer=customer)


def done_backtest(asked_by: User, against: HealthModelVersion | None = None) -> BacktestRun:
    return BacktestRunFactory(
        asked_by=asked_by,
        against=against,
        state=BacktestState.DONE,
        finished_at=timezone.now(),
        result=found_backtest(against.number if against else ""),
    )


def previewed_draft() -> HealthModelVersion:
    """One by which nobody would be healthy."""
    made = draft(levels={"healthy": 99.99, "yellow": 99.98, "orange": 99.97})
    return version_preview(version=made, revision=made.revision, at=timezone.now())


def overdue_task(customer: Customer) -> Task:
    task = TaskFactory(customer=customer, starts_at=timezone.now() - timedelta(days=4))
    TaskCheck.objects.create(task=task, place=1, text="打电话")
    return task


@pytest.mark.parametrize(
    ("who", "places"), list(visits()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_page_is_open_to_all_in_chinese_on_a_phone_and_in_english_at_night_on_a_desk(
    who, places, names, page_as, request
):
    visitor = request.getfixturevalue(who) if who else None
    addresses = [place.path.format(**names) for place in places]
    phone = page_as(visitor, width=PHONE)
    phone.route("**/*.svg", come_late)
    wrong = {
        f"{one} on a phone": what_is_wrong(phone, one, is_first_look=True) for one in addresses
    }
    desk = page_as(visitor, language="en", dark=True)
    wrong |= {f"{one} on a desk": what_is_wrong(desk, one) for one in addresses}
    assert {place: found for place, found in wrong.items() if found} == {}


def what_is_wrong(page: Page, address: str, *, is_first_look: bool = False) -> dict[str, Any]:
    """What a page has that it should not; how it loads is measured at the first look.

    A later one makes the window as narrow as a phone in the end: English words are the longer ones.
    """
    answers: list[Response] = []

    def listen(answer: Response) -> None:  # Playwright takes no method of a list
        answers.append(answer)

    page.on("response", listen)
    html = page.goto(address)
    wrong: dict[str, Any] = {"sticks out": sticking_out(page), "barriers": barriers(page)}
    if is_first_look:
        page.wait_for_load_state("networkidle")  # which it mostly is, after all that reading
        shift, size = page.evaluate(SHIFTS), len(html.body())
        wire = sum(over_the_wire(answer) for answer in answers)
        wrong |= {
            "shifts": shift if shift > LARGEST_SHIFT else 0,
            "is large": size if size > LARGEST_HTML else 0,
            "loads": wire if wire > LARGEST_FIRST_VIEW else 0,
        }
    else:
        page.set_viewport_size({"width": PHONE, "height": HEIGHTS[PHONE]})
        wrong["sticks out of a phone"] = sticking_out(page)
        page.set_viewport_size({"width": DESK, "height": HEIGHTS[DESK]})
    page.remove_listener("response", listen)
    return {name: value for name, value in wrong.items() if value}


def come_late(picture: Route) -> None:
    """As on a slow line: a picture that has no room of its own yet moves what is around it."""
    time.sleep(LATE)
    picture.continue_()


def sticking_out(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def over_the_wire(answer: Response) -> int:
    """Bytes as our web server sends them: it compresses what the test server does not."""
    try:
        return len(gzip.compress(answer.body())) if answer.ok else 0
    except PlaywrightError:  # the browser has let go of it meanwhile
        return 0
