"""Help that was promised, as the people of the department see it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.access import customers_visible_to
from accounts.clearance import veiled
from accounts.models import Department, User
from followups.models import Concession, DepartmentAnswer

MOST_PEOPLE = 300


@dataclass(frozen=True, slots=True)
class HelpPage:
    """What a department was asked for, and what it has answered.

    Whatever somebody's clearance, they read who asks, for which code, since when and for how many
    hours: nobody could help without. The rest is as they may see it; `customer` is None for whoever
    only learns its code.
    """

    concession: Any
    customer: Any
    code: str
    department: Department
    hours: Decimal
    asked_by: User
    granted_at: datetime
    reason: str
    answer: DepartmentAnswer | None


def help_page(pk: int, person: User) -> HelpPage | None:
    """None before it is granted, and for whoever does not belong to the department."""
    if person.department_id is None:
        return None
    rows = Concession.objects.filter(granted_at__isnull=False, department=person.department_id)
    one: Any = rows.select_related("customer", "department", "asked_by").filter(pk=pk).first()
    if one is None:
        return None
    row, customer = veiled(person, [one, one.customer])
    is_seen = customers_visible_to(person).filter(pk=one.customer_id).exists()
    answers = DepartmentAnswer.objects.filter(concession=one).select_related("helper", "by")
    return HelpPage(
        concession=row,
        customer=customer if is_seen else None,
        code=one.customer.code,
        department=one.department,
        hours=one.amount,
        asked_by=one.asked_by,
        granted_at=one.granted_at,
        reason=row.reason if is_seen else "",
        answer=answers.first(),
    )


def colleagues(person: User) -> list[User]:
    """Of their department: who may be named as the one who helps."""
    people = User.objects.filter(department=person.department_id, is_active=True)
    return list(people.prefetch_related("groups").order_by("name", "username")[:MOST_PEOPLE])
