"""Logging in by username or by e-mail address."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.models import User
from accounts.queries.notices import has_unread_notices


class PersonRequest(HttpRequest):
    """For annotations: a request that has passed the log-in."""

    user: User


class NameOrEmailBackend(ModelBackend):
    """Every page asks for the person, their team, whether they have unread notices, and their
    permissions: in two statements.
    """

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django passes it
        username: str | None = None,
        password: str | None = None,
        **kwargs: object,  # noqa: ARG002
    ) -> User | None:
        if not username or password is None:
            return None
        person = _called(username)
        if person is None:
            make_password(password)  # as slow as a wrong password, so that names do not leak
            return None
        if person.check_password(password) and self.user_can_authenticate(person):
            return person
        return None

    def get_user(self, user_id: int) -> User | None:
        people = User.objects.select_related("team").annotate(
            has_unread_notices=has_unread_notices()
        )
        person = people.filter(pk=user_id).first()
        return person if person and self.user_can_authenticate(person) else None

    def _get_group_permissions(self, user_obj: User) -> QuerySet[Permission]:
        """Those of the roles, and the person's own with them."""
        of_roles = Q(group__in=user_obj.groups.all())
        return Permission.objects.filter(of_roles | Q(user=user_obj)).distinct()

    def _get_user_permissions(self, user_obj: User) -> QuerySet[Permission]:  # noqa: ARG002
        return Permission.objects.none()


def lockout_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The name that failed attempts are counted under, however the person was spelt."""
    typed = (credentials or request.POST).get("username") or ""
    person = _called(typed)
    return person.username if person else typed.casefold()


def _called(typed: str) -> User | None:
    people = User.objects.filter(Q(username=typed) | Q(email__iexact=typed) & ~Q(email=""))
    # A username wins over somebody else's e-mail address of the same spelling.
    return max(people, key=lambda user: user.username == typed, default=None)
