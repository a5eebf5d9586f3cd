"""The kinds of files in the order in which a person looks for them, with what each is for."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.imports.registry import Kind, kinds

Text = str | Promise

GROUPS: tuple[tuple[Text, Mapping[str, Text]], ...] = (
    (
        _("Customers and people"),
        {
            "customers": _("The companies themselves: name, codes, industry, tier, owner."),
            "contacts": _("People at customers, with their decision roles and how to reach them."),
            "customer_lines": _("Which product lines matter to a customer, and how much."),
            "opportunities": _("Negotiations, with amount, stage and expected date."),
            "competitors": _("Who else supplies a customer."),
        },
    ),
    (
        _("Orders and money"),
        {
            "orders": _("One row an order: number, date, amount."),
            "order_lines": _("One row a line; the order is the sum of its lines."),
            "contracts": _("Contracts with their days, value and terms."),
            "invoices": _("What was billed, and when it is due."),
            "payments": _("What was paid, and for which invoice."),
            "costs": _("What winning and serving customers costs, by month."),
            "products": _("The catalogue, with product lines."),
        },
    ),
    (
        _("What happens"),
        {
            "progress": _("How far the production of an order is."),
            "usage": _("Log-ins, downloads, meetings and stock by day."),
            "events": _("What happened at a customer: funding, a tender, somebody left."),
            "signals": _("News and policies that concern an industry, a region or a customer."),
            "campaign_responses": _("Who opened, clicked, answered or came."),
        },
    ),
    (
        _("What we do"),
        {
            "tickets": _("Questions, issues, complaints and requests, with their times."),
            "followups": _("What was talked about with whom, and the next step."),
            "needs": _("What customers need, and how far it is met."),
            "surveys": _("What customers answered when they were asked."),
            "promises": _("What was promised to whom by when, and whether it was kept."),
            "extras": _("Discounts, gifts and free services, and how they were taken."),
        },
    ),
)


@dataclass(frozen=True, slots=True)
class KindEntry:
    kind: Kind
    what: Text


def kind_groups() -> list[tuple[Text, list[KindEntry]]]:
    """Every registered kind; those that no group names come last."""
    left = {kind.code: kind for kind in kinds()}
    groups: list[tuple[Text, list[KindEntry]]] = [
        (label, [KindEntry(left.pop(code), what) for code, what in entries.items()])
        for label, entries in GROUPS
    ]
    if left:
        groups.append((_("Others"), [KindEntry(kind, "") for kind in left.values()]))
    return groups
