"""Finding anything from every page, as far as one may see it."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import Contact, Customer, Order, User
from accounts.rules.names import index_names
from accounts.search.registry import Rank, sources
from accounts.services.customers import customer_create
from accounts.tests.factories import (
    AssignmentFactory,
    ContactFactory,
    CustomerFactory,
    OrderFactory,
    person,
)
from crm_site.queries.search import found, tidied
from followups.tests.factories import TicketFactory, at


@pytest.fixture
def wang(hangzhou) -> Contact:
    """王芳 at Lin's customer."""
    return ContactFactory(
        customer=hangzhou,
        name="王芳",
        title="采购经理",
        mobile="138-1234-5678",
        phone="0571 8899 0011",
        email="Wang.Fang@hzkj.example",
    )


def titles(user, text: str, source: str = "") -> list[str]:
    """What somebody finds, in its order."""
    groups = [group for group in found(user, text, 20) if source in ("", group.source.code)]
    return [hit.title for group in groups for hit in (*group.hits, *group.near)]


def near(user, text: str) -> list[str]:
    return [hit.title for group in found(user, text, 20) for hit in group.near]


# --- what finds what --------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["杭州", "科技", "杭科", "hzkj", "HangZhou", "杭", "杭州 有限"])
def test_a_customer_is_found_by_any_part_of_its_names(lin, hangzhou, text):
    assert titles(lin, text) == [hangzhou.name]


@pytest.mark.parametrize(
    "text",
    [
        *("王芳", "wangfang", "wf", "WANG FANG", "angfan"),
        *("5678", "13812345678", "+86 138 1234 5678", "1234-5678", "0011"),
        *("wang.fang@hzkj.example", "WANG.", "wan"),
    ],
)
def test_a_contact_is_found_by_name_phone_tail_and_e_mail(lin, wang, text):
    assert titles(lin, text, "contacts") == ["王芳"]


@pytest.mark.parametrize("text", ["678", "1381", "@hzkj", "王", "hzkj.example"])
def test_a_piece_that_fits_too_many_contacts_finds_none(lin, wang, text):
    assert titles(lin, text, "contacts") == []


@pytest.mark.parametrize("text", ["SO-2026-0042", "so-2026", "0042", "042"])
def test_an_order_is_found_by_the_start_or_the_end_of_its_number(lin, hangzhou, text):
    OrderFactory(customer=hangzhou, number="SO-2026-0042")
    assert titles(lin, text, "orders") == ["SO-2026-0042"]


def test_a_number_of_two_signs_has_to_be_the_whole_of_it(lin, hangzhou):
    OrderFactory(customer=hangzhou, number="A7")
    OrderFactory(customer=hangzhou, number="A77")
    assert titles(lin, "a7", "orders") == ["A7"]


@pytest.mark.parametrize("text", ["T-900", "9001", "异响", "主轴 异响", "CNC"])
def test_a_ticket_is_found_by_its_number_and_by_words_of_its_title(lin, hangzhou, text):
    TicketFactory(customer=hangzhou, number="T-9001", subject="主轴 cnc 异响严重")
    assert titles(lin, text, "tickets") == ["T-9001 主轴 cnc 异响严重"]


def test_a_hit_leads_to_where_it_can_be_seen(lin, wang, hangzhou, as_user):
    order = OrderFactory(customer=hangzhou, number="SO 1/9001")
    TicketFactory(customer=hangzhou, number="T-9001", subject="异响")
    urls = {group.source.code: group.hits[0].url for group in found(lin, "9001", 5)}
    customer = f"/customers/{hangzhou.code}/"
    assert urls == {
        "orders": f"{customer}orders/?number=SO+1%2F9001",
        "tickets": f"{customer}records/tickets/?number=T-9001",
    }
    assert order.number in as_user(lin).get(urls["orders"]).text
    TicketFactory(customer=hangzhou, number="T-9002", subject="漏油")
    tickets = as_user(lin).get(urls["tickets"]).text
    assert "异响" in tickets
    assert "漏油" not in tickets
    assert found(lin, "王芳", 5)[0].hits[0].url == f"{customer}#contacts"


def test_the_orders_of_a_customer_are_narrowed_to_a_number(lin, hangzhou, as_user):
    OrderFactory(customer=hangzhou, number="SO-0001")
    OrderFactory(customer=hangzhou, number="SO-0002")
    page = as_user(lin).get(f"/customers/{hangzhou.code}/orders/?number=so-0002").text
    assert "SO-0001" not in page


@pytest.mark.parametrize("text", ["12345678@qq.com", "12345678@QQ", "12345678", "1234"])
def test_an_address_that_begins_with_digits_is_found(lin, hangzhou, text):
    ContactFactory(customer=hangzhou, name="李雷", email="12345678@qq.com")
    assert titles(lin, text, "contacts") == ["李雷"]


@pytest.mark.parametrize("text", ["主轴 响", "响 主轴", "主轴 c"])
def test_a_single_character_beside_a_word_is_looked_for_anywhere(lin, hangzhou, text):
    TicketFactory(customer=hangzhou, number="T-1", subject="主轴 cnc 异响严重")
    TicketFactory(customer=hangzhou, number="T-2", subject="主轴漏油")
    assert titles(lin, text, "tickets") == ["T-1 主轴 cnc 异响严重"]


def test_whoever_has_left_is_found_and_said_to_have_left(lin, hangzhou):
    day = timezone.localdate()
    ContactFactory(customer=hangzhou, name="王已走", left_on=day)
    ContactFactory(customer=hangzhou, name="王要走", left_on=day + timedelta(days=9))
    with translation.override("en"):
        details = {
            hit.title: hit.detail
            for text in ("王已走", "王要走")
            for group in found(lin, text, 5)
            for hit in group.hits
        }
    assert "has left" in details["王已走"]
    assert "has left" not in details["王要走"]


# --- order and typos --------------------------------------------------------------------------


def test_the_whole_comes_before_the_beginning_and_that_before_the_rest(fang):
    for name in ("大宏达公司", "宏达股份公司", "宏达"):
        CustomerFactory(name=name)
    assert titles(fang, "宏达") == ["宏达", "宏达股份公司", "大宏达公司"]


def test_the_best_is_found_however_many_there_are(fang, hangzhou):
    """The best was written last, where many others come first."""
    for number in range(30):
        ContactFactory(customer=hangzhou, name=f"大王芳{number}")
        OrderFactory(customer=hangzhou, number=f"{number}-0042")
        TicketFactory(customer=hangzhou, number=f"T-{number}", subject="导轨漏油了")
    ContactFactory(customer=hangzhou, name="王芳")
    OrderFactory(customer=hangzhou, number="0042")
    TicketFactory(customer=hangzhou, number="T-99", subject="漏油")
    best = {
        group.source.code: group.hits[0].title
        for text in ("王芳", "0042", "漏油")
        for group in found(fang, text, 5)
    }
    assert best == {"contacts": "王芳", "orders": "0042", "tickets": "T-99 漏油"}


def test_of_equally_good_tickets_the_newest_comes_first(fang, hangzhou):
    for day in (3, 5, 4):
        TicketFactory(
            customer=hangzhou,
            number=f"T-{day}{'0' * day}",
            subject="主轴漏油",
            opened_at=at(f"2026-03-0{day}T10:00"),
        )
    assert [title[2] for title in titles(fang, "漏油", "tickets")] == ["5", "4", "3"]


@pytest.mark.parametrize(
    "text",
    [
        *("杭州科枝", "杭州技有", "杭州的科技", "州杭科技"),  # wrong, missing, too much, swapped
        *("hangzhuokeji", "hangzhokeji", "hangzhoukkeji", "hangxhou", "hanghzou"),
        "hzkjyxgx",
    ],
)
def test_one_slip_in_a_name_is_forgiven_and_said_to_be_one(lin, hangzhou, text):
    assert near(lin, text) == [hangzhou.name]


@pytest.mark.parametrize("text", ["杭洲枝", "hzkz", "hangzhukejx", "有限责任"])
def test_two_slips_or_a_short_word_are_something_else(lin, hangzhou, text):
    assert titles(lin, text) == ([hangzhou.name] if text == "hzkz" else [])


def test_a_contact_is_found_with_a_slip_in_the_pinyin(lin, wang):
    assert near(lin, "wangfagn") == ["王芳"]


def test_a_number_is_never_taken_for_another(lin, hangzhou, wang):
    OrderFactory(customer=hangzhou, number="SO-2026-0042")
    assert titles(lin, "SO-2026-0043") == []
    assert titles(lin, "13812345679") == []


def test_what_was_typed_is_enough_where_it_finds_several(fang):
    for number in range(3):
        CustomerFactory(name=f"hongda{number}号")
    CustomerFactory(name="honga")
    assert near(fang, "hongd") == []


def test_one_slip_leaves_one_of_the_lists_whole_wherever_it_is(lin):
    """Every slip in every place of a long word is found."""
    name = "qingdaoshipinjixie"
    customer = CustomerFactory(name=name)
    AssignmentFactory(customer=customer, user=lin)
    for i in range(1, len(name)):
        swapped = name[: i - 1] + name[i] + name[i - 1] + name[i + 1 :]
        head, tail = name[:i], name[i + 1 :]
        for typed in (head + tail, f"{head}v{tail}", f"{head}v{name[i:]}", swapped):
            assert titles(lin, typed, "customers") == [name], typed


# --- rights -----------------------------------------------------------------------------------


def test_nobody_finds_what_belongs_to_somebody_elses_customer(chen, hangzhou, wang):
    OrderFactory(customer=hangzhou, number="SO-9001")
    TicketFactory(customer=hangzhou, number="T-9001", subject="异响")
    for text in ("杭州科技", "王芳", "5678", "SO-9001", "T-9001", "异响", "hangzhuo"):
        assert titles(chen, text) == [], text


def test_a_contact_is_not_found_by_what_is_masked_and_shown_with_a_mask(tang, wang):
    for text in ("345678", "13812345678", "990011", "wang.fang@hzkj.example"):
        assert titles(tang, text) == [], text
    [group] = found(tang, "王芳", 5)
    assert "•••5678" in group.hits[0].detail
    assert "1234" not in group.hits[0].detail


def test_a_credit_code_that_is_masked_finds_nobody_even_with_a_slip(fang, tang):
    company = customer_create(name="信用公司", credit_code="91350100M000100Y43")
    AssignmentFactory(customer=company, user=tang)
    assert titles(fang, "100Y43") == [company.name]
    assert titles(tang, "100Y43") == []
    Customer.objects.filter(pk=company.pk).update(
        credit_code="91MABCDEFGHJKLMN43", search_text="信用公司\n91mabcdefghjklmn43"
    )
    assert near(fang, "mabcdexgh") == [company.name]
    assert near(tang, "mabcdexgh") == []


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        ("csm", {"customers", "contacts", "orders", "tickets"}),
        ("finance", {"customers", "orders"}),
        ("sales", {"customers", "contacts"}),
        ("support", {"customers", "contacts", "tickets"}),
        ("marketing", {"customers"}),
        ("administrator", set()),
    ],
)
def test_a_role_searches_in_what_it_may_open(db, role, codes):
    user = person("somebody", "某人", role)
    customer = CustomerFactory(name="9001公司")
    for kind in ("slice", "owner"):
        AssignmentFactory(customer=customer, user=user, kind=kind, origin=kind)
    ContactFactory(customer=customer, name="9001芳")
    ContactFactory(customer=customer, mobile="138 0000 9001")
    OrderFactory(customer=customer, number="SO-9001")
    TicketFactory(customer=customer, number="T-9001")
    assert {group.source.code for group in found(user, "9001", 5)} == codes


def test_whoever_is_archived_is_not_found(fang, hangzhou):
    Customer.objects.filter(pk=hangzhou.pk).update(archived_at="2026-01-01T00:00Z")
    assert titles(fang, "杭州科技") == []
    assert titles(fang, "杭州科枝") == []


@pytest.mark.parametrize("gone", ["archived", "merged"])
def test_nothing_of_a_customer_who_is_not_active_is_found(fang, hangzhou, ningbo, gone):
    ContactFactory(customer=hangzhou, name="王晓芳", mobile="138 0000 9001")
    OrderFactory(customer=hangzhou, number="SO-9001")
    TicketFactory(customer=hangzhou, number="T-9001", subject="异响")
    texts = ("王晓芳", "wangxiaofagn", "9001", "异响")
    assert all(titles(fang, text) for text in texts)
    how = {"archived": {"archived_at": "2026-01-01T00:00Z"}, "merged": {"merged_into": ningbo}}
    Customer.objects.filter(pk=hangzhou.pk).update(**how[gone])
    assert [titles(fang, text) for text in texts] == [[], [], [], []]


def test_whoever_may_not_see_credit_codes_searches_by_the_same_index(tang, hangzhou):
    AssignmentFactory(customer=hangzhou, user=tang, kind="slice")
    with CaptureQueriesContext(connection) as queries:
        assert near(tang, "hangzhuokeji") == [hangzhou.name]
    asked = [query["sql"] for query in queries if "accounts_customer" in query["sql"]]
    assert any("search_bigrams" in sql for sql in asked)
    apart = [sql for sql in asked if "WHERE" in sql and "search_bigrams(replace(" in sql.lower()]
    assert [sql for sql in apart if "::text[]" in sql] == []


def test_hundreds_of_other_peoples_orders_do_not_hide_ones_own(lin, hangzhou, ningbo):
    OrderFactory.create_batch(100, customer=ningbo, number="SO-1")
    OrderFactory(customer=hangzhou, number="SO-1-last")
    assert titles(lin, "so-1") == ["SO-1-last"]


# --- whoever writes ---------------------------------------------------------------------------


def test_a_contact_is_found_whoever_wrote_the_name(lin, wang):
    Contact.objects.filter(pk=wang.pk).update(name="曾黎")
    assert titles(lin, "zengli") == ["曾黎"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_contact SET name = '欧阳　明', mobile = '139 8888 7777'")
    assert titles(lin, "oym") == titles(lin, "7777") == ["欧阳　明"]
    assert titles(lin, "曾黎") == []


@pytest.mark.parametrize(
    "name", ["王芳", "单雄信", "查良镛", "Anna Smith", "李Anna", "ＡＢＣ·王", "龘"]
)
def test_the_database_reads_names_as_we_do(db, name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_readings(%s)", [name])
        [(read,)] = cursor.fetchall()
    ours = [part for part in index_names(name).search_text.split("\n") if len(part) > 1]
    assert set(ours) - set(read.split("\n")) <= {"la", "aw"}  # letters among characters


# --- the page and the panel -------------------------------------------------------------------

HOSTILE = [
    "\0", "a\0b", "%", "_", "\\", "%%%%", "____", "' OR 1=1 --", "(", "[a-", "((((", "....", "{}",
    "😀", "😀😀😀😀", " ", "　", "杭", "x" * 5_000_000, "杭州" * 100_000, "\ud800", "a\ud800bcd",
    "\u202e\u200b", "a b c d e f g h i j k l", "1" * 100, "+", "++++", "-", "@", "\n", "°C",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:8]))
def test_nothing_that_one_can_type_breaks_the_search(lin, hangzhou, wang, text):
    assert titles(lin, tidied(text)) in ([], [hangzhou.name], [hangzhou.name, "王芳"])


@pytest.mark.parametrize("address", ["/search/", "/search/suggestions/"])
@pytest.mark.parametrize(
    "query", ["%00", "%ED%A0%80", "%25", "%F0%9F%98%80", "", "%20", "a" * 9_000]
)
def test_nothing_in_an_address_breaks_the_page(lin, hangzhou, as_user, address, query):
    assert as_user(lin).get(f"{address}?q={query}").status_code == 200


@pytest.mark.parametrize("address", ["/search/", "/search/suggestions/"])
def test_what_was_typed_is_shown_as_it_is(lin, hangzhou, as_user, address):
    page = as_user(lin).get(address, {"q": "<b>杭州"}).text
    assert "<b>杭州" not in page
    assert "“<b>杭州”" in unescape(page)


def test_the_page_shows_the_groups_and_the_way_to_the_list(lin, hangzhou, wang, as_user):
    ContactFactory(customer=hangzhou, name="杭州芳")
    page = unescape(as_user(lin).get("/search/?q=杭州").text)
    assert f'href="/customers/{hangzhou.code}/"' in page
    assert 'href="/customers/?q=%E6%9D%AD%E5%B7%9E"' in page
    assert f'href="/customers/{hangzhou.code}/#contacts"' in page


def test_the_page_says_that_there_is_more(fang, as_user):
    CustomerFactory.create_batch(21)
    assert '<span class="count">20+</span>' in as_user(fang).get("/search/?q=测试客户").text


def test_a_near_miss_is_announced_as_one(lin, hangzhou, as_user):
    User.objects.update(language="en")
    for address in ("/search/", "/search/suggestions/"):
        page = as_user(lin).get(address, {"q": "杭州科枝"}).text
        assert "Did you mean" in page
        assert hangzhou.name in page
        assert "Did you mean" not in as_user(lin).get(address, {"q": "杭州科技"}).text


@pytest.mark.parametrize("query", ["", "?q=", "?q=zzzzqqqq"])
def test_an_empty_page_says_what_one_may_search_for(lin, finance, as_user, query):
    page = as_user(lin).get(f"/search/{query}").text
    assert all(str(source.help) in page for source in sources())
    assert "ticket number" not in as_user(finance).get(f"/search/{query}").text


def test_every_page_has_the_box(lin, as_user, hangzhou):
    assert 'action="/search/"' in as_user(lin).get("/me/").text


@pytest.mark.parametrize("text", ["客户", "kehu", "0042", "客户公司错"])
@pytest.mark.parametrize("address", ["/search/", "/search/suggestions/"])
def test_it_needs_the_same_statements_for_one_hit_and_for_twenty(lin, as_user, address, text):
    def add(count: int) -> None:
        for number in range(count):
            customer = CustomerFactory(name=f"客户公司{number}")
            AssignmentFactory(customer=customer, user=lin)
            ContactFactory(customer=customer, name="客户", mobile="138 0000 0042")
            OrderFactory(customer=customer, number=f"{Order.objects.count()}-0042")
            TicketFactory(customer=customer, number="T-0042", subject="客户公司错了")

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address, {"q": text}).status_code == 200
        return len(queries)

    browser = as_user(lin)
    add(3)  # with fewer it looks for near misses, too
    browser.get(address, {"q": text})
    few = statements()
    add(20)
    assert statements() == few
    assert few <= 22


def test_a_hit_knows_how_well_it_fits(lin, hangzhou):
    [group] = found(lin, hangzhou.code, 5)
    assert group.hits[0].rank is Rank.EXACT
