"""What would change? Many customers without an owner go to somebody, after a look at it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import customers_visible_to
from accounts.auth import PersonRequest
from accounts.clearance import veiled
from accounts.forms import OwnersForm, ids_of
from accounts.models import User
from accounts.queries.load import owner_candidates
from accounts.services.assignments import OwnersAssigned, owners_assign
from common.lists import without_empty
from common.views import PermissionMixin
from crm_site.pages.no_owner import GIVES_OWNERS, NoOwnerFilter
from crm_site.queries.no_owner import (
    active_of,
    customers_without_owner,
    first_of,
    load_lines,
    tiers_of,
)

MOST_AT_ONCE = 5_000
MOST_NAMED = 50
MOST_TAKEN_NAMED = 5


class OwnersAssign(PermissionMixin):
    """The choice is in the address; what is sent are the very customers that were looked at.

    The address stays the same when it is sent, so that the page can come back with what is wrong.
    """

    request: PersonRequest
    permission = GIVES_OWNERS

    def get(self, request: HttpRequest) -> HttpResponse:
        ids = self._asked_for()
        if not ids:
            messages.warning(request, _("Choose at least one customer without an owner."))
        elif len(ids) > MOST_AT_ONCE:
            message = _("At most %(most)d customers are given at once; narrow the list.")
            messages.warning(request, message % {"most": MOST_AT_ONCE})
        else:
            return self._preview(ids, request.GET.get("owner", ""))
        return redirect(self._back())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(data=request.POST)
        if not form.is_valid():
            return self._refused(form)
        fields = form.cleaned_data
        try:
            done = owners_assign(
                customers=active_of(customers_visible_to(request.user), fields["customers"]),
                user=fields["owner"],
                day=timezone.localdate(),
                reason=fields["reason"],
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self._refused(form)
        self._tell(fields["owner"], done)
        return redirect(self._back())

    def _asked_for(self) -> list[int]:
        """Ids of those who are to be had, one more than are given at once if there are more."""
        filters = NoOwnerFilter(self.request.GET, request=self.request)
        if self.request.GET.get("all"):
            customers = filters.selection().matching()
        else:
            wanted = ids_of(self.request.GET.getlist("customer"))
            customers = active_of(filters.queryset, wanted)
        return list(customers.order_by("pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])

    def _form(self, **kwargs: Any) -> OwnersForm:
        candidates = owner_candidates(timezone.localdate())
        return OwnersForm(candidates=candidates, most=MOST_AT_ONCE, **kwargs)

    def _refused(self, form: OwnersForm) -> HttpResponse:
        """The same page with what was wrong; without customers there is nothing to show."""
        if "customers" in form.errors:
            messages.warning(self.request, str(form.errors["customers"][0]))
            return redirect(self._back())
        return self._preview(form.cleaned_data["customers"], form.data.get("owner", ""), form)

    def _preview(self, ids: list[int], owner: str, form: OwnersForm | None = None) -> HttpResponse:
        visible = customers_visible_to(self.request.user)
        customers = active_of(customers_without_owner(visible), ids)
        tiers = tiers_of(customers)
        initial = {"owner": owner, "customers": ",".join(map(str, ids))}
        form = form or self._form(initial=initial)
        person, lines = self._loads(form, owner, tiers)
        form.fields["reason"].required = any(line.is_past for line in lines if tiers[line.tier])
        named = veiled(self.request.user, first_of(customers, MOST_NAMED))
        context = {
            "form": form,
            "person": person,
            "lines": lines,
            "count": tiers.total(),
            "named": named,
            "unnamed": tiers.total() - len(named),
            "asked": without_empty(self.request.GET),
            "back_url": self._back(),
        }
        return render(self.request, "pages/no_owner_assign.html", context)

    def _loads(self, form: OwnersForm, owner: str, tiers: Any) -> tuple[User | None, list[Any]]:
        for person, load in form.candidates:
            if str(person.pk) == owner:
                return person, load_lines(load, tiers)
        return None, []

    def _back(self) -> str:
        """The list as it was filtered."""
        asked = without_empty(self.request.GET)
        for name in ("customer", "owner", "all"):
            asked.pop(name, None)
        query = asked.urlencode()
        return reverse("no-owner") + (f"?{query}" if query else "")

    def _tell(self, owner: User, done: OwnersAssigned) -> None:
        if count := len(done.given):
            text = ngettext(
                "%(name)s answers for %(count)d more customer.",
                "%(name)s answers for %(count)d more customers.",
                count,
            ) % {"name": owner, "count": count}
            query = urlencode({"owner": owner.username})
            url = f"{reverse('customer-list')}?{query}"
            link = format_html('{} <a href="{}">{}</a>', text, url, _("Show them all"))
            messages.success(self.request, link)
        if count := len(done.taken):
            names = ", ".join(str(customer) for customer in done.taken[:MOST_TAKEN_NAMED])
            message = ngettext(
                "%(count)d customer has an owner by now and was left as it is: %(names)s",
                "%(count)d customers have an owner by now and were left as they are: %(names)s",
                count,
            )
            more = " …" if count > MOST_TAKEN_NAMED else ""
            messages.warning(self.request, message % {"count": count, "names": names + more})
