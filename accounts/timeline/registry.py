"""Where a customer's timeline gets its lines from.

An app registers its sources when it starts: a class with `@register` in a module that its
`AppConfig.ready` imports.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from django.db.models import DateTimeField, Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from accounts.models import Customer
from common.registry import Registry
from common.together import Part
from common.views import view_permission


class Tone(StrEnum):
    """Whether a line is a reason to be glad or to look closer; said in words beside it."""

    PLAIN = ""
    GOOD = "good"
    BAD = "bad"


class Source:
    """One kind of line: rows of `model`, each at the day or moment in its field `at`.

    `fields` are what the words are made of (`common.together.Part`); rows come veiled. `kind` is
    what a reader narrows the timeline by; sources of one model share it.
    """

    code: ClassVar[str]
    kind: ClassVar[str]
    label: ClassVar[str | Promise]
    """What the kind is called, in the plural."""
    icon: ClassVar[str]
    model: ClassVar[type[Model]]
    at: ClassVar[str]
    fields: ClassVar[tuple[str, ...]] = ()

    @property
    def permission(self) -> str:
        return view_permission(self.model)

    def title(self, row: Any) -> str:
        raise NotImplementedError

    def detail(self, row: Any) -> str:  # noqa: ARG002
        return ""

    def tone(self, row: Any) -> Tone:  # noqa: ARG002
        return Tone.PLAIN

    def url(self, row: Any) -> str:  # noqa: ARG002
        """Its own page, where it has one."""
        return ""

    def rows(self, customer: Customer) -> QuerySet[Any]:
        return self.model._default_manager.filter(customer=customer)

    def part(self, customer: Customer, until: date, count: int) -> Part:
        """The newest `count` rows up to the end of the day `until`."""
        bound = {f"{self.at}__lt": day_end(until)} if self.is_moment else {f"{self.at}__lte": until}
        rows = self.rows(customer).filter(**bound).order_by(f"-{self.at}", "-pk")
        return Part(rows[:count], (self.at, *self.fields))

    def day(self, row: Any) -> date:
        at = getattr(row, self.at)
        return timezone.localdate(at) if self.is_moment else at

    @property
    def is_moment(self) -> bool:
        return isinstance(self.model._meta.get_field(self.at), DateTimeField)


def day_end(day: date) -> datetime:
    """The first moment that is not of the company's day any more."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


_registry: Registry[Source] = Registry("sources of the timeline")
register = _registry.register


def sources() -> list[Source]:
    return list(_registry.by_code.values())
