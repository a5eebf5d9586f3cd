"""What customers are granted, and the table of who grants how much."""

import uuid

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_invoices_from_their_index"),
        ("followups", "0003_recurring_token"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuthorityLimitHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("discount", "discount"),
                            ("extension", "extension"),
                            ("upgrade", "upgrade"),
                            ("gift", "gift"),
                            ("compensation", "compensation"),
                            ("resource", "help of a department"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("strategic", "strategic"),
                            ("key", "key"),
                            ("potential", "potential"),
                            ("general", "general"),
                        ],
                        max_length=10,
                        verbose_name="tier",
                    ),
                ),
                ("role", models.CharField(db_collation="C", max_length=40, verbose_name="role")),
                (
                    "limit",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Percent of a discount, days of an extension, hours of a department, money for all else. Empty: without limit. 0: nothing.",
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="limit",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Concession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("discount", "discount"),
                            ("extension", "extension"),
                            ("upgrade", "upgrade"),
                            ("gift", "gift"),
                            ("compensation", "compensation"),
                            ("resource", "help of a department"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="how much"),
                ),
                (
                    "cost",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="cost"
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                (
                    "origin",
                    models.CharField(
                        blank=True, db_collation="C", max_length=120, verbose_name="what for"
                    ),
                ),
                (
                    "token",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        help_text="Of the form that it comes from: one that is sent twice asks once.",
                        unique=True,
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                (
                    "asked",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="people who were asked",
                    ),
                ),
                ("granted_at", models.DateTimeField(blank=True, null=True, verbose_name="granted")),
                ("refused_at", models.DateTimeField(blank=True, null=True, verbose_name="refused")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="withdrawn"),
                ),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
            ],
            options={
                "verbose_name": "concession",
                "verbose_name_plural": "concessions",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ConcessionHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("discount", "discount"),
                            ("extension", "extension"),
                            ("upgrade", "upgrade"),
                            ("gift", "gift"),
                            ("compensation", "compensation"),
                            ("resource", "help of a department"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="how much"),
                ),
                (
                    "cost",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="cost"
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                (
                    "origin",
                    models.CharField(
                        blank=True, db_collation="C", max_length=120, verbose_name="what for"
                    ),
                ),
                (
                    "token",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        help_text="Of the form that it comes from: one that is sent twice asks once.",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                (
                    "asked",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="people who were asked",
                    ),
                ),
                ("granted_at", models.DateTimeField(blank=True, null=True, verbose_name="granted")),
                ("refused_at", models.DateTimeField(blank=True, null=True, verbose_name="refused")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="withdrawn"),
                ),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AuthorityLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("discount", "discount"),
                            ("extension", "extension"),
                            ("upgrade", "upgrade"),
                            ("gift", "gift"),
                            ("compensation", "compensation"),
                            ("resource", "help of a department"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("strategic", "strategic"),
                            ("key", "key"),
                            ("potential", "potential"),
                            ("general", "general"),
                        ],
                        max_length=10,
                        verbose_name="tier",
                    ),
                ),
                ("role", models.CharField(db_collation="C", max_length=40, verbose_name="role")),
                (
                    "limit",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Percent of a discount, days of an extension, hours of a department, money for all else. Empty: without limit. 0: nothing.",
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="limit",
                    ),
                ),
            ],
            options={
                "verbose_name": "authority limit",
                "verbose_name_plural": "authority limits",
                "ordering": ["kind", "tier", "role"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "tier", "role"),
                        name="authority_limit_once",
                        violation_error_message="There is a limit for this already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("limit", None), ("limit__gte", 0), _connector="OR"),
                        name="authority_limit_not_negative",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="authoritylimit",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_authoritylimithistory" ("id", "kind", "limit", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "tier") SELECT new_values."id", new_values."kind", new_values."limit", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."role", new_values."tier" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="184f5f0364c644c30194cd05abc861b93a7e30d6",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_cc78b",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="followups_authoritylimit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="authoritylimit",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_authoritylimithistory" ("id", "kind", "limit", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "tier") SELECT new_values."id", new_values."kind", new_values."limit", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."role", new_values."tier" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="fc28f6d2e60ef26a52d020e2ef1af9cf21348203",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_84357",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="followups_authoritylimit",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="authoritylimithistory",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="authoritylimithistory",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="followups.authoritylimit",
            ),
        ),
        migrations.AddField(
            model_name="concession",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="asked by",
            ),
        ),
        migrations.AddField(
            model_name="concession",
            name="customer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.customer",
                verbose_name="customer",
            ),
        ),
        migrations.AddField(
            model_name="concession",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="concession",
            name="department",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.department",
                verbose_name="department",
            ),
        ),
        migrations.AddField(
            model_name="concession",
            name="task",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="followups.task",
                verbose_name="task",
            ),
        ),
        migrations.AddField(
            model_name="concessionhistory",
            name="asked_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="asked by",
            ),
        ),
        migrations.AddField(
            model_name="concessionhistory",
            name="customer",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.customer",
                verbose_name="customer",
            ),
        ),
        migrations.AddField(
            model_name="concessionhistory",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="concessionhistory",
            name="department",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.department",
                verbose_name="department",
            ),
        ),
        migrations.AddField(
            model_name="concessionhistory",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="concessionhistory",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="followups.concession",
            ),
        ),
        migrations.AddField(
            model_name="concessionhistory",
            name="task",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="followups.task",
                verbose_name="task",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="authoritylimithistory",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="58ed39f6656693b39b1dee9b18cdb3920f29395a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2c9ba",
                    table="followups_authoritylimithistory",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="concession",
            index=models.Index(fields=["customer", "asked_at"], name="concession_by_customer"),
        ),
        migrations.AddIndex(
            model_name="concession",
            index=models.Index(fields=["origin"], name="concession_by_origin"),
        ),
        migrations.AddIndex(
            model_name="concession",
            index=models.Index(
                condition=models.Q(
                    ("granted_at", None), ("refused_at", None), ("withdrawn_at", None)
                ),
                fields=["asked_at"],
                name="concession_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="concession",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="concession_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="concession",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost", None), ("cost__gte", 0), _connector="OR"),
                name="concession_cost_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="concession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("department__isnull", False), ("kind", "resource")),
                    models.Q(models.Q(("kind", "resource"), _negated=True), ("department", None)),
                    _connector="OR",
                ),
                name="concession_department_helps",
            ),
        ),
        migrations.AddConstraint(
            model_name="concession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("granted_at", None),
                        ("refused_at", None),
                        ("withdrawn_at", None),
                        ("answer", ""),
                        ("decided_by", None),
                    ),
                    models.Q(
                        ("granted_at__isnull", False),
                        ("refused_at__isnull", True),
                        ("withdrawn_at__isnull", True),
                        ("decided_by__isnull", False),
                    ),
                    models.Q(
                        models.Q(
                            models.Q(
                                ("granted_at__isnull", True),
                                ("refused_at__isnull", False),
                                ("withdrawn_at__isnull", True),
                            ),
                            models.Q(
                                ("granted_at__isnull", True),
                                ("refused_at__isnull", True),
                                ("withdrawn_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        ("decided_by__isnull", False),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="concession_decided_once",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="concession",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_concessionhistory" ("amount", "answer", "asked", "asked_at", "asked_by_id", "cost", "customer_id", "decided_by_id", "department_id", "granted_at", "id", "kind", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "refused_at", "task_id", "token", "withdrawn_at") SELECT new_values."amount", new_values."answer", new_values."asked", new_values."asked_at", new_values."asked_by_id", new_values."cost", new_values."customer_id", new_values."decided_by_id", new_values."department_id", new_values."granted_at", new_values."id", new_values."kind", new_values."origin", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."refused_at", new_values."task_id", new_values."token", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="a9c9404c901f7fe9ebb3f1ddc400814a1f840893",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_96c3d",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="followups_concession",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="concession",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_concessionhistory" ("amount", "answer", "asked", "asked_at", "asked_by_id", "cost", "customer_id", "decided_by_id", "department_id", "granted_at", "id", "kind", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "refused_at", "task_id", "token", "withdrawn_at") SELECT new_values."amount", new_values."answer", new_values."asked", new_values."asked_at", new_values."asked_by_id", new_values."cost", new_values."customer_id", new_values."decided_by_id", new_values."department_id", new_values."granted_at", new_values."id", new_values."kind", new_values."origin", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."refused_at", new_values."task_id", new_values."token", new_values."withdrawn_at" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="56ca9e811e1a6da1213a0a18b40d72ec8ea6290e",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7e9de",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="followups_concession",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="concessionhistory",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7dd02298a1f23c8d1e0708fbd2fa07121c6707bb",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_9ad82",
                    table="followups_concessionhistory",
                    when="BEFORE",
                ),
            ),
        ),
    ]
