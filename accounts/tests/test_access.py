"""Who sees which customer."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.access import customers_visible_to
from accounts.choices import AssignmentKind
from accounts.models import Customer, User
from accounts.rules.roles import ROLES, Scope
from accounts.tests.factories import AssignmentFactory, CustomerFactory, TeamFactory, person


@pytest.fixture
def orphan(db) -> Customer:
    """A customer whom nobody owns."""
    return CustomerFactory(name="无主客户有限公司")


def names(user: User, day: date | None = None) -> set[str]:
    return {customer.name for customer in customers_visible_to(user, day)}


def lead_operations_support(user: User) -> None:
    team = TeamFactory(code="operations_support")
    team.lead = user
    team.save()


def test_a_csm_sees_the_own_customer_and_no_other(lin, hangzhou, ningbo, orphan):
    assert names(lin) == {hangzhou.name}


@pytest.mark.parametrize("kind", AssignmentKind.values)
def test_a_csm_sees_a_customer_by_every_kind_of_assignment(lin, orphan, kind):
    AssignmentFactory(customer=orphan, user=lin, kind=kind)
    assert names(lin) == {orphan.name}


def test_an_assignment_opens_the_customer_on_its_days_only(lin, orphan):
    AssignmentFactory(
        customer=orphan,
        user=lin,
        kind=AssignmentKind.COVER,
        valid=DateRange(date(2026, 3, 2), date(2026, 3, 9)),
    )
    seen = {day: bool(names(lin, date(2026, 3, day))) for day in (1, 2, 8, 9)}
    assert seen == {1: False, 2: True, 8: True, 9: False}


def test_without_a_day_it_is_today_in_the_time_of_the_company(lin, orphan):
    today = timezone.localdate()
    AssignmentFactory(customer=orphan, user=lin, valid=DateRange(today, today + timedelta(days=1)))
    assert names(lin) == {orphan.name}


def test_two_assignments_show_the_customer_once(lin, hangzhou):
    AssignmentFactory(customer=hangzhou, user=lin, kind=AssignmentKind.COVER)
    assert customers_visible_to(lin).count() == 1


# --- deputies and the service team ------------------------------------------------------------

SPRING = DateRange(date(2026, 3, 2), date(2026, 3, 9))


@pytest.mark.parametrize("role", ["csm", "team_lead", "tech_consultant", "sales", "finance"])
def test_a_deputy_sees_the_customer_on_the_days_of_the_row_only(role, lin, orphan):
    deputy = person("deputy", "代理", role)
    AssignmentFactory(customer=orphan, user=lin, deputy=deputy, valid=SPRING)
    seen = {day: bool(names(deputy, date(2026, 3, day))) for day in (1, 2, 8, 9)}
    assert seen == {1: False, 2: True, 8: True, 9: False}


def test_whoever_is_a_deputy_no_more_sees_the_customer_no_more(hangzhou, chen):
    hangzhou.assignments.update(deputy=chen)
    assert names(chen) == {hangzhou.name}
    hangzhou.assignments.update(deputy=None)
    assert names(chen) == set()


def test_a_lead_sees_what_somebody_of_the_team_is_deputy_for(wei, lin, ningbo):
    ningbo.assignments.update(deputy=lin)
    assert names(wei) == {ningbo.name}


def test_an_administrator_of_people_sees_nothing_as_a_deputy_either(hangzhou):
    administrator = person("admin", "管理员", "administrator")
    hangzhou.assignments.update(deputy=administrator)
    assert names(administrator) == set()


@pytest.mark.parametrize("role", ["sales", "support", "tech_consultant"])
def test_a_member_of_the_service_team_sees_the_customer(role, hangzhou):
    member = person("member", "组员", role)
    AssignmentFactory(
        customer=hangzhou, user=member, kind=AssignmentKind.CO_OWNER, role=role, valid=SPRING
    )
    assert names(member, date(2026, 3, 8)) == {hangzhou.name}
    assert names(member, date(2026, 3, 9)) == set()


def test_a_co_owner_without_a_role_opens_nothing_to_a_department(hangzhou, finance):
    AssignmentFactory(customer=hangzhou, user=finance, kind=AssignmentKind.CO_OWNER)
    assert names(finance) == set()


# --- leads and departments --------------------------------------------------------------------


def test_a_lead_sees_the_customers_of_the_team(wei, lin, hangzhou, ningbo, orphan):
    assert names(wei) == {hangzhou.name}


def test_a_lead_of_two_teams_sees_the_customers_of_both(wei, key_team, hangzhou, ningbo):
    key_team.lead = wei
    key_team.save()
    assert names(wei) == {hangzhou.name, ningbo.name}


def test_a_lead_still_sees_the_customers_of_somebody_who_left(wei, lin, hangzhou):
    lin.is_active = False
    lin.save()
    assert names(wei) == {hangzhou.name}


def test_only_the_lead_of_operations_support_sees_customers_without_an_owner(wei, hangzhou, orphan):
    assert names(wei) == {hangzhou.name}
    lead_operations_support(wei)
    assert names(User.objects.get(pk=wei.pk)) == {hangzhou.name, orphan.name}


def test_a_customer_has_no_owner_on_the_days_between_two(wei, lin, hangzhou):
    lead_operations_support(wei)
    hangzhou.assignments.update(valid=DateRange(date(2026, 1, 1), date(2026, 2, 1)))
    assert names(wei, date(2026, 2, 1)) == {hangzhou.name}


@pytest.mark.parametrize("role", [role.code for role in ROLES if role.scope is Scope.ALL])
def test_some_roles_see_every_customer(role, hangzhou, ningbo, orphan):
    assert names(person("p", "某人", role)) == {hangzhou.name, ningbo.name, orphan.name}


def test_the_roles_that_see_everything_are_these():
    everything = {role.code for role in ROLES if role.scope is Scope.ALL}
    assert everything == {"director", "coo", "executive", "experience_officer", "analyst"}


def test_a_department_sees_only_its_slice_and_what_it_is_called_into(finance, hangzhou, ningbo):
    AssignmentFactory(customer=hangzhou, user=finance, kind=AssignmentKind.SLICE)
    AssignmentFactory(customer=ningbo, user=finance, kind=AssignmentKind.COVER)
    assert names(finance) == {hangzhou.name}


def test_a_department_shares_the_slices_of_its_team(finance, hangzhou, ningbo):
    team = TeamFactory(code="receivables")
    colleague = person("colleague", "同事", "finance", team=team)
    AssignmentFactory(customer=hangzhou, user=colleague, kind=AssignmentKind.CALLED_IN)
    assert names(finance) == set()
    finance.team = team
    finance.save()
    assert names(finance) == {hangzhou.name}


def test_people_without_a_team_share_nothing(finance, hangzhou):
    colleague = person("colleague", "同事", "finance")
    AssignmentFactory(customer=hangzhou, user=colleague, kind=AssignmentKind.SLICE)
    assert names(finance) == set()


def test_an_administrator_of_people_sees_no_customer(hangzhou):
    administrator = person("admin", "管理员", "administrator")
    AssignmentFactory(customer=hangzhou, user=administrator, kind=AssignmentKind.COVER)
    assert names(administrator) == set()


def test_of_two_roles_the_wider_one_counts(finance, hangzhou, ningbo):
    finance.groups.add(Group.objects.get(name="director"))
    assert names(finance) == {hangzhou.name, ningbo.name}


def test_whoever_has_no_role_sees_nothing(lin, hangzhou):
    lin.groups.clear()
    assert names(lin) == set()


def test_whoever_left_sees_nothing(fang, lin, hangzhou):
    User.objects.update(is_active=False)
    assert names(User.objects.get(pk=fang.pk)) == set()
    assert names(User.objects.get(pk=lin.pk)) == set()


def test_a_visitor_sees_nothing(hangzhou):
    assert not customers_visible_to(AnonymousUser()).exists()


def test_a_superuser_sees_everything(lin, ningbo):
    lin.is_superuser = True
    assert names(lin) == {ningbo.name}


def test_an_archived_customer_still_opens(lin, hangzhou):
    hangzhou.archived_at = timezone.now()
    hangzhou.save()
    assert names(lin) == {hangzhou.name}
    assert not customers_visible_to(lin).active().exists()


@pytest.mark.parametrize("role", ["csm", "team_lead", "director", "finance"])
def test_asking_costs_few_queries_however_many_customers(db, role, django_assert_max_num_queries):
    someone = person("p", "某人", role)
    for _number in range(5):
        AssignmentFactory(user=someone)
    with django_assert_max_num_queries(3):
        list(customers_visible_to(someone))
