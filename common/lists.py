"""List pages that are as quick on page 2 000 as on page 1.

A list pages over ids alone, which an index can give without touching a row, and then fetches the
rows of one page (a deferred join). It asks for one id more than it shows instead of counting.

A subclass of `ListPage` names four things: `permission`, `filterset_class`, `columns` and its
templates; and writes four methods: `ids` and `rows`, and for the list as a file `export_name` and
`exported`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django_filters import FilterSet

from common.exports import table_workbook, workbook_response
from common.views import PermissionMixin

PAGE_SIZE = 50
LAST_PAGE = 200_000
MOST_EXPORTED = 50_000
BLOCK = 1_000

Row = TypeVar("Row", bound=Model)
Ids = QuerySet[Any, int] | Sequence[int]
"""Ids of rows in their order; a queryset is read only as far as a page needs."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list; `number` counts from 1, `first` and `last` are places in the list."""

    number: int
    rows: Sequence[Any]
    has_next: bool

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.has_next else None


def page_number(text: str) -> int:
    """The page that somebody asks for; the first one for nonsense."""
    try:
        return min(max(int(text), 1), LAST_PAGE)
    except ValueError:
        return 1


def ids_between(parts: Iterable[Ids], start: int, count: int) -> list[int]:
    """Up to `count` ids from place `start` on of several parts of a list, one after another.

    A later part is read only when those before it do not fill the page. So rows whose sort key
    is empty can come last without spoiling the index order of the others.
    """
    found: list[int] = []
    skipped: Ids = ()
    for part in parts:
        if start:
            start -= skipped.count() if isinstance(skipped, QuerySet) else len(skipped)
        ids = list(part[start : start + count])
        found += ids
        count -= len(ids)
        if not count:
            break
        start, skipped = (0, ()) if ids else (start, part)
    return found


def in_order(rows: Iterable[Row], ids: Sequence[int]) -> list[Row]:
    """The rows in the order of their ids; a row that has gone meanwhile is left out."""
    by_id = {row.pk: row for row in rows}
    return [by_id[pk] for pk in ids if pk in by_id]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: `key` is its name in templates and, where it `sorts`, in `?sort=`.

    It hides from whoever lacks `permission`. `css` is for the header and its cells alike. `value`
    is what an export says of a row; without one the column is not exported. One that is not
    `is_shown` is only exported. `show` is what a page says that draws its cells by the columns,
    where that is not the value.
    """

    key: str
    label: str | Promise
    sorts: bool = False
    permission: str = ""
    css: str = ""
    value: Callable[[Any], Any] | None = None
    is_shown: bool = True
    show: Callable[[Any], Any] | None = None

    def cell(self, row: Any) -> Any:
        show = self.show or self.value
        return show(row) if show else None


@dataclass(frozen=True, slots=True)
class Header:
    """A column as the person looking sees it; `direction` is what aria-sort says, or empty."""

    column: Column
    url: str
    direction: str


class ListPage(PermissionMixin):
    filterset_class: type[FilterSet]
    columns: Sequence[Column]
    default_sort: str
    """Where this one is hidden, the first column that sorts takes its place."""
    template_name: str
    piece_name: str
    """What htmx gets instead of the whole page when a filter changes."""

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:  # noqa: ARG002
        filters = self.filters()
        if request.GET.get("export") == "xlsx":
            return self.export(filters)
        page = self.page(filters)
        labels = {column.key: str(column.label) for column in self.columns}
        context = {"filters": filters, "page": page, "headers": self.headers(), "labels": labels}
        response = render(request, self.template(), context | self.context(filters, page))
        path, query = escape_uri_path(request.path), without_empty(request.GET).urlencode()
        response.headers["HX-Push-Url"] = f"{path}?{query}"
        # Going back must not find the piece where the browser kept the page.
        patch_vary_headers(response, ["HX-Request"])
        return response

    def export(self, filters: FilterSet) -> HttpResponse:
        """All of the list as it is filtered and sorted, in the columns that the person sees."""
        ids = ids_between(self.ids(filters), 0, MOST_EXPORTED + 1)
        cut = cut_note(len(ids))
        ids = ids[:MOST_EXPORTED]
        columns = [(str(c.label), c.value) for c in self.visible_columns() if c.value]
        blocks = (self.rows(ids[at : at + BLOCK]) for at in range(0, len(ids), BLOCK))
        rows = ([value(row) for _label, value in columns] for block in blocks for row in block)
        content = table_workbook([label for label, _value in columns], chain(rows, cut))
        self.exported(len(ids))
        return workbook_response(content, self.export_name())

    def export_name(self) -> str:
        """What the exported file is called, without its ending."""
        raise NotImplementedError

    def exported(self, rows: int) -> None:
        """Note who carried how many rows away."""
        raise NotImplementedError

    def filters(self) -> FilterSet:
        return self.filterset_class(self.request.GET, request=self.request)

    def page(self, filters: FilterSet) -> Page:
        number = page_number(self.request.GET.get("page", "1"))
        ids = ids_between(self.ids(filters), (number - 1) * PAGE_SIZE, PAGE_SIZE + 1)
        return Page(number, self.rows(ids[:PAGE_SIZE]), has_next=len(ids) > PAGE_SIZE)

    def ids(self, filters: FilterSet) -> Iterable[Ids]:
        """Parts that one after another are the whole list."""
        raise NotImplementedError

    def rows(self, ids: Sequence[int]) -> Sequence[Any]:
        """What the template shows for these ids, in their order."""
        raise NotImplementedError

    def context(self, filters: FilterSet, page: Page) -> dict[str, Any]:  # noqa: ARG002
        """What a template needs on top of `filters`, `page`, `headers` and `labels`."""
        return {}

    def visible_columns(self) -> list[Column]:
        may = self.request.user.has_perm
        return [
            column for column in self.columns if not column.permission or may(column.permission)
        ]

    def sort(self) -> str:
        """What `?sort=` says, `-` before it turns it round; the default for nonsense."""
        sorts = [column.key for column in self.visible_columns() if column.sorts]
        for wanted in (self.request.GET.get("sort", ""), self.default_sort):
            if wanted.removeprefix("-") in sorts:
                return wanted
        return sorts[0]

    def headers(self) -> list[Header]:
        shown = [column for column in self.visible_columns() if column.is_shown]
        return [self._header(column, self.sort()) for column in shown]

    def _header(self, column: Column, sort: str) -> Header:
        if not column.sorts:
            return Header(column, url="", direction="")
        turned = "-" if sort == column.key else ""
        url = url_with(self.request.GET, "sort", turned + column.key)
        if sort.removeprefix("-") != column.key:
            return Header(column, url, direction="")
        return Header(column, url, "descending" if sort.startswith("-") else "ascending")

    def template(self) -> str:
        htmx = getattr(self.request, "htmx", None)
        return self.piece_name if htmx and not htmx.history_restore_request else self.template_name


def cut_note(found: int) -> list[list[str]]:
    """A last row that says so, where a file has not all that was `found`."""
    if found <= MOST_EXPORTED:
        return []
    message = _("Only the first %(most)d rows are here; narrow the list for the others.")
    return [[message % {"most": MOST_EXPORTED}]]


def without_empty(query: QueryDict) -> QueryDict:
    """What a form sends, without the fields that nobody filled in."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if some := [value for value in values if value]:
            kept.setlist(name, some)
    return kept


def url_with(query: QueryDict, name: str, *values: str) -> str:
    """The same list with other values of one parameter, from its first page."""
    changed = query.copy()
    changed.pop("page", None)
    changed.setlist(name, list(values))
    return f"?{without_empty(changed).urlencode()}"
