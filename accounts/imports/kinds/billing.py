"""Invoices and what was paid for them."""

from django.utils.translation import gettext_lazy as _

from accounts.imports.facts import FactKind
from accounts.imports.fields import (
    CURRENCY_FIELD,
    CUSTOMER,
    DAY,
    MONEY,
    Field,
    external_id,
    identifier,
    text,
)
from accounts.imports.landing import Check, rows_update
from accounts.imports.links import Link
from accounts.imports.registry import register
from accounts.imports.run import CHANGES, STAGING, Run
from accounts.models import Customer, CustomerIdentity, Feed, Invoice, Order, Payment
from accounts.rules.parsing.refusal import gettext_noop
from common.bulk import planned_for_many

# Payments of the day on which they cover the invoice; as long as they do not, nobody knows.
PAID_IN_FULL = """
    (SELECT i.id, (
        SELECT min(covered.paid_on) FROM (
            SELECT p.paid_on, sum(p.amount) OVER (ORDER BY p.paid_on) AS so_far
            FROM accounts_payment p WHERE p.invoice_id = i.id AND p.currency = i.currency
        ) covered
        WHERE CASE WHEN i.amount < 0 THEN covered.so_far <= i.amount
                   ELSE covered.so_far >= i.amount END
     ) AS paid_on
     FROM accounts_invoice i WHERE i.id IN ({touched}))
"""
# Those that the payments of this import are for, and those that they were for before.
INVOICES_OF_PAYMENTS = f"""
    SELECT invoice_id FROM accounts_payment WHERE batch_id = %(batch)s
    UNION
    SELECT (before ->> 'invoice_id')::bigint FROM {CHANGES}
    WHERE "table" = 'accounts_payment' AND before ->> 'invoice_id' IS NOT NULL
"""
PAYMENTS_DECIDE = f"""
    UPDATE {STAGING} s SET paid_on = NULL
    FROM accounts_invoice i JOIN accounts_payment p ON p.invoice_id = i.id
    WHERE i.source = %(source)s AND i.external_id = s.external_id AND s.paid_on IS NOT NULL
"""
INVOICES_PAID = f"""
    SELECT i.id FROM accounts_invoice i JOIN accounts_payment p ON p.invoice_id = i.id
    JOIN {STAGING} s ON i.source = %(source)s AND i.external_id = s.external_id
"""
TOUCHED = "import_invoices_touched"
INVOICES_OF_UNDONE = """
    SELECT p.invoice_id FROM accounts_importchange k JOIN accounts_payment p ON p.id = k."row"
    WHERE k.batch_id = %(batch)s AND k."table" = 'accounts_payment' AND p.invoice_id IS NOT NULL
    UNION
    SELECT (before ->> 'invoice_id')::bigint FROM accounts_importchange
    WHERE batch_id = %(batch)s AND "table" = 'accounts_payment'
        AND before ->> 'invoice_id' IS NOT NULL
"""


def invoices_follow_payments(run: Run, touched: str) -> None:
    """Where we know the payments of an invoice, they say when it was paid in full."""
    [(rows,)] = run.fetch(f"SELECT count(*) FROM {STAGING}")
    with planned_for_many(rows):
        rows_update(run, Invoice, PAID_IN_FULL.format(touched=touched), {"paid_on": "n.paid_on"})


@register
class InvoiceKind(FactKind):
    code = feed = "invoices"
    label = _("invoices")
    model = Invoice
    key = "number"
    day_column = "issued_on"
    links = (Link("order", Order),)
    fields = (
        Field(
            "number",
            _("invoice number"),
            identifier(80),
            "发票号, 发票号码, 发票编号, 账单号, 应收单号, invoice number, invoice no, invoice",
            required=True,
        ),
        CUSTOMER,
        Field(
            "issued_on",
            _("issued"),
            DAY,
            "开票日期, 发票日期, 账单日期, invoice date, issued on, issued, date",
            required=True,
        ),
        Field(
            "due_on",
            _("due"),
            DAY,
            "到期日, 到期日期, 应付日期, 付款截止日期, 应收日期, due date, due on, due, payable by",
            required=True,
        ),
        Field(
            "amount",
            _("amount"),
            MONEY,
            "发票金额, 开票金额, 应收金额, 金额, 价税合计, amount, invoice amount, total",
            required=True,
        ),
        CURRENCY_FIELD,
        Field(
            "order",
            _("order"),
            identifier(120),
            "订单号, 订单编号, 销售订单号, 对应订单, order, order number, order no",
            help=_("The number of an order of this customer."),
        ),
        Field(
            "paid_on",
            _("paid in full"),
            DAY,
            "付清日期, 结清日期, 实际付款日期, paid on, paid in full, settled on",
            help=_("Needless where payments are imported: they decide."),
        ),
        Field("cancelled_on", _("cancelled"), DAY, "作废日期, 红冲日期, cancelled on, voided on"),
        external_id(),
    )
    checks = (
        Check(
            "due_on",
            "{due_on} < {issued_on}",
            gettext_noop("is before the day of issue, %(other)s"),
            other="issued_on",
        ),
    )

    def land(self, run: Run) -> None:
        """An amount that changed may be covered by now, or not any more."""
        run.execute(PAYMENTS_DECIDE)
        super().land(run)
        invoices_follow_payments(run, INVOICES_PAID)


@register
class PaymentKind(FactKind):
    code = feed = "payments"
    label = _("payments")
    model = Payment
    key = "number"
    own_key = ("number", "invoice", "paid_on", "amount")
    day_column = "paid_on"
    links = (Link("invoice", Invoice),)
    writes = (Customer, CustomerIdentity, Invoice, Payment, Feed)
    fields = (
        Field(
            "number",
            _("payment number"),
            identifier(80),
            "收款单号, 付款单号, 流水号, 回款编号, payment number, payment no, transaction, number",
        ),
        CUSTOMER,
        Field(
            "invoice",
            _("invoice"),
            identifier(120),
            "发票号, 发票号码, 发票编号, 账单号, 对应发票, invoice, invoice number, invoice no",
            help=_("The number of an invoice of this customer; empty: an advance."),
        ),
        Field(
            "paid_on",
            _("paid"),
            DAY,
            "付款日期, 收款日期, 回款日期, 到账日期, 日期, payment date, paid on, received on",
            required=True,
        ),
        Field(
            "amount",
            _("amount"),
            MONEY,
            "付款金额, 收款金额, 回款金额, 到账金额, 金额, amount, payment amount, paid amount",
            required=True,
        ),
        CURRENCY_FIELD,
        Field(
            "method", _("way of payment"), text(40), "付款方式, 收款方式, method, payment method"
        ),
        external_id(),
    )

    def land(self, run: Run) -> None:
        super().land(run)
        invoices_follow_payments(run, INVOICES_OF_PAYMENTS)

    def before_undo(self, run: Run) -> None:
        run.temp(TOUCHED, INVOICES_OF_UNDONE)

    def after_undo(self, run: Run) -> None:
        """Later payments may have covered an invoice together with those that are gone."""
        paid = PAID_IN_FULL.format(touched=f"SELECT invoice_id FROM {TOUCHED}")
        run.execute(
            f"""
            UPDATE accounts_invoice t SET paid_on = n.paid_on FROM {paid} n
            WHERE t.id = n.id AND t.paid_on IS DISTINCT FROM n.paid_on
                AND EXISTS (SELECT FROM accounts_payment p WHERE p.invoice_id = t.id)
            """
        )
