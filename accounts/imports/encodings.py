"""Which characters the bytes of a text file mean."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from accounts.imports.errors import UnreadableFile

CHUNK = 1 << 20
SAMPLE = 1 << 16
_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_TEXT_CONTROLS = b"\t\n\r\f\x1a\x00"
_OTHER_CONTROLS = bytes(set(range(32)) - set(_TEXT_CONTROLS)) + b"\x7f"


@dataclass(frozen=True, slots=True)
class _Reading:
    """How well a file reads in one encoding."""

    foreign: int
    lost: int

    @property
    def is_plausible(self) -> bool:
        """At most one foreign character in a hundred is lost: a scratch, not another encoding."""
        return self.lost * 100 <= self.foreign


def detect_encoding(path: Path) -> str:
    """The name of the encoding, by mark, by the place of zero bytes, or by trying.

    Raises UnreadableFile for files that are no text.
    """
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    if wide := _unmarked_utf16(sample):
        return wide
    if len(sample.translate(None, _OTHER_CONTROLS)) < len(sample) * 0.98:
        raise _not_text()
    return _narrow_encoding(path)


def _unmarked_utf16(sample: bytes) -> str | None:
    """Digits and separators of UTF-16 have a zero byte: the second (LE) or the first (BE).

    In a Chinese text they may be few; but then its other bytes are no UTF-8.
    """
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    enough = len(sample) / 2 * (0.4 if _is_utf8(sample) else 0.05)
    if odd > enough and odd > even * 10:
        return "utf-16-le"
    if even > enough and even > odd * 10:
        return "utf-16-be"
    if even + odd > len(sample) * 0.1:
        raise _not_text()
    return None


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _narrow_encoding(path: Path) -> str:
    """UTF-8 whenever it reads so: no other encoding does by accident."""
    utf8 = _read_as(path, "utf-8")
    if utf8.is_plausible:
        return "utf-8"
    chinese = _read_as(path, "gb18030")
    if chinese.is_plausible:
        return "gb18030"
    raise _not_text()


def _read_as(path: Path, encoding: str) -> _Reading:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    foreign = lost = 0
    for chunk in chunks_of(path):
        text = decoder.decode(chunk)
        if not text.isascii():
            foreign += len(text) - len(text.encode("ascii", "ignore"))
            lost += text.count("\ufffd")
    return _Reading(foreign, lost)


def chunks_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _not_text() -> UnreadableFile:
    return UnreadableFile(_("This is neither text nor an .xlsx workbook."))
