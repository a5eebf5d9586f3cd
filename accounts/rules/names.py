"""What a company name is compared, sorted and found by."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from pypinyin import Style, lazy_pinyin
from pypinyin.seg.mmseg import seg

# Characters that read differently at the head of a name when they are a surname.
SURNAMES = {
    "单": "shan", "曾": "zeng", "翟": "zhai", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha",
    "朴": "piao", "盖": "ge", "尉": "wei", "缪": "miao", "乐": "yue", "长": "zhang", "重": "chong",
}  # fmt: skip

_NOISE = re.compile(r"[\W_]+")
# Chinese characters that stand together, or what is between them. Those of private use are what
# older encodings have of Chinese that Unicode lacked then.
_HAN = r"\u3007\u3400-\u9fff\ue815-\ue864\uf900-\ufaff\U00020000-\U000323af"
_RUN = re.compile(rf"([{_HAN}]+)|[^{_HAN}]+")


@dataclass(frozen=True, slots=True)
class NameIndex:
    """`key` for equality, `pinyin` for order, `search_text` for finding."""

    key: str
    pinyin: str
    search_text: str


def normalise(name: str) -> str:
    """The name without width, case, space and punctuation: `（ABC） 有限公司` → `abc有限公司`."""
    return _bare(_folded(name))[:200]


def _folded(text: str) -> str:
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def _bare(text: str) -> str:
    return text if text.isalnum() else _NOISE.sub("", text)


@lru_cache(maxsize=4096)
def syllables(name: str) -> tuple[str, ...]:
    """Toneless pinyin, a syllable a character; a run of other characters stays whole."""
    return _syllables(_folded(name))


def _syllables(text: str) -> tuple[str, ...]:
    if text.isascii():
        return (text,)
    found: list[str] = []
    for run in _RUN.finditer(text):
        found += _of_run(run[1]) if run[1] else (run[0],)
    return tuple(found)


@lru_cache(maxsize=16_384)
def _of_run(run: str) -> tuple[str, ...]:
    return tuple(chain.from_iterable(map(_of_word, seg.cut(run))))


@lru_cache(maxsize=16_384)
def _of_word(word: str) -> tuple[str, ...]:
    """Names are made of the same words again and again: 杭州, 科技, 有限公司."""
    return tuple(lazy_pinyin(word, style=Style.NORMAL, errors=lambda run: run))


def readings(name: str) -> list[tuple[str, ...]]:
    """The usual reading, and the surname's where the first character has one of its own."""
    usual = syllables(name)
    surname = SURNAMES.get(name[:1])
    return [usual] if surname in (None, usual[0]) else [usual, (surname, *usual[1:])]


def pinyin_sort_key(name: str) -> str:
    return " ".join(syllables(name))[:400]


def index_names(*names: str, codes: Iterable[str] = ()) -> NameIndex:
    """Everything that the names (the official one first) and codes can be found by.

    The parts stand on lines of their own, so that a query never matches across two of them.
    """
    parts: dict[str, None] = {}
    for name in filter(None, names):
        key = normalise(name)
        parts[key] = None
        if not key.isascii():
            for reading in readings(name):
                pieces = [piece if piece.isalnum() else _bare(piece) for piece in reading]
                parts["".join(pieces)] = None
                parts["".join([piece[:1] for piece in pieces])] = None
    key = next(iter(parts)) if names[0] else ""
    for code in filter(None, codes):
        parts[normalise(code)] = None
    return NameIndex(
        key=key,
        pinyin=pinyin_sort_key(names[0]),
        search_text="\n".join(filter(None, parts)),
    )
