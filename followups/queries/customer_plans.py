"""Which measures are in a customer plan, and which tasks of plans changed hands too little."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from accounts.choices import AssignmentKind
from accounts.models import Assignment
from followups.choices import TaskAction
from followups.models import PlanMeasure, TaskEvent
from followups.rules.customer_plans import PLAN, REVIEW

GIVEN = (TaskAction.OPEN, TaskAction.DELEGATE, TaskAction.TAKE_OVER)


def in_their_plans(rows: QuerySet[PlanMeasure]) -> QuerySet[PlanMeasure]:
    """Those of them that are in their plans, done or not, with what `goes_on_in` says.

    What was called off is in its plan no more, unless it had gone on in a later one.
    """
    later = PlanMeasure.objects.filter(
        task=OuterRef("task"), plan__year__gt=OuterRef("plan__year")
    ).order_by("plan__year")
    known = rows.annotate(later_year=Subquery(later.values("plan__year")[:1]))
    return known.filter(Q(task__cancelled_at=None) | Q(later_year__isnull=False))


def left_behind(day: date) -> Q:
    """Tasks of customer plans that their owners got as owners of the customer.

    On `day` it is somebody else's. What was given to a former owner later on is theirs.
    """
    of_plans = Q(origin__startswith=f"{PLAN}:") | Q(origin__startswith=f"{REVIEW}:")
    events = TaskEvent.objects.filter(task=OuterRef(OuterRef("pk")), action__in=GIVEN)
    given_on = events.order_by("-pk").values(on=TruncDate("at"))[:1]
    owned = Assignment.objects.filter(
        kind=AssignmentKind.OWNER,
        customer=OuterRef("customer"),
        user=OuterRef("owner"),
        valid__endswith__lte=day,
        valid__endswith__gt=Subquery(given_on),
    )
    return of_plans & Q(Exists(owned))
