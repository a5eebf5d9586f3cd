"""Every page, list, file and search as every role: nothing above the clearance is anywhere."""

import re
import zipfile
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, OrderBy, Q
from django.http import HttpResponse

from accounts.clearance import may_see
from accounts.models import (
    AccessLog,
    Contact,
    Contract,
    Customer,
    Invoice,
    Opportunity,
    Order,
    OrderLine,
    Payment,
    Promise,
    UsageDay,
    User,
)
from accounts.rules.clearance import FieldClass
from accounts.rules.roles import ROLES
from accounts.services.customers import customer_save
from accounts.tests.factories import ContactFactory, OrderFactory
from accounts.timeline import sources as timeline_sources
from crm_site.queries.dimensions import DIMENSIONS
from crm_site.queries.glance import figures
from crm_site.records import SECTIONS, Section
from crm_site.tests.access_matrix import ANYBODY, OPENS
from crm_site.tests.test_matrix import (
    FACTORIES,
    SEE_ALL,
    common_records,
    enter,
    foreign,
    opened,
    own,
    someone,
    visit,
)
from followups.models import FollowUp, Need, SlaClock, SurveyAnswer
from health.models import Warning

__all__ = ["common_records", "enter", "foreign", "own"]  # fixtures

STRANGER = "外人绝密公司"  # whom only those see who see everybody

FILES = (
    *("customers/?export=xlsx", "customers/<path:code>/orders/?export=xlsx"),
    *("no-owner/?export=xlsx", "contracts/?export=xlsx"),
    *(f"health/dashboard/?by={code}" for code in DIMENSIONS),
    *(f"customers/<path:code>/records/{section.code}/" for section in SECTIONS),
    *(
        f"customers/<path:code>/records/{code}/?export=xlsx"
        for code in ("tickets", "invoices", "opportunities", "extras")
    ),
    *(
        f"customers/<path:code>/why/{code}/"
        for code in ("payment_days", "contact_stability", "resolution_rate", "touch_participation")
    ),
)
ENDS = ("POST", "logout", "admin/logout")  # what changes something, or ends the session
# The tails of the secret numbers among them: whoever may not see a number is not led to it.
SEARCHES = (
    *("customers/?q=OWN", "counts/customers/?q=OWN"),
    *(
        f"search/{piece}?q={text}"
        for piece in ("", "suggestions/")
        for text in ("OWN", "0987", "X")
    ),
)

# model → field → what is written there, and any trace of it in a page
SECRETS = {
    "customer": {
        "credit_code": ("91350100M000100Y43", "91350100M0001"),
        "annual_revenue": ("7318001.37", r"7.?318.?001"),
        "sensitivity_reason": ("怨言之秘", "怨言之秘"),
    },
    "contact": {
        "mobile": ("13977130987", "1397713"),
        "phone": ("0571-77140987", "0571-7714"),
        "email": ("secret.person@hz.example", r"secret\.person"),
        "wechat": ("wx-secret-770987", "wx-secret"),
        "birthday": ("1971-07-17", "1971"),
    },
    "order": {"amount": ("7311.11", r"7.?311\.11"), "margin": ("7312.12", r"7.?312\.12")},
    "contract": {"amount": ("7313.13", r"7.?313\.13"), "payment_terms": ("月结秘密", "月结秘密")},
    "invoice": {"amount": ("7314.14", r"7.?314\.14")},
    "payment": {"amount": ("7315.15", r"7.?315\.15"), "method": ("汇票秘密", "汇票秘密")},
    "opportunity": {
        "amount": ("7316.16", r"7.?316\.16"),
        "sticking_point": ("卡点秘密", "卡点秘密"),
    },
    "competitorat": {"competitor": ("对手秘密", "对手秘密")},
    "promise": {"what": ("承诺秘密", "承诺秘密")},
    "extragiven": {"cost": ("7317.17", r"7.?317\.17")},
    "referral": {"person": ("引荐秘密", "引荐秘密"), "note": ("荐语秘密", "荐语秘密")},
    "winback": {"offer_note": ("挽回秘密", "挽回秘密")},
    "case": {"lesson": ("教训秘密", "教训秘密")},
    "concession": {"reason": ("让利秘密", "让利秘密")},
    "customerplan": {"risks": ("风险秘密", "风险秘密")},
    "customerevent": {"note": ("事件秘密", "事件秘密")},
    "ticket": {"body": ("工单秘密", "工单秘密"), "cause": ("原因秘密", "原因秘密")},
    "followup": {"business_review": ("回顾秘密", "回顾秘密")},
    "surveyanswer": {"comment": ("评语秘密", "评语秘密")},
    "improvementplan": {"analysis": ("分析秘密", "分析秘密")},
    "need": {"description": ("需求秘密", "需求秘密")},
    "cost": {"amount": ("7319.19", r"7.?319\.19"), "note": ("成本秘密", "成本秘密")},
}


@pytest.fixture
def secrets(own) -> dict:
    """A customer of whom every secret is known, also to its history."""
    for name, fields in SECRETS.items():
        row = own[name]
        for field, (value, _trace) in fields.items():
            setattr(row, field, value)
        if name != "customer":
            row.save()
    customer = own["customer"]
    customer.sensitivity = "high"
    customer_save(customer=customer)
    customer.refresh_from_db()
    customer.annual_revenue = 5
    customer_save(customer=customer)
    customer.annual_revenue = SECRETS["customer"]["annual_revenue"][0]
    customer_save(customer=customer)
    return own


def text_of(response: HttpResponse) -> str:
    content = response.getvalue()
    if content[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(content)) as book:
            content = b"\n".join(book.read(name) for name in book.namelist())
    return content.decode(errors="replace")


def hidden_traces(user: User | AnonymousUser, records: dict) -> dict[str, str]:
    """`{"contact.mobile": pattern}` of what this person must not come to see."""
    traces = {}
    for name, fields in SECRETS.items():
        model = type(records[name])
        may_open = user.has_perm(f"{model._meta.app_label}.view_{name}")
        for field, (_value, trace) in fields.items():
            if not (may_open and may_see(user, model, field)):
                traces[f"{name}.{field}"] = trace
    return traces


@pytest.fixture
def stranger(foreign) -> Customer:
    foreign["customer"].name = STRANGER
    return customer_save(customer=foreign["customer"])


@pytest.mark.parametrize("role", sorted(ANYBODY))
def test_a_role_opens_what_the_table_says_and_finds_nothing_above_its_clearance_nor_a_stranger(
    role, enter, secrets, stranger, common_records
):
    records = secrets | common_records
    user = someone(role, secrets["customer"])
    client = enter(user)
    traces = hidden_traces(user, secrets)
    if role not in SEE_ALL:
        traces["stranger"] = stranger.name
    wrong, leaks = [], []
    for route in (*OPENS, *FILES, *SEARCHES):
        response = visit(client, route, records)
        if route in OPENS and opened(response) != (role in OPENS[route]):
            wrong.append((route, response.status_code))
        text = text_of(response)
        leaks += [(route, name) for name, trace in traces.items() if re.search(trace, text)]
    assert (wrong, leaks) == ([], [])


def test_the_secrets_are_there_for_whoever_may_see_them(fang, secrets, common_records, enter):
    """Or else the test above would find nothing because there is nothing."""
    browser, records = enter(fang), secrets | common_records
    routes = [route for route in OPENS if not route.startswith(ENDS)]
    pages = [text_of(visit(browser, route, records)) for route in routes]
    unseen = [
        f"{name}.{field}"
        for name, fields in SECRETS.items()
        for field, (_value, trace) in fields.items()
        if not any(re.search(trace, page) for page in pages)
    ]
    assert unseen == []


def test_a_stranger_is_there_for_whoever_sees_everybody(fang, stranger, as_user):
    assert STRANGER in text_of(as_user(fang).get("/customers/?export=xlsx"))


def test_every_secret_is_a_field_with_a_class_of_its_own():
    for name in FACTORIES:
        classed = FACTORIES[name]._meta.model.classes.fields
        assert set(SECRETS.get(name, {})) <= set(classed), name


def test_a_technician_sees_a_mask_and_a_way_to_have_the_number_shown(hangzhou, tang, as_user):
    ContactFactory(customer=hangzhou, name="王芳", mobile="13977130987", email="wang@hz.example")
    browser = as_user(tang)
    page = browser.get(f"/customers/{hangzhou.code}/").content.decode()
    assert "•••0987" in page
    assert "w•••@hz.example" in page
    assert "tel:" not in page
    contact = Contact.objects.get()
    address = f"/customers/{hangzhou.code}/reveal/contact/{contact.pk}/mobile/"
    assert address in page
    assert "13977130987" not in browser.get(address).content.decode()
    refused = browser.post(address, {"reason": " "})
    assert "13977130987" not in refused.content.decode()
    shown = browser.post(address, {"reason": "设备停机，需要电话指导\0"})
    assert "13977130987" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert AccessLog.objects.get().reason == "设备停机，需要电话指导"


def test_nobody_has_shown_what_they_see_anyway_or_may_not(hangzhou, lin, chen, tang, as_user):
    contact = ContactFactory(customer=hangzhou, mobile="13977130987")
    address = f"/customers/{hangzhou.code}/reveal/contact/{contact.pk}/mobile/"
    for user in (lin, chen):
        assert as_user(user).get(address).status_code == 404
    for wrong in ("contact/999999/mobile", f"order/{contact.pk}/margin", "nothing/1/mobile"):
        assert as_user(tang).get(f"/customers/{hangzhou.code}/reveal/{wrong}/").status_code == 404


def test_a_record_of_another_customer_is_not_reached_through_ones_own(
    hangzhou, ningbo, tang, as_user
):
    theirs = ContactFactory(customer=ningbo, mobile="13977130987")
    address = f"/customers/{hangzhou.code}/reveal/contact/{theirs.pk}/mobile/"
    assert as_user(tang).post(address, {"reason": "curious"}).status_code == 404
    assert not AccessLog.objects.exists()


def test_a_list_is_exported_as_it_is_filtered_and_leaves_a_line_in_the_log(
    fang, hangzhou, ningbo, as_user
):
    OrderFactory(customer=hangzhou)
    answer = as_user(fang).get("/customers/?owner=lin&export=xlsx")
    assert answer["Content-Disposition"].startswith("attachment")
    text = text_of(answer)
    assert hangzhou.name in text
    assert ningbo.name not in text
    entry = AccessLog.objects.get()
    assert (entry.user, entry.action, entry.subject, entry.rows) == (
        fang,
        "export",
        "customer-list",
        1,
    )
    assert entry.detail == {"query": {"owner": ["lin"], "export": ["xlsx"]}}


@pytest.mark.parametrize("path", ["/customers/", "/customers/{code}/orders/"])
def test_a_query_that_no_database_holds_is_exported_and_noted_all_the_same(
    fang, hangzhou, as_user, path
):
    address = path.format(code=hangzhou.code)
    answer = as_user(fang).get(f"{address}?export=xlsx&tier=key&tier=strategic&x=a%00b")
    assert answer.status_code == 200
    query = AccessLog.objects.get().detail["query"]
    assert (query["tier"], query["x"]) == (["key", "strategic"], ["ab"])


def test_a_file_that_is_cut_says_so(fang, hangzhou, ningbo, as_user, monkeypatch):
    monkeypatch.setattr("common.lists.MOST_EXPORTED", 1)
    User.objects.filter(pk=fang.pk).update(language="en")
    text = text_of(as_user(fang).get("/customers/?export=xlsx"))
    assert "Only the first 1 rows are here" in text
    assert AccessLog.objects.get().rows == 1


def test_a_name_that_looks_like_a_formula_stays_a_name(fang, as_user):
    customer_save(customer=Customer(name="=1+1"))
    book = text_of(as_user(fang).get("/customers/?export=xlsx"))
    assert "<f>" not in book
    assert "=1+1" in book


def test_no_address_of_the_back_office_asks_by_a_hidden_field(wei, fang, hangzhou, as_user):
    OrderFactory(customer=hangzhou, margin="7312.12")
    for query in ("margin__gt=7000", "margin=7312.12", "margin__isnull=0"):
        address = f"/admin/accounts/order/?{query}"
        assert as_user(wei).get(address).status_code == 400
        assert as_user(fang).get(address).context["cl"].result_count == 1


def test_the_back_office_exports_the_chosen_rows_masked(wei, lin, hangzhou, as_user):
    order = OrderFactory(customer=hangzhou, margin="7312.12")
    contact = ContactFactory(customer=hangzhou, mobile="13977130987")
    for name, row, trace in (("order", order, "1000"), ("contact", contact, "13977130987")):
        chosen = {"action": "export_rows", "_selected_action": [row.pk]}
        answer = as_user(wei).post(f"/admin/accounts/{name}/", chosen)
        text = text_of(answer)
        assert trace in text
        assert "7312.12" not in text
    entry = AccessLog.objects.filter(user=wei, action="export").latest("pk")
    assert (entry.subject, entry.detail["chosen"]) == ("accounts.contact", [contact.pk])


# --- who may open a kind of record is cleared for what its lists are made of ------------------

# What the line of hints and the charts count, sum and compare, beyond what sections do.
FIGURES = {
    Contract: {"starts_on", "ends_on", "renews_on", "terminated_on"},
    FollowUp: {"happened_at"},
    Invoice: {"amount", "currency", "due_on", "paid_on", "cancelled_on"},
    Need: {"due_on", "solved_on", "confirmed_on", "cancelled_on"},
    Opportunity: {"deadline_on", "closed_on"},
    Order: {"amount", "currency", "ordered_on", "cancelled_on", "line"},
    OrderLine: {"amount", "line"},
    Payment: {"amount", "currency", "paid_on", "invoice"},
    Promise: {"due_on", "kept_on", "broken_on"},
    SlaClock: {"applies", "due_at", "met_at"},
    SurveyAnswer: {"kind", "score", "answered_at"},
    UsageDay: {"day", "metric", "value"},
    Contact: {"left_on", "decision_roles"},
    Warning: {"level", "resolved_at", "opened_at", "acknowledged_at"},
}


def names_in(condition: Q) -> set[str]:
    """`Q(paid_on__gt=day)` → `{"paid_on"}`"""
    found: set[str] = set()
    for child in condition.children:
        found |= names_in(child) if isinstance(child, Q) else {child[0].partition("__")[0]}
    return found


def decides_in(section: Section) -> set[str]:
    """The fields that a section orders and filters by."""
    ordered = {
        part.expression.name if isinstance(part, OrderBy) else part.removeprefix("-")
        for part in section.newest
    }
    filtered = names_in(section.is_open(date(2026, 3, 1)) or Q())
    return (ordered | filtered | {"number"} & set(section.fields)) - {"pk"}


def test_whoever_opens_a_section_sees_what_it_orders_filters_and_sums_by():
    used = [(section.model, section.permission, decides_in(section)) for section in SECTIONS]
    used += [(model, view(model), names) for model, names in FIGURES.items()]
    used += [(source.model, source.permission, {source.at}) for source in timeline_sources()]
    assert any("paid_on" in names for _model, _permission, names in used)
    for role in ROLES:
        for model, permission, names in used:
            if permission in role.permissions and hasattr(model, "classes"):
                level = role.clearance.get(model.classes.slice, FieldClass.PUBLIC)
                above = {name for name in names if model.classes.of(name).level > level}
                assert above == set(), (role.code, model)


def test_every_kind_that_is_counted_is_held_to_that():
    """Whoever adds a figure adds its fields above."""
    counted = figures(date(2026, 3, 1), datetime(2026, 3, 1, tzinfo=UTC))
    assert set(counted) <= {*FIGURES, *(section.model for section in SECTIONS)}


def view(model: type[Model]) -> str:
    return f"{model._meta.app_label}.view_{model._meta.model_name}"
