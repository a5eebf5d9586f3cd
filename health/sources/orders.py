"""Orders and credit notes.

What a figure's `columns`, aggregates over rows, may use:

    ordered_on, amount, currency          as stored
    is_order                              not a credit note
    in_main_currency                      amounts of other currencies are not comparable
    evaluated_on                          the last day that counts, E
    usual_until                           the day that the usual ends, b
    last_on                               the last order day

and its `derived` and `raw`, one row a customer:

    first_on, last_on                     order days
    own_days, observed                    order days, and days looked at, in the 365 d ending at b
    peers_pace                            order days a day of comparable customers
    evaluated_on, usual_until             as above
    main_currency                         the currency of all amounts

Rows after the scoring day, and orders cancelled by then, are not there at all. An order day is
a day with at least one order, whatever its currency. The main currency is that of most rows in
the 365 d ending at E; of most rows ever when several are equal; the first by alphabet then.
"""

from django.utils.translation import gettext_lazy as _

from accounts.models import Order
from health.sources.base import Columns, Reading, Source

# What everybody is measured by: the 90 d before b are left out, so that a customer who stops
# is not compared with the very days in which it stopped.
_BOOKS = """
    SELECT customer_id,
           {evaluated_on} AS evaluated_on,
           min(ordered_on) FILTER (WHERE amount >= 0) AS first_on,
           max(ordered_on) FILTER (WHERE amount >= 0) AS last_on,
           min(currency COLLATE "C") AS first_currency,
           max(currency COLLATE "C") AS last_currency
    FROM accounts_order
    WHERE {counts}
    GROUP BY customer_id
"""

_CURRENCIES = """
    SELECT DISTINCT ON (customer_id) customer_id, currency AS used_most
    FROM (
        SELECT customer_id, currency, count(*) AS ever,
               count(*) FILTER (WHERE ordered_on > evaluated_on - 365) AS recently
        FROM orders_books JOIN accounts_order USING (customer_id)
        WHERE first_currency <> last_currency AND {counts}
        GROUP BY customer_id, currency
    ) used
    ORDER BY customer_id, recently DESC, ever DESC, currency COLLATE "C"
"""

_ROWS = """
    SELECT customer_id, id, number, source, ordered_on, amount, currency,
           amount >= 0 AS is_order,
           currency = coalesce(used_most, first_currency) AS in_main_currency,
           evaluated_on,
           least(evaluated_on - 90, last_on) AS usual_until, last_on
    FROM orders_books
    LEFT JOIN orders_currencies USING (customer_id)
    JOIN accounts_order USING (customer_id)
    WHERE {counts}
"""

_ORDERS = """
    SELECT orders_books.*,
           least(evaluated_on - 90, last_on) AS usual_until,
           greatest(0, least(365, least(evaluated_on - 90, last_on) - first_on + 1)) AS observed,
           coalesce(used_most, first_currency) AS main_currency,
           {names}
    FROM orders_books
    LEFT JOIN orders_currencies USING (customer_id)
    JOIN (SELECT customer_id, {aggregates} FROM orders_rows GROUP BY customer_id) sums
        USING (customer_id)
"""

_OWN_DAYS = (
    "count(DISTINCT ordered_on) FILTER (WHERE"
    " ordered_on > usual_until - 365 AND ordered_on <= usual_until AND is_order)"
)


class Orders(Source):
    code = "orders"
    model = Order
    day_column = "ordered_on"
    feed_kinds = ("orders",)
    feed_model = Order
    feed_day = "ordered_on"
    is_found_by_system = True
    row_columns = (
        ("ordered_on", _("order date")),
        ("number", _("number")),
        ("amount", _("amount")),
        ("currency", _("currency")),
        ("source", _("source system")),
    )

    def ctes(self, reading: Reading, columns: Columns, _reach: int | None) -> dict[str, str]:
        counts = "ordered_on <= %(day)s AND (cancelled_on IS NULL OR cancelled_on > %(day)s)"
        counts += reading.only("accounts_order.customer_id")
        aggregates = {"own_days": _OWN_DAYS, **columns}
        return {
            "orders_books": _BOOKS.format(
                counts=counts, evaluated_on=reading.evaluated_on(self.code, "source")
            ),
            "orders_currencies": _CURRENCIES.format(counts=counts),
            "orders_rows": _ROWS.format(counts=counts),
            "orders": _ORDERS.format(
                names=", ".join(aggregates),
                aggregates=", ".join(f"{sql} AS {name}" for name, sql in aggregates.items()),
            ),
        }
