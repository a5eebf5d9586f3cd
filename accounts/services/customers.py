"""Writing customers: every path to a new or renamed company goes through here."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from accounts.models import Customer, CustomerAlias
from accounts.rules.names import normalise


def customer_codes_next(count: int) -> list[str]:
    """Reserve `count` customer codes that nobody has, in order: `C-000123`, …"""
    codes: list[str] = []
    while len(codes) < count:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                WITH fresh AS (
                    SELECT n, 'C-' || lpad(n::text, greatest(6, length(n::text)), '0') AS code
                    FROM (SELECT nextval('accounts_customer_number') AS n
                          FROM generate_series(1, %s)) numbers
                )
                SELECT code FROM fresh
                WHERE NOT EXISTS (SELECT FROM accounts_customer c WHERE c.code = fresh.code)
                ORDER BY n
                """,
                [count - len(codes)],
            )
            codes += [code for (code,) in cursor.fetchall()]
    return codes


@transaction.atomic
def customer_save(*, customer: Customer, aliases: Iterable[str] | None = None) -> Customer:
    """Store a new or edited company with everything that is derived from its names.

    `aliases` replaces the list of other names; None leaves it as it is. Raises ValidationError
    for impossible values.
    """
    customer.code = customer.code.strip() or customer_codes_next(1)[0]
    customer.credit_code = (customer.credit_code or "").strip().upper() or None
    if aliases is None:
        names = list(customer.aliases.values_list("name", flat=True)) if customer.pk else []
    else:
        names = list(aliases)
    customer.index_names(names)
    customer.full_clean()
    customer.save()
    if aliases is not None:
        _aliases_replace(customer, names)
    return customer


def _aliases_replace(customer: Customer, names: list[str]) -> None:
    wanted = {normalise(name): name for name in names if normalise(name)}
    customer.aliases.exclude(name_key__in=wanted).delete()
    CustomerAlias.objects.bulk_create(
        [CustomerAlias(customer=customer, name=name, name_key=key) for key, name in wanted.items()],
        ignore_conflicts=True,
    )


def customer_create(*, aliases: Iterable[str] = (), **fields: Any) -> Customer:
    """Record a new company; `fields` are those of the model."""
    return customer_save(customer=Customer(**fields), aliases=aliases)
