"""Undoing asks by batch only, and nobody but the import writes these rows."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_import_change_fingerprint")]

    operations = [
        migrations.RemoveIndex("importchange", "import_change_by_row"),
        migrations.AlterField(
            "importchange",
            "batch",
            models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="accounts.importbatch",
            ),
        ),
    ]
