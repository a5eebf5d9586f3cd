"""Ten thousand open tasks: telling people of them takes five seconds, a page of them no longer."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Customer, Notice, User
from followups.choices import TaskKind
from followups.models import Task, TaskEvent
from followups.services.escalation import escalate
from followups.services.tasks import NewTask, tasks_open
from tools.bench.clock import seconds
from tools.bench.data import CSM, DIRECTOR
from tools.bench.lists import our_list, our_page, page_seconds

Measured = tuple[float, float, float]

TASKS = 10_000
ALLOWED, TARGET = 5.0, 1.0
PAGE_TARGET = 1.5


def measure_escalate() -> Measured:
    """Breaches and the first step up the chain of all of them; nothing of it stays."""
    now = timezone.now()
    User.objects.filter(username=CSM).update(line_manager=User.objects.get(username=DIRECTOR))
    with _open_tasks(now):
        ours = seconds(lambda: escalate(at=now))
        told = Notice.objects.count()
    if told != 2 * TASKS:
        raise RuntimeError(f"{told} notices for {TASKS} tasks")
    return ours, ALLOWED, TARGET


def measure_today() -> Measured:
    """The day of somebody who has all of them, beside the first page of the customer list."""
    return _page("today", CSM)


def measure_month() -> Measured:
    """A month of that person, likewise."""
    return _page("today-month", CSM)


def measure_tasks() -> Measured:
    """The first page of everybody's tasks, likewise."""
    return _page("task-list", DIRECTOR)


def measure_board() -> Measured:
    """The board of all teams, likewise."""
    return _page("board", DIRECTOR)


def _page(name: str, username: str) -> Measured:
    person = User.objects.get(username=username)
    with _open_tasks(timezone.now()):
        ours, floor = page_seconds(our_page(person, reverse(name)), our_list())
    return ours, floor, PAGE_TARGET


@contextmanager
def _open_tasks(now: datetime) -> Iterator[None]:
    """All of the same person, of customers whom that person sees; nothing of them stays."""
    owner = User.objects.get(username=CSM).pk
    customers = list(
        Customer.objects.filter(owner=owner).order_by("pk").values_list("pk", flat=True)
    )
    tasks_open(
        new=[
            NewTask(
                origin=f"bench:{number}",
                customer=customers[number % len(customers)],
                kind=TaskKind.CONTACT,
                owner=owner,
                words="回访客户",
                starts_at=now - timedelta(days=2),
                due_at=now - timedelta(hours=1),
            )
            for number in range(TASKS)
        ]
    )
    with connection.cursor() as cursor:  # as it is a minute later by itself
        cursor.execute("VACUUM ANALYZE followups_task")
    yield
    for model in (Notice, TaskEvent, Task):
        model._default_manager.all().delete()
