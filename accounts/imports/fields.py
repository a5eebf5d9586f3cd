"""What a kind of import asks of a column: its name, the words for it, the type of its values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.rules.parsing.dates import parse_day
from accounts.rules.parsing.numbers import (
    parse_count,
    parse_currency,
    parse_decimal,
    parse_money,
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
    """`parse` gets cleaned, non-empty text and returns the value or raises Refusal."""

    sql: str
    parse: Callable[[str], Any]
    knows_nothing: bool = False


def text(longest: int) -> ValueType:
    return ValueType("text", partial(parse_text, longest=longest))


def identifier(longest: int) -> ValueType:
    return ValueType("text", partial(parse_identifier, longest=longest))


def decimal(digits: int, places: int) -> ValueType:
    return ValueType("numeric", partial(parse_decimal, digits=digits, places=places), True)


def word(words: Mapping[str, str]) -> ValueType:
    """One of the keys, by any of its words."""
    return ValueType("text", partial(parse_word, words=word_table(words)))


def words(words: Mapping[str, str]) -> ValueType:
    """Several of the keys, in one cell."""
    table = word_table(words)
    return ValueType(
        "varchar[]", lambda cell: [parse_word(part, words=table) for part in parse_list(cell)]
    )


def names(longest: int) -> ValueType:
    """Several names in one cell."""
    return ValueType(
        "varchar[]", lambda cell: [parse_text(part, longest=longest) for part in parse_list(cell)]
    )


DAY = ValueType(
    "date", lambda cell: parse_day(cell, zone=timezone.get_default_timezone()), knows_nothing=True
)
MONEY = ValueType("numeric", parse_money, knows_nothing=True)
COUNT = ValueType("bigint", parse_count, knows_nothing=True)
CURRENCY = ValueType("text", parse_currency)
CREDIT_CODE = ValueType("text", parse_credit_code)
EMAIL = ValueType("text", parse_email)


@dataclass(frozen=True, slots=True)
class Field:
    """`synonyms` are headers that mean this field, separated by commas, the surest first."""

    name: str
    label: str | Promise
    type: ValueType
    synonyms: str
    required: bool = False
    help: str | Promise = ""

    def headers(self) -> list[str]:
        """Every header that means this field: its own name first."""
        return [self.name, *self.synonyms.split(", ")]


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
)


def external_id(synonyms: str = "", longest: int = 120) -> Field:
    return Field(
        "external_id",
        _("number there"),
        identifier(longest),
        f"{synonyms}, 外部编号, 外部ID, 源系统编号, external id, external number, id",
        help=_("The number under which the other system knows this row."),
    )
