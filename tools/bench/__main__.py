"""`python -m tools.bench --rows N`: one line a figure, `name ours floor ratio target`.

After those of `FIGURES` come those of every kind of import, with N rows each. With
`--growth N,N,N` it is the figures of scoring alone, for companies of these sizes.

Works in a scratch database of its own on the server of DATABASE_URL (the embedded one without
it). Exits 1 when a figure is over its target.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import chain

import django
from django.core.management import call_command
from django.db import connection

from common.embedded_postgres import provide_database_url
from tools.bench.figures import Figure
from tools.prepare import collect_static_files

# As in the company that the targets were measured on: 100 000 customers, five million orders.
ORDERS_PER_CUSTOMER = 50

# In the order in which they are measured; `measure_<name>` in the module beside this one.
FIGURES = (
    ("import_orders", "import_orders"),
    ("score_full", "score"),
    ("score_changed", "score"),
    ("backtest", "score"),
    ("rules", "score"),
    ("what_if", "what_if"),
    ("list_first", "lists"),
    ("list_last", "lists"),
    ("search", "lists"),
    ("search_everywhere", "lists"),
    ("deadlines", "deadlines"),
    ("escalate", "work"),
    ("today", "work"),
    ("month", "work"),
    ("tasks", "work"),
    ("board", "work"),
    ("plan", "plan"),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.bench")
    parser.add_argument("--rows", type=int, default=10_000, help="how many customers (10000)")
    parser.add_argument("--growth", metavar="N,N,N", help="scoring alone, for these sizes")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_site.settings")
    with provide_database_url():
        django.setup()
        if options.growth:
            figures = list(printed(_growth(options.growth)))
        else:
            collect_static_files()
            with company(options.rows):
                figures = list(printed(_measured(options.rows)))
    sys.exit(verdict(figures))


@contextmanager
def company(customers: int) -> Iterator[None]:
    """A scratch database with so many customers, all of them scored."""
    with scratch_database():
        fill(customers)
        yield


@contextmanager
def scratch_database() -> Iterator[None]:
    """A migrated, empty database until the block ends; nothing else of the server is touched."""
    name = f"bench_{os.getpid()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    connection.close()
    usual, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        call_command("migrate", verbosity=0, interactive=False)
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def fill(rows: int) -> None:
    data = import_module("tools.bench.data")  # our models can be imported only after the set-up
    data.fill(rows, ORDERS_PER_CUSTOMER)
    import_module("health.services.score").score(day=data.DAY)
    data.analyse()


def printed(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Each as soon as it is there."""
    print("name ours floor ratio target", flush=True)
    for figure in figures:
        print(figure, flush=True)
        yield figure


def _growth(sizes: str) -> Iterator[Figure]:
    growth = import_module("tools.bench.growth")
    return growth.grown(growth.sizes(sizes), company)


def _measured(rows: int) -> Iterator[Figure]:
    return chain(_named(), import_module("tools.bench.import_kinds").figures(rows))


def _named() -> Iterator[Figure]:
    for name, module in FIGURES:
        measure = getattr(import_module(f"tools.bench.{module}"), f"measure_{name}")
        yield Figure(name, *measure())


def verdict(figures: list[Figure]) -> str | None:
    """What `sys.exit` says: nothing when every figure is within its target."""
    over = [figure.name for figure in figures if not figure.ok]
    return f"over the target: {', '.join(over)}" if over else None


if __name__ == "__main__":
    main()
