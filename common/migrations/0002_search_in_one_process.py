"""Searches stay in one process.

A search ends after fifty hits; starting parallel workers for it takes longer than the search.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("common", "0001_search_functions")]

    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION search_bigrams(text) PARALLEL UNSAFE",
            "ALTER FUNCTION search_bigrams(text) PARALLEL SAFE",
        ),
    ]
