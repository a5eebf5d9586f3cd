"""Changing our own people: their record, their preferences, their way back in."""

from collections.abc import Collection

from axes.utils import reset
from django.db import transaction

from accounts.choices import ColourMode
from accounts.models import User
from accounts.services.roles import roles_set


@transaction.atomic
def person_save(*, person: User, roles: Collection[str] | None = None) -> User:
    """Store a new or edited person; `roles` replaces theirs, None leaves them as they are.

    Raises ValidationError for impossible values and for a code that is no role.
    """
    person.full_clean(exclude=["password"])
    person.save()
    return person if roles is None else roles_set(person=person, codes=roles)


def preferences_save(
    *, person: User, language: str | None = None, colour_mode: ColourMode | None = None
) -> User:
    """Keep what a person chose; None leaves a choice, an empty language asks the browser."""
    if language is not None:
        person.language = language
    if colour_mode is not None:
        person.colour_mode = colour_mode
    person.save(update_fields=["language", "colour_mode"])
    return person


def lockout_lift(*, person: User) -> int:
    """Forget somebody's failed attempts to log in; returns how many there were."""
    return reset(username=person.username)
