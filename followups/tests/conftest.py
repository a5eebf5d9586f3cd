"""`load` and `write` are those of the import tests in accounts."""

from accounts.tests.imports.conftest import _in_english, load, write

__all__ = ["_in_english", "load", "write"]
