"""Word to whoever follows the facts, where it is not a fact that changed."""

from django.db import connection

_EVERYBODY = """
INSERT INTO accounts_factchange (customer_id)
SELECT id FROM accounts_customer WHERE archived_at IS NULL AND merged_into_id IS NULL
"""


def everybody_changed() -> None:
    """Have everybody looked at again, as if there were something new about each of them."""
    with connection.cursor() as cursor:
        cursor.execute(_EVERYBODY)
