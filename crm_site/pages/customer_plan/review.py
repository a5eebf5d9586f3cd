"""How does the plan stand after this quarter, and what follows from it?"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.auth import PersonRequest
from accounts.forms import LARGEST_REVISION, seen_anew, seen_field
from common.views import ServiceFormView
from crm_site.pages.customer_plan.beginning import typed
from crm_site.pages.customer_plan.forms import number_field, words_field
from crm_site.pages.customer_plan.views import PlanMixin
from crm_site.pages.customer_plan.words import suggestions
from crm_site.pages.warnings.plan_forms import BOX, text_field
from crm_site.queries import customer_plans as queries
from crm_site.queries.plan_reviews import diagnosis_of, figures_since, since_last_review
from followups.models import PlanMeasure
from followups.rules.customer_plans import SUGGESTIONS, Quarter
from followups.services.plan_reviews import (
    Diagnosis,
    Result,
    ReviewSaid,
    plan_review_write,
)

LONGEST_SAID = 300


class ReviewForm(forms.Form):
    """Of a quarter: each of the `measures`, three suggestions, what was decided.

    `version` is the one of the plan that was looked at.
    """

    version = seen_field(most=LARGEST_REVISION, required=False)
    decisions = text_field(gettext_lazy("What was decided?"))
    next_steps = text_field(gettext_lazy("What comes next?"))

    def __init__(self, *args: Any, measures: Sequence[PlanMeasure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of_measures = measures
        for number in range(SUGGESTIONS):
            field = words_field(
                gettext_lazy("Suggestion %(number)d") % {"number": number + 1}, LONGEST_SAID
            )
            field.required = True
            self.fields[f"suggestion{number}"] = field
        for row in measures:
            self.fields[f"current{row.pk}"] = number_field(row.figure)
            self.fields[f"current{row.pk}"].show_hidden_initial = True
            self.fields[f"said{row.pk}"] = words_field(gettext_lazy("In words"), LONGEST_SAID)
        for name in ("decisions", "next_steps"):
            self.fields[name].widget.attrs |= BOX

    @property
    def lines(self) -> list[tuple[PlanMeasure, Any, Any]]:
        """(measure, the field of its figure, the field of what is said about it)."""
        return [(row, self[f"current{row.pk}"], self[f"said{row.pk}"]) for row in self.of_measures]

    @property
    def suggested(self) -> list[Any]:
        return [self[f"suggestion{number}"] for number in range(SUGGESTIONS)]

    def said(self, since: date, figures: dict[str, Any]) -> ReviewSaid:
        fields = self.cleaned_data
        return ReviewSaid(
            decisions=fields["decisions"],
            next_steps=fields["next_steps"],
            suggestions=[fields[f"suggestion{number}"] for number in range(SUGGESTIONS)],
            since=since,
            results=[
                Result(row.pk, fields[f"current{row.pk}"], fields[f"said{row.pk}"])
                for row in self.of_measures
            ],
            figures=figures,
        )


class PlanReviewWrite(PlanMixin, ServiceFormView):
    request: PersonRequest
    permission = "followups.change_customerplan"
    form_class = ReviewForm
    template_name = "pages/customer_plan_review.html"

    @cached_property
    def quarter(self) -> Quarter:
        number = self.kwargs["quarter"]
        if not 1 <= number <= 4:
            raise Http404
        return Quarter(self.plan.year, number)

    @cached_property
    def measures(self) -> list[PlanMeasure]:
        return queries.measures_of(self.plan)

    @cached_property
    def diagnosis(self) -> Diagnosis | None:
        return diagnosis_of(self.plan.customer)

    @cached_property
    def since(self) -> date:
        return since_last_review(self.plan, self.quarter)

    @cached_property
    def until(self) -> date:
        return self.quarter.until(timezone.localdate())

    @cached_property
    def figures(self) -> dict[str, Any]:
        return figures_since(self.plan.customer, self.since, self.until)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"measures": self.measures}

    def get_initial(self) -> dict[str, Any]:
        found = suggestions(self.diagnosis.dimensions if self.diagnosis else ())
        suggested = {f"suggestion{number}": text for number, text in enumerate(found)}
        return suggested | self._as_it_is()

    def _as_it_is(self) -> dict[str, Any]:
        """What of the plan the form shows; one that saw something else is told."""
        figures = {f"current{row.pk}": typed(row.current) for row in self.measures}
        return figures | {"version": self.plan.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        return super().get_context_data(**kwargs) | {
            "page": queries.plan_head(self.plan, self.request.user),
            "quarter": self.quarter,
            "diagnosis": self.diagnosis,
            "since": self.since,
            "until": self.until,
            "figures": self.figures,
            "is_written": queries.review_of(self.plan, self.quarter.number) is not None,
            "now": now,
        }

    def taken(self, form: Any) -> HttpResponse:
        plan_review_write(
            plan=self.plan,
            version=form.cleaned_data["version"] or 0,
            quarter=self.quarter,
            said=form.said(self.since, self.figures),
            diagnosis=self.diagnosis,
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, _("The review is kept with the plan."))
        return redirect("customer-plan", self.plan.pk)

    def refused(self, form: Any, error: ValidationError) -> HttpResponse:
        if error.code == "changed":
            seen_anew(form, **self._as_it_is())
        return super().refused(form, error)
