"""Market signals that hold on the day and have an effect on the score.

    published_on, title, impact   −10 … +5

One reaches the customer that it names; else the customers of the industry and region it names.
"""

from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, MarketSignal
from accounts.models.event import SIGNAL_REACHES
from health.sources.base import Facts, Reading

_REACHED = " UNION ALL ".join(
    f"""
    SELECT customers.id AS customer_id, signals.id, signals.source, published_on, ends_on, title,
           impact
    FROM {MarketSignal._meta.db_table} signals JOIN {Customer._meta.db_table} customers ON {reach}
"""
    for reach in SIGNAL_REACHES
)


class Signals(Facts):
    code = "signals"
    model = MarketSignal
    day_column = "published_on"
    day = "facts.published_on"
    counts = "(facts.ends_on IS NULL OR facts.ends_on > %(day)s) AND facts.impact <> 0"
    has_windows = False
    words = {"title": "facts.title", "impact": "facts.impact"}
    row_columns = (
        ("published_on", _("published")),
        ("title", _("what happened")),
        ("impact", _("effect on the score")),
    )

    def relation(self, _reading: Reading) -> str:
        return f"({_REACHED}) facts"
