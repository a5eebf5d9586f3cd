"""A few rows of many tables in one statement.

A page that shows the newest five of a dozen kinds of records would need a dozen statements. Here
each part is a small queryset; the database returns all of them at once, and every row comes back
as an instance of its model.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import RangeField
from django.db.models import CharField, DecimalField, F, Model, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject

PREFIX = "part_"


@dataclass(frozen=True, slots=True)
class Part:
    """`rows` in their order and cut to a few; `fields` are the names of what is read of them.

    `contact__name` reads a field of the record that a row belongs to. Whatever else is asked of
    an instance costs a statement of its own.
    """

    rows: QuerySet[Any]
    fields: Sequence[str]


def rows_together(one: QuerySet[Any], parts: Mapping[str, Part]) -> dict[str, list[Any]]:
    """The rows of every part by its name, each in its order, in one statement.

    `one` is a queryset of one row to hang the parts on, the customer say; without it there are
    none.
    """
    columns = {f"{PREFIX}{name}": ArraySubquery(_as_json(part)) for name, part in parts.items()}
    rows = one.order_by().values(**columns).first() if columns else None
    return {
        name: [_instance(part.rows.model, row) for row in rows[f"{PREFIX}{name}"]] if rows else []
        for name, part in parts.items()
    }


def _as_json(part: Part) -> QuerySet[Any, Any]:
    model = part.rows.model
    paths = {*_keys(model), *part.fields}
    paths |= {_attname(model, path) for path in part.fields if "__" in path}
    return part.rows.values(part_row=JSONObject(**{path: _read(model, path) for path in paths}))


def _read(model: type[Model], path: str) -> Any:
    """As JSON that the field itself can read: an amount as text, a range by its ends."""
    field = _field(model, path)
    if isinstance(field, RangeField):
        ends = JSONObject(lower=F(f"{path}__startswith"), upper=F(f"{path}__endswith"))
        return Cast(ends, TextField())
    return Cast(path, CharField()) if isinstance(field, DecimalField) else F(path)


def _instance(model: type[Model], row: Mapping[str, Any]) -> Model:
    """A row as its model would have read it, with the records that it belongs to."""
    own: dict[str, Any] = {}
    others: dict[str, dict[str, Any]] = defaultdict(dict)
    for path, value in row.items():
        name, _dunder, rest = path.partition("__")
        if rest:
            others[name][rest] = value
        else:
            own[_attname(model, name)] = _field(model, name).to_python(value)
    order = [field.attname for field in model._meta.concrete_fields if field.attname in own]
    instance = model.from_db(None, order, [own[name] for name in order])
    for name, values in others.items():
        setattr(instance, name, _other(model, name, own, values))
    return instance


def _other(
    model: type[Model], name: str, own: Mapping[str, Any], values: Mapping[str, Any]
) -> Model | None:
    key = own[_attname(model, name)]
    other: type[Model] = _field(model, name).related_model
    return None if key is None else _instance(other, {**dict.fromkeys(_keys(other), key), **values})


def _keys(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.pk_fields]


def _attname(model: type[Model], path: str) -> str:
    return _field(model, path.partition("__")[0]).attname


def _field(model: type[Model], path: str) -> Any:
    name, _dunder, rest = path.partition("__")
    field: Any = model._meta.get_field(name)
    return _field(field.related_model, rest) if rest else field
