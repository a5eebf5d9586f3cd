from accounts.admin import assignments, audit, contacts, customers, facts, imports, orders, people

__all__ = ["assignments", "audit", "contacts", "customers", "facts", "imports", "orders", "people"]
