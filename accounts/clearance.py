"""How much of a record somebody sees: the one way to show a field.

A page gets its rows `veiled`: what is above the person's clearance reads as its mask, so that no
template can forget it. Whatever sorts, filters, searches or exports by a field asks
`hidden_from` first.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from accounts.models import User
from accounts.rules import roles
from accounts.rules.clearance import Classes, Clearance, FieldClass, masked

Person = User | AnonymousUser
NOTHING_HIDDEN: frozenset[str] = frozenset()


def clearance_of(person: Person) -> Clearance:
    if isinstance(person, AnonymousUser) or not person.is_active:
        return {}
    return roles.EVERYTHING if person.is_superuser else roles.clearance(person.role_codes)


def hidden_from(person: Person, model: type[Model]) -> frozenset[str]:
    """Names of the fields of a model that are above somebody's clearance."""
    classes: Classes | None = getattr(model, "classes", None)
    if classes is None:
        return NOTHING_HIDDEN
    level = clearance_of(person).get(classes.slice, FieldClass.PUBLIC)
    if level >= FieldClass.INTERNAL:
        return classes.above(level)
    names = {field.name for field in model._meta.concrete_fields if not field.primary_key}
    return frozenset(name for name in names if classes.of(name).level > level)


def may_see(person: Person, model: type[Model], name: str) -> bool:
    return name not in hidden_from(person, model)


def may_reveal(person: Person, model: type[Model], name: str) -> bool:
    """Whether a hidden field is shown to this person for a reason."""
    classes: Classes | None = getattr(model, "classes", None)
    if classes is None or isinstance(person, AnonymousUser) or may_see(person, model, name):
        return False
    allowed = roles.reveals(person.role_codes)
    return classes.of(name).level <= allowed.get(classes.slice, FieldClass.PUBLIC)


class Veil:
    """A row as somebody may see it: reads like the row, with masks in the place of fields.

    `hidden` are the names of the fields that are masked. The records that it belongs to are
    veiled too. It cannot be written to. Methods and properties read the row itself: what one
    makes of a hidden field is not masked, so a page shows fields.
    """

    __slots__ = ("_classes", "_person", "_row", "hidden")

    def __init__(self, row: Model, hidden: frozenset[str], person: Person) -> None:
        object.__setattr__(self, "_row", row)
        object.__setattr__(self, "_person", person)
        object.__setattr__(self, "_classes", getattr(row, "classes", None))
        object.__setattr__(self, "hidden", hidden)

    def __getattr__(self, name: str) -> Any:
        field = name
        if name not in self.hidden:
            field = name.removesuffix("_id").removeprefix("get_").removesuffix("_display")
        if field in self.hidden:
            value = getattr(self._row, field)
            mask: Any = masked(value, self._classes.of(field).mask)
            if isinstance(value, list):
                return [mask] if mask else []
            return (lambda: mask) if name.startswith("get_") else mask
        value = getattr(self._row, name)
        return veiled(self._person, [value])[0] if isinstance(value, Model) else value

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name}: a veiled row is only looked at")

    def __eq__(self, other: object) -> bool:
        return self._row == (other._row if isinstance(other, Veil) else other)

    def __hash__(self) -> int:
        return hash(self._row)

    def __str__(self) -> str:
        """The row's own name, unless it is made of what is hidden."""
        name = str(self._row)
        known = vars(self._row)  # what a query has left out is not fetched for this
        values = (str(known.get(field) or "") for field in self.hidden)
        told = any(value and value in name for value in values)
        return f"{self._row._meta.verbose_name} {self._row.pk}" if told else name


def veiled(person: Person, rows: Iterable[Model]) -> list[Any]:
    """The rows as this person may see them; those with nothing to hide stay as they are."""
    found: list[Any] = []
    known: dict[type[Model], tuple[frozenset[str], bool]] = {}
    for row in rows:
        model = type(row)
        if model not in known:
            known[model] = hidden_from(person, model), _leads_to_hidden(person, model)
        hidden, leads_on = known[model]
        found.append(Veil(row, hidden, person) if hidden or leads_on else row)
    return found


def _leads_to_hidden(person: Person, model: type[Model]) -> bool:
    """Whether a record that these rows lead to, in however many steps, has something to hide."""
    return any(hidden_from(person, other) for other in _reached_from(model))


@cache
def _reached_from(model: type[Model]) -> frozenset[type[Model]]:
    """The models with classes that one can walk to from row to row; some lead back in a circle."""
    found: set[type[Model]] = set()
    ahead = [model]
    while ahead:
        fields = ahead.pop()._meta.concrete_fields
        related = {field.related_model for field in fields if field.is_relation}
        new = {other for other in related if isinstance(other, type)} - found
        found |= new
        ahead += new
    return frozenset(other for other in found if hasattr(other, "classes"))
