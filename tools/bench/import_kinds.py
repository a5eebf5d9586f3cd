"""Every kind of file beside COPY of the same file into a bare table, in the same run."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection

from accounts.imports.registry import kinds
from accounts.models import Department, ImportBatch, User
from accounts.services.imports import batch_import, batch_undo
from accounts.tests.imports.samples import SAMPLES as FACTS
from accounts.tests.imports.samples import Sample
from followups.models import SlaClock
from followups.tests.samples import SAMPLES as WORK
from tools.bench.clock import seconds
from tools.bench.data import DAY
from tools.bench.figures import Figure

# Three times COPY, and ten seconds for every 100 000 rows.
TIMES, SECONDS = 3, 10 / 100_000
# Kinds whose files say more than one thing at a time, and so have no small sample.
OTHERS = (
    Sample("customers", "客户编号,名称,行业,地区\nA1,甬江 A1 机械,机械,宁波\n", ("", ""), {}),
    Sample("contacts", "客户,姓名,手机,职位\nK1,P1,13800000000,经理\n", ("", ""), {}),
    Sample("orders", "单号,日期,客户,金额,币种\nA1,2026-3-1,K1,1000,CNY\n", ("", ""), {}),
    Sample(
        "order_lines",
        "单号,日期,客户,产品编码,数量,单价\nA1,2026-3-1,K1,P1,3,12.5\n",
        ("", ""),
        {},
    ),
)
SAMPLES = {sample.kind: sample for sample in (*OTHERS, *FACTS, *WORK)}

TURNS = 2
ROWS_PER_CUSTOMER = 10
# Of an order book by lines; in the real one it is twenty.
LINES_PER_ORDER = 5
# More days than rows of a customer, and a prime: no two of them are of the same day.
DAYS = 701
FIRST = re.compile(r"\bK1\b|\bP1\b|A1\b")
CUSTOMER = re.compile(r"\bK1\b")
NUMBER = re.compile(r"(?<![A-Z])([AHINPRST])1\b")
DAY_OF = re.compile(r"\b(20\d\d)-(\d{1,2})-(\d{1,2})\b")
MONTH_OF = re.compile(r"\b20\d{4}\b")
# Of these a customer has each but once.
ONCE = re.compile("传动|甲厂|春季展")
ANOTHER_TICKET = re.compile(r"\bT2\b")


def figures(rows: int) -> Iterator[Figure]:
    """`import_<kind>` for every kind and `import_all` for their sum: ours ÷ what is allowed."""
    _people()
    ours = allowed = 0.0
    for kind in kinds():
        figure = measure(kind.code, rows)
        ours, allowed = ours + figure.ours, allowed + figure.floor
        yield figure
    yield Figure("import_all", ours, allowed, 1.0)


def measure(kind: str, rows: int) -> Figure:
    """Import a file of so many rows of the kind, and take it back: nothing stays.

    Ten rows are of the same customer, nine customers in ten are known.
    """
    sample = SAMPLES[kind]
    with TemporaryDirectory() as folder:
        before = [
            _load(name, write_file(Path(folder) / name, text, rows)) for name, text in sample.before
        ]
        each = LINES_PER_ORDER if kind == "order_lines" else 1
        path = write_file(Path(folder) / kind, sample.text, rows, each)
        turns = [_turn(kind, path, rows) for _ in range(TURNS)]
    for batch in reversed(before):
        batch_undo(batch=batch, day=DAY)
    _sweep()
    ours, allowed = map(min, zip(*turns, strict=True))
    return Figure(f"import_{kind}", ours, allowed, 1.0)


def _turn(kind: str, path: Path, rows: int) -> tuple[float, float]:
    """Seconds of ours, and those that are allowed; nothing of it stays."""
    copied = _copy_seconds(path)
    batches: list[ImportBatch] = []
    ours = seconds(lambda: batches.append(_load(kind, path)))
    [batch] = batches
    _check(batch, rows)
    allowed = TIMES * copied + SECONDS * (rows + _clocks_of(batch))
    batch_undo(batch=batch, day=DAY)
    return ours, allowed


def _clocks_of(batch: ImportBatch) -> int:
    """A ticket of the file brings up to five clocks, each a row with a deadline to work out."""
    return SlaClock.objects.filter(ticket__batch=batch).count()


def _load(kind: str, path: Path) -> ImportBatch:
    batch_import(kind=kind, path=path, source="bench-file", day=DAY)
    return ImportBatch.objects.latest("pk")


def _check(batch: ImportBatch, rows: int) -> None:
    if batch.created != rows:
        raise RuntimeError(
            f"{batch.created} of {rows} {batch.kind} were imported; {batch.errors[:1]}"
        )


def write_file(path: Path, text: str, rows: int, each: int = 1) -> Path:
    """A file of rows like the first of `text` that has a number, `each` of them with the same."""
    head, *lines = text.splitlines()
    pattern = next(line for line in lines if FIRST.search(line))
    pattern = ANOTHER_TICKET.sub("", pattern)
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{head}\n")
        for row in range(each, rows + each):
            number = row // each
            copy, customer = divmod(number, rows // ROWS_PER_CUSTOMER)
            line = ONCE.sub(rf"\g<0>{copy}", pattern)
            file.write(f"{_line(line, number, customer)}\n")
    return path


def _line(pattern: str, number: int, customer: int) -> str:
    later = timedelta(days=-(number % DAYS))
    code = f"N-{customer}" if customer % 10 == 0 else f"B-{customer:07}"
    line = DAY_OF.sub(lambda day: str(date(*map(int, day.groups())) + later), pattern)
    line = MONTH_OF.sub(f"{(DAY + later * 31).replace(day=1):%Y%m}", line)
    return CUSTOMER.sub(code, NUMBER.sub(rf"\g<1>{number}", line))


def _people() -> None:
    """Those whom the files name."""
    User.objects.create_user("lin", name="林晓", email="lin@evergreen.example")
    Department.objects.get_or_create(code="it", defaults={"name": "信息部"})


def _copy_seconds(path: Path) -> float:
    """COPY of the file as it is, into a table of nothing but text."""
    width = path.open(encoding="utf-8").readline().count(",") + 1
    columns = ", ".join(f"c{position} text" for position in range(width))
    with connection.cursor() as cursor, path.open("rb") as file:
        cursor.execute(f"CREATE TABLE bench_bare ({columns})")

        def copy() -> None:
            with cursor.copy("COPY bench_bare FROM STDIN (FORMAT csv, HEADER)") as target:
                while block := file.read(1 << 16):
                    target.write(block)

        copied = seconds(copy)
        cursor.execute("DROP TABLE bench_bare")
    return copied


def _sweep() -> None:
    """Leave the tables to the next kind as they were."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE accounts_importchange, accounts_factchange")
        cursor.execute("VACUUM ANALYZE")
