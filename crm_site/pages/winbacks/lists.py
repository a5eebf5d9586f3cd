"""Whom do we win back, why did they turn away, and what works?"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import ChoiceFilter

from accounts.clearance import may_see
from common.lists import Column, Ids
from common.views import PermissionMixin
from crm_site.pages.customer_filters import ListFilter
from crm_site.pages.noted_list import NotedList
from crm_site.pages.winbacks.winback import SEES
from crm_site.queries import winbacks as queries
from crm_site.queries.winbacks import WinBackRow, winback_rows
from followups.models import Concession
from health.choices import Offer, WinBackOutcome, WinBackReason
from health.models import WinBack
from health.rules.winbacks import FEWEST, TARGET

AT_WORK, ENDED, MINE, NO_OFFER = "at_work", "ended", "mine", "none"


class WinBackFilter(ListFilter):
    state = ChoiceFilter(
        label=_("State"),
        choices=(
            (AT_WORK, pgettext_lazy("win-back", "at work")),
            (ENDED, pgettext_lazy("win-back", "ended")),
        ),
        method="of_state",
        empty_label=_("all of them"),
    )
    whose = ChoiceFilter(
        label=_("Whose"),
        choices=((MINE, pgettext_lazy("win-back", "mine")),),
        method="of_person",
        empty_label=_("everybody's"),
    )
    reason = ChoiceFilter(
        label=_("Reason"),
        choices=WinBackReason.choices,
        method="of_reason",
        empty_label=_("all reasons"),
    )
    offer = ChoiceFilter(
        label=_("Offer"),
        choices=((NO_OFFER, pgettext_lazy("offer", "none yet")), *Offer.choices),
        method="of_offer",
        empty_label=_("all offers"),
    )
    outcome = ChoiceFilter(
        label=_("Outcome"), choices=WinBackOutcome.choices, empty_label=_("whatever came of it")
    )

    class Meta:
        model = WinBack
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        rows = queries.winbacks_visible_to(request.user)
        super().__init__(data, queryset=rows, request=request)

    def of_state(self, rows: QuerySet[WinBack], _name: str, code: str) -> QuerySet[WinBack]:
        chosen = queries.at_work_ones if code == AT_WORK else queries.ended_ones
        return chosen(rows)

    def of_person(self, rows: QuerySet[WinBack], _name: str, _code: str) -> QuerySet[WinBack]:
        return queries.of_owner(rows, self.request.user.pk)

    def of_offer(self, rows: QuerySet[WinBack], _name: str, code: str) -> QuerySet[WinBack]:
        return queries.with_offer(rows, "" if code == NO_OFFER else code)

    def of_reason(self, rows: QuerySet[WinBack], _name: str, code: str) -> QuerySet[WinBack]:
        return queries.for_reason(rows, code)


class WinBackList(NotedList):
    permission = SEES
    filterset_class = WinBackFilter
    columns = (
        Column("customer", _("Customer"), value=lambda row: row.customer.name),
        Column("code", _("Customer code"), value=lambda row: row.customer.code, is_shown=False),
        Column(
            "begun",
            pgettext_lazy("win-back", "Begun"),
            sorts=True,
            value=lambda row: row.winback.opened_on,
        ),
        Column("cause", _("Reason"), value=lambda row: row.cause),
        Column("offer", _("Offer"), value=lambda row: row.winback.get_offer_display()),
        Column("owner", _("Owner"), value=lambda row: str(row.winback.owner)),
        Column("deadline", _("Deadline"), value=lambda row: row.winback.deadline_on),
        Column(
            "orders",
            _("What the orders say"),
            value=lambda row: row.newest and str(row.newest.verdict.label),
        ),
        Column("outcome", _("Outcome"), value=lambda row: row.winback.get_outcome_display()),
    )
    default_sort = "-begun"
    template_name = "pages/winback_list.html"
    piece_name = "pages/_winback_list.html"
    export_title = _("Win-backs")
    export_subject = "winback-list"

    def ids(self, filters: WinBackFilter) -> Iterable[Ids]:
        return [queries.by_day(filters.narrowed(), turned=self.sort().startswith("-"))]

    def rows(self, ids: Sequence[int]) -> Sequence[WinBackRow]:
        return winback_rows(ids, self.request.user)


class WinBackRates(PermissionMixin):
    """Which offer works for which reason, and what does it cost?"""

    permission = SEES

    def get(self, request: HttpRequest) -> HttpResponse:
        person: Any = request.user
        lines = queries.rates(queries.winbacks_visible_to(person), person)
        judged, won = queries.total(lines)
        context = {
            "lines": lines,
            "judged": judged,
            "won": won,
            "share": won / judged if judged >= FEWEST else None,
            "target": TARGET,
            "fewest": FEWEST,
            "currency": settings.COMPANY_CURRENCY,
            "shows_cost": may_see(person, Concession, "cost"),
        }
        return render(request, "pages/winback_rates.html", context)
