"""What may be shown of a field to whom, and what stands in its place.

Every field has a class; a role has a clearance for each slice of what is known about a customer.
A field above the clearance is masked by its kind, so that people still recognise what it is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

HIDDEN = "•••"
SHORTEST_TAIL = 8  # a shorter number would be told by its last four


class FieldClass(IntEnum):
    PUBLIC = 0
    INTERNAL = 1
    SENSITIVE = 2
    CONFIDENTIAL = 3


class Slice(StrEnum):
    """Parts of what is known about a customer, by whose work needs them."""

    PROFILE = "profile"
    CONTACTS = "contacts"
    ORDERS = "orders"
    BILLING = "billing"
    CONTRACTS = "contracts"
    DEALINGS = "dealings"
    TICKETS = "tickets"
    COSTS = "costs"


class Mask(StrEnum):
    """How a hidden value is hinted at."""

    TAIL = "tail"  # phone, card and credit code: the last four
    EMAIL = "email"  # first letter and domain
    PERSON = "person"  # surname
    NOTHING = "nothing"  # amounts, dates, free text


@dataclass(frozen=True, slots=True)
class Classed:
    level: FieldClass
    mask: Mask = Mask.NOTHING


class Classes:
    """The classes of a model's fields; those that are not named are internal."""

    def __init__(self, slice_: Slice, fields: Mapping[str, Classed] | None = None) -> None:
        self.slice = slice_
        self.fields = dict(fields or {})

    def of(self, name: str) -> Classed:
        return self.fields.get(name, INTERNAL)

    def above(self, level: FieldClass) -> frozenset[str]:
        """The named fields that a clearance of this level does not reach."""
        return frozenset(name for name, classed in self.fields.items() if classed.level > level)


INTERNAL = Classed(FieldClass.INTERNAL)


def public(*names: str) -> dict[str, Classed]:
    return dict.fromkeys(names, Classed(FieldClass.PUBLIC))


def internal(*names: str, mask: Mask = Mask.NOTHING) -> dict[str, Classed]:
    """Only to say how they are masked from whoever does not even see what is internal."""
    return dict.fromkeys(names, Classed(FieldClass.INTERNAL, mask))


def sensitive(*names: str, mask: Mask = Mask.NOTHING) -> dict[str, Classed]:
    return dict.fromkeys(names, Classed(FieldClass.SENSITIVE, mask))


def confidential(*names: str, mask: Mask = Mask.NOTHING) -> dict[str, Classed]:
    return dict.fromkeys(names, Classed(FieldClass.CONFIDENTIAL, mask))


Clearance = dict[Slice, FieldClass]
"""What somebody may see of each slice; of a slice that is not named only what is public."""


def widest(clearances: Iterable[Clearance]) -> Clearance:
    """The clearance of somebody who holds several roles."""
    found: dict[Slice, FieldClass] = {}
    for clearance in clearances:
        for slice_, level in clearance.items():
            found[slice_] = max(level, found.get(slice_, FieldClass.PUBLIC))
    return found


def masked(value: object, mask: Mask) -> str:
    """What stands in the place of a value; empty for a value that is empty."""
    if value in (None, "", []):
        return ""
    return MASKS[mask](value) if isinstance(value, str) else HIDDEN


def _tail(text: str) -> str:
    return f"{HIDDEN}{text[-4:]}" if len(text) >= SHORTEST_TAIL else HIDDEN


def _email(text: str) -> str:
    name, at, domain = text.partition("@")
    return f"{name[:1]}{HIDDEN}@{domain}" if at else HIDDEN


def surname(name: str) -> str:
    """`王芳` → `王`, `欧阳修` → `欧阳`, `Anna Smith` → `Smith`, `Anna` → `A`."""
    name = name.strip()
    if name.isascii():
        return name.rpartition(" ")[2] if " " in name else name[:1]
    return name[:2] if name[:2] in DOUBLE_SURNAMES and len(name) > 2 else name[:1]


TWO_LETTERS = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 "
    "濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 令狐 百里 呼延 东郭"
)
DOUBLE_SURNAMES = frozenset(TWO_LETTERS.split())
MASKS: dict[Mask, Callable[[str], str]] = {
    Mask.TAIL: _tail,
    Mask.EMAIL: _email,
    Mask.PERSON: lambda text: f"{surname(text)}*",
    Mask.NOTHING: lambda _text: HIDDEN,
}
