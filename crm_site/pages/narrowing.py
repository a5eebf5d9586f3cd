"""By whose customers and what kind of company lists of other rows are narrowed."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import CharFilter, ChoiceFilter

from accounts.access import customers_visible_to, rows_of
from accounts.choices import Tier
from crm_site.pages.customer_filters import ListFilter, team_choices, typed
from crm_site.queries.dimensions import OWNER, TIER, owners_of

ANY = pgettext_lazy("filter", "any")
TIER_CHOICES = [*Tier.choices, (TIER.none, TIER.nothing)]


class OfCustomers(ListFilter):
    """A choice among the owners of customers that the person sees, and their teams."""

    behind_more: ClassVar[Sequence[str]] = ("owned_by", "team", "industry", "region")

    owned_by = ChoiceFilter(
        label=_("Owner of the customer"),
        field_name="owner",
        method="of_dimension",
        empty_label=ANY,
    )
    team = ChoiceFilter(label=_("Team"), method="of_dimension", empty_label=ANY)
    industry = CharFilter(label=_("Industry"), method="of_dimension", widget=typed())
    region = CharFilter(label=_("Region"), method="of_dimension", widget=typed())

    def __init__(self, data: QueryDict, *, rows: QuerySet[Any], request: HttpRequest) -> None:
        """Those of `rows` that the person may see, asked for once: a lead's team is looked up."""
        self.visible = customers_visible_to(request.user)
        super().__init__(data, queryset=self.seen(rows), request=request)
        owners = list(owners_of(self.visible))
        self.filters["owned_by"].extra["choices"] = [
            *((owner.username, str(owner)) for owner in owners),
            (OWNER.none, OWNER.nothing),
        ]
        self.filters["team"].extra["choices"] = team_choices(owners)

    def seen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows_of(self.visible, rows)
