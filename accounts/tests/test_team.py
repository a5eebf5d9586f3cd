"""The team that serves a customer: who joins, who leaves, who stands in."""

from datetime import date, timedelta
from functools import partial

import pghistory
import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.access import customers_visible_to
from accounts.choices import AssignmentKind, ServiceRole
from accounts.models import Assignment, Customer
from accounts.queries.team import open_membership, people_to_choose, service_team, stays_of
from accounts.services.assignments import owner_set
from accounts.services.team import deputy_set, team_member_end, team_member_set
from accounts.tests.at_once import outcomes_at_once
from accounts.tests.factories import AssignmentFactory, CustomerFactory, UserFactory, person

NEW_YEAR = date(2026, 1, 1)
MARCH = date(2026, 3, 1)
ANALYST, SPONSOR = ServiceRole.DATA_ANALYST, ServiceRole.EXECUTIVE_SPONSOR


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def left(db):
    return person("left", "走人", "csm", is_active=False)


def refused(error: pytest.ExceptionInfo[ValidationError]) -> str | None:
    return error.value.code


# --- joining ----------------------------------------------------------------------------------


def test_a_member_joins_with_a_role_a_deputy_and_a_reason(hangzhou, analyst, chen):
    row = team_member_set(
        customer=hangzhou,
        user=analyst,
        role=ANALYST,
        day=NEW_YEAR,
        until=MARCH,
        deputy=chen,
        reason="new plant",
    )
    row.refresh_from_db()
    assert (row.kind, row.role, row.deputy) == (AssignmentKind.CO_OWNER, ANALYST, chen)
    assert (row.valid, row.reason) == (DateRange(NEW_YEAR, MARCH), "new plant")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"role": ServiceRole.CSM}, "owner"),
        ({"user": "left"}, "inactive"),
        ({"deputy": "left"}, "inactive"),
        ({"deputy": "tang"}, "deputy"),
        ({"until": NEW_YEAR}, "days"),
    ],
)
def test_nobody_joins_who_cannot(hangzhou, tang, left, changed, code):
    people = {"left": left, "tang": tang}
    changed = {name: people.get(value, value) for name, value in changed.items()}
    wanted = {"customer": hangzhou, "user": tang, "role": ANALYST, "day": NEW_YEAR}
    with pytest.raises(ValidationError) as error:
        team_member_set(**{**wanted, **changed})
    assert refused(error) == code
    assert not hangzhou.assignments.exclude(role=None).exists()


def test_the_same_person_has_a_role_once_at_a_time(hangzhou, tang):
    wanted = {"customer": hangzhou, "user": tang, "role": ServiceRole.TECH_CONSULTANT}
    team_member_set(**wanted, day=NEW_YEAR, until=MARCH)
    with pytest.raises(ValidationError, match="唐一鸣") as error:
        team_member_set(**wanted, day=NEW_YEAR + timedelta(days=40))
    assert refused(error) == "held"
    team_member_set(**wanted, day=MARCH)


def test_two_people_may_have_the_same_role(hangzhou, tang, lin):
    for user in (tang, lin):
        team_member_set(customer=hangzhou, user=user, role=ServiceRole.SALES, day=NEW_YEAR)
    assert hangzhou.assignments.filter(role="sales").count() == 2


def test_a_customer_has_one_executive_sponsor_at_a_time(hangzhou, qiu, fang):
    team_member_set(customer=hangzhou, user=qiu, role=SPONSOR, day=NEW_YEAR, until=MARCH)
    with pytest.raises(ValidationError, match="邱岩") as error:
        team_member_set(customer=hangzhou, user=fang, role=SPONSOR, day=NEW_YEAR)
    assert refused(error) == "sponsor"
    team_member_set(customer=hangzhou, user=fang, role=SPONSOR, day=MARCH)
    other = CustomerFactory()
    team_member_set(customer=other, user=qiu, role=SPONSOR, day=NEW_YEAR)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_name_a_sponsor_at_once_one_gets_a_clear_error(hangzhou, qiu, fang, today):
    outcomes = outcomes_at_once(
        [
            partial(team_member_set, customer=hangzhou, user=user, role=SPONSOR, day=today)
            for user in (qiu, fang)
        ]
    )
    assert outcomes == ["done", "sponsor"]


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("one_sponsor_at_a_time", {"role": SPONSOR, "user": "fang"}),
        ("a_role_once_at_a_time", {"role": ANALYST, "user": "qiu"}),
        ("assignment_deputy_is_another", {"user": "qiu", "deputy": "qiu"}),
        ("assignment_role_of_member", {"user": "qiu", "role": ServiceRole.CSM}),
        (
            "assignment_role_of_member",
            {"user": "qiu", "role": ANALYST, "kind": AssignmentKind.COVER},
        ),
    ],
)
def test_the_database_itself_refuses_an_impossible_team(hangzhou, qiu, fang, constraint, fields):
    people = {"qiu": qiu, "fang": fang}
    kept = {"customer": hangzhou, "kind": AssignmentKind.CO_OWNER}
    for role in (SPONSOR, ANALYST):
        AssignmentFactory(**kept, user=qiu, role=role)
    fields = {name: people.get(value, value) for name, value in fields.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        AssignmentFactory(**{**kept, **fields})


# --- leaving ----------------------------------------------------------------------------------


@pytest.fixture
def membership(hangzhou, analyst) -> Assignment:
    return team_member_set(customer=hangzhou, user=analyst, role=ANALYST, day=NEW_YEAR)


def test_a_membership_ends_on_a_day(membership):
    assert team_member_end(assignment=membership, day=MARCH).valid == DateRange(NEW_YEAR, MARCH)


def test_ending_twice_changes_nothing(membership):
    team_member_end(assignment=membership, day=MARCH)
    assert team_member_end(assignment=membership, day=MARCH).valid == DateRange(NEW_YEAR, MARCH)


def test_whoever_looked_at_an_old_end_is_told(membership):
    team_member_end(assignment=Assignment.objects.get(pk=membership.pk), day=MARCH)
    with pytest.raises(ValidationError) as error:
        team_member_end(assignment=membership, day=MARCH - timedelta(days=1))
    assert refused(error) == "changed"


def test_an_end_can_come_earlier_but_not_later(membership):
    ended = team_member_end(assignment=membership, day=MARCH)
    with pytest.raises(ValidationError) as error:
        team_member_end(assignment=ended, day=MARCH + timedelta(days=1))
    assert refused(error) == "days"
    earlier = MARCH - timedelta(days=1)
    assert team_member_end(assignment=ended, day=earlier).valid.upper == earlier


def test_a_membership_lasts_at_least_a_day(membership):
    with pytest.raises(ValidationError) as error:
        team_member_end(assignment=membership, day=NEW_YEAR)
    assert refused(error) == "days"


def test_an_owner_is_replaced_and_not_ended(hangzhou):
    with pytest.raises(ValidationError) as error:
        team_member_end(assignment=hangzhou.assignments.get(), day=MARCH)
    assert refused(error) == "owner"


def test_with_the_membership_the_deputy_stops_seeing_the_customer(hangzhou, analyst, chen, today):
    row = team_member_set(customer=hangzhou, user=analyst, role=ANALYST, day=NEW_YEAR, deputy=chen)
    assert customers_visible_to(chen).get() == hangzhou
    team_member_end(assignment=row, day=today)
    assert not customers_visible_to(chen).exists()


# --- standing in ------------------------------------------------------------------------------


def test_the_owner_has_a_deputy(hangzhou, chen):
    row = deputy_set(assignment=hangzhou.assignments.get(), deputy=chen)
    row.refresh_from_db()
    assert row.deputy == chen
    deputy_set(assignment=row, deputy=None)
    assert hangzhou.assignments.get().deputy is None


def test_setting_the_same_deputy_again_changes_nothing(membership, chen):
    deputy_set(assignment=Assignment.objects.get(pk=membership.pk), deputy=chen)
    assert deputy_set(assignment=membership, deputy=chen).deputy == chen


def test_nobody_is_their_own_deputy(membership, analyst):
    with pytest.raises(ValidationError) as error:
        deputy_set(assignment=membership, deputy=analyst)
    assert refused(error) == "deputy"


def test_somebody_who_left_stands_in_for_nobody(membership, left):
    with pytest.raises(ValidationError) as error:
        deputy_set(assignment=membership, deputy=left)
    assert refused(error) == "inactive"


def test_whoever_looked_at_an_old_deputy_is_told(membership, chen, wei):
    deputy_set(assignment=Assignment.objects.get(pk=membership.pk), deputy=chen)
    with pytest.raises(ValidationError) as error:
        deputy_set(assignment=membership, deputy=wei)
    assert refused(error) == "changed"
    membership.refresh_from_db()
    assert membership.deputy == chen


def test_an_owner_who_was_replaced_meanwhile_gets_no_deputy(hangzhou, chen, wei, today):
    looked_at = hangzhou.assignments.get()
    owner_set(customer=hangzhou, user=chen, day=today)
    with pytest.raises(ValidationError) as error:
        deputy_set(assignment=looked_at, deputy=wei)
    assert refused(error) == "changed"


# --- what a page reads ------------------------------------------------------------------------


def shown(customer: Customer, day: date) -> list[tuple[str | None, str, str | None]]:
    return [
        (member.role, member.row.user.username, member.deputy and member.deputy.username)
        for member in service_team(customer, day).members
    ]


def test_the_team_of_a_day_begins_with_its_owner(
    hangzhou, analyst, qiu, tang, chen, django_assert_num_queries
):
    team_member_set(customer=hangzhou, user=qiu, role=SPONSOR, day=NEW_YEAR)
    team_member_set(customer=hangzhou, user=analyst, role=ANALYST, day=NEW_YEAR, deputy=chen)
    AssignmentFactory(customer=hangzhou, user=chen, kind=AssignmentKind.CO_OWNER)
    team_member_set(customer=hangzhou, user=tang, role=ServiceRole.SALES, day=MARCH)
    with django_assert_num_queries(1):
        team = shown(hangzhou, NEW_YEAR)
    assert team == [
        (ServiceRole.CSM, "lin", None),
        (ANALYST, "anqi", "chen"),
        (SPONSOR, "qiu", None),
        (None, "chen", None),
    ]
    assert (ServiceRole.SALES, "tang", None) in shown(hangzhou, MARCH)


def test_the_team_says_what_it_lacks(hangzhou, analyst, today):
    team = service_team(hangzhou, today)
    missing = [ServiceRole.TECH_CONSULTANT, ANALYST, SPONSOR]
    assert team.missing == [role.label for role in missing]
    assert team.without_deputy == [ServiceRole.CSM.label]
    assert team.has_gaps


def test_somebody_who_left_fills_no_role_and_stands_in_for_nobody(hangzhou, lin, chen, today):
    hangzhou.assignments.update(deputy=chen)
    assert service_team(hangzhou, today).without_deputy == []
    chen.is_active = False
    chen.save()
    assert service_team(hangzhou, today).without_deputy == [ServiceRole.CSM.label]
    lin.is_active = False
    lin.save()
    assert ServiceRole.CSM.label in service_team(hangzhou, today).missing


def test_the_history_knows_who_was_is_and_will_be(
    hangzhou, chen, wei, fang, today, django_assert_num_queries
):
    later = today + timedelta(days=7)
    with pghistory.context(user=fang.pk):
        owner_set(customer=hangzhou, user=chen, day=today, reason="Lin is ill")
    with pghistory.context(user="import:7"):
        owner_set(customer=hangzhou, user=wei, day=later)
    with django_assert_num_queries(3):
        stays = stays_of(hangzhou, today)
    assert [
        (stay.member.row.user.username, stay.is_planned, stay.is_over, stay.set_by)
        for stay in stays
    ] == [
        ("wei", True, False, "import:7"),
        ("chen", False, False, "方敏"),
        ("lin", False, True, ""),
    ]
    assert stays[1].member.row.reason == "Lin is ill"


def test_the_history_tells_who_set_whom_when_two_were_set_on_one_day(
    hangzhou, chen, wei, fang, qiu, today
):
    with pghistory.context(user=fang.pk):
        owner_set(customer=hangzhou, user=chen, day=today)
    with pghistory.context(user=qiu.pk):
        owner_set(customer=hangzhou, user=wei, day=today)
    assert stays_of(hangzhou, today)[0].set_by == "邱岩"


def test_other_reasons_to_see_a_customer_are_no_part_of_the_team(hangzhou, tang, today):
    assert [stay.member.row.user.username for stay in stays_of(hangzhou, today)] == ["lin"]
    assert open_membership(hangzhou, tang.assignments.get().pk, today) is None


def test_what_is_over_is_not_open_to_change(hangzhou, ningbo, chen, today):
    former = hangzhou.assignments.get()
    owner_set(customer=hangzhou, user=chen, day=today)
    assert open_membership(hangzhou, former.pk, today) is None
    assert open_membership(ningbo, hangzhou.assignments.get(user=chen).pk, today) is None
    assert open_membership(hangzhou, hangzhou.assignments.get(user=chen).pk, today)


def test_only_people_who_are_here_and_have_a_role_can_be_chosen(lin, left):
    UserFactory(username="newcomer")
    person("keeper", "管理员", "administrator")
    assert [*people_to_choose()] == [lin]


def test_an_administrator_who_serves_customers_too_can_be_chosen(lin):
    lin.groups.add(Group.objects.get_or_create(name="administrator")[0])
    assert [*people_to_choose()] == [lin]
