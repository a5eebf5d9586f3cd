"""Handing on the tasks of a team, several at once."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from followups.services.tasks import Moved, Seen, task_delegate


@transaction.atomic
def tasks_delegate(
    *, versions: Mapping[int, int], to: User, by: User, at: datetime, reason: str
) -> Moved:
    """Hand on tasks as they were seen; one that cannot go there (any more) stops no other."""
    if not reason.strip():
        raise ValidationError(_("Say why."), code="reason")
    done, left = [], {}
    for task, version in sorted(versions.items()):
        try:
            with transaction.atomic():
                task_delegate(seen=Seen(task, version, by, at), to=to, reason=reason)
            done.append(task)
        except ValidationError as error:
            left[task] = " ".join(error.messages)
    return Moved(done, left)
