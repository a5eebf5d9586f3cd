"""Roles are Django groups; this keeps them as the table in `accounts.rules.roles` has them."""

from collections.abc import Collection
from typing import Any, TypedDict

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rules.roles import BY_CODE, ROLES

STAFF_ROLES = {role.code for role in ROLES if role.is_staff}
Grant = tuple[str, str]  # role code, permission name


class SyncCounts(TypedDict):
    created: int
    updated: int
    removed: int
    same: int


@transaction.atomic
def roles_sync() -> SyncCounts:
    """Make groups, their permissions and `is_staff` agree with the table; counts are of groups."""
    permissions = _permissions()
    wanted = {
        (role.code, name) for role in ROLES for name in role.permissions if name in permissions
    }
    known = dict(Group.objects.values_list("name", "pk"))
    created = BY_CODE.keys() - known.keys()
    removed = known.keys() - BY_CODE.keys()
    Group.objects.filter(name__in=removed).delete()
    Group.objects.bulk_create([Group(name=code) for code in sorted(created)])
    updated = _grants_sync(wanted, permissions) - created
    _staff_sync()
    return SyncCounts(
        created=len(created),
        updated=len(updated),
        removed=len(removed),
        same=len(BY_CODE) - len(created) - len(updated),
    )


def _permissions() -> dict[str, int]:
    """`{"accounts.view_customer": 17, …}` of the apps that the table names.

    They are made here when they are not there yet: the signal that brings us may come first.
    """
    labels = sorted({name.partition(".")[0] for role in ROLES for name in role.permissions})
    for label in labels:
        create_permissions(apps.get_app_config(label), verbosity=0)
    rows = Permission.objects.filter(content_type__app_label__in=labels)
    values = rows.values_list("content_type__app_label", "codename", "pk")
    return {f"{label}.{codename}": pk for label, codename, pk in values}


def _grants_sync(wanted: set[Grant], permissions: dict[str, int]) -> set[str]:
    """Grant and revoke; the codes of the roles that changed."""
    groups = dict(Group.objects.values_list("name", "pk"))
    grants = Group.permissions.through.objects
    rows = grants.values_list(
        "pk", "group__name", "permission__content_type__app_label", "permission__codename"
    )
    present = {(group, f"{label}.{codename}"): pk for pk, group, label, codename in rows}
    missing, surplus = wanted - present.keys(), present.keys() - wanted
    grants.filter(pk__in=[present[grant] for grant in surplus]).delete()
    grants.bulk_create(
        Group.permissions.through(group_id=groups[code], permission_id=permissions[name])
        for code, name in sorted(missing)
    )
    return {code for code, _name in missing | surplus}


def _staff_sync() -> None:
    staff = User.objects.filter(Q(is_superuser=True) | Q(groups__name__in=STAFF_ROLES))
    User.objects.filter(is_staff=False, pk__in=staff.values("pk")).update(is_staff=True)
    User.objects.filter(is_staff=True).exclude(pk__in=staff.values("pk")).update(is_staff=False)


def roles_follow_migration(**signal: Any) -> None:
    """After `migrate`, and after a test emptied the tables; not where people are migrated away."""
    models = signal.get("apps", apps)
    if "user" in models.all_models["accounts"]:
        roles_sync()


@transaction.atomic
def roles_set(*, person: User, codes: Collection[str]) -> User:
    """Give a person exactly these roles. Raises ValidationError for a code that is no role."""
    unknown = set(codes) - BY_CODE.keys()
    if unknown:
        raise ValidationError(
            _("There is no role %(codes)s.") % {"codes": ", ".join(sorted(unknown))}, code="role"
        )
    person.groups.set(Group.objects.filter(name__in=codes))
    vars(person).pop("role_codes", None)
    person.is_staff = person.is_superuser or not STAFF_ROLES.isdisjoint(codes)
    person.save(update_fields=["is_staff"])
    return person
