"""Everything that an import may touch, as rows to compare."""

from typing import Any

from django.db import connection

TABLES = (
    "accounts_customer",
    "accounts_customeralias",
    "accounts_customeridentity",
    "accounts_assignment",
    "accounts_contact",
    "accounts_order",
    "accounts_orderline",
    "accounts_orderprogress",
    "accounts_productline",
    "accounts_product",
    "accounts_customerline",
    "accounts_contract",
    "accounts_invoice",
    "accounts_payment",
    "accounts_usageday",
    "accounts_customerevent",
    "accounts_marketsignal",
    "accounts_opportunity",
    "accounts_competitorat",
    "accounts_promise",
    "accounts_extragiven",
    "accounts_campaignresponse",
    "accounts_cost",
    "accounts_feed",
)


def dump() -> dict[str, list[Any]]:
    """Every row of every table, to the byte."""
    rows = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
            rows[table] = [row for (row,) in cursor.fetchall()]
    return rows
