"""What all families of facts know of a customer: its days, its mood, and who is there."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Model

from crm_site.demo.catalogue import ProductLineWords, lines_of
from crm_site.demo.contacts import DemoContact
from crm_site.demo.customers import DemoCustomer
from crm_site.demo.moments import midnight, office_day
from crm_site.demo.moods import Weather, weather

# How far back anything but orders, contracts and money is told: a year and a half.
TOLD_DAYS = 540


@dataclass(frozen=True, slots=True)
class Row:
    """A row to be: its columns, and by the keys of other rows those that it names.

    A person is known by username, a product line and a department by code, a fact by its
    external id. `customer` is a ref, None for what concerns nobody alone.
    """

    model: type[Model]
    customer: str | None
    key: str
    columns: dict[str, Any]
    links: dict[str, str] = field(default_factory=dict)


@dataclass
class Scene:
    """A customer on the last day, from whom each family draws with random numbers of its own."""

    customer: DemoCustomer
    last_day: date
    seed: int

    def rng(self, family: str) -> random.Random:
        return random.Random(f"{self.seed}:{self.customer.ref}:{family}")  # noqa: S311

    def row(self, model: type[Model], suffix: object, **columns: Any) -> Row:
        """A fact of this customer; columns that are a `Link` name another row."""
        links = {name: value.key for name, value in columns.items() if isinstance(value, Link)}
        plain = {name: value for name, value in columns.items() if name not in links}
        return Row(model, self.customer.ref, f"{self.customer.ref}-{suffix}", plain, links)

    @cached_property
    def weather(self) -> Weather:
        orders = self.customer.orders
        first, last = (self.ago(orders[0].day), self.ago(orders[-1].day)) if orders else (0, 0)
        return weather(self.customer.story, self.customer.turn, first, last)

    @cached_property
    def lines(self) -> tuple[ProductLineWords, ...]:
        return lines_of(self.customer.trade.industry, self.customer.tier, self.rng("lines"))

    @property
    def until(self) -> datetime:
        """Nothing with an hour happens on the last day: it may not have come yet."""
        return midnight(self.last_day)

    @cached_property
    def told_from(self) -> date:
        first = self.customer.first_contact_on + timedelta(days=1)
        return max(first, self.last_day - timedelta(days=TOLD_DAYS))

    @property
    def told_days(self) -> int:
        return self.ago(self.told_from)

    def ago(self, day: date) -> int:
        return (self.last_day - day).days

    def day(self, ago: int) -> date:
        """The working day so many days ago, or the last one before it."""
        return office_day(self.last_day - timedelta(days=ago), -1)

    def past(self, day: date) -> date | None:
        """`day`, if it has come."""
        return day if day <= self.last_day else None

    def contact(self, day: date, roles: Iterable[str]) -> tuple["Link | None", DemoContact | None]:
        """Who holds the first of these roles that anybody holds on that day."""
        there = [
            (number, contact)
            for number, contact in enumerate(self.customer.contacts, start=1)
            if contact.joined_on <= day and (contact.left_on is None or day < contact.left_on)
        ]
        for role in roles:
            for number, contact in there:
                if role in contact.roles:
                    return Link(f"{self.customer.ref}-{number}"), contact
        if there:
            number, contact = there[0]
            return Link(f"{self.customer.ref}-{number}"), contact
        return None, None

    @property
    def owner(self) -> "Link | None":
        return Link(self.customer.owner.username) if self.customer.owner else None


@dataclass(frozen=True, slots=True)
class Link:
    """The key of a row that another row names."""

    key: str
