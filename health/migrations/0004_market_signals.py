"""Version 1.0 takes market signals into account, as it was meant to from the beginning.

No release had it without them. Rows that were stored before have no entry for them, which reads
as no signal.
"""

from django.db import migrations

SIGNALS = {"code": "market_signals", "lowest": -10, "highest": 5}


def add(apps, _schema_editor):
    for version in apps.get_model("health", "HealthModelVersion").objects.filter(number="1.0"):
        version.spec = {**version.spec, "signals": SIGNALS}
        version.save()


def remove(apps, _schema_editor):
    for version in apps.get_model("health", "HealthModelVersion").objects.filter(number="1.0"):
        version.spec = {key: part for key, part in version.spec.items() if key != "signals"}
        version.save()


class Migration(migrations.Migration):
    dependencies = [("health", "0003_titles_without_scores")]

    operations = [migrations.RunPython(add, remove)]
