"""Win-backs, reviews and cases in a browser."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import CustomerFactory, OrderFactory
from crm_site.pages.winbacks.cases import CaseList
from crm_site.pages.winbacks.forms import OfferForm
from crm_site.queries.winbacks import rates, winback_rows
from crm_site.tests.test_query_budgets import statements
from followups.models import Concession
from followups.tests.factories import ConcessionFactory
from health.choices import WinBackReason
from health.models import Case, LostReview, WinBack, WinBackResult
from health.rules.winbacks import OFFERS
from health.services.winback_results import winbacks_judge
from health.tests.factories import CaseFactory, LostReviewFactory, WarningFactory, WinBackFactory

TODAY, DAY = timezone.localdate(), timedelta(days=1)


@pytest.fixture(autouse=True)
def _english(lin: User, wei: User, fang: User) -> None:
    User.objects.update(language="en")


def text(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def begin(lin: User, **said) -> dict:
    deadline = (TODAY + 30 * DAY).isoformat()
    return {"first_cause": "price_sensitive", "owner": lin.pk, "deadline_on": deadline} | said


def test_it_begins_on_the_customers_page_with_the_warning_that_is_open(hangzhou, as_user, lin):
    warning, url = WarningFactory(customer=hangzhou), f"/customers/{hangzhou.code}/winback/"
    client = as_user(lin)
    assert f'href="{url}"' in text(client.get(f"/customers/{hangzhou.code}/"))
    page = client.post(url, begin(lin), follow=True)
    winback = WinBack.objects.get()
    assert page.redirect_chain[-1][0] == f"/winbacks/{winback.pk}/"
    assert winback.warning == warning
    assert "Win the customer back" in text(page)
    assert "Look at it" in text(client.get(url))
    customer = text(client.get(f"/customers/{hangzhou.code}/"))
    assert f'<a href="/winbacks/{winback.pk}/">too dear for them</a>' in customer
    assert "Win-back begun: too dear for them" in customer


@pytest.mark.parametrize(
    "said", [{"owner": ""}, {"first_cause": "x"}, {"deadline_on": "2001-01-01"}, {"owner": "999"}]
)
def test_the_form_comes_back_when_something_is_wrong(hangzhou, as_user, lin, said):
    page = as_user(lin).post(f"/customers/{hangzhou.code}/winback/", begin(lin, **said))
    assert page.context["form"].errors
    assert not WinBack.objects.exists()


def test_only_those_who_see_the_customer_can_be_its_owner(hangzhou, as_user, lin, chen):
    page = as_user(lin).get(f"/customers/{hangzhou.code}/winback/")
    keys = [key for key, _label in page.context["form"].fields["owner"].choices]
    assert str(lin.pk) in keys
    assert str(chen.pk) not in keys


def test_an_offer_is_chosen_after_the_root_cause_and_matches_it(hangzhou, as_user, lin):
    winback, client = WinBackFactory(customer=hangzhou, owner=lin), as_user(lin)
    url = f"/winbacks/{winback.pk}/"
    assert client.get(f"{url}offer/").url == f"{url}cause/"
    client.post(f"{url}cause/", {"root_cause": "service", "seen": "::"})
    form = client.get(f"{url}offer/").context["form"]
    [(_title, matching), _others] = form.fields["offer"].choices
    assert [code for code, _label in matching] == ["recovery_plan", "named_engineer"]
    seen = {"seen": form["seen"].value()}
    refused = client.post(f"{url}offer/", {"offer": "tiered_price", "note": ""} | seen)
    assert "say why it is offered all the same" in text(refused)
    client.post(f"{url}offer/", {"offer": "named_engineer", "note": "张工每周到场"} | seen)
    late = client.post(f"{url}offer/", {"offer": "recovery_plan", "note": ""} | seen)
    assert "Somebody has just changed this" in text(late)
    assert "张工每周到场" in text(client.get(url))


@pytest.mark.parametrize("reason", WinBackReason)
def test_the_form_begins_with_what_matches(reason):
    [(_title, matching), (_else, others)] = OfferForm(root_cause=reason).fields["offer"].choices
    assert [code for code, _label in matching] == list(OFFERS[reason])
    assert not set(matching) & set(others)


def test_it_ends_with_a_reason_and_the_lost_one_is_reviewed(hangzhou, as_user, lin, wei):
    winback = WinBackFactory(customer=hangzhou, owner=lin)
    url = f"/winbacks/{winback.pk}/end/"
    assert as_user(lin).post(url, {"outcome": "lost", "reason": ""}).context["form"].errors
    as_user(lin).post(url, {"outcome": "lost", "reason": "价格差两成"})
    assert "ended already" in text(as_user(lin).get(url))
    review = LostReview.objects.get()
    page = text(as_user(wei).get(f"/reviews/{review.pk}/"))
    assert f'href="/winbacks/{winback.pk}/"' in page
    assert f"/reviews/{review.pk}/complete/" in page
    assert f"/reviews/{review.pk}/" in text(as_user(wei).get(f"/tasks/{review.task.pk}/"))


def test_what_was_granted_for_it_is_on_its_page_and_counts(hangzhou, as_user, lin, wei):
    winback = WinBackFactory(customer=hangzhou, owner=lin, root_cause="budget", offer="smaller")
    url = f"/customers/{hangzhou.code}/concession/?for=winback:{winback.pk}"
    page = as_user(lin).get(url)
    assert page.context["form"]["origin"].value() == f"winback:{winback.pk}"
    said = {"kind": "gift", "amount": "400", "reason": "周年", "origin": f"winback:{winback.pk}"}
    token = page.context["form"]["token"].value()
    as_user(lin).post(url, said | {"token": token})
    assert Concession.objects.get().granted_at
    assert "Gift</a> · ¥400.00 · granted" in text(as_user(lin).get(f"/winbacks/{winback.pk}/"))
    ConcessionFactory(customer=hangzhou, cost=900, origin=f"winback:{winback.pk}")  # waits
    [line] = as_user(lin).get("/winbacks/rates/").context["lines"]
    assert (line.reason, line.offer, line.cost, line.untold) == ("budget", "smaller", 400, 0)
    granted = {"granted_at": timezone.now(), "decided_by": lin, "cost": None}
    ConcessionFactory(customer=hangzhou, origin=f"winback:{winback.pk}", **granted)
    page = as_user(lin).get("/winbacks/rates/")
    assert [(line.cost, line.untold) for line in page.context["lines"]] == [(400, 1)]
    assert "and 1 of unknown cost" in text(page)


def judged(number: int, won: int) -> None:
    """Win-backs of the same reason and offer, of which so many buy again as before."""
    for place in range(number):
        winback = WinBackFactory(
            opened_on=TODAY - 100 * DAY,
            root_cause="budget",
            offer="smaller",
            usual_days=90,
            usual_order_days=1,
        )
        OrderFactory(customer=winback.customer, ordered_on=TODAY - 200 * DAY)
        if place < won:
            OrderFactory(customer=winback.customer, ordered_on=TODAY - 50 * DAY)
    winbacks_judge(day=TODAY, at=timezone.now())


@pytest.mark.parametrize(
    ("number", "won", "words"),
    [
        (9, 9, "too few"),
        (10, 3, "below the target"),
        (10, 4, "target reached"),
    ],
)
def test_success_is_a_share_from_ten_cases_on_beside_the_target(as_user, fang, number, won, words):
    judged(number, won)
    page = text(as_user(fang).get("/winbacks/rates/"))
    assert words in page
    assert "the target is 35%" in page


def test_what_began_lately_is_not_counted_yet(as_user, fang):
    winback = WinBackFactory(opened_on=TODAY - 40 * DAY)
    OrderFactory(customer=winback.customer, ordered_on=TODAY - 100 * DAY)
    winbacks_judge(day=TODAY, at=timezone.now())
    assert WinBackResult.objects.get().days == 30
    [line] = as_user(fang).get("/winbacks/rates/").context["lines"]
    assert (line.judged, line.at_work) == (0, 1)


def test_of_whom_nothing_is_usual_people_say_what_came_of_it(as_user, fang):
    old = {"opened_on": TODAY - 100 * DAY}
    for fields in ({}, {"ended_at": timezone.now(), "outcome": "won_back"}):
        OrderFactory(customer=WinBackFactory(**old, **fields).customer, ordered_on=TODAY)
    winbacks_judge(day=TODAY, at=timezone.now())
    [line] = as_user(fang).get("/winbacks/rates/").context["lines"]
    assert (line.judged, line.won, line.at_work) == (1, 1, 1)


def test_what_is_sensitive_is_masked_for_whoever_is_below_it(hangzhou, lin, tang):
    winback = WinBackFactory(customer=hangzhou, owner=lin)
    fields = {"judged_on": TODAY, "order_days": 1, "amount": 7321, "verdict": "answered"}
    WinBackResult.objects.create(winback=winback, days=30, **fields)
    granted = {"granted_at": timezone.now(), "decided_by": lin, "cost": 900}
    ConcessionFactory(customer=hangzhou, origin=f"winback:{winback.pk}", **granted)
    [mine], [theirs] = (winback_rows([winback.pk], one) for one in (lin, tang))
    assert mine.cause == "too dear for them"
    assert "7,321" in mine.looks[0].amount
    assert "dear" not in theirs.cause
    assert "7,321" not in theirs.looks[0].amount
    rows = WinBack.objects.all()
    assert [line.cost for line in rates(rows, lin)] == [900]
    assert rates(rows, tang) == []
    WinBack.objects.update(root_cause="service")
    assert [line.cost for line in rates(rows, tang)] == [0]


def test_wei_completes_the_review_and_the_lesson_is_in_the_library(hangzhou, as_user, lin, wei):
    review = LostReviewFactory(customer=hangzhou)
    said = {
        "what_happened": "两次投诉没有人接",
        "could_have": "第二天上门",
        "lesson": "",
        "first_cause": "price_sensitive",
        "root_cause": "service",
    }
    url = f"/reviews/{review.pk}/complete/"
    assert as_user(wei).post(url, said).context["form"].errors
    as_user(wei).post(url, said | {"lesson": "组长接手"})
    case = Case.objects.get()
    page = text(as_user(lin).get("/cases/?q=组长接手"))
    assert f'href="/cases/{case.pk}/"' in page
    shown = text(as_user(lin).get(f"/cases/{case.pk}/"))
    assert f'href="/reviews/{review.pk}/"' in shown
    assert "第二天上门" in shown
    assert "completed already" in text(as_user(wei).get(url))


def test_what_brought_a_customer_back_is_asked_for_on_its_page(hangzhou, as_user, lin):
    ended = {"ended_at": timezone.now(), "outcome": "won_back"}
    winback = WinBackFactory(customer=hangzhou, owner=lin, **ended)
    url, client = f"/winbacks/{winback.pk}/", as_user(lin)
    assert f'href="{url}lesson/"' in text(client.get(url))
    assert client.post(f"{url}lesson/", {"done": "换人", "lesson": ""}).context["form"].errors
    client.post(f"{url}lesson/", {"done": "指定工程师", "lesson": "先换人"})
    assert Case.objects.get().outcome == "won_back"
    assert f'href="{url}lesson/"' not in text(client.get(url))
    assert "Nothing is to be written down here." in text(client.get(f"{url}lesson/"))


def test_a_case_is_read_by_who_sees_the_customer_and_anonymous_by_all(
    hangzhou, as_user, lin, wei, chen
):
    User.objects.update(language="en")
    case = CaseFactory(customer=hangzhou)
    url = f"/cases/{case.pk}/"
    assert as_user(chen).get(url).status_code == 404
    assert not as_user(chen).get("/cases/").context["page"].rows
    assert as_user(lin).get(f"{url}anonymous/").status_code == 404  # not hers to do
    named = {"done": f"给{hangzhou.name}换了工程师", "lesson": "一天内上门"}
    assert "still name somebody" in text(as_user(wei).post(f"{url}anonymous/", named))
    said = {"done": "换了工程师", "lesson": "长" * 6_000}
    as_user(wei).post(f"{url}anonymous/", said)
    assert "anonymous" in text(as_user(chen).get(url))
    assert hangzhou.name not in text(as_user(chen).get(url))
    [row] = as_user(chen).get("/cases/").context["page"].rows
    assert row.written_at is None
    assert CaseList.columns[-1].value(row) is None


def test_of_somebody_elses_customer_there_is_nothing_to_see_or_to_do(hangzhou, as_user, chen, lin):
    winback, review = WinBackFactory(customer=hangzhou), LostReviewFactory(customer=hangzhou)
    client = as_user(chen)
    assert client.post(f"/customers/{hangzhou.code}/winback/", begin(lin)).status_code == 404
    for path in ("", "cause/", "offer/", "end/"):
        assert client.get(f"/winbacks/{winback.pk}/{path}").status_code == 404
    for path in ("", "complete/"):
        assert client.get(f"/reviews/{review.pk}/{path}").status_code == 404
    for path in ("/winbacks/", "/reviews/"):
        assert not client.get(path).context["page"].rows
    assert not client.get("/winbacks/rates/").context["lines"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2),
        ("state=at_work", 1),
        ("state=ended", 1),
        ("whose=mine", 1),
        ("reason=service", 1),
        ("reason=price_sensitive", 1),
        ("offer=trial", 0),
        ("offer=none", 2),
        ("outcome=lost", 1),
    ],
)
def test_the_list_of_win_backs_is_narrowed(as_user, fang, query, found):
    WinBackFactory(owner=fang)
    WinBackFactory(root_cause="service", ended_at=timezone.now(), outcome="lost")
    assert len(as_user(fang).get(f"/winbacks/?{query}").context["page"].rows) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        *(("", 2), ("outcome=lost", 1), ("trouble=service", 1), ("reason=service", 2)),
        *(("q=上门", 1), ("q=nothing", 0)),
    ],
)
def test_the_library_is_searched(as_user, fang, query, found):
    CaseFactory()
    CaseFactory(outcome="recovered", trouble="service", lesson="早换")
    assert len(as_user(fang).get(f"/cases/?{query}").context["page"].rows) == found


@pytest.mark.parametrize("path", ["/winbacks/", "/reviews/", "/cases/", "/winbacks/rates/"])
def test_a_list_takes_as_many_statements_with_one_as_with_many(as_user, fang, path):
    reader = as_user(fang)
    factories = (WinBackFactory, LostReviewFactory, CaseFactory)
    for factory in factories:
        factory()
    few = statements(reader, path)
    for customer in CustomerFactory.create_batch(8):
        for factory in factories:
            factory(customer=customer)
    assert statements(reader, path) == few


@pytest.mark.parametrize("path", ["/winbacks/", "/reviews/", "/cases/", "/concessions/"])
def test_a_list_is_a_file_too(as_user, fang, path):
    for factory in (WinBackFactory, LostReviewFactory, CaseFactory, ConcessionFactory):
        factory()
    response = as_user(fang).get(f"{path}?export=xlsx")
    assert response.getvalue()[:2] == b"PK"
