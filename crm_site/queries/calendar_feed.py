"""What a calendar program is told about somebody's tasks: no more than they may see."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.clearance import veiled
from accounts.models import User
from common.appointments import Appointment
from followups.models import Task
from followups.queries.calendar_links import tasks_of_calendar


def appointments_of(person: User, now: datetime) -> tuple[str, list[Appointment]]:
    """The calendar's name and what is in it, in the person's language."""
    with translation.override(person.language or settings.LANGUAGE_CODE):
        tasks = tasks_of_calendar(person, now)
        customers = veiled(person, [task.customer for task in tasks])
        pairs = zip(tasks, customers, strict=True)
        found = [_appointment(task, str(customer)) for task, customer in pairs]
        return _("Evergreen tasks"), found


def _appointment(task: Task, customer: str) -> Appointment:
    """It ends when the task is due, and takes as long as the work."""
    due = timezone.localtime(task.due_at)
    return Appointment(
        uid=f"task-{task.pk}@{urlsplit(settings.SITE_URL).hostname}",
        sequence=task.version,
        stamp=task.created_at,
        starts_at=due - timedelta(minutes=task.minutes),
        ends_at=due,
        title=f"{task.title} · {customer}",
        text=str(task.get_kind_display()),
        url=f"{settings.SITE_URL}{reverse('task', args=[task.pk])}",
    )
