"""The monthly tables behind `HealthScore`."""

from datetime import date

from django.db import connection

_MONTH = """
CREATE TABLE {name} (LIKE health_healthscore INCLUDING ALL);
ALTER TABLE health_healthscore ATTACH PARTITION {name} FOR VALUES FROM ('{first}') TO ('{after}')
"""


def partition_ensure(*, day: date) -> bool:
    """Make the month of `day` if it is not there; True when it was made.

    Attaching an empty table keeps nobody waiting who reads. Call it under the scorer's lock.
    """
    first = day.replace(day=1)
    after = first.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
    name = f"health_healthscore_{first:%Y_%m}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NULL", [name])
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(_MONTH.format(name=name, first=first, after=after))
    return True
