"""Product lines: bought, by orders and by their lines, or marked as relevant for the customer.

    bought_on                     null where a line is only relevant
    line_id, line                 id and name of the product line

Credit notes, lines given back and cancelled orders are not there.
"""

from django.utils.translation import gettext_lazy as _

from accounts.models import CustomerLine, Order, OrderLine, ProductLine
from health.sources.base import Facts, Reading

_ORDER = Order._meta.db_table
_STANDS = """
    orders.amount >= 0 AND orders.ordered_on <= %(day)s
    AND (orders.cancelled_on IS NULL OR orders.cancelled_on > %(day)s){only}
"""
_RELATION = f"""(
    SELECT customer_id, id, source, ordered_on AS bought_on, line_id
    FROM {_ORDER} orders WHERE line_id IS NOT NULL AND {_STANDS}
    UNION ALL
    SELECT sold.customer_id, sold.id, sold.source, ordered_on, sold.line_id
    FROM {OrderLine._meta.db_table} sold JOIN {_ORDER} orders ON orders.id = sold.order_id
    WHERE sold.line_id IS NOT NULL AND sold.amount >= 0 AND {_STANDS}
    UNION ALL
    SELECT customer_id, id, NULL, NULL, line_id FROM {CustomerLine._meta.db_table}
    WHERE (valid_from IS NULL OR valid_from <= %(day)s)
      AND (valid_to IS NULL OR valid_to >= %(day)s)
) facts"""


class Lines(Facts):
    code = "lines"
    model = Order
    day_column = "bought_on"
    day = "facts.bought_on"
    has_windows = False
    feed_kinds = ("orders",)
    feed_model = Order
    feed_day = "ordered_on"
    words = {"line_id": "facts.line_id", "line": "lines.name"}
    also = (OrderLine, CustomerLine)
    fields = {"bought_on": "ordered_on"}
    row_columns = (("bought_on", _("bought")), ("line", _("product line")))

    def relation(self, reading: Reading) -> str:
        return _RELATION.format(only=reading.only("orders.customer_id"))

    def joins(self, _reading: Reading) -> str:
        return f"JOIN {ProductLine._meta.db_table} lines ON lines.id = facts.line_id"

    def until(self) -> str:
        return "true"
