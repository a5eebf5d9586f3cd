"""The database ends the session of a night at any statement; in the end all is as if it had not.

Each round takes one night, cut at a random statement, before or after it reached the server — a
commit, too, of which nobody then knows whether it was one — until the night is done. `ROUNDS`
says how many rounds.
"""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
import time_machine
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.utils import Error
from django.utils import timezone

from accounts.models import Customer, CustomerStage, FactChange, Notice, Opportunity
from accounts.tests.factories import (
    AssignmentFactory,
    CustomerFactory,
    MarketSignalFactory,
    OrderFactory,
)
from common.models import JobRun
from crm_site import jobs
from followups.models import CadencePlan, PlannedTouch, SopRun, Task, TaskEvent
from followups.tests.factories import SurveyAnswerFactory, TaskFactory, at
from health.models import (
    ChanceSignal,
    HealthCurrent,
    HealthScore,
    PeerPace,
    PeerScore,
    Warning,
    WarningDuty,
    WarningEvent,
    WarningRun,
    WarningSignal,
)

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

ROUNDS = int(os.environ.get("ROUNDS", "50"))
MOST_STARTS = 5
DAY = date(2026, 11, 20)
DAY_LONG = timedelta(days=1)
OF_TASKS = ("customer", "kind", "owner", "due_at", "breached_at", "told")
OF_WARNINGS = ("customer", "cause", "level", "round")
OF_SIGNALS = ("customer", "rule", "level", "evidence", "began_on", "ended_on")
AT = "2026-11-20T17:30:00+00:00"
# What points at others before what it points at.
RESULTS = (
    *(HealthScore, HealthCurrent, PeerPace, PeerScore, JobRun, Notice),
    *(ChanceSignal, WarningSignal, WarningDuty, Warning, WarningRun, PlannedTouch, CadencePlan),
    *(Task, SopRun, Opportunity, CustomerStage),
)


OF_STAGES = ("customer", "stage", "reason", "since", "until")
OF_TOUCHES = ("customer", "touch", "period_start", "slot", "due_on", "task__origin")
# Or else a night would be the same because there is nothing of it.
WANTED = (
    *("history", "warnings", "signals", "happened", "chances", "opportunities"),
    *("duties", "tasks", "events", "notices", "touches", "stages", "playbooks"),
)


class Cut:
    """Ends the session at the statement of this number; commits count as statements."""

    def __init__(self, at: int, after: bool) -> None:
        self.at, self.after, self.seen = at, after, 0

    def around(self, ask: Callable[[], Any]) -> Any:
        self.seen += 1
        is_here = self.seen == self.at
        if is_here and not self.after:
            end_session()
        answer = ask()
        if is_here and self.after:
            end_session()
            with connection.wrap_database_errors:
                connection.connection.execute("SELECT 1")
        return answer

    @contextmanager
    def applied(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        def statement(execute, sql, params, many, context):
            return self.around(lambda: execute(sql, params, many, context))

        commit = DatabaseWrapper._commit
        with monkeypatch.context() as patched, connection.execute_wrapper(statement):
            patched.setattr(
                DatabaseWrapper, "_commit", lambda this: self.around(lambda: commit(this))
            )
            yield


def end_session() -> None:
    pid = connection.connection.info.backend_pid
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


@pytest.fixture
def company(lin, chen, wei, fang) -> None:
    """Customers with orders, one of whom changes hands this night."""
    for number in range(4):
        customer = CustomerFactory(name=f"客户{number}公司", tier="key")
        AssignmentFactory(
            customer=customer, user=lin, valid=DateRange(DAY - timedelta(days=900), None)
        )
        for weeks in range(30):
            day = DAY - timedelta(weeks=weeks)
            OrderFactory(customer=customer, ordered_on=day, amount=Decimal(1000 * (number + 1)))
    # Another has stopped ordering: it becomes red, and somebody has to do something.
    silent = CustomerFactory(name="静默公司", tier="key", owner=lin)
    AssignmentFactory(customer=silent, user=lin)
    for weeks in range(30, 60):
        OrderFactory(customer=silent, ordered_on=DAY - timedelta(weeks=weeks), amount=Decimal(900))
    # One says that it is not content, and of its market there is news, good and bad.
    said = Customer.objects.get(name="客户2公司")
    moment = at("2026-11-19T10:00")
    SurveyAnswerFactory(customer=said, kind="csat", score=60, answered_at=moment)
    for direction, kind in (("bad", "policy_bad"), ("good", "policy_good")):
        MarketSignalFactory(customer=said, direction=direction, kind=kind, published_on=DAY)
    moving = Customer.objects.get(name="客户0公司")
    moving.assignments.update(valid=DateRange(date(2020, 1, 1), DAY + timedelta(days=1)))
    AssignmentFactory(customer=moving, user=chen, valid=DateRange(DAY + timedelta(days=1), None))


def as_before(lin) -> int:
    """The last line of the history, which cannot be taken back."""
    for model in RESULTS:
        model.objects.all().delete()
    # What the very first run sees is no news.
    WarningRun.objects.create(as_of=DAY - DAY_LONG, at=timezone.now() - DAY_LONG)
    customer = Customer.objects.get(name="客户1公司")
    due_at = timezone.now() - timedelta(hours=2)
    TaskFactory(
        customer=customer, owner=lin, origin="late", starts_at=due_at - DAY_LONG, due_at=due_at
    )
    Customer.objects.update(owner=lin)
    FactChange.objects.all().delete()
    return Customer.pgh_event_model.objects.latest("pgh_id").pgh_id


def result(line: int) -> dict[str, Any]:
    """All that a night leaves, without when and at which start; history from after the line."""
    run = JobRun.objects.get()
    steps = {name: {**counts, "seconds": 0} for name, counts in run.counts.items()}
    history = Customer.pgh_event_model.objects.filter(pgh_id__gt=line).order_by("pgh_id")
    return {
        "scores": list(HealthScore.objects.order_by("customer_id", "day").values()),
        "current": list(HealthCurrent.objects.order_by("customer_id").values()),
        "pace": [{**row, "id": 0} for row in PeerPace.objects.order_by("day", "tier").values()],
        "peers": [{**row, "id": 0} for row in PeerScore.objects.order_by("day", "tier").values()],
        "owners": list(Customer.objects.order_by("pk").values_list("pk", "owner")),
        "history": list(history.values_list("pgh_obj_id", "owner_id")),
        "run": (run.state, steps),
        "warnings": list(Warning.objects.order_by("pk").values_list(*OF_WARNINGS)),
        "signals": list(WarningSignal.objects.order_by("pk").values_list(*OF_SIGNALS)),
        "happened": list(WarningEvent.objects.order_by("pk").values_list("action", "rule")),
        "chances": list(ChanceSignal.objects.order_by("pk").values_list("customer", "rule")),
        "opportunities": list(Opportunity.objects.order_by("pk").values_list("customer", "cause")),
        "duties": list(WarningDuty.objects.order_by("pk").values_list("code", "round")),
        "tasks": list(Task.objects.order_by("pk").values_list(*OF_TASKS)),
        "events": list(TaskEvent.objects.order_by("pk").values_list("task__kind", "action")),
        "touches": list(PlannedTouch.objects.order_by("pk").values_list(*OF_TOUCHES)),
        "stages": list(CustomerStage.objects.order_by(*OF_STAGES).values_list(*OF_STAGES)),
        "playbooks": sorted(SopRun.objects.values_list("customer", "origin")),
        "notices": sorted(Notice.objects.values_list("recipient", "message_key", "customer")),
    }


def nights(cut: Cut, monkeypatch: pytest.MonkeyPatch) -> int:
    """Deliver the night until it is done, as the queue does; how often that was."""
    for start in range(1, MOST_STARTS):
        try:
            with cut.applied(monkeypatch):
                jobs.night(AT)
                return start
        except Error:
            continue
        finally:
            connection.close()
    raise AssertionError("the night never came to its end")


def test_a_night_whose_session_ends_at_any_statement_ends_as_an_undisturbed_one(
    company, lin, monkeypatch, settings
):
    settings.JOB_MAX_STARTS = MOST_STARTS
    with time_machine.travel(datetime.fromisoformat("2026-11-21T01:30:05+08:00"), tick=False):
        line = as_before(lin)
        whole = Cut(0, after=False)
        assert nights(whole, monkeypatch) == 1
        undisturbed, statements = result(line), whole.seen
        for wanted in WANTED:
            assert undisturbed[wanted], wanted
        chance = random.Random(20261120)
        starts = []
        for _number in range(ROUNDS):
            line = as_before(lin)
            cut = Cut(chance.randint(1, statements), after=chance.random() < 0.5)
            starts.append(nights(cut, monkeypatch))
            assert result(line) == undisturbed, (
                f"cut at {cut.at} of {statements}, after: {cut.after}"
            )
    assert max(starts) == 2
    print(f"{ROUNDS} nights cut at one of {statements} statements, all as an undisturbed one")
