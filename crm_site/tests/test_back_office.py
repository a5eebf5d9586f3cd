"""What holds for every list and record of the back office."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.db.models import ForeignKey, Model, Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.admin.filters import StateFilter, TypedFilter
from accounts.models import (
    AccessLog,
    Assignment,
    Contact,
    Contract,
    ContractFile,
    Customer,
    Department,
    ExchangeRate,
    Feed,
    ImportBatch,
    Invoice,
    OrderLine,
    Product,
    ProductLine,
    Team,
    User,
)
from accounts.models.facts import Imported
from accounts.tests.factories import (
    AssignmentFactory,
    ContactFactory,
    ContractFactory,
    ContractFileFactory,
    CustomerFactory,
    ExchangeRateFactory,
    ProductFactory,
    ProductLineFactory,
    TeamFactory,
    UserFactory,
    person,
)
from crm_site.tests.test_matrix import FACTORIES
from crm_site.tests.test_query_budgets import TODAY, statements
from followups.models import (
    AuthorityLimit,
    CadenceException,
    CadenceRule,
    CalendarDay,
    Leave,
    OfficialYear,
    Sop,
    SopVersion,
    Task,
    Ticket,
    WorkCalendar,
)
from followups.tests.factories import (
    AuthorityLimitFactory,
    CadenceExceptionFactory,
    CadenceRuleFactory,
    CalendarDayFactory,
    LeaveFactory,
    OfficialYearFactory,
    TicketFactory,
    WorkCalendarFactory,
)
from health.choices import BacktestState
from health.models import BacktestRun, HealthCurrent, HealthModelVersion, RuleSetting
from health.tests.factories import BacktestRunFactory, HealthCurrentFactory, RuleSettingFactory

OURS = [m for m in admin.site._registry if m._meta.app_label != "django_q"]
KEPT = [model for model in OURS if hasattr(model, "pgh_event_model")]


def batch() -> ImportBatch:
    return ImportBatch.objects.create(kind="orders", source="erp", file_name="a.csv")


def feed() -> Feed:
    return Feed.objects.create(
        kind="orders",
        source=f"erp{Feed.objects.count()}",
        live_from=TODAY,
        last_fact_on=TODAY,
        stale_after_days=30,
    )


MAKERS: dict[type[Model], Any] = {
    **{made: factory for factory in FACTORIES.values() if (made := factory._meta.model) in OURS},
    Customer: CustomerFactory,
    Assignment: AssignmentFactory,
    ContractFile: ContractFileFactory,
    HealthCurrent: HealthCurrentFactory,
    RuleSetting: RuleSettingFactory,
    ImportBatch: batch,
    Feed: feed,
    AccessLog: lambda: AccessLog.objects.create(
        user=UserFactory(), customer=CustomerFactory(), action="export", subject="x"
    ),
    Product: lambda: ProductFactory(line=ProductLineFactory(code=f"L{Product.objects.count()}")),
    ProductLine: lambda: ProductLineFactory(code=f"L{ProductLine.objects.count()}"),
    User: UserFactory,
    Team: TeamFactory,
    Department: lambda: Department.objects.create(code=f"d{Department.objects.count()}", name="部"),
    ExchangeRate: ExchangeRateFactory,
    WorkCalendar: WorkCalendarFactory,
    CalendarDay: CalendarDayFactory,
    Leave: LeaveFactory,
    AuthorityLimit: AuthorityLimitFactory,
    CadenceRule: CadenceRuleFactory,
    CadenceException: CadenceExceptionFactory,
    OfficialYear: OfficialYearFactory,
    Sop: lambda: Sop.objects.create(code=f"s{Sop.objects.count()}", stage="renewal"),
    # A draft: what is published cannot be written to.
    SopVersion: lambda: SopVersion.objects.create(sop=MAKERS[Sop](), number=1, title="续约"),
    BacktestRun: lambda: BacktestRunFactory(state=BacktestState.FAILED),
    HealthModelVersion: lambda: HealthModelVersion.objects.create(
        number=f"9.{HealthModelVersion.objects.count()}", spec={}
    ),
}


def made(model: type[Model]) -> Model:
    """A row whose list has every record that it may name."""
    row = MAKERS[model]()
    filled = {}
    for name in admin.site._registry[model].list_display:
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if isinstance(field, ForeignKey) and getattr(row, field.attname) is None:
            filled[name] = MAKERS[field.related_model]()
    if filled:
        model._default_manager.filter(pk=row.pk).update(**filled)
    if customer := getattr(row, "customer", None):
        Customer.objects.filter(pk=customer.pk).update(owner=UserFactory())
    return row


def address(model: type[Model], view: str = "changelist", *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


@pytest.fixture
def boss(fang: User) -> User:
    """Fang, who may open everything for once."""
    User.objects.filter(pk=fang.pk).update(is_superuser=True)
    return User.objects.get(pk=fang.pk)


def test_no_model_is_without_a_way_to_make_one_here():
    assert set(OURS) == set(MAKERS)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_list_costs_the_same_for_one_row_and_for_twenty(as_user, boss, model):
    made(model)
    browser = as_user(boss)
    one = statements(browser, address(model))
    for _number in range(19):
        made(model)
    assert statements(browser, address(model)) == one


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_record_shows_all_that_is_known_of_it(as_user, boss, model):
    """A field that no group of its page names would be lost."""
    page = as_user(boss).get(address(model, "change", made(model).pk))
    shown = {
        getattr(name, "__name__", name)
        for _title, options in page.context["adminform"].fieldsets
        for name in options["fields"]
    }
    fields = {field.name for field in model._meta.concrete_fields if field.editable}
    assert fields - shown - {"id"} - ELSEWHERE.get(model, set()) == set()


def test_the_list_of_imports_leaves_what_is_heavy_where_it_is(as_user, boss):
    batch()
    with CaptureQueriesContext(connection) as ran:
        assert as_user(boss).get(address(ImportBatch, "changelist")).status_code == 200
    [rows] = [query["sql"] for query in ran if '"accounts_importbatch"."file_name"' in query["sql"]]
    for heavy in ("errors", "mapping", "undone"):
        assert f'"accounts_importbatch"."{heavy}"' not in rows


def test_lines_of_orders_come_in_the_order_of_an_index(as_user, boss):
    rows = as_user(boss).get(address(OrderLine, "changelist")).context["cl"].queryset
    assert set(rows.query.order_by) == {"-id"}


def test_what_an_undoing_came_to_is_told(as_user, boss):
    boss.language = "en"
    boss.save()
    undone, kept = batch(), batch()
    ImportBatch.objects.filter(pk=undone.pk).update(undone={"deleted": 7, "restored": 2})
    ImportBatch.objects.filter(pk=kept.pk).update(undone={"error": "too late"})
    for one, said in ((undone, "7 records are gone, 2 are as"), (kept, "be undone: too late")):
        page = as_user(boss).get(address(ImportBatch, "change", one.pk)).content.decode()
        assert said in page


@pytest.mark.parametrize(
    "model", [m for m in OURS if hasattr(m, "classes")], ids=lambda model: model.__name__
)
def test_a_filter_by_state_names_the_fields_that_it_reads(model):
    """Otherwise it would be offered to those from whom one of them is hidden."""
    now = timezone.localtime()
    known = {field.name for field in model._meta.concrete_fields}
    for one in admin.site._registry[model].list_filter:
        if isinstance(one, type) and issubclass(one, StateFilter):
            asked = {name for state in one.states for name in fields_of(state.rows(now))}
            assert (asked & known) - one.reads == set(), (one.title, model)


def fields_of(condition: Q) -> set[str]:
    found = set()
    for child in condition.children:
        if isinstance(child, Q):
            found |= fields_of(child)
        elif isinstance(child, tuple):
            found.add(child[0].partition("__")[0])
    return found


# What a page says in other words.
ELSEWHERE: dict[type[Model], set[str]] = {
    Assignment: {"valid"},
    CadenceException: {"customer"},  # those of customers are made on their pages
    Task: {"title_key", "params", "words", "words_en", "version"},
    ContractFile: {"file"},
    Customer: {"owner"},
    HealthCurrent: {"score", "level", "attention", "coverage", "low_confidence", "spark"},
    ImportBatch: {"errors", "undone"},
    User: {
        *("password", "is_staff", "is_superuser", "language", "colour_mode"),
        *("groups", "user_permissions"),
    },
}


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)
def test_whatever_keeps_its_history_shows_it(as_user, boss, model):
    page = as_user(boss).get(address(model, "history", made(model).pk))
    assert "admin/record_history.html" in {template.name for template in page.templates}
    assert page.context["changes"]


@pytest.mark.parametrize(
    ("model", "factory", "field"),
    [(Contract, ContractFactory, "payment_terms"), (Ticket, TicketFactory, "body")],
)
def test_a_history_masks_what_its_page_masks(as_user, hangzhou, lin, model, factory, field):
    """To somebody whose role sees that there is one, and not what it says."""
    row = factory(customer=hangzhou, **{field: "秘密之前"})
    setattr(row, field, "秘密之后")
    row.save()
    reader = person("sales1", "销售", "sales", is_staff=True)
    AssignmentFactory(customer=hangzhou, user=reader, kind="slice")
    reader.user_permissions.add(Permission.objects.get(codename=f"view_{model._meta.model_name}"))
    page = as_user(reader).get(address(model, "history", row.pk))
    assert page.status_code == 200
    assert len(page.context["changes"]) == 2
    assert "秘密" not in page.text


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_filter_of_a_list_works(as_user, boss, model):
    made(model)
    browser = as_user(boss)
    for entry in admin.site._registry[model].list_filter:
        if isinstance(entry, type) and issubclass(entry, StateFilter):
            for state in entry.states:
                page = browser.get(address(model), {entry.parameter_name: state.code})
                assert page.status_code == 200, (entry.parameter_name, state.code)


@pytest.mark.parametrize(
    "model", [m for m in OURS if issubclass(m, Imported)], ids=lambda model: model.__name__
)
def test_nobody_chooses_from_a_list_of_ten_thousand(model):
    """A table that grows is never spelt out beside a list."""
    big = {Customer, User, Contact, Contract, Invoice, Ticket}
    for entry in admin.site._registry[model].list_filter:
        name = entry if isinstance(entry, str) else ""
        if name and "__" not in name:
            related = getattr(model._meta.get_field(name), "related_model", None)
            assert related not in big, f"{model.__name__}.{name}"


# --- typing instead of choosing ---------------------------------------------------------------


def found(browser, term: str, source: str = "contact", field: str = "customer") -> list[str]:
    answer = browser.get(
        "/admin/autocomplete/",
        {"app_label": "accounts", "model_name": source, "field_name": field, "term": term},
    )
    return [result["text"] for result in answer.json()["results"]]


def test_a_lead_is_offered_only_the_customers_of_the_team(as_user, wei, fang, hangzhou, ningbo):
    assert found(as_user(wei), "") == [str(hangzhou)]
    assert set(found(as_user(fang), "")) == {str(hangzhou), str(ningbo)}


def test_somebody_elses_customer_is_not_offered_by_any_name(as_user, wei, ningbo):
    for term in (ningbo.code, ningbo.name, "nbjx"):
        assert found(as_user(wei), term) == []


def test_nothing_is_offered_by_what_is_hidden(as_user, hangzhou):
    Customer.objects.filter(pk=hangzhou.pk).update(credit_code="91350100M000100Y43")
    hangzhou.refresh_from_db()
    hangzhou.index_names(["杭科"])
    hangzhou.save()
    reader = person("sales1", "销售", "sales", is_staff=True)
    AssignmentFactory(customer=hangzhou, user=reader, kind="slice")
    assert found(as_user(reader), hangzhou.code) == [str(hangzhou)]
    assert found(as_user(reader), "91350100M000100Y43") == []


def test_without_the_slice_nobody_is_offered_its_records(as_user, hangzhou):
    """All of a contact is hidden from them, so there is nothing to look for it by."""
    ContactFactory(customer=hangzhou)
    reader = person("legal1", "法务", "legal", is_staff=True)
    AssignmentFactory(customer=hangzhou, user=reader, kind="slice")
    reader.user_permissions.add(Permission.objects.get(codename="view_contact"))
    question = {"app_label": "accounts", "model_name": "promise", "field_name": "contact"}
    assert as_user(reader).get("/admin/autocomplete/", question).status_code == 404


def test_a_list_is_narrowed_to_one_customer_by_typing(as_user, fang, hangzhou, ningbo):
    for customer in (hangzhou, ningbo):
        ContactFactory(customer=customer)
    page = as_user(fang).get(
        address(Contact), {"customer__id__exact": hangzhou.pk, "state": "there"}
    )
    assert {row.customer for row in page.context["cl"].result_list} == {hangzhou}
    assert f'<option value="{hangzhou.pk}" selected>{hangzhou}</option>' in page.text
    assert '<input type="hidden" name="state" value="there">' in page.text
    assert f">{ningbo}</option>" not in page.text


def test_a_customer_out_of_sight_is_not_named_by_its_number(as_user, wei, hangzhou, ningbo):
    page = as_user(wei).get(address(Contact), {"customer__id__exact": ningbo.pk})
    assert page.context["cl"].result_count == 0
    assert str(ningbo) not in page.text


def test_a_filter_by_people_needs_the_right_to_see_people(as_user, hangzhou, lin):
    reader = person("coo1", "运营", "coo", is_staff=True)
    page = as_user(reader).get(address(Ticket))
    titles = {
        spec.title for spec in page.context["cl"].filter_specs if isinstance(spec, TypedFilter)
    }
    assert len(titles) == 1


def test_a_field_without_a_name_is_no_page(as_user, fang, hangzhou):
    User.objects.filter(pk=fang.pk).update(is_superuser=True)
    address = f"/admin/accounts/customer/{hangzhou.pk}/change/"
    assert as_user(fang).post(address, {"_to_field": ""}).status_code == 404
    assert as_user(fang).get(f"{address}?_to_field=").status_code == 404


@pytest.mark.parametrize("value", ["99999-12-31", "9" * 5_000, "-1", "٣", "\0", ""])
def test_a_customer_that_is_none_is_refused_beside_the_field(as_user, fang, value):
    answer = as_user(fang).post("/admin/accounts/contact/add/", {"customer": value, "name": "王芳"})
    assert answer.status_code == 200
    assert "customer" in answer.context["adminform"].form.errors


def test_a_form_that_makes_no_sense_is_shown_again_also_with_a_row_that_is_none(as_user, boss):
    """A paper that there is not has no link to it."""
    sent = {
        f"{rows}-{name}": number
        for rows in ("files", "standards")
        for name, number in (("TOTAL_FORMS", "1"), ("INITIAL_FORMS", "0"))
    }
    contract = made(Contract)
    page = as_user(boss).post(
        address(Contract, "change", contract.pk), {**sent, "title": "x" * 999}
    )
    assert page.status_code == 200
