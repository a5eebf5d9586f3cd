"""A real wholesaler's order book, scored on its last day, against the slow reference and itself."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Customer
from accounts.tests.factories import person
from followups.models import Task
from health.models import HealthModelVersion, HealthScore, HeldBatch, HeldWarning
from health.services.held import Decision, held_open, held_start_from
from health.services.score import ScoreRun, score
from health.services.warnings import warn
from health.tests.books import store
from health.tests.factories import version_1_0
from health.tests.reference import Book, Row, reference
from health.tests.test_reference import agree

LAST_DAY = date(2011, 12, 9)
pytestmark = [pytest.mark.django_db, pytest.mark.real_data]


@pytest.fixture(scope="module")
def books(real_data: Path) -> dict[str, Book]:
    """Customer number → orders and credit notes."""
    rows = defaultdict(list)
    with (real_data / "wholesaler_orders.csv").open(newline="") as file:
        for line in csv.DictReader(file):
            day = date.fromisoformat(line["InvoiceDate"])
            rows[line["CustomerID"]].append(Row(day, Decimal(line["Amount"]), "GBP"))
    return {number: Book(own) for number, own in rows.items()}


@pytest.fixture(scope="module")
def stored(
    books: dict[str, Book], django_db_setup: None, django_db_blocker
) -> Iterator[tuple[dict[str, Customer], ScoreRun]]:
    """Customers by number, and the run that scored them; stored once for all tests here.

    The planner knows nothing of these rows yet, as after an import into an empty database.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        version_1_0()
        customers = dict(zip(books, store(books.values()), strict=True))
        yield customers, score(day=LAST_DAY)
        transaction.set_rollback(True)


def test_whoever_ordered_is_scored_and_credit_notes_alone_are_not(stored) -> None:
    _customers, run = stored
    assert (run.scored, run.unscored) == (4339, 33)
    assert sum(run.levels.values()) == 4339
    assert set(
        HealthScore.objects.filter(score=None).values_list("unscored_reason", flat=True)
    ) == {"credit_notes_only"}


@pytest.mark.parametrize("number", ["17850", "12346"])
def test_the_score_of_a_known_customer_adds_up(stored, number: str) -> None:
    """17850 bought daily and stopped; 12346 ordered once and took it all back."""
    customers, _run = stored
    out = StringIO()
    call_command("explain", customers[number].code, "--as-of", str(LAST_DAY), "--json", stdout=out)
    why = json.loads(out.getvalue(), parse_float=Decimal)
    given = [part["contribution"] for part in why["indicators"] if part["contribution"] is not None]
    assert why["level"] == "red"
    assert sum(given) + why["adjustment"] == why["score"]
    assert sum(why["adjustments"].values()) == why["adjustment"]


def test_all_of_them_agree_with_the_slow_reference(stored, books: dict[str, Book]) -> None:
    customers, _run = stored
    model = HealthModelVersion.objects.get(number="1.0")
    rows = {row.customer_id: row for row in HealthScore.objects.filter(day=LAST_DAY)}
    results = reference(list(books.values()), LAST_DAY)
    for customer, result in zip(customers.values(), results, strict=True):
        agree(model, rows[customer.pk], result)


def test_a_second_run_writes_nothing(stored) -> None:
    def stamps() -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT customer_id, xmin, ctid FROM health_healthscore ORDER BY 1")
            return cursor.fetchall()

    before = stamps()
    score(day=LAST_DAY)
    assert stamps() == before


def test_the_first_night_of_an_imported_book_is_held_and_the_second_opens_what_is_new(stored):
    """Thousands would be yellow or worse: nobody could work on them in a morning."""
    now = timezone.now()
    fang = person("fang", "方敏", "director")
    first = warn(day=LAST_DAY, at=now)
    assert (first.opened, Task.objects.count()) == (0, 0)
    assert first.held > 1_000
    batch = HeldBatch.objects.get()
    decided = Decision(by=fang, reason="首次导入", at=now)
    assert held_start_from(batch=batch, decision=decided) == first.held
    # With two indicators of twelve a good score is unknown rather than healthy.
    fallen = HealthScore.objects.filter(day=LAST_DAY, level="unknown").first()
    HealthScore.objects.filter(customer=fallen.customer_id).update(score=50, level="red")
    second = warn(day=LAST_DAY, at=now)
    assert (second.opened, second.held) == (1, 0)
    assert Task.objects.get().customer_id == fallen.customer_id


def test_the_first_night_of_an_imported_book_can_be_opened_tier_by_tier(stored):
    now = timezone.now()
    fang = person("fang", "方敏", "director")
    held = warn(day=LAST_DAY, at=now).held
    wanted = [row.customer_id for row in HeldWarning.objects.order_by("pk")[:40]]
    Customer.objects.filter(pk__in=wanted).update(tier="strategic")
    rows = HeldWarning.objects.filter(customer__in=wanted).count()
    decided = Decision(by=fang, reason="先看战略客户", at=now, tiers=["strategic"])
    assert held_open(batch=HeldBatch.objects.get(), decision=decided) == rows
    assert HeldWarning.objects.count() == held - rows
    assert set(Task.objects.values_list("customer", flat=True)) == set(wanted)
