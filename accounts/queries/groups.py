"""Companies that belong together."""

from django.db import connection
from django.db.models import QuerySet

from accounts.models import Customer
from accounts.rules.groups import MOST_LEVELS

MEMBERS = """
    WITH RECURSIVE member (id, depth) AS (
        SELECT %(group)s::bigint, 0
        UNION
        SELECT c.id, m.depth + 1
        FROM accounts_customer c JOIN member m ON c.parent_id = m.id
        WHERE m.depth < %(deepest)s
    )
    SELECT id FROM member
"""


def group_members(group: Customer, visible: QuerySet[Customer]) -> QuerySet[Customer]:
    """The group itself and every company below it that is active and among the `visible`."""
    with connection.cursor() as cursor:
        cursor.execute(MEMBERS, {"group": group.pk, "deepest": MOST_LEVELS})
        ids = [pk for (pk,) in cursor.fetchall()]
    return visible.active().filter(pk__in=ids)  # type: ignore[attr-defined]
