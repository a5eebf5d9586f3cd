"""Who answers for, or may see, a customer, and from which day on.

One owner at a time: a change ends the old row on the day and begins a new one, and may lie in
the future. `Customer.owner` is the copy for today: it is written only here, and
`owners_refresh` lets it follow every night.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import AssignmentKind, Tier
from accounts.models import Assignment, Customer, User
from accounts.queries.load import load_of
from accounts.rules.load import limit_passed, limits_passed
from common.bulk import MANY, planned_for_many

WANTED = "unnest(%(customers)s::bigint[], %(users)s::bigint[]) AS wanted (customer_id, user_id)"

# An owner of the same first day is replaced, because a row has to last a day.
REPLACE_OWNERS_OF_THE_DAY = f"""
    UPDATE accounts_assignment a
    SET user_id = wanted.user_id, deputy_id = NULL, reason = %(reason)s,
        origin = %(origin)s || ':' || wanted.customer_id
    FROM {WANTED}
    WHERE a.customer_id = wanted.customer_id AND a.kind = 'owner'
        AND lower(a.valid) = %(day)s AND a.user_id <> wanted.user_id
    RETURNING a.customer_id
"""
END_FORMER_OWNERS = f"""
    UPDATE accounts_assignment a
    SET valid = daterange(lower(a.valid), %(day)s)
    FROM {WANTED}
    WHERE a.customer_id = wanted.customer_id AND a.kind = 'owner'
        AND a.valid @> %(day)s::date AND a.user_id <> wanted.user_id
"""
BEGIN_NEW_OWNERS = f"""
    INSERT INTO accounts_assignment (customer_id, user_id, kind, valid, reason, origin)
    SELECT wanted.customer_id, wanted.user_id, 'owner', daterange(%(day)s, later.first_day),
        %(reason)s, %(origin)s || ':' || wanted.customer_id
    FROM {WANTED}
    LEFT JOIN (
        SELECT customer_id, min(lower(valid)) AS first_day
        FROM accounts_assignment
        WHERE customer_id = ANY(%(customers)s) AND kind = 'owner' AND lower(valid) > %(day)s
        GROUP BY customer_id
    ) later ON later.customer_id = wanted.customer_id
    WHERE NOT EXISTS (
        SELECT FROM accounts_assignment a
        WHERE a.customer_id = wanted.customer_id AND a.kind = 'owner'
            AND a.valid @> %(day)s::date
    )
    RETURNING customer_id
"""
REFRESH_COPIES = """
    UPDATE accounts_customer c
    SET owner_id = today.user_id
    FROM (
        SELECT c.id AS customer_id, a.user_id
        FROM accounts_customer c
        LEFT JOIN accounts_assignment a
            ON a.customer_id = c.id AND a.kind = 'owner' AND a.valid @> %(day)s::date
        WHERE %(customers)s::bigint[] IS NULL OR c.id = ANY(%(customers)s::bigint[])
    ) today
    WHERE c.id = today.customer_id AND c.owner_id IS DISTINCT FROM today.user_id
"""


@dataclass(frozen=True, slots=True)
class OwnersAssigned:
    """Ids of the customers that got the owner, and those that were not without one any more."""

    given: list[int]
    taken: list[Customer]


@transaction.atomic
def owner_set(
    *, customer: Customer, user: User, day: date, reason: str = "", origin: str | None = None
) -> Customer:
    """Make `user` answer for `customer` from `day` on, or until a change planned after it.

    Raises ValidationError for somebody who has left, for a load past the limit without a
    reason, and when somebody else set another owner since `customer` was read.
    """
    locked = Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
    if locked.owner_id != customer.owner_id:
        raise ValidationError(
            _("Somebody has just changed the owner to %(name)s.") % {"name": locked.owner},
            code="owner_changed",
        )
    _candidate_lock(user)
    _check_load(locked, user, day, reason)
    owners_set_many([(customer.pk, user.pk)], day=day, reason=reason, origin=origin)
    customer.refresh_from_db(fields=["owner"])
    return customer


def _candidate_lock(user: User) -> None:
    """Of two who give somebody customers at once, the second counts what the first gave.

    Customers are always locked before people. Raises ValidationError for somebody who has left.
    """
    check_active(User.objects.select_for_update(no_key=True).get(pk=user.pk))


def _check_load(customer: Customer, user: User, day: date, reason: str) -> None:
    load = load_of(user, day)
    limit = limit_passed(load, customer.tier)
    if limit is not None and not reason and customer.owner_id != user.pk:
        raise ValidationError(
            _("%(name)s already has %(count)d customers of this tier; %(limit)d is the limit.")
            % {"name": user, "count": load.of(customer.tier), "limit": limit}
            + " "
            + _("Give a reason to go past it."),
            code="load",
        )


@transaction.atomic
def owners_assign(
    *, customers: QuerySet[Customer], user: User, day: date, reason: str = ""
) -> OwnersAssigned:
    """Make `user` answer from `day` on for those of `customers` that nobody owns then.

    Whoever has an owner by now keeps them. Raises ValidationError for somebody who has left, and
    where the load of all of them together passes a limit without a reason.
    """
    wanted = list(customers.order_by().values_list("pk", flat=True))
    _customers_lock(wanted)
    _candidate_lock(user)
    tiers = _without_owner(wanted, day)
    _check_loads(Counter(tiers.values()), user, day, reason)
    owners_set_many([(customer, user.pk) for customer in tiers], day=day, reason=reason)
    others = Customer.objects.filter(pk__in=set(wanted) - set(tiers)).select_related("owner")
    return OwnersAssigned(given=list(tiers), taken=list(others.order_by("name_pinyin", "pk")))


@transaction.atomic
def owners_hand_on(
    *, customers: Collection[int], former: User, to: User, day: date, reason: str = ""
) -> OwnersAssigned:
    """Make `to` answer from `day` on for those of `customers` (ids) that `former` owns now.

    Whoever has another owner by now keeps them. Raises ValidationError for somebody who has left,
    and where the load of all of them together passes a limit without a reason.
    """
    _customers_lock(customers)
    _candidate_lock(to)
    owned = Customer.objects.active().filter(pk__in=customers, owner=former)
    tiers = dict(owned.values_list("pk", "tier"))
    _check_loads(Counter(tiers.values()), to, day, reason)
    owners_set_many([(customer, to.pk) for customer in tiers], day=day, reason=reason)
    others = Customer.objects.filter(pk__in=set(customers) - set(tiers)).select_related("owner")
    return OwnersAssigned(given=list(tiers), taken=list(others.order_by("name_pinyin", "pk")))


def _without_owner(customers: Collection[int], day: date) -> dict[int, str]:
    """Those of the ids that are active and that nobody owns today or on `day`, with their tier."""
    owners = Assignment.objects.filter(kind=AssignmentKind.OWNER, customer__in=customers)
    owned = owners.filter(valid__contains=day).values("customer")
    free = Customer.objects.active().filter(pk__in=customers, owner=None).exclude(pk__in=owned)
    return dict(free.values_list("pk", "tier"))


def _check_loads(tiers: Mapping[str, int], user: User, day: date, reason: str) -> None:
    load = load_of(user, day)
    passed = limits_passed(load, tiers)
    if passed and not reason:
        after = load.with_more(tiers)
        message = _("%(name)s would have %(count)d %(tier)s customers; %(limit)d is the limit.")
        sentences = [
            message
            % {"name": user, "count": after.of(tier), "tier": Tier(tier).label, "limit": limit}
            for tier, limit in passed.items()
        ]
        raise ValidationError(
            " ".join([*sentences, _("Give a reason to go past it.")]), code="load"
        )


@transaction.atomic
def owners_set_many(
    pairs: Sequence[tuple[int, int]], *, day: date, reason: str = "", origin: str | None = None
) -> int:
    """Set owners of many customers, as (customer id, user id); of two for one the last counts.

    Loads are not limited here: whoever calls this shows them. `origin` gets the customer's id
    added, because an origin is unique. Returns how many customers changed hands.
    """
    wanted = dict(pairs)
    values: dict[str, Any] = {"customers": list(wanted), "users": list(wanted.values())}
    values |= {"day": day, "reason": reason, "origin": origin}
    _customers_lock(wanted)
    with planned_for_many(len(wanted)), connection.cursor() as cursor:
        cursor.execute(REPLACE_OWNERS_OF_THE_DAY, values)
        changed = [customer for (customer,) in cursor.fetchall()]
        cursor.execute(END_FORMER_OWNERS, values)
        cursor.execute(BEGIN_NEW_OWNERS, values)
        changed += [customer for (customer,) in cursor.fetchall()]
    owners_refresh(day=timezone.localdate(), customers=changed)
    return len(changed)


def _customers_lock(customers: Collection[int]) -> None:
    """In one order everywhere, so that two imports wait for each other instead of dying."""
    list(
        Customer.objects.select_for_update(no_key=True)
        .filter(pk__in=customers)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def owners_refresh(*, day: date, customers: Collection[int] | None = None) -> int:
    """Let `Customer.owner` follow the owners of `day`, of all customers or of these ids.

    Returns how many copies were behind.
    """
    count = MANY if customers is None else len(customers)
    values = {"day": day, "customers": None if customers is None else list(customers)}
    with planned_for_many(count), connection.cursor() as cursor:
        cursor.execute(REFRESH_COPIES, values)
        return cursor.rowcount


@transaction.atomic
def assignment_open(
    *,
    customer: Customer,
    user: User,
    kind: AssignmentKind,
    day: date,
    until: date | None = None,
    origin: str | None = None,
    reason: str = "",
) -> Assignment:
    """Open `customer` to `user` from `day` up to, not including, `until`.

    A job may ask twice: the row with the same `origin` is returned as it is. Raises
    ValidationError for an owner (see `owner_set`) and for days in the wrong order.
    """
    if kind == AssignmentKind.OWNER:
        raise ValidationError(_("An owner is set, not added."), code="owner")
    if origin and (known := Assignment.objects.filter(origin=origin).first()):
        return known
    check_days(day, until)
    return Assignment.objects.create(
        customer=customer,
        user=user,
        kind=kind,
        valid=DateRange(day, until),
        origin=origin,
        reason=reason,
    )


@transaction.atomic
def assignment_close(*, assignment: Assignment, day: date) -> Assignment:
    """End an assignment: `day` is the first day on which it no longer holds.

    Ending it twice keeps the earlier day. Raises ValidationError when it has not begun by then.
    """
    row = Assignment.objects.select_for_update().get(pk=assignment.pk)
    check_days(row.valid.lower, day)
    if row.valid.upper is None or day < row.valid.upper:
        row.valid = DateRange(row.valid.lower, day)
        row.save(update_fields=["valid"])
        owners_refresh(day=timezone.localdate(), customers=[row.customer_id])
    return row


def check_days(first: date | None, end: date | None) -> None:
    if first is not None and end is not None and end <= first:
        raise ValidationError(_("An assignment lasts at least a day."), code="days")


def check_active(user: User) -> None:
    if not user.is_active:
        raise ValidationError(_("%(name)s is not active.") % {"name": user}, code="inactive")
