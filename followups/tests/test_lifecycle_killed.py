"""A night of the playbooks that is killed at any statement leaves the old state or the new one."""

from datetime import date, timedelta
from functools import partial
from random import Random

import pytest
from django.db import transaction

from accounts.models import Customer, Opportunity
from accounts.services.stages import stages_refresh
from accounts.tests.factories import CustomerFactory, OrderFactory, person
from common.tests.sessions import kill
from followups.models import SopRun, Task, TaskEvent
from followups.queries.lifecycle import Outside
from followups.services.lifecycle import playbooks_follow
from followups.tests.factories import at

FIRST = date(2026, 3, 4)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]


def state() -> list[list[str]]:
    rows = (
        SopRun.objects.values_list("origin", "stop_reason"),
        Task.objects.values_list("sop_run__origin", "sop_step__place", "waits", "cancelled_at"),
        TaskEvent.objects.values_list("task__sop_run__origin", "action"),
        Opportunity.objects.values_list("external_id"),
    )
    return [sorted(map(str, found)) for found in rows]


def test_twenty_nights_are_killed_without_loss_and_without_doubling(transactional_db):
    owner, random = person("lin", "林晓", "csm"), Random(20260304)
    customers = [CustomerFactory(tier="key") for _number in range(3)]
    Customer.objects.update(owner=owner)
    outcomes = set()
    for number in range(20):
        day = FIRST + timedelta(days=40 * number)
        OrderFactory(customer=random.choice(customers), ordered_on=day)
        stages_refresh(day=day)
        moment = at("2026-03-05T01:30") + (day - FIRST)
        job = partial(playbooks_follow, day=day, at=moment, outside=Outside())
        old = state()
        with transaction.atomic():
            job()
            new = state()
            transaction.set_rollback(True)
        kill(job, at_statement=random.randrange(60), after=random.uniform(0, 0.01))
        found = state()
        assert found in (old, new)
        outcomes.add(found == old)
        job()
        assert state() == new
    assert True in outcomes
    assert SopRun.objects.exclude(stop_reason="").exists()
