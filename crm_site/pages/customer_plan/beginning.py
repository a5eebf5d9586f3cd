"""What the form of a customer plan begins with: what is there, or what is left of last year's."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from crm_site.queries.customer_plans import measures_of, rules_of
from followups.models import CustomerPlan
from followups.rules.customer_plans import in_year

Start = Mapping[str, Sequence[Mapping[str, Any]]]
FIGURES = ("figure", "unit", "baseline", "target", "current")


def typed(value: Any) -> Any:
    """A number as somebody would type it: 42 and not 42.00."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def fields_of(plan: CustomerPlan | None, before: CustomerPlan | None) -> dict[str, Any]:
    """The goals and risks; whether a new one is agreed upon is to be seen."""
    one = plan or before
    if one is None:
        return {}
    said = {"their_goals": one.their_goals, "our_goals": one.our_goals, "risks": one.risks}
    if plan is None:
        return said
    agreed = {"agreed_with": plan.agreed_with_id, "agreed_on": plan.agreed_on}
    return said | agreed | {"version": plan.version}


def lines_of(plan: CustomerPlan) -> Start:
    measures = [
        {
            "pk": row.pk,
            "words": row.task.title,
            "owner": row.task.owner_id,
            "due_on": timezone.localdate(row.task.due_at),
            **{name: typed(getattr(row, name)) for name in FIGURES},
        }
        for row in measures_of(plan)
    ]
    rules = [
        {
            "pk": pk,
            "words": row.recurring.words,
            "rhythm": row.recurring.rhythm,
            "first_on": row.recurring.first_on,
        }
        for pk, row in rules_of(plan).items()
    ]
    return {"measures": measures, "people": _people(plan), "rules": rules}


def carried_lines(before: CustomerPlan | None, year: int) -> Start:
    """What is still open of an earlier plan, a year later: where it stands is where it begins."""
    if before is None:
        return {}
    start = lines_of(before)
    at_work = {row.pk for row in measures_of(before) if row.task.is_at_work}
    measures = [
        {
            **line,
            "pk": None,
            "carried": line["pk"],
            "due_on": in_year(line["due_on"], year),
            "baseline": line["baseline"] if line["current"] is None else line["current"],
        }
        for line in start["measures"]
        if line["pk"] in at_work
    ]
    rules = [
        {**line, "pk": None, "first_on": in_year(line["first_on"], year)} for line in start["rules"]
    ]
    return {"measures": measures, "people": start["people"], "rules": rules}


def _people(plan: CustomerPlan) -> list[dict[str, Any]]:
    return [
        {"contact": row.contact_id, "aim": row.aim, "by": row.by_id} for row in plan.people.all()
    ]
