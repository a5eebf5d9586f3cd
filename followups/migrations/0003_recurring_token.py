"""A form of a recurring task that is sent twice makes one agreement."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0002_company_calendar"),
    ]

    operations = [
        migrations.AddField(
            model_name="recurringtask",
            name="token",
            field=models.UUIDField(
                editable=False,
                help_text="Of the form that it comes from: one that is sent twice is one agreement.",
                null=True,
                unique=True,
            ),
        ),
    ]
