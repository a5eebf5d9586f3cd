"""Agreements, money and deliveries."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext, pgettext_lazy

from accounts.choices import ProductionStage
from accounts.models import Contract, ContractFile, Invoice, OrderProgress, Payment
from accounts.queries.states import contract_open, invoice_open
from common.lists import Column
from crm_site.records.section import (
    QUIET,
    SOON,
    WARNING,
    Link,
    Mark,
    Section,
    amount_columns,
    day_of,
    days_text,
    due_mark,
    has_come,
)


class Contracts(Section):
    code = "contracts"
    label = lazy("Contracts")
    question = lazy("What have we agreed on?")
    icon = "file-earmark-text"
    model = Contract
    fields = (
        *("number", "title", "starts_on", "ends_on", "renews_on", "terminated_on"),
        *("amount", "currency", "payment_terms"),
    )
    newest = ("-starts_on", "-pk")
    brief = ("number", "ends", "amount", "state")

    def is_open(self, day: date) -> Q:
        return contract_open(day)

    def columns(self, day: date) -> Sequence[Column]:
        return (
            Column("number", lazy("Number"), css="nowrap", value=lambda row: row.number),
            Column("title", pgettext_lazy("of a thing", "Title"), value=lambda row: row.title),
            Column("starts", lazy("Starts"), sorts=True, value=lambda row: row.starts_on),
            Column("ends", lazy("Ends"), value=lambda row: row.ends_on),
            *amount_columns("amount", pgettext_lazy("contract", "Value")),
            Column("renews", lazy("To be renewed by"), value=lambda row: row.renews_on),
            Column(
                "terms",
                lazy("Payment terms"),
                css="nowrap",
                value=lambda r: r.payment_terms,
                is_shown=False,
            ),
            Column("state", lazy("State"), value=lambda row: _contract_state(row, day)),
        )


def _contract_state(row: Any, day: date) -> Mark:
    if has_come(row.terminated_on, day):
        return Mark(pgettext("contract", "terminated"), QUIET)
    if row.ends_on and row.ends_on < day:
        return Mark(pgettext("contract", "ended"), QUIET)
    if row.starts_on > day:
        return Mark(_("begins in %(days)s") % {"days": days_text((row.starts_on - day).days)})
    left = (row.ends_on - day).days if row.ends_on else None
    if left is not None and left <= SOON:
        return Mark(_("ends in %(days)s") % {"days": days_text(left)}, WARNING)
    return Mark(_("in force"))


class Invoices(Section):
    code = "invoices"
    label = lazy("Invoices")
    question = lazy("Do they pay on time?")
    icon = "cash-coin"
    model = Invoice
    fields = ("number", "issued_on", "due_on", "amount", "currency", "paid_on", "cancelled_on")
    newest = ("-due_on", "-pk")
    brief = ("number", "due", "amount", "state")

    def is_open(self, day: date) -> Q:
        return invoice_open(day)

    def columns(self, day: date) -> Sequence[Column]:
        return (
            Column("number", lazy("Number"), css="nowrap", value=lambda row: row.number),
            Column("issued", lazy("Issued"), value=lambda row: row.issued_on),
            Column("due", lazy("Due"), sorts=True, value=lambda row: row.due_on),
            *amount_columns("amount", lazy("Amount")),
            Column("paid", lazy("Paid"), value=lambda row: row.paid_on, is_shown=False),
            Column("state", lazy("State"), value=lambda row: _invoice_state(row, day)),
        )


def _invoice_state(row: Any, day: date) -> Mark:
    if has_come(row.cancelled_on, day):
        return Mark(pgettext("state", "cancelled"), QUIET)
    if not isinstance(row.amount, str) and row.amount <= 0:
        return Mark(_("credit invoice"), QUIET)
    return _paid_mark(row) if has_come(row.paid_on, day) else due_mark(row.due_on, day)


def _paid_mark(row: Any) -> Mark:
    if isinstance(row.paid_on, str):
        return Mark(row.paid_on)
    late = (row.paid_on - row.due_on).days
    if late <= 0:
        return Mark(_("paid on time"), QUIET)
    return Mark(_("paid %(days)s late") % {"days": days_text(late)}, WARNING)


class Payments(Section):
    code = "payments"
    label = lazy("Payments")
    question = lazy("What did they pay?")
    icon = "cash-stack"
    model = Payment
    fields = ("number", "paid_on", "amount", "currency", "method", "invoice__number")
    newest = ("-paid_on", "-pk")
    brief = ("paid", "amount", "invoice")

    def columns(self, day: date) -> Sequence[Column]:  # noqa: ARG002
        return (
            Column("paid", lazy("Day"), sorts=True, value=lambda row: row.paid_on),
            *amount_columns("amount", lazy("Amount")),
            Column(
                "invoice", lazy("Invoice"), value=lambda row: row.invoice and row.invoice.number
            ),
            Column("method", lazy("Way of payment"), value=lambda row: row.method),
            Column("number", lazy("Number"), css="nowrap", value=lambda row: row.number),
        )


class Progress(Section):
    code = "progress"
    label = lazy("Production progress")
    question = lazy("Where are their orders?")
    icon = "truck"
    model = OrderProgress
    fields = ("stage", "reached_on", "expected_on", "note", "order__number", "order__promised_on")
    newest = ("-reached_on", "-pk")
    brief = ("order", "stage", "expected")

    def columns(self, day: date) -> Sequence[Column]:  # noqa: ARG002
        return (
            Column("order", lazy("Order"), value=lambda row: row.order.number),
            Column(
                "stage",
                lazy("Stage"),
                value=lambda row: row.get_stage_display(),
                show=lambda row: Mark(
                    row.get_stage_display(), WARNING if row.stage == ProductionStage.DELAYED else ""
                ),
            ),
            Column("reached", lazy("Reached"), sorts=True, value=lambda row: row.reached_on),
            Column("expected", lazy("Delivery expected"), value=lambda row: row.expected_on),
            Column("promised", lazy("Promised delivery"), value=lambda row: row.order.promised_on),
            Column("note", lazy("Note"), css="long", value=lambda row: row.note),
        )


class Papers(Section):
    code = "files"
    label = lazy("Files")
    question = lazy("Where is it written?")
    icon = "paperclip"
    model = ContractFile
    fields = ("name", "version", "added_at", "contract__number", "customer__code")
    newest = ("-added_at", "-pk")
    brief = ("name", "contract", "added")

    def columns(self, day: date) -> Sequence[Column]:  # noqa: ARG002
        return (
            Column("name", lazy("File"), value=lambda row: row.name, show=_paper_link),
            Column("contract", lazy("Contract"), value=lambda row: row.contract.number),
            Column("version", lazy("Version"), css="number", value=lambda row: row.version),
            Column("added", lazy("Added"), sorts=True, value=lambda row: day_of(row.added_at)),
        )


def _paper_link(row: Any) -> Link:
    return Link(row.name, reverse("customer-file", args=[row.customer.code, row.pk]))


TRADE = (Contracts, Papers, Invoices, Payments, Progress)
