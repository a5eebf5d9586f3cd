"""Orders, one row an order; a negative amount is a credit note."""

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
from accounts.imports.links import LineLink
from accounts.imports.registry import register
from accounts.imports.run import Run
from accounts.models import Customer, CustomerIdentity, Feed, Order, OrderLine, ProductLine
from accounts.rules.parsing.refusal import gettext_noop

NUMBER = Field(
    "number",
    _("order number"),
    identifier(80),
    (
        "订单号, 订单编号, 订单号码, 订单ID, 单号, 销售订单号, 合同订单号, 单据编号, order number, "
        "order no, order id, order, number, document number, 发票号, 发票号码, "
        "invoice no, invoice number, invoice"
    ),
    required=True,
)
ORDERED_ON = Field(
    "ordered_on",
    _("order date"),
    DAY,
    (
        "订单日期, 下单日期, 下单时间, 订货日期, 订单时间, 成交日期, 单据日期, 日期, "
        "order date, ordered on, "
        "ordered at, order time, date, document date, 开票日期, invoice date"
    ),
    required=True,
)
REGION = Field(
    "region",
    _("delivery region"),
    text(80),
    (
        "地区, 区域, 收货地区, 送货地区, 交货地区, 省份, 国家, 城市, region, delivery region, "
        "ship to region, country, area, province, city"
    ),
    help=_("A customer that becomes known by its orders takes the commonest for its own."),
)
MARGIN = Field("margin", _("margin"), MONEY, "毛利, 毛利额, 利润, margin, gross margin, profit")
PRODUCT_LINE = Field(
    "product_line",
    _("product line"),
    text(80),
    "产品线, 产品大类, 产品类别, 业务线, product line, line of business, product group",
    help=_("Code or name; a line nobody knows yet is recorded."),
)


@register
class OrderKind(FactKind):
    code = "orders"
    label = _("orders")
    model = Order
    key = "number"
    feed = "orders"
    day_column = "ordered_on"
    stale_after_days = 7
    links = (LineLink("product_line"),)
    takes_along = (OrderLine,)
    writes = (Customer, CustomerIdentity, ProductLine, Order, OrderLine, Feed)
    fields = (
        NUMBER,
        ORDERED_ON,
        CUSTOMER,
        Field(
            "amount",
            _("amount"),
            MONEY,
            (
                "金额, 订单金额, 总金额, 合计金额, 销售金额, 成交金额, 订单总额, 价税合计, "
                "含税金额, 应收金额, 合计, 总价, "
                "amount, order amount, total, total amount, order total, value, "
                "order value, net amount, revenue, sales"
            ),
            required=True,
            help=_("Below zero: a credit note."),
        ),
        CURRENCY_FIELD,
        REGION,
        MARGIN,
        PRODUCT_LINE,
        Field(
            "promised_on",
            _("promised delivery"),
            DAY,
            "承诺交期, 约定交期, 交货日期, 要求交期, promised on, promised delivery, delivery due",
        ),
        Field(
            "delivered_on",
            _("delivered"),
            DAY,
            "实际交货日期, 发货日期, 送达日期, 交付日期, delivered on, delivered, shipped on",
        ),
        Field(
            "cancelled_on",
            _("cancelled"),
            DAY,
            "取消日期, 作废日期, 撤单日期, cancelled on, cancelled, cancel date",
        ),
        external_id(),
    )
    checks = (
        Check(
            "cancelled_on",
            "{cancelled_on} < {ordered_on}",
            gettext_noop("is before the order date %(other)s"),
            other="ordered_on",
        ),
    )

    def land(self, run: Run) -> None:
        super().land(run)
        if run.outcome.updated:
            lines_follow_orders(run)


def lines_follow_orders(run: Run) -> None:
    """An order that moved to another customer takes its lines along."""
    moved = """
        (SELECT l.id, o.customer_id FROM accounts_order o
         JOIN accounts_orderline l ON l.order_id = o.id AND l.customer_id <> o.customer_id
         WHERE o.batch_id = %(batch)s)
    """
    rows_update(run, OrderLine, moved, {"customer_id": "n.customer_id"})
