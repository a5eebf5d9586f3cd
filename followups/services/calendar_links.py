"""Making and ending the address at which a calendar program reads somebody's tasks."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from followups.models import CalendarLink
from followups.rules.calendar_links import fingerprint, new_secret


def calendar_link_make(*, person: User, seen: int | None, at: datetime) -> str:
    """A new secret, told this once; the link that was `seen` ends.

    Raises ValidationError where the person has another by now: a form sent twice makes one link.
    """
    secret = new_secret()
    try:
        with transaction.atomic():
            works = CalendarLink.objects.filter(user=person, revoked_at=None)
            works.filter(pk__in=[seen] if seen else []).update(revoked_at=at)
            CalendarLink.objects.create(user=person, fingerprint=fingerprint(secret), created_at=at)
    except IntegrityError as error:
        message = _("A link has just been made; replace it if you have not noted its address.")
        raise ValidationError(message, code="seen") from error
    return secret


def calendar_link_end(*, person: User, link: int, at: datetime) -> bool:
    """Whether there was one to end."""
    works = CalendarLink.objects.filter(user=person, pk=link, revoked_at=None)
    return bool(works.update(revoked_at=at))


def calendar_link_used(*, link: CalendarLink, at: datetime) -> None:
    CalendarLink.objects.filter(pk=link.pk).update(last_used_at=at, uses=F("uses") + 1)
