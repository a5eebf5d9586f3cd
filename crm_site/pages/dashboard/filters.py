"""Whose customers the dashboard is about, and what it is broken down by; the URL holds all."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from django_filters import ChoiceFilter

from accounts.choices import Tier
from accounts.models import Customer
from common.lists import url_with
from crm_site.pages.narrowing import ANY, OfCustomers
from crm_site.queries.dimensions import DIMENSIONS, OWNER, Dimension

BY, ALL = "by", "all"


class DashboardFilter(OfCustomers):
    customer = ""
    behind_more: ClassVar[Sequence[str]] = ()

    tier = ChoiceFilter(
        label=DIMENSIONS["tier"].label,
        choices=[*Tier.choices, (DIMENSIONS["tier"].none, DIMENSIONS["tier"].nothing)],
        method="of_dimension",
        empty_label=ANY,
    )

    class Meta:
        model = Customer
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        super().__init__(data, rows=Customer.objects.all(), request=request)

    def seen(self, rows: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002
        return self.visible

    @property
    def by(self) -> Dimension:
        """Nonsense is by owner."""
        return DIMENSIONS.get(self.data.get(BY, ""), OWNER)

    @property
    def is_whole(self) -> bool:
        """Whether every line of the breakdown is asked for."""
        return bool(self.data.get(ALL))

    @cached_property
    def where(self) -> dict[str, str]:
        """Dimension → value."""
        fields = {name: one.field_name for name, one in self.filters.items()}
        return {fields[name]: value for name, value in self.values.items()}

    def words(self, by: Dimension) -> dict[str, str]:
        """The names of values that have others than themselves."""
        names = {one.field_name: name for name, one in self.filters.items()}
        choices = getattr(self.form.fields[names[by.code]], "choices", ())
        return {str(value): str(label) for value, label in choices if value}

    def switches(self) -> list[tuple[Dimension, str]]:
        """What else it can be broken down by, each with its address."""
        return [(one, url_with(self.data, BY, one.code)) for one in DIMENSIONS.values()]

    def whole_url(self) -> str:
        return url_with(self.data, ALL, "on")

    def line_url(self, by: Dimension, value: str) -> str:
        """The same page about one line of the breakdown."""
        names = {one.field_name: name for name, one in self.filters.items()}
        return url_with(self.data, names[by.code], value)
