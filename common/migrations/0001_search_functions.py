"""The function behind finding any part of a Chinese name.

Trigram indexes cannot help a query of two characters, and two characters are how people search
in Chinese. A GIN index on the distinct two-character substrings can.
"""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

SEARCH_BIGRAMS = """
CREATE FUNCTION search_bigrams(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(value, i, 2)), '{}')
    FROM generate_series(1, length(value) - 1) AS i
$$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.RunSQL(SEARCH_BIGRAMS, "DROP FUNCTION search_bigrams(text)"),
    ]
