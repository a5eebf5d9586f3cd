"""A source: one fact table, read once for all figures that need it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from django.utils.functional import Promise


@dataclass(frozen=True)
class Reading:
    """For which day and whom facts are read, and which of their feeds had stopped by then.

    `customers` None means everybody. `stopped` gives the newest day of each stopped feed.
    `day_end` is the first moment after the day. With `is_today`, nothing can have been recorded
    later, and what customers are now need not be looked up in their history.
    """

    day: date
    day_end: datetime
    customers: Sequence[int] | None = None
    stopped: Mapping[str, date] = field(default_factory=dict)
    is_today: bool = False

    @property
    def is_for_everybody(self) -> bool:
        return self.customers is None

    @property
    def params(self) -> dict[str, Any]:
        params: dict[str, Any] = {
            "day": self.day,
            "day_end": self.day_end,
            # As text, which is written into the statement many times faster than a list.
            "customers": f"{{{','.join(map(str, self.customers or ()))}}}",
        }
        for number, (source, last_day) in enumerate(self.stopped.items()):
            params |= {f"stopped_{number}": source, f"stopped_on_{number}": last_day}
        return params

    def only(self, column: str) -> str:
        """An SQL condition on whose rows are read, to follow others."""
        return "" if self.is_for_everybody else f" AND {column} = ANY(%(customers)s::bigint[])"

    def evaluated_on(self, column: str) -> str:
        """SQL for the day a customer is evaluated at: an aggregate over its rows' feeds.

        A feed that has stopped says nothing about the days since: its customers are evaluated
        at its newest day, unless another of their feeds is alive.
        """
        if not self.stopped:
            return "%(day)s::date"
        branches = " ".join(
            f"WHEN %(stopped_{number})s THEN %(stopped_on_{number})s::date"
            for number in range(len(self.stopped))
        )
        return f"max(CASE {column} {branches} ELSE %(day)s END)"


class Source(ABC):
    """Where figures find their rows; see each source for the words they may use."""

    code: ClassVar[str]
    label: ClassVar[str | Promise]
    table: ClassVar[str]
    day_column: ClassVar[str]
    feed_kinds: ClassVar[tuple[str, ...]]
    row_columns: ClassVar[tuple[tuple[str, str | Promise], ...]]
    """Columns that a page of evidence shows, with their labels."""

    @abstractmethod
    def ctes(self, reading: Reading, columns: Mapping[str, str]) -> dict[str, str]:
        """Common table expressions by name, in order.

        One is `<code>_rows`, the rows that count. The last is called like the source and has one
        row for each customer who has any, with `evaluated_on` and the `columns` asked for.
        """
