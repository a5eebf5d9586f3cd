"""Tickets are found by their number and by what stands in their title."""

import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models.functions import Lower, Reverse


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0001_search_functions"),
        ("followups", "0001_tickets_followups_surveys_needs"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(Lower("number"), name="ticket_by_number"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(Reverse(Lower("number")), name="ticket_by_number_end"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(Lower("subject"), function="search_bigrams"), name="ticket_search"
            ),
        ),
    ]
