"""Some of the demo's customers are served by procedures: kept, half done, begun today, stopped."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import cycle

from django.utils import timezone

from accounts.models import Customer
from followups.models import Sop, SopRun, Task
from followups.services.sop_runs import (
    NewException,
    exception_add,
    sop_start,
    sop_stop,
)
from followups.services.tasks import Seen, check_set, task_do

LARGE = ("strategic", "key")
EARLY, LATE = timedelta(hours=-1), timedelta(days=1)


def procedures_begin(customers: list[int], day: date) -> None:
    """Of these customers (ids), those large ones that somebody owns, as of `day`.

    Where they are few, one is served by several.
    """
    large = Customer.objects.filter(pk__in=customers, owner__isnull=False, tier__in=LARGE)
    some = list(large.order_by("pk")[: len(STORIES)])
    for story, customer in zip(STORIES, cycle(some), strict=False):
        story(customer, day)


def _kept(customer: Customer, day: date) -> None:
    """Needs were found out in time, but for one step."""
    run = _begun(customer, "need-discovery", day - timedelta(days=45))
    _do(run, 7, day, late=5)


def _half_done(customer: Customer, day: date) -> None:
    """A new value report is on its way."""
    run = _begun(customer, "value-delivery", day - timedelta(days=4))
    _do(run, 1, day)


def _new(customer: Customer, day: date) -> None:
    """The first weeks of a customer, who has found its way by now."""
    run = _begun(customer, "activation", day - timedelta(days=10))
    _do(run, 3, day)


def _renewed(customer: Customer, day: date) -> None:
    _begun(customer, "renewal", day)


def _stopped(customer: Customer, day: date) -> None:
    run = _begun(customer, "relationship-care", day - timedelta(days=30))
    _do(run, 2, day)
    if owner := customer.owner:
        sop_stop(run=run, reason="客户搬迁，下季度再开始", by=owner, at=_morning(day))


def _otherwise(customer: Customer, day: date) -> None:
    """Its head office writes the reports, so that the two would contradict each other."""
    if owner := customer.owner:
        reason = "价值报告由客户集团总部统一出具"
        new = NewException(is_served=False, reason=reason, first_on=day - timedelta(days=60))
        sop = Sop.objects.get(code="value-delivery")
        at = _morning(day - timedelta(days=60))
        exception_add(customer=customer, sop=sop, new=new, by=owner, at=at)


STORIES: tuple[Callable[[Customer, date], None], ...] = (
    *(_kept, _half_done, _new, _renewed, _stopped, _otherwise),
)


def _begun(customer: Customer, code: str, on: date) -> SopRun:
    sop = Sop.objects.get(code=code)
    origin = f"demo:{code}:{customer.pk}"
    return sop_start(customer=customer, sop=sop, origin=origin, by=customer.owner, at=_morning(on))


def _do(run: SopRun, steps: int, day: date, late: int = 0) -> None:
    """The first so many steps, an hour before they were due; the `late` one a day after."""
    for place in range(1, steps + 1):
        task = Task.objects.select_related("owner").get(sop_run=run, sop_step__place=place)
        at = min(task.due_at + (LATE if place == late else EARLY), _morning(day))
        for check in task.checks.all():
            check_set(check=check, is_done=True, by=task.owner, at=at)
        task_do(seen=Seen(task.pk, None, task.owner, at))


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))
