"""Ten thousand tasks that are overdue at once, in the five seconds that telling people may take."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Customer, Notice, User
from followups.choices import TaskKind
from followups.models import Task, TaskEvent
from followups.services.escalation import escalate
from followups.services.tasks import NewTask, tasks_open
from tools.bench.clock import seconds
from tools.bench.data import CSM, DIRECTOR

Measured = tuple[float, float, float]

TASKS = 10_000
ALLOWED, TARGET = 5.0, 1.0


def measure_escalate() -> Measured:
    """Breaches and the first step up the chain of all of them; nothing of it stays."""
    now = timezone.now()
    User.objects.filter(username=CSM).update(line_manager=User.objects.get(username=DIRECTOR))
    owner = User.objects.get(username=CSM).pk
    customers = list(Customer.objects.order_by("pk").values_list("pk", flat=True)[:1_000])
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
    ours = seconds(lambda: escalate(at=now))
    told = Notice.objects.count()
    for model in (Notice, TaskEvent, Task):
        model._default_manager.all().delete()
    if told != 2 * TASKS:
        raise RuntimeError(f"{told} notices for {TASKS} tasks")
    return ours, ALLOWED, TARGET
