"""Concessions in a browser: asked for, decided about, withdrawn, listed."""

from html import unescape
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import CustomerFactory
from crm_site.queries.origins import origin_of, purpose
from crm_site.tests.test_query_budgets import statements
from followups.models import AuthorityLimit, Concession, Task
from followups.services.concessions import concession_refuse
from followups.tests.factories import ConcessionFactory
from health.tests.factories import WarningFactory


@pytest.fixture(autouse=True)
def _english(lin: User, wei: User, fang: User) -> None:
    User.objects.update(language="en")


def text(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def form(**said) -> dict:
    return {"kind": "discount", "amount": "7", "reason": "同行报价低一成", "token": uuid4()} | said


def test_one_reads_what_one_grants_oneself_and_asks_for_more(hangzhou, as_user, lin, wei):
    client, url = as_user(lin), f"/customers/{hangzhou.code}/concession/"
    assert f'href="{url}"' in client.get(f"/customers/{hangzhou.code}/").content.decode()
    assert "up to 5 %" in text(client.get(url))
    page = text(client.post(url, form(), follow=True))
    assert "Whoever decides is asked." in page
    assert "Waiting for a decision" in page
    concession = Concession.objects.get()
    assert f"/concessions/{concession.pk}/" in text(as_user(wei).get("/concessions/?whose=for_me"))
    task = text(as_user(wei).get(f"/tasks/{concession.task.pk}/"))
    assert f'href="/concessions/{concession.pk}/"' in task


def test_within_the_own_limit_it_is_granted_on_the_spot(hangzhou, as_user, lin):
    url = f"/customers/{hangzhou.code}/concession/"
    page = text(as_user(lin).post(url, form(amount="5"), follow=True))
    assert "Granted." in page
    assert "5 %" in text(as_user(lin).get(f"/customers/{hangzhou.code}/"))


@pytest.mark.parametrize("said", [{"reason": ""}, {"amount": "0"}, {"kind": "resource"}])
def test_the_form_comes_back_with_what_was_typed(hangzhou, as_user, lin, said):
    url = f"/customers/{hangzhou.code}/concession/"
    page = as_user(lin).post(url, form(**said))
    assert page.status_code == 200
    assert page.context["form"].errors
    assert page.context["form"]["kind"].value() == said.get("kind", "discount")
    assert not Concession.objects.exists()


def test_what_was_refused_meanwhile_is_not_called_granted(hangzhou, as_user, lin, wei):
    url, said = f"/customers/{hangzhou.code}/concession/", form()
    as_user(lin).post(url, said)
    row = Concession.objects.get()
    concession_refuse(concession=row, by=wei, at=timezone.now(), answer="太多")
    page = text(as_user(lin).post(url, said, follow=True))
    assert "It has been refused." in page
    assert "Granted." not in page


@pytest.mark.parametrize("number", ["１２", "²", "9" * 30, "x", ""])
def test_what_is_no_number_of_ours_is_no_origin(hangzhou, fang, number):
    assert purpose(f"winback:{number}", hangzhou) == ""
    assert origin_of(f"winback:{number}", fang) is None


def test_what_it_is_for_is_kept_in_one_way(hangzhou):
    warning = WarningFactory(customer=hangzhou)
    assert purpose(f"warning:00{warning.pk}", hangzhou) == f"warning:{warning.pk}"


def test_a_form_sent_twice_asks_once(hangzhou, as_user, lin):
    said = form()
    for _again in range(2):
        as_user(lin).post(f"/customers/{hangzhou.code}/concession/", said)
    assert Concession.objects.count() == 1


def test_what_it_is_for_is_one_of_the_customers_own_things(hangzhou, ningbo, as_user, lin):
    own, other = WarningFactory(customer=hangzhou), WarningFactory(customer=ningbo)
    url = f"/customers/{hangzhou.code}/concession/"
    for origin in (f"warning:{own.pk}", f"warning:{other.pk}", "warning:x", "nonsense:1"):
        as_user(lin).post(url, form(origin=origin))
    origins = list(Concession.objects.order_by("pk").values_list("origin", flat=True))
    assert origins == [f"warning:{own.pk}", "", "", ""]
    page = as_user(lin).get(f"/concessions/{Concession.objects.earliest('pk').pk}/")
    assert f'href="/warnings/{own.pk}/"' in text(page)


def test_wei_refuses_with_a_reason_and_lin_reads_it(hangzhou, as_user, lin, wei):
    as_user(lin).post(f"/customers/{hangzhou.code}/concession/", form())
    concession = Concession.objects.get()
    url = f"/concessions/{concession.pk}/"
    assert f"{url}decide/" in text(as_user(wei).get(url))
    assert f"{url}decide/" not in text(as_user(lin).get(url))
    without = as_user(wei).post(f"{url}decide/", {"decision": "refuse", "answer": ""})
    assert "Say why." in text(without)
    as_user(wei).post(f"{url}decide/", {"decision": "refuse", "answer": "利润太薄"})
    assert "利润太薄" in text(as_user(lin).get(url))
    late = as_user(wei).post(f"{url}decide/", {"decision": "grant"})
    assert "has just decided about this" in text(late)


def test_lin_withdraws_what_lin_has_asked_for(hangzhou, as_user, lin, wei):
    as_user(lin).post(f"/customers/{hangzhou.code}/concession/", form())
    url = f"/concessions/{Concession.objects.get().pk}/withdraw/"
    refused = as_user(wei).post(url, {"reason": "不用了"})
    assert "Only whoever has asked for it" in text(refused)
    as_user(lin).post(url, {"reason": "不用了"})
    assert Concession.objects.get().state == "withdrawn"
    assert not Task.objects.get().is_at_work


def test_of_somebody_elses_customer_there_is_nothing_to_see_or_to_ask(hangzhou, as_user, chen):
    concession, client = ConcessionFactory(customer=hangzhou), as_user(chen)
    assert client.post(f"/customers/{hangzhou.code}/concession/", form()).status_code == 404
    for path in ("", "withdraw/"):
        assert client.get(f"/concessions/{concession.pk}/{path}").status_code == 404
    assert not client.get("/concessions/").context["page"].rows


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2),
        ("state=waiting", 2),
        ("state=granted", 0),
        ("kind=gift", 1),
        ("whose=mine", 1),
        ("whose=for_me", 0),
    ],
)
def test_the_list_is_narrowed(as_user, fang, query, found):
    ConcessionFactory(asked_by=fang)
    ConcessionFactory(kind="gift")
    page = as_user(fang).get(f"/concessions/?{query}")
    assert len(page.context["page"].rows) == found


def test_the_list_takes_as_many_statements_with_one_as_with_many(as_user, fang):
    reader = as_user(fang)
    ConcessionFactory()
    few = statements(reader, "/concessions/")
    for customer in CustomerFactory.create_batch(10):
        ConcessionFactory(customer=customer)
    assert statements(reader, "/concessions/") == few


def test_a_director_changes_a_limit_in_the_back_office(as_user, fang):
    limit = AuthorityLimit.objects.get(kind="discount", tier="key", role="csm")
    url = f"/admin/followups/authoritylimit/{limit.pk}/change/"
    client = as_user(fang)
    version = client.get(url).context["adminform"].form.initial["version"]
    said = {"kind": "discount", "tier": "key", "role": "csm", "version": version}
    assert "At most 100" in text(client.post(url, said | {"limit": "101"}))
    client.post(url, said | {"limit": "4"})
    limit.refresh_from_db()
    assert limit.limit == 4
