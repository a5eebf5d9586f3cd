"""Finding any part of a text through the index on its two-character substrings.

    Customer.objects.filter(HasPart(F("search_text"), "杭州"))

The column holds parts on lines of their own (`accounts.rules.names.index_names`). A single
character is looked for at the head of a part only: no index helps it, and anywhere else it
would find nearly everything.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler

SHORTEST_INDEXED = 2


class HasPart(Lookup):
    lookup_name = "has_part"
    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        wanted, pattern = str(self.rhs), like_escaped(str(self.rhs))
        if len(wanted) < SHORTEST_INDEXED:
            sql = f"({column} LIKE %s OR {column} LIKE %s)"
            return sql, (*params, f"{pattern}%", *params, f"%\n{pattern}%")
        sql = f"(search_bigrams({column}) @> search_bigrams(%s) AND {column} LIKE %s)"
        return sql, (*params, wanted, *params, f"%{pattern}%")


def like_escaped(text: str) -> str:
    """The text with every character that LIKE would understand taken literally."""
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
