"""Words that a record has in both languages, as data: each reader gets theirs."""

from collections.abc import Sequence
from typing import TypeVar

from django.utils.translation import get_language

Words = TypeVar("Words", str, Sequence[str])
CHINESE, ENGLISH = "zh-hans", "en"


def for_reader(chinese: Words, english: Words, language: str | None = None) -> Words:
    """In the language that is read, or in `language`; in the other one where that is empty."""
    is_english = (language or get_language() or CHINESE).startswith(ENGLISH)
    first, second = (english, chinese) if is_english else (chinese, english)
    return first or second
