"""A night of the planner: everybody's touches of the quarter, beside writing as many tasks.

The floor is one INSERT of as many tasks, with their indexes and keys, and nothing that decides
about them. Both are measured with what the end of a transaction would check. Seconds are printed,
too: ten thousand customers and a hundred people take ten at most on a machine that does nothing
else.
"""

from collections.abc import Callable
from datetime import date, datetime, time

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Customer, User
from followups.models import PlannedTouch
from followups.services.plans import cadence_plan
from tools.bench.clock import seconds

Measured = tuple[float, float, float]

PEOPLE, ALLOWED = 100, 10
# After the holiday in which the quarter begins: all of it is still to be planned.
DAY = date(2026, 10, 9)
TARGET = 10.0
FLOOR = """
    INSERT INTO followups_task (
        origin, customer_id, kind, owner_id, starts_at, due_at, remind_at, minutes, title_key,
        params, words, words_en, note, time_kind, is_promised, waits, created_at, told, version)
    SELECT 'floor:' || id, customer_id, kind, owner_id, starts_at, due_at, remind_at, minutes,
        title_key, params, '', '', '', '', false, false, created_at, '{}', 1
    FROM followups_task WHERE origin LIKE 'plan:%'
"""
# The bench gives tiers by the hundred, so owners must not go by it.
OWNERS = """
    UPDATE accounts_customer c SET owner_id = o.id
    FROM unnest(%(people)s::bigint[]) WITH ORDINALITY o (id, place)
    WHERE o.place = 1 + abs(hashint8extended(c.id, 5) %% cardinality(%(people)s::bigint[]))
"""


def measure_plan() -> Measured:
    """Nothing of it stays."""
    at = timezone.make_aware(datetime.combine(DAY, time(1, 30)))
    with transaction.atomic():
        _owners_spread()
        ours = seconds(lambda: _to_the_end(lambda: cadence_plan(day=DAY, at=at)))
        customers = Customer.objects.count()
        if PlannedTouch.objects.values("customer").distinct().count() != customers:
            raise RuntimeError("not everybody was planned")
        again = seconds(lambda: _to_the_end(lambda: cadence_plan(day=DAY, at=at)))
        floor = seconds(lambda: _to_the_end(_floor))
        print(
            f"# plan: {customers} customers {ours:.1f} s, again {again:.1f} s;"
            f" {ALLOWED} s are allowed for 10000"
        )
        transaction.set_rollback(True)
    return ours, floor, TARGET


def _to_the_end(work: Callable[[], object]) -> None:
    """With the checks that the end of a transaction would make."""
    work()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _owners_spread() -> None:
    people = User.objects.bulk_create(
        User(username=f"bench-planned-{number}", name=f"员工{number}") for number in range(PEOPLE)
    )
    with connection.cursor() as cursor:
        cursor.execute(OWNERS, {"people": [person.pk for person in people]})


def _floor() -> None:
    with connection.cursor() as cursor:
        cursor.execute(FLOOR)
