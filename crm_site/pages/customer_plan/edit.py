"""What do we want to reach together this year? A plan written, and changed as it lives."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.auth import PersonRequest
from accounts.clearance import veiled
from accounts.forms import seen_anew
from accounts.models import Contact, Customer
from common.views import ServiceFormView
from crm_site.pages.customer import CustomerMixin
from crm_site.pages.customer_plan.beginning import Start, carried_lines, fields_of, lines_of
from crm_site.pages.customer_plan.forms import Lines, PlanForm, plan_said
from crm_site.pages.customer_plan.views import PlanMixin
from crm_site.queries import customer_plans as queries
from followups.models import ContactRule, CustomerPlan, PlanMeasure
from followups.services.customer_plans import (
    MeasuresChanged,
    customer_plan_change,
    customer_plan_write,
)

WRITES, CHANGES = "followups.add_customerplan", "followups.change_customerplan"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose plan it is, of which year; `plan` is the one that there is, `before` an earlier one."""

    customer: Customer
    year: int
    plan: CustomerPlan | None = None
    before: CustomerPlan | None = None


class PlanFormView(ServiceFormView):
    request: PersonRequest
    form_class = PlanForm
    template_name = "pages/customer_plan_edit.html"

    def find(self) -> Subject:
        raise NotImplementedError

    @cached_property
    def subject(self) -> Subject:
        return self.find()

    @cached_property
    def contacts(self) -> dict[int, Contact]:
        one = self.subject
        found = queries.contacts_of(one.customer, timezone.localdate(), self.begins_with)
        return {contact.pk: contact for contact in found}

    @cached_property
    def lines(self) -> Lines:
        one = self.subject
        people = queries.doers_of(one.customer, self.begins_with, self.rows)
        return Lines(
            self.request.POST if self.request.method == "POST" else None,
            self._start(),
            people={person.pk: person for person in people},
            contacts=self.contacts,
            measures=self.measures,
            rules=self.rules if one.plan else {},
            by=self.request.user,
        )

    @property
    def begins_with(self) -> CustomerPlan | None:
        return self.subject.plan or self.subject.before

    @cached_property
    def rows(self) -> list[PlanMeasure]:
        return queries.measures_of(self.begins_with) if self.begins_with else []

    @cached_property
    def rules(self) -> dict[int, ContactRule]:
        return queries.rules_of(self.begins_with) if self.begins_with else {}

    @cached_property
    def measures(self) -> dict[int, PlanMeasure]:
        """By id: those of the plan, or those of an earlier one that can go on in it."""
        rows = self.rows if self.subject.plan else queries.to_carry(self.rows)
        return {row.pk: row for row in rows}

    def _start(self) -> Start:
        one = self.subject
        if one.plan:
            return lines_of(one.plan, self.measures, self.rules)
        if one.before:
            start = lines_of(one.before, self.measures, self.rules)
            return carried_lines(start, self.measures, one.year, self.request.user)
        return {}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"contacts": self.contacts}

    def get_initial(self) -> dict[str, Any]:
        return {"token": uuid4(), **fields_of(self.subject.plan, self.subject.before)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.subject
        [customer] = veiled(self.request.user, [one.customer])
        return super().get_context_data(**kwargs) | {
            "customer": customer,
            "year": one.year,
            "plan": one.plan,
            "before": one.before,
            "lines": self.lines,
        }

    def form_valid(self, form: Any) -> HttpResponse:
        return super().form_valid(form) if self.lines.are_valid() else self.form_invalid(form)

    def refused(self, form: Any, error: ValidationError) -> HttpResponse:
        if isinstance(error, MeasuresChanged):
            self.lines.see_anew()
        return super().refused(form, error)

    def form_invalid(self, form: Any) -> HttpResponse:
        self.lines.are_valid()
        return super().form_invalid(form)


class PlanNew(CustomerMixin, PlanFormView):
    """Of this year or the next one; it begins with what is left of the last plan."""

    permission = WRITES

    def find(self) -> Subject:
        this, asked = timezone.localdate().year, self.request.GET
        year = this + 1 if asked.get("year") == str(this + 1) else this
        before = None if "blank" in asked else queries.plan_before(self.customer, year)
        return Subject(self.customer, year, before=before)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        there = queries.plan_of(self.customer, self.subject.year)
        if there:
            return redirect("customer-plan-edit", there.pk)
        return super().get(request, *args, **kwargs)

    def taken(self, form: Any) -> HttpResponse:
        plan = customer_plan_write(
            customer=self.customer,
            year=self.subject.year,
            said=plan_said(form, self.lines),
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, _("The plan is written; its measures are tasks now."))
        return redirect("customer-plan", plan.pk)


class PlanEdit(PlanMixin, PlanFormView):
    permission = CHANGES

    def find(self) -> Subject:
        return Subject(self.plan.customer, self.plan.year, plan=self.plan)

    def refused(self, form: Any, error: ValidationError) -> HttpResponse:
        """Whoever has changed the plan meanwhile is not undone by sending the form once more."""
        if getattr(error, "code", "") == "changed":
            seen_anew(form, **fields_of(self.plan, None))
            self.lines.see_anew()
        return super().refused(form, error)

    def taken(self, form: Any) -> HttpResponse:
        plan = customer_plan_change(
            plan=self.plan,
            version=form.cleaned_data["version"] or 0,
            said=plan_said(form, self.lines),
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, _("The plan is changed."))
        return redirect("customer-plan", plan.pk)
