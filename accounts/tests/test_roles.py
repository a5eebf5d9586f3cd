"""The role table, and the groups that follow it."""

import json
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import translation

from accounts.checks import check_role_permissions
from accounts.models import Department, Team
from accounts.rules.roles import BY_CODE, OPERATIONS_SUPPORT, ROLES, Role, Scope, scopes
from accounts.services.people import person_save
from accounts.services.roles import roles_set, roles_sync
from accounts.tests.factories import UserFactory, person

DESCRIBED = (
    "csm team_lead director coo executive sales_director experience_officer analyst "
    "tech_consultant tech_director sales support finance marketing legal production product "
    "administrator"
)
MANAGERS = {"team_lead", "director", "analyst", "administrator"}


def holders(permission: str) -> set[str]:
    return {role.code for role in ROLES if permission in role.permissions}


# --- the table --------------------------------------------------------------------------------


def test_every_described_role_is_there_once():
    assert sorted(role.code for role in ROLES) == sorted(DESCRIBED.split())


def test_every_role_has_a_name_of_its_own():
    assert len({role.label for role in ROLES}) == len(ROLES)


def test_the_back_office_opens_for_managers_only():
    assert {role.code for role in ROLES if role.is_staff} == MANAGERS


def test_nobody_may_delete():
    assert not [name for role in ROLES for name in role.permissions if ".delete_" in name]


def test_amounts_are_for_those_who_answer_for_the_relationship_and_for_finance():
    assert holders("accounts.view_order") == {
        *("csm", "team_lead", "director", "experience_officer", "analyst"),
        *("coo", "executive", "sales_director", "finance"),
    }


def test_finance_and_marketing_see_no_contacts():
    assert not holders("accounts.view_contact") & {"finance", "marketing", "legal", "production"}


# Who leads where a customer turns to a competitor wins it back, and grants what that needs.
LEADING = {
    "sales_director": {
        *("followups.add_concession", "followups.change_concession"),
        *("followups.add_followup", "followups.change_followup"),
        *("health.add_winback", "health.change_winback", "health.change_lostreview"),
    }
}


def test_departments_only_read_but_for_their_own_tasks():
    for role in ROLES:
        if role.scope is Scope.ASSIGNED:
            written = {name for name in role.permissions if ".view_" not in name}
            allowed = {"followups.add_task", "followups.change_task"} | LEADING.get(
                role.code, set()
            )
            assert written <= allowed, role.code


def test_only_whoever_directs_or_analyses_sets_levels_and_answers_doubts():
    for name in ("add_leveloverride", "change_leveloverride", "change_scoredoubt"):
        assert holders(f"health.{name}") == {"director", "analyst"}


def test_only_administrators_change_people():
    assert holders("accounts.change_user") == {"administrator"}


def test_a_name_that_is_no_role_counts_for_nothing():
    assert scopes(["csm", "night owl"]) == {Scope.OWN}


def test_a_permission_that_no_model_has_is_found(monkeypatch):
    assert check_role_permissions() == []
    wrong = Role("csm", "Manager", Scope.OWN, frozenset({"accounts.veiw_customer"}))
    monkeypatch.setattr("accounts.checks.ROLES", (wrong,))
    (message,) = check_role_permissions()
    assert "csm" in message.msg
    assert "accounts.veiw_customer" in message.msg


# --- the groups -------------------------------------------------------------------------------


def granted(code: str) -> set[str]:
    rows = Permission.objects.filter(group__name=code)
    return {f"{row.content_type.app_label}.{row.codename}" for row in rows}


def test_after_migrating_every_role_is_a_group_with_its_permissions(db):
    for role in ROLES:
        assert granted(role.code) == role.permissions, role.code


def test_a_second_time_changes_nothing(db):
    assert roles_sync() == {"created": 0, "updated": 0, "removed": 0, "same": len(ROLES)}


def test_what_somebody_changed_by_hand_is_put_right(db):
    csm, legal = Group.objects.get(name="csm"), Group.objects.get(name="legal")
    csm.permissions.add(Permission.objects.get(codename="change_user"))
    legal.permissions.clear()
    Group.objects.get(name="sales").delete()
    Group.objects.create(name="friends")
    assert roles_sync() == {"created": 1, "updated": 2, "removed": 1, "same": len(ROLES) - 3}
    assert granted("csm") == BY_CODE["csm"].permissions
    assert granted("legal") == BY_CODE["legal"].permissions
    assert granted("sales") == BY_CODE["sales"].permissions
    assert not Group.objects.filter(name="friends").exists()


def test_the_back_office_follows_the_role(lin, fang, db):
    lin.is_staff, fang.is_staff = True, False
    lin.save()
    fang.save()
    owner = UserFactory(is_superuser=True)
    roles_sync()
    for who in (lin, fang, owner):
        who.refresh_from_db()
    assert (lin.is_staff, fang.is_staff, owner.is_staff) == (False, True, True)


def test_it_costs_as_much_for_many_people_as_for_one(django_assert_max_num_queries, db):
    for number in range(5):
        person(f"p{number}", "某人", "csm")
    with django_assert_max_num_queries(20):
        roles_sync()


def test_the_command_says_what_it_did(db):
    Group.objects.get(name="csm").delete()
    out = StringIO()
    call_command("sync_roles", "--json", stdout=out)
    counts = json.loads(out.getvalue())
    assert counts == {"created": 1, "updated": 0, "removed": 0, "same": len(ROLES) - 1}
    out = StringIO()
    call_command("sync_roles", stdout=out)
    assert out.getvalue().strip() == f"0 created, 0 updated, 0 removed, {len(ROLES)} same"


# --- people -----------------------------------------------------------------------------------


def test_a_person_gets_exactly_the_roles_given(lin):
    roles_set(person=lin, codes=["team_lead", "analyst"])
    assert {group.name for group in lin.groups.all()} == {"team_lead", "analyst"}
    assert lin.is_staff


def test_the_back_office_closes_with_the_last_role_that_opens_it(fang):
    roles_set(person=fang, codes=["csm"])
    fang.refresh_from_db()
    assert not fang.is_staff


def test_an_invented_role_is_refused(lin):
    with pytest.raises(ValidationError, match="night owl"):
        roles_set(person=lin, codes=["csm", "night owl"])
    assert [group.name for group in lin.groups.all()] == ["csm"]


def test_a_new_person_is_stored_with_roles_or_not_at_all(db):
    newcomer = UserFactory.build(username="xin", name="新人", email="xin@evergreen.example")
    person_save(person=newcomer, roles=["director"])
    assert (newcomer.is_staff, newcomer.groups.get().name) == (True, "director")


def test_two_people_cannot_share_an_address(lin):
    twin = UserFactory.build(username="twin", email=lin.email.upper())
    with translation.override("en"), pytest.raises(ValidationError, match="already has this"):
        person_save(person=twin)


def test_an_installation_begins_with_departments_and_teams(db):
    seed = import_module("accounts.migrations.0002_departments_and_teams").seed
    seed(apps, None)
    seed(apps, None)
    assert Department.objects.filter(code__in=["sales", "it", "customer-success"]).count() == 3
    assert Team.objects.filter(code__in=["strategic", "key", OPERATIONS_SUPPORT]).count() == 3
