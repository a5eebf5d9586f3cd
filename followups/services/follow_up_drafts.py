"""What somebody has typed about a customer and not sent: kept here, and not in the browser."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import TYPED_SOURCE
from accounts.models import Customer, User
from followups.models import FollowUp, FollowUpDraft, FollowUpFile, Task
from followups.services.follow_up_files import files_forget

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
    if FollowUp.objects.filter(source=TYPED_SOURCE, external_id=str(token)).exists():
        return None
    draft, _is_new = FollowUpDraft.objects.update_or_create(
        user=user,
        customer=customer,
        task=task,
        defaults={"token": token, "data": dict(typed), "updated_at": at},
    )
    return draft


@transaction.atomic
def draft_forget(*, draft: FollowUpDraft) -> None:
    files_forget(files=FollowUpFile.objects.filter(draft=draft))
    draft.delete()


@transaction.atomic
def drafts_tidy(*, at: datetime) -> int:
    """Forget those that nobody has gone on with; returns how many."""
    oldest = at - timedelta(days=settings.FOLLOW_UP_DRAFT_DAYS)
    left = FollowUpDraft.objects.filter(updated_at__lt=oldest)
    files_forget(files=FollowUpFile.objects.filter(draft__in=left.values("pk")))
    return left.delete()[0]
