"""How many hours are planned for whom in the coming weeks, and what if customers changed hands?"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from accounts.auth import PersonRequest
from accounts.choices import Tier
from accounts.clearance import veiled
from accounts.forms import ids_of
from accounts.models import Customer, User
from accounts.queries.load import load_of, owner_candidates
from accounts.rules.load import limits_passed
from accounts.services.assignments import owners_hand_on
from common.views import PermissionMixin, or_404
from crm_site.pages.no_owner import GIVES_OWNERS
from crm_site.pages.plan.forms import ReassignForm, joined
from crm_site.pages.tasks.today import SEES_TASKS
from crm_site.queries import plan as queries
from crm_site.queries.origins import number_of
from followups.queries.touches import days_of, loads, what_if

DAYS = 28
MOST_NAMED = 300


class LoadPage(PermissionMixin, TemplateView):
    request: PersonRequest
    permission = SEES_TASKS
    template_name = "pages/load.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = loads(queries.people_of(self.request.user), timezone.localdate())
        weeks = people[0].weeks if people else ()
        return super().get_context_data(**kwargs) | {"people": people, "weeks": weeks}


class PersonLoadPage(PermissionMixin, TemplateView):
    request: PersonRequest
    permission = SEES_TASKS
    template_name = "pages/person_load.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = timezone.localdate()
        person = or_404(queries.person_of(self.request.user, kwargs["pk"]))
        [load] = loads([person], day)
        shown = {"shown_person": person, "load": load, "days": days_of(person, day, DAYS)}
        return super().get_context_data(**kwargs) | shown


class Reassign(PermissionMixin):
    """Whose customers, which of them, and to whom: all in the address; only the button writes."""

    request: PersonRequest
    permission = GIVES_OWNERS

    @cached_property
    def former(self) -> User | None:
        pk = number_of(self.request.GET.get("from", ""))
        return queries.person_of(self.request.user, pk) if pk else None

    @cached_property
    def candidates(self) -> list[User]:
        people = (person for person, _load in owner_candidates(timezone.localdate()))
        return [person for person in people if person != self.former]

    @cached_property
    def to(self) -> User | None:
        pk = number_of(self.request.GET.get("to", ""))
        return next((person for person in self.candidates if person.pk == pk), None)

    @cached_property
    def tier(self) -> str:
        tier = self.request.GET.get("tier", "")
        return tier if tier in Tier.values else ""

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002
        sent = self.request.GET.getlist("customer")
        chosen = ids_of(sent) if "customer" in self.request.GET else None
        return self._shown(queries.chosen_of(self._offered(), chosen), ReassignForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form, former, to = ReassignForm(request.POST), or_404(self.former), or_404(self.to)
        is_valid = form.is_valid()
        ids = form.cleaned_data.get("customers", [])
        customers = queries.of_ids(queries.customers_to_give(self.person, former, ""), ids)
        if not is_valid:
            return self._shown(customers, form)
        try:
            done = owners_hand_on(
                customers=list(customers.values_list("pk", flat=True)),
                former=former,
                to=to,
                day=timezone.localdate(),
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self._shown(customers, form)
        messages.success(request, _told(to, len(done.given)))
        return redirect("load")

    def _offered(self) -> QuerySet[Customer]:
        if self.former is None:
            return Customer.objects.none()
        return queries.customers_to_give(self.person, self.former, self.tier)

    def _shown(self, customers: QuerySet[Customer], form: ReassignForm) -> HttpResponse:
        day, offered = timezone.localdate(), queries.by_name(self._offered(), MOST_NAMED)
        chosen = set(customers.values_list("pk", flat=True)) if self.former else set()
        named = {customer.pk for customer in offered}
        is_cut = len(offered) == MOST_NAMED
        context: dict[str, Any] = {
            "former": self.former,
            "to": self.to,
            "tier": self.tier,
            "tiers": Tier.choices,
            "people": queries.people_of(self.person),
            "candidates": self.candidates,
            "offered": list(zip(offered, veiled(self.person, offered), strict=True)),
            "chosen": chosen,
            "unnamed": self._offered().count() - MOST_NAMED if is_cut else 0,
            "unnamed_chosen": len(chosen - named),
            "form": form,
        }
        if self.former and self.to and chosen:
            context |= {
                "what_if": what_if(self.former, self.to, customers, day),
                "warnings": queries.open_warnings(customers),
                "passed": [
                    (Tier(tier).label, limit)
                    for tier, limit in limits_passed(
                        load_of(self.to, day), queries.tiers_counted(customers)
                    ).items()
                ],
                "sent": joined(customers),
            }
        return render(self.request, "pages/reassign.html", context)


def _told(to: User, count: int) -> str:
    message = ngettext(
        "%(name)s answers for %(count)d more customer; the plan follows within minutes.",
        "%(name)s answers for %(count)d more customers; the plan follows within minutes.",
        count,
    )
    return message % {"name": to, "count": count}
