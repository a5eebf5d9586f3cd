"""Leave room in each page of the newest scores.

Every row is written anew every night, mostly with the same score. With room beside the old row
the indexes need not hear of it: a night's writing takes a quarter of the time.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("health", "0002_version_1_0")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE health_healthcurrent SET (fillfactor = 45)",
            "ALTER TABLE health_healthcurrent RESET (fillfactor)",
        ),
    ]
