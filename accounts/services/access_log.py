"""Showing what is hidden, and handing out lists: each leaves its line in the log."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.choices import AccessAction
from accounts.clearance import may_reveal
from accounts.models import AccessLog, Customer, User

LONGEST_REASON = 200


@transaction.atomic
def field_reveal(*, user: User, customer: Customer, row: Model, field: str, reason: str) -> Any:
    """The value of a hidden field of a record of `customer`, which the caller may see.

    Raises PermissionDenied for who may not have it shown, ValidationError without a reason.
    """
    if not may_reveal(user, type(row), field):
        raise PermissionDenied
    reason = " ".join(reason.replace("\0", " ").split())
    if not reason:
        raise ValidationError(_("Say why you need to see it."), code="reason")
    if len(reason) > LONGEST_REASON:
        message = _("A reason has at most %(longest)d characters.")
        raise ValidationError(message % {"longest": LONGEST_REASON}, code="reason")
    AccessLog.objects.create(
        user=user,
        action=AccessAction.REVEAL,
        customer=customer,
        subject=row._meta.label_lower,
        row=row.pk,
        field=field,
        reason=reason,
    )
    return getattr(row, field)


def export_note(
    *,
    user: User,
    subject: str,
    rows: int,
    query: QueryDict,
    chosen: Sequence[int] = (),
    customer: Customer | None = None,
) -> AccessLog:
    """A list was handed out as a file: what was asked for, and the rows that were chosen of it."""
    asked = {_storable(name): [*map(_storable, values)] for name, values in query.lists()}
    return AccessLog.objects.create(
        user=user,
        action=AccessAction.EXPORT,
        customer=customer,
        subject=subject,
        rows=rows,
        detail={"query": asked, **({"chosen": list(chosen)} if chosen else {})},
    )


def _storable(text: str) -> str:
    """Without the one character that the database cannot hold."""
    return text.replace("\0", "")
