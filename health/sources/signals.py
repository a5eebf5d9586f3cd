"""Market signals that hold on the day.

    published_on, title, impact   −10 … +5
    direction, kind               of news, which need not have an effect

One reaches the customer that it names; else the customers of the industry and region it names.
"""

from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, MarketSignal
from accounts.models.event import SIGNAL_REACHES
from health.sources.base import Facts, Reading

_REACHED = " UNION ALL ".join(
    f"""
    SELECT customers.id AS customer_id, signals.id, signals.source, published_on, ends_on, title,
           impact, direction, signals.kind
    FROM {MarketSignal._meta.db_table} signals JOIN {Customer._meta.db_table} customers ON {reach}
"""
    for reach in SIGNAL_REACHES
)


class Signals(Facts):
    """What moves scores."""

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


class News(Signals):
    """All of them, also those that move no score."""

    code = "news"
    counts = "(facts.ends_on IS NULL OR facts.ends_on > %(day)s)"
    words = {**Signals.words, "direction": "facts.direction", "kind": "facts.kind"}
    row_columns = (
        ("published_on", _("published")),
        ("title", _("what happened")),
        ("direction", _("direction")),
    )
