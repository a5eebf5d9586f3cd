"""What people hold wrong about scores, and where the model errs by their word."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from accounts.models import Customer, User
from health.choices import DoubtAnswer
from health.models import ScoreDoubt
from health.models.doubt import UNANSWERED


@dataclass(frozen=True, slots=True)
class DoubtCount:
    """How often an indicator was held wrong ("" is the score), and what came of it.

    `number` is that of the model version.
    """

    number: str
    indicator: str
    said: int
    unanswered: int
    data_mended: int
    model_will_change: int
    score_is_right: int


def doubts_of(customer: Customer, day: date) -> list[ScoreDoubt]:
    rows = ScoreDoubt.objects.filter(customer=customer, day=day)
    return list(rows.select_related("by", "answered_by").order_by("pk"))


def doubt_of(customer: Customer, day: date, person: User) -> ScoreDoubt | None:
    return ScoreDoubt.objects.filter(customer=customer, day=day, by=person).first()


def doubt_counts(rows: QuerySet[ScoreDoubt]) -> list[DoubtCount]:
    """By version and indicator, the most doubted first."""
    answers = {answer.value: Count("pk", filter=Q(answer=answer)) for answer in DoubtAnswer}
    by_place: QuerySet[ScoreDoubt, Any] = rows.order_by().values(
        "indicator", number=F("version__number")
    )
    counts = {"said": Count("pk"), "unanswered": Count("pk", filter=UNANSWERED), **answers}
    found = [DoubtCount(**row) for row in by_place.annotate(**counts)]
    return sorted(found, key=lambda one: (-one.said, one.number, one.indicator))
