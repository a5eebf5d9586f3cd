"""A score held wrong, in a browser: said where it is explained, answered, and counted."""

from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.models import Customer, Notice, User
from accounts.tests.factories import AssignmentFactory, CustomerFactory
from crm_site.tests.test_query_budgets import statements
from health.models import ScoreDoubt
from health.services.score import score
from health.tests.books import bought, store
from health.tests.factories import ScoreDoubtFactory, version_1_0

DAY = timedelta(days=1)
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _english(lin: User, wei: User, fang: User) -> None:
    User.objects.update(language="en")


@pytest.fixture
def red(db, lin) -> Customer:
    """A customer that has bought nothing for four months, scored today."""
    version_1_0()
    [customer] = store([bought(*(TODAY - days * DAY for days in range(125, 1000, 30)))])
    AssignmentFactory(customer=customer, user=lin)
    score(day=TODAY)
    return customer


def text(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def url(customer: Customer, day=TODAY) -> str:
    return f"/customers/{customer.code}/doubt/?day={day}"


SAID = {"indicator": "order_amount", "reason": "两张订单没有导入"}


def test_it_is_said_on_the_page_that_explains_the_score(red, as_user, lin):
    client, why = as_user(lin), f"/customers/{red.code}/why/"
    assert "This score is wrong" in text(client.get(why))
    answer = client.post(url(red), SAID, follow=True)
    assert answer.redirect_chain[-1][0] == f"{why}?day={TODAY}"
    page = text(answer)
    assert "两张订单没有导入" in page
    assert "Not answered yet." in page
    assert "Put better what I have said" in page
    assert answer.context["form"]["indicator"].value() == "order_amount"


def test_the_form_comes_back_when_the_reason_is_missing(red, as_user, lin):
    page = as_user(lin).post(url(red), {"indicator": "order_amount"})
    assert "This field is required." in text(page)
    assert as_user(lin).get(url(red)).status_code == 200
    assert not ScoreDoubt.objects.exists()


def test_of_a_day_without_a_score_there_is_nothing_to_say(red, as_user, lin):
    assert as_user(lin).post(url(red, TODAY - DAY), SAID).status_code == 404


def test_of_somebody_elses_customer_there_is_nothing_to_say(red, as_user, chen):
    assert as_user(chen).post(url(red), SAID).status_code == 404
    assert not ScoreDoubt.objects.exists()


def test_an_analyst_opens_the_notice_answers_and_lin_reads_it(red, as_user, lin, analyst):
    as_user(lin).post(url(red), SAID)
    User.objects.filter(pk=analyst.pk).update(language="en")
    client, notice = as_user(analyst), Notice.objects.get(recipient=analyst)
    page = client.get(f"/notices/{notice.pk}/", follow=True)
    assert "两张订单没有导入" in text(page)
    address = page.redirect_chain[-1][0]
    assert "This field is required." in text(client.post(address, {"answer": "data_mended"}))
    client.post(address, {"answer": "data_mended", "text": "已补导入"})
    answered = Notice.objects.get(recipient=lin)
    why = text(as_user(lin).get(f"/notices/{answered.pk}/", follow=True))
    assert "The data are mended: 已补导入" in why
    assert "Put better" not in why
    late = client.post(address, {"answer": "score_is_right", "text": "评分没有错"})
    assert "Somebody has answered this already." in text(late)


def test_only_whoever_answers_is_led_to_the_form(red, as_user, lin, fang):
    as_user(lin).post(url(red), SAID)
    doubt = ScoreDoubt.objects.get()
    for address in (f"/customers/{red.code}/why/", "/health/doubts/"):
        assert f"/health/doubts/{doubt.pk}/" in text(as_user(fang).get(address))
        assert f"/health/doubts/{doubt.pk}/" not in text(as_user(lin).get(address))


def test_the_list_leads_to_the_day_and_shows_only_customers_that_one_sees(red, as_user, lin, chen):
    doubt = ScoreDoubtFactory(customer=red, by=lin)
    ScoreDoubtFactory()
    page = as_user(lin).get("/health/doubts/")
    assert [row.doubt for row in page.context["page"].rows] == [doubt]
    assert f"/customers/{red.code}/why/?day=2026-11-25#doubts" in text(page)
    assert [count.said for count in page.context["counts"]] == [1]
    assert not as_user(chen).get("/health/doubts/").context["page"].rows


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3),
        ("state=open", 2),
        ("state=answered", 1),
        ("indicator=score", 1),
        ("indicator=order_amount", 2),
        ("indicator=order_amount&state=open", 1),
        ("version=1.0", 3),
        ("version=9.9", 3),  # there is none of it to choose
    ],
)
def test_the_list_is_narrowed_by_state_indicator_and_version(as_user, fang, query, found):
    ScoreDoubtFactory()
    ScoreDoubtFactory(indicator="")
    answered = {"answered_at": timezone.now(), "answered_by": fang, "answer_text": "好"}
    ScoreDoubtFactory(answer="score_is_right", **answered)
    page = as_user(fang).get(f"/health/doubts/?{query}")
    assert len(page.context["page"].rows) == found


def test_the_list_is_a_file_too(as_user, fang):
    ScoreDoubtFactory()
    response = as_user(fang).get("/health/doubts/?export=xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(response.getvalue()))
    _header, row = book.get_sheet_by_index(0).to_python()
    assert "订单在旧系统里" in row


def test_the_list_takes_as_many_statements_with_one_as_with_many(as_user, fang):
    reader = as_user(fang)
    ScoreDoubtFactory()
    few = statements(reader, "/health/doubts/")
    for customer in CustomerFactory.create_batch(10):
        ScoreDoubtFactory(customer=customer)
    assert statements(reader, "/health/doubts/") == few
