"""`load("orders", text)` imports a small file the way everything else does."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from django.utils import translation

from accounts.imports.columns import Told
from accounts.services.imports import ImportResult, batch_import

DAY = date(2026, 3, 31)
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
