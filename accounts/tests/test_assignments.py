"""Who answers for a customer, from which day on."""

from datetime import date, timedelta
from functools import partial

import pghistory
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.access import customers_visible_to
from accounts.choices import AssignmentKind
from accounts.models import Assignment, Customer
from accounts.queries.load import load_of
from accounts.services.assignments import (
    assignment_close,
    assignment_open,
    owner_set,
    owners_assign,
    owners_refresh,
    owners_set_many,
)
from accounts.tests.at_once import outcomes_at_once
from accounts.tests.factories import AssignmentFactory, CustomerFactory

NEW_YEAR = date(2026, 1, 1)
MARCH = date(2026, 3, 1)


@pytest.fixture
def today():
    return timezone.localdate()


def owners(customer: Customer) -> list[tuple[str, date | None, date | None]]:
    rows = customer.assignments.filter(kind=AssignmentKind.OWNER).order_by("valid")
    return [(row.user.username, row.valid.lower, row.valid.upper) for row in rows]


def refused(error: pytest.ExceptionInfo[ValidationError]) -> str | None:
    return error.value.code


# --- one customer -----------------------------------------------------------------------------


def test_a_customer_gets_an_owner(lin, today):
    customer = CustomerFactory()
    owner_set(customer=customer, user=lin, day=today)
    customer.refresh_from_db()
    assert customer.owner == lin
    assert owners(customer) == [("lin", today, None)]


def test_a_change_ends_the_old_row_on_the_day_and_begins_the_new_one(hangzhou, chen, today):
    owner_set(customer=hangzhou, user=chen, day=today, reason="Lin is ill", origin="handover:7")
    assert owners(hangzhou) == [("lin", date(2020, 1, 1), today), ("chen", today, None)]
    row = hangzhou.assignments.get(user=chen)
    assert (row.reason, row.origin) == ("Lin is ill", f"handover:7:{hangzhou.pk}")


def test_setting_the_same_owner_again_changes_nothing(hangzhou, lin, today):
    owner_set(customer=hangzhou, user=lin, day=today)
    assert owners(hangzhou) == [("lin", date(2020, 1, 1), None)]


def test_a_second_change_on_the_same_day_replaces_the_first(hangzhou, chen, wei, today):
    owner_set(customer=hangzhou, user=chen, day=today)
    owner_set(customer=hangzhou, user=wei, day=today)
    assert owners(hangzhou) == [("lin", date(2020, 1, 1), today), ("wei", today, None)]
    assert Customer.objects.get(pk=hangzhou.pk).owner == wei


def test_a_planned_change_leaves_the_owner_of_today(hangzhou, lin, chen, today):
    owner_set(customer=hangzhou, user=chen, day=today + timedelta(days=7))
    hangzhou.refresh_from_db()
    assert hangzhou.owner == lin


def test_the_copy_follows_a_planned_change_on_its_day(hangzhou, ningbo, chen, today):
    day = today + timedelta(days=7)
    owner_set(customer=hangzhou, user=chen, day=day)
    assert owners_refresh(day=day - timedelta(days=1)) == 0
    assert owners_refresh(day=day) == 1
    hangzhou.refresh_from_db()
    assert hangzhou.owner == chen


def test_a_change_before_a_planned_one_lasts_until_then(hangzhou, chen, wei, today):
    later = today + timedelta(days=7)
    owner_set(customer=hangzhou, user=chen, day=later)
    owner_set(customer=hangzhou, user=wei, day=today)
    assert owners(hangzhou)[1:] == [("wei", today, later), ("chen", later, None)]


def test_a_change_in_the_past_is_entered_before_what_came_later(hangzhou, chen, wei, today):
    hangzhou.assignments.update(valid=DateRange(MARCH, None))
    owner_set(customer=hangzhou, user=chen, day=NEW_YEAR)
    assert owners(hangzhou) == [("chen", NEW_YEAR, MARCH), ("lin", MARCH, None)]
    assert Customer.objects.get(pk=hangzhou.pk).owner.username == "lin"


def test_who_stood_in_for_an_owner_of_the_same_day_goes_with_them(hangzhou, chen, wei, today):
    owner_set(customer=hangzhou, user=chen, day=today)
    hangzhou.assignments.filter(user=chen).update(deputy=wei)
    owner_set(customer=hangzhou, user=wei, day=today)
    assert hangzhou.assignments.get(user=wei).deputy is None


def test_somebody_who_left_owns_nothing(hangzhou, chen, today):
    chen.is_active = False
    chen.save()
    with pytest.raises(ValidationError) as error:
        owner_set(customer=hangzhou, user=chen, day=today)
    assert refused(error) == "inactive"


def test_whoever_looked_at_an_old_owner_is_told_of_the_new_one(hangzhou, chen, wei, today):
    looked_at = Customer.objects.get(pk=hangzhou.pk)
    owner_set(customer=hangzhou, user=chen, day=today)
    with pytest.raises(ValidationError, match="陈默") as error:
        owner_set(customer=looked_at, user=wei, day=today)
    assert refused(error) == "owner_changed"
    assert owners(hangzhou)[-1][0] == "chen"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_set_an_owner_at_once_one_gets_a_clear_error(hangzhou, chen, wei, today):
    seen = [(Customer.objects.get(pk=hangzhou.pk), user) for user in (chen, wei)]
    outcomes = outcomes_at_once(
        [partial(owner_set, customer=mine, user=user, day=today) for mine, user in seen]
    )
    assert outcomes == ["done", "owner_changed"]
    assert len(owners(hangzhou)) == 2


def test_the_database_itself_refuses_a_second_owner(hangzhou, chen):
    with pytest.raises(IntegrityError, match="one_owner_at_a_time"), transaction.atomic():
        AssignmentFactory(customer=hangzhou, user=chen)


# --- load -------------------------------------------------------------------------------------


@pytest.fixture
def busy_lin(lin):
    """Lin with as many strategic customers as one person can serve."""
    for _number in range(15):
        AssignmentFactory(customer=CustomerFactory(tier="strategic"), user=lin)
    return lin


def test_the_load_counts_active_customers_owned_on_the_day(lin, hangzhou, ningbo, today):
    AssignmentFactory(customer=ningbo, user=lin, kind=AssignmentKind.COVER)
    AssignmentFactory(customer=CustomerFactory(tier="key"), user=lin)
    AssignmentFactory(customer=CustomerFactory(archived_at=timezone.now()), user=lin)
    AssignmentFactory(user=lin, valid=DateRange(NEW_YEAR, MARCH))
    load = load_of(lin, today)
    assert (load.strategic, load.key, load.total) == (1, 1, 2)
    assert load_of(lin, NEW_YEAR).total == 3


def test_past_the_limit_a_reason_is_needed(busy_lin, today):
    with pytest.raises(ValidationError, match=r"15.*15") as error:
        owner_set(customer=CustomerFactory(tier="strategic"), user=busy_lin, day=today)
    assert refused(error) == "load"


def test_with_a_reason_the_limit_may_be_passed_and_the_reason_is_kept(busy_lin, today):
    customer = CustomerFactory(tier="strategic")
    owner_set(customer=customer, user=busy_lin, day=today, reason="Chen is on leave until May")
    assert customer.assignments.get().reason == "Chen is on leave until May"


def test_the_limit_of_one_tier_does_not_bind_another(busy_lin, today):
    customer = CustomerFactory(tier="general")
    assert owner_set(customer=customer, user=busy_lin, day=today).owner == busy_lin


def test_keeping_a_customer_needs_no_reason_at_the_limit(busy_lin, today):
    customer = Assignment.objects.filter(user=busy_lin).first().customer
    owners_refresh(day=today)
    customer.refresh_from_db()
    assert owner_set(customer=customer, user=busy_lin, day=today).owner == busy_lin


@pytest.mark.django_db(transaction=True)
def test_two_who_give_somebody_customers_at_once_cannot_pass_the_limit_unnoticed(lin, today):
    batches = [[CustomerFactory(tier="strategic").pk for _number in range(8)] for _batch in "ab"]
    gifts = [lambda batch=batch: give_all(batch, lin, today) for batch in batches]
    for _number in range(6):
        AssignmentFactory(customer=CustomerFactory(tier="strategic"), user=lin)
    assert outcomes_at_once(gifts) == ["done", "load"]
    assert load_of(lin, today).strategic == 14


@pytest.mark.django_db(transaction=True)
def test_a_single_gift_and_a_batch_wait_for_each_other_too(busy_lin, today):
    Assignment.objects.first().delete()  # room for one
    one, two = CustomerFactory.create_batch(2, tier="strategic")
    gifts = [
        lambda: owner_set(customer=one, user=busy_lin, day=today),
        lambda: give_all([two.pk], busy_lin, today),
    ]
    assert outcomes_at_once(gifts) == ["done", "load"]


# --- customers that nobody owns ---------------------------------------------------------------


def give_all(customers, user, day, reason=""):
    chosen = Customer.objects.filter(pk__in=customers)
    return owners_assign(customers=chosen, user=user, day=day, reason=reason)


def test_customers_without_an_owner_are_given_to_somebody(lin, today):
    customers = [customer.pk for customer in CustomerFactory.create_batch(3, tier="key")]
    done = give_all(customers, lin, today, "new group")
    assert (sorted(done.given), done.taken) == (customers, [])
    assert {customer.owner for customer in Customer.objects.all()} == {lin}
    assert set(Assignment.objects.values_list("reason", flat=True)) == {"new group"}


def test_whoever_got_an_owner_meanwhile_keeps_them_and_is_named(hangzhou, chen, lin, today):
    free = CustomerFactory()
    done = give_all([hangzhou.pk, free.pk], chen, today)
    assert (done.given, done.taken) == ([free.pk], [hangzhou])
    assert done.taken[0].owner == lin
    assert owners(hangzhou) == [("lin", date(2020, 1, 1), None)]


def test_sending_it_twice_changes_nothing(lin, today):
    customer = CustomerFactory()
    give_all([customer.pk], lin, today)
    assert give_all([customer.pk], lin, today).given == []
    assert owners(customer) == [("lin", today, None)]


def test_an_owner_planned_for_the_day_is_not_overwritten(lin, chen, today):
    customer = CustomerFactory()
    later = today + timedelta(days=7)
    owner_set(customer=customer, user=chen, day=later)
    assert give_all([customer.pk], lin, later + timedelta(days=1)).given == []
    assert give_all([customer.pk], lin, today).given == [customer.pk]
    assert owners(customer) == [("lin", today, later), ("chen", later, None)]


def test_an_archived_customer_is_given_to_nobody(lin, today):
    customer = CustomerFactory(archived_at=timezone.now())
    assert give_all([customer.pk], lin, today).given == []
    assert owners(customer) == []


def test_the_limit_counts_the_whole_batch(lin, today):
    customers = [CustomerFactory(tier="strategic").pk for _number in range(16)]
    with pytest.raises(ValidationError, match=r"16.*15") as error:
        give_all(customers, lin, today)
    assert refused(error) == "load"
    assert not Assignment.objects.exists()
    assert len(give_all(customers[:15], lin, today).given) == 15


def test_what_somebody_else_owns_already_does_not_count_for_the_limit(busy_lin, ningbo, today):
    Customer.objects.filter(pk=ningbo.pk).update(tier="strategic")
    assert give_all([ningbo.pk], busy_lin, today).given == []


def test_with_a_reason_a_batch_passes_the_limit_and_each_row_keeps_it(busy_lin, today):
    customers = [customer.pk for customer in CustomerFactory.create_batch(2, tier="strategic")]
    assert len(give_all(customers, busy_lin, today, "until May").given) == 2
    assert Assignment.objects.filter(customer__in=customers, reason="until May").count() == 2


def test_a_batch_goes_to_nobody_who_left(lin, today):
    lin.is_active = False
    lin.save()
    with pytest.raises(ValidationError) as error:
        give_all([CustomerFactory().pk], lin, today)
    assert refused(error) == "inactive"


def test_what_a_manager_does_not_see_is_not_given(wei, lin, hangzhou, today):
    stranger = CustomerFactory()
    chosen = customers_visible_to(wei).filter(pk__in=[stranger.pk, hangzhou.pk])
    done = owners_assign(customers=chosen, user=lin, day=today)
    assert (done.given, done.taken) == ([], [hangzhou])
    assert owners(stranger) == []


def test_a_batch_of_ten_needs_no_more_statements_than_one_of_one(
    lin, today, django_assert_num_queries
):
    customers = [customer.pk for customer in CustomerFactory.create_batch(11)]
    with django_assert_num_queries(14):
        give_all(customers[:1], lin, today)
    with django_assert_num_queries(14):
        give_all(customers[1:], lin, today)


# --- many at once -----------------------------------------------------------------------------


def test_many_owners_are_set_in_as_many_statements_as_one(
    lin, chen, today, django_assert_num_queries
):
    customers = CustomerFactory.create_batch(4)
    with django_assert_num_queries(7):
        owners_set_many([(customers[0].pk, lin.pk)], day=today)
    pairs = [(customer.pk, chen.pk) for customer in customers]
    with django_assert_num_queries(7):
        assert owners_set_many(pairs, day=today) == 4
    assert {c.owner for c in Customer.objects.all()} == {chen}


def test_of_many_only_those_who_change_hands_are_counted(hangzhou, ningbo, lin, today):
    pairs = [(hangzhou.pk, lin.pk), (ningbo.pk, lin.pk)]
    assert owners_set_many(pairs, day=today) == 1
    assert owners_set_many(pairs, day=today) == 0


def test_of_two_owners_for_one_customer_the_last_counts(lin, chen, today):
    customer = CustomerFactory()
    owners_set_many([(customer.pk, lin.pk), (customer.pk, chen.pk)], day=today)
    assert owners(customer) == [("chen", today, None)]


def test_nobody_at_all_is_no_error(db, today):
    assert owners_set_many([], day=today) == 0


def test_very_many_after_a_single_one_do_not_take_for_ever(lin, chen, today):
    """The plan of the history trigger for one row compared each of many rows with every other."""
    owners_set_many([(CustomerFactory().pk, lin.pk)], day=NEW_YEAR)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '15s'")
        cursor.execute(MANY_CUSTOMERS)
    pairs = list(Customer.objects.values_list("pk", flat=True))
    assert owners_set_many([(pk, chen.pk) for pk in pairs], day=MARCH) == 8_001
    assert owners_set_many([(pk, lin.pk) for pk in pairs], day=today) == 8_001
    with connection.cursor() as cursor:  # what the test's end looks up is not in question
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("ANALYZE accounts_customer, accounts_assignment, accounts_user")


MANY_CUSTOMERS = """
    INSERT INTO accounts_customer (
        code, name, short_name, name_key, name_pinyin, search_text, industry, region, source,
        tier, sensitivity, sensitivity_reason, is_stub, created_at
    )
    SELECT 'M' || i, 'm', '', 'm', 'm', '', '', '', '', '', 'normal', '', false, now()
    FROM generate_series(1, 8000) i
"""


# --- other kinds ------------------------------------------------------------------------------


def test_a_colleague_covers_for_some_days(hangzhou, chen):
    row = assignment_open(
        customer=hangzhou,
        user=chen,
        kind=AssignmentKind.COVER,
        day=NEW_YEAR,
        until=MARCH,
        reason="leave",
    )
    row.refresh_from_db()
    assert (row.valid, row.reason) == (DateRange(NEW_YEAR, MARCH), "leave")


def test_a_job_that_runs_twice_opens_once(hangzhou, chen):
    wanted = {"customer": hangzhou, "user": chen, "kind": AssignmentKind.CALLED_IN}
    first = assignment_open(**wanted, day=NEW_YEAR, origin="ticket:5")
    assert assignment_open(**wanted, day=MARCH, origin="ticket:5") == first
    assert chen.assignments.count() == 1


def test_an_owner_cannot_be_slipped_in_beside_the_owner(hangzhou, chen):
    with pytest.raises(ValidationError) as error:
        assignment_open(customer=hangzhou, user=chen, kind=AssignmentKind.OWNER, day=MARCH)
    assert refused(error) == "owner"


def test_an_assignment_lasts_at_least_a_day(hangzhou, chen):
    wanted = {"customer": hangzhou, "user": chen, "kind": AssignmentKind.COVER}
    with pytest.raises(ValidationError) as error:
        assignment_open(**wanted, day=MARCH, until=MARCH)
    assert refused(error) == "days"


def test_closing_an_ownership_leaves_the_customer_without_an_owner(hangzhou, today):
    assignment_close(assignment=hangzhou.assignments.get(), day=today)
    hangzhou.refresh_from_db()
    assert hangzhou.owner is None
    assert owners(hangzhou) == [("lin", date(2020, 1, 1), today)]


def test_closing_twice_keeps_the_earlier_end(hangzhou):
    row = assignment_close(assignment=hangzhou.assignments.get(), day=NEW_YEAR)
    assignment_close(assignment=row, day=MARCH)
    assert owners(hangzhou) == [("lin", date(2020, 1, 1), NEW_YEAR)]


def test_what_has_not_begun_cannot_end(hangzhou, chen):
    row = AssignmentFactory(
        customer=hangzhou, user=chen, kind=AssignmentKind.COVER, valid=DateRange(MARCH, None)
    )
    with pytest.raises(ValidationError) as error:
        assignment_close(assignment=row, day=MARCH)
    assert refused(error) == "days"


# --- history ----------------------------------------------------------------------------------


def test_the_history_says_who_changed_the_owner_and_from_whom(hangzhou, lin, chen, fang, today):
    with pghistory.context(user=fang.pk):
        owner_set(customer=hangzhou, user=chen, day=today)
    past = Assignment.pgh_event_model.objects.filter(customer=hangzhou).order_by("pgh_id")
    assert [(row.user, row.valid) for row in past] == [
        (lin, DateRange(date(2020, 1, 1), None)),
        (lin, DateRange(date(2020, 1, 1), today)),
        (chen, DateRange(today, None)),
    ]
    assert past.last().pgh_context.metadata["user"] == fang.pk
