"""Telling people something, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.models import Notice, User
from accounts.models.notice import UNREAD

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class NewNotice:
    """`key` tells it from others for the same recipient; recipient and customer are ids."""

    recipient: int
    key: str
    message_key: str
    params: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""
    customer: int | None = None


@transaction.atomic
def notices_raise(*, new: Sequence[NewNotice], at: datetime) -> list[NewNotice]:
    """Tell people; who has been told already is not told again. Returns what was new."""
    by_key = {f"{notice.key}:to:{notice.recipient}": notice for notice in new}
    known = Notice.objects.filter(dedupe_key__in=by_key).values_list("dedupe_key", flat=True)
    for key in list(known):
        del by_key[key]
    rows = (
        Notice(
            recipient_id=notice.recipient,
            dedupe_key=key,
            message_key=notice.message_key,
            params=dict(notice.params),
            url=notice.url,
            customer_id=notice.customer,
            created_at=at,
        )
        for key, notice in by_key.items()
    )
    Notice.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return list(by_key.values())


RAISE_SELECTED = """
    INSERT INTO accounts_notice
        (recipient_id, customer_id, dedupe_key, message_key, params, url, created_at)
    SELECT recipient_id, customer_id, key || ':to:' || recipient_id, %(message)s, params, url,
        %(at)s
    FROM ({select}) new
    ON CONFLICT (dedupe_key) DO NOTHING
"""


def notices_raise_selected(
    *, select: str, params: Mapping[str, Any], message_key: str, at: datetime
) -> int:
    """`notices_raise` for very many at once; returns how many were new.

    `select` is SQL that yields `recipient_id, customer_id, key, params (jsonb), url`.
    """
    values = {**params, "message": message_key, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(RAISE_SELECTED.format(select=select), values)
        return cursor.rowcount


@transaction.atomic
def digest_raise(*, new: NewNotice, at: datetime) -> None:
    """A notice that grows: what is new in it makes it unread again."""
    key = f"{new.key}:to:{new.recipient}"
    if notices_raise(new=[new], at=at):
        return
    known = Notice.objects.select_for_update().get(dedupe_key=key)
    if known.params != dict(new.params):
        known.params, known.created_at, known.read_at = dict(new.params), at, None
        known.save(update_fields=["params", "created_at", "read_at"])


def notice_read(*, notice: Notice, at: datetime) -> None:
    """The first time counts."""
    Notice.objects.filter(UNREAD, pk=notice.pk).update(read_at=at)


def notices_read(*, person: User, up_to: int, at: datetime) -> int:
    """Mark all that somebody has seen, up to and with the notice `up_to`; returns how many."""
    unread = Notice.objects.filter(UNREAD, recipient=person, pk__lte=up_to)
    return unread.update(read_at=at)
