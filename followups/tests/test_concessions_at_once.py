"""Two people, one concession: one decision, and the other one is told."""

from decimal import Decimal
from threading import Barrier, Event
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Cost
from common.tests.sessions import in_thread, somebody_waits, wait_until
from followups.choices import ConcessionKind
from followups.models import Concession, Task
from followups.models.task import AT_WORK
from followups.queries.people import company_on
from followups.services.concessions import (
    Asked,
    concession_ask,
    concession_grant,
    concession_refuse,
    concessions_climb,
)
from followups.tests.factories import at

NOW = at("2026-11-25T10:00")

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]


@pytest.fixture
def gift(hangzhou, lin, wei, fang) -> Concession:
    asked = Asked(ConcessionKind.GIFT, Decimal(900), "周年礼品")
    return concession_ask(customer=hangzhou, asked=asked, by=lin, at=NOW)


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(gift, wei, fang):
    together, told = Barrier(2), []

    def grant() -> None:
        together.wait()
        decided(lambda: concession_grant(concession=gift, by=wei, at=NOW))

    def refuse() -> None:
        together.wait()
        decided(lambda: concession_refuse(concession=gift, by=fang, at=NOW, answer="太贵"))

    def decided(decide) -> None:
        try:
            decide()
        except ValidationError as error:
            told.append(error.code)

    with in_thread(grant), in_thread(refuse):
        pass
    row = Concession.objects.get()
    assert told == ["decided"]
    assert row.state in ("granted", "refused")
    assert Cost.objects.count() == (row.state == "granted")
    assert not Task.objects.get().is_at_work


def test_whoever_had_to_wait_is_told_the_name_of_who_was_first(gift, wei, fang):
    told, begun = [], Event()

    def grant() -> None:
        with transaction.atomic():
            concession_grant(concession=gift, by=wei, at=NOW)
            begun.set()
            assert wait_until(somebody_waits, seconds=10)

    def refuse() -> None:
        assert begun.wait(timeout=10)
        try:
            concession_refuse(concession=gift, by=fang, at=NOW, answer="太贵")
        except ValidationError as error:
            told.extend(error.messages)

    with in_thread(grant), in_thread(refuse):
        pass
    assert len(told) == 1
    assert str(wei) in told[0]
    assert not Task.objects.filter(AT_WORK).exists()


def test_a_form_that_is_sent_twice_at_once_asks_once(hangzhou, lin, wei):
    together, token = Barrier(2), uuid4()
    asked = Asked(ConcessionKind.GIFT, Decimal(900), "周年礼品", token=token)

    def ask() -> None:
        together.wait()
        concession_ask(customer=hangzhou, asked=asked, by=lin, at=NOW)

    with in_thread(ask), in_thread(ask):
        pass
    assert Concession.objects.get().task == Task.objects.get()


def test_two_runs_at_once_let_it_climb_one_step(gift, wei, fang):
    together, climbed = Barrier(2), []
    late = gift.task.due_at + (gift.task.due_at - NOW) / 8
    company = company_on(timezone.localdate(late))

    def climb() -> None:
        together.wait()
        climbed.append(concessions_climb(company=company, at=late))

    with in_thread(climb), in_thread(climb):
        pass
    assert sum(climbed) == 1
    assert Concession.objects.get().asked == [wei.pk, fang.pk]
    assert Task.objects.count() == 2
