"""For whom somebody stands in: owners on leave, and their customers."""

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from accounts.models import Assignment, User
from common.arrays import among
from followups.models import Leave
from followups.queries.states import away_on


def people_away(day: date) -> QuerySet[Leave, Any]:
    """Ids of those who are on leave."""
    return Leave.objects.filter(away_on(day)).values("user")


def cared_for_by(person: User, day: date) -> Q:
    """The customers that somebody owns, and those whose owner is on leave meanwhile.

    Of the latter those for which they are named as deputy, by the leave or with the customer.
    Ids and no subqueries: these are two small questions, and the one of the customers stays simple.
    """
    away = list(Leave.objects.filter(away_on(day)).values_list("user", "deputy"))
    owners = [person.pk, *(user for user, deputy in away if deputy == person.pk)]
    named = Assignment.objects.filter(
        deputy=person,
        valid__contains=day,
        user__in=among(user for user, _deputy in away),
        customer__owner=F("user"),
    )
    customers = list(named.order_by().values_list("customer", flat=True)) if away else []
    return Q(owner__in=owners) | Q(pk__in=customers)
