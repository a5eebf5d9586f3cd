"""What serving a customer cost, noted by ourselves."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from accounts.choices import CostKind
from accounts.models import Cost, Customer


@dataclass(frozen=True, slots=True)
class NewCost:
    """In the company's currency; (`source`, `external_id`) tells it from all others."""

    source: str
    external_id: str
    day: date
    amount: Decimal
    note: str


@transaction.atomic
def cost_of_service(*, customer: Customer, new: NewCost) -> Cost:
    """Note what something cost in the month of its day; what is noted already stays."""
    row, _is_new = Cost.objects.get_or_create(
        source=new.source,
        external_id=new.external_id,
        defaults={
            "customer": customer,
            "month": new.day.replace(day=1),
            "kind": CostKind.SERVICE,
            "amount": new.amount,
            "currency": settings.COMPANY_CURRENCY,
            "note": new.note[:200],
        },
    )
    return row
