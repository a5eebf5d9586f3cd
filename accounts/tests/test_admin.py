"""The back office: what managers see and change there."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import AssignmentKind
from accounts.models import Contact, Customer, ImportBatch, User
from accounts.services.customers import customer_save
from accounts.tests.factories import (
    AssignmentFactory,
    ContactFactory,
    CustomerFactory,
    OrderFactory,
    TeamFactory,
    UserFactory,
    person,
)

RECORDS = ("customer", "contact", "order", "assignment")


@pytest.fixture
def administrator(db) -> User:
    return person("admin", "管理员", "administrator", is_staff=True)


@pytest.fixture
def office(as_user):
    """`office(fang)` is the back office, in English, as Fang opens it."""

    def open_for(user: User) -> Client:
        User.objects.filter(pk=user.pk).update(language="en")
        return as_user(user)

    return open_for


def page(name: str, *args: object) -> str:
    return reverse(f"admin:accounts_{name}", args=args)


def text(response) -> str:
    return response.content.decode()


def form_of(response) -> dict[str, object]:
    """What a browser would send back if nothing was typed."""
    form = response.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()}


def errors_of(response) -> str:
    return " ".join(response.context["adminform"].form.non_field_errors())


# --- what is there ----------------------------------------------------------------------------


@pytest.fixture
def two_customers(hangzhou, ningbo):
    for customer in (hangzhou, ningbo):
        ContactFactory(customer=customer, name=f"联系人 {customer.name}")
        OrderFactory(customer=customer, number=f"PO {customer.name}")
    return hangzhou, ningbo


@pytest.mark.parametrize("record", RECORDS)
def test_a_lead_finds_only_the_teams_records(office, wei, two_customers, record):
    hangzhou, ningbo = (customer.name for customer in two_customers)
    body = text(office(wei).get(page(f"{record}_changelist")))
    assert hangzhou[:4] in body
    assert ningbo[:4] not in body


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_out_of_sight_is_not_there(office, wei, two_customers, record):
    ningbo = two_customers[1]
    row = {
        "customer": ningbo,
        "contact": Contact.objects.get(customer=ningbo),
        "order": ningbo.assignments.model.objects.none(),
        "assignment": ningbo.assignments.get(),
    }[record]
    pk = row.pk if record != "order" else OrderFactory(customer=ningbo).pk
    client = office(wei)
    for view in ("change", "history"):
        hidden = client.get(page(f"{record}_{view}", pk))
        unknown = client.get(page(f"{record}_{view}", 999_999))
        assert (hidden.status_code, hidden.content) == (404, unknown.content)


@pytest.mark.parametrize("record", RECORDS)
def test_nothing_can_be_deleted_not_even_by_a_superuser(office, fang, two_customers, record):
    User.objects.filter(pk=fang.pk).update(is_superuser=True)
    client = office(fang)
    assert "delete_selected" not in text(client.get(page(f"{record}_changelist")))
    assert client.post(page(f"{record}_delete", 1)).status_code == 404


@pytest.mark.parametrize("record", [*RECORDS, "user", "team", "department", "importbatch", "feed"])
def test_a_list_costs_the_same_for_one_row_and_for_many(
    office, fang, record, django_assert_max_num_queries
):
    User.objects.filter(pk=fang.pk).update(is_superuser=True)
    for number in range(4):
        customer = CustomerFactory()
        AssignmentFactory(customer=customer, user=person(f"c{number}", "某", "csm"))
        ContactFactory(customer=customer)
        OrderFactory(customer=customer)
        TeamFactory(lead=customer.assignments.get().user)
        ImportBatch.objects.create(kind="orders", source="erp", file_name="a.csv", user=fang)
    client = office(fang)
    with django_assert_max_num_queries(12):
        assert client.get(page(f"{record}_changelist")).status_code == 200


def test_customers_are_found_by_initials_as_in_the_portal(office, fang, hangzhou, ningbo):
    body = text(office(fang).get(page("customer_changelist"), {"q": "hzkj"}))
    assert hangzhou.name in body
    assert ningbo.name not in body


def test_archived_customers_are_shown_when_asked_for(office, fang, hangzhou, ningbo):
    Customer.objects.filter(pk=ningbo.pk).update(archived_at=timezone.now())
    client = office(fang)
    shown = {
        choice: [
            c.name for c in client.get(page("customer_changelist"), query).context["cl"].result_list
        ]
        for choice, query in {
            "": {},
            "inactive": {"status": "inactive"},
            "all": {"status": "all"},
        }.items()
    }
    assert shown == {
        "": [hangzhou.name],
        "inactive": [ningbo.name],
        "all": [hangzhou.name, ningbo.name],
    }


# --- customers --------------------------------------------------------------------------------


def test_a_new_customer_goes_through_the_service(office, fang):
    fields = {"name": "苏州电子有限公司", "aliases": "苏电\n\n Suzhou E ", "sensitivity": "normal"}
    response = office(fang).post(page("customer_add"), fields)
    assert response.status_code == 302
    customer = Customer.objects.get()
    assert customer.code.startswith("C-")
    assert customer.name_pinyin.startswith("suzhou") or customer.name_pinyin.startswith("su")
    assert set(customer.aliases.values_list("name", flat=True)) == {"苏电", "Suzhou E"}


@pytest.mark.parametrize("code", ["A/why", "..", "a?b", "a#b"])
def test_a_code_that_no_address_can_hold_is_refused(office, fang, code):
    fields = {"name": "Acme", "code": code, "sensitivity": "normal"}
    response = office(fang).post(page("customer_add"), fields)
    assert "code" in response.context["adminform"].form.errors
    assert not Customer.objects.exists()


def test_a_company_is_not_put_under_its_own_subsidiary(office, fang, hangzhou):
    member = CustomerFactory(parent=hangzhou)
    client = office(fang)
    fields = form_of(client.get(page("customer_change", hangzhou.pk))) | {"parent": member.pk}
    response = client.post(page("customer_change", hangzhou.pk), fields)
    assert response.context["adminform"].form.errors["parent"] == [
        "Would put a company above itself"
    ]


def test_an_edit_replaces_the_other_names(office, fang, hangzhou):
    client = office(fang)
    fields = form_of(client.get(page("customer_change", hangzhou.pk)))
    assert fields["aliases"] == "杭科"
    fields |= {"aliases": "杭科技", "industry": "machines"}
    assert client.post(page("customer_change", hangzhou.pk), fields).status_code == 302
    hangzhou.refresh_from_db()
    assert hangzhou.industry == "machines"
    assert [alias.name for alias in hangzhou.aliases.all()] == ["杭科技"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("credit_code", "91330100000000000X"),
        ("name", ""),
        ("aliases", "x" * 201),
        ("tier", "golden"),
        ("employees", "-1"),
        ("founded_on", "soon"),
    ],
)
def test_an_impossible_value_is_explained(office, fang, hangzhou, field, value):
    client = office(fang)
    fields = form_of(client.get(page("customer_change", hangzhou.pk))) | {field: value}
    response = client.post(page("customer_change", hangzhou.pk), fields)
    assert field in response.context["adminform"].form.errors


def test_a_company_out_of_sight_cannot_be_chosen_as_a_parent(office, wei, hangzhou, ningbo):
    client = office(wei)
    fields = form_of(client.get(page("customer_change", hangzhou.pk))) | {"parent": ningbo.pk}
    response = client.post(page("customer_change", hangzhou.pk), fields)
    assert "parent" in response.context["adminform"].form.errors
    query = {
        "app_label": "accounts",
        "model_name": "customer",
        "field_name": "parent",
        "term": "宁波",
    }
    assert client.get(reverse("admin:autocomplete"), query).json()["results"] == []


def test_a_parent_out_of_sight_is_neither_named_nor_lost(office, wei, hangzhou, ningbo):
    hangzhou.parent = ningbo
    customer_save(customer=hangzhou)
    client = office(wei)
    response = client.get(page("customer_change", hangzhou.pk))
    assert ningbo.name not in text(response)
    fields = form_of(response) | {"industry": "machines"}
    assert client.post(page("customer_change", hangzhou.pk), fields).status_code == 302
    hangzhou.refresh_from_db()
    assert (hangzhou.parent, hangzhou.industry) == (ningbo, "machines")


def test_whoever_saves_second_is_told_what_the_first_one_changed(office, fang, analyst, hangzhou):
    client = office(fang)
    fields = form_of(client.get(page("customer_change", hangzhou.pk))) | {"region": "浙江"}
    other = office(analyst)
    others = form_of(other.get(page("customer_change", hangzhou.pk))) | {"industry": "machines"}
    assert other.post(page("customer_change", hangzhou.pk), others).status_code == 302

    response = client.post(page("customer_change", hangzhou.pk), fields)
    assert "安琪 changed this after you opened it – Industry: “” became “machines”" in errors_of(
        response
    )
    hangzhou.refresh_from_db()
    assert (hangzhou.industry, hangzhou.region) == ("machines", "")

    again = form_of(response)
    assert again["region"] == "浙江"
    assert client.post(page("customer_change", hangzhou.pk), again).status_code == 302
    hangzhou.refresh_from_db()
    assert hangzhou.region == "浙江"


def test_a_form_without_a_version_overwrites_nothing(office, fang, hangzhou):
    client = office(fang)
    fields = form_of(client.get(page("customer_change", hangzhou.pk))) | {"version": ""}
    response = client.post(page("customer_change", hangzhou.pk), fields | {"industry": "x"})
    assert response.status_code == 200
    hangzhou.refresh_from_db()
    assert hangzhou.industry == ""


def test_the_record_shows_its_own_history(office, fang, hangzhou):
    client = office(fang)
    fields = form_of(client.get(page("customer_change", hangzhou.pk))) | {"industry": "machines"}
    client.post(page("customer_change", hangzhou.pk), fields)
    body = text(client.get(page("customer_history", hangzhou.pk)))
    assert "方敏" in body
    assert "machines" in body


def test_a_manager_who_may_only_look_gets_no_form(office, administrator, fang, lin):
    assert office(fang).get(page("user_change", lin.pk)).status_code == 200
    response = office(fang).post(page("user_change", lin.pk), {"name": "X"})
    assert response.status_code == 404
    assert office(administrator).get(page("customer_changelist")).status_code == 404


# --- the owner --------------------------------------------------------------------------------


def owner_fields(user: User, seen: User | None, **fields: object) -> dict[str, object]:
    seen_pk = seen.pk if seen else ""
    return {"owner": user.pk, "seen": seen_pk, "day": timezone.localdate(), "reason": "", **fields}


def test_a_director_sets_the_owner_and_sees_everybodys_load(office, fang, hangzhou, lin, chen):
    client = office(fang)
    url = page("customer_owner", hangzhou.pk)
    assert "林晓: 1 of 15 strategic, 0 of 30 key, 1 in all" in text(client.get(url))
    response = client.post(url, owner_fields(chen, lin, reason="Lin is ill"))
    assert response.url == page("customer_change", hangzhou.pk)
    hangzhou.refresh_from_db()
    assert hangzhou.owner == chen
    assert hangzhou.assignments.get(user=chen).reason == "Lin is ill"


def test_the_limit_is_explained_and_passed_with_a_reason(office, fang, hangzhou, lin, chen):
    for _number in range(15):
        AssignmentFactory(customer=CustomerFactory(tier="strategic"), user=chen)
    client = office(fang)
    url = page("customer_owner", hangzhou.pk)
    refused = client.post(url, owner_fields(chen, lin))
    assert "15 is the limit" in text(refused)
    assert client.post(url, owner_fields(chen, lin, reason="until May")).status_code == 302


def test_an_owner_set_meanwhile_is_not_overwritten(office, fang, hangzhou, lin, chen, wei):
    client = office(fang)
    url = page("customer_owner", hangzhou.pk)
    client.post(url, owner_fields(chen, lin))
    assert "just changed the owner to 陈默" in text(client.post(url, owner_fields(wei, lin)))


def test_the_first_owner_can_be_set(office, fang, lin):
    customer = CustomerFactory()
    url = page("customer_owner", customer.pk)
    assert office(fang).post(url, owner_fields(lin, None)).status_code == 302
    customer.refresh_from_db()
    assert customer.owner == lin


@pytest.mark.parametrize("field", ["owner", "day"])
def test_an_owner_needs_a_name_and_a_day(office, fang, hangzhou, lin, chen, field):
    response = office(fang).post(
        page("customer_owner", hangzhou.pk), owner_fields(chen, lin) | {field: "nonsense"}
    )
    assert field in response.context["form"].errors


def test_only_people_who_serve_customers_can_be_chosen(office, fang, hangzhou, lin, finance):
    response = office(fang).post(page("customer_owner", hangzhou.pk), owner_fields(finance, lin))
    assert "owner" in response.context["form"].errors


def test_a_lead_cannot_give_away_another_teams_customer(office, wei, ningbo, lin, chen):
    response = office(wei).post(page("customer_owner", ningbo.pk), owner_fields(lin, chen))
    assert response.status_code == 404
    ningbo.refresh_from_db()
    assert ningbo.owner == chen


def test_an_analyst_does_not_set_owners(office, analyst, hangzhou, lin, chen):
    client = office(analyst)
    assert client.get(page("customer_owner", hangzhou.pk)).status_code == 404
    assert page("customer_owner", hangzhou.pk) not in text(
        client.get(page("customer_change", hangzhou.pk))
    )


# --- contacts, orders, assignments, imports ---------------------------------------------------


def test_a_new_contact_gets_a_number_of_its_own(office, fang, hangzhou):
    fields = {"customer": hangzhou.pk, "name": "王经理", "decision_roles": ["purchaser", "user"]}
    assert office(fang).post(page("contact_add"), fields).status_code == 302
    contact = Contact.objects.get()
    assert (contact.source, contact.decision_roles) == ("portal", ["purchaser", "user"])
    assert contact.external_id


def test_a_contact_cannot_be_moved_to_a_customer_out_of_sight(office, wei, hangzhou, ningbo):
    fields = {"customer": ningbo.pk, "name": "王经理"}
    response = office(wei).post(page("contact_add"), fields)
    assert "customer" in response.context["adminform"].form.errors


def test_a_contact_cannot_leave_before_joining(office, fang, hangzhou):
    fields = {
        "customer": hangzhou.pk,
        "name": "王经理",
        "joined_on": "2026-03-01",
        "left_on": "2026-02-01",
    }
    response = office(fang).post(page("contact_add"), fields)
    assert "cannot leave before joining" in text(response)


@pytest.mark.parametrize("record", ["order", "assignment", "importbatch"])
def test_facts_are_only_looked_at(office, fang, hangzhou, record):
    User.objects.filter(pk=fang.pk).update(is_superuser=True)
    pk = {
        "order": OrderFactory(customer=hangzhou).pk,
        "assignment": hangzhou.assignments.get().pk,
        "importbatch": ImportBatch.objects.create(kind="orders", source="erp", file_name="a").pk,
    }[record]
    client = office(fang)
    assert client.get(page(f"{record}_change", pk)).status_code == 200
    assert client.post(page(f"{record}_change", pk), {"reason": "x"}).status_code == 404
    assert client.get(page(f"{record}_add")).status_code == 404


def test_an_assignment_shows_its_days(office, fang, hangzhou):
    today = timezone.localdate()
    hangzhou.assignments.update(valid=DateRange(today, today + timedelta(days=3)))
    (row,) = office(fang).get(page("assignment_changelist")).context["cl"].result_list
    assert (row.kind, row.valid.upper) == (AssignmentKind.OWNER, today + timedelta(days=3))


def test_an_import_shows_why_rows_were_refused(office, analyst):
    error = {
        "row": 7,
        "column": "Amount",
        "value": "lots",
        "message": "is not a number",
        "params": {},
    }
    batch = ImportBatch.objects.create(
        kind="orders", source="erp", file_name="a.csv", refused=1, errors=[error]
    )
    body = text(office(analyst).get(page("importbatch_change", batch.pk)))
    assert all(word in body for word in ("7", "Amount", "lots", "is not a number"))


# --- people -----------------------------------------------------------------------------------


def test_a_new_person_gets_a_password_and_roles(office, administrator, strategic_team):
    fields = {
        "username": "xin",
        "name": "新人",
        "email": "xin@evergreen.example",
        "team": strategic_team.pk,
        "roles": ["csm", "team_lead"],
        "usable_password": "true",
        "password1": "willow-by-the-lake",
        "password2": "willow-by-the-lake",
    }
    assert office(administrator).post(page("user_add"), fields).status_code == 302
    newcomer = User.objects.get(username="xin")
    assert newcomer.check_password("willow-by-the-lake")
    assert set(newcomer.groups.values_list("name", flat=True)) == {"csm", "team_lead"}
    assert newcomer.is_staff


def test_roles_are_changed_in_words(office, administrator, lin):
    client = office(administrator)
    response = client.get(page("user_change", lin.pk))
    assert "Customer success manager" in text(response)
    fields = form_of(response)
    assert fields["roles"] == ["csm"]
    assert (
        client.post(page("user_change", lin.pk), fields | {"roles": ["analyst"]}).status_code == 302
    )
    lin.refresh_from_db()
    assert (lin.groups.get().name, lin.is_staff) == ("analyst", True)
    assert lin.check_password("evergreen-test-only")


def test_an_administrator_sets_a_password_and_lifts_the_lock(office, administrator, lin):
    visitor = Client()
    for _attempt in range(5):
        visitor.post("/login/", {"username": "lin", "password": "wrong"})
    fields = {
        "usable_password": "true",
        "password1": "willow-by-the-lake",
        "password2": "willow-by-the-lake",
    }
    url = reverse("admin:auth_user_password_change", args=[lin.pk])
    assert office(administrator).post(url, fields | {"set-password": ""}).status_code == 302
    credentials = {"username": "lin", "password": "willow-by-the-lake"}
    assert visitor.post("/login/", credentials).status_code == 302


def test_an_administrator_unlocks_a_log_in(office, administrator, lin):
    visitor = Client()
    for _attempt in range(5):
        visitor.post("/login/", {"username": "lin", "password": "wrong"})
    fields = {"action": "unlock", "_selected_action": [lin.pk]}
    assert office(administrator).post(page("user_changelist"), fields).status_code == 302
    credentials = {"username": "lin", "password": "evergreen-test-only"}
    assert visitor.post("/login/", credentials).status_code == 302


def test_an_administrator_does_not_touch_a_superuser(office, administrator):
    owner = UserFactory(is_superuser=True)
    client = office(administrator)
    assert client.post(page("user_change", owner.pk), {"name": "X"}).status_code == 404
    url = reverse("admin:auth_user_password_change", args=[owner.pk])
    assert client.get(url).status_code == 404


def test_nobody_makes_a_superuser_here(office, administrator, lin):
    client = office(administrator)
    fields = form_of(client.get(page("user_change", lin.pk)))
    client.post(page("user_change", lin.pk), fields | {"is_superuser": "on", "is_staff": "on"})
    lin.refresh_from_db()
    assert (lin.is_superuser, lin.is_staff) == (False, False)


def test_people_are_listed_by_role(office, administrator, lin, fang):
    listed = office(administrator).get(page("user_changelist"), {"role": "director"})
    assert [user.username for user in listed.context["cl"].result_list] == ["fang"]
    assert "Customer success director" in text(listed)


def test_groups_are_not_edited_beside_the_role_table(office, fang):
    User.objects.filter(pk=fang.pk).update(is_superuser=True)
    group = Group.objects.get(name="csm")
    assert office(fang).get(f"/admin/auth/group/{group.pk}/change/").status_code == 404


def test_a_team_counts_its_active_people(office, administrator, strategic_team, lin, wei):
    User.objects.filter(pk=lin.pk).update(is_active=False)
    teams = office(administrator).get(page("team_changelist")).context["cl"].result_list
    assert next(team.size for team in teams if team.code == "strategic") == 1


def test_every_field_of_the_back_office_has_a_label_that_can_be_translated():
    """Without one Django shows the name in the code."""
    ours = [m for m in admin.site._registry if m._meta.app_label in ("accounts", "followups")]
    unnamed = [
        f"{model.__name__}.{field.name}"
        for model in ours
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and field._verbose_name is None
    ]
    assert unnamed == []
