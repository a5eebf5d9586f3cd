"""Calendar links, and the tasks that a calendar program is told of."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from followups.access import tasks_visible_to
from followups.models import CalendarLink, Leave, Task
from followups.models.task import DATED
from followups.queries.states import away_on
from followups.rules.calendar_links import LONGEST, fingerprint

SEES_TASKS = "followups.view_task"
BACK, AHEAD = timedelta(days=30), timedelta(days=180)
MOST_TASKS = 1_000


def link_of(person: User) -> CalendarLink | None:
    """The one that works."""
    return CalendarLink.objects.filter(user=person, revoked_at=None).first()


def link_called(secret: str) -> CalendarLink | None:
    """None for one that does not work any more, or whose person may not see tasks any more."""
    if len(secret) > LONGEST:
        return None
    links = CalendarLink.objects.select_related("user").filter(
        fingerprint=fingerprint(secret), revoked_at=None, user__is_active=True
    )
    link = links.first()
    return link if link and link.user.has_perm(SEES_TASKS) else None


def tasks_of_calendar(person: User, now: datetime) -> list[Task]:
    """What somebody has to do themselves, some weeks back and half a year ahead.

    So is what they stand in for, where it is due while its owner is on leave.
    """
    leave = Leave.objects.filter(away_on(OuterRef("due_at__date")), user=OuterRef("owner"))
    whose = Q(owner=person) | Q(Exists(leave), deputy=person)
    rows = tasks_visible_to(person).filter(
        DATED, whose, due_at__gt=now - BACK, due_at__lt=now + AHEAD
    )
    return list(rows.select_related("customer").order_by("due_at", "pk")[:MOST_TASKS])
