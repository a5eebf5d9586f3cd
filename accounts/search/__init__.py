"""What can be searched for from every page: the sources of this app, and the registry of all.

A source of another app is registered when that app starts.
"""

from accounts.search.contacts import ContactSource
from accounts.search.customers import CustomerSource
from accounts.search.orders import OrderSource

__all__ = ["ContactSource", "CustomerSource", "OrderSource"]
