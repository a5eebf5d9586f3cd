"""Who leads a win-back from a competitor: the sales director, called in as long as it lasts."""

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.access import sees_everybody
from accounts.choices import AssignmentKind, TimeKind
from accounts.models import Assignment, User
from accounts.services.assignments import assignment_close, assignment_open
from followups.choices import TaskKind
from followups.models import Task
from followups.models.task import AT_WORK
from followups.queries.calendars import calendars
from followups.rules.deadlines import Allowed
from followups.services.tasks import NewTask, Seen, task_cancel, task_open, tasks_hold
from health.models import WinBack
from health.queries.responsible import leader_on

TITLE = gettext_noop("Lead the win-back from a competitor")
CALLED_IN = gettext_noop("Leads a win-back.")
NO_COMPETITOR = gettext_noop("It is not about a competitor any more.")
ENDED = gettext_noop("The win-back has ended.")
TIME_TO_BEGIN = Allowed(TimeKind.WORKING_DAYS, 2)


def lead_call_in(*, winback: WinBack, by: User, at: datetime) -> None:
    """Ask the sales director, or the director where there is none. Whoever leads already goes on.

    The row is opened to whoever does not see everybody: what shows them the customer today may
    end tomorrow.
    """
    tasks = Task.objects.filter(_of_lead(winback))
    leader = leader_on(timezone.localdate(at))
    if tasks.filter(AT_WORK).exists() or leader is None or leader.pk == winback.owner_id:
        return
    number = tasks.count() + 1
    again = f":{number}" if number > 1 else ""
    if not sees_everybody(leader):
        assignment_open(
            customer=winback.customer,
            user=leader,
            kind=AssignmentKind.CALLED_IN,
            day=timezone.localdate(at),
            origin=f"winback:{winback.pk}{again}",
            reason=CALLED_IN,
        )
    new = NewTask(
        origin=f"winback:{winback.pk}:lead{again}",
        customer=winback.customer_id,
        kind=TaskKind.EFFORT,
        owner=leader.pk,
        starts_at=at,
        allowed=TIME_TO_BEGIN,
        title_key=TITLE,
        minutes=60,
    )
    task_open(new=new, by=by)


def lead_call_off(*, winback: WinBack, by: User, at: datetime) -> None:
    """It is about something else than a competitor: nobody leads it any more."""
    _call_off(_of_lead(winback), by, at, NO_COMPETITOR)
    lead_let_go(winback=winback, day=timezone.localdate(at))


def lead_let_go(*, winback: WinBack, day: date) -> None:
    """The customer is not the leader's any more when it is over; a row lasts a day."""
    first = f"winback:{winback.pk}"
    for row in Assignment.objects.filter(Q(origin=first) | Q(origin__startswith=f"{first}:")):
        begun = row.valid.lower or day
        assignment_close(assignment=row, day=max(day, begun + timedelta(days=1)))


def tasks_call_off(*, winback: WinBack, by: User | None, at: datetime) -> None:
    """What is still to be done for it is not needed any more."""
    _call_off(Q(origin=f"winback:{winback.pk}") | _of_lead(winback), by, at, ENDED)


def _of_lead(winback: WinBack) -> Q:
    """The tasks of those who lead it or have led it."""
    first = f"winback:{winback.pk}:lead"
    return Q(origin=first) | Q(origin__startswith=f"{first}:")


def _call_off(wanted: Q, by: User | None, at: datetime, reason: str) -> None:
    calendars(hold=True)  # before the tasks, as whoever edits one does
    for task in tasks_hold(Task.objects.filter(wanted)):
        task_cancel(seen=Seen(task.pk, None, by, at), reason=reason)
