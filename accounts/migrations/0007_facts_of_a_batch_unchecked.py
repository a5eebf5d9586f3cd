"""The one batch of a large import need not be looked up for each of its rows."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_customer_active_index"),
    ]

    operations = [
        migrations.AlterField(
            model_name="contact",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.importbatch",
                verbose_name="import",
            ),
        ),
        migrations.AlterField(
            model_name="order",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.importbatch",
                verbose_name="import",
            ),
        ),
        migrations.AlterField(
            model_name="orderline",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.importbatch",
                verbose_name="import",
            ),
        ),
    ]
