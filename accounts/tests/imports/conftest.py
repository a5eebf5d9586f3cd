"""`load("orders", text)` imports a small file the way everything else does."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import translation

from accounts.imports.columns import Told
from accounts.services.imports import ImportResult, batch_import

DAY = date(2026, 3, 31)
KNOWN = (
    ("orders", "单号,日期,客户,金额\nA1,2026-3-1,K1,1000\nA,2026-3-2,K-1,50\n"),
    ("contacts", "客户,姓名\nK1,王芳\nK-1,A\n"),
    ("invoices", "发票号,客户,开票日期,到期日,金额\nA1,K1,2026-1-5,2026-2-4,5\n"),
    ("contracts", "合同编号,客户,生效日期\nA1,K1,2026-1-1\n"),
    ("tickets", "工单号,客户,类型,主题,创建时间\nA1,K1,故障,异响,2026-3-4 10:00\n"),
)
Load = Callable[..., ImportResult]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """A new file with this content; text as UTF-8."""
    numbers = count(1)

    def write(content: str | bytes) -> Path:
        path = tmp_path / f"file{next(numbers)}.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def load(db, write) -> Load:
    """Import text, bytes or a path; `columns` and `constants` are what a person says about it."""

    def load(kind: str, content: str | bytes | Path, **options) -> ImportResult:
        told = Told(options.pop("columns", {}), options.pop("constants", {}))
        path = content if isinstance(content, Path) else write(content)
        return batch_import(kind=kind, path=path, told=told, **{"day": DAY, **options})

    return load


@pytest.fixture(scope="module")
def _known(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """Around all tests of a file, from the first that asks for it."""
    path = tmp_path_factory.mktemp("known") / "known.csv"
    with django_db_blocker.unblock(), transaction.atomic():
        for kind, text in KNOWN:
            path.write_text(text)
            assert batch_import(kind=kind, path=path, day=DAY).outcome.refused == 0
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


@pytest.fixture
def known(_known, db) -> None:
    """What other files have said before: something to name, to change and to contradict."""
