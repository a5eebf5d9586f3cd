"""Who recommended us to whom, and what has it brought?"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_filters import ChoiceFilter

from common.lists import Column, Ids
from common.views import ServiceFormView, or_404
from crm_site.pages.customer import CustomerMixin
from crm_site.pages.customer_filters import ListFilter
from crm_site.pages.lifecycle.forms import ReferralForm, values_of
from crm_site.pages.noted_list import NotedList
from crm_site.queries import referrals as queries
from crm_site.queries.referrals import ReferralRow, referral_rows
from followups.choices import ReferralState
from followups.models import Referral
from followups.services.referrals import referral_add, referral_change

SEES, ADDS = "followups.view_referral", "followups.add_referral"
CHANGES = "followups.change_referral"


class ReferralFilter(ListFilter):
    state = ChoiceFilter(
        label=gettext_lazy("State"),
        choices=ReferralState.choices,
        method="of_state",
        empty_label=gettext_lazy("all of them"),
    )

    class Meta:
        model = Referral
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        rows = queries.referrals_visible_to(request.user)
        super().__init__(data, queryset=rows, request=request)

    def of_state(self, rows: QuerySet[Referral], _name: str, state: str) -> QuerySet[Referral]:
        return queries.in_state(rows, state)


class ReferralList(NotedList):
    permission = SEES
    filterset_class = ReferralFilter
    columns = (
        Column("name", gettext_lazy("Recommended company"), value=lambda row: row.name),
        Column("customer", gettext_lazy("Recommended by"), value=lambda row: row.customer.name),
        Column(
            "code",
            gettext_lazy("Customer code"),
            value=lambda row: row.customer.code,
            is_shown=False,
        ),
        Column(
            "asked",
            pgettext_lazy("referral", "Asked on"),
            sorts=True,
            value=lambda row: row.referral.asked_on,
        ),
        Column("state", gettext_lazy("State"), value=lambda row: str(row.referral.state.label)),
        Column("reward", gettext_lazy("Reward"), value=lambda row: row.referral.reward),
        Column("value", gettext_lazy("Orders since"), css="number", value=lambda row: row.value),
    )
    default_sort = "-asked"
    template_name = "pages/referral_list.html"
    piece_name = "pages/_referral_list.html"
    export_title = gettext_lazy("Referrals")
    export_subject = "referral-list"

    def ids(self, filters: ReferralFilter) -> Iterable[Ids]:
        return [queries.by_day(filters.narrowed(), turned=self.sort().startswith("-"))]

    def rows(self, ids: Sequence[int]) -> Sequence[ReferralRow]:
        return referral_rows(ids, self.request.user, timezone.localdate())


class ReferralNew(CustomerMixin, ServiceFormView):
    permission = ADDS
    form_class = ReferralForm
    template_name = "pages/referral_edit.html"

    def get_initial(self) -> dict[str, Any]:
        return {"token": uuid4(), "asked_on": timezone.localdate(), "revision": 0}

    def get_form_kwargs(self) -> dict[str, Any]:
        follow_ups = queries.recent_follow_ups(self.customer)
        asked = {"visible": self.visible, "follow_ups": follow_ups, "referral": None}
        return super().get_form_kwargs() | asked

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"customer": self.profile}

    def taken(self, form: ReferralForm) -> HttpResponse:
        token = form.cleaned_data["token"]
        referral_add(
            customer=self.customer,
            said=form.said(),
            by=self.person,
            day=timezone.localdate(),
            token=token,
        )
        messages.success(self.request, _("The referral is recorded."))
        return redirect("referral-list")


class ReferralPage(ServiceFormView):
    """What is known of it; whoever may, says what came of it."""

    permission = SEES
    form_class = ReferralForm
    template_name = "pages/referral.html"

    @cached_property
    def referral(self) -> Referral:
        return or_404(queries.referral_seen(self.person, self.kwargs["pk"]))

    @cached_property
    def hides_referred(self) -> bool:
        return not queries.may_see_referred(self.person, self.referral)

    def get_initial(self) -> dict[str, Any]:
        return values_of(self.referral)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "visible": queries.customers_visible_to(self.person),
            "follow_ups": queries.recent_follow_ups(self.referral.customer),
            "referral": self.referral,
            "hides_referred": self.hides_referred,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        [row] = referral_rows([self.referral.pk], self.person, timezone.localdate())
        may_change = self.person.has_perm(CHANGES)
        return super().get_context_data(**kwargs) | {"row": row, "may_change": may_change}

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.person.has_perm(CHANGES):
            raise Http404
        return super().post(*args, **kwargs)

    def taken(self, form: ReferralForm) -> HttpResponse:
        referral_change(
            referral=self.referral,
            said=form.said(),
            day=timezone.localdate(),
            revision=form.cleaned_data["revision"],
        )
        messages.success(self.request, _("Saved."))
        return redirect("referral", self.referral.pk)
