"""What lists sort by knows the open warnings; those that are open already are filled in."""

from django.db import migrations, models

RANKS = "array_position(ARRAY['yellow', 'orange', 'red'], level::text) + 2"
KNOWN_ALREADY = f"""
UPDATE health_healthcurrent stored
SET warned = worst.level, attention = greatest(stored.attention, worst.rank)
FROM (
    SELECT DISTINCT ON (customer_id) customer_id, level, {RANKS} AS rank
    FROM health_warning WHERE resolved_at IS NULL ORDER BY customer_id, {RANKS} DESC
) worst
WHERE stored.customer_id = worst.customer_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("health", "0007_overrides_and_doubts"),
    ]

    operations = [
        migrations.AddField(
            model_name="healthcurrent",
            name="warned",
            field=models.CharField(
                blank=True,
                choices=[
                    ("healthy", "healthy"),
                    ("yellow", "yellow"),
                    ("orange", "orange"),
                    ("red", "red"),
                    ("unknown", "unknown"),
                    ("unscored", "not scored"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="worst open warning",
            ),
        ),
        migrations.RunSQL(KNOWN_ALREADY, migrations.RunSQL.noop),
    ]
