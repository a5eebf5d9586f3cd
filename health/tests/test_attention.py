"""Lists sort by the worse of a customer's level and its worst open warning."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import User
from health.choices import ATTENTION, Level, WarningCause, WarningOutcome
from health.models import HealthCurrent, Warning
from health.services.attention import attention_follow
from health.services.held import Decision, held_open
from health.services.score import score
from health.services.warning_acts import warning_end
from health.services.warnings import warn
from health.tests.books import bought, store
from health.tests.factories import HealthCurrentFactory, HeldWarningFactory, WarningFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 25)


def shown() -> tuple[str, int]:
    current = HealthCurrent.objects.get()
    return current.warned, current.attention


def test_a_warning_that_is_worse_than_the_level_decides() -> None:
    current = HealthCurrentFactory(level=Level.YELLOW)
    WarningFactory(customer=current.customer, level=Level.RED)
    assert attention_follow() == 1
    assert shown() == ("red", ATTENTION[Level.RED])
    assert HealthCurrent.objects.get().warned_worse == Level.RED
    assert attention_follow() == 0


def test_a_level_that_is_worse_than_the_warning_decides() -> None:
    current = HealthCurrentFactory(level=Level.RED)
    WarningFactory(customer=current.customer, level=Level.YELLOW)
    attention_follow()
    assert shown() == ("yellow", ATTENTION[Level.RED])
    assert HealthCurrent.objects.get().warned_worse is None


def test_of_several_warnings_the_worst_open_one_counts() -> None:
    current = HealthCurrentFactory()
    ended = {"resolved_at": timezone.now(), "outcome": WarningOutcome.LOST}
    WarningFactory(customer=current.customer, level=Level.RED, **ended)
    WarningFactory(customer=current.customer, level=Level.YELLOW)
    attention_follow()
    assert shown() == ("yellow", ATTENTION[Level.YELLOW])


def test_only_those_asked_for_are_brought_up_to_date() -> None:
    first, second = HealthCurrentFactory.create_batch(2)
    for current in (first, second):
        WarningFactory(customer=current.customer)
    assert attention_follow(customers=[second.customer_id]) == 1
    first.refresh_from_db()
    assert first.warned == ""


def test_scoring_and_warning_agree_whoever_comes_first(model) -> None:
    """The score is better today, and the warning stays until a day has ended."""
    today = timezone.localdate()
    [customer] = store([bought(*(today - timedelta(days) for days in range(3, 1000, 30)))])
    score(day=today)
    HealthCurrent.objects.update(attention=0)
    WarningFactory(customer=customer, level=Level.ORANGE, opened_on=today, as_of=today)
    score(day=today)
    assert shown() == ("orange", ATTENTION[Level.ORANGE])
    warn(day=today, at=timezone.now(), customers=[customer.pk])
    assert shown() == ("orange", ATTENTION[Level.ORANGE])


def test_a_held_warning_that_somebody_opens_moves_the_customer_at_once(fang: User) -> None:
    current = HealthCurrentFactory()
    held = HeldWarningFactory(customer=current.customer, level=Level.RED)
    decision = Decision(by=fang, reason="Real.", at=timezone.now())
    assert held_open(batch=held.batch, decision=decision) == 1
    assert shown() == ("red", ATTENTION[Level.RED])


def test_a_warning_that_opens_or_is_ended_by_hand_moves_the_customer_at_once(
    model, rules_off, fang: User
) -> None:
    today = timezone.localdate()
    [customer] = store([bought(*(today - timedelta(days) for days in range(125, 1000, 30)))])
    score(day=today)
    HealthCurrent.objects.update(attention=0)
    warn(day=today, at=timezone.now())
    warning = Warning.objects.get(customer=customer, cause=WarningCause.SCORE)
    assert shown() == (warning.level, ATTENTION[Level(warning.level)])
    HealthCurrent.objects.update(level=Level.HEALTHY, score=Decimal(90))
    ending = {"outcome": WarningOutcome.FALSE_ALARM, "reason": "Moved house."}
    warning_end(warning=warning, by=fang, at=timezone.now(), **ending)
    assert shown() == ("", ATTENTION[Level.HEALTHY])
