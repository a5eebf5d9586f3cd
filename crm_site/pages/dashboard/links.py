"""From a figure to the list of just what it counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, and the list that has so many rows; without one it stands alone."""

    count: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Links:
    """`where` is what all figures are narrowed by: dimension → value, as lists know it."""

    where: Mapping[str, str] = field(default_factory=dict)
    is_led: bool = True

    def also(self, dimension: str, value: str) -> "Links":
        return Links({**self.where, dimension: value})

    def nowhere(self) -> "Links":
        """For what no list shows by itself."""
        return Links(is_led=False)

    def customers(self, count: int, **asked: str) -> Figure:
        return self._figure("customer-list", count, {**self.where, **asked})

    def warnings(self, count: int, **asked: str) -> Figure:
        return self._figure("warning-list", count, {**self._of_customers(), **asked})

    def contracts(self, count: int, **asked: str) -> Figure:
        return self._figure("contract-list", count, {**self._of_customers(), **asked})

    def _of_customers(self) -> dict[str, str]:
        """In lists of other rows an owner may be somebody else."""
        return {"owned_by" if name == "owner" else name: v for name, v in self.where.items()}

    def _figure(self, page: str, count: int, query: Mapping[str, str]) -> Figure:
        if not self.is_led:
            return Figure(count)
        return Figure(count, reverse(page) + (f"?{urlencode(query)}" if query else ""))
