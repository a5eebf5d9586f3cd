"""The customer list: whom it shows, in which order, narrowed how."""

from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.utils import timezone

from accounts.access import customers_visible_to
from accounts.models import Customer, User
from accounts.tests.factories import AssignmentFactory, CustomerFactory, OrderFactory
from common.lists import PAGE_SIZE, ids_between
from crm_site.queries.customer_list import Selection, customer_ids
from health.choices import ATTENTION, Level
from health.models import HealthCurrent

URL = "/customers/"
COUNTS = "/counts/customers/"


def scored(customer: Customer, score: str | None, level: Level, **fields: object) -> HealthCurrent:
    """The customer's current health, as the scorer would leave it."""
    values = {
        "day": date(2026, 11, 20),
        "score": None if score is None else Decimal(score),
        "level": level,
        "attention": ATTENTION[level],
        "coverage": 1,
        "low_confidence": False,
        "change_7d": None,
        "spark": [None] * 12,
    }
    return HealthCurrent.objects.create(customer=customer, **{**values, **fields})


def owned_by(user: User, name: str, **fields: object) -> Customer:
    customer = CustomerFactory(name=name, **fields)
    AssignmentFactory(customer=customer, user=user)
    Customer.objects.filter(pk=customer.pk).update(owner=user)
    return customer


@pytest.fixture(autouse=True)
def _lin_reads_english(lin: User) -> None:
    lin.language = "en"
    lin.save()


@pytest.fixture
def book(lin) -> dict[str, Customer]:
    """Lin's customers, one of each level, and one that was never scored."""
    customers = {
        level: owned_by(lin, f"{letter}公司", tier=tier)
        for level, letter, tier in (
            (Level.HEALTHY, "安", "key"),
            (Level.YELLOW, "博", "general"),
            (Level.ORANGE, "辰", "strategic"),
            (Level.RED, "东", ""),
            (Level.UNKNOWN, "恩", "potential"),
        )
    }
    scored(customers[Level.HEALTHY], "91", Level.HEALTHY, change_7d=Decimal("2.5"))
    scored(customers[Level.YELLOW], "75", Level.YELLOW, change_7d=Decimal(-12))
    scored(customers[Level.ORANGE], "61", Level.ORANGE, change_7d=Decimal(-1))
    scored(customers[Level.RED], "12", Level.RED)
    scored(customers[Level.UNKNOWN], "95", Level.UNKNOWN, low_confidence=True)
    return {**customers, "never": owned_by(lin, "方公司")}


@pytest.fixture
def shown(as_user, lin):
    """`shown("?level=red")`: the first characters of the names on Lin's list, in order."""

    def names(query: str = "") -> str:
        page = as_user(lin).get(URL + query).context["page"]
        return "".join(row.customer.name[0] for row in page.rows)

    return names


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", "东辰博恩安方"),
        ("attention", "东辰博恩安方"),
        ("-attention", "安恩博辰东方"),
        ("score", "东辰博安恩方"),
        ("-score", "恩安博辰东方"),
        ("change", "博辰安东恩方"),
        ("-change", "安辰博东恩方"),
        ("name", "安博辰东恩方"),
        ("-name", "方恩东辰博安"),
        ("tier", "辰安恩博东方"),
        ("-tier", "方东博恩安辰"),
        ("owner", "安博辰东恩方"),
        ("nonsense", "东辰博恩安方"),
    ],
)
def test_it_is_sorted_by_what_one_asks_for_and_nothing_known_comes_last(book, shown, sort, order):
    assert shown(f"?sort={sort}") == order


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ("?level=red&level=orange", "东辰"),
        ("?level=unscored", "方"),
        ("?level=no-such-level", "东辰博恩安方"),
        ("?tier=key&tier=none&sort=name", "安东方"),
        ("?low_confidence=on", "恩"),
        ("?level=healthy&sort=name", "安"),
        ("?level=unscored&sort=name", "方"),
        ("?owner=me", "东辰博恩安方"),
        ("?owner=nobody", ""),
        ("?owner=lin&tier=strategic", "辰"),
        ("?q=bo", "博"),
        ("?page=99", ""),
        ("?page=x", "东辰博恩安方"),
    ],
)
def test_it_is_narrowed_by_the_address(book, shown, query, who):
    assert shown(query) == who


def test_region_industry_group_and_stubs_narrow_it_too(lin, shown):
    group = owned_by(lin, "甲集团", region="浙江", industry="电子")
    owned_by(lin, "乙公司", region="江苏", is_stub=True)
    Customer.objects.filter(pk=owned_by(lin, "丙公司").pk).update(parent=group)
    assert shown("?region=浙江") == "甲"
    assert shown("?industry=电子") == "甲"
    assert shown("?stub=on") == "乙"
    assert shown(f"?group={group.code}&sort=name") == "丙甲"
    assert shown("?group=甲集&sort=name") == "丙甲"


def test_archived_and_merged_customers_are_shown_only_when_asked_for(book, shown):
    Customer.objects.filter(pk=book[Level.RED].pk).update(archived_at=timezone.now())
    Customer.objects.filter(pk=book[Level.ORANGE].pk).update(merged_into=book[Level.HEALTHY])
    assert shown() == "博恩安方"
    assert shown("?sort=name") == "安博恩方"
    assert shown("?status=archived") == "东"
    assert shown("?status=merged&sort=name") == "辰"


def test_exactly_what_was_searched_for_comes_first_whatever_the_sort(lin, shown):
    scored(owned_by(lin, "大鑫达"), "20", Level.RED)
    scored(owned_by(lin, "鑫达"), "99", Level.HEALTHY)
    owned_by(lin, "别的")
    assert shown("?q=鑫达") == "鑫大"
    assert shown("?q=达") == ""


def test_everybody_sees_their_own_customers(as_user, lin, chen, fang, hangzhou, ningbo):
    def names(user: User) -> set[str]:
        rows = as_user(user).get(URL).context["page"].rows
        return {row.customer.name for row in rows}

    assert names(lin) == {hangzhou.name}
    assert names(chen) == {ningbo.name}
    assert names(fang) == {hangzhou.name, ningbo.name}


def test_a_stranger_cannot_be_found_by_filter_search_or_count(as_user, lin, ningbo):
    browser = as_user(lin)
    for query in (
        f"?q={ningbo.code}",
        "?q=宁波",
        "?owner=chen",
        f"?group={ningbo.code}",
        "?tier=key",
    ):
        assert ningbo.name not in browser.get(URL + query).text
        assert browser.get(COUNTS + query).context["total"] == 0


def test_who_may_not_see_health_gets_no_score_no_level_and_no_way_to_ask(as_user, finance, book):
    AssignmentFactory(customer=book[Level.RED], user=finance, kind="slice")
    page = as_user(finance).get(URL + "?level=healthy&sort=score")
    assert [row.customer for row in page.context["page"].rows] == [book[Level.RED]]
    assert page.context["page"].rows[0].health is None
    assert "level-tab" not in page.text
    assert [header.column.key for header in page.context["headers"]][:2] == ["name", "tier"]


def test_who_may_not_see_orders_gets_no_amounts(as_user, lin, hangzhou):
    OrderFactory(customer=hangzhou, ordered_on=timezone.localdate(), amount=123456)
    assert "¥123.5K" in as_user(lin).get(URL).text
    lin.groups.get().permissions.remove(Permission.objects.get(codename="view_order"))
    assert "¥123" not in as_user(lin).get(URL).text


def test_a_long_list_is_paged_without_a_gap_or_a_double(lin):
    customers = [owned_by(lin, f"客户{number:03d}") for number in range(2 * PAGE_SIZE + 7)]
    for number, customer in enumerate(customers[:-9]):
        scored(customer, str(number % 3 * 30 + 5), Level.RED if number % 2 else Level.HEALTHY)
    selection = Selection(customers_visible_to(lin))
    for sort in ("attention", "-attention", "score", "-score", "change", "name", "-tier", "owner"):
        parts = customer_ids(selection, sort)
        pages = [ids_between(parts, start, 20) for start in range(0, len(customers) + 40, 20)]
        ids = [pk for page in pages for pk in page]
        assert sorted(ids) == sorted(customer.pk for customer in customers), sort
        assert {len(page) for page in pages[:5]} == {20}, sort


def test_the_counts_are_those_that_a_click_would_show(as_user, lin, book, shown):
    cache.clear()
    numbers = as_user(lin).get(COUNTS + "?tier=key&tier=strategic").context["numbers"]
    for level in Level:
        query = f"?tier=key&tier=strategic&level={level}"
        assert numbers[f"level-{level}"] == len(shown(query)), level
    assert numbers["tier-general"] == len(shown("?tier=general"))
    assert numbers["tier-none"] == len(shown("?tier=none"))
    assert numbers["owner-me"] == numbers["owner-lin"] == 2
    assert numbers["owner-nobody"] == 0
    assert numbers["owner-"] == 2


def test_the_counts_are_kept_for_a_minute_and_for_one_person_only(as_user, lin, chen, hangzhou):
    cache.clear()
    assert as_user(lin).get(COUNTS).context["total"] == 1
    owned_by(lin, "新客户")
    assert as_user(lin).get(COUNTS + "?page=2&sort=name").context["total"] == 1
    assert as_user(chen).get(COUNTS).context["total"] == 0


def test_the_first_answer_counts_nothing(as_user, lin, book, django_assert_max_num_queries):
    browser = as_user(lin)
    with django_assert_max_num_queries(12) as queries:
        browser.get(URL)
    asked = [query["sql"] for query in queries.captured_queries]
    assert not any("COUNT(" in sql for sql in asked if "accounts_notice" not in sql)


def test_each_filter_that_is_on_can_be_taken_off_alone(as_user, lin, book):
    page = as_user(lin).get(URL + "?tier=key&tier=general&owner=me&page=2&sort=name")
    chips = {chip.label: chip.url for chip in page.context["filters"].chips()}
    assert chips == {
        "Tier: key": "?tier=general&owner=me&sort=name",
        "Tier: general": "?tier=key&owner=me&sort=name",
        "Owner: me": "?tier=key&tier=general&sort=name",
    }


def test_a_level_is_a_switch(as_user, lin, book):
    page = as_user(lin).get(URL + "?level=red")
    tabs = {tab.level: (tab.is_on, tab.url) for tab in page.context["filters"].level_tabs()}
    assert tabs[Level.RED] == (True, "?")
    assert tabs[Level.ORANGE] == (False, "?level=red&level=orange")


def test_a_changed_filter_brings_the_list_alone_and_a_clean_address(as_user, lin, hangzhou):
    browser = as_user(lin)
    whole, piece = (
        browser.get(URL),
        browser.get(URL + "?q=&tier=strategic&region=&sort=name", headers={"HX-Request": "true"}),
    )
    assert "<html" in whole.text
    assert "<html" not in piece.text
    assert hangzhou.name in piece.text
    assert piece.headers["HX-Push-Url"] == "/customers/?tier=strategic&sort=name"


def test_going_back_in_the_browser_brings_the_whole_page(as_user, lin, hangzhou):
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in as_user(lin).get(URL, headers=headers).text


def test_it_says_what_was_searched_and_how_to_find_more(as_user, lin, hangzhou):
    page = unescape(as_user(lin).get(URL + "?q=<b>zzzz").text)
    assert "No customer of yours matches “<b>zzzz”." in page
    assert "<b>zzzz”" not in as_user(lin).get(URL + "?q=<b>zzzz").text


def test_somebody_without_customers_is_told_how_they_come(as_user, lin):
    assert "Your customers will be here." in as_user(lin).get(URL).text


@pytest.mark.parametrize(
    "query", ["?q=%00", "?page=-1", "?page=99999999999", "?level=%00&tier=x", "?group=%25"]
)
def test_no_address_breaks_it(as_user, lin, hangzhou, query):
    assert as_user(lin).get(URL + query).status_code == 200
    assert as_user(lin).get(COUNTS + query).status_code == 200


def test_a_code_in_chinese_stays_readable_for_the_address_bar(as_user, lin):
    owned_by(lin, "中文公司", code="客户 1?")
    page = as_user(lin).get(
        "/customers/客户 1%3F/orders/?kind=orders", headers={"HX-Request": "true"}
    )
    path = "/customers/%E5%AE%A2%E6%88%B7%201%3F/orders/"
    assert page.headers["HX-Push-Url"] == f"{path}?kind=orders"


def test_a_code_with_a_slash_has_a_page_of_its_own(as_user, lin):
    odd = owned_by(lin, "斜杠公司", code="A/B 1?#")
    page = as_user(lin).get(URL)
    [row] = page.context["page"].rows
    link = "/customers/A/B%201%3F%23/"
    assert f'href="{link}"' in page.text
    assert as_user(lin).get(link).context["customer"] == row.customer == odd


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ("?move=fell", "博"),
        ("?move=fell&sort=name", "博"),
        ("?move=rose", ""),
        ("?score=90", "恩安"),
        ("?score=60&level=orange", "辰"),
        ("?score=60&level=red", ""),
        ("?coverage=well&level=unscored", ""),
        ("?coverage=hardly", ""),
        ("?gap=missing.csat", ""),
        ("?gap=nonsense&score=5&move=x&coverage=y", "东辰博恩安方"),
    ],
)
def test_it_is_narrowed_by_what_is_asked_of_scores(book, shown, query, who):
    assert shown(query) == who
