"""Who looks after this customer? And what a manager changes about it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView

from accounts.auth import PersonRequest
from accounts.choices import ServiceRole
from accounts.forms import DeputyForm, EndForm, MemberForm, OwnerForm, seen_anew
from accounts.models import Assignment
from accounts.queries.load import owner_candidates
from accounts.queries.team import (
    Member,
    open_membership,
    people_to_choose,
    service_team,
    stays_of,
)
from accounts.services.assignments import owner_set
from accounts.services.team import deputy_set, team_member_end, team_member_set
from common.views import or_404
from crm_site.pages.customer import CustomerMixin
from crm_site.pages.no_owner import GIVES_OWNERS
from crm_site.queries.customer_page import customer_called

SEES_TEAMS = "accounts.view_assignment"


class CustomerTeam(CustomerMixin, TemplateView):
    permission = SEES_TEAMS
    template_name = "pages/customer_team.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        return super().get_context_data(**kwargs) | {
            "customer": self.profile,
            "team": service_team(self.customer, today),
            "stays": stays_of(self.customer, today),
        }


class TeamFormPage(CustomerMixin, FormView):
    """One change of a team on a page of its own; `save` raises ValidationError."""

    request: PersonRequest
    permission = GIVES_OWNERS
    template_name = "pages/customer_team_form.html"
    question: Any
    action: Any
    done: Any

    def save(self, fields: dict[str, Any]) -> object:
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.save(form.cleaned_data)
        except ValidationError as error:
            return self._show_again(form, error)
        messages.success(self.request, self.done)
        return self._leave()

    def _show_again(self, form: Any, error: ValidationError) -> HttpResponse:
        """What was typed stays; sending it once more is then done knowingly."""
        form.add_error(None, error)
        for read_before in ("customer", "profile", "row"):
            self.__dict__.pop(read_before, None)
        if "seen" in form.fields:
            seen_anew(form, seen=self.get_initial().get("seen"))
        return self.form_invalid(form)

    def _leave(self) -> HttpResponse:
        """Whoever gave the customer to another team may not see it any more."""
        code = self.customer.code
        if customer_called(self.visible, code):
            return redirect("customer-team", code)
        return redirect("customer-list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"customer": self.profile, "question": self.question, "action": self.action}
        return super().get_context_data(**kwargs) | context

    @cached_property
    def today(self) -> date:
        return timezone.localdate()


class TeamOwner(TeamFormPage):
    form_class = OwnerForm
    question = _("Who is to be the owner?")
    action = _("Set the owner")
    done = _("The owner is set.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "candidates": owner_candidates(self.today),
            "tier": self.customer.tier,
        }

    def get_initial(self) -> dict[str, Any]:
        owner = self.customer.owner_id
        return {"owner": owner, "seen": owner, "day": self.today}

    def save(self, fields: dict[str, Any]) -> object:
        self.customer.owner_id = fields["seen"]
        return owner_set(
            customer=self.customer,
            user=fields["owner"],
            day=fields["day"],
            reason=fields["reason"],
        )


class TeamMemberAdd(TeamFormPage):
    form_class = MemberForm
    question = _("Who is to join the team?")
    action = _("Add to the team")
    done = _("The team has a new member.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"people": list(people_to_choose())}

    def get_initial(self) -> dict[str, Any]:
        return {"day": self.today}

    def save(self, fields: dict[str, Any]) -> object:
        fields["role"] = ServiceRole(fields["role"])
        return team_member_set(customer=self.customer, **fields)


class MembershipPage(TeamFormPage):
    """A change of one row of the team; what is over cannot be changed."""

    @cached_property
    def row(self) -> Assignment:
        return or_404(open_membership(self.customer, int(self.kwargs["pk"]), self.today))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"member": Member(self.row)}


class TeamDeputy(MembershipPage):
    form_class = DeputyForm
    question = _("Who stands in?")
    action = _("Set the deputy")
    done = _("The deputy is set.")

    def get_form_kwargs(self) -> dict[str, Any]:
        others = people_to_choose().exclude(pk=self.row.user_id)
        return super().get_form_kwargs() | {"people": list(others)}

    def get_initial(self) -> dict[str, Any]:
        return {"deputy": self.row.deputy_id, "seen": self.row.deputy_id}

    def save(self, fields: dict[str, Any]) -> object:
        self.row.deputy_id = fields["seen"]
        return deputy_set(assignment=self.row, deputy=fields["deputy"])


class TeamMemberEnd(MembershipPage):
    """An owner is replaced and not ended, so the page leads on to where that is done."""

    form_class = EndForm
    question = _("When does it end?")
    action = _("End the membership")
    done = _("The membership ends.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if Member(self.row).is_owner:
            return redirect("customer-team-owner", self.customer.code)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"day": self.row.valid.upper or self.today, "seen": self.row.valid.upper}

    def save(self, fields: dict[str, Any]) -> object:
        self.row.valid = DateRange(self.row.valid.lower, fields["seen"])
        return team_member_end(assignment=self.row, day=fields["day"])
