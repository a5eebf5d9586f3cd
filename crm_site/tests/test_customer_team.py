"""Who looks after this customer? The page, and what managers change on it."""

from datetime import timedelta
from html import unescape

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.choices import ServiceRole
from accounts.models import Assignment, Customer, User
from accounts.queries.team import service_team
from accounts.services.team import team_member_set
from accounts.tests.factories import AssignmentFactory, CustomerFactory, person


@pytest.fixture(autouse=True)
def _english(lin: User, wei: User, fang: User) -> None:
    User.objects.update(language="en")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def url(hangzhou: Customer) -> str:
    return f"/customers/{hangzhou.code}/team/"


@pytest.fixture
def membership(hangzhou, analyst, today) -> Assignment:
    return team_member_set(
        customer=hangzhou,
        user=analyst,
        role=ServiceRole.DATA_ANALYST,
        day=today - timedelta(days=30),
    )


def errors_of(response) -> str:
    assert response.status_code == 200
    return unescape(str(response.context["form"].errors))


def shown(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return unescape(response.text)


# --- the page ---------------------------------------------------------------------------------


def test_it_shows_the_team_its_gaps_and_its_history(as_user, lin, url, membership):
    body = shown(as_user(lin), url)
    assert "安琪" in body
    assert "Missing: Technical consultant" in body
    assert "Missing: Executive sponsor" in body
    assert "Missing: Data analyst" not in body
    assert "Without a deputy: Customer success manager" in body


def test_a_customer_of_others_has_no_such_page(as_user, lin, wei, ningbo):
    for path in ("", "owner/", "add/", f"{ningbo.assignments.get().pk}/deputy/"):
        assert as_user(wei).get(f"/customers/{ningbo.code}/team/{path}").status_code == 404
    assert as_user(lin).get(f"/customers/{ningbo.code}/team/").status_code == 404


def test_only_managers_find_a_way_to_change_it(as_user, lin, wei, url, membership):
    assert f"{url}owner/" not in shown(as_user(lin), url)
    assert f"{url}owner/" in shown(as_user(wei), url)
    paths = ("owner/", "add/", f"{membership.pk}/deputy/", f"{membership.pk}/end/")
    for path in paths:
        assert as_user(wei).get(url + path).status_code == 200
        assert as_user(lin).get(url + path).status_code == 404
        assert as_user(lin).post(url + path, {"day": "2026-01-01"}).status_code == 404


def test_without_an_owner_it_says_that_nobody_is_there(as_user, fang):
    customer = CustomerFactory()
    body = shown(as_user(fang), f"/customers/{customer.code}/team/")
    assert "Nobody looks after this customer today." in body
    assert "Missing: Customer success manager" in body


def test_the_piece_for_the_customers_page_names_team_and_gaps(hangzhou, chen, today):
    hangzhou.assignments.update(deputy=chen)
    context = {"customer": hangzhou, "team": service_team(hangzhou, today)}
    piece = render_to_string("pages/_customer_team.html", context)
    assert "林晓" in piece
    assert "陈默" in piece
    assert str(ServiceRole.DATA_ANALYST.label) in piece
    assert f"/customers/{hangzhou.code}/team/" in piece


# --- the owner --------------------------------------------------------------------------------


def owner_fields(user: User, seen: User | None, **fields: object) -> dict[str, object]:
    day = timezone.localdate()
    return {"owner": user.pk, "seen": seen.pk if seen else "", "day": day, "reason": "", **fields}


def busy(user: User) -> User:
    for _number in range(15):
        AssignmentFactory(customer=CustomerFactory(tier="strategic"), user=user)
    return user


def test_a_manager_sets_the_owner(as_user, fang, lin, chen, hangzhou, url):
    response = as_user(fang).post(f"{url}owner/", owner_fields(chen, lin, reason="new group"))
    assert response.url == url
    hangzhou.refresh_from_db()
    assert hangzhou.owner == chen
    body = shown(as_user(fang), url)
    assert "new group" in body
    assert "方敏" in body


def test_the_load_is_shown_and_who_is_full_is_marked(as_user, fang, chen, lin, hangzhou, url):
    busy(chen)
    labels = [line for line in shown(as_user(fang), f"{url}owner/").splitlines() if "陈默" in line]
    assert any("15 of 15 strategic" in line for line in labels)
    assert any("one more is past the limit" in line for line in labels)


def test_past_the_limit_a_reason_is_asked_for_and_kept(as_user, fang, lin, chen, hangzhou, url):
    busy(chen)
    client = as_user(fang)
    assert "15 is the limit" in errors_of(client.post(f"{url}owner/", owner_fields(chen, lin)))
    client.post(f"{url}owner/", owner_fields(chen, lin, reason="until May"))
    assert hangzhou.assignments.get(user=chen).reason == "until May"


def test_an_owner_set_meanwhile_is_told_and_replaced_only_knowingly(
    as_user, fang, lin, chen, wei, hangzhou, url
):
    client = as_user(fang)
    client.post(f"{url}owner/", owner_fields(chen, lin))
    response = client.post(f"{url}owner/", owner_fields(wei, lin))
    assert "just changed the owner to 陈默" in errors_of(response)
    again = response.context["form"]
    assert str(again["seen"].value()) == str(chen.pk)
    assert str(again["owner"].value()) == str(wei.pk)


def test_whoever_gives_a_customer_away_lands_on_their_list(as_user, wei, lin, chen, url):
    assert as_user(wei).post(f"{url}owner/", owner_fields(chen, lin)).url == "/customers/"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_day_is_filled_in_in_every_language(as_user, fang, url, today, language):
    User.objects.filter(pk=fang.pk).update(language=language)
    body = shown(as_user(fang), f"{url}owner/")
    assert f'value="{today.isoformat()}"' in body


# --- members ----------------------------------------------------------------------------------


def member_fields(user: User, **fields: object) -> dict[str, object]:
    return {"role": "tech_consultant", "user": user.pk, "day": timezone.localdate(), **fields}


def test_a_manager_adds_a_member_who_then_sees_the_customer(as_user, wei, hangzhou, chen, url):
    expert = person("expert", "专家", "tech_consultant")
    response = as_user(wei).post(f"{url}add/", member_fields(expert, deputy=chen.pk))
    assert response.url == url
    row = hangzhou.assignments.get(user=expert)
    assert (row.role, row.deputy) == ("tech_consultant", chen)
    assert as_user(chen).get(url).status_code == 200


def test_sending_a_new_member_twice_adds_one(as_user, wei, hangzhou, chen, url):
    client = as_user(wei)
    client.post(f"{url}add/", member_fields(chen))
    assert "陈默 has this role here" in errors_of(client.post(f"{url}add/", member_fields(chen)))
    assert hangzhou.assignments.filter(user=chen).count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("role", "csm"),
        ("role", "king"),
        ("user", ""),
        ("user", "999999"),
        ("deputy", "nobody"),
        ("day", ""),
        ("until", "soon"),
        ("reason", "x" * 201),
    ],
)
def test_an_impossible_member_is_explained(as_user, wei, hangzhou, chen, url, field, value):
    response = as_user(wei).post(f"{url}add/", member_fields(chen) | {field: value})
    assert field in response.context["form"].errors
    assert hangzhou.assignments.count() == 1


def test_somebody_who_left_cannot_be_chosen(as_user, wei, hangzhou, url):
    left = person("left", "走人", "csm", is_active=False)
    response = as_user(wei).post(f"{url}add/", member_fields(left))
    assert "user" in response.context["form"].errors


def test_a_manager_sets_a_deputy_and_takes_them_off(as_user, wei, chen, hangzhou, url):
    row = hangzhou.assignments.get()
    client = as_user(wei)
    assert client.post(f"{url}{row.pk}/deputy/", {"deputy": chen.pk}).url == url
    row.refresh_from_db()
    assert row.deputy == chen
    client.post(f"{url}{row.pk}/deputy/", {"deputy": "", "seen": chen.pk})
    row.refresh_from_db()
    assert row.deputy is None


def test_a_deputy_set_meanwhile_is_told_first(as_user, wei, chen, fang, hangzhou, url):
    row = hangzhou.assignments.get()
    client, path = as_user(wei), f"{url}{row.pk}/deputy/"
    client.post(path, {"deputy": chen.pk})
    response = client.post(path, {"deputy": fang.pk, "seen": ""})
    assert "Somebody has just changed this" in errors_of(response)
    seen = response.context["form"]["seen"].value()
    assert client.post(path, {"deputy": fang.pk, "seen": seen}).status_code == 302


def test_nobody_can_be_chosen_as_their_own_deputy(as_user, wei, lin, hangzhou, url):
    path = f"{url}{hangzhou.assignments.get().pk}/deputy/"
    assert "deputy" in as_user(wei).post(path, {"deputy": lin.pk}).context["form"].errors


def test_a_manager_ends_a_membership(as_user, wei, membership, url, today):
    path = f"{url}{membership.pk}/end/"
    assert as_user(wei).post(path, {"day": today, "seen": ""}).url == url
    membership.refresh_from_db()
    assert membership.valid.upper == today
    assert as_user(wei).get(path).status_code == 404


def test_a_planned_end_can_come_earlier(as_user, wei, membership, url, today):
    end = today + timedelta(days=30)
    Assignment.objects.filter(pk=membership.pk).update(valid=DateRange(today, end))
    client, path = as_user(wei), f"{url}{membership.pk}/end/"
    fields = {name: client.get(path).context["form"][name].value() for name in ("day", "seen")}
    assert fields == {"day": end, "seen": end}
    client.post(path, fields | {"day": today + timedelta(days=3)})
    membership.refresh_from_db()
    assert membership.valid.upper == today + timedelta(days=3)


def test_instead_of_ending_an_owner_one_is_led_to_replacing_them(as_user, wei, hangzhou, url):
    response = as_user(wei).get(f"{url}{hangzhou.assignments.get().pk}/end/")
    assert response.url == f"{url}owner/"


def test_a_row_of_another_customer_or_of_another_kind_is_not_there(
    as_user, fang, hangzhou, ningbo, tang, url
):
    client = as_user(fang)
    for row in (ningbo.assignments.get(), tang.assignments.get()):
        assert client.get(f"{url}{row.pk}/deputy/").status_code == 404
        assert client.post(f"{url}{row.pk}/end/", {"day": "2026-01-01"}).status_code == 404
