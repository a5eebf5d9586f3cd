"""Market signals that hold on the day and have an effect on the score.

    published_on, title, impact   −10 … +5

One reaches the customer that it names; else the customers of the industry and region it names.
"""

from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, MarketSignal
from accounts.models.event import SIGNAL_REACHES
from health.sources.base import Columns, Reading, Source

_SIGNALS, _CUSTOMERS = MarketSignal._meta.db_table, Customer._meta.db_table
_REACHED = """
    SELECT customers.id AS customer_id, signals.id, signals.source, published_on, title, impact,
           %(day)s::date AS evaluated_on
    FROM {signals} signals JOIN {customers} customers ON {meet}
    WHERE published_on <= %(day)s AND (ends_on IS NULL OR ends_on > %(day)s) AND impact <> 0{only}
"""


class Signals(Source):
    code = "signals"
    label = _("market signals")
    model = MarketSignal
    day_column = "published_on"
    row_columns = (
        ("published_on", _("published")),
        ("title", _("what happened")),
        ("impact", _("effect on the score")),
    )

    def ctes(self, reading: Reading, columns: Columns, _reach: int | None) -> dict[str, str]:
        rows = (
            _REACHED.format(
                signals=_SIGNALS, customers=_CUSTOMERS, meet=meet, only=reading.only("customers.id")
            )
            for meet in SIGNAL_REACHES
        )
        named = "".join(f", {sql} AS {name}" for name, sql in columns.items())
        return {
            "signals_rows": " UNION ALL ".join(rows),
            self.code: f"""
    SELECT customer_id, max(evaluated_on) AS evaluated_on{named}
    FROM signals_rows GROUP BY customer_id
""",
        }
