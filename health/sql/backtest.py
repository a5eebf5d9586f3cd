"""What a back-test reads of a day: by the statement that scores, and what came of it by another."""

from health.choices import Dimension
from health.registry import Figure
from health.rules.backtest import AHEAD, ALARMS
from health.rules.version import Version
from health.sources import SOURCES, Reading
from health.sql import with_clause
from health.sql.figures import figure_ctes
from health.sql.points import mean_sql, point_ctes


class _OfOrders(Figure):
    source = "orders"
    window = 365
    measured_if = "first_on IS NOT NULL"


class _SilentDays(_OfOrders):
    code = "backtest_silent"
    raw = "evaluated_on - last_on"


class _EarlyDays(_OfOrders):
    """Order days before those that are compared with the usual."""

    code = "backtest_early"
    columns = {
        "backtest_early_days": (
            f"count(DISTINCT ordered_on) FILTER (WHERE ordered_on <= evaluated_on - {AHEAD}"
            " AND is_order)"
        )
    }
    raw = "backtest_early_days"


class _OwnPace(_OfOrders):
    """Without that of comparable customers; unknown until the usual has an order day."""

    code = "backtest_pace"
    raw = "nullif(own_days, 0)::float8 / nullif(observed, 0)"


_OWN: dict[str, type[Figure]] = {
    figure.code: figure for figure in (_SilentDays, _EarlyDays, _OwnPace)
}

_CASES = """
    SELECT customer_id, level, score::float8, {points} AS purchasing,
           raw_backtest_silent, raw_backtest_early, raw_backtest_pace
    FROM scored JOIN points USING (customer_id) JOIN figures USING (customer_id)
    WHERE score IS NOT NULL AND raw_backtest_pace IS NOT NULL
"""
_ALARMS = f"""
    SELECT customer_id, level FROM scored
    WHERE level IN ({", ".join(f"'{level}'" for level in ALARMS)})
"""
# Of a customer all of whose feeds have stopped nobody knows what became of it.
_AFTER = """
    SELECT customer_id, CASE WHEN evaluated_on = %(day)s::date THEN backtest_after END FROM orders
"""
_ORDER_DAYS = """
    SELECT customer_id, array_agg(DISTINCT ordered_on ORDER BY ordered_on)
    FROM orders_rows WHERE is_order GROUP BY customer_id
"""


def cases_sql(version: Version, figures: dict[str, type[Figure]], reading: Reading) -> str:
    """Whoever has a score and a pace of their own: all that was known of them on the day."""
    own = [
        entry
        for entry in version.indicators
        if entry.code in figures and entry.dimension == Dimension.PURCHASING
    ]
    return _scored(version, figures, reading, _OWN) + _CASES.format(points=mean_sql(own))


def alarms_sql(version: Version, figures: dict[str, type[Figure]], reading: Reading) -> str:
    """Whoever was on a level that counts as a warning."""
    return _scored(version, figures, reading, {}) + _ALARMS


def _scored(
    version: Version,
    figures: dict[str, type[Figure]],
    reading: Reading,
    more: dict[str, type[Figure]],
) -> str:
    return with_clause(
        {**figure_ctes({**figures, **more}, reading), **point_ctes(version, figures)}
    )


def after_sql(reading: Reading) -> str:
    """On how many of the last 90 days of the reading each customer ordered; null is not known.

    Whoever has no order at all by then, as all were cancelled, is left out.
    """
    after = (
        f"count(DISTINCT ordered_on) FILTER (WHERE ordered_on > %(day)s::date - {AHEAD}"
        " AND is_order)"
    )
    return with_clause(SOURCES["orders"].ctes(reading, {"backtest_after": after}, None)) + _AFTER


def order_days_sql(reading: Reading) -> str:
    return with_clause(SOURCES["orders"].ctes(reading, {}, None)) + _ORDER_DAYS
