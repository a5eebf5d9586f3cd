"""A source: one kind of facts, read once for all figures that need it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise

Columns = Mapping[str, str]
"""SQL by the name that the figures know it by."""


@dataclass(frozen=True)
class Feeds:
    """The feeds of a source as a day knows them.

    `stopped` gives the newest day of each system that has stopped; `ends_on` the last day that
    anybody of them speaks of. `is_live` when facts of this kind are told at all.
    """

    ends_on: date
    is_live: bool = False
    stopped: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class WorkedDays:
    """Working days of the company, counted: `counts[n]` are those until `first` + n days."""

    first: date
    counts: Sequence[int]


@dataclass(frozen=True)
class Reading:
    """For which day and whom facts are read, and which of their feeds had stopped by then.

    `customers` None means everybody. `feeds` are those of each source. `day_end` is the first
    moment after the day, `until` that moment or now, whichever is earlier. With `is_today`,
    nothing can have been recorded later, and what customers are now need not be looked up in
    their history.
    """

    day: date
    day_end: datetime
    until: datetime
    worked: WorkedDays
    customers: Sequence[int] | None = None
    feeds: Mapping[str, Feeds] = field(default_factory=dict)
    is_today: bool = False

    @property
    def is_for_everybody(self) -> bool:
        return self.customers is None

    @property
    def params(self) -> dict[str, Any]:
        params: dict[str, Any] = {
            "day": self.day,
            "day_end": self.day_end,
            "until": self.until,
            # As text, which is written into the statement many times faster than a list.
            "customers": f"{{{','.join(map(str, self.customers or ()))}}}",
            "worked": f"{{{','.join(map(str, self.worked.counts))}}}",
            "worked_from": self.worked.first,
            "zone": timezone.get_default_timezone_name(),
        }
        for source, feeds in self.feeds.items():
            params |= {f"{source}_ends_on": feeds.ends_on, f"{source}_is_live": feeds.is_live}
            for number, (system, last_day) in enumerate(feeds.stopped.items()):
                params |= {
                    f"{source}_stopped_{number}": system,
                    f"{source}_stopped_on_{number}": last_day,
                }
        return params

    def only(self, column: str) -> str:
        """An SQL condition on whose rows are read, to follow others."""
        return "" if self.is_for_everybody else f" AND {column} = ANY(%(customers)s::bigint[])"

    def stopped(self, source: str) -> Mapping[str, date]:
        return self.feeds[source].stopped if source in self.feeds else {}

    def evaluated_on(self, source: str, column: str) -> str:
        """SQL for the day a customer is evaluated at: an aggregate over its rows' systems.

        A feed that has stopped says nothing about the days since: its customers are evaluated
        at its newest day, unless another of their feeds is alive. Rows without a system are of
        no feed.
        """
        stopped = self.stopped(source)
        if not stopped:
            return "%(day)s::date"
        branches = " ".join(
            f"WHEN %({source}_stopped_{number})s THEN %({source}_stopped_on_{number})s::date"
            for number in range(len(stopped))
        )
        return f"max(CASE {column} {branches} ELSE %(day)s END) FILTER (WHERE {column} IS NOT NULL)"


def worked_until(day: str) -> str:
    """SQL for the working days until a day (SQL), counted from somewhere before any window."""
    return f"(%(worked)s::int[])[greatest(1, {day} - %(worked_from)s::date + 1)]"


def first_moment(day: str) -> str:
    """SQL for when a day (SQL) begins."""
    return f"({day})::timestamp AT TIME ZONE %(zone)s"


class Source(ABC):
    """Where figures find their rows; see each source for the words they may use.

    `row_columns` are what a page of evidence shows, with labels; those that are fields of `model`
    are masked and worded like them.
    """

    code: ClassVar[str]
    model: ClassVar[type[Model]]
    day_column: ClassVar[str]
    """The word for the day of a row, by which windows are cut."""
    feed_kinds: ClassVar[tuple[str, ...]] = ()
    feed_model: ClassVar[type[Model]]
    feed_day: ClassVar[str] = ""
    """A column of the feeds' own table that says when a fact happened: a day or a moment."""
    is_found_by_system: ClassVar[bool] = False
    """There is an index to find the newest row of a system by."""
    row_columns: ClassVar[tuple[tuple[str, str | Promise], ...]]
    newest_first: ClassVar[str] = "DESC NULLS LAST"
    also: ClassVar[tuple[type[Model], ...]] = ()
    """Further models of which rows are among them."""
    fields: ClassVar[Mapping[str, str]] = {}
    """Fields of the model that words of other names stand for."""

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @abstractmethod
    def ctes(self, reading: Reading, columns: Columns, reach: int | None) -> dict[str, str]:
        """Common table expressions by name, in order.

        One is `<code>_rows`, the rows that count, of the last `reach` days or of all. The last is
        called like the source and has one row for each customer who has any, with `evaluated_on`
        and the `columns` asked for.
        """


class Facts(Source):
    """Rows of one table, called `facts` here, each with a day of its own.

    `day` is a date column, or `moment` a column with a moment; that is a word as well, for whoever
    compares many rows with the `first_moment` of a day rather than ask for the day of each. `words`
    are what figures may use of a row, beside `day_column`, `source` and `evaluated_on`. `counts`
    says what counts at all on the day. All of them are SQL. Without `has_windows` all rows are
    read, however old.
    """

    day: ClassVar[str] = ""
    moment: ClassVar[str] = ""
    words: ClassVar[Columns]
    counts: ClassVar[str] = "true"
    system: ClassVar[str] = "facts.source"
    has_windows: ClassVar[bool] = True

    def relation(self, _reading: Reading) -> str:
        return f"{self.table} facts"

    def joins(self, _reading: Reading) -> str:
        return ""

    def one_each(self, columns: Columns) -> str:
        """One row a customer: what figures ask for of the rows of the source."""
        named = "".join(f", {sql} AS {name}" for name, sql in columns.items())
        return f"""
    SELECT customer_id, max(evaluated_on) AS evaluated_on{named}
    FROM {self.code}_rows GROUP BY customer_id
"""

    def ctes(self, reading: Reading, columns: Columns, reach: int | None) -> dict[str, str]:
        counts = f"{self.until()} AND {self.counts}{reading.only('facts.customer_id')}"
        # A day at which some are evaluated may be long ago; then everything is read.
        if self.has_windows and reach is not None and not reading.stopped(self.code):
            counts += f" AND {self._since(reach)}"
        found = {}
        evaluated_on, books, joins = "%(day)s::date", "", self.joins(reading)
        if reading.stopped(self.code):
            found[f"{self.code}_books"] = f"""
    SELECT facts.customer_id, {reading.evaluated_on(self.code, self.system)} AS evaluated_on
    FROM {self.relation(reading)} {joins} WHERE {counts} GROUP BY facts.customer_id
"""
            evaluated_on = "books.evaluated_on"
            books = f"JOIN {self.code}_books books ON books.customer_id = facts.customer_id"
            if self.has_windows:
                # What became of them since is not known.
                counts += f" AND {self._day()} <= books.evaluated_on"
        words = {self.day_column: self._day(), **self.words}
        if self.moment:
            words["moment"] = self.moment
        listed = "".join(f",\n           {sql} AS {word}" for word, sql in words.items())
        return found | {
            f"{self.code}_rows": f"""
    SELECT facts.customer_id, facts.id, {self.system} AS source,
           {evaluated_on} AS evaluated_on{listed}
    FROM {self.relation(reading)} {joins} {books} WHERE {counts}
""",
            self.code: self.one_each(columns),
        }

    def until(self) -> str:
        return f"{self.moment} < %(day_end)s" if self.moment else f"{self.day} <= %(day)s"

    def _day(self) -> str:
        return f"({self.moment} AT TIME ZONE %(zone)s)::date" if self.moment else self.day

    def _since(self, reach: int) -> str:
        """Rows that no window can reach are not read; a moment is compared as it is stored."""
        first = f"(%(day)s::date - {reach - 1})"
        if self.moment:
            return f"{self.moment} >= {first_moment(first)}"
        return f"{self.day} >= {first}"


class Money(Facts):
    """Facts with amounts, of which only those in the customer's main currency are compared.

    That is the currency of most rows in the 365 days before the day that counts, of most rows
    ever when several are equal, the first by alphabet then. Figures know it as `main_currency`.
    """

    def one_each(self, columns: Columns) -> str:
        names = "".join(f", {name}" for name in columns)
        named = "".join(f", {sql} AS {name}" for name, sql in columns.items())
        return f"""
    SELECT DISTINCT ON (customer_id) customer_id, evaluated_on, currency AS main_currency{names}
    FROM (
        SELECT customer_id, currency, max(evaluated_on) AS evaluated_on, count(*) AS ever,
               count(*) FILTER (WHERE {self.day_column} > evaluated_on - 365) AS recently{named}
        FROM {self.code}_rows GROUP BY customer_id, currency
    ) by_currency
    ORDER BY customer_id, recently DESC, ever DESC, currency COLLATE "C"
"""


def known_then(table: str, column: str, only: str) -> str:
    """SQL for what history says of `column` on the day: rows of (id, then).

    The newest entry of the day or before it, or else the first one after it. Entries of one
    record are numbered in the order of their making. `table` is that of a record's history, `only`
    a condition on whose, to follow others.
    """
    return f"""
    SELECT DISTINCT ON (pgh_obj_id) pgh_obj_id AS id, {column} AS "then"
    FROM {table}
    WHERE true{only}
    ORDER BY pgh_obj_id, pgh_created_at < %(day_end)s DESC,
             CASE WHEN pgh_created_at < %(day_end)s THEN -pgh_id ELSE pgh_id END
"""
