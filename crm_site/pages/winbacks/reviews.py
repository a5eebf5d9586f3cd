"""Why was this customer lost, and what follows from it?"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_filters import ChoiceFilter

from common.lists import Column, Ids, Page
from common.views import PermissionMixin, ServiceFormView, or_404
from crm_site.pages.customer_filters import ListFilter
from crm_site.pages.noted_list import NotedList
from crm_site.pages.winbacks.forms import ReviewForm
from crm_site.queries import cases as queries
from crm_site.queries.cases import ReviewRow, review_row, review_rows, review_seen
from health.choices import WinBackReason
from health.models import LostReview
from health.services.lost_reviews import Reviewed, lost_review_complete

SEES, COMPLETES = "health.view_lostreview", "health.change_lostreview"
WAITS, COMPLETED = "waits", "completed"


class ReviewFilter(ListFilter):
    state = ChoiceFilter(
        label=gettext_lazy("State"),
        choices=(
            (WAITS, pgettext_lazy("review", "to be done")),
            (COMPLETED, pgettext_lazy("review", "completed")),
        ),
        method="of_state",
        empty_label=gettext_lazy("all of them"),
    )
    root_cause = ChoiceFilter(
        label=gettext_lazy("Root cause"),
        choices=WinBackReason.choices,
        empty_label=gettext_lazy("all reasons"),
    )

    class Meta:
        model = LostReview
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        super().__init__(data, queryset=queries.reviews_visible_to(request.user), request=request)

    def of_state(self, rows: QuerySet[LostReview], _name: str, code: str) -> QuerySet[LostReview]:
        chosen = queries.open_reviews if code == WAITS else queries.completed_reviews
        return chosen(rows)


class ReviewList(NotedList):
    permission = SEES
    filterset_class = ReviewFilter
    columns = (
        Column("customer", gettext_lazy("Customer"), value=lambda row: row.customer.name),
        Column(
            "opened",
            pgettext_lazy("review", "Opened"),
            sorts=True,
            value=lambda row: timezone.localtime(row.review.opened_at),
        ),
        Column(
            "who",
            gettext_lazy("Who"),
            value=lambda row: row.review.task and str(row.review.task.owner),
        ),
        Column(
            "cause",
            gettext_lazy("Root cause"),
            value=lambda row: row.review.get_root_cause_display(),
        ),
        Column("lesson", gettext_lazy("Lesson"), value=lambda row: row.row.lesson),
        Column(
            "state",
            gettext_lazy("State"),
            value=lambda row: (
                row.review.completed_at and timezone.localtime(row.review.completed_at)
            ),
        ),
    )
    default_sort = "-opened"
    template_name = "pages/lost_review_list.html"
    piece_name = "pages/_lost_review_list.html"
    export_title = gettext_lazy("Reviews of lost customers")
    export_subject = "review-list"

    def ids(self, filters: ReviewFilter) -> Iterable[Ids]:
        return [queries.newest_first(filters.narrowed(), turned=self.sort().startswith("-"))]

    def rows(self, ids: Sequence[int]) -> Sequence[ReviewRow]:
        return review_rows(ids, self.request.user)

    def context(self, filters: ReviewFilter, page: Page) -> dict[str, Any]:  # noqa: ARG002
        return {"now": timezone.now()}


class ReviewMixin(PermissionMixin):
    """A page below `/reviews/<pk>/`; whoever may not see the customer finds no page."""

    kwargs: dict[str, Any]

    @cached_property
    def review(self) -> LostReview:
        return or_404(review_seen(self.person, self.kwargs["pk"]))

    def shown(self) -> dict[str, Any]:
        row = review_row(self.review, self.person)
        return {"row": row, "review": row.review, "now": timezone.now()}


class ReviewPage(ReviewMixin):
    permission = SEES

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        return render(request, "pages/lost_review.html", self.shown())


class ReviewComplete(ReviewMixin, ServiceFormView):
    permission = COMPLETES
    form_class = ReviewForm
    template_name = "pages/lost_review_complete.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.shown()

    def taken(self, form: Any) -> HttpResponse:
        said = form.cleaned_data
        reviewed = Reviewed(
            what_happened=said["what_happened"],
            first_cause=WinBackReason(said["first_cause"]),
            root_cause=WinBackReason(said["root_cause"]),
            could_have=said["could_have"],
            lesson=said["lesson"],
        )
        lost_review_complete(
            review=self.review, reviewed=reviewed, by=self.person, at=timezone.now()
        )
        messages.success(self.request, _("Completed; the lesson is in the library of cases."))
        return redirect("lost-review", self.review.pk)
