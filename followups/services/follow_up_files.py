"""The files of a follow-up: kept with its draft until it is sent, then with the follow-up."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from common.locks import lock_until_end
from common.uploads import LONGEST_NAME, document_check, strays_remove
from followups.models import FollowUp, FollowUpDraft, FollowUpFile

MOST_FILES = 10


@transaction.atomic
def files_add(
    *, follow_up: FollowUp, uploads: Sequence[Any], by: User, at: datetime
) -> list[FollowUpFile]:
    """Raises ValidationError for what is no document, and for too many of them."""
    known = FollowUpFile.objects.filter(follow_up=follow_up, removed_at=None)
    return _add(known, uploads, by, at, follow_up=follow_up, customer_id=follow_up.customer_id)


@transaction.atomic
def draft_files_add(
    *, draft: FollowUpDraft, uploads: Sequence[Any], at: datetime
) -> list[FollowUpFile]:
    """So that nobody has to choose them again when something else on the form was wrong.

    None of a form that was sent or thrown away meanwhile.
    """
    lock_until_end(f"draft {draft.token}")
    if not FollowUpDraft.objects.filter(pk=draft.pk).exists():
        return []
    known = FollowUpFile.objects.filter(draft=draft)
    return _add(known, uploads, draft.user, at, draft=draft, customer_id=draft.customer_id)


@transaction.atomic
def files_take(*, draft: FollowUpDraft, follow_up: FollowUp, dropped: Sequence[int]) -> None:
    """The files of the draft are the follow-up's, but for those that are not wanted any more."""
    files_forget(files=draft.files.filter(pk__in=dropped))
    draft.files.update(draft=None, follow_up=follow_up)


@transaction.atomic
def files_remove(*, follow_up: FollowUp, dropped: Sequence[int], at: datetime) -> int:
    """They are handed out no more; that they were there is kept."""
    return follow_up.files.filter(pk__in=dropped, removed_at=None).update(removed_at=at)


@transaction.atomic
def files_forget(*, files: QuerySet[FollowUpFile]) -> None:
    """They leave the disk when it is sure that they have left the table."""
    for file in files:
        transaction.on_commit(partial(file.file.storage.delete, str(file.file.name)))
    files.delete()


def file_strays_remove(*, day: date) -> None:
    """A file is on the disk before it is in the table, and stays if it never comes to that.

    Not within a transaction that forgets files: until it is sure, they are none of these.
    """
    strays_remove("follow-ups", known=FollowUpFile.objects.values_list("file", flat=True), day=day)


def _add(
    known: QuerySet[FollowUpFile], uploads: Iterable[Any], by: User, at: datetime, **owner: Any
) -> list[FollowUpFile]:
    """Stored are all of them or none: a disk knows no transaction."""
    new = _checked(known, uploads)
    added: list[FollowUpFile] = []
    try:
        with transaction.atomic():
            for sha256, upload in new.items():
                file = FollowUpFile(added_by=by, added_at=at, sha256=sha256, **owner)
                added.append(file)
                _store(file, upload)
    except BaseException:
        for file in added:
            if file.file:
                file.file.storage.delete(str(file.file.name))
        raise
    return added


def _checked(known: QuerySet[FollowUpFile], uploads: Iterable[Any]) -> dict[str, Any]:
    """By their fingerprints those that are not there yet; the very same file once more is none."""
    there = set(known.values_list("sha256", flat=True))
    new: dict[str, Any] = {}
    for upload in uploads:
        document_check(upload)
        sha256 = hashlib.file_digest(upload.open("rb"), "sha256").hexdigest()
        if sha256 not in there:
            new.setdefault(sha256, upload)
    if len(there) + len(new) > MOST_FILES:
        raise ValidationError(_("At most %(most)d files.") % {"most": MOST_FILES}, code="many")
    return new


def _store(file: FollowUpFile, upload: Any) -> None:
    upload.seek(0)
    file.name = PurePath(upload.name.replace("\\", "/")).name[-LONGEST_NAME:]
    file.size = upload.size
    # A name of our own: what people call a file is no address.
    ending = file.name.rpartition(".")[2].lower()
    file.file.save(f"{uuid4().hex}.{ending}", upload, save=True)
