"""What somebody has typed about a customer and not sent: kept here, and not in the browser."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import TYPED_SOURCE
from accounts.models import Customer, User
from common.locks import lock_until_end
from followups.models import FollowUp, FollowUpDraft, FollowUpFile, Task
from followups.queries.follow_ups import IS_SENT
from followups.services.follow_up_files import file_strays_remove, files_forget

LONGEST = 100_000
Typed = Mapping[str, Sequence[str]]


@transaction.atomic
def draft_save(
    *, user: User, customer: Customer, task: Task | None, token: UUID, typed: Typed, at: datetime
) -> FollowUpDraft | None:
    """Keep what was typed in place of what was kept before; None if that form has been sent.

    Raises ValidationError for more than anybody types.
    """
    if len(json.dumps(typed, ensure_ascii=False)) > LONGEST:
        message = _("This is too long to be kept: at most %(most)d characters.")
        raise ValidationError(message % {"most": LONGEST}, code="long")
    draft_hold(user=user, customer=customer, task=task, token=token)
    if FollowUp.objects.filter(source=TYPED_SOURCE, external_id=str(token)).exists():
        return None
    draft, _is_new = FollowUpDraft.objects.update_or_create(
        user=user,
        customer=customer,
        task=task,
        defaults={"token": token, "data": dict(typed), "updated_at": at},
    )
    return draft


def draft_hold(*, user: User, customer: Customer, task: Task | None, token: UUID) -> None:
    """Nobody else keeps, sends or throws away this form until the transaction ends.

    A draft that was sent is none any more; nothing of it is to come into the next follow-up.
    """
    lock_until_end(f"draft {token}")
    kept = FollowUpDraft.objects.filter(user=user, customer=customer, task=task)
    for sent in kept.filter(IS_SENT):
        draft_forget(draft=sent)


@transaction.atomic
def draft_forget(*, draft: FollowUpDraft) -> None:
    """With its files, but for those that a follow-up has taken meanwhile."""
    lock_until_end(f"draft {draft.token}")
    files_forget(files=FollowUpFile.objects.filter(draft=draft))
    draft.delete()


@transaction.atomic
def drafts_tidy(*, at: datetime) -> int:
    """Forget those that nobody has gone on with, and files of none; returns how many drafts."""
    oldest = at - timedelta(days=settings.FOLLOW_UP_DRAFT_DAYS)
    left = FollowUpDraft.objects.filter(updated_at__lt=oldest)
    files_forget(files=FollowUpFile.objects.filter(draft__in=left.values("pk")))
    transaction.on_commit(partial(file_strays_remove, day=timezone.localdate(at)))
    return left.delete()[0]
