"""Procedures in versions, their steps, and where they are at work."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_exchange_rates"),
        ("followups", "0005_authority_limits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SopStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("place", models.PositiveSmallIntegerField(verbose_name="place")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                (
                    "title_en",
                    models.CharField(blank=True, max_length=200, verbose_name="English title"),
                ),
                ("input", models.CharField(blank=True, max_length=500, verbose_name="input")),
                (
                    "input_en",
                    models.CharField(blank=True, max_length=500, verbose_name="input, in English"),
                ),
                ("output", models.CharField(blank=True, max_length=500, verbose_name="output")),
                (
                    "output_en",
                    models.CharField(blank=True, max_length=500, verbose_name="output, in English"),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "owner"),
                            ("deputy", "deputy of the owner"),
                            ("lead", "team lead"),
                            ("director", "customer success director"),
                            ("sponsor", "executive sponsor"),
                            ("technical", "technical consultant"),
                            ("analyst", "data analyst"),
                            ("sales", "sales"),
                            ("support", "support"),
                        ],
                        default="owner",
                        max_length=16,
                        verbose_name="responsible",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contact", "contact the customer"),
                            ("visit", "visit"),
                            ("meeting", "meeting"),
                            ("plan", "improvement plan"),
                            ("intervention", "intervention"),
                            ("effort", "cross-department effort"),
                            ("senior_visit", "senior visit"),
                            ("report", "report"),
                            ("other", "other"),
                        ],
                        default="other",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "anchor",
                    models.CharField(
                        choices=[
                            ("start", "the beginning of the procedure"),
                            ("before", "the end of the step before"),
                        ],
                        default="before",
                        max_length=6,
                        verbose_name="counts from",
                    ),
                ),
                (
                    "time_kind",
                    models.CharField(
                        choices=[
                            ("service", "service time"),
                            ("elapsed", "elapsed time"),
                            ("working_days", "working days"),
                        ],
                        default="working_days",
                        max_length=12,
                        verbose_name="kind of time",
                    ),
                ),
                (
                    "allowed",
                    models.PositiveIntegerField(
                        default=1,
                        help_text="Minutes of service or elapsed time, or working days.",
                        verbose_name="time allowed",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(default=30, verbose_name="minutes of work"),
                ),
                (
                    "checklist",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            blank=True, max_length=200, verbose_name="checklist"
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="checklist",
                    ),
                ),
                (
                    "checklist_en",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            blank=True, max_length=200, verbose_name="checklist, in English"
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="checklist, in English",
                    ),
                ),
                ("template", models.TextField(blank=True, verbose_name="content template")),
                (
                    "template_en",
                    models.TextField(blank=True, verbose_name="content template, in English"),
                ),
            ],
            options={
                "verbose_name": "step of a procedure",
                "verbose_name_plural": "steps of procedures",
                "ordering": ["version", "place"],
            },
        ),
        migrations.CreateModel(
            name="SopVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                (
                    "title_en",
                    models.CharField(blank=True, max_length=200, verbose_name="English title"),
                ),
                ("purpose", models.TextField(blank=True, verbose_name="what it is for")),
                (
                    "purpose_en",
                    models.TextField(blank=True, verbose_name="what it is for, in English"),
                ),
                (
                    "tiers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("strategic", "strategic"),
                                ("key", "key"),
                                ("potential", "potential"),
                                ("general", "general"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="tiers",
                    ),
                ),
                (
                    "stages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("acquisition", "acquisition"),
                                ("activation", "activation"),
                                ("retention", "retention"),
                                ("monetisation", "monetisation"),
                                ("advocacy", "advocacy"),
                                ("dormant", "dormant"),
                                ("churned", "churned"),
                            ],
                            max_length=16,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="lifecycle stages",
                    ),
                ),
                (
                    "lines",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80),
                        blank=True,
                        default=list,
                        help_text="Codes of product lines.",
                        size=None,
                        verbose_name="product lines",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1, verbose_name="revision")),
                (
                    "drafted_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="drafted"),
                ),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="published"),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
            ],
            options={
                "verbose_name": "version of a procedure",
                "verbose_name_plural": "versions of procedures",
                "ordering": ["sop", "-number"],
            },
        ),
        migrations.AddField(
            model_name="task",
            name="words_en",
            field=models.CharField(
                blank=True,
                help_text="Of words that we have in both languages.",
                max_length=200,
                verbose_name="English title",
            ),
        ),
        migrations.CreateModel(
            name="Sop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("need_discovery", "need discovery"),
                            ("problem_response", "problem response"),
                            ("value_delivery", "value delivery"),
                            ("relationship_care", "relationship care"),
                            ("activation", "activation"),
                            ("renewal", "renewal"),
                            ("recall", "recall of dormant customers"),
                            ("win_back", "win-back"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(default=100, verbose_name="place")),
                (
                    "archived_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="archived"),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.department",
                        verbose_name="department that keeps it",
                    ),
                ),
            ],
            options={
                "verbose_name": "procedure",
                "verbose_name_plural": "procedures",
                "ordering": ["place", "code"],
            },
        ),
        migrations.CreateModel(
            name="SopException",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_served", models.BooleanField(default=False, verbose_name="served by it")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("first_on", models.DateField(verbose_name="first day")),
                (
                    "last_on",
                    models.DateField(
                        blank=True,
                        help_text="Empty: until it is ended.",
                        null=True,
                        verbose_name="last day",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
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
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
                    ),
                ),
                (
                    "sop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="followups.sop",
                        verbose_name="procedure",
                    ),
                ),
            ],
            options={
                "verbose_name": "exception from a procedure",
                "verbose_name_plural": "exceptions from procedures",
            },
        ),
        migrations.CreateModel(
            name="SopRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        db_collation="C", max_length=120, unique=True, verbose_name="origin"
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="begun")),
                ("planned_until", models.DateTimeField(verbose_name="planned until")),
                ("stopped_at", models.DateTimeField(blank=True, null=True, verbose_name="stopped")),
                (
                    "stop_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="reason"),
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
                    "started_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="begun by",
                    ),
                ),
                (
                    "stopped_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="stopped by",
                    ),
                ),
            ],
            options={
                "verbose_name": "procedure at work",
                "verbose_name_plural": "procedures at work",
            },
        ),
        migrations.AddField(
            model_name="task",
            name="sop_run",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="followups.soprun",
                verbose_name="procedure at work",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="sop_step",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="followups.sopstep",
                verbose_name="step of a procedure",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sop_run", None), ("sop_step", None)),
                    models.Q(("sop_run__isnull", False), ("sop_step__isnull", False)),
                    _connector="OR",
                ),
                name="task_step_is_of_a_run",
            ),
        ),
        migrations.AddField(
            model_name="sopversion",
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
            model_name="sopversion",
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
            model_name="sopversion",
            name="sop",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="followups.sop",
                verbose_name="procedure",
            ),
        ),
        migrations.AddField(
            model_name="sopstep",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="followups.sopversion",
                verbose_name="version",
            ),
        ),
        migrations.AddField(
            model_name="soprun",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="runs",
                to="followups.sopversion",
                verbose_name="version",
            ),
        ),
        migrations.AddConstraint(
            model_name="sopexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("last_on", None), ("last_on__gte", models.F("first_on")), _connector="OR"
                ),
                name="sop_exception_ends_after_start",
                violation_error_message="The last day is not before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sopexception",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("ended_at", None)),
                expressions=[
                    ("customer", "="),
                    ("sop", "="),
                    (
                        models.Func(
                            "first_on",
                            "last_on",
                            models.Value("[]"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="sop_exception_once_at_a_time",
                violation_error_message="There is an exception on some of these days already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sopversion",
            constraint=models.UniqueConstraint(
                fields=("sop", "number"), name="sop_version_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="sopversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("published_at", None)),
                fields=("sop",),
                name="sop_has_one_draft",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sopversion",
            trigger=pgtrigger.compiler.Trigger(
                name="published_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."published_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="04a5f5c6768e65c5025e3c113790ae98452bb53e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_published_stays_50364",
                    table="followups_sopversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="sopstep",
            constraint=models.UniqueConstraint(
                fields=("version", "place"),
                name="sop_step_place_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="sopstep",
            constraint=models.UniqueConstraint(fields=("version", "key"), name="sop_step_key_once"),
        ),
        migrations.AddConstraint(
            model_name="sopstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("allowed__gt", 0)), name="sop_step_takes_time"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sopstep",
            trigger=pgtrigger.compiler.Trigger(
                name="published_steps_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF EXISTS (\n        SELECT FROM followups_sopversion\n        WHERE id IN (OLD.version_id, NEW.version_id) AND published_at IS NOT NULL\n    ) THEN\n        RAISE EXCEPTION 'a published version of a procedure never changes';\n    END IF;\n    RETURN COALESCE(NEW, OLD);\n",
                    hash="53d6ead6d1376d9b76f3beae7de0933e962a904d",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_published_steps_stay_f3d1d",
                    table="followups_sopstep",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="soprun",
            index=models.Index(fields=["customer", "started_at"], name="sop_run_by_customer"),
        ),
        migrations.AddIndex(
            model_name="soprun",
            index=models.Index(fields=["started_at"], name="sop_run_by_start"),
        ),
        migrations.AddConstraint(
            model_name="soprun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stop_reason", ""), ("stopped_at", None)),
                    models.Q(
                        ("stopped_at__isnull", False), models.Q(("stop_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="sop_run_stops_for_a_reason",
            ),
        ),
    ]
