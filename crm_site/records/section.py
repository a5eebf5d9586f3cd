"""What a kind of record looks like, on the page of a customer and as a list of its own.

A section is a class with its words, the fields it reads and its columns; `crm_site.records` lists
them. Rows come veiled: a value may be a mask in place of what the field holds.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple

from django.db.models import Case, Model, OrderBy, Q, QuerySet, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Customer
from common.lists import Column
from common.together import Part
from common.views import view_permission

SOON = 90
"""Days before an end in which it is worth a warning."""

WARNING, QUIET = "warning", "muted"


class Amount(NamedTuple):
    value: Decimal | str | None
    currency: str


class Mark(NamedTuple):
    """A word about a state; `css` is "warning", "muted" or empty."""

    text: str
    css: str = ""

    def __str__(self) -> str:
        return self.text


class Link(NamedTuple):
    text: str
    url: str


class Section:
    """The permission alone opens a section: whoever has it has to be cleared for every field that
    the section orders, filters or sums by (`crm_site/tests/test_masks.py` holds roles to that).
    """

    code: ClassVar[str]
    """In addresses, and the anchor on the customer's page."""
    label: ClassVar[str | Promise]
    question: ClassVar[str | Promise]
    icon: ClassVar[str]
    model: ClassVar[type[Model]]
    fields: ClassVar[tuple[str, ...]]
    newest: ClassVar[tuple[str | OrderBy, ...]]
    """The order of the list, the newest first."""
    brief: ClassVar[tuple[str, ...]]
    """Keys of the columns that the customer's page has room for."""

    permission: ClassVar[str]
    """To see the model, where nothing else is said."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "permission" not in cls.__dict__:
            cls.permission = view_permission(cls.model)

    def columns(self, day: date) -> Sequence[Column]:
        """As of `day`: states follow from dates. The first one names the row."""
        raise NotImplementedError

    def brief_columns(self, day: date) -> list[Column]:
        by_key = {column.key: column for column in self.columns(day)}
        return [by_key[key] for key in self.brief]

    def is_open(self, day: date) -> Q | None:  # noqa: ARG002
        """What still waits for somebody; None where nothing of the kind does."""
        return None

    def rows(self, customer: Customer) -> QuerySet[Any]:
        return self.model._default_manager.filter(customer=customer)

    def first_rows(self, customer: Customer, day: date, count: int) -> Part:
        """What is open and then what is newest."""
        waits = self.is_open(day)
        open_first = [Case(When(waits, then=0), default=1)] if waits is not None else []
        return Part(self.rows(customer).order_by(*open_first, *self.newest)[:count], self.fields)


def amount_columns(key: str, label: str | Promise) -> tuple[Column, Column]:
    """An amount as the page shows it, and its currency beside it in a file."""
    return (
        Column(
            key,
            label,
            css="number",
            value=lambda row: getattr(row, key),
            show=lambda row: Amount(getattr(row, key), row.currency),
        ),
        Column(
            "currency", gettext_lazy("Currency"), value=lambda row: row.currency, is_shown=False
        ),
    )


def day_of(at: datetime | date | None) -> date | None:
    return timezone.localdate(at) if isinstance(at, datetime) else at


def has_come(on: Any, day: date) -> bool:
    """Whether a step was taken by `day`; of a masked one it is only known that it was."""
    return on <= day if isinstance(on, date) else bool(on)


def days_text(days: int) -> str:
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def due_mark(due: date | None, day: date) -> Mark:
    """How far it is to a day on which something open is due."""
    if not isinstance(due, date):
        return Mark(_("open"))
    left = (due - day).days
    if left < 0:
        return Mark(_("%(days)s overdue") % {"days": days_text(-left)}, WARNING)
    if left == 0:
        return Mark(_("due today"), WARNING)
    return Mark(_("due in %(days)s") % {"days": days_text(left)})
