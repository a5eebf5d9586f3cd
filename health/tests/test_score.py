from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection, transaction
from django.db.models.expressions import RawSQL
from django.utils import timezone

from accounts.models import Customer
from accounts.services.customers import customer_save
from accounts.tests.factories import CustomerFactory
from health.choices import Level, UnscoredReason
from health.models import HealthCurrent, HealthModelVersion, HealthScore, PeerPace
from health.queries.versions import NoPublishedVersionError
from health.services.score import score, score_changed
from health.tests.books import add_rows, bought, store, store_feeds
from health.tests.reference import Book, Row

D = date(2026, 11, 20)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("model")]


def ago(days: int) -> date:
    return D - timedelta(days)


def monthly(*, until: int = 5) -> Book:
    """Buys every thirty days, the last time `until` days ago, for three years."""
    return bought(*(ago(days) for days in range(until, 1000, 30)))


def scored(customer: Customer, day: date = D) -> HealthScore:
    return HealthScore.objects.get(customer=customer, day=day)


def everything() -> list[list[tuple]]:
    """All rows that scoring writes, with the transaction that wrote them."""
    tables = ("health_healthscore", "health_healthcurrent", "health_peerpace",
              "health_peerscore")  # fmt: skip
    found = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT xmin, ctid, {table} FROM {table} ORDER BY 3")
            found.append(cursor.fetchall())
    return found


def test_a_steady_customer_is_well_and_one_that_stopped_is_not() -> None:
    steady, stopped = store([monthly(), monthly(until=125)])
    run = score(day=D)
    assert scored(steady).score >= 90
    assert scored(stopped).level == Level.RED
    assert (run.scored, run.unscored, run.low_confidence) == (2, 0, 2)
    assert run.levels == {"healthy": 0, "yellow": 0, "orange": 0, "red": 1, "unknown": 1}


@pytest.mark.parametrize(
    ("book", "reason"),
    [
        (Book([]), UnscoredReason.NO_ORDER),
        (Book([Row(ago(-1), Decimal(5))]), UnscoredReason.NO_ORDER),
        (Book([Row(ago(30), Decimal(5), cancelled_on=ago(2))]), UnscoredReason.NO_ORDER),
        (Book([Row(ago(3), Decimal(-5))]), UnscoredReason.CREDIT_NOTES_ONLY),
        (Book([Row(ago(3), Decimal(5))], churned_on=D), UnscoredReason.CHURNED),
    ],
)
def test_a_customer_without_a_score_has_a_reason(book: Book, reason: UnscoredReason) -> None:
    [customer] = store([book])
    run = score(day=D)
    row = scored(customer)
    assert (row.unscored_reason, row.level, row.score) == (reason, Level.UNSCORED, None)
    assert set(row.raw) == {None}
    assert set(row.states) == {"n"}
    assert (run.scored, run.unscored) == (0, 1)
    current = HealthCurrent.objects.get(customer=customer)
    assert (current.attention, current.unscored_reason) == (0, reason)


def test_a_relationship_that_ends_tomorrow_is_scored_today() -> None:
    [customer] = store([Book(monthly().rows, churned_on=ago(-1))])
    score(day=D)
    assert scored(customer).score is not None


def test_what_a_run_asks_of_the_planner_ends_with_it() -> None:
    before = planner()
    with transaction.atomic():
        score(day=D)
        assert planner() == before
        score_changed(day=D)
        assert planner() == before


def planner() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name = 'work_mem' OR name = 'jit'"
            " OR category LIKE 'Query Tuning%' ORDER BY name"
        )
        return cursor.fetchall()


def test_archived_and_merged_customers_get_no_row_but_keep_their_old_ones() -> None:
    archived, merged, other = store([monthly(), monthly(), monthly()])
    score(day=ago(1))
    Customer.objects.filter(pk=archived.pk).update(archived_at=moment(D))
    Customer.objects.filter(pk=merged.pk).update(merged_into=other)
    score(day=D)
    assert list(HealthScore.objects.filter(day=D).values_list("customer", flat=True)) == [other.pk]
    assert HealthScore.objects.filter(day=ago(1)).count() == 3


def moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def test_a_customer_archived_later_is_scored_on_the_days_before() -> None:
    [customer] = store([monthly()])
    Customer.objects.filter(pk=customer.pk).update(archived_at=moment(D))
    score(day=ago(1))
    assert scored(customer, ago(1)).score is not None


def test_a_second_run_leaves_every_row_as_it_is() -> None:
    store([monthly(), monthly(until=50), Book([])])
    score(day=ago(7))
    score(day=D)
    first = everything()
    score(day=D)
    assert everything() == first


def test_a_run_for_one_customer_agrees_with_the_run_for_all() -> None:
    customers = store([Book(monthly(until=until).rows, "key") for until in range(25)])
    score(day=D)
    full = everything()
    HealthScore.objects.filter(customer=customers[3]).delete()
    run = score(day=D, customers=[customers[3].pk])
    assert run.scored == 1
    assert [[row[2] for row in rows] for rows in everything()] == [
        [row[2] for row in rows] for rows in full
    ]


def test_the_first_run_for_one_customer_works_out_the_pace_of_all() -> None:
    customers = store([Book(monthly(until=until).rows, "key") for until in range(25)])
    score(day=D, customers=[customers[0].pk])
    assert HealthScore.objects.count() == 1
    assert set(PeerPace.objects.values_list("tier", "customers")) == {("", 25), ("key", 25)}
    alone = scored(customers[0]).raw
    score(day=D)
    assert scored(customers[0]).raw == alone


def test_a_tier_that_empties_is_forgotten() -> None:
    [customer] = store([Book(monthly().rows, "key")])
    with time_machine.travel(moment(D)):
        score(day=D)
        Customer.objects.update(tier="general")
        score(day=D)
    assert set(PeerPace.objects.values_list("tier", flat=True)) == {"", "general"}
    assert customer.tier == "key"


def test_facts_of_later_days_change_nothing() -> None:
    """Nor do cancellations, nor feeds that learn of them."""
    books = [monthly(), monthly(until=40), bought(ago(200))]
    customers = store(books)
    store_feeds({("orders", "erp"): (ago(2), 7)})
    score(day=D)
    before = everything()
    for customer in customers:
        add_rows(customer, [Row(ago(-days), Decimal(10**6), "EUR", None, "erp") for days in (1, 9)])
        add_rows(customer, [Row(ago(-1), Decimal(-500))])
    Customer.objects.filter(pk=customers[0].pk).update(churned_on=ago(-1))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_feed SET last_fact_on = %s", [ago(-9)])
        cursor.execute(
            "UPDATE accounts_order SET cancelled_on = %s WHERE cancelled_on IS NULL", [ago(-30)]
        )
    score(day=D)
    assert everything() == before


def test_tiers_of_an_earlier_day_come_from_history() -> None:
    customer = CustomerFactory(tier="general")
    add_rows(customer, monthly().rows)
    customer.tier = "key"
    customer_save(customer=customer)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_customerhistory DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE accounts_customerhistory SET pgh_created_at = CASE tier"
            " WHEN 'general' THEN %s::timestamptz ELSE %s::timestamptz END",
            [moment(ago(30)), moment(ago(10))],
        )
        cursor.execute("ALTER TABLE accounts_customerhistory ENABLE TRIGGER USER")
    for day, tier in [(ago(40), "general"), (ago(11), "general"), (ago(10), "key"), (D, "key")]:
        score(day=day)
        assert set(PeerPace.objects.filter(day=day).values_list("tier", flat=True)) == {"", tier}


def test_when_a_feed_stops_its_customers_stay_where_they_were() -> None:
    """They are evaluated at its last day, and count as known but not as measured."""
    book = Book([Row(row.day, row.amount, source="erp") for row in monthly(until=45).rows])
    [customer] = store([book])
    score(day=ago(45))
    store_feeds({("orders", "erp"): (ago(45), 7)})
    score(day=D)
    then, now = scored(customer, ago(45)), scored(customer)
    assert now.score == then.score
    # Answers and contacts are missing, so that knowing all of the orders is not all.
    assert (then.states, now.states) == ("nnxnnnmmnxnnmn", "nnxnnnssnxnnsn")
    assert (then.coverage, now.coverage) == (Decimal("0.5455"), 0)


def test_without_a_published_version_nothing_is_scored() -> None:
    HealthModelVersion.objects.update(state="draft")
    with pytest.raises(NoPublishedVersionError):
        score(day=D)


def test_the_current_row_compares_with_a_week_and_four_weeks_before() -> None:
    [customer] = store([monthly(until=12)])
    for days in (77, 30, 28, 9, 0):
        score(day=ago(days))
    current = HealthCurrent.objects.get(customer=customer)
    points = {days: scored(customer, ago(days)).score for days in (77, 28, 9, 0)}
    assert current.change_28d == points[0] - points[28]
    assert current.change_7d == points[0] - points[9]
    assert current.spark == [round(points[77]), *[None] * 6, round(points[28]), *[None] * 3,
                             round(points[0])]  # fmt: skip


def test_a_night_missed_by_more_than_three_days_is_no_comparison() -> None:
    [customer] = store([monthly()])
    score(day=ago(11))
    score(day=D)
    assert HealthCurrent.objects.get(customer=customer).change_7d is None


def test_rebuilding_an_earlier_day_leaves_the_current_row_alone() -> None:
    [customer] = store([monthly()])
    score(day=D)
    score(day=ago(7))
    assert HealthCurrent.objects.get(customer=customer).day == D
    assert scored(customer, ago(7)).score is not None


def test_a_late_fact_changes_today_and_no_stored_day() -> None:
    """A stored day says what was known that evening, until a person has it rebuilt."""
    [customer] = store([monthly(until=50)])
    stored = [ago(14), ago(7), ago(1)]
    for day in (*stored, D):
        score(day=day)
    before, today = rows_of(stored), scored(customer)
    add_rows(customer, [Row(ago(20), Decimal(1000))])
    with time_machine.travel(moment(D)):
        assert score_changed(day=D).scored == 1
        score(day=D)
    assert rows_of(stored) == before
    assert scored(customer).score > today.score
    score(day=ago(7))
    assert scored(customer, ago(7)).score > before[ago(7)][0]
    assert rows_of([ago(14), ago(1)]) == {day: before[day] for day in (ago(14), ago(1))}


def rows_of(days: list[date]) -> dict[date, tuple]:
    """Score and raw figures of the only customer, with the transaction that wrote them."""
    rows = HealthScore.objects.filter(day__in=days).annotate(written_by=RawSQL("xmin::text", []))
    return {row.day: (row.score, row.raw, row.written_by) for row in rows}


def test_a_customer_recorded_later_is_scored_by_the_dates_of_its_facts() -> None:
    [customer] = store([bought(date(2010, 2, 28), date(2010, 3, 1))])
    score(day=date(2010, 3, 2))
    assert scored(customer, date(2010, 3, 2)).score is not None


def test_a_day_stored_by_a_wrong_clock_gives_way_to_the_real_one() -> None:
    [customer] = store([monthly()])
    with time_machine.travel(datetime(2027, 6, 1, 12, tzinfo=timezone.get_current_timezone())):
        score(day=date(2027, 6, 1))
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=timezone.get_current_timezone())):
        score(day=D)
    assert HealthCurrent.objects.get(customer=customer).day == D
