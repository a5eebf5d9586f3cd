"""The newest score of every active customer, and who moved in a week."""

from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from accounts.queries.states import State
from health.models import HealthCurrent

# Less is the usual to and fro of a score.
MARKED = Decimal(5)

FELL = Q(change_7d__lte=-MARKED)
ROSE = Q(change_7d__gte=MARKED)
MOVE_STATES = (
    State("fell", _("fell by 5 or more"), lambda _now: FELL),
    State("rose", _("rose by 5 or more"), lambda _now: ROSE),
)


def current_of(customer: Customer) -> HealthCurrent | None:
    return HealthCurrent.objects.filter(customer=customer).first()


def of_active(rows: QuerySet[HealthCurrent]) -> QuerySet[HealthCurrent]:
    """Without the customers that were archived or merged."""
    return rows.filter(customer__archived_at=None, customer__merged_into=None)
