from accounts.admin import assignments, contacts, customers, imports, orders, people

__all__ = ["assignments", "contacts", "customers", "imports", "orders", "people"]
