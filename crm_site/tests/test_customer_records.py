"""Records of every kind on a customer's page, as lists of their own, and as files."""

import json
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook

from accounts.models import AccessLog
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
from crm_site.records import SECTIONS
from crm_site.tests.test_matrix import facts_of
from followups.tests.factories import TicketFactory, at

TODAY = timezone.localdate()


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
