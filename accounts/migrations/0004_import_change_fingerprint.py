"""Undoing an import leaves alone what has changed since: keep how each row looked after it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_customer_list_indexes")]

    operations = [
        migrations.AddField("importchange", "after", models.UUIDField()),
    ]
