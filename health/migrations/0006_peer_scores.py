"""What whole groups of customers scored, also on the days that were scored before.

One pass over all scores: about a minute for a year of 100 000 customers. A day of which only some
customers were scored, because its night never came, says nothing of everybody and is left out.
"""

from django.db import migrations, models
from django.utils import timezone

BACKFILL = """
WITH changes AS (
    SELECT pgh_obj_id AS customer_id, tier, pgh_id,
           (pgh_created_at AT TIME ZONE %(zone)s)::date AS day,
           lag(tier) OVER entries IS DISTINCT FROM tier AS is_new,
           row_number() OVER entries = 1 AS is_first
    FROM accounts_customerhistory
    WINDOW entries AS (PARTITION BY pgh_obj_id ORDER BY pgh_id)
), tiers AS (
    SELECT customer_id, tier, CASE WHEN is_first THEN '-infinity' ELSE day END AS first_day,
           lead(day, 1, 'infinity') OVER (PARTITION BY customer_id ORDER BY pgh_id) AS next_day
    FROM changes WHERE is_new OR is_first
), scores AS (
    SELECT scores.day, scores.score,
           coalesce(nullif(coalesce(tiers.tier, customer.tier), ''), 'general') AS tier
    FROM health_healthscore scores
    JOIN accounts_customer customer ON customer.id = scores.customer_id
    LEFT JOIN tiers ON tiers.customer_id = scores.customer_id
        AND scores.day >= first_day AND scores.day < next_day
), peers AS (
    SELECT day, coalesce(tier, '') AS tier, count(*) AS known, count(score) AS customers,
           round(avg(score), 2) AS score
    FROM scores GROUP BY GROUPING SETS ((day), (day, tier))
)
INSERT INTO health_peerscore (day, tier, customers, score)
SELECT peers.day, peers.tier, peers.customers, peers.score
FROM peers
JOIN peers everybody ON everybody.day = peers.day AND everybody.tier = ''
JOIN health_peerpace pace ON pace.day = peers.day AND pace.tier = ''
WHERE peers.customers > 0 AND everybody.known >= 0.9 * pace.customers
"""


def fill(_apps, schema_editor):
    zone = timezone.get_default_timezone_name()
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(BACKFILL, {"zone": zone})


class Migration(migrations.Migration):
    dependencies = [
        ("health", "0005_model_versions"),
        ("accounts", "0001_first_release"),
    ]

    operations = [
        migrations.CreateModel(
            name="PeerScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "tier",
                    models.CharField(
                        blank=True, db_collation="C", max_length=10, verbose_name="tier"
                    ),
                ),
                ("customers", models.PositiveIntegerField(verbose_name="customers")),
                (
                    "score",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="score"),
                ),
            ],
            options={
                "verbose_name": "peers' score",
                "verbose_name_plural": "peers' scores",
                "constraints": [
                    models.UniqueConstraint(fields=("tier", "day"), name="peer_score_unique")
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
