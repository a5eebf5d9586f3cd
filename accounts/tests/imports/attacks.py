"""What a hostile file may be answered, and what it is made of."""

import re

from django.db import transaction
from django.utils import translation
from hypothesis import strategies as st

from accounts.imports.fields import Field
from accounts.imports.registry import kind_by_code, kinds
from accounts.models import ImportBatch
from accounts.services.imports import ImportImpossible, batch_undo
from accounts.tests.imports.conftest import DAY, Load
from accounts.tests.imports.dumps import dump

KINDS = sorted(kind.code for kind in kinds())
CHINESE = re.compile("[\u4e00-\u9fff]")

NASTY = (
    "", " ", "-", "0", "1", "-1", "00", "1.0", "2026-3-5", "1900-01-01", "2100-12-31", "46086",
    "9999999999999999.99", "-9999999999999999.99", "99999999999999.9999", "1e308", "nan",
    "2147483647", "2147483648", "x" * 81, "客" * 200, "..", "id:1", "'", '"', "\\", "\\N",
    "\\.", "%s", "%(source)s", "{x}", "'; DROP TABLE accounts_order; --", "\0", "\x1b", "\u202e",
    "\ud7ff", "🙂" * 40, "K1", "k1", "K-1", "杭州", "杭 州", "key", "战略", "wechat", "采购,财务",
    "a@b.example", "@", "91350100M000100Y43", "CNY", "GBP", "=1+1", "CURRENT_DATE", "null", "NULL",
)  # fmt: skip
NUMBERS = ("1", "1.0", "-1", "5", "5000000000000000", "0.001")
DAYS = ("2026-3-5", "1900-01-01", "2100-12-31", "46086")
NAMES = ("K1", "k1", "K-1", "杭州", "杭 州", "A", "A1", "王芳", "id:1", "%s", "客" * 40, "\\N")
BY_TYPE = {
    "date": DAYS,
    "timestamptz": ("2026-3-5 10:00", "2026-03-05T10:00:00Z", *DAYS),
    **dict.fromkeys(("numeric", "bigint", "smallint"), NUMBERS),
}
ANYTHING = st.sampled_from(NASTY) | st.text(max_size=12)


def cells(field: Field) -> st.SearchStrategy[str]:
    """Mostly what the field takes, so that rows get far; from few values, so that they meet."""
    good = tuple(field.type.words) or BY_TYPE.get(field.type.sql, NAMES)
    usual = st.sampled_from(good)
    return st.integers(0, 29).flatmap(lambda n: (ANYTHING, st.just(""), usual)[min(n, 2)])


def tables(kind: str, most: int = 10) -> st.SearchStrategy[list[tuple[str, ...]]]:
    """Rows of cells below the names of all the fields."""
    fields = kind_by_code(kind).fields
    row = st.tuples(*map(cells, fields))
    names = tuple(field.name for field in fields)
    return st.lists(row, min_size=1, max_size=most).map(lambda rows: [names, *rows])


def attack(load: Load, kind: str, content: bytes, *, twice: bool = False) -> None:
    """The file is turned away with a reason, or its rows add up and can be taken back."""
    with transaction.atomic(), translation.override("zh-hans"):
        before, batches = dump(), ImportBatch.objects.count()
        refused = _refused(load, kind, content, twice)
        if refused is not None:
            assert CHINESE.search(refused), refused
            assert ImportBatch.objects.count() == batches
        assert dump() == before
        transaction.set_rollback(True)


def _refused(load: Load, kind: str, content: bytes, twice: bool) -> str | None:
    """Why the file as a whole was turned away, if it was."""
    try:
        _take_and_take_back(load, kind, content, twice)
    except ImportImpossible as impossible:
        return str(impossible)
    return None


def _take_and_take_back(load: Load, kind: str, content: bytes, twice: bool) -> None:
    result = load(kind, content)
    outcome = result.outcome
    assert outcome.rows == (outcome.created + outcome.updated + outcome.unchanged + outcome.refused)
    assert outcome.refused == len(outcome.errors)
    for error in outcome.errors:
        assert CHINESE.search(error.reason), error
    if twice and not outcome.refused:  # else the second time may know what the first did not
        after = dump()
        again = load(kind, content).outcome
        assert (again.created, again.updated, again.refused) == (0, 0, 0)
        assert dump() == after
    undone = batch_undo(batch=ImportBatch.objects.get(pk=result.batch), day=DAY)
    assert undone.kept == []
