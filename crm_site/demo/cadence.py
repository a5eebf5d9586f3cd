"""The plan of the demo company: it has gone by the cadence since the quarter began.

What should have been done by now is done, but for a few tasks that each person is behind with.
"""

from datetime import date, datetime, time, timedelta

from django.db.models import F
from django.utils import timezone

from followups.choices import CadencePeriod, TaskAction
from followups.models import PlannedTouch, Task, TaskEvent
from followups.models.task import AT_WORK
from followups.rules.cadence import period_of
from followups.services.plans import cadence_plan

# Of so many tasks that were due one is still open.
BEHIND_ONE_IN = 12
EARLY, TWO_HOURS = time(1, 30), timedelta(hours=2)
DAY = timedelta(days=1)


def plan_begin(customers: list[int], day: date) -> None:
    """Plan these customers (ids) month by month since the quarter began, up to `day`."""
    first = period_of(CadencePeriod.QUARTER, day).first
    months = {period_of(CadencePeriod.MONTH, first + n * DAY).first for n in range(92)}
    for planned_on in sorted({month for month in months if month < day} | {day}):
        cadence_plan(day=planned_on, at=_early(planned_on), customers=customers)
        _done_in_time(customers, day)


def _done_in_time(customers: list[int], day: date) -> None:
    touches = PlannedTouch.objects.filter(customer__in=customers, task__isnull=False)
    due = Task.objects.filter(AT_WORK, pk__in=touches.values("task"), due_at__lt=_early(day))
    done = [task for task in due.only("due_at", "owner") if task.pk % BEHIND_ONE_IN]
    Task.objects.filter(pk__in=[task.pk for task in done]).update(
        done_at=F("due_at") - TWO_HOURS, version=F("version") + 1
    )
    TaskEvent.objects.bulk_create(
        TaskEvent(task=task, at=task.due_at - TWO_HOURS, by_id=task.owner_id, action=TaskAction.DO)
        for task in done
    )


def _early(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, EARLY))
