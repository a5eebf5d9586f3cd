"""Orders, one row a line: the order's amount is the sum of its lines."""

from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.imports.facts import (
    COMMONEST_REGION,
    FactKind,
    default_currency,
)
from accounts.imports.feeds import feed_note
from accounts.imports.fields import (
    CURRENCY_FIELD,
    CUSTOMER,
    MONEY,
    CellRefused,
    Field,
    ValueType,
    decimal,
    identifier,
    text,
)
from accounts.imports.kinds.orders import (
    MARGIN,
    NUMBER,
    ORDERED_ON,
    PRODUCT_LINE,
    REGION,
    lines_follow_orders,
)
from accounts.imports.landing import MATCH, facts_land, repeats_refuse
from accounts.imports.links import LineLink
from accounts.imports.references import REFERENCES, customers_resolve
from accounts.imports.registry import register
from accounts.imports.run import CHANGES, STAGING, Run
from accounts.imports.watching import FIRST_NOTES, rows_note
from accounts.models import Customer, CustomerIdentity, Feed, Order, OrderLine, ProductLine
from accounts.rules.parsing.numbers import parse_money
from accounts.rules.parsing.refusal import Refusal, gettext_noop

ORDER_COLUMNS = ["number", "ordered_on", "currency", "region", "amount", "margin"]
LINE_COLUMNS = [
    *("order_id", "product_code", "product_name", "quantity", "unit_price", "amount"),
    *("margin", "line_id"),
]
LARGEST_AMOUNT = Decimal("1e16")

# A line without a number is told by its product and its place among the order's equal ones.
IDENTIFY = f"""
    UPDATE {STAGING} s SET external_id = CASE
        WHEN length(full_id) <= 120 THEN full_id ELSE left(full_id, 80) || '/' || md5(full_id)
    END
    FROM (
        SELECT row_no, number || '/' || coalesce(line, coalesce(product_code, product_name, '')
            || '#' || row_number() OVER (
                PARTITION BY number, line, coalesce(product_code, product_name) ORDER BY row_no
            )) AS full_id
        FROM {STAGING}
    ) known
    WHERE known.row_no = s.row_no
"""
FIRST_OF_ORDER = f"""
    {STAGING} n
    JOIN (SELECT number, min(row_no) AS first_no FROM {STAGING} GROUP BY number) o
        USING (number)
    JOIN {STAGING} f ON f.row_no = o.first_no
"""
# What belongs to the order, and whether any of it may be wrong: mostly nothing is, and one look
# at all the rows tells so.
OF_ORDER = ("customer", "ordered_on", "currency")
SUSPICIOUS = f"""
    SELECT FROM {STAGING} GROUP BY number
    HAVING {" OR ".join(f"min({column}) <> max({column})" for column in OF_ORDER)}
        OR abs(sum(amount)) >= {LARGEST_AMOUNT}
"""
# Lines that the file does not mention stay, so they stay in the sum. A margin is known when that of
# every line is.
ORDERS = f"""
    (SELECT min(s.row_no) AS row_no, s.number AS external_id, s.number,
        min(r.customer_id) AS customer_id, min(s.ordered_on) AS ordered_on,
        min(s.currency) AS currency, mode() WITHIN GROUP (ORDER BY s.region) AS region,
        sum(s.amount) + coalesce(min(other.amount), 0) AS amount,
        CASE WHEN count(s.margin) = count(*) AND count(other.margin) = count(other.amount)
             THEN sum(s.margin) + coalesce(min(other.margin), 0) END AS margin
     FROM {STAGING} s
     JOIN {REFERENCES} r ON r.reference = s.customer
     LEFT JOIN (
        SELECT o.external_id, sum(l.amount) AS amount,
            CASE WHEN count(l.margin) = count(*) THEN sum(l.margin) END AS margin
        FROM accounts_order o JOIN accounts_orderline l ON l.order_id = o.id
        WHERE o.source = %(source)s AND o.external_id IN (SELECT number FROM {STAGING})
            AND NOT EXISTS (
                SELECT FROM {STAGING} again
                WHERE again.external_id = l.external_id AND l.source = %(source)s
            )
        GROUP BY 1
     ) other ON other.external_id = s.number
     GROUP BY s.number)
"""
LINES = f"""
    (SELECT s.*, r.customer_id, o.id AS order_id FROM {STAGING} s
     JOIN {REFERENCES} r ON r.reference = s.customer
     JOIN accounts_order o ON o.source = %(source)s AND o.external_id = s.number)
"""
# What the file changes of an order, besides what follows from its lines: [before, after] by field.
ORDERS_CHANGED = "import_orders_changed"
CHANGES_OF_ORDERS = f"""
    SELECT o.id AS order_id, jsonb_object_agg(
        field, jsonb_build_array(c.before -> field, to_jsonb(o) -> field)) AS changed
    FROM {FIRST_NOTES} c
    JOIN accounts_order o ON o.id = c."row"
    CROSS JOIN unnest(ARRAY['ordered_on', 'currency', 'region']) AS field
    WHERE c.before -> field IS DISTINCT FROM to_jsonb(o) -> field
    GROUP BY o.id
"""
WITH_ORDERS = f"""
    (SELECT m.*, o.changed FROM {MATCH} m LEFT JOIN {ORDERS_CHANGED} o USING (order_id))
"""
# Where the file names no product line, the catalogue may know it.
LINE_OF_PRODUCT = f"""
    UPDATE {STAGING} s SET line_id = p.line_id FROM accounts_product p
    WHERE p.code = s.product_code AND s.line_id IS NULL AND p.line_id IS NOT NULL
"""


@register
class OrderLineKind(FactKind):
    code = "order_lines"
    label = _("order lines")
    model = OrderLine
    key = "number"
    feed = "orders"
    day_column = "ordered_on"
    stale_after_days = 7
    links = (LineLink("product_line"),)
    writes = (Customer, CustomerIdentity, ProductLine, Order, OrderLine, Feed)
    fields = (
        NUMBER,
        ORDERED_ON,
        CUSTOMER,
        Field(
            "line",
            _("line number"),
            identifier(30),
            "行号, 订单行号, 行项目, 序号, line no, line number, line, item no, position",
            help=_("Empty: the place among the order's equal products."),
        ),
        Field(
            "product_code",
            _("product code"),
            identifier(80),
            (
                "产品编码, 产品编号, 产品代码, 商品编码, 商品编号, 物料编码, 物料号, 货号, "
                "product code, "
                "product id, product no, stock code, sku, item code, part number"
            ),
        ),
        Field(
            "product_name",
            _("product"),
            text(200),
            (
                "产品名称, 产品, 商品名称, 商品, 物料名称, 品名, product name, product, "
                "description, "
                "item, item name"
            ),
        ),
        Field(
            "quantity",
            _("quantity"),
            decimal(18, 4),
            "数量, 订货数量, 销售数量, 件数, quantity, qty, pieces",
        ),
        Field(
            "unit_price",
            _("unit price"),
            ValueType("numeric", partial(parse_money, places=4), knows_nothing=True),
            "单价, 销售单价, 含税单价, unit price, price",
        ),
        Field(
            "amount",
            _("amount"),
            MONEY,
            (
                "金额, 行金额, 销售金额, 小计, 价税合计, 含税金额, line amount, line total, "
                "amount, "
                "total, subtotal, net amount"
            ),
            help=_("Empty: quantity × unit price."),
        ),
        CURRENCY_FIELD,
        REGION,
        MARGIN,
        PRODUCT_LINE,
    )

    def missing(self, given: set[str]) -> list[Field]:
        missing = super().missing(given)
        if "amount" not in given and not {"quantity", "unit_price"} <= given:
            missing += [field for field in self.fields if field.name == "amount"]
        return missing

    def complete(self, row: dict[str, Any]) -> None:
        super().complete(row)
        if row["amount"] is not None:
            return
        if row["quantity"] is None or row["unit_price"] is None:
            raise CellRefused("amount", Refusal(gettext_noop("is missing")))
        amount = (row["quantity"] * row["unit_price"]).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if abs(amount) >= LARGEST_AMOUNT:
            raise CellRefused("amount", Refusal(gettext_noop("is too large")))
        row["amount"] = amount

    def land(self, run: Run) -> None:
        run.execute(IDENTIFY)
        _orders_agree(run)
        run.outcome.unchanged += self.settle_repeats(run)
        customers_resolve(run, region=COMMONEST_REGION)
        for link in self.links:
            link.resolve(run)
        run.execute(LINE_OF_PRODUCT)
        orders = facts_land(run, Order, ORDERS, ORDER_COLUMNS, default_currency())
        run.temp(ORDERS_CHANGED, CHANGES_OF_ORDERS, table=Order._meta.db_table)
        created, updated, unchanged = facts_land(run, OrderLine, LINES, LINE_COLUMNS)
        by_order = _changed_by_order(run)
        run.outcome.count(created, updated + by_order, unchanged - by_order)
        rows_note(run, OrderLine, WITH_ORDERS, changed="n.changed")
        if orders.updated:
            lines_follow_orders(run)
        feed_note(run, self.feed, self.day_column, self.stale_after_days)

    def settle_repeats(self, run: Run) -> int:
        from_line = [field.name for field in self.fields]
        return repeats_refuse(run, "n.external_id", "line", from_line)


def _changed_by_order(run: Run) -> int:
    """How many lines stay as they are while the file changes something of their order."""
    [(count,)] = run.fetch(
        f"""
        SELECT count(*) FROM {MATCH} n JOIN {ORDERS_CHANGED} o USING (order_id)
        WHERE n.id IS NOT NULL AND NOT EXISTS (
            SELECT FROM {CHANGES} c WHERE c."table" = %(table)s AND c."row" = n.id
        )
        """,
        table=OrderLine._meta.db_table,
    )
    return count


def _orders_agree(run: Run) -> None:
    """What belongs to the order has to be the same in all of its lines, or empty."""
    if not run.fetch(f"SELECT EXISTS ({SUSPICIOUS})")[0][0]:
        return
    for column in OF_ORDER:
        run.refuse(
            f"""
            SELECT n.row_no, n.{column}::text, f.row_no FROM {FIRST_OF_ORDER}
            WHERE n.{column} <> f.{column}
            """,
            column,
            gettext_noop("row %(other)s says something else about the same order"),
        )
    run.refuse(
        f"""
        SELECT n.row_no, n.amount::text, n.number FROM {STAGING} n
        JOIN (SELECT number FROM {STAGING} GROUP BY 1 HAVING abs(sum(amount)) >= {LARGEST_AMOUNT}) o
            USING (number)
        """,
        "amount",
        gettext_noop("the lines of order %(other)s add up to more than can be kept"),
    )
