"""Importing an order book beside the least that any database can do: COPY into a bare table."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection

from accounts.models import FactChange, ImportBatch
from accounts.services.imports import batch_import, batch_undo
from tools.bench.clock import seconds
from tools.bench.data import DAY

ROWS = 100_000
# Three times the floor and ten seconds more.
TIMES, SECONDS = 3, 10
HEADER = ("订单号", "订单日期", "客户", "金额", "币种", "地区")
REGIONS = ("杭州", "宁波", "苏州", "Hamburg", "Lyon")


def measure_import_orders() -> tuple[float, float, float]:
    """Our seconds, those of COPY, and the ratio of the two that still passes."""
    ours, floor, allowed = measure(ROWS)
    return ours, floor, allowed / floor


def measure(rows: int) -> tuple[float, float, float]:
    """Seconds for `rows` orders: ours, COPY's, and what ours may take (3 × COPY + 10).

    Nine customers in ten are known by their code, the others become stubs. Nothing stays.
    """
    with TemporaryDirectory() as folder:
        path = _order_book(Path(folder) / "orders.csv", rows)
        floor = _copy_seconds(path)
        ours = seconds(lambda: batch_import(kind="orders", path=path, source="bench-file", day=DAY))
    _clear(rows)
    return ours, floor, TIMES * floor + SECONDS


def _order_book(path: Path, rows: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(rows):
            customer = number % (rows // 10)
            code = f"N-{customer}" if customer % 10 == 0 else f"B-{customer:07}"
            day = DAY - timedelta(days=number % 1000)
            amount = f"{number % 90_000}.{number % 100:02}"
            writer.writerow((number, day, code, amount, "CNY", REGIONS[customer % 5]))
    return path


def _copy_seconds(path: Path) -> float:
    with _bare_table() as table, path.open("rb") as file, connection.cursor() as cursor:

        def copy() -> None:
            with cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv, HEADER)") as target:
                while block := file.read(1 << 16):
                    target.write(block)

        return seconds(copy)


@contextmanager
def _bare_table() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_bare (number text, ordered_on date, customer text,"
            " amount numeric(18, 2), currency text, region text)"
        )
        try:
            yield "bench_bare"
        finally:
            cursor.execute("DROP TABLE bench_bare")


def _clear(rows: int) -> None:
    """Leave the tables to the next figure as they were; RuntimeError if not all rows came in."""
    batch = ImportBatch.objects.latest("pk")
    if batch.created != rows:
        raise RuntimeError(f"{batch.created} of {rows} orders were imported")
    batch_undo(batch=batch, day=DAY)
    batch.changes.all().delete()
    FactChange.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE accounts_order, accounts_customer, accounts_importchange")
