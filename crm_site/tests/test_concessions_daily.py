"""Concessions in daily use: who decides, what was granted so far, decisions from Today."""

from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Department, User
from accounts.rules.clearance import HIDDEN
from accounts.tests.factories import OrderFactory, UserFactory
from crm_site.queries.conceded import conceded, conceded_by_owner
from crm_site.queries.concessions import concession_rows
from crm_site.queries.department_help import help_page
from crm_site.queries.origins import instead_of_done, purposes_of
from followups.models import Concession, DepartmentAnswer
from followups.services.escalation import escalate
from followups.tests.factories import ConcessionFactory, CustomerPlanFactory, TicketFactory
from health.tests.factories import WarningFactory, WinBackFactory

TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _english(lin: User, wei: User, fang: User) -> None:
    User.objects.update(language="en")


def text(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def granted(customer, by, cost, days=10, **other) -> Concession:
    moment = timezone.now() - timedelta(days=days)
    said = {"kind": "gift", "amount": cost, "cost": cost, "asked_by": by, "decided_by": by}
    return ConcessionFactory(customer=customer, **said, granted_at=moment, **other)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("kind=discount&amount=5", "Within your authority: granted at once."),
        ("kind=discount&amount=7", "Goes to 魏然, who answers by"),
        ("kind=discount&amount=99", "Nobody is there who may grant as much"),
        ("kind=discount&amount=x", "then it stands here who decides"),
        ("kind=nonsense&amount=1", "then it stands here who decides"),
    ],
)
def test_who_decides_is_said_while_one_types(hangzhou, as_user, lin, wei, query, said):
    page = as_user(lin).get(f"/customers/{hangzhou.code}/concession/limit/?{query}")
    assert said in text(page)


def test_what_it_is_for_is_chosen_among_what_is_open(hangzhou, ningbo, as_user, lin):
    mine = (
        f"warning:{WarningFactory(customer=hangzhou).pk}",
        f"winback:{WinBackFactory(customer=hangzhou).pk}",
        f"ticket:{TicketFactory(customer=hangzhou).pk}",
        f"customer-plan:{CustomerPlanFactory(customer=hangzhou).pk}",
    )
    TicketFactory(customer=ningbo)
    assert [code for code, _words in purposes_of(hangzhou, lin)] == list(mine)
    url = f"/customers/{hangzhou.code}/concession/?for={mine[3]}"
    assert f'value="{mine[3]}" selected' in text(as_user(lin).get(url))
    said = {"kind": "gift", "amount": "5", "reason": "道歉", "token": uuid4(), "origin": mine[2]}
    as_user(lin).post(url, said)
    assert Concession.objects.get().origin == mine[2]


def test_a_year_of_concessions_stands_beside_the_orders(hangzhou, lin):
    OrderFactory(customer=hangzhou, ordered_on=TODAY, amount=10_000)
    granted(hangzhou, lin, 200)
    granted(hangzhou, lin, 900, days=400)
    ConcessionFactory(customer=hangzhou)
    found = conceded(hangzhou, lin, TODAY)
    assert (found.count, found.cost, found.waiting, found.revenue) == (1, 200, 1, 10_000)
    assert found.share == 0.02


def test_of_a_concession_that_nobody_has_costed_that_is_said(hangzhou, lin):
    row = granted(hangzhou, lin, 5)
    Concession.objects.filter(pk=row.pk).update(kind="discount", cost=None)
    found = conceded(hangzhou, lin, TODAY)
    assert (found.count, found.cost, found.uncosted, found.share) == (1, 0, 1, None)


def test_whoever_may_not_know_costs_sees_no_sum(hangzhou, tang):
    assert conceded(hangzhou, tang, TODAY) is None


def test_a_lead_sees_whose_customers_got_what(hangzhou, ningbo, as_user, lin, chen, wei, fang):
    OrderFactory(customer=hangzhou, ordered_on=TODAY, amount=1_000)
    granted(hangzhou, lin, 100)
    granted(ningbo, chen, 300)
    assert [row.owner for row in conceded_by_owner(fang, TODAY)] == [chen, lin]
    [mine] = conceded_by_owner(wei, TODAY)
    assert (mine.owner, mine.conceded.share) == (lin, 0.1)
    assert "10.0%" in text(as_user(wei).get("/concessions/owners/"))


def test_a_decision_is_one_click_from_today(hangzhou, as_user, lin, wei):
    said = {"kind": "discount", "amount": "7", "reason": "同行报价", "token": uuid4()}
    as_user(lin).post(f"/customers/{hangzhou.code}/concession/", said)
    row = Concession.objects.get()
    assert f'href="/concessions/{row.pk}/decide/"' in text(as_user(wei).get("/today/"))


def test_without_a_decision_the_five_minute_job_asks_the_next_one_up_once(
    hangzhou, as_user, lin, wei, fang
):
    said = {"kind": "discount", "amount": "7", "reason": "同行报价", "token": uuid4()}
    as_user(lin).post(f"/customers/{hangzhou.code}/concession/", said)
    late = timezone.now() + timedelta(days=15)
    for _again in range(2):
        escalate(at=late)
    row = Concession.objects.get()
    assert row.asked == [wei.pk, fang.pk]
    assert row.task.owner == fang


@pytest.mark.parametrize(
    ("origin", "url"),
    [
        ("concession:12:2", "/concessions/12/decide/"),
        ("plan-review:7:3", "/customer-plans/7/review/3/"),
        ("concession:x", None),
        ("task:1", None),
    ],
)
def test_what_is_done_by_saying_something_leads_there(fang, origin, url):
    found = instead_of_done(origin, fang)
    assert (found and found.url) == url


# --- the table --------------------------------------------------------------------------------


def fields(page, **said) -> dict:
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields} | said


def test_everybody_who_asks_reads_the_table_and_a_director_changes_it(as_user, lin, fang):
    assert "up to" not in text(as_user(lin).get("/concessions/authority/"))
    assert "/concessions/authority/gift/" not in text(as_user(lin).get("/concessions/authority/"))
    assert as_user(lin).get("/concessions/authority/gift/").status_code == 404
    client, url = as_user(fang), "/concessions/authority/gift/"
    wrong = client.post(url, fields(client.get(url), **{"key-csm": "viel", "reason": "调整"}))
    assert "A number, or ∞." in text(wrong)
    said = {"key-csm": "450", "general-csm": "∞", "strategic-csm": "", "reason": "年度调整"}
    client.post(url, fields(client.get(url), **said))
    page = text(client.get("/concessions/authority/"))
    assert "年度调整" in page
    assert "¥450" in page


def test_there_is_no_table_of_a_kind_that_is_none(as_user, fang):
    assert as_user(fang).get("/concessions/authority/nonsense/").status_code == 404


# --- help of a department ---------------------------------------------------------------------


def test_a_department_reads_how_many_hours_and_no_more_than_its_clearance(hangzhou, lin, tang):
    department = Department.objects.get(code="production")
    row = granted(hangzhou, lin, 4, reason="投产支持")
    Concession.objects.filter(pk=row.pk).update(kind="resource", department=department)
    for person, reason in ((UserFactory(), ""), (tang, HIDDEN), (lin, "投产支持")):
        person.department = department
        person.save()
        page = help_page(row.pk, person)
        assert (page.hours, page.asked_by, page.reason) == (4, lin, reason)
        assert (page.concession.amount == HIDDEN) == (person != lin)


def test_the_department_answers_and_whoever_asked_reads_it(hangzhou, as_user, lin, wei):
    department = Department.objects.get(code="production")
    shen = UserFactory(department=department, language="en")
    row = granted(hangzhou, lin, 4)
    Concession.objects.filter(pk=row.pk).update(kind="resource", department=department)
    url = f"/concessions/{row.pk}/help/"
    assert as_user(lin).get(url).status_code == 404
    page = text(as_user(shen).get(url))
    assert hangzhou.code in page
    assert hangzhou.name not in page
    refused = as_user(shen).post(url, {"helper": "", "helps_on": "", "words": ""})
    assert "Say who helps, or why nobody does." in text(refused)
    as_user(shen).post(url, {"helper": shen.pk, "helps_on": f"{TODAY}", "words": "带备件"})
    assert DepartmentAnswer.objects.get().helper == shen
    assert "带备件" in text(as_user(lin).get(f"/concessions/{row.pk}/"))


def test_the_board_counts_what_waits_for_a_decision(hangzhou, as_user, lin, wei):
    granted(hangzhou, lin, 100)
    assert "for a decision" not in text(as_user(wei).get("/board/"))
    ConcessionFactory(customer=hangzhou, asked_by=lin)
    page = text(as_user(wei).get("/board/"))
    assert 'href="/concessions/?state=waiting">1 concession waits for a decision' in page


def test_the_list_knows_what_a_department_answered(hangzhou, lin):
    with_help, without = granted(hangzhou, lin, 100), granted(hangzhou, lin, 200)
    said = {"helper": lin, "helps_on": TODAY, "words": "带备件", "by": lin, "at": timezone.now()}
    answer = DepartmentAnswer.objects.create(concession=with_help, **said)
    rows = concession_rows([with_help.pk, without.pk], lin)
    assert [row.help for row in rows] == [answer, None]
