"""The rows behind a figure as somebody may see them: masked by field, in words."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.functional import Promise

from accounts.clearance import Person, hidden_from
from accounts.rules.clearance import HIDDEN, Classes, masked
from common.templatetags.figures import figure
from common.views import view_permission
from common.words import in_words
from crm_site.pages.reasons import measured_text
from crm_site.records import Amount
from health.choices import Unit
from health.queries.evidence import Evidence, EvidenceFigure

LONG = 12


class Cell(NamedTuple):
    """`look` is a CSS class: `number`, `nowrap` for a day, `long` for what people wrote."""

    label: str | Promise
    value: Any
    look: str


def evidence_shown(evidence: Evidence, person: Person) -> dict[str, Any]:
    """What a page shows of it: `figures`, `rows`, and whether this person may see the rows."""
    hidden: frozenset[str] = frozenset()
    for model in evidence.models:
        hidden |= hidden_from(person, model)
    return {
        "figures": figure_texts(evidence, hidden),
        "rows": row_cells(evidence, hidden),
        "may_see_rows": person.has_perms([view_permission(model) for model in evidence.models]),
    }


def figure_texts(evidence: Evidence, hidden: Collection[str] = ()) -> list[tuple[str, str]]:
    """(label, value) of each number on the way to the figure."""

    def told(figure: EvidenceFigure) -> str:
        if figure.unit == Unit.MONEY and "amount" in hidden:
            return HIDDEN
        return measured_text(figure.value, figure.unit, evidence.currency)

    known = [figure for figure in evidence.figures if figure.value is not None]
    return [(str(figure.label), told(figure)) for figure in known]


def row_cells(evidence: Evidence, hidden: Collection[str] = ()) -> list[list[Cell]]:
    """The cells of each row; amounts in the currency of their own row."""
    names = [name for name, _label in evidence.columns]
    rows = (dict(zip(names, row, strict=True)) for row in evidence.rows)
    return [_cells(evidence, row, hidden) for row in rows]


def _cells(evidence: Evidence, row: dict[str, Any], hidden: Collection[str]) -> list[Cell]:
    classes: Classes | None = getattr(evidence.model, "classes", None)
    cells = []
    for name, label in evidence.columns:
        field = evidence.fields.get(name, name)
        value = row[name]
        if classes and field in hidden:
            cells.append(Cell(label, masked(value, classes.of(field).mask), _look(value)))
        else:
            shown = _shown(evidence.model, name, value, row.get("currency", ""))
            cells.append(Cell(label, shown, _look(value)))
    return cells


def _look(value: Any) -> str:
    if isinstance(value, date):
        return "nowrap"
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return "number"
    return "long" if isinstance(value, str) and len(value) > LONG else ""


def _shown(model: type[Model], name: str, value: Any, currency: str) -> Any:
    """Something that the template filter `shown` can draw."""
    if name == "amount":
        return Amount(value, currency)
    if isinstance(value, Decimal):
        return figure(value, 0 if value == int(value) else 2)
    return value if isinstance(value, date) else in_words(_field(model, name), value)


def _field(model: type[Model], name: str) -> Any:
    """The model's field of that name, or one without choices."""
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return Field()
