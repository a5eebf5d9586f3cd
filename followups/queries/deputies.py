"""For whom somebody stands in: owners on leave, and their customers."""

from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from accounts.models import Assignment, Customer, User
from followups.models import Leave
from followups.queries.states import away_on


def people_away(day: date) -> QuerySet[Leave, Any]:
    """Ids of those who are on leave."""
    return Leave.objects.filter(away_on(day)).values("user")


def customers_cared_for(person: User, day: date) -> QuerySet[Any, Any]:
    """Ids of the customers that somebody owns, and of those whose owner is on leave meanwhile.

    Of the latter those for which they are named as deputy, by the leave or with the customer.
    """
    customers, away = Customer.objects.order_by().values("pk"), people_away(day)
    named = Assignment.objects.filter(
        deputy=person, valid__contains=day, user__in=away, user=F("customer__owner")
    )
    return customers.filter(owner=person).union(
        customers.filter(owner__in=away.filter(deputy=person)),
        named.order_by().values("customer"),
    )
