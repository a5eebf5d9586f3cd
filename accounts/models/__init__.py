from accounts.models.assignment import Assignment
from accounts.models.contact import Contact
from accounts.models.customer import Customer, CustomerAlias, CustomerIdentity
from accounts.models.facts import FactChange, Feed
from accounts.models.imports import ImportBatch, ImportChange
from accounts.models.order import Order, OrderLine
from accounts.models.people import Department, Team, User

__all__ = [
    "Assignment",
    "Contact",
    "Customer",
    "CustomerAlias",
    "CustomerIdentity",
    "Department",
    "FactChange",
    "Feed",
    "ImportBatch",
    "ImportChange",
    "Order",
    "OrderLine",
    "Team",
    "User",
]
