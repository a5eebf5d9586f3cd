"""What a kind of import asks of a column: its name, the words for it, the type of its values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.rules.parsing.dates import parse_day, parse_moment, parse_month
from accounts.rules.parsing.numbers import (
    parse_count,
    parse_currency,
    parse_decimal,
    parse_money,
    parse_percent,
    parse_whole,
)
from accounts.rules.parsing.refusal import Refusal
from accounts.rules.parsing.text import (
    parse_credit_code,
    parse_email,
    parse_identifier,
    parse_list,
    parse_text,
    parse_word,
    word_table,
)

# What people write into a cell for a date or number that there is not.
NOTHING = frozenset({"-", "--", "—", "/", "无", "null", "n/a", "#n/a", "none"})


class CellRefused(Exception):
    """The cell of one field cannot be taken."""

    def __init__(self, field: str, refusal: Refusal) -> None:
        super().__init__(field, refusal)
        self.field = field
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class ValueType:
    """`parse` gets cleaned, non-empty text and returns the value or raises Refusal.

    `says` tells a person what may be written, with an `example`; `words` are those of a fixed list,
    as `word` takes them.
    """

    sql: str
    parse: Callable[[str], Any]
    knows_nothing: bool = False
    says: str | Promise = ""
    example: str | Promise = ""
    words: Mapping[str, str] = field(default_factory=dict, compare=False)


def text(longest: int) -> ValueType:
    return ValueType(
        "text",
        partial(parse_text, longest=longest),
        says=format_lazy(_("Text of at most {longest} characters."), longest=longest),
        example=_("any text"),
    )


def identifier(longest: int) -> ValueType:
    return ValueType(
        "text",
        partial(parse_identifier, longest=longest),
        says=format_lazy(
            _("Text of at most {longest} characters; leading zeros count."), longest=longest
        ),
        example="A-00123",
    )


def decimal(digits: int, places: int) -> ValueType:
    return ValueType(
        "numeric",
        partial(parse_decimal, digits=digits, places=places),
        knows_nothing=True,
        says=format_lazy(_("A number, rounded to {places} decimal places."), places=places),
        example="12.5",
    )


def whole(first: int, last: int) -> ValueType:
    return ValueType(
        "bigint",
        partial(parse_whole, first=first, last=last),
        knows_nothing=True,
        says=format_lazy(_("A whole number from {first} to {last}."), first=first, last=last),
        example=str(last),
    )


def word(words: Mapping[str, str]) -> ValueType:
    """One of the keys, by any of its words."""
    return ValueType(
        "text",
        partial(parse_word, words=word_table(words)),
        says=_("One of these words:"),
        words=words,
    )


def words(words: Mapping[str, str]) -> ValueType:
    """Several of the keys, in one cell."""
    table = word_table(words)
    return ValueType(
        "varchar[]",
        lambda cell: [parse_word(part, words=table) for part in parse_list(cell)],
        says=_("One or more of these words, separated by commas:"),
        words=words,
    )


def names(longest: int) -> ValueType:
    """Several names in one cell."""
    return ValueType(
        "varchar[]",
        lambda cell: [parse_text(part, longest=longest) for part in parse_list(cell)],
        says=format_lazy(
            _("One or more names of at most {longest} characters, separated by commas."),
            longest=longest,
        ),
        example="A, B",
    )


DAY = ValueType(
    "date",
    lambda cell: parse_day(cell, zone=timezone.get_default_timezone()),
    knows_nothing=True,
    says=_("A date: 2026-03-05, 2026/3/5, 2026年3月5日 or 5 March 2026; not 3/5/2026."),
    example="2026-03-05",
)
MONTH = ValueType(
    "date",
    lambda cell: parse_month(cell, zone=timezone.get_default_timezone()),
    knows_nothing=True,
    says=_("A month: 2026-03, 202603 or 2026年3月; or any day of it."),
    example="2026-03",
)
MOMENT = ValueType(
    "timestamptz",
    lambda cell: parse_moment(cell, zone=timezone.get_default_timezone()),
    knows_nothing=True,
    says=_("A date and a time: 2026-03-05 14:30; a date alone is the beginning of the day."),
    example="2026-03-05 14:30",
)
MONEY = ValueType(
    "numeric",
    parse_money,
    knows_nothing=True,
    says=_("An amount: 1234.50, 1,234.50, ¥1,234.50 or 1.2万; below zero: -5 or (5)."),
    example="1234.50",
)
COUNT = ValueType(
    "bigint",
    parse_count,
    knows_nothing=True,
    says=_("A whole number, not below zero: 1200 or 1,200."),
    example="1200",
)
PERCENT = ValueType(
    "numeric",
    parse_percent,
    knows_nothing=True,
    says=_("A percentage from 0 to 100: 12.5 or 12.5%."),
    example="12.5%",
)
CURRENCY = ValueType(
    "text",
    parse_currency,
    says=_("The three letters of a currency, its sign or its Chinese name: CNY, ¥, 人民币."),
    example="CNY",
)
CREDIT_CODE = ValueType(
    "text",
    parse_credit_code,
    says=_("18 digits and capital letters; the check character has to fit."),
    example="91350100M000100Y43",
)
EMAIL = ValueType("text", parse_email, says=_("One e-mail address."), example="lin@example.com")


@dataclass(frozen=True, slots=True)
class Field:
    """`synonyms` are headers that mean this field, separated by commas, the surest first.

    `example` is for the template, where the type's own says too little.
    """

    name: str
    label: str | Promise
    type: ValueType
    synonyms: str
    required: bool = False
    help: str | Promise = ""
    example: str | Promise = ""

    def headers(self) -> list[str]:
        """Every header that means this field: its own name first."""
        return [self.name, *filter(None, self.synonyms.split(", "))]


CUSTOMER = Field(
    "customer",
    _("customer"),
    identifier(200),
    (
        "客户, 客户编号, 客户编码, 客户代码, 客户号, 客户ID, 客户名称, 公司名称, 公司, customer, "
        "customer id, customer no, customer number, customer code, "
        "customer name, client, client id, account, account id, company, buyer"
    ),
    required=True,
    help=_("Number, code, credit code or name. A company nobody knows yet is recorded as a stub."),
    example="杭州科技有限公司",
)


MAYBE_CUSTOMER = replace(
    CUSTOMER, required=False, help=_("Empty: about no customer in particular.")
)
CURRENCY_FIELD = Field(
    "currency",
    _("currency"),
    CURRENCY,
    "币种, 货币, 币别, 结算币种, currency, currency code",
    help=_("Three letters; empty: the company's currency, or the sign in the amount."),
)


def company_day(moment: str) -> str:
    """SQL for the day of a moment, in the company's time zone."""
    return f"({moment} AT TIME ZONE '{settings.TIME_ZONE}')::date"


def external_id(synonyms: str = "", longest: int = 120) -> Field:
    return Field(
        "external_id",
        _("number there"),
        identifier(longest),
        f"{synonyms}, 外部编号, 外部ID, 源系统编号, external id, external number, id",
        help=_("The number under which the other system knows this row."),
    )
