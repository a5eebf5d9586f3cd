"""Version 1.0 takes market signals into account; it was published before they were read.

Stored scores keep one entry for each figure of their version, so theirs get one more, empty.
"""

from django.db import migrations

SIGNALS = {"code": "market_signals", "lowest": -10, "highest": 5}


def add(apps, schema_editor):
    versions = apps.get_model("health", "HealthModelVersion").objects
    for version in versions.filter(number="1.0"):
        version.spec = {**version.spec, "signals": SIGNALS}
        version.save()
        schema_editor.execute(
            "UPDATE health_healthscore SET raw = raw || NULL::float8, states = states || 'n'"
            " WHERE version_id = %s",
            [version.pk],
        )


def remove(apps, schema_editor):
    versions = apps.get_model("health", "HealthModelVersion").objects
    for version in versions.filter(number="1.0"):
        version.spec = {key: part for key, part in version.spec.items() if key != "signals"}
        version.save()
        schema_editor.execute(
            "UPDATE health_healthscore SET raw = trim_array(raw, 1), states = left(states, -1)"
            " WHERE version_id = %s",
            [version.pk],
        )


class Migration(migrations.Migration):
    dependencies = [("health", "0003_titles_without_scores")]

    operations = [migrations.RunPython(add, remove)]
