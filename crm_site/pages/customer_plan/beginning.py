"""What the form of a customer plan begins with: what is there, or what is left of last year's."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from followups.access import may_move
from followups.choices import Rhythm
from followups.models import ContactRule, CustomerPlan, PlanMeasure
from followups.rules.customer_plans import first_in_year, in_year

Start = Mapping[str, Sequence[Mapping[str, Any]]]
FIGURES = ("figure", "unit", "baseline", "target", "current")
OF_TASK = ("words", "owner", "due_on")


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


def lines_of(
    plan: CustomerPlan, rows: Mapping[int, PlanMeasure], rules: Mapping[int, ContactRule]
) -> Start:
    measures = [
        {
            "pk": row.pk,
            "version": row.task.version,
            **of_task(row),
            **of_figures(row),
        }
        for row in rows.values()
    ]
    agreed = [
        {
            "pk": pk,
            "words": row.recurring.words,
            "rhythm": row.recurring.rhythm,
            "first_on": row.recurring.first_on,
        }
        for pk, row in rules.items()
    ]
    return {"measures": measures, "people": _people(plan), "rules": agreed}


def of_task(row: PlanMeasure) -> dict[str, Any]:
    """What the form of a measure shows of its task (OF_TASK)."""
    task = row.task
    return {
        "words": task.title,
        "owner": task.owner_id,
        "due_on": timezone.localdate(task.due_at),
    }


def of_figures(row: PlanMeasure) -> dict[str, Any]:
    return {name: typed(getattr(row, name)) for name in FIGURES}


def carried_lines(start: Start, rows: Mapping[int, PlanMeasure], year: int, by: User) -> Start:
    """The lines of an earlier plan, with the measures that are still open (`rows`), a year on."""
    measures = [_carried(line, rows[line["pk"]], year, by) for line in start["measures"]]
    rules = [{**line, "pk": None, "first_on": _comes_again(line, year)} for line in start["rules"]]
    return {"measures": measures, "people": start["people"], "rules": rules}


def _carried(line: Mapping[str, Any], row: PlanMeasure, year: int, by: User) -> Mapping[str, Any]:
    """A year later, unless somebody else has to move it; where it stands is where it begins."""
    is_moved = may_move(by, row.task)
    return {
        **line,
        "pk": None,
        "carried": row.pk,
        "due_on": in_year(line["due_on"], year) if is_moved else line["due_on"],
        "baseline": line["baseline"] if line["current"] is None else line["current"],
    }


def _comes_again(line: Mapping[str, Any], year: int) -> date:
    return first_in_year(Rhythm(line["rhythm"]), line["first_on"], year)


def _people(plan: CustomerPlan) -> list[dict[str, Any]]:
    return [
        {"contact": row.contact_id, "aim": row.aim, "by": row.by_id} for row in plan.people.all()
    ]
