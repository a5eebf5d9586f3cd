"""Help that was promised, as the people of the department see it."""

from dataclasses import dataclass
from typing import Any

from accounts.access import customers_visible_to
from accounts.clearance import veiled
from accounts.models import User
from followups.models import Concession, DepartmentAnswer

MOST_PEOPLE = 300


@dataclass(frozen=True, slots=True)
class HelpPage:
    """`customer` is as the person may see it; None for whoever only learns its code."""

    concession: Concession
    customer: Any
    reason: str
    answer: DepartmentAnswer | None


def help_page(pk: int, person: User) -> HelpPage | None:
    """None before it is granted, and for whoever does not belong to the department."""
    if person.department_id is None:
        return None
    rows = Concession.objects.filter(granted_at__isnull=False, department=person.department_id)
    one = rows.select_related("customer", "department", "asked_by").filter(pk=pk).first()
    if one is None:
        return None
    row, customer = veiled(person, [one, one.customer])
    is_seen = customers_visible_to(person).filter(pk=one.customer_id).exists()
    answers = DepartmentAnswer.objects.filter(concession=one).select_related("helper", "by")
    return HelpPage(one, customer if is_seen else None, row.reason, answers.first())


def colleagues(concession: Concession) -> list[User]:
    """Who may be named as the one who helps."""
    people = User.objects.filter(department=concession.department_id, is_active=True)
    return list(people.prefetch_related("groups").order_by("name", "username")[:MOST_PEOPLE])
