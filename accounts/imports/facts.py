"""The usual kind of import: a row is a fact about a customer."""

from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Model

from accounts.imports.feeds import feed_note
from accounts.imports.fields import CellRefused
from accounts.imports.landing import MATCH, Check, broken_refuse, facts_land, repeats_refuse
from accounts.imports.links import (
    LineLink,
    Link,
    Linking,
    moves_refuse,
    unknown_customers_refuse,
)
from accounts.imports.references import LONGEST_IDENTITY, REFERENCES, customers_resolve
from accounts.imports.registry import Kind
from accounts.imports.run import STAGING, Run
from accounts.imports.watching import rows_note
from accounts.models import Customer, CustomerIdentity, Feed, ProductLine
from accounts.models.facts import Imported
from accounts.rules.parsing.numbers import Money
from accounts.rules.parsing.refusal import Refusal, gettext_noop
from accounts.rules.parsing.text import parse_text
from accounts.rules.references import reference_keys

# What a stub takes for its own region: the commonest of its rows.
COMMONEST_REGION = "mode() WITHIN GROUP (ORDER BY region)"
WITH_CUSTOMER = f"""
    (SELECT s.*, r.customer_id FROM {STAGING} s
     LEFT JOIN {REFERENCES} r ON r.reference = s.customer)
"""


# Without a number of its own, a row is known by its customer and what `own_key` names.
IDENTIFY = f"""
    UPDATE {STAGING} s SET external_id = CASE
        WHEN length({{own}}) <= 120 THEN {{own}} ELSE left({{own}}, 80) || '/' || md5({{own}})
    END
"""
OF_CUSTOMERS = f"""
    {IDENTIFY} FROM {REFERENCES} r WHERE r.reference = s.customer AND s.external_id IS NULL
"""
OF_NOBODY = f"{IDENTIFY} WHERE s.external_id IS NULL"


class FactKind(Kind):
    """Facts of `model`, one a row, mostly about a customer.

    The fields are the model's columns, besides `customer`, and the `links` to other records. A
    row is told from others by `external_id`; without one by its customer and `own_key`, columns of
    the staging table, or, where there are none, by the field `key` alone. `key` is also what a
    person is shown of a row. With a `day_column` (SQL) the freshness of the facts is kept as the
    feed `feed`.
    """

    model: ClassVar[type[Imported]]
    key: ClassVar[str]
    own_key: ClassVar[tuple[str, ...]] = ()
    links: ClassVar[tuple[Linking, ...]] = ()
    checks: ClassVar[tuple[Check, ...]] = ()
    feed: ClassVar[str] = ""
    day_column: ClassVar[str] = ""
    takes_along: ClassVar[tuple[type[Model], ...]] = ()
    """Rows of these that belong to one of ours follow it to another customer."""
    stale_after_days: ClassVar[int] = 30

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "writes" not in cls.__dict__:
            makes_lines = any(isinstance(link, LineLink) for link in cls.links)
            lines = (ProductLine,) if makes_lines else ()
            cls.writes = (Customer, CustomerIdentity, *lines, cls.model, Feed)

    def staged(self) -> dict[str, str]:
        extra = ("external_id", "customer_key", "customer_name_key")
        ids = {link.id_column: "bigint" for link in self.links}
        return super().staged() | dict.fromkeys(extra, "text") | ids

    @property
    def columns(self) -> list[str]:
        """The model's columns that a file may fill."""
        linked = {link.field: link.id_column for link in self.links}
        return [linked.get(name, name) for name in self.said if name != "customer"]

    @property
    def said(self) -> list[str]:
        """The fields that say something of the row, rather than which row it is."""
        return [field.name for field in self.fields if field.name != "external_id"]

    def complete(self, row: dict[str, Any]) -> None:
        if customer := row["customer"]:
            row["customer_key"], row["customer_name_key"] = reference_keys(customer)
            if row["customer_name_key"] is None:
                _refuse_long_number(customer)
        if row["external_id"] is None and not self.own_key:
            row["external_id"] = row[self.key]
        settle_money(row)

    def land(self, run: Run) -> None:
        run.outcome.unchanged += self.settle_repeats(run)
        self.refuse_broken(run)
        region = COMMONEST_REGION if "region" in self.columns else "NULL::text"
        records = [link.field for link in self.links if isinstance(link, Link)]
        looked_up = bool(records) and not unknown_customers_refuse(run, records, region)
        customers_resolve(run, region=region, looked_up=looked_up)
        for link in self.links:
            link.resolve(run)
        if self.own_key:
            self.identify(run)
        moves_refuse(run, self.model, self.columns, self.takes_along)
        landed = facts_land(run, self.model, WITH_CUSTOMER, self.columns, default_currency())
        run.outcome.count(*landed)
        rows_note(run, self.model, MATCH)
        if self.feed:
            feed_note(run, self.feed, self.day_column, self.stale_after_days)

    def settle_repeats(self, run: Run) -> int:
        column = "external_id" if "external_id" in run.columns else self.key
        return repeats_refuse(run, "n.external_id", column, self.said)

    def refuse_broken(self, run: Run) -> None:
        for check in self.checks:
            broken_refuse(run, self.model, self.columns, check)

    def identify(self, run: Run) -> None:
        """Fill `external_id` by what the row says, now that its customer is known."""
        own_key = ", ".join(f"coalesce(s.{name}::text, '')" for name in self.own_key)
        run.execute(OF_CUSTOMERS.format(own=f"concat_ws(':', r.customer_id, {own_key})"))
        run.execute(OF_NOBODY.format(own=f"concat_ws(':', {own_key})"))
        run.outcome.unchanged += self.settle_repeats(run)
        self.refuse_broken(run)


def _refuse_long_number(reference: str) -> None:
    """A number that no identity can hold would be an unknown company every time."""
    try:
        parse_text(reference, longest=LONGEST_IDENTITY)
    except Refusal as refusal:
        raise CellRefused("customer", refusal) from None


def default_currency() -> dict[str, Any]:
    return {"currency": settings.COMPANY_CURRENCY}


def settle_money(row: dict[str, Any]) -> None:
    """Turn every Money into its amount; a currency sign in the cell must fit the row's currency.

    A row without a currency takes the sign's. Without a field for it, it is the company's.
    """
    if Money not in map(type, row.values()):
        return
    for name, value in [item for item in row.items() if isinstance(item[1], Money)]:
        row[name] = value.amount
        if not value.currencies:
            continue
        company = settings.COMPANY_CURRENCY
        likeliest = company if company in value.currencies else value.currencies[0]
        wanted = row.get("currency", company) or likeliest
        if wanted not in value.currencies:
            raise CellRefused(
                name,
                Refusal(
                    gettext_noop("is in %(stated)s, but the row's currency is %(wanted)s"),
                    stated=value.currencies[0],
                    wanted=wanted,
                ),
            )
        if "currency" in row:
            row["currency"] = wanted
