"""What three years of scores take on the disk, beside what `docs/performance.md` states."""

from calendar import monthrange
from datetime import date

from django.db import connection

from tools.bench.score import Measured, changes_of, new_orders, night_of

# A whole month, as its index grows in the middle with every night.
MONTH = date(2026, 10, 1)
CUSTOMERS, DAYS = 100_000, 1096
STATED_GIGABYTES, TARGET = 30.0, 1.0
SIZE = """
SELECT pg_total_relation_size(%s), count(*) FROM health_healthscore WHERE day BETWEEN %s AND %s
"""


def measure_score_disk() -> Measured:
    """GB of 36 months of 100 000 customers, by what a month takes here with its index.

    Each day has its changes in the five-minute job and then its night, as in a company at work.
    """
    last = MONTH.replace(day=monthrange(MONTH.year, MONTH.month)[1])
    for number in range(1, last.day + 1):
        day = MONTH.replace(day=number)
        new_orders(day)
        changes_of(day)
        night_of(day)
    with connection.cursor() as cursor:
        cursor.execute(SIZE, [f"health_healthscore_{MONTH:%Y_%m}", MONTH, last])
        taken, rows = cursor.fetchone()
    return taken / rows * CUSTOMERS * DAYS / 1e9, STATED_GIGABYTES, TARGET
