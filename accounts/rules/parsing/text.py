"""Text, identifiers and words from a fixed list."""

import re
import unicodedata
from collections.abc import Mapping

from accounts.rules.credit_code import is_credit_code
from accounts.rules.names import normalise
from accounts.rules.parsing.refusal import Refusal, gettext_noop

# What stands around a value without belonging to it: byte order mark, zero-width characters.
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u200e\u200f"))
_FORMULA_TEXT = re.compile(r'="([^"]*)"')
_WHOLE_FLOAT = re.compile(r"([0-9]+)\.0+", re.ASCII)
_SHORTENED = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]+", re.ASCII | re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+")
_LIST = re.compile(r"[;；,，、|/\n]")


def clean(text: str) -> str:
    """The cell's text on one line, without what a spreadsheet puts around it.

    `="00123"` and `'00123`, with which people stop a spreadsheet from eating zeros, are `00123`.
    Refuses control characters and characters that were already lost when the file was written.
    """
    if not text.isprintable():
        text = " ".join(text.translate(_INVISIBLE).split())
        _refuse_control_characters(text)
    text = text.strip()
    if "\ufffd" in text:
        raise Refusal(gettext_noop("holds characters that cannot be read"))
    if text.startswith('="') and (formula := _FORMULA_TEXT.fullmatch(text)):
        return formula[1].strip()
    if text.startswith("'") and text[1:2].isdigit():
        return text[1:]
    return text


def _refuse_control_characters(text: str) -> None:
    for character in text:
        category = unicodedata.category(character)
        if category in ("Cc", "Cs"):
            raise Refusal(
                gettext_noop("holds the control character U+%(code)s"), code=f"{ord(character):04X}"
            )


def parse_text(text: str, *, longest: int) -> str:
    if len(text) > longest:
        raise Refusal(
            gettext_noop("is longer than %(longest)d characters (%(length)d)"),
            longest=longest,
            length=len(text),
        )
    return text


def parse_identifier(text: str, *, longest: int) -> str:
    """A number or code that names something: `536365.0` is `536365`, leading zeros stay.

    Refuses `1.23457E+15`: the spreadsheet that wrote it has lost the other digits.
    """
    if whole := _WHOLE_FLOAT.fullmatch(text):
        text = whole[1]
    elif _SHORTENED.fullmatch(text):
        raise Refusal(
            gettext_noop("was shortened by a spreadsheet; make its column text and save again")
        )
    return parse_text(text, longest=longest)


def parse_email(text: str, *, longest: int = 254) -> str:
    if not _EMAIL.fullmatch(text):
        raise Refusal(gettext_noop("is not an e-mail address"))
    return parse_text(text, longest=longest)


def parse_credit_code(text: str) -> str:
    code = unicodedata.normalize("NFKC", text).replace(" ", "").upper()
    if not is_credit_code(code):
        raise Refusal(
            gettext_noop("is not a unified social credit code: the check character does not fit")
        )
    return code


def parse_word(text: str, *, words: Mapping[str, str]) -> str:
    """The value that a word stands for; `words` maps normalised words to values."""
    try:
        return words[normalise(text)]
    except KeyError:
        known = ", ".join(dict.fromkeys(words.values()))
        raise Refusal(gettext_noop("is none of: %(known)s"), known=known) from None


def parse_list(text: str) -> list[str]:
    """The parts of a cell that holds several: `甲；乙、丙`."""
    return list(dict.fromkeys(filter(None, map(str.strip, _LIST.split(text)))))


def word_table(words: Mapping[str, str]) -> dict[str, str]:
    """`{"key": "重点, 关键"}` turned round for `parse_word`; a value is a word for itself."""
    return {
        normalise(word): value
        for value, synonyms in words.items()
        for word in (value, *synonyms.split(", "))
    }
