from accounts.admin import (
    assignments,
    audit,
    contacts,
    contracts,
    customers,
    facts,
    imports,
    orders,
    people,
    rates,
)

__all__ = [
    "assignments",
    "audit",
    "contacts",
    "contracts",
    "customers",
    "facts",
    "imports",
    "orders",
    "people",
    "rates",
]
