"""Month-ends scored once more know nothing of what came later, and change nothing."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Customer, Feed, Order
from accounts.tests.factories import ContactFactory
from followups.tests.factories import SurveyAnswerFactory, TicketFactory
from health.choices import BacktestPopulation, LeavingLabel, Level
from health.models import HealthCurrent, HealthModelVersion, HealthScore, PeerPace
from health.queries.backtest import Asked, backtest, known_until, usual_months
from health.queries.replay import cases_at, leads, leavings_of, score_warner
from health.rules.backtest import Case
from health.services.score import score
from health.tests.books import add_rows, bought, store, store_feeds
from health.tests.factories import draft
from health.tests.random_books import company
from health.tests.reference import Book, Known, Row, feed_ends, reference

D = date(2026, 6, 30)
TODAY = date(2026, 11, 20)
ZONE = timezone.get_default_timezone()
pytestmark = pytest.mark.django_db


def ago(days: int) -> date:
    return D - timedelta(days)


def steady(every: int = 30, *, until: int = -140) -> Book:
    """Orders every so many days, from two years before D to `until` days before it."""
    return bought(*(ago(back) for back in range(730, until - 1, -every)))


def as_known(cases: dict[int, Case]) -> dict[int, Case]:
    """Without what became of them."""
    return {customer: replace(case, days_after=0) for customer, case in cases.items()}


@pytest.mark.parametrize("seed", [3, 4, 11, 12])
def test_a_case_is_what_the_slow_reference_makes_of_the_day(model, seed):
    day, books, feeds = company(seed)
    customers = store(books)
    store_feeds(feeds)
    cases = cases_at(day, model.rules)
    ends = feed_ends(books, feeds, "orders", day)
    seen = 0
    for customer, book, result in zip(customers, books, reference(books, day, feeds), strict=True):
        case, known = cases.get(customer.pk), Known(book, day, ends)
        if case is None:
            continue
        seen += 1
        assert case.score == pytest.approx(result.score, abs=0.011)
        assert case.pace == pytest.approx(known.own_days / known.observed)
        assert case.silent == (known.evaluated_on - known.last).days
        until = known.evaluated_on - timedelta(90)
        assert case.early_days == len({one for one in known.order_days if one <= until})
        assert case.days_after == ordered_after(book, day)
    assert seen > 50


def ordered_after(book: Book, day: date) -> int:
    last = day + timedelta(90)
    return len(
        {
            row.day
            for row in book.rows
            if day < row.day <= last
            and row.amount >= 0
            and (row.cancelled_on is None or row.cancelled_on > last)
        }
    )


@pytest.mark.parametrize("seed", [3, 8])
def test_what_comes_later_changes_nothing_of_what_was_known(model, seed):
    day, books, _feeds = company(seed)
    customers = store(books)
    before = cases_at(day, model.rules)
    the_future_comes(customers, day, Random(seed))
    after = cases_at(day, model.rules)
    assert as_known(before) == as_known(after)
    assert before != after, "what became of them is another story"


def the_future_comes(customers: list[Customer], day: date, random: Random) -> None:
    """Orders, complaints, people who go, other tiers, customers who leave: all of later days."""
    later = [day + timedelta(past) for past in (1, 2, 45, 90, 91, 400)]
    for customer in random.sample(customers, 80):
        rows = [Row(one, Decimal(random.randrange(-500, 9_000)), "USD") for one in later]
        add_rows(customer, rows)
    known = Order.objects.filter(ordered_on__lte=day, cancelled_on=None)
    some = random.sample(list(known.values_list("pk", flat=True)), 100)
    Order.objects.filter(pk__in=some).update(cancelled_on=later[0])
    moment = datetime.combine(later[0], datetime.min.time(), ZONE)
    for customer in random.sample(customers, 10):
        SurveyAnswerFactory(customer=customer, score=0, answered_at=moment)
        TicketFactory(customer=customer, opened_at=moment, severity="major")
        ContactFactory(customer=customer, joined_on=later[0])
    ids = [customer.pk for customer in customers]
    Customer.objects.filter(pk__in=ids[:40]).update(tier="strategic")
    Customer.objects.filter(pk__in=ids[40:60], churned_on=None).update(churned_on=later[0])
    Customer.objects.filter(pk__in=ids[60:80]).update(archived_at=moment)


def test_only_the_ninety_days_after_say_what_became_of_a_customer(model):
    days = [ago(back) for back in range(400, 0, -30)]
    orders = [Row(one, Decimal(9)) for one in days]
    cancelled = Row(ago(-20), Decimal(9), cancelled_on=ago(-90))
    gone_later = Row(ago(-20), Decimal(9), cancelled_on=ago(-91))
    found = store(
        [
            Book([*orders, Row(ago(-91), Decimal(9))]),
            Book([*orders, Row(ago(-1), Decimal(9)), Row(ago(-90), Decimal(9))]),
            Book([*orders, Row(ago(-30), Decimal(-9))]),
            Book([*orders, cancelled]),
            Book([*orders, gone_later]),
        ]
    )
    cases = cases_at(D, model.rules)
    assert [cases[customer.pk].days_after for customer in found] == [0, 2, 0, 0, 1]


def test_whose_orders_were_all_cancelled_since_has_left(model):
    [customer] = store([Book([Row(ago(120), Decimal(9), cancelled_on=ago(-3))])])
    assert cases_at(D, model.rules)[customer.pk].days_after == 0


def test_of_a_customer_whose_feed_has_stopped_nobody_knows_what_became(model):
    def book(source: str, *more: date) -> Book:
        days = [*(ago(back) for back in range(400, 0, -30)), *more]
        return Book([Row(one, Decimal(9), source=source) for one in days])

    old, new = store([book("old"), book("new", ago(-88))])
    store_feeds({("orders", "old"): (ago(-20), 7), ("orders", "new"): (ago(-88), 7)})
    assert set(cases_at(D, model.rules)) == {new.pk}
    Feed.objects.filter(source="old").update(last_fact_on=ago(-90))
    assert set(cases_at(D, model.rules)) == {old.pk, new.pk}


def test_what_is_stored_is_neither_read_nor_written(model):
    customers = store([steady(), steady(20, until=100), bought(ago(200))])
    before = cases_at(D, model.rules)
    for stored in (HealthScore, HealthCurrent, PeerPace):
        assert not stored.objects.exists()
    score(day=D)
    HealthScore.objects.update(score=1, level=Level.RED)
    PeerPace.objects.update(pace=99)
    assert cases_at(D, model.rules) == before
    assert set(before) == {customer.pk for customer in customers}


def test_the_database_goes_about_other_statements_as_before(model):
    store([steady()])
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_nestloop")
        usual = cursor.fetchone()
        cases_at(D, model.rules)
        cursor.execute("SHOW enable_nestloop")
        assert cursor.fetchone() == usual


def test_others_may_warn_beside_the_score(model):
    well, ill = store([steady(), steady(until=100)])
    assert cases_at(D, model.rules)[well.pk].level not in (Level.ORANGE, Level.RED)
    assert score_warner(model.rules)(D) == {ill.pk: Level.RED}

    def rule(day: date) -> dict[int, Level]:
        return {well.pk: Level.ORANGE, ill.pk: Level.YELLOW} if day == D else {}

    cases = cases_at(D, model.rules, [rule])
    assert (cases[well.pk].level, cases[ill.pk].level) == (Level.ORANGE, Level.RED)


def test_a_leaver_is_followed_back_to_when_the_warning_came(model):
    store([steady() for _one in range(6)])
    [gone] = store([steady(until=31)])
    last = max(Order.objects.filter(customer=gone).values_list("ordered_on", flat=True))
    cases = list(cases_at(D, model.rules).values())
    [leaving] = leavings_of(cases, LeavingLabel.NONE)
    assert leaving.customer == gone.pk
    assert leaving.lost_on == last + timedelta(90)
    [days] = leads([leaving], [score_warner(model.rules)])
    came = leaving.lost_on - timedelta(days)
    assert gone.pk in score_warner(model.rules)(came)
    assert gone.pk not in score_warner(model.rules)(came - timedelta(7))
    assert leads([leaving], [lambda _day: {}]) == [None]


def test_whoever_was_lost_before_anybody_looked_is_not_followed(model):
    store([steady(until=100)])
    cases = list(cases_at(D, model.rules).values())
    assert cases[0].days_after == 0
    assert leavings_of(cases, LeavingLabel.NONE) == []


def test_a_month_is_known_once_orders_tell_of_ninety_days_more(model):
    assert (known_until(TODAY), usual_months(TODAY)) == (None, None)
    store([bought(ago(300), ago(-90))])
    assert known_until(TODAY) == D
    assert usual_months(TODAY) == (date(2025, 7, 31), D)
    assert known_until(ago(-90)) == ago(390), "a day that is not over tells nothing yet"
    asked = Asked(model, date(2026, 5, 1), date(2026, 8, 31))
    found = backtest(asked, today=TODAY)
    assert [month["month_end"] for month in found["months"]] == [date(2026, 5, 31), D]
    assert found["not_known_yet"] == [date(2026, 7, 31), date(2026, 8, 31)]


@pytest.fixture
def book(model) -> list[Customer]:
    """Thirty who stay and fifteen who stop, each a little later than the one before."""
    stays = [steady(20 + number % 5) for number in range(30)]
    return store([*stays, *(steady(25, until=60 - 3 * number) for number in range(15))])


def run(*arguments: Any) -> str:
    out = StringIO()
    call_command("backtest", "--from", "2026-05-31", "--to", str(D), *arguments, stdout=out)
    return out.getvalue()


CONTRACT = [
    *("model", "population", "label", "months", "customers", "left", "precision", "recall"),
    *("accuracy", "accuracy_nobody_leaves", "auc", "auc_recency", "median_lead_days", "by_level"),
]


def test_the_command_prints_what_scripts_depend_on(book):
    found = json.loads(run("--label", "none", "--json"))
    assert set(CONTRACT) <= set(found)
    assert (found["model"], found["population"], found["label"]) == ("1.0", "regular", "none")
    assert [month["month_end"] for month in found["months"]] == ["2026-05-31", "2026-06-30"]
    for name in ("customers", "left", "warned"):
        assert found[name] == sum(month[name] for month in found["months"])
    assert found["accuracy_nobody_leaves"] == round(1 - found["left"] / found["customers"], 4)
    low, high = found["auc_interval"]
    assert low <= found["auc"] <= high
    assert found["different_customers"] == 45
    assert found["by_level"].keys() == {"healthy", "yellow", "orange", "red", "unknown"}
    assert found["against"] is None
    assert json.loads(run("--label", "none", "--json")) == found, "the same once more"


def test_the_command_tells_a_person_the_same(book):
    told = run("--label", "none")
    assert "2026-06-30" in told
    assert "auc_recency: " in told
    assert "nothing can be concluded" not in told


def test_too_few_are_too_few_in_words(model):
    store([steady() for _one in range(12)])
    assert "too few cases, nothing can be concluded" in run()
    found = json.loads(run("--json"))
    assert (found["customers"], found["auc"], found["precision"]) == (24, None, None)


def test_two_versions_are_compared_on_the_same_customers(book, model):
    flat = [[0, 70], [1, 71]]
    entries = [{**one, "curve": flat} for one in model.spec["indicators"]]
    worse = draft(indicators=entries, caps=[])
    found = json.loads(run("--label", "none", "--against", worse.number, "--json"))
    other = found["against"]
    assert other["model"] == worse.number
    assert other["warned"] == 0 < found["warned"]
    assert (other["customers"], other["left"]) == (found["customers"], found["left"])
    assert other["auc_recency"] == found["auc_recency"]
    assert other["auc_over_model"] == pytest.approx(other["auc"] - found["auc"], abs=2e-4)
    same = json.loads(run("--label", "none", "--against", model.number, "--json"))["against"]
    assert (same["auc_over_model"], same["auc_over_model_interval"]) == (0, [0, 0])
    assert f"model {worse.number}" in run("--against", worse.number)


def test_of_everybody_there_are_more_than_of_regular_buyers(book):
    store([bought(ago(100), ago(5)) for _one in range(5)])
    regular = json.loads(run("--json"))["different_customers"]
    everybody = json.loads(run("--population", "all", "--json"))["different_customers"]
    assert everybody - regular == 5


def test_rules_may_warn_as_well(book):
    """Who stops is silent for long before the score is bad."""
    alone = json.loads(run("--label", "none", "--json"))
    beside = json.loads(run("--label", "none", "--rules", "--json"))
    assert beside["warned"] > alone["warned"]
    assert beside["customers"] == alone["customers"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--model", "9.9"], "no version '9.9'"),
        (["--from", "2026-06-30", "--to", "2026-06-29"], "0 month-ends, not 1 to 60"),
        (["--from", "2016-06-30", "--to", "2026-06-29"], "120 month-ends, not 1 to 60"),
        (["--label", "most"], "invalid choice"),
        (["--from", "june"], "is no day"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_line(book, arguments, told):
    with pytest.raises(CommandError, match=told):
        call_command("backtest", *arguments)


def test_without_orders_or_a_version_there_is_nothing_to_test(model):
    with pytest.raises(CommandError, match="there are no orders"):
        call_command("backtest")
    store([steady()])
    HealthModelVersion.objects.update(state="discarded", published_at=None)
    with pytest.raises(CommandError, match="no version of the health model is published"):
        call_command("backtest")


def test_a_population_or_label_is_one_of_two():
    assert BacktestPopulation.values == ["regular", "all"]
    assert LeavingLabel.values == ["half", "none"]
