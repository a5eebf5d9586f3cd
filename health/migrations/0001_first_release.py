"""Scores, models, warnings. Scores are partitioned by month, which Django cannot say itself."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from common.migration_operations import InstallTriggers

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

# Every row is written anew every night, mostly with the same score. With room beside the old row
# the indexes need not hear of it: a night's writing takes a quarter of the time.
ROOM_FOR_CURRENT = "ALTER TABLE health_healthcurrent SET (fillfactor = 45)"


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("health", "0001_initial"),
        ("health", "0003_room_for_current"),
        ("health", "0004_warnings"),
        ("health", "0005_indexes_nobody_reads"),
    ]

    dependencies = [
        ("accounts", "0001_first_release"),
        ("followups", "0001_first_release"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HeldBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("as_of", models.DateField(verbose_name="as of")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "state",
                    models.CharField(
                        choices=[("held", "waiting for a decision"), ("decided", "decided")],
                        default="held",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
            ],
            options={
                "verbose_name": "held warnings",
                "verbose_name_plural": "held warnings",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "held")),
                        fields=("state",),
                        name="held_batch_one_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HeldDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="health.heldbatch",
                        verbose_name="batch",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                ("is_opened", models.BooleanField(verbose_name="opened")),
                ("tiers", models.JSONField(default=list, verbose_name="tiers")),
                ("customers", models.PositiveIntegerField(verbose_name="customers")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
            ],
            options={
                "verbose_name": "decision about held warnings",
                "verbose_name_plural": "decisions about held warnings",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="HeldWarning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="held",
                        to="health.heldbatch",
                        verbose_name="batch",
                    ),
                ),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("yellow", "yellow"), ("orange", "orange"), ("red", "red")],
                        max_length=6,
                        verbose_name="level",
                    ),
                ),
                (
                    "score",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="score"),
                ),
            ],
            options={
                "verbose_name": "held warning",
                "verbose_name_plural": "held warnings",
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
                "constraints": [
                    models.UniqueConstraint(fields=("day", "tier"), name="peer_pace_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="StartingLevel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("yellow", "yellow"), ("orange", "orange"), ("red", "red")],
                        max_length=6,
                        verbose_name="level",
                    ),
                ),
                ("set_on", models.DateField(verbose_name="since")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="holds until")),
            ],
            options={
                "verbose_name": "starting level",
                "verbose_name_plural": "starting levels",
            },
        ),
        migrations.CreateModel(
            name="Warning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[("score", "health score")], max_length=12, verbose_name="cause"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("yellow", "yellow"), ("orange", "orange"), ("red", "red")],
                        max_length=6,
                        verbose_name="level",
                    ),
                ),
                (
                    "worst_level",
                    models.CharField(
                        choices=[("yellow", "yellow"), ("orange", "orange"), ("red", "red")],
                        max_length=6,
                        verbose_name="worst level",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                (
                    "score",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="score"),
                ),
                ("opened_on", models.DateField(verbose_name="opened as of")),
                ("level_since", models.DateField(verbose_name="on this level since")),
                ("as_of", models.DateField(verbose_name="as of")),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                (
                    "acknowledged_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="seen"),
                ),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="seen by",
                    ),
                ),
                (
                    "resolved_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="resolved"),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("recovered", "recovered"),
                            ("lost", "lost"),
                            ("false_alarm", "false alarm"),
                            ("withdrawn", "not scored any more"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
            ],
            options={
                "verbose_name": "warning",
                "verbose_name_plural": "warnings",
                "indexes": [
                    models.Index(
                        condition=models.Q(("resolved_at", None)),
                        fields=["level", "opened_on"],
                        name="warning_open",
                    ),
                    models.Index(fields=["customer", "opened_on"], name="warning_by_customer"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("resolved_at", None)),
                        fields=("customer", "cause"),
                        name="warning_one_open_of_a_cause",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("resolved_at", None)),
                            models.Q(
                                ("resolved_at__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="warning_ends_with_an_outcome",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WarningDuty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "warning",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duties",
                        to="health.warning",
                        verbose_name="warning",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("plan", "file an improvement plan"),
                            ("start", "start with the customer"),
                            ("effort", "lead a cross-department effort"),
                            ("intervene", "start an intervention"),
                            ("senior_visit", "visit by the executive sponsor"),
                        ],
                        max_length=12,
                        verbose_name="duty",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="followups.task",
                        verbose_name="task",
                    ),
                ),
            ],
            options={
                "verbose_name": "duty",
                "verbose_name_plural": "duties",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("warning", "code", "round"), name="warning_duty_once_a_round"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WarningEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "warning",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="health.warning",
                        verbose_name="warning",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="as of")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("opened", "opened"),
                            ("worsened", "worse"),
                            ("improved", "better"),
                            ("acknowledged", "seen"),
                            ("resolved", "resolved"),
                        ],
                        max_length=12,
                        verbose_name="action",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("healthy", "healthy"),
                            ("yellow", "yellow"),
                            ("orange", "orange"),
                            ("red", "red"),
                            ("unknown", "unknown"),
                            ("unscored", "not scored"),
                        ],
                        max_length=8,
                        verbose_name="level",
                    ),
                ),
                (
                    "score",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="score"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
            ],
            options={
                "verbose_name": "event of a warning",
                "verbose_name_plural": "events of warnings",
                "indexes": [
                    models.Index(fields=["warning", "at"], name="warning_event_by_warning")
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="warning_events_stay",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="c3b9c8ba6ce043cbd8e4ec3e9e4945f36e16ad4c",
                            operation="UPDATE",
                            pgid="pgtrigger_warning_events_stay_8edca",
                            table="health_warningevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WarningRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("as_of", models.DateField(verbose_name="as of")),
                ("at", models.DateTimeField(verbose_name="when")),
                ("counts", models.JSONField(default=dict, verbose_name="counts")),
            ],
            options={
                "verbose_name": "run of the warnings",
                "verbose_name_plural": "runs of the warnings",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="HealthCurrent",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
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
                "triggers": [
                    pgtrigger.compiler.Trigger(
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
                    pgtrigger.compiler.Trigger(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="HealthModelVersionHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="health.healthmodelversion",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
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
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="623da7e0266e5ea3b30e273d571908f78f929159",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_3d7f6",
                            table="health_healthmodelversionhistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
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
        migrations.RunSQL(ROOM_FOR_CURRENT, migrations.RunSQL.noop),
        InstallTriggers(),
    ]
