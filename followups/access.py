"""Who sees which task, and who may act on it; who may change a logged follow-up."""

from datetime import datetime
from enum import Enum

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.access import rows_visible_to
from accounts.models import User
from followups.models import FollowUp, Task
from followups.rules.follow_ups import edit_ends_at

HEAD, DIRECTOR = "coo", "director"
MANAGES_TASKS = "followups.manage_task"
# Whoever reads the log of follow-ups also reads what is still to be done.
SEES_ALL_WORK = "followups.view_followup"


def tasks_visible_to(user: User | AnonymousUser) -> QuerySet[Task]:
    """The tasks of the customers that this person may see.

    Without the log only their own, and those of the team that they lead.
    """
    rows = rows_visible_to(user, Task.objects.all())
    if user.has_perm(SEES_ALL_WORK):
        return rows
    return rows.filter(mine(user) | Q(owner__team__lead=user.pk))


def mine(user: User | AnonymousUser) -> Q:
    return Q(owner=user.pk) | Q(deputy=user.pk)


def may_act_on(user: User, task: Task) -> bool:
    """Owner and deputy, and whoever manages the work of others; they see the task already."""
    return user.pk in (task.owner_id, task.deputy_id) or user.has_perm(MANAGES_TASKS)


def may_move(user: User, task: Task) -> bool:
    """A promised deadline is moved by a manager; by the one who owes it only as a director."""
    if not task.is_promised:
        return may_act_on(user, task)
    is_own = task.owner_id == user.pk and DIRECTOR not in user.role_codes and not user.is_superuser
    return user.has_perm(MANAGES_TASKS) and not is_own


class EditRight(Enum):
    NONE = "none"
    FREE = "free"
    WITH_REASON = "with reason"


def edit_right(user: User, follow_up: FollowUp, now: datetime) -> EditRight:
    """The writer changes it for some hours, whoever manages the work of others later for a reason.

    What another system has logged is changed there.
    """
    if follow_up.written_at is None:
        return EditRight.NONE
    is_fresh = now < edit_ends_at(follow_up.written_at, settings.FOLLOW_UP_EDIT_HOURS)
    if is_fresh and follow_up.by_id == user.pk:
        return EditRight.FREE
    return EditRight.WITH_REASON if user.has_perm(MANAGES_TASKS) else EditRight.NONE
