"""Which measures are in a customer plan, and which tasks of plans changed hands too little."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
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

    On `day` it is somebody else's. What a former owner was given on the day of the handover or
    later is theirs, except for what was opened on that very day: it was for who owned it before.
    """
    of_plans = Q(origin__startswith=f"{PLAN}:") | Q(origin__startswith=f"{REVIEW}:")
    events = TaskEvent.objects.filter(task=OuterRef(OuterRef("pk")), action__in=GIVEN)
    given = events.order_by("-pk")
    how = {
        "given_on": Subquery(given.values(on=TruncDate("at"))[:1]),
        "given_by": Subquery(given.values("action")[:1]),
    }
    owned = Assignment.objects.alias(**how).filter(
        Q(valid__endswith__gt=F("given_on"))
        | Q(valid__endswith=F("given_on"), given_by=TaskAction.OPEN),
        kind=AssignmentKind.OWNER,
        customer=OuterRef("customer"),
        user=OuterRef("owner"),
        valid__endswith__lte=day,
    )
    return of_plans & Q(Exists(owned))
