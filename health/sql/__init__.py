"""The statements that score: composed from the registry and a model version, run once for all.

`figures` reads facts into raw figures, `points` turns them into scores, `storing` keeps them.
Each returns common table expressions by name, in order. Names come from our registries and
figures from a checked version; every other value is a parameter.
"""

from collections.abc import Mapping

# Read by expressions that would otherwise be repeated inside one another many times over.
_COMPUTED_ONCE = {"figures", "curves", "points", "means", "bounds"}


def with_clause(ctes: Mapping[str, str]) -> str:
    return "WITH " + ",\n".join(
        f"{name} AS {'MATERIALIZED ' if name in _COMPUTED_ONCE else ''}({sql})"
        for name, sql in ctes.items()
    )
