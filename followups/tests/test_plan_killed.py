"""A run of the planner that is killed at any statement; and two of them at once."""

from datetime import date, timedelta
from functools import partial
from random import Random
from threading import Barrier
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Customer
from accounts.tests.factories import CustomerFactory, person
from common.tests.sessions import in_thread, kill
from followups.models import CadencePlan, PlannedTouch, Task, TaskEvent
from followups.services.plans import cadence_plan
from followups.tests.factories import FollowUpFactory, LeaveFactory, at

FIRST = date(2026, 4, 1)
DAY = timedelta(days=1)
TIERS = ("strategic", "key", "potential", "general")

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]


@pytest.fixture(autouse=True)
def _company(transactional_db) -> None:
    owners = [person("lin", "林晓", "csm"), person("chen", "陈默", "csm")]
    for number in range(4):
        customer = CustomerFactory(tier=TIERS[number % 4])
        Customer.objects.filter(pk=customer.pk).update(owner=owners[number % 2])


def happen(random: Random, day: date) -> None:
    """Somebody is called or visited, changes tier or owner, or goes on leave."""
    customers = list(Customer.objects.order_by("pk"))
    one = random.choice(customers)
    match random.randrange(4):
        case 0:
            channel = random.choice(("phone", "visit"))
            FollowUpFactory(customer=one, channel=channel, happened_at=at(f"{day}T10:00"))
        case 1:
            Customer.objects.filter(pk=one.pk).update(tier=random.choice(TIERS))
        case 2:
            other = random.choice(customers).owner_id
            Customer.objects.filter(pk=one.pk).update(owner=other)
        case 3:
            LeaveFactory(user_id=one.owner_id, starts_on=day + 3 * DAY, ends_on=day + 3 * DAY)


def state() -> dict[str, list[str]]:
    """All that a run leaves, without the numbers of rows and tasks."""
    found = {
        "touches": PlannedTouch.objects.values_list(
            *("customer", "touch", "period", "period_start", "slot", "tier", "owner", "target_on"),
            *("due_on", "task__origin", "follow_up", "done_on", "hold"),
        ),
        "tasks": Task.objects.values_list(
            "origin", "owner", "due_at", "done_at", "cancelled_at", "version"
        ),
        "events": TaskEvent.objects.values_list("task__origin", "action", "reason"),
        "plans": CadencePlan.objects.values_list("customer", "tier", "owner"),
    }
    return {name: sorted(map(str, rows)) for name, rows in found.items()}


def undisturbed(job: Any) -> dict[str, list[str]]:
    """What a run would leave, without leaving it."""
    with transaction.atomic():
        job()
        after = state()
        transaction.set_rollback(True)
    return after


def night(day: date) -> partial[Any]:
    return partial(cadence_plan, day=day, at=at("2026-04-01T01:30") + (day - FIRST))


def test_a_run_killed_at_any_statement_leaves_the_old_or_the_new_plan_whole() -> None:
    """Fifty nights, each killed at a random statement and then run to its end."""
    random = Random(20260401)
    outcomes = set()
    for number in range(50):
        day = FIRST + number * DAY
        happen(random, day)
        job = night(day)
        old, new = state(), undisturbed(job)
        kill(job, at_statement=random.randrange(40), after=random.uniform(0, 0.01))
        found = state()
        assert found in (old, new)
        outcomes.add("old" if found == old else "new")
        job()
        assert state() == new
    assert "old" in outcomes
    assert PlannedTouch.objects.filter(follow_up__isnull=False).exists()
    assert TaskEvent.objects.filter(action="delegate").exists()


def test_two_runs_at_once_are_as_one() -> None:
    job = night(FIRST)
    alone = undisturbed(job)
    together = Barrier(2)

    def work() -> None:
        together.wait()
        job()

    with in_thread(work), in_thread(work):
        pass
    assert state() == alone
