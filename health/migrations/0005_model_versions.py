"""Versions of the model are drafted, previewed, published."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# Undoing an import deletes customers by SQL, in an app that does not know this table.
EFFECT_FOLLOWS_CUSTOMER = """
ALTER TABLE health_versioneffect ADD CONSTRAINT health_effect_of_customer
FOREIGN KEY (customer_id) REFERENCES accounts_customer ON DELETE CASCADE
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_signals_change_scores"),
        ("health", "0004_market_signals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="healthmodelversion",
            options={
                "ordering": ["-id"],
                "permissions": [
                    ("publish_healthmodelversion", "Can publish versions of the health model")
                ],
                "verbose_name": "health model version",
                "verbose_name_plural": "health model versions",
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="healthmodelversion",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="healthmodelversion",
            name="update_update",
        ),
        migrations.AddField(
            model_name="healthmodelversion",
            name="based_on",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="health.healthmodelversion",
                verbose_name="drafted from",
            ),
        ),
        migrations.AddField(
            model_name="healthmodelversion",
            name="drafted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="drafted"),
        ),
        migrations.AddField(
            model_name="healthmodelversion",
            name="drafted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="drafted by",
            ),
        ),
        migrations.AddField(
            model_name="healthmodelversion",
            name="preview",
            field=models.JSONField(blank=True, null=True, verbose_name="preview"),
        ),
        migrations.AddField(
            model_name="healthmodelversion",
            name="previewed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="previewed"),
        ),
        migrations.AddField(
            model_name="healthmodelversion",
            name="published_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="published by",
            ),
        ),
        migrations.AddField(
            model_name="healthmodelversion",
            name="reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="reason"),
        ),
        migrations.AddField(
            model_name="healthmodelversion",
            name="revision",
            field=models.PositiveIntegerField(default=1, verbose_name="revision"),
        ),
        migrations.AddField(
            model_name="healthmodelversionhistory",
            name="based_on",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="health.healthmodelversion",
                verbose_name="drafted from",
            ),
        ),
        migrations.AddField(
            model_name="healthmodelversionhistory",
            name="drafted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="drafted"),
        ),
        migrations.AddField(
            model_name="healthmodelversionhistory",
            name="drafted_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="drafted by",
            ),
        ),
        migrations.AddField(
            model_name="healthmodelversionhistory",
            name="preview",
            field=models.JSONField(blank=True, null=True, verbose_name="preview"),
        ),
        migrations.AddField(
            model_name="healthmodelversionhistory",
            name="previewed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="previewed"),
        ),
        migrations.AddField(
            model_name="healthmodelversionhistory",
            name="published_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="published by",
            ),
        ),
        migrations.AddField(
            model_name="healthmodelversionhistory",
            name="reason",
            field=models.CharField(blank=True, max_length=500, verbose_name="reason"),
        ),
        migrations.AddField(
            model_name="healthmodelversionhistory",
            name="revision",
            field=models.PositiveIntegerField(default=1, verbose_name="revision"),
        ),
        migrations.AlterField(
            model_name="healthmodelversion",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("previewed", "previewed"),
                    ("published", "published"),
                    ("discarded", "discarded"),
                ],
                default="draft",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="healthmodelversionhistory",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("previewed", "previewed"),
                    ("published", "published"),
                    ("discarded", "discarded"),
                ],
                default="draft",
                max_length=10,
                verbose_name="state",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="healthmodelversion",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "health_healthmodelversionhistory" ("based_on_id", "drafted_at", "drafted_by_id", "id", "note", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preview", "previewed_at", "published_at", "published_by_id", "reason", "revision", "spec", "state") SELECT new_values."based_on_id", new_values."drafted_at", new_values."drafted_by_id", new_values."id", new_values."note", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."preview", new_values."previewed_at", new_values."published_at", new_values."published_by_id", new_values."reason", new_values."revision", new_values."spec", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="d4b799546cf08f990b62009d4bc98880e7664b5d",
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
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "health_healthmodelversionhistory" ("based_on_id", "drafted_at", "drafted_by_id", "id", "note", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preview", "previewed_at", "published_at", "published_by_id", "reason", "revision", "spec", "state") SELECT new_values."based_on_id", new_values."drafted_at", new_values."drafted_by_id", new_values."id", new_values."note", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."preview", new_values."previewed_at", new_values."published_at", new_values."published_by_id", new_values."reason", new_values."revision", new_values."spec", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="1bed0f1984cc169dbd2dc859d672c6b1a80ae05d",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4a131",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="health_healthmodelversion",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="healthmodelversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "previewed"), _negated=True),
                    models.Q(("preview__isnull", False), ("previewed_at__isnull", False)),
                    _connector="OR",
                ),
                name="health_version_previewed_at",
            ),
        ),
        migrations.CreateModel(
            name="VersionEffect",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "version_id",
                        "customer_id",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="effects",
                        to="health.healthmodelversion",
                        verbose_name="model version",
                    ),
                ),
                (
                    "score_before",
                    models.DecimalField(
                        decimal_places=2, max_digits=5, null=True, verbose_name="score before"
                    ),
                ),
                (
                    "score",
                    models.DecimalField(
                        decimal_places=2, max_digits=5, null=True, verbose_name="score"
                    ),
                ),
                (
                    "level_before",
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
                        verbose_name="level before",
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
            ],
            options={
                "verbose_name": "effect of a model version",
                "verbose_name_plural": "effects of model versions",
            },
        ),
        migrations.RunSQL(
            EFFECT_FOLLOWS_CUSTOMER,
            "ALTER TABLE health_versioneffect DROP CONSTRAINT health_effect_of_customer",
        ),
    ]
