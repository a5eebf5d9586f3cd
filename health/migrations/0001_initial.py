"""Tables of the score. Scores are partitioned by month, which Django cannot say itself."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

SCORES = """
CREATE TABLE health_healthscore (
    customer_id bigint NOT NULL,
    version_id bigint NOT NULL,
    day date NOT NULL,
    score numeric(5, 2),
    adjustment numeric(5, 2),
    coverage numeric(5, 4) NOT NULL,
    level varchar(10) NOT NULL,
    unscored_reason varchar(20) NOT NULL,
    states varchar(64) COLLATE "C" NOT NULL,
    raw double precision[] NOT NULL,
    PRIMARY KEY (customer_id, day)
) PARTITION BY RANGE (day)
"""

# Undoing an import deletes customers by SQL, in an app that does not know this table.
CURRENT_FOLLOWS_CUSTOMER = """
ALTER TABLE health_healthcurrent ADD CONSTRAINT health_current_of_customer
FOREIGN KEY (customer_id) REFERENCES accounts_customer ON DELETE CASCADE
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="HealthModelVersionHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "number",
                    models.CharField(db_collation="C", max_length=20, verbose_name="number"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published")],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("spec", models.JSONField(verbose_name="content")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="published"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PeerPace",
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
                ("pace", models.FloatField(verbose_name="order days a day")),
            ],
            options={
                "verbose_name": "peers' pace",
                "verbose_name_plural": "peers' paces",
            },
        ),
        migrations.CreateModel(
            name="HealthCurrent",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        db_constraint=False,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.customer",
                        verbose_name="customer",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "score",
                    models.DecimalField(
                        decimal_places=2, max_digits=5, null=True, verbose_name="score"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("healthy", "healthy"),
                            ("yellow", "yellow"),
                            ("orange", "orange"),
                            ("red", "red"),
                            ("unknown", "unknown"),
                            ("unscored", "not scored"),
                        ],
                        max_length=10,
                        verbose_name="level",
                    ),
                ),
                (
                    "attention",
                    models.SmallIntegerField(
                        help_text="The bigger, the more urgently somebody should look.",
                        verbose_name="attention",
                    ),
                ),
                (
                    "coverage",
                    models.DecimalField(decimal_places=4, max_digits=5, verbose_name="coverage"),
                ),
                ("low_confidence", models.BooleanField(verbose_name="low confidence")),
                (
                    "change_7d",
                    models.DecimalField(
                        decimal_places=2, max_digits=5, null=True, verbose_name="change in a week"
                    ),
                ),
                (
                    "change_28d",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="change in four weeks",
                    ),
                ),
                (
                    "spark",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(null=True), size=12
                    ),
                ),
                (
                    "unscored_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_order", "has not ordered yet"),
                            ("credit_notes_only", "has credit notes only"),
                            ("churned", "the relationship has ended"),
                            ("nothing_measured", "nothing could be measured"),
                        ],
                        max_length=20,
                        verbose_name="why not scored",
                    ),
                ),
            ],
            options={
                "verbose_name": "current health",
                "verbose_name_plural": "current health",
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("attention"), descending=True),
                        models.F("score"),
                        models.F("customer"),
                        name="health_by_attention",
                    ),
                    models.Index(fields=["score", "customer"], name="health_by_score"),
                    models.Index(fields=["change_7d", "customer"], name="health_by_change"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HealthModelVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        db_collation="C", max_length=20, unique=True, verbose_name="number"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published")],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("spec", models.JSONField(verbose_name="content")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="published"),
                ),
            ],
            options={
                "verbose_name": "health model version",
                "verbose_name_plural": "health model versions",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="health_version_published_at",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="healthmodelversion",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "health_healthmodelversionhistory" ("id", "note", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "spec", "state") SELECT new_values."id", new_values."note", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."published_at", new_values."spec", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="8735fd9214f2ec586bc19281ab846445e8c956ba",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3106b",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="health_healthmodelversion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="healthmodelversion",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "health_healthmodelversionhistory" ("id", "note", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "spec", "state") SELECT new_values."id", new_values."note", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."published_at", new_values."spec", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="f7c1f89a23d17e439076740f16a32a6bdbc86848",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4a131",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="health_healthmodelversion",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="healthmodelversionhistory",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="healthmodelversionhistory",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="health.healthmodelversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="peerpace",
            constraint=models.UniqueConstraint(fields=("day", "tier"), name="peer_pace_unique"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="healthmodelversionhistory",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="623da7e0266e5ea3b30e273d571908f78f929159",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_3d7f6",
                    table="health_healthmodelversionhistory",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="HealthScore",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "customer_id",
                                "day",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("day", models.DateField(verbose_name="day")),
                        (
                            "score",
                            models.DecimalField(
                                decimal_places=2, max_digits=5, null=True, verbose_name="score"
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("healthy", "healthy"),
                                    ("yellow", "yellow"),
                                    ("orange", "orange"),
                                    ("red", "red"),
                                    ("unknown", "unknown"),
                                    ("unscored", "not scored"),
                                ],
                                max_length=10,
                                verbose_name="level",
                            ),
                        ),
                        (
                            "coverage",
                            models.DecimalField(
                                decimal_places=4, max_digits=5, verbose_name="coverage"
                            ),
                        ),
                        (
                            "adjustment",
                            models.DecimalField(
                                decimal_places=2, max_digits=5, null=True, verbose_name="adjustment"
                            ),
                        ),
                        (
                            "raw",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.FloatField(null=True), size=None
                            ),
                        ),
                        ("states", models.CharField(db_collation="C", max_length=64)),
                        (
                            "unscored_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("no_order", "has not ordered yet"),
                                    ("credit_notes_only", "has credit notes only"),
                                    ("churned", "the relationship has ended"),
                                    ("nothing_measured", "nothing could be measured"),
                                ],
                                max_length=20,
                                verbose_name="why not scored",
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.customer",
                                verbose_name="customer",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="health.healthmodelversion",
                                verbose_name="model version",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "health score",
                        "verbose_name_plural": "health scores",
                    },
                ),
            ],
            database_operations=[migrations.RunSQL(SCORES, "DROP TABLE health_healthscore")],
        ),
        migrations.RunSQL(CURRENT_FOLLOWS_CUSTOMER, migrations.RunSQL.noop),
    ]
