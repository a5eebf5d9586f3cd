"""The kinds of files that can be imported.

An app registers its kinds when it starts: a class with `@register` in a module that its
`AppConfig.ready` imports. Rows about a customer need no more than a `FactKind` with its fields.
"""

from typing import Any, ClassVar

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.imports.errors import ImportImpossible
from accounts.imports.fields import Field
from accounts.imports.run import Run
from common.registry import Registry


class Kind:
    """One kind of file: which fields it has, and how its rows get into the database.

    `model` is the one that a row of the file is a row of; `writes` are all whose rows an import may
    create or change, parents first.
    """

    code: ClassVar[str]
    label: ClassVar[str | Promise]
    fields: ClassVar[tuple[Field, ...]]
    model: ClassVar[type[Model]]
    writes: ClassVar[tuple[type[Model], ...]]

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)

    def missing(self, given: set[str]) -> list[Field]:
        """The fields without which a file is of no use, given those that it has."""
        return [field for field in self.fields if field.required and field.name not in given]

    def staged(self) -> dict[str, str]:
        """The columns of the staging table besides `row_no`, and their SQL types."""
        return {field.name: field.type.sql for field in self.fields}

    def complete(self, row: dict[str, Any]) -> None:
        """Check and fill one row (every staged column is a key); raises CellRefused."""

    def land(self, run: Run) -> None:
        """Move the staged rows into their tables, in sets, counting in `run.outcome`."""
        raise NotImplementedError

    def before_undo(self, run: Run) -> None:
        """Remember what an undo will take away, for `after_undo`."""

    def after_undo(self, run: Run) -> None:
        """Put right what follows from rows that an undo has taken back."""


_registry: Registry[Kind] = Registry("kinds of import")
register = _registry.register


def kinds() -> list[Kind]:
    return list(_registry.by_code.values())


def kind_by_code(code: str) -> Kind:
    try:
        return _registry.by_code[code]
    except KeyError:
        raise ImportImpossible(
            _("There is no kind “%(kind)s”; there are: %(kinds)s.")
            % {"kind": code, "kinds": ", ".join(_registry.by_code)}
        ) from None
