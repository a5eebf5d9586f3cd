"""Cases and reviews of lost customers, as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.access import rows_visible_to
from accounts.clearance import veiled
from accounts.models import User
from common.lists import in_order
from crm_site.queries.origins import Origin, origin_of
from health.models import Case, LostReview
from health.models.case import OPEN


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case; `customer` is as the person may see it, None in an anonymous one."""

    case: Case
    row: Any
    customer: Any

    @property
    def written_at(self) -> datetime | None:
        """Of an anonymous one nobody says when: that would tell of whom it is."""
        return self.case.written_at if self.customer else None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review; `row` and `customer` are as the person may see them."""

    review: LostReview
    row: Any
    customer: Any
    origin: Origin | None


def cases_visible_to(person: User | AnonymousUser) -> QuerySet[Case]:
    """Those of customers that this person may see, and those that name nobody."""
    rows = Case.objects.order_by()
    seen = rows_visible_to(person, rows)
    return rows.filter(Q(pk__in=seen.values("pk")) | Q(customer=None)) if seen is not rows else rows


def case_seen(person: User, pk: int) -> Case | None:
    return cases_visible_to(person).select_related("customer", "written_by").filter(pk=pk).first()


def with_words(rows: QuerySet[Case], text: str) -> QuerySet[Case]:
    return rows.filter(Q(done__icontains=text) | Q(lesson__icontains=text))


def newest_first(rows: QuerySet[Any], *, turned: bool) -> QuerySet[Any, int]:
    return rows.order_by("-pk" if turned else "pk").values_list("pk", flat=True)


def case_rows(ids: Sequence[int], person: User) -> list[CaseRow]:
    """Rows in the order of `ids`; one statement for any number, none for no rows."""
    if not ids:
        return []
    rows = Case.objects.filter(pk__in=ids).select_related("customer", "written_by")
    return [case_row(row, person) for row in in_order(rows, ids)]


def case_row(case: Case, person: User) -> CaseRow:
    [row] = veiled(person, [case])
    customer = veiled(person, [case.customer])[0] if case.customer else None
    return CaseRow(case, row, customer)


def reviews_visible_to(person: User | AnonymousUser) -> QuerySet[LostReview]:
    return rows_visible_to(person, LostReview.objects.order_by())


def review_seen(person: User, pk: int) -> LostReview | None:
    related = ("customer", "task__owner", "completed_by")
    return reviews_visible_to(person).select_related(*related).filter(pk=pk).first()


def review_row(review: LostReview, person: User) -> ReviewRow:
    row, customer = veiled(person, [review, review.customer])
    return ReviewRow(review, row, customer, origin_of(review.origin, person))


def review_rows(ids: Sequence[int], person: User) -> list[ReviewRow]:
    if not ids:
        return []
    related = ("customer", "task__owner", "completed_by")
    rows = LostReview.objects.filter(pk__in=ids).select_related(*related)
    return [review_row(row, person) for row in in_order(rows, ids)]


def open_reviews(rows: QuerySet[LostReview]) -> QuerySet[LostReview]:
    return rows.filter(OPEN)


def completed_reviews(rows: QuerySet[LostReview]) -> QuerySet[LostReview]:
    return rows.exclude(OPEN)
