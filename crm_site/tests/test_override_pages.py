"""Levels set by hand in a browser: who may, what is shown where, and what came of it."""

from datetime import timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.models import Customer, User
from accounts.tests.factories import AssignmentFactory, CustomerFactory
from crm_site.tests.test_query_budgets import statements
from health.choices import Level, OverrideVerdict
from health.models import HealthCurrent, LevelOverride
from health.services.score import score
from health.tests.books import bought, store
from health.tests.factories import HealthCurrentFactory, LevelOverrideFactory, version_1_0

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


def sheet(response) -> list[list]:
    book = CalamineWorkbook.from_filelike(BytesIO(response.getvalue()))
    return book.get_sheet_by_index(0).to_python()


def form(**said) -> dict:
    said.setdefault("ends_on", (TODAY + 10 * DAY).isoformat())
    return {"level": "healthy", "reason": "搬迁停产", **said}


def test_a_director_sets_it_from_the_page_that_says_why(red, as_user, fang, lin):
    client, why = as_user(fang), f"/customers/{red.code}/why/"
    assert f'href="/customers/{red.code}/level/"' in text(client.get(why))
    assert f"/customers/{red.code}/level/" not in text(as_user(lin).get(why))
    assert client.get(f"/customers/{red.code}/level/").context["form"]["ends_on"].value() == (
        TODAY + 30 * DAY
    )
    answer = client.post(f"/customers/{red.code}/level/", form(), follow=True)
    assert "Set to healthy by 方敏" in text(answer)
    assert "by decision; by the score: red" in text(answer)
    assert "搬迁停产" in text(as_user(lin).get(f"/customers/{red.code}/"))


def test_sending_the_form_twice_sets_it_once(red, as_user, fang):
    client = as_user(fang)
    for _time in range(2):
        assert client.post(f"/customers/{red.code}/level/", form()).status_code == 302
    assert LevelOverride.objects.count() == 1


def test_a_second_person_is_told_on_the_page(red, as_user, fang, analyst):
    LevelOverrideFactory(customer=red, by=fang, level=Level.YELLOW)
    User.objects.filter(pk=analyst.pk).update(language="en")
    answer = as_user(analyst).post(f"/customers/{red.code}/level/", form())
    assert "方敏 has set the level to yellow until" in text(answer)


def test_a_form_that_cannot_be_comes_back_with_what_is_wrong(red, as_user, fang):
    client, address = as_user(fang), f"/customers/{red.code}/level/"
    late = (TODAY + 91 * DAY).isoformat()
    assert "Choose a last day from today to" in text(client.post(address, form(ends_on=late)))
    assert "This field is required." in text(client.post(address, form(reason=" ")))
    assert "The score says the same already." in text(client.post(address, form(level="red")))
    assert not LevelOverride.objects.exists()


def test_a_director_who_looks_after_the_customer_asks_somebody_else(red, as_user, fang):
    red.assignments.update(user=fang)
    client, address = as_user(fang), f"/customers/{red.code}/level/"
    assert "somebody else decides about its level" in text(client.get(address))
    client.post(address, form())
    assert not LevelOverride.objects.exists()


def test_it_is_taken_back_with_a_reason(red, as_user, fang):
    client, address = as_user(fang), f"/customers/{red.code}/level/end/"
    client.post(f"/customers/{red.code}/level/", form())
    shown = client.get(address).context["form"]["override"].value()
    assert "This field is required." in text(client.post(address, {"override": shown}))
    client.post(address, {"override": shown, "reason": "看错了"})
    assert HealthCurrent.objects.get(customer=red).level == Level.RED
    assert "No level is set by hand here." in text(client.get(address))
    late = client.post(address, {"override": shown, "reason": "又一次"})
    assert "does not stand any more" in text(late)


def test_one_of_another_customer_is_not_taken_back_from_here(red, as_user, fang):
    other = LevelOverrideFactory()
    address = f"/customers/{red.code}/level/end/"
    as_user(fang).post(address, {"override": other.pk, "reason": "看错了"})
    other.refresh_from_db()
    assert other.ended_at is None


def test_the_customer_list_goes_by_it_and_says_what_the_score_says(as_user, lin, hangzhou):
    HealthCurrentFactory(
        customer=hangzhou, computed_level=Level.ORANGE, decided_until=TODAY, score=Decimal("64.20")
    )
    client = as_user(lin)
    assert "by decision; by the score: orange" in text(client.get("/customers/?level=healthy"))
    assert not client.get("/customers/?level=orange").context["page"].rows
    header, row = sheet(client.get("/customers/?export=xlsx"))
    found = dict(zip(header, row, strict=True))
    assert (found["Health"], found["Level by the score"]) == ("healthy", "orange")


def test_an_older_day_is_told_with_what_stood_then(red, as_user, fang):
    score(day=TODAY - 40 * DAY)
    moment = timezone.now() - 40 * DAY
    LevelOverrideFactory(customer=red, set_at=moment, ends_on=TODAY - 35 * DAY)
    client = as_user(fang)
    then = client.get(f"/customers/{red.code}/why/?day={TODAY - 40 * DAY}")
    assert "by decision; by the score" in text(then)
    assert "Take back" not in text(then)
    assert "by decision" not in text(client.get(f"/customers/{red.code}/why/"))


def test_explain_counts_with_the_score_and_says_what_is_shown(red):
    LevelOverrideFactory(customer=red)

    def explained(*options: str) -> str:
        out = StringIO()
        call_command("explain", red.code, *options, stdout=out)
        return out.getvalue()

    assert '"level": "red"' in explained("--json")
    assert "shown as healthy until" in explained()


# --- the list ---------------------------------------------------------------------------------


def over(verdict: str, **fields) -> LevelOverride:
    moment = timezone.now() - 40 * DAY
    return LevelOverrideFactory(set_at=moment, ends_on=TODAY - 30 * DAY, verdict=verdict, **fields)


def names(response) -> set[str]:
    return {row.customer.name for row in response.context["page"].rows}


def test_the_list_has_what_stands_and_what_is_over_of_the_customers_that_one_sees(
    as_user, lin, chen, hangzhou
):
    LevelOverrideFactory(customer=hangzhou)
    over("", customer=hangzhou)
    client = as_user(lin)
    assert len(client.get("/health/overrides/").context["page"].rows) == 2
    assert len(client.get("/health/overrides/?state=stands").context["page"].rows) == 1
    assert "is compared in one of the next nights" in text(client.get("/health/overrides/"))
    assert names(as_user(chen).get("/health/overrides/")) == set()


def test_it_says_how_often_the_score_came_to_the_same(as_user, fang):
    for verdict in OverrideVerdict:
        over(verdict)
    over(OverrideVerdict.BORNE_OUT)
    page = as_user(fang).get("/health/overrides/")
    assert "The score came to the same in 2 of 3" in text(page)
    assert "(67%)" in text(page)
    agreed = as_user(fang).get("/health/overrides/?verdict=borne_out")
    assert len(agreed.context["page"].rows) == 2


def test_the_newest_come_first_and_a_click_turns_it_round(as_user, fang):
    older, newer = over(""), LevelOverrideFactory()

    def order(address: str) -> list[int]:
        page = as_user(fang).get(address).context["page"]
        return [row.override.pk for row in page.rows]

    assert order("/health/overrides/") == [newer.pk, older.pk]
    assert order("/health/overrides/?sort=since") == [older.pk, newer.pk]


def test_the_list_is_a_file_too(as_user, fang, hangzhou):
    LevelOverrideFactory(customer=hangzhou)
    _header, row = sheet(as_user(fang).get("/health/overrides/?export=xlsx"))
    assert "杭州科技有限公司" in row


def test_the_list_takes_as_many_statements_with_one_as_with_many(as_user, fang):
    reader = as_user(fang)
    LevelOverrideFactory()
    few = statements(reader, "/health/overrides/")
    for customer in CustomerFactory.create_batch(10):
        LevelOverrideFactory(customer=customer)
    assert statements(reader, "/health/overrides/") == few


def test_taking_back_one_that_another_has_replaced_asks_about_that_one(red, as_user, fang, analyst):
    client, url = as_user(fang), f"/customers/{red.code}/level/end/"
    old = LevelOverrideFactory(customer=red, by=analyst)
    LevelOverride.objects.filter(pk=old.pk).update(
        ended_at=timezone.now(), ended_by=analyst, end_reason="Anders."
    )
    new = LevelOverrideFactory(customer=red, by=analyst, starts_on=TODAY)
    page = client.post(url, {"override": old.pk, "reason": "Wieder da."})
    assert "does not stand any more" in text(page)
    assert page.context["form"]["override"].value() == str(new.pk)
    assert client.post(url, {"override": new.pk, "reason": "Wieder da."}).status_code == 302


def test_an_id_of_nobodys_is_said_to_be_one(red, as_user, fang):
    page = as_user(fang).post(
        f"/customers/{red.code}/level/end/", {"override": 999_999, "reason": "Wieder da."}
    )
    assert "No level is set by hand here" in text(page)
