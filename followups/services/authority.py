"""Who grants how much: the table is changed one kind at a time, and keeps its history."""

from collections.abc import Mapping
from decimal import Decimal

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.locks import lock_until_end
from followups.choices import ConcessionKind
from followups.models import AuthorityLimit
from followups.queries.authority import table_of
from followups.rules.authority import MOST, Cell

Table = Mapping[Cell, Decimal | None]


@transaction.atomic
def authority_set(
    *, kind: ConcessionKind, seen: Table, limits: Table, by: User, reason: str
) -> int:
    """Set these limits of a kind; returns how many changed.

    `seen` are the limits as they were looked at. Raises ValidationError where one of them has
    changed since, and for more than anybody may grant. What is so already changes nothing.
    """
    lock_until_end(f"authority {kind}")
    now = table_of(kind)
    changed = {cell: limit for cell, limit in limits.items() if now.get(cell, 0) != limit}
    if not changed:
        return 0
    if any(now.get(cell, 0) != seen.get(cell, 0) for cell in changed):
        message = _("Somebody has just changed this table; look at it again.")
        raise ValidationError(message, code="changed")
    if not reason.strip():
        raise ValidationError(_("Say why."), code="reason")
    _check(kind, changed)
    with pghistory.context(user=by.pk, reason=reason.strip()):
        for (tier, role), limit in changed.items():
            AuthorityLimit.objects.update_or_create(
                kind=kind, tier=tier, role=role, defaults={"limit": limit}
            )
    return len(changed)


def _check(kind: ConcessionKind, limits: Table) -> None:
    most = MOST.get(kind)
    for limit in limits.values():
        if limit is not None and (limit < 0 or (most is not None and limit > most)):
            raise ValidationError(_("Nobody grants so much or so little."), code="limit")
