"""Which measures are in a customer plan."""

from django.db.models import OuterRef, Q, QuerySet, Subquery

from followups.models import PlanMeasure


def in_their_plans(rows: QuerySet[PlanMeasure]) -> QuerySet[PlanMeasure]:
    """Those of them that are in their plans, done or not, with what `goes_on_in` says.

    What was called off is in its plan no more, unless it had gone on in a later one.
    """
    later = PlanMeasure.objects.filter(
        task=OuterRef("task"), plan__year__gt=OuterRef("plan__year")
    ).order_by("plan__year")
    known = rows.annotate(later_year=Subquery(later.values("plan__year")[:1]))
    return known.filter(Q(task__cancelled_at=None) | Q(later_year__isnull=False))
