from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Assignment, Customer, CustomerIdentity, Order
from accounts.tests.factories import UserFactory
from accounts.tests.imports.test_orders import counts, only_error

CREDIT_CODE = "91350100M000100Y43"
FULL = (
    "客户编号,客户名称,简称,别名,统一社会信用代码,行业,地区,员工人数,年营业额,来源,首次接触日期,"
    "成立日期,客户等级,敏感度,敏感原因,ID\n"
    f"K1,杭州科技有限公司,杭科,老杭科；HZ Tech,{CREDIT_CODE},机械,杭州,1200人,3.5亿,展会,2020/1/5,"
    "1998年7月1日,战略客户,高,正在上市,X1\n"
)

NO_CODE = "may not hold / \\ ? or #, nor begin with id:"


def only_customer():
    return Customer.objects.get()


def test_everything_about_a_company_is_taken(load):
    assert counts(load("customers", FULL)) == (1, 0, 0, 0)
    customer = only_customer()
    assert (customer.code, customer.name, customer.short_name) == ("K1", "杭州科技有限公司", "杭科")
    assert (customer.credit_code, customer.industry, customer.region) == (
        CREDIT_CODE,
        "机械",
        "杭州",
    )
    assert (customer.employees, customer.annual_revenue) == (1200, Decimal("350000000.00"))
    assert (customer.source, customer.tier, customer.sensitivity) == ("fair", "strategic", "high")
    assert customer.sensitivity_reason == "正在上市"
    assert (customer.first_contact_on, customer.founded_on) == (date(2020, 1, 5), date(1998, 7, 1))
    assert not customer.is_stub
    assert {alias.name for alias in customer.aliases.all()} == {"老杭科", "HZ Tech"}
    assert CustomerIdentity.objects.get().external_id == "X1"


def test_an_imported_company_is_found_like_one_that_was_typed_in(load):
    load("customers", FULL)
    customer = only_customer()
    derived = (customer.name_key, customer.name_pinyin, customer.search_text)
    customer.index_names([alias.name for alias in customer.aliases.order_by("pk")])
    assert derived == (customer.name_key, customer.name_pinyin, customer.search_text)
    assert "hangzhoukejiyouxiangongsi" in customer.search_text


def test_the_same_companies_again_change_nothing(load):
    load("customers", FULL)
    before = Customer.objects.values().get()
    assert counts(load("customers", FULL)) == (0, 0, 1, 0)
    assert Customer.objects.values().get() == before


def test_empty_cells_leave_what_is_known(load):
    load("customers", FULL)
    assert counts(load("customers", "客户编号,行业,客户等级\nK1,,重点\n")) == (0, 1, 0, 0)
    assert (only_customer().industry, only_customer().tier) == ("机械", "key")


def test_a_company_without_a_number_gets_one(load):
    load("customers", "name\nAcme\nBolt\n")
    codes = list(Customer.objects.order_by("name").values_list("code", flat=True))
    assert all(code.startswith("C-") for code in codes)
    assert codes == sorted(codes)


@pytest.mark.parametrize(
    "row",
    [
        "id,tier\nX1,key\n",
        "code,tier\nK1,key\n",
        f"credit code,tier\n{CREDIT_CODE},key\n",
        "name,tier\n（杭州）科技-有限公司,key\n".replace("（杭州）", "杭州 "),
        "name,tier\nhz tech,key\n",
    ],
    ids=["identity", "code", "credit code", "name", "alias"],
)
def test_a_known_company_is_recognised(load, row):
    load("customers", FULL)
    assert counts(load("customers", row)) == (0, 1, 0, 0)
    assert only_customer().tier == "key"


@pytest.mark.parametrize(
    "row", ["code,name\nK2,杭州科技有限公司\n", "id,name\nX2,杭州科技有限公司\n"]
)
def test_a_company_of_the_same_name_with_another_number_is_another_one(load, row):
    load("customers", FULL)
    assert counts(load("customers", row)) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    "described",
    ["code,name\nK1,杭州科技\n", "id,name\nK1,杭州科技\n", "name,code,id\n宁波机械,K7,X7\n"],
)
def test_a_stub_that_is_described_becomes_a_full_customer(load, described):
    load("orders", "单号,日期,客户,金额\nA1,2026-3-5,K1,1\nA2,2026-3-5,宁波机械,1\n")
    assert counts(load("customers", described)) == (0, 1, 0, 0)
    assert Customer.objects.filter(is_stub=True).count() == 1
    assert Customer.objects.count() == 2
    assert Order.objects.filter(customer__is_stub=False).count() == 1


def test_a_later_file_of_orders_finds_the_described_stub(load):
    book = "单号,日期,客户,金额\nA1,2026-3-5,宁波机械,1\n"
    load("orders", book)
    load("customers", "name,code,id\n宁波机械,K7,X7\n")
    load("customers", "id,name\nX7,宁波重工\n")
    for reference in ("宁波机械", "K7", "X7", "宁波重工"):
        load("orders", book.replace("宁波机械", reference).replace("A1", f"B-{reference}"))
    assert Order.objects.filter(customer__code="K7").count() == 5


def test_a_number_in_one_system_is_nobody_in_another(load):
    load("orders", "单号,日期,客户,金额\nA1,2026-3-5,17850,1\n", source="erp")
    load("orders", "单号,日期,客户,金额\nA1,2026-3-5,17850,1\n", source="shop")
    load("orders", "单号,日期,客户,金额\nA2,2026-3-5,宁波机械,1\n", source="erp")
    load("orders", "单号,日期,客户,金额\nA2,2026-3-5,宁波·机械,1\n", source="shop")
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["17850", "17850", "宁波机械"]


def test_a_name_that_fits_two_companies_is_refused(load):
    load("customers", "code,name\nK1,Acme\nK2,ACME\n")
    result = load("orders", "number,date,customer,amount\nA1,2026-3-5,acme,1\n")
    assert counts(result) == (0, 0, 0, 1)
    assert only_error(result) == (2, "customer", "acme", "may be any of the customers K1, K2")
    result = load("customers", "name,tier\nacme,key\n")
    assert only_error(result) == (2, "name", "acme", "may be any of the customers K1, K2")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("code,name,id\nK1,Other,X9\n",
         (2, "code", "K1", "belongs to another customer, K1 杭州科技有限公司")),
        (f"id,name,credit code\nX9,Other,{CREDIT_CODE}\n",
         (2, "credit code", CREDIT_CODE,
          "belongs to another customer, K1 杭州科技有限公司")),
        ("code,tier\nK9,key\n", (2, "name", "", "is missing, and nobody knows this customer yet")),
        ("code,name,tier\n,,key\n", (2, "name", "", "is missing")),
        ("code,name,tier\nK1,,huge\n",
         (2, "tier", "huge", "is none of: strategic, key, potential, general")),
        ("code,name\nK/9,Acme\n", (2, "code", "K/9", NO_CODE)),
        ("code,name\nid:9,Acme\n", (2, "code", "id:9", NO_CODE)),
        ("code,credit code\nK1,91350100M000100Y44\n",
         (2, "credit code", "91350100M000100Y44",
          "is not a unified social credit code: the check character does not fit")),
        ("code,annual revenue\nK1,$5\n",
         (2, "annual revenue", "$5", "is in USD, but the row's currency is CNY")),
        ("code,name\nK8,Acme\nK8,Bolt\n",
         (3, "code", "K8", "row 2 says something else about the same one")),
        ("id,code,name\nX8,K8,Acme\nX9,K8,Bolt\n",
         (3, "code", "K8", "is already the one of row 2")),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_taken_says_why(load, text, error):
    load("customers", FULL)
    UserFactory(username="other")
    Customer.objects.filter(code="K1").update(tier="key")
    if "X9" in text and "X8" not in text:
        load("customers", "id,name\nX9,Other\n")
    result = load("customers", text)
    assert result.outcome.refused == 1
    assert only_error(result) == error


def test_groups_may_be_in_the_same_file_in_any_order(load):
    result = load(
        "customers",
        "code,name,parent\nK3,Works,K2\nK2,Branch,集团公司\nK1,集团公司,\nK4,Shop,Branch\n",
    )
    assert counts(result) == (4, 0, 0, 0)
    parents = dict(Customer.objects.values_list("code", "parent__code"))
    assert parents == {"K1": None, "K2": "K1", "K3": "K2", "K4": "K2"}


def test_a_parent_may_be_named_by_the_number_it_gets_in_the_same_file(load):
    load("orders", "单号,日期,客户,金额\nA1,2026-3-5,K1,1\n")
    assert counts(load("customers", "code,name,parent\nK2,Branch,K1\nK1,Group,\n")) == (1, 1, 0, 0)
    assert Customer.objects.get(code="K2").parent.code == "K1"


def test_a_parent_that_cannot_be_is_refused(load):
    load("customers", "code,name,parent\nK1,One,\nK2,Two,K1\n")
    result = load(
        "customers",
        "code,name,parent\nK1,One,K2\nK8,Eight,K8\nK9,Nine,nobody\nK7,Seven,K8\n",
    )
    assert counts(result) == (0, 0, 0, 4)
    assert [(error.row, error.reason) for error in result.outcome.errors_by_row()] == [
        (2, "would put a company above itself"),
        (3, "would put a company above itself"),
        (4, "is no customer that we know"),
        (5, "is a company whose own row is refused"),
    ]
    assert Customer.objects.count() == 2


def test_a_given_code_is_not_given_twice(load):
    first = load("customers", "name\nAcme\n", dry_run=False)
    number = int(Customer.objects.get(name="Acme").code.removeprefix("C-"))
    result = load("customers", f"name,code\nBolt,C-{number + 2:06}\nCog,\nDrill,\n")
    assert (first.outcome.created, counts(result)) == (1, (3, 0, 0, 0))
    codes = Customer.objects.order_by("name").values_list("code", flat=True)
    assert [int(code.removeprefix("C-")) - number for code in codes] == [0, 2, 1, 3]


def test_an_owner_is_found_by_any_of_their_names(load, lin, chen):
    result = load(
        "customers",
        "code,name,负责人\nK1,One,lin\nK2,Two,林晓\nK3,Three,CHEN@evergreen.example\n",
    )
    assert counts(result) == (3, 0, 0, 0)
    owners = dict(Customer.objects.values_list("code", "owner__username"))
    assert owners == {"K1": "lin", "K2": "lin", "K3": "chen"}
    assert Assignment.objects.filter(kind="owner").count() == 3


def test_a_change_of_owner_alone_is_an_update(load, lin, chen):
    load("customers", "code,name,owner\nK1,One,lin\nK2,Two,lin\n")
    assert counts(load("customers", "code,owner\nK1,chen\nK2,lin\n")) == (0, 1, 1, 0)
    assert Customer.objects.get(code="K1").owner == chen


def test_an_owner_nobody_knows_is_refused(load, lin):
    UserFactory(username="gone", is_active=False)
    UserFactory(username="twin1", name="双双")
    UserFactory(username="twin2", name="双双")
    result = load("customers", "code,name,owner\nK1,A,nobody\nK2,B,gone\nK3,C,双双\nK4,D,lin\n")
    assert counts(result) == (1, 0, 0, 3)
    assert [error.reason for error in result.outcome.errors_by_row()] == [
        "is nobody here",
        "has left",
        "is the name of several people here",
    ]


def test_new_aliases_are_added_and_make_a_company_findable(load):
    load("customers", FULL)
    assert counts(load("customers", "code,aliases\nK1,老杭科;西湖厂\n")) == (0, 1, 0, 0)
    assert only_customer().aliases.count() == 3
    assert "xihuchang" in only_customer().search_text
    assert counts(load("customers", "code,aliases\nK1,老杭科;西湖厂\n")) == (0, 0, 1, 0)


def test_an_alias_may_hold_the_signs_that_a_list_is_written_with(load):
    load("customers", 'code,name,aliases\nK1,One,"a""b;c\\d;{e};NULL"\n')
    aliases = only_customer().aliases.order_by("pk").values_list("name", flat=True)
    assert list(aliases) == ['a"b', "c\\d", "{e}", "NULL"]
