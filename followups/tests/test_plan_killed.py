"""A run of the planner that is killed at any statement; and two of them at once."""

from collections import Counter
from datetime import date, timedelta
from functools import partial
from random import Random
from threading import Barrier
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Customer, User
from accounts.tests.factories import CustomerFactory, person
from common.tests.sessions import in_thread, kill
from followups.models import CadencePlan, CadenceRule, PlannedTouch, Task, TaskEvent
from followups.models.task import AT_WORK
from followups.queries.calendars import calendar_of
from followups.queries.tasks import midnight
from followups.rules.cadence import period_of
from followups.rules.desks import limit_on
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


def owed(customer: Customer, day: date) -> set[tuple[str, str, date, int]]:
    """What the table says of the periods that the day is in."""
    return {
        (rule.touch, rule.period, period_of(rule.period, day).first, slot)
        for rule in CadenceRule.objects.filter(tier=customer.tier)
        for slot in range(1, rule.times + 1)
    }


def check_each_has_their_touches_once(day: date) -> None:
    """Those of the period, each with its task or made; no open task that no touch is owed for."""
    open_tasks = set(Task.objects.filter(AT_WORK).values_list("pk", flat=True))
    needed = set()
    for customer in Customer.objects.all():
        rows = PlannedTouch.objects.filter(customer=customer, hold="").select_related("task")
        found = {(row.touch, row.period, row.period_start, row.slot): row for row in rows}
        asked = owed(customer, day)
        assert asked <= found.keys()
        assert all(row.is_done or row.task.is_at_work for row in found.values())
        surplus = [row for key, row in found.items() if key not in asked]
        assert all(row.is_done or row.period_end < day for row in surplus)
        needed |= {row.task_id for row in found.values() if not row.is_done}
    assert open_tasks == needed


def check_no_day_is_too_full(day: date, share: int) -> None:
    minutes: Counter[tuple[User, date]] = Counter()
    for task in Task.objects.filter(AT_WORK, due_at__gte=midnight(day)).select_related("owner"):
        minutes[task.owner, timezone.localdate(task.due_at)] += task.minutes
    for (owner, on), taken in minutes.items():
        assert taken <= limit_on(calendar_of(user=owner), on, share)


def undisturbed(job: Any) -> dict[str, list[str]]:
    """What a run would leave, without leaving it."""
    with transaction.atomic():
        job()
        after = state()
        transaction.set_rollback(True)
    return after


def night(day: date) -> partial[Any]:
    return partial(cadence_plan, day=day, at=at("2026-04-01T01:30") + (day - FIRST))


def test_a_run_killed_at_any_statement_leaves_the_old_or_the_new_plan_whole(settings) -> None:
    """Fifty nights, each killed at a random statement and then run to its end."""
    random = Random(20260401)
    outcomes, over = set(), 0
    for number in range(50):
        day = FIRST + number * DAY
        happen(random, day)
        job = night(day)
        old, new = state(), undisturbed(job)
        kill(job, at_statement=random.randrange(40), after=random.uniform(0, 0.01))
        found = state()
        assert found in (old, new)
        outcomes.add("old" if found == old else "new")
        over += job().days_over
        assert state() == new
        check_each_has_their_touches_once(day)
        check_no_day_is_too_full(day, settings.PLANNED_WORK_SHARE)
    assert ("old" in outcomes, over) == (True, 0)
    assert PlannedTouch.objects.filter(follow_up__isnull=False).exists()
    assert TaskEvent.objects.filter(action="delegate").exists()


def test_two_runs_at_once_are_as_one(settings) -> None:
    job = night(FIRST)
    alone = undisturbed(job)
    together = Barrier(2)

    def work() -> None:
        together.wait()
        job()

    with in_thread(work), in_thread(work):
        pass
    assert state() == alone
    check_each_has_their_touches_once(FIRST)
    check_no_day_is_too_full(FIRST, settings.PLANNED_WORK_SHARE)
