"""Numbers and amounts of money as people write them.

Separators decide as follows: commas, spaces or apostrophes between groups of three (or commas
between groups of four, as in Chinese) are thousands; `1.234,56`, `1.234.567` and `139,12` are
European; a single point is always a decimal point.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from unicodedata import normalize

from accounts.rules.parsing.refusal import Refusal, gettext_noop

_QUICK = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,2})?")
_POINT = re.compile(
    r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+"
    r"|[1-9][0-9]{0,2}(?P<mark>[ ,'’])[0-9]{3}(?:(?P=mark)[0-9]{3})*(?:\.[0-9]+)?"
    r"|[1-9][0-9]{0,3}(?:,[0-9]{4})+(?:\.[0-9]+)?"
)
_COMMA = re.compile(
    r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}"
    r"|[0-9]+,[0-9]{1,2}|0,[0-9]+"
)
_UNITS = {"千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
_UNIT = re.compile("(万亿|千万|百万|亿|万|千)$")
_PEOPLE = re.compile("[人名]$")

# What a sign or word may mean, the likeliest first; `元` stands behind any currency.
CURRENCY_SIGNS: dict[str, tuple[str, ...]] = {
    "¥": ("CNY", "JPY"),
    "$": ("USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD"),
    "€": ("EUR",),
    "£": ("GBP",),
    "US$": ("USD",),
    "HK$": ("HKD",),
    "RMB": ("CNY",),
    "人民币": ("CNY",),
    "美元": ("USD",),
    "欧元": ("EUR",),
    "英镑": ("GBP",),
    "港元": ("HKD",),
    "港币": ("HKD",),
    "日元": ("JPY",),
}
_ISO = r"[A-Z]{3}"
_SIGN = "|".join(sorted(map(re.escape, CURRENCY_SIGNS), key=len, reverse=True)) + f"|{_ISO}"
_MONEY = re.compile(
    rf"(?P<minus1>[-+])?\s*(?P<before>{_SIGN})?\s*(?P<minus2>[-+])?\s*"
    rf"(?P<figure>[0-9.][^A-Z¥$€£]*?)\s*(?P<minus3>-)?\s*(?P<behind>{_SIGN})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, and the currencies that the cell's own sign allows (none: it has no sign)."""

    amount: Decimal
    currencies: tuple[str, ...] = ()


def parse_currency(text: str) -> str:
    """The ISO 4217 code of a currency named by code, sign or Chinese word."""
    name = normalize("NFKC", text).upper()
    if name in CURRENCY_SIGNS:
        return CURRENCY_SIGNS[name][0]
    if re.fullmatch(_ISO, name):
        return name
    raise Refusal(gettext_noop("is not a currency code of three letters"))


def parse_money(text: str, *, digits: int = 18, places: int = 2) -> Money:
    """`￥1.2万`, `(1,234.50)`, `139.12-`, `US$ 5`: rounded half up to `places`.

    `digits` is the most that fit altogether; Refusal for anything else.
    """
    if _QUICK.fullmatch(text):
        return Money(_fitting(Decimal(text), digits, places))
    text = normalize("NFKC", text).replace("−", "-").strip()
    bracketed = text.startswith("(") and text.endswith(")")
    match = _MONEY.fullmatch(text[1:-1].strip() if bracketed else text)
    if match is None:
        raise _not_a_number()
    signs = [match[name] for name in ("minus1", "minus2", "minus3") if match[name]]
    if len(signs) + bracketed > 1 or (match["before"] and match["behind"]):
        raise _not_a_number()
    amount = _figure(match["figure"].removesuffix("元").rstrip())
    if bracketed or "-" in signs:
        amount = -amount
    return Money(_fitting(amount, digits, places), _currencies(match["before"] or match["behind"]))


def parse_decimal(text: str, *, digits: int, places: int) -> Decimal:
    money = parse_money(text, digits=digits, places=places)
    if money.currencies:
        raise _not_a_number()
    return money.amount


def parse_count(text: str, *, largest: int = 2**31 - 1) -> int:
    """A whole number that is not negative: `1,200人` is 1200."""
    number = parse_decimal(_PEOPLE.sub("", text), digits=18, places=4)
    if number != int(number) or number < 0:
        raise Refusal(gettext_noop("is not a whole number"))
    if number > largest:
        raise Refusal(gettext_noop("is too large"))
    return int(number)


def parse_quantity(text: str) -> Decimal:
    """A number that is not negative, with up to four places."""
    number = parse_decimal(text, digits=18, places=4)
    if number < 0:
        raise Refusal(gettext_noop("is below zero"))
    return number


def parse_whole(text: str, *, first: int, last: int) -> int:
    """A whole number between `first` and `last`, both included."""
    number = parse_decimal(text, digits=18, places=4)
    if number != int(number):
        raise Refusal(gettext_noop("is not a whole number"))
    return int(_within(number, first, last))


def parse_percent(text: str) -> Decimal:
    """`12.5%` and `12.5` are 12.5, between 0 and 100.

    Refuses `0.125`, which is what a spreadsheet's 12.5% looks like from outside.
    """
    figure = text.rstrip("%％ ")
    percent = _within(parse_decimal(figure, digits=7, places=4), 0, 100)
    if figure == text and 0 < percent <= 1:
        raise Refusal(gettext_noop("may be a fraction or a percentage; write it with %%"))
    return percent.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _within(number: Decimal, first: int, last: int) -> Decimal:
    if not first <= number <= last:
        message = gettext_noop("is not between %(first)d and %(last)d")
        raise Refusal(message, first=first, last=last)
    return number


def _figure(text: str) -> Decimal:
    factor = 1
    if unit := _UNIT.search(text):
        factor, text = _UNITS[unit[1]], text[: unit.start()].rstrip()
    if _POINT.fullmatch(text):
        return Decimal(re.sub("[ ,'’]", "", text)) * factor
    if _COMMA.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", ".")) * factor
    raise _not_a_number()


def _fitting(amount: Decimal, digits: int, places: int) -> Decimal:
    if abs(amount) >= Decimal(10) ** (digits - places):
        raise Refusal(gettext_noop("is too large"))
    rounded = amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if abs(rounded) >= Decimal(10) ** (digits - places):
        raise Refusal(gettext_noop("is too large"))
    return rounded or abs(rounded)  # no -0.00


def _currencies(sign: str | None) -> tuple[str, ...]:
    if sign is None:
        return ()
    return CURRENCY_SIGNS.get(sign.upper(), (sign.upper(),))


def _not_a_number() -> Refusal:
    return Refusal(gettext_noop("is not a number"))
