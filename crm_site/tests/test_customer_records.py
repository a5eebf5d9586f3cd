"""Records of every kind on a customer's page, as lists of their own, and as files."""

import inspect
import json
import sys
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook

from accounts.models import AccessLog, Customer
from accounts.queries.lines import line_amounts
from accounts.rules.roles import ROLES
from accounts.tests.factories import (
    AssignmentFactory,
    ContactFactory,
    ContractFactory,
    ContractFileFactory,
    CustomerFactory,
    InvoiceFactory,
    OpportunityFactory,
    OrderFactory,
    OrderLineFactory,
    ProductLineFactory,
    PromiseFactory,
    UsageDayFactory,
    person,
)
from crm_site.queries.customer_page import MOST_CONTACTS
from crm_site.queries.group_page import group_of
from crm_site.records import BY_CODE, SECTIONS
from crm_site.tests.test_customer_list import scored
from crm_site.tests.test_matrix import facts_of
from followups.tests.factories import TicketFactory, at
from health.choices import Level

TODAY = timezone.localdate()
TITLE_AND_STATE_OF_A_TASK = {
    *("title_key", "params", "words", "done_at", "cancelled_at", "snoozed_until", "waits"),
}
STATE_OF_A_TICKET = {
    *("solved_at", "verified_at", "closed_at", "reopened_at", "cancelled_on"),
}
STATE_OF_A_CONCESSION = {"granted_at", "refused_at", "withdrawn_at"}
STATE_OF_A_REFERRAL = {"named_on", "contacted_on", "won_on", "lost_on"}
DERIVED = {
    *("currency", *STATE_OF_A_TICKET, *TITLE_AND_STATE_OF_A_TASK),
    *(*STATE_OF_A_CONCESSION, *STATE_OF_A_REFERRAL),
}


@pytest.fixture
def full(hangzhou):
    """A customer with a record of each kind."""
    facts_of(hangzhou)
    return hangzhou


def chart_data(html: str, name: str) -> dict:
    rest = html.split(f'id="{name}-data" type="application/json">')[1]
    return json.loads(rest.split("</script>", maxsplit=1)[0])


def page(client, customer, rest="") -> str:
    return client.get(f"/customers/{customer.code}/{rest}").content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_customer_s_page_shows_every_kind_of_record(full, as_user, lin, language):
    with translation.override(language):
        html = page(as_user(lin), full)
        for section in SECTIONS:
            assert f'id="{section.code}"' in html


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.code)
def test_every_kind_has_a_list_that_can_be_carried_away(full, as_user, lin, section):
    reader = as_user(lin)
    assert 'id="records"' in page(reader, full, f"records/{section.code}/")
    assert (
        reader.get(f"/customers/{full.code}/records/{section.code}/?only=open").status_code == 200
    )
    response = reader.get(f"/customers/{full.code}/records/{section.code}/?export=xlsx")
    sheet = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0)
    header, *rows = sheet.to_python()
    assert len(header) == len([column for column in section.columns(TODAY) if column.value])
    assert len(rows) == section.rows(full).count() > 0
    log = AccessLog.objects.get()
    assert (log.subject, log.rows, log.customer) == (f"customer-{section.code}", len(rows), full)


@pytest.mark.parametrize("role", [role.code for role in ROLES if role.code != "administrator"])
def test_a_list_opens_only_for_who_may_see_its_records(full, as_user, role):
    someone = person("someone", "某人", role)
    AssignmentFactory(customer=full, user=someone, kind="slice")
    reader = as_user(someone)
    for section in SECTIONS:
        address = f"/customers/{full.code}/records/{section.code}/"
        expected = 200 if someone.has_perm(section.permission) else 404
        assert reader.get(address).status_code == expected, section.code


def test_a_kind_that_nobody_knows_is_no_page(full, as_user, lin):
    assert as_user(lin).get(f"/customers/{full.code}/records/secrets/").status_code == 404


def test_open_records_come_before_newer_ones(hangzhou, as_user, lin):
    TicketFactory(customer=hangzhou, subject="旧而未决", opened_at=at("2024-01-05T10:00"))
    for day in range(1, 9):
        TicketFactory(
            customer=hangzhou,
            subject=f"已了结{day}",
            opened_at=at(f"2026-03-0{day}T10:00"),
            solved_at=at(f"2026-03-0{day}T12:00"),
        )
    html = page(as_user(lin), hangzhou)
    tickets = html.split('id="tickets"')[1].split("</section>")[0]
    assert tickets.index("旧而未决") < tickets.index("已了结8")
    assert "已了结4" not in tickets


def test_it_says_at_once_what_waits(hangzhou, as_user, lin):
    InvoiceFactory(
        customer=hangzhou,
        issued_on=TODAY - timedelta(days=60),
        due_on=TODAY - timedelta(days=30),
        amount=120_000,
        currency="CNY",
    )
    ContractFactory(
        customer=hangzhou,
        starts_on=TODAY - timedelta(days=300),
        ends_on=TODAY + timedelta(days=20),
    )
    PromiseFactory(
        customer=hangzhou, promised_on=TODAY - timedelta(days=9), due_on=TODAY - timedelta(days=2)
    )
    OpportunityFactory(customer=hangzhou, deadline_on=TODAY + timedelta(days=5))
    html = page(as_user(lin), hangzhou)
    hints = html.split('class="hints"')[1].split("</ul>")[0]
    for words in ("1 张发票逾期 (¥12.0万)", "20 天后到期", "1 项承诺逾期", "5 天后决定"):
        assert words in hints


def test_whoever_may_not_see_invoices_is_not_told_that_one_is_overdue(hangzhou, as_user, tang):
    day = TODAY - timedelta(days=30)
    InvoiceFactory(customer=hangzhou, issued_on=day, due_on=day)
    assert "#invoices" not in page(as_user(tang), hangzhou)


def test_the_chain_shows_who_decides_and_where_nobody_is_known(hangzhou, as_user, lin):
    ContactFactory(customer=hangzhou, name="王芳", decision_roles=["purchaser"], attitude="critic")
    ContactFactory(
        customer=hangzhou, name="李雷", decision_roles=["decision_maker"], left_on=date(2026, 1, 1)
    )
    chain = page(as_user(lin), hangzhou).split('class="chain"')[1].split("</ol>")[0]
    assert "王芳" in chain
    assert "李雷" not in chain
    assert chain.count("is-gap") == 1


def test_a_decision_maker_is_in_the_chain_whoever_else_is_listed(hangzhou, as_user, lin):
    lin.language = "en"
    lin.save()
    ContactFactory.create_batch(MOST_CONTACTS, customer=hangzhou)
    ContactFactory(customer=hangzhou, name="李雷", decision_roles=["decision_maker", "purchaser"])
    html = page(as_user(lin), hangzhou)
    chain = html.split('class="chain"')[1].split("</ol>")[0]
    assert "李雷" in chain
    assert "is-gap" not in chain
    assert "Only 50 are listed" in html


def test_who_will_leave_is_still_there(hangzhou, as_user, lin):
    lin.language = "en"
    lin.save()
    leaves = TODAY + timedelta(days=9)
    ContactFactory(
        customer=hangzhou, name="李雷", decision_roles=["decision_maker"], left_on=leaves
    )
    html = page(as_user(lin), hangzhou)
    assert "李雷" in html.split('class="chain"')[1].split("</ol>")[0]
    contacts = html.split('class="contacts"')[1].split("</ul>")[0]
    assert "has-left" not in contacts
    assert "Only 50" not in html


def test_product_lines_are_in_the_currency_of_most_orders(hangzhou):
    """One order of many lines is one order."""
    line = ProductLineFactory(code="刀具", name="刀具")
    own = {"customer": hangzhou, "ordered_on": TODAY, "line": line}
    for _number in range(2):
        OrderFactory(**own, amount=100, currency="CNY")
    foreign = OrderFactory(**own, amount=900, currency="EUR")
    for _number in range(3):
        OrderLineFactory(customer=hangzhou, order=foreign, amount=300, line=line)
    bought = line_amounts(hangzhou, TODAY)
    assert (bought.currency, bought.left_out) == ("CNY", 1)
    assert [one.amount for one in bought.lines] == [200]


def test_the_page_says_which_orders_the_product_lines_leave_out(hangzhou, as_user, lin):
    lin.language = "en"
    lin.save()
    line = ProductLineFactory(code="刀具", name="刀具")
    for amount, currency in ((1, "CNY"), (2, "CNY"), (3, "EUR")):
        OrderFactory(
            customer=hangzhou, ordered_on=TODAY, amount=amount, currency=currency, line=line
        )
    drawing = (
        page(as_user(lin), hangzhou).split('id="product-lines-title"')[1].split("</section>")[0]
    )
    assert "1 order in another currency is left out." in drawing


def test_what_was_bought_is_drawn_by_product_line(hangzhou, as_user, lin):
    line, other = (ProductLineFactory(code=name, name=name) for name in ("数控机床", "刀具"))
    order = OrderFactory(customer=hangzhou, ordered_on=TODAY, amount=500, line=other)
    OrderLineFactory(customer=hangzhou, order=order, amount=500, line=line)
    OrderFactory(customer=hangzhou, ordered_on=TODAY, amount=70, line=other)
    html = page(as_user(lin), hangzhou)
    data = chart_data(html, "product-lines")
    assert dict(zip(data["labels"], data["series"][0]["values"], strict=True)) == {
        "数控机床": 500,
        "刀具": 70,
    }


def test_late_payments_are_drawn_by_the_month_in_which_they_were_due(hangzhou, as_user, lin):
    due = TODAY.replace(day=1) - timedelta(days=40)
    InvoiceFactory(customer=hangzhou, issued_on=due, due_on=due, paid_on=due + timedelta(days=12))
    InvoiceFactory(customer=hangzhou, issued_on=due, due_on=due, paid_on=due)
    html = page(as_user(lin), hangzhou)
    assert 6 in chart_data(html, "paying")["series"][0]["values"]


def test_usage_is_drawn_month_by_month(hangzhou, as_user, lin):
    for value in (3, 4):
        UsageDayFactory(customer=hangzhou, day=TODAY, metric="login", value=value)
    html = page(as_user(lin), hangzhou)
    assert chart_data(html, "usage-visits")["series"][0]["values"][-1] == 7


def test_a_group_is_rolled_up_as_one(lin, as_user, wei):
    head = CustomerFactory(code="G", name="群山集团")
    near = CustomerFactory(code="N", name="群山精密", parent=head)
    far = CustomerFactory(code="F", name="群山模具", parent=near)
    hidden = CustomerFactory(code="H", name="群山秘密", parent=head)
    for one, amount in ((head, 100), (near, 300), (far, 600)):
        AssignmentFactory(customer=one, user=lin)
        OrderFactory(customer=one, ordered_on=TODAY, amount=amount, currency="CNY")
    OrderFactory(customer=hidden, ordered_on=TODAY, amount=9_000, currency="CNY")
    html = page(as_user(lin), head, "group/")
    assert "¥1,000.00" in html
    assert html.index("群山模具") < html.index("群山精密")
    assert "群山秘密" not in html


def test_the_sums_of_a_group_are_complete_and_its_weights_are_explained(lin, as_user):
    lin.language = "en"
    lin.save()
    head = CustomerFactory(code="G", name="群山集团")
    near, far = (CustomerFactory(code=code, name=code, parent=head) for code in "NF")
    for one in (head, near, far):
        AssignmentFactory(customer=one, user=lin)
        scored(one, "80" if one == far else "50", Level.HEALTHY)
    for customer, amount, currency in (
        (head, 100, "CNY"),
        (near, 20, "CNY"),
        (near, 30, "CNY"),
        (near, 700, "EUR"),
        (far, 9_000, "USD"),
    ):
        OrderFactory(customer=customer, ordered_on=TODAY, amount=amount, currency=currency)
    group = group_of(head, Customer.objects.all(), TODAY, with_health=True, with_orders=True)
    assert dict(group.amounts) == {"CNY": 150, "EUR": 700, "USD": 9_000}
    assert (group.currency, group.score, group.weightless) == ("CNY", 50, 1)
    html = page(as_user(lin), head, "group/")
    assert "by orders in CNY" in html
    assert "1 company without any does not weigh" in html


@pytest.mark.parametrize("code", ["tickets", "contracts", "invoices", "payments"])
def test_a_list_is_narrowed_to_a_number(full, as_user, lin, code):
    section = BY_CODE[code]
    number = section.rows(full).latest("pk").number
    reader, address = as_user(lin), f"records/{code}/"
    assert number
    assert '<th scope="row">' in page(reader, full, f"{address}?number={number.lower()}")
    assert '<th scope="row">' not in page(reader, full, f"{address}?number=nothing-{number}")
    for nonsense in ("%00", "%25", "a" * 5_000):
        assert reader.get(f"/customers/{full.code}/{address}?number={nonsense}").status_code == 200


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.code)
def test_every_field_that_a_section_reads_is_shown_or_decides(full, section):
    """Read for nothing is a mistake."""
    code = inspect.getsource(sys.modules[type(section).__module__])
    for field in section.fields:
        name = field.partition("__")[0]
        used = (f"row.{name}", f"r.{name}", f"row.get_{name}_display", f'amount_columns("{name}"')
        derived = name in DERIVED or name in str(section.newest)
        assert derived or any(use in code for use in used), field


def test_a_customer_without_members_has_no_group_page(hangzhou, as_user, lin):
    assert as_user(lin).get(f"/customers/{hangzhou.code}/group/").status_code == 404


def test_nonsense_in_the_address_of_a_timeline_is_no_error(full, as_user, lin):
    for query in ("until=2026-13-45", "until=%00", "kind=nothing", "until=1-1-1", "kind=%00"):
        response = as_user(lin).get(f"/customers/{full.code}/timeline/?{query}")
        assert response.status_code == 200, query


def test_the_timeline_can_be_narrowed_and_paged_to_its_beginning(hangzhou, as_user, lin):
    for number in range(120):
        day = TODAY - timedelta(days=number)
        OrderFactory(customer=hangzhou, number=f"B-{number:03}", ordered_on=day)
        TicketFactory(
            customer=hangzhou,
            subject=f"问题{number:03}",
            opened_at=timezone.now() - timedelta(days=number),
        )
    reader, seen = as_user(lin), []
    url = f"/customers/{hangzhou.code}/timeline/?kind=orders"
    for _page in range(9):
        response = reader.get(url)
        seen += [entry.title for entry in response.context["timeline"].entries]
        if not response.context["older_url"]:
            break
        url = f"/customers/{hangzhou.code}/timeline/{response.context['older_url']}"
    numbers = [title[-5:] for title in seen]
    assert numbers == [f"B-{number:03}" for number in range(120)]


def test_a_paper_is_handed_out_to_who_may_see_the_contract(hangzhou, ningbo, as_user, lin, tang):
    paper = ContractFileFactory(contract=ContractFactory(customer=hangzhou))
    theirs = ContractFileFactory(contract=ContractFactory(customer=ningbo))
    address = f"/customers/{hangzhou.code}/files/{paper.pk}/"
    reader = as_user(lin)
    assert address in page(reader, hangzhou)
    answer = reader.get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.getvalue() == paper.file.read()
    for stranger, path in (
        (tang, address),
        (lin, f"/customers/{hangzhou.code}/files/{theirs.pk}/"),
        (lin, f"/customers/{ningbo.code}/files/{theirs.pk}/"),
    ):
        assert as_user(stranger).get(path).status_code == 404


def test_a_paper_that_is_gone_from_the_disk_is_no_page(hangzhou, as_user, lin):
    paper = ContractFileFactory(contract=ContractFactory(customer=hangzhou))
    paper.file.storage.delete(paper.file.name)
    assert as_user(lin).get(f"/customers/{hangzhou.code}/files/{paper.pk}/").status_code == 404
