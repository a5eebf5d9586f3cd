"""Writing lifecycle stages: by the rule each night, by hand for a reason and for a time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import LifecycleStage, StageReason
from accounts.models import Customer, CustomerStage, User
from accounts.models.stage import HOLDS
from accounts.queries.stages import bought_until
from accounts.rules.stages import Standing, on, stage_of
from common.locks import lock_until_end

LONGEST = timedelta(days=365)
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class StageRun:
    """Customers looked at, those without a stage before, and those that went to another."""

    customers: int
    begun: int
    moved: int


@dataclass(frozen=True, slots=True)
class _Change:
    customer: int
    said: Standing
    before: CustomerStage | None


@transaction.atomic
def stages_refresh(
    *,
    day: date,
    merits: Mapping[int, Standing] | None = None,
    customers: Collection[int] | None = None,
) -> StageRun:
    """Bring the stages of everybody, or of `customers` (ids), to what the rule says for `day`.

    `merits` say who deserves more than retention. What somebody has set stays until its end, and a
    stage of a later day is left alone. A second time nothing changes; four statements.
    """
    lock_until_end("stages")
    rows = CustomerStage.objects.filter(HOLDS)
    rows = rows if customers is None else rows.filter(customer__in=customers)
    known = {row.customer_id: row for row in rows}
    bought = bought_until(day, customers)
    found = merits or {}
    changes = [
        _Change(pk, said, known.get(pk))
        for pk, facts in bought.items()
        if _is_new(known.get(pk), said := stage_of(facts, day, found.get(pk)), day)
    ]
    _write(changes, day)
    begun = sum(1 for change in changes if change.before is None)
    return StageRun(len(bought), begun, len(changes) - begun)


def _is_new(row: CustomerStage | None, said: Standing, day: date) -> bool:
    if row is None:
        return True
    if row.since > day or (row.set_until and row.set_until >= day):
        return False
    return row.is_by_hand or row.stage != said.stage


def _write(changes: Sequence[_Change], day: date) -> None:
    """A first row begins when the rule says so: long before the first night."""
    left = [change.before.pk for change in changes if change.before]
    CustomerStage.objects.filter(pk__in=left).update(until=day)
    CustomerStage.objects.bulk_create(
        [
            CustomerStage(
                customer_id=change.customer,
                stage=change.said.stage,
                since=day if change.before else min(day, change.said.since),
                before=_before(change.before, day),
                reason=change.said.reason,
                params=change.said.params,
            )
            for change in changes
        ],
        batch_size=BATCH,
    )


def _before(row: CustomerStage | None, since: date) -> str:
    """The stage before one that begins on `since`; a row that it leaves no day was none."""
    if row is None:
        return ""
    return row.before if row.since == since else row.stage


@dataclass(frozen=True, slots=True)
class NewStage:
    """What somebody says; `seen` is the row that they saw, None where there was none."""

    stage: LifecycleStage
    note: str
    set_until: date
    seen: int | None = None


@transaction.atomic
def stage_set(*, customer: Customer, new: NewStage, by: User, day: date) -> CustomerStage:
    """Holds from `day` on, whatever the rule says, up to its last day. Said twice it is one.

    Raises ValidationError; of two people at once the second is told.
    """
    if not new.note.strip():
        raise ValidationError(_("Say why."), code="note")
    if not day <= new.set_until <= day + LONGEST:
        message = _("Choose a last day from today on, within a year.")
        raise ValidationError(message, code="set_until")
    lock_until_end("stages")
    row = _now_of(customer)
    said = (new.stage, new.note.strip(), new.set_until, by.pk)
    if row and (row.stage, row.note, row.set_until, row.by_id) == said:
        return row
    _check_seen(row, new.seen)
    return _next(
        CustomerStage(
            customer=customer,
            stage=new.stage,
            since=day,
            reason=StageReason.BY_HAND,
            params=on(new.set_until),
            note=new.note.strip(),
            set_until=new.set_until,
            by=by,
        ),
        row,
    )


@transaction.atomic
def stage_release(
    *, customer: Customer, merit: Standing | None, day: date, seen: int | None
) -> CustomerStage:
    """The rule decides again, at once. Raises ValidationError where nothing is set by hand."""
    lock_until_end("stages")
    row = _now_of(customer)
    if row is None or not row.is_by_hand:
        raise ValidationError(_("The rule decides about it already."), code="by_rule")
    _check_seen(row, seen)
    said = stage_of(bought_until(day, [customer.pk])[customer.pk], day, merit)
    fresh = CustomerStage(customer=customer, stage=said.stage, since=day, reason=said.reason)
    fresh.params = said.params
    return _next(fresh, row)


def _now_of(customer: Customer) -> CustomerStage | None:
    if not Customer.objects.active().filter(pk=customer.pk).exists():
        raise ValidationError(_("This customer is archived."), code="inactive")
    return CustomerStage.objects.select_for_update().filter(HOLDS, customer=customer).first()


def _check_seen(row: CustomerStage | None, seen: int | None) -> None:
    if (row.pk if row else None) != seen:
        raise ValidationError(_("Somebody has just changed this; look at it again."), code="seen")


def _next(fresh: CustomerStage, row: CustomerStage | None) -> CustomerStage:
    """A row that begins on a later day than `fresh` ends where it began."""
    if row is not None:
        fresh.since = max(fresh.since, row.since)
        row.until, fresh.before = fresh.since, _before(row, fresh.since)
        row.save(update_fields=["until"])
    fresh.save()
    return fresh
