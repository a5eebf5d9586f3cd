"""Customers that nobody owns: the list, a look at what would change, and the change."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from accounts.models import AccessLog, Assignment, Customer, User
from accounts.services.assignments import owner_set
from accounts.tests.factories import AssignmentFactory, CustomerFactory, TeamFactory, person
from crm_site.pages import no_owner_assign
from crm_site.tests.test_masks import text_of
from crm_site.tests.test_query_budgets import statements

URL = "/no-owner/"
ASSIGN = "/no-owner/assign/"


@pytest.fixture(autouse=True)
def _english(lin: User, wei: User, fang: User) -> None:
    User.objects.update(language="en")


@pytest.fixture
def free(db) -> list[Customer]:
    """Customers that nobody owns, of each tier."""
    return [
        CustomerFactory(name="安公司", tier="strategic", region="浙江"),
        CustomerFactory(name="博公司", tier="key", region="江苏"),
        CustomerFactory(name="辰公司", tier="", region="浙江"),
    ]


def names(response) -> str:
    return "".join(row.customer.name[0] for row in response.context["page"].rows)


def told(response) -> str:
    return unescape(" ".join(map(str, get_messages(response.wsgi_request))))


def sent(client: Client, user: User, customers: list[Customer], reason: str = ""):
    ids = ",".join(str(customer.pk) for customer in customers)
    return client.post(ASSIGN, {"owner": user.pk, "customers": ids, "reason": reason})


def owner_of(customer: Customer) -> User | None:
    return Customer.objects.get(pk=customer.pk).owner


# --- the list ---------------------------------------------------------------------------------


def test_it_shows_active_customers_without_an_owner_strategic_ones_first(
    as_user, fang, free, hangzhou
):
    CustomerFactory(name="东公司", archived_at=timezone.now())
    assert names(as_user(fang).get(URL)) == "安博辰"


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ("?tier=key", "博"),
        ("?tier=none", "辰"),
        ("?region=浙江", "安辰"),
        ("?region=nowhere", "安博辰"),
        ("?q=bo", "博"),
        ("?q=%00", "安博辰"),
        ("?sort=name", "安博辰"),
        ("?sort=-name", "辰博安"),
        ("?page=9", ""),
    ],
)
def test_it_is_narrowed_by_the_address(as_user, fang, free, query, who):
    assert names(as_user(fang).get(URL + query)) == who


def test_it_says_who_owned_them_before_and_who_is_going_to(as_user, fang, chen, lin, free):
    today = timezone.localdate()
    ended = DateRange(date(2020, 1, 1), date(2026, 3, 1))
    AssignmentFactory(customer=free[0], user=lin, valid=ended)
    owner_set(customer=free[0], user=chen, day=today + timedelta(days=3))
    row = as_user(fang).get(URL).context["page"].rows[0]
    assert (row.before.user, row.before.valid.upper, row.planned.user) == (
        lin,
        date(2026, 3, 1),
        chen,
    )


def test_a_lead_sees_those_that_are_theirs_to_see(as_user, wei, free):
    assert names(as_user(wei).get(URL)) == ""
    assert "Every customer that you may see has an owner." in as_user(wei).get(URL).text
    team = TeamFactory(code="operations_support")
    team.lead = wei
    team.save()
    assert names(as_user(wei).get(URL)) == "安博辰"


def test_only_who_gives_owners_has_the_page_and_the_way_to_it(
    as_user, lin, fang, analyst, hangzhou
):
    assert URL in as_user(fang).get("/customers/").text
    for user in (lin, analyst):
        assert as_user(user).get(URL).status_code == 404
        assert as_user(user).get(ASSIGN).status_code == 404
        assert as_user(user).post(ASSIGN).status_code == 404
        assert URL not in as_user(user).get("/customers/").text


def test_it_can_be_carried_away_as_a_file_which_is_noted(as_user, fang, free):
    text = text_of(as_user(fang).get(URL + "?tier=key&export=xlsx"))
    assert "博公司" in text
    assert free[1].code in text
    assert "安公司" not in text
    log = AccessLog.objects.get()
    assert (log.user, log.subject, log.rows) == (fang, "no-owner", 1)


def test_a_changed_filter_brings_the_list_alone(as_user, fang, free):
    piece = as_user(fang).get(URL + "?tier=key", headers={"HX-Request": "true"}).text
    assert "<html" not in piece
    assert free[1].name in piece


def test_the_list_and_the_preview_need_as_much_for_twenty_as_for_one(as_user, fang, lin):
    reader = as_user(fang)
    paths = [URL, f"{URL}?q=客户&tier=key", f"{ASSIGN}?all=on&owner={lin.pk}"]
    CustomerFactory(name="客户", tier="key")
    one = [statements(reader, path) for path in paths]
    for number in range(20):
        customer = CustomerFactory(name=f"客户{number}", tier="key")
        ended = DateRange(date(2020, 1, 1), date(2026, 3, 1))
        AssignmentFactory(customer=customer, user=person(f"p{number}", "某", "csm"), valid=ended)
    assert [statements(reader, path) for path in paths] == one
    assert max(one) <= 12


# --- a look at what would change --------------------------------------------------------------


def test_it_shows_what_would_change_and_changes_nothing(as_user, fang, lin, hangzhou, free):
    ids = "&".join(f"customer={customer.pk}" for customer in free)
    page = as_user(fang).get(f"{ASSIGN}?{ids}&owner={lin.pk}")
    lines = [(line.tier, line.before, line.after, line.is_past) for line in page.context["lines"]]
    assert lines == [("strategic", 1, 2, False), ("key", 0, 1, False), (None, 1, 4, False)]
    assert page.context["named"] == free
    assert not any(map(owner_of, free))


def test_past_the_limit_it_says_so_and_wants_a_reason(as_user, fang, lin):
    CustomerFactory.create_batch(16, tier="strategic")
    page = as_user(fang).get(f"{ASSIGN}?all=on&owner={lin.pk}")
    assert "past the limit" in page.text
    assert page.context["form"].fields["reason"].required


def test_all_that_match_are_more_than_those_on_the_page(as_user, fang, lin):
    CustomerFactory.create_batch(60, tier="general")
    CustomerFactory.create_batch(5, tier="potential")
    page = as_user(fang).get(f"{ASSIGN}?all=on&tier=general&owner={lin.pk}")
    assert (page.context["count"], page.context["unnamed"]) == (60, 10)
    fields = {"owner": lin.pk, "customers": page.context["form"]["customers"].value()}
    as_user(fang).post(ASSIGN, fields)
    assert Customer.objects.filter(owner=lin).count() == 60


def test_too_many_at_once_are_refused_in_words(as_user, fang, lin, free, monkeypatch):
    monkeypatch.setattr(no_owner_assign, "MOST_AT_ONCE", 2)
    client = as_user(fang)
    response = client.get(f"{ASSIGN}?all=on&region=&q=公司&owner={lin.pk}")
    assert response.url == f"{URL}?q=%E5%85%AC%E5%8F%B8"
    assert "At most 2 customers" in told(response)
    sent(client, lin, free)
    assert not any(map(owner_of, free))


@pytest.mark.parametrize("query", ["", "?customer=", "?customer=x&customer=-1", "?customer=9e9"])
def test_with_nothing_chosen_one_is_back_at_the_list(as_user, fang, lin, free, query):
    response = as_user(fang).get(ASSIGN + query)
    assert response.url == URL
    assert "Choose at least one" in told(response)


def test_a_number_beyond_all_numbers_is_no_customer(as_user, fang, lin):
    assert as_user(fang).get(f"{ASSIGN}?customer={10**30}").url == URL


def test_without_an_owner_chosen_it_asks_for_one(as_user, fang, free):
    page = as_user(fang).get(f"{ASSIGN}?customer={free[0].pk}")
    assert page.context["person"] is None
    assert "Who is to be the owner?" in page.text


# --- the change -------------------------------------------------------------------------------


def test_the_chosen_ones_get_the_owner_and_the_message_leads_to_them(as_user, fang, lin, free):
    response = sent(as_user(fang), lin, free[:2], "new group")
    assert response.url == URL
    assert [owner_of(customer) for customer in free] == [lin, lin, None]
    assert "林晓 answers for 2 more customers." in told(response)
    assert 'href="/customers/?owner=lin"' in told(response)
    assert set(Assignment.objects.values_list("reason", flat=True)) == {"new group"}


def test_whoever_got_an_owner_meanwhile_is_left_and_named(as_user, fang, lin, chen, free):
    owner_set(customer=free[0], user=chen, day=timezone.localdate())
    response = sent(as_user(fang), lin, free)
    assert owner_of(free[0]) == chen
    assert "answers for 2 more" in told(response)
    assert "left as it is: 安公司" in told(response)


def test_sending_it_twice_does_no_harm(as_user, fang, lin, free):
    sent(as_user(fang), lin, free)
    response = sent(as_user(fang), lin, free)
    assert "answers for" not in told(response)
    assert Assignment.objects.count() == 3


def test_customers_of_others_that_are_slipped_in_stay_as_they_are(
    as_user, wei, lin, chen, free, ningbo
):
    """Wei leads no operations support: neither Ningbo nor those without an owner are hers."""
    client = as_user(wei)
    assert client.get(f"{ASSIGN}?customer={free[0].pk}&customer={ningbo.pk}").url == URL
    response = sent(client, lin, [ningbo, *free])
    assert owner_of(ningbo) == chen
    assert not any(map(owner_of, free))
    assert ningbo.name not in told(response)


def test_past_the_limit_nothing_happens_without_a_reason(as_user, fang, lin):
    customers = CustomerFactory.create_batch(16, tier="strategic")
    response = sent(as_user(fang), lin, customers)
    assert "15 is the limit" in unescape(str(response.context["form"].errors))
    assert response.context["count"] == 16
    assert not any(map(owner_of, customers))
    assert sent(as_user(fang), lin, customers, "until May").url == URL
    assert set(Assignment.objects.values_list("reason", flat=True)) == {"until May"}


@pytest.mark.parametrize("who", ["", "999999", "inactive", "finance"])
def test_nobody_else_can_be_made_an_owner(as_user, fang, finance, free, who):
    left = person("left", "走人", "csm", is_active=False)
    pk = {"inactive": left.pk, "finance": finance.pk}.get(who, who)
    fields = {"owner": pk, "customers": free[0].pk, "reason": ""}
    response = as_user(fang).post(f"{ASSIGN}?customer={free[0].pk}", fields)
    assert "owner" in response.context["form"].errors
    assert f'name="customer" value="{free[0].pk}"' in response.text
    assert owner_of(free[0]) is None


@pytest.mark.parametrize("customers", ["", ",", "x", "1;2"])
def test_nothing_that_is_no_list_of_customers_is_taken(as_user, fang, lin, free, customers):
    response = as_user(fang).post(ASSIGN, {"owner": lin.pk, "customers": customers})
    assert response.url == URL
    assert not any(map(owner_of, free))


def test_a_reason_that_is_too_long_is_explained(as_user, fang, lin, free):
    response = sent(as_user(fang), lin, free, "x" * 201)
    assert "reason" in response.context["form"].errors
    assert "201" in unescape(response.text)


@pytest.mark.parametrize("ids", ["9" * 5_000, f"1,{'9' * 5_000}", "9" * 20])
def test_a_number_of_thousands_of_digits_is_nobody_s(wei, as_user, ids):
    assert as_user(wei).post(ASSIGN, {"customers": ids}).status_code < 400
    assert as_user(wei).get(ASSIGN, {"customer": ids}).status_code < 400
