"""The report that was agreed for every 15th comes on every 15th, once."""

from datetime import date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.services.assignments import owner_set
from accounts.tests.factories import CustomerFactory
from followups.choices import Rhythm
from followups.models import Task
from followups.rules.recurring import occurrences
from followups.services.recurring_tasks import (
    Recurrence,
    recurring_task_add,
    recurring_task_stop,
    recurring_tasks_open,
)
from followups.tests.factories import SHANGHAI, at

REPORT = Recurrence(words="月度服务报告", rhythm=Rhythm.MONTH, first_on=date(2026, 1, 15))


@pytest.fixture
def report(hangzhou, lin):
    with time_machine.travel(datetime(2026, 1, 2, 9, tzinfo=SHANGHAI), tick=False):
        return recurring_task_add(customer=hangzhou, what=REPORT, by=lin)


@pytest.mark.parametrize(
    ("rhythm", "first", "expected"),
    [
        (Rhythm.WEEK, date(2026, 1, 30), [date(2026, 1, 30), date(2026, 2, 6)]),
        (Rhythm.MONTH, date(2025, 12, 31), [date(2025, 12, 31), date(2026, 1, 31)]),
        (Rhythm.QUARTER, date(2025, 11, 30), [date(2025, 11, 30)]),
        (Rhythm.YEAR, date(2024, 2, 29), [date(2024, 2, 29), date(2025, 2, 28)]),
    ],
)
def test_it_comes_on_the_same_day_or_the_last_one_of_a_short_month(rhythm, first, expected):
    assert list(occurrences(rhythm, first, None, date(2026, 2, 8))) == expected


def test_after_a_short_month_it_is_the_31st_again():
    days = list(occurrences(Rhythm.MONTH, date(2026, 1, 31), None, date(2026, 3, 31)))
    assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]


def test_it_is_opened_a_week_before_and_only_once(report, lin):
    assert recurring_tasks_open(day=date(2026, 1, 7)).created == 0
    assert recurring_tasks_open(day=date(2026, 1, 8)).created == 1
    again = recurring_tasks_open(day=date(2026, 1, 9))
    assert (again.created, again.already) == (0, 1)
    task = Task.objects.get()
    assert (task.owner, task.words) == (lin, "月度服务报告")


def test_on_a_free_day_it_is_due_on_the_last_working_day_before(report):
    # The 15th of February 2026 is in the Spring Festival; the 14th is a make-up working Saturday.
    recurring_tasks_open(day=date(2026, 2, 10))
    assert Task.objects.get().due_at == at("2026-02-14T18:00")


def test_it_is_for_whoever_owns_the_customer_then(report, hangzhou, chen):
    owner_set(customer=hangzhou, user=chen, day=date(2026, 1, 3))
    recurring_tasks_open(day=date(2026, 1, 10))
    assert Task.objects.get().owner == chen


def test_nothing_is_lost_silently_where_nobody_owns_the_customer(lin):
    recurring_task_add(
        customer=CustomerFactory(),
        what=Recurrence("周报", Rhythm.WEEK, timezone.localdate()),
        by=lin,
    )
    assert recurring_tasks_open(day=timezone.localdate()).without_owner > 0


def test_a_stopped_one_comes_no_more(report):
    recurring_task_stop(recurring=report, at=at("2026-01-05T10:00"))
    assert recurring_tasks_open(day=date(2026, 1, 12)).created == 0


def test_it_does_not_end_before_it_begins(hangzhou, lin):
    wrong = Recurrence("周报", Rhythm.WEEK, date(2026, 3, 2), last_on=date(2026, 3, 1))
    with pytest.raises(ValidationError):
        recurring_task_add(customer=hangzhou, what=wrong, by=lin)
