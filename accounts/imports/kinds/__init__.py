"""The kinds of files about customers, their people and their orders."""

from accounts.imports.kinds.contacts import ContactKind
from accounts.imports.kinds.customers import CustomerKind
from accounts.imports.kinds.order_lines import OrderLineKind
from accounts.imports.kinds.orders import OrderKind

__all__ = ["ContactKind", "CustomerKind", "OrderKind", "OrderLineKind"]
