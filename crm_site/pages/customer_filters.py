"""What the customer list can be narrowed by; the URL holds all of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.forms import BoundField
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import (
    BooleanFilter,
    CharFilter,
    ChoiceFilter,
    FilterSet,
    MultipleChoiceFilter,
)

from accounts.access import customers_visible_to
from accounts.choices import CustomerStatus, LifecycleStage, Tier
from accounts.clearance import hidden_from
from accounts.models import Customer, User
from accounts.queries.customers import customers_found
from accounts.queries.stages import in_stage
from common.lists import url_with
from crm_site.queries.customer_list import Selection
from crm_site.queries.dashboard import sees_revenue, unrated_orders
from crm_site.queries.dimensions import DIMENSIONS, NOBODY, NONE, owners_of, teams_of
from health.choices import WORST_FIRST, Level
from health.queries.current import COVERAGES, MOVES, STEPS, TROUBLED, Group
from health.queries.gaps import gap_choices, gap_of
from health.queries.lifecycle import declining
from health.queries.shifts import shift_choices, shift_of

ME, NO_TIER = "me", NONE
HEALTH_FIELDS = (
    *("level", "attention", "move", "shift", "score", "coverage", "gap", "low_confidence"),
    "declining",
)
GROUPS = {"attention": TROUBLED, "move": MOVES, "score": STEPS, "coverage": COVERAGES}
SEES_HEALTH, SEES_STAGES = "health.view_healthscore", "accounts.view_customerstage"


INACTIVE = [(one, one.label) for one in (CustomerStatus.ARCHIVED, CustomerStatus.MERGED)]


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is on, and the list without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class LevelTab:
    """A level to put on or take off."""

    level: Level
    is_on: bool
    url: str


def typed(values: str = "") -> forms.TextInput:
    """A text field; `values` is the id of the list that helps to fill it."""
    attrs = {"class": "form-control", "placeholder": pgettext_lazy("filter", "any")}
    return forms.TextInput({**attrs, "list": values} if values else attrs)


def chosen(groups: Sequence[Group], label: str | Promise) -> ChoiceFilter:
    """A choice of how customers are doing; `selection` narrows by it."""
    return ChoiceFilter(
        label=label,
        choices=[(group.code, group.label) for group in groups],
        method="of_health",
        empty_label=pgettext_lazy("filter", "any"),
        widget=forms.Select({"class": "form-select"}),
    )


class Ticked(BooleanFilter):
    """On or not asked; there is no way to ask for the opposite."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.CheckboxInput, **kwargs)

    def filter(self, qs: QuerySet, value: bool | None) -> QuerySet:
        return super().filter(qs, value or None)


class ListFilter(FilterSet):
    """What every list of customers can say about its filters.

    `customer` is the path from a row to its customer. Filters that are named in `behind_more` are
    there for links and for whoever looks for them.
    """

    customer: ClassVar[str] = "customer__"
    behind_more: ClassVar[Sequence[str]] = ()

    @cached_property
    def values(self) -> dict[str, Any]:
        """What is asked and makes sense; a value that does not is as if it were not there."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def text(self) -> str:
        return self.values.get("q", "")

    def chips(self) -> Iterator[Chip]:
        for name, value in self.values.items():
            several = value if isinstance(value, list) else [value]
            for one in several:
                left = [other for other in several if other != one]
                yield Chip(self._words(name, one), url_with(self.data, name, *left))

    def _words(self, name: str, value: Any) -> str:
        label = str(self.filters[name].label)
        if value is True:
            return label
        dimension = DIMENSIONS.get(self.filters[name].field_name)
        if dimension and value == dimension.none:
            return f"{label}: {dimension.nothing}"
        words = dict(getattr(self.form.fields[name], "choices", ()))
        return f"{label}: {words.get(value, value)}"

    def unfiltered_url(self) -> str:
        """The same list in the same order with nothing asked."""
        return url_with(QueryDict(), "sort", self.data.get("sort", ""))

    @cached_property
    def form(self) -> Any:
        """Choices look alike in every list."""
        form = super().form
        for field in form.fields.values():
            if type(field.widget) is forms.Select:
                field.widget.attrs.setdefault("class", "form-select")
        return form

    def of_dimension(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(DIMENSIONS[name].where(value, self.customer))

    def narrowed(self) -> QuerySet[Any]:
        """The rows by everything that is asked, one filter after another."""
        rows = self.queryset
        for name, value in self.values.items():
            rows = self.filters[name].filter(rows, value)
        return rows


class CustomerFilter(ListFilter):
    customer = ""

    q = CharFilter(label=_("Search"), method="of_text")
    level = MultipleChoiceFilter(label=_("Health"), choices=Level.choices, method="of_health")
    tier = MultipleChoiceFilter(
        label=_("Tier"), choices=[*Tier.choices, (NO_TIER, _("no tier"))], method="of_tier"
    )
    owner = ChoiceFilter(
        label=_("Owner"),
        method="of_owner",
        widget=forms.RadioSelect,
        empty_label=_("anybody"),
    )
    team = ChoiceFilter(
        label=_("Team"), method="of_dimension", empty_label=pgettext_lazy("filter", "any")
    )
    region = CharFilter(label=_("Region"), method="of_dimension", widget=typed("region-values"))
    industry = CharFilter(
        label=_("Industry"), method="of_dimension", widget=typed("industry-values")
    )
    group = CharFilter(label=_("Group"), method="of_group", widget=typed())
    attention = chosen(TROUBLED, _("Attention"))
    move = chosen(MOVES, _("Movement"))
    shift = ChoiceFilter(
        label=_("Level in a week"),
        choices=shift_choices,
        method="of_health",
        empty_label=pgettext_lazy("filter", "any"),
        widget=forms.Select({"class": "form-select"}),
    )
    score = chosen(STEPS, _("Score"))
    coverage = chosen(COVERAGES, _("Coverage"))
    gap = ChoiceFilter(
        label=_("Indicator not measured"),
        choices=gap_choices,
        method="of_health",
        empty_label=pgettext_lazy("filter", "any"),
        widget=forms.Select({"class": "form-select"}),
    )
    low_confidence = Ticked(label=_("Low confidence"), method="of_health")
    declining = Ticked(label=_("Declining"), method="of_decline")
    stage = ChoiceFilter(
        label=_("Lifecycle stage"),
        choices=[*LifecycleStage.choices, (NONE, _("none yet"))],
        method="of_stage",
        empty_label=pgettext_lazy("filter", "any"),
        widget=forms.Select({"class": "form-select"}),
    )
    unrated = Ticked(label=_("Orders without an exchange rate"), method="of_unrated")
    stub = Ticked(label=_("Known from a fact only"), field_name="is_stub")
    status = ChoiceFilter(
        label=_("Status"),
        choices=INACTIVE,
        method="of_status",
        empty_label=CustomerStatus.ACTIVE.label,
        widget=forms.Select({"class": "form-select"}),
    )

    class Meta:
        model = Customer
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        visible = customers_visible_to(request.user)
        super().__init__(data, queryset=visible, request=request)
        self.hidden = hidden_from(request.user, Customer)
        if not request.user.has_perm(SEES_HEALTH):
            for name in HEALTH_FIELDS:
                del self.filters[name]
        if not request.user.has_perm(SEES_STAGES):
            del self.filters["stage"]
        if not sees_revenue(request.user):
            del self.filters["unrated"]
        owners = list(owners_of(visible))
        self.filters["team"].extra["choices"] = team_choices(owners)
        self.filters["owner"].extra["choices"] = [
            (ME, _("me")),
            (NOBODY, pgettext_lazy("owner", "nobody")),
            *((owner.username, owner.name) for owner in owners),
        ]

    def selection(self, without: str = "") -> Selection:
        """The customers asked for; `without` leaves one filter out, to count its choices."""
        values = {name: value for name, value in self.values.items() if name != without}
        customers = self.queryset
        for name, value in values.items():
            customers = self.filters[name].filter(customers, value)
        levels = values.get("level", [])
        asked = self._health(values)
        return Selection(
            customers=customers,
            status=CustomerStatus(values.get("status", CustomerStatus.ACTIVE)),
            health=(Q(level__in=levels) if levels else Q()) & asked,
            without_health=not asked and (not levels or Level.UNSCORED in levels),
            text=values.get("q", ""),
            hidden=self.hidden,
        )

    def _health(self, values: dict[str, Any]) -> Q:
        """What is asked of scores apart from the level; nobody fits it without a score."""
        asked = Q()
        for name, groups in GROUPS.items():
            asked &= next((one.rows for one in groups if one.code == values.get(name)), Q())
        if values.get("low_confidence"):
            asked &= Q(low_confidence=True)
        if values.get("shift"):
            asked &= self._shift
        return asked & self._gap if values.get("gap") else asked

    @cached_property
    def _shift(self) -> Q:
        return shift_of(self.values["shift"])

    @cached_property
    def _gap(self) -> Q:
        return gap_of(self.values["gap"])

    def level_tabs(self) -> list[LevelTab]:
        """The levels as switches, worst first; none for somebody who may not see them."""
        if "level" not in self.filters:
            return []
        chosen = self.values.get("level", [])
        return [self._level_tab(level, chosen) for level in WORST_FIRST]

    def _level_tab(self, level: Level, chosen: list[str]) -> LevelTab:
        others = [other for other in chosen if other != level]
        is_on = level in chosen
        return LevelTab(
            level, is_on, url_with(self.data, "level", *others, *([level] * (not is_on)))
        )

    def health_choices(self) -> list[BoundField]:
        """The fields of one choice about scores; none for somebody who may not see them."""
        return [self.form[name] for name in (*GROUPS, "shift", "gap") if name in self.filters]

    def any_level_url(self) -> str:
        return url_with(self.data, "level")

    def of_text(self, customers: QuerySet[Customer], _name: str, text: str) -> QuerySet[Customer]:
        return customers_found(customers, text, self.hidden)

    def of_tier(
        self, customers: QuerySet[Customer], _name: str, tiers: list[str]
    ) -> QuerySet[Customer]:
        return customers.filter(tier__in=["" if tier == NO_TIER else tier for tier in tiers])

    def of_stage(self, customers: QuerySet[Customer], _name: str, stage: str) -> QuerySet:
        return in_stage(customers, "" if stage == NONE else stage)

    def of_decline(self, customers: QuerySet[Customer], _name: str, _value: bool) -> QuerySet:
        return customers.filter(pk__in=declining(timezone.localdate()).values("customer"))

    def of_unrated(self, customers: QuerySet[Customer], _name: str, _value: bool) -> QuerySet:
        """In the last 365 days, as sums over customers leave them out."""
        orders = unrated_orders(timezone.localdate())
        return customers.filter(pk__in=orders.values("customer"))

    def of_owner(self, customers: QuerySet[Customer], _name: str, who: str) -> QuerySet[Customer]:
        return self.of_dimension(
            customers, "owner", self.request.user.username if who == ME else who
        )

    def of_group(self, customers: QuerySet[Customer], _name: str, text: str) -> QuerySet[Customer]:
        """A group and its members, by its code or any part of its name."""
        groups = self.queryset.filter(code=text)
        if not groups.exists():
            groups = customers_found(
                self.queryset.filter(subsidiaries__isnull=False), text, self.hidden
            )
        groups = groups.values("pk")
        return customers.filter(Q(pk__in=groups) | Q(parent__in=groups))

    def of_health(self, customers: QuerySet[Customer], _name: str, _value: Any) -> QuerySet:
        """Asked of the score, not of the company: `selection` does it."""
        return customers

    of_status = of_health


def team_choices(owners: list[User]) -> list[tuple[str, Any]]:
    return [*teams_of(owners).items(), (NONE, DIMENSIONS["team"].nothing)]
