"""Exceptions from the cadence; the plan follows at once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Customer, User
from common.locks import lock_until_end
from followups.models import CadenceException
from followups.services.plans import cadence_plan

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NewException:
    """How often a touch is made instead; see CadenceException."""

    touch: str
    times: int
    period: str
    reason: str
    starts_on: date
    ends_on: date | None = None
    token: UUID | None = None


@transaction.atomic
def cadence_exception_add(
    *, customer: Customer, new: NewException, by: User, at: datetime
) -> CadenceException:
    """With the same token it is the same one again. Raises ValidationError for what cannot be."""
    if new.token:
        lock_until_end(f"cadence exception {new.token}")
        if known := CadenceException.objects.filter(token=new.token).first():
            return known
    exception = CadenceException(
        customer=customer,
        touch=new.touch,
        times=new.times,
        period=new.period,
        reason=new.reason,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        token=new.token,
        created_by=by,
    )
    exception.full_clean()
    exception.save()
    _follow(exception, at)
    return exception


@transaction.atomic
def cadence_exception_end(*, exception: CadenceException, at: datetime) -> CadenceException:
    """It holds no more from today on; ending it twice keeps the earlier day."""
    row = CadenceException.objects.select_for_update().get(pk=exception.pk)
    last = timezone.localdate(at) - DAY
    if row.ends_on is None or row.ends_on > last:
        row.ends_on = max(last, row.starts_on)
        row.save(update_fields=["ends_on"])
        _follow(row, at)
    return row


def _follow(exception: CadenceException, at: datetime) -> None:
    if exception.customer_id is not None:
        cadence_plan(day=timezone.localdate(at), at=at, customers=[exception.customer_id])
