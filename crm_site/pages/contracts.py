"""Which contracts are to be renewed next, and how are those customers doing?"""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import ChoiceFilter

from accounts.models import Contract
from accounts.queries.states import RENEWAL_STATES
from common.lists import Column, Ids
from crm_site.pages.customer_filters import SEES_HEALTH, Ticked
from crm_site.pages.narrowing import TIER_CHOICES, OfCustomers
from crm_site.pages.noted_list import NotedList
from crm_site.queries import contracts as queries
from crm_site.queries.contracts import ContractRow, contract_rows
from crm_site.queries.dashboard import risky_customer, sees_values

DUE_CHOICES = [(state.code, state.label) for state in RENEWAL_STATES]


class ContractFilter(OfCustomers):
    due = ChoiceFilter(
        label=_("To be renewed"), choices=DUE_CHOICES, method="of_due", empty_label=_("whenever")
    )
    tier = ChoiceFilter(
        label=_("Tier"), choices=TIER_CHOICES, method="of_dimension", empty_label=_("all tiers")
    )
    risk = Ticked(label=_("Customer at risk: orange or red"), method="of_risk")
    unvalued = Ticked(label=_("Without a value or an exchange rate"), method="of_unvalued")

    behind_more: ClassVar[Sequence[str]] = ("risk", "unvalued", *OfCustomers.behind_more)

    class Meta:
        model = Contract
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        self.now = timezone.localtime()
        contracts = queries.renewable_ones(request.user, self.now.date())
        super().__init__(data, rows=contracts, request=request)
        if not request.user.has_perm(SEES_HEALTH):
            del self.filters["risk"]
        if not sees_values(request.user):
            del self.filters["unvalued"]

    def of_due(self, contracts: QuerySet[Contract], _name: str, code: str) -> QuerySet[Contract]:
        due = (state.rows(self.now) for state in RENEWAL_STATES if state.code == code)
        return contracts.filter(*due)

    def of_risk(self, contracts: QuerySet[Contract], _name: str, _value: bool) -> QuerySet:
        return contracts.filter(risky_customer())

    def of_unvalued(self, contracts: QuerySet[Contract], _name: str, _value: bool) -> QuerySet:
        return queries.without_value(contracts)


class ContractList(NotedList):
    permission = "accounts.view_contract"
    filterset_class = ContractFilter
    columns = (
        Column("number", _("Number"), value=lambda row: row.contract.number),
        Column("customer", _("Customer"), value=lambda row: row.customer.name),
        Column("code", _("Customer code"), value=lambda row: row.customer.code, is_shown=False),
        Column(
            "level",
            _("Health"),
            permission=SEES_HEALTH,
            value=lambda row: str(row.level.label),
        ),
        Column("due", _("To be renewed by"), sorts=True, value=lambda row: row.due_on),
        Column("ends", _("Ends"), value=lambda row: row.contract.ends_on),
        Column(
            "amount",
            pgettext_lazy("contract", "Value"),
            css="number",
            value=lambda row: row.contract.amount,
        ),
        Column("currency", _("Currency"), value=lambda row: row.contract.currency, is_shown=False),
        Column("owner", _("Owner"), value=lambda row: str(row.customer.owner or "")),
    )
    default_sort = "due"
    template_name = "pages/contract_list.html"
    piece_name = "pages/_contract_list.html"
    export_title = _("Contracts to renew")
    export_subject = "contract-list"

    def ids(self, filters: ContractFilter) -> Iterable[Ids]:
        turned = self.sort().startswith("-")
        return [queries.by_day_of_renewal(filters.narrowed(), turned=turned)]

    def rows(self, ids: Sequence[int]) -> Sequence[ContractRow]:
        return contract_rows(ids, self.request.user)

    def context(self, filters: ContractFilter, page: Any) -> dict[str, Any]:  # noqa: ARG002
        return {"today": timezone.localdate()}
