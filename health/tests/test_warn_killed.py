"""A run of the warnings that is killed at any statement; and two of them at once."""

from datetime import date, timedelta
from functools import partial
from random import Random
from threading import Barrier
from typing import Any

import pytest
from django.db import transaction

from accounts.choices import EventKind
from accounts.models import Customer, Notice, Opportunity
from accounts.tests.factories import (
    CustomerEventFactory,
    CustomerFactory,
    MarketSignalFactory,
    person,
)
from common.tests.sessions import in_thread, kill
from followups.models import Task
from followups.tests.factories import SurveyAnswerFactory, at
from health.models import (
    ChanceSignal,
    Warning,
    WarningDuty,
    WarningEvent,
    WarningRun,
    WarningSignal,
)
from health.services.warnings import warn
from health.tests.factories import version_1_0

FRIDAY = date(2026, 3, 6)
DAY = timedelta(days=1)
CUSTOMERS = 12

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]


@pytest.fixture(autouse=True)
def _company(transactional_db) -> None:
    version_1_0()
    person("fang", "方敏", "director")
    owner = person("lin", "林晓", "csm")
    CustomerFactory.create_batch(CUSTOMERS, owner=owner, tier="key")


def happen(random: Random, day: date) -> None:
    """Answers good and bad, a competitor, a policy: warnings open, join, get worse and end."""
    for customer in Customer.objects.order_by("pk"):
        match random.randrange(6):
            case 0 | 1:
                score = random.choice((55, 75, 95))
                moment = at(f"{day}T10:00")
                SurveyAnswerFactory(customer=customer, score=score, answered_at=moment)
            case 2:
                kind = EventKind.COMPETITOR
                CustomerEventFactory(customer=customer, kind=kind, occurred_on=day - 88 * DAY)
            case 3:
                kind = EventKind.POLICY_GOOD
                MarketSignalFactory(
                    customer=customer, direction="good", kind=kind, published_on=day
                )


def state() -> dict[str, list[Any]]:
    """All that a run leaves, without the numbers of rows."""
    of_warning = ("customer", "cause", "level", "worst_level", "round", "as_of", "outcome")
    of_signal = ("customer", "rule", "level", "began_on", "clear_since", "ended_on")
    of_event = ("warning__customer", "warning__cause", "action", "rule", "level", "as_of")
    of_task = ("customer", "title_key", "owner", "due_at", "cancelled_at")
    found = {
        "warnings": Warning.objects.values_list(*of_warning),
        "signals": WarningSignal.objects.values_list(*of_signal),
        "events": WarningEvent.objects.values_list(*of_event),
        "duties": WarningDuty.objects.values_list("warning__customer", "code", "round"),
        "tasks": Task.objects.values_list(*of_task),
        "chances": ChanceSignal.objects.values_list("customer", "rule", "began_on", "ended_on"),
        "opportunities": Opportunity.objects.values_list("customer", "cause"),
        "notices": Notice.objects.values_list("recipient", "customer", "message_key"),
        "runs": WarningRun.objects.values_list("as_of").order_by().distinct(),
    }
    return {name: sorted(map(str, rows)) for name, rows in found.items()}


def undisturbed(job: Any) -> dict[str, list[Any]]:
    """What a run would leave, without leaving it."""
    with transaction.atomic():
        job()
        after = state()
        transaction.set_rollback(True)
    return after


def night(day: date) -> partial[Any]:
    return partial(warn, day=day, at=at("2026-03-06T17:00") + (day - FRIDAY))


def test_a_run_killed_at_any_statement_leaves_the_old_or_the_new_state_whole() -> None:
    """Fifty nights, each killed at a random statement and then run to its end."""
    random = Random(20260306)
    outcomes = set()
    for number in range(50):
        day = FRIDAY + number * DAY
        happen(random, day)
        job = night(day)
        old, new = state(), undisturbed(job)
        kill(job, at_statement=random.randrange(90), after=random.uniform(0, 0.03))
        found = state()
        assert found in (old, new)
        outcomes.add("old" if found == old else "new")
        job()
        assert state() == new
    assert "old" in outcomes
    assert WarningSignal.objects.exclude(ended_on=None).exists()
    assert WarningEvent.objects.filter(action="reopened").exists()


def test_two_runs_at_once_are_as_one() -> None:
    happen(Random(1), FRIDAY)
    job = night(FRIDAY)
    alone = undisturbed(job)
    together = Barrier(2)

    def work() -> None:
        together.wait()
        job()

    with in_thread(work), in_thread(work):
        pass
    assert WarningRun.objects.count() == 2
    assert state() == alone
