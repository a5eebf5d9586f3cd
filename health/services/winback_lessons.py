"""A customer that was won back teaches as much as one that was lost: its owner writes it down."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.choices import TimeKind
from accounts.models import User
from followups.choices import TaskKind
from followups.models import Task
from followups.queries.people import company_on
from followups.rules.deadlines import Allowed
from followups.services.tasks import NewTask, Seen, task_do, tasks_open
from health.choices import CaseOutcome, CaseTrouble, WinBackOutcome
from health.models import Case, WinBack
from health.services.cases import Learnt, case_write

TITLE = gettext_noop("Say what brought the customer back")
ALLOWED = Allowed(TimeKind.WORKING_DAYS, 10)


def lesson_ask(*, winback: WinBack, at: datetime) -> None:
    """Ask whoever has won the customer back, or who works for them by now; once."""
    owner = company_on(timezone.localdate(at)).working_for(winback.owner_id)
    if owner is None:
        return
    new = NewTask(
        origin=_task_of(winback),
        customer=winback.customer_id,
        kind=TaskKind.REPORT,
        owner=owner,
        starts_at=at,
        allowed=ALLOWED,
        title_key=TITLE,
        minutes=30,
    )
    tasks_open(new=[new])


@transaction.atomic
def lesson_write(*, winback: WinBack, done: str, lesson: str, by: User, at: datetime) -> Case:
    """Put it into the library, and end the task. Raises ValidationError.

    The very same once more changes nothing; of two people the second is told.
    """
    row = WinBack.objects.select_for_update().get(pk=winback.pk)
    if row.outcome != WinBackOutcome.WON_BACK:
        raise ValidationError(_("This customer has not been won back."), code="outcome")
    known = Case.objects.filter(origin=f"winback:{row.pk}").first()
    if known and (known.done, known.lesson) != (done.strip(), lesson.strip()):
        message = _("%(name)s has written this down already.") % {"name": known.written_by}
        raise ValidationError(message, code="written")
    learnt = Learnt(CaseTrouble.LOSS, row.cause, done, CaseOutcome.WON_BACK, lesson)
    case = known or case_write(
        customer=row.customer, learnt=learnt, by=by, at=at, origin=f"winback:{row.pk}"
    )
    task = Task.objects.filter(origin=_task_of(row)).first()
    if task and task.is_at_work:
        task_do(seen=Seen(task.pk, None, by, at))
    return case


def _task_of(winback: WinBack) -> str:
    return f"winback:{winback.pk}:lesson"
