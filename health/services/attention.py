"""What lists sort and colour by follows the open warnings."""

from collections.abc import Collection

from django.db import connection

from health.sql.attention import follow


def attention_follow(*, customers: Collection[int] | None = None) -> int:
    """Of `customers` (ids), or of everybody; returns how many look another way now.

    Call it under the scorer's lock (`scoring_waits`), which writes the same rows.
    """
    only = "" if customers is None else " AND customer_id = ANY(%(customers)s::bigint[])"
    with connection.cursor() as cursor:
        cursor.execute(follow(only), {"customers": list(customers or ())})
        return cursor.rowcount
