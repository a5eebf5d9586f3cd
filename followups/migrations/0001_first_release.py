"""Tickets and their clocks, follow-ups, surveys, needs, calendars, tasks."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from common.migration_operations import InstallTriggers


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("followups", "0001_tickets_followups_surveys_needs"),
        ("followups", "0002_search_everywhere"),
        ("followups", "0003_work_calendars"),
        ("followups", "0004_tasks"),
        ("followups", "0005_fewer_indexes"),
        ("followups", "0006_indexes_nobody_reads"),
    ]

    dependencies = [
        ("accounts", "0001_first_release"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarVersion",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("version", models.UUIDField()),
            ],
            options={
                "verbose_name": "version of the calendars",
                "verbose_name_plural": "versions of the calendars",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="calendar_version_is_one"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Leave",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                (
                    "deputy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="deputy",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="cancelled")),
            ],
            options={
                "verbose_name": "leave",
                "verbose_name_plural": "leave",
                "ordering": ["-starts_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="leave_ends_after_start",
                        violation_error_message="The last day is not before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deputy", None),
                            models.Q(("deputy", models.F("user")), _negated=True),
                            _connector="OR",
                        ),
                        name="leave_deputy_is_another",
                        violation_error_message="Nobody is their own deputy.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("cancelled_on", None)),
                        expressions=[
                            ("user", "="),
                            (
                                models.Func(
                                    "starts_on",
                                    "ends_on",
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="leave_once_at_a_time",
                        violation_error_message="This person is away on some of these days already.",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="calendar_version",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO followups_calendarversion (id, version) VALUES (1, gen_random_uuid()) ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version; RETURN NULL;",
                            hash="53839b7206ffe76bbfe3678f157af3be24c89690",
                            level="STATEMENT",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_calendar_version_7b2d0",
                            table="followups_leave",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_leavehistory" ("cancelled_on", "deputy_id", "ends_on", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "user_id") SELECT new_values."cancelled_on", new_values."deputy_id", new_values."ends_on", new_values."id", new_values."note", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."starts_on", new_values."user_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="0f89ec7dd024316f65abca438c7117d18a929342",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_6ab2e",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="followups_leave",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_leavehistory" ("cancelled_on", "deputy_id", "ends_on", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "user_id") SELECT new_values."cancelled_on", new_values."deputy_id", new_values."ends_on", new_values."id", new_values."note", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."starts_on", new_values."user_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="7669cdd6fa5b91852c5922097213bff40ba92006",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_dea87",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="followups_leave",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeaveHistory",
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
                        to="followups.leave",
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
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                (
                    "deputy",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="deputy",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="cancelled")),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="0846434b3b3cdc5d9df09ae573cb48166cc4c330",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_d8f07",
                            table="followups_leavehistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        db_collation="C",
                        default="portal",
                        max_length=40,
                        verbose_name="source system",
                    ),
                ),
                (
                    "external_id",
                    models.CharField(db_collation="C", max_length=120, verbose_name="number there"),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.importbatch",
                        verbose_name="import",
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded")),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        blank=True, db_collation="C", max_length=80, verbose_name="number"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="need")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                (
                    "dimension",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pain", "business pain"),
                            ("purchasing", "purchasing plan"),
                            ("competitors", "competitors"),
                            ("budget", "budget"),
                            ("decision", "decision process"),
                            ("technical", "technical conditions"),
                            ("timing", "timing"),
                            ("expectations", "expectations"),
                        ],
                        max_length=12,
                        verbose_name="dimension",
                    ),
                ),
                (
                    "weight",
                    models.CharField(
                        choices=[("core", "core"), ("secondary", "secondary")],
                        default="secondary",
                        max_length=9,
                        verbose_name="core or secondary",
                    ),
                ),
                (
                    "urgency",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="urgency (1–5)"
                    ),
                ),
                (
                    "importance",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="importance (1–5)"
                    ),
                ),
                ("raised_on", models.DateField(verbose_name="raised")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                ("solution", models.TextField(blank=True, verbose_name="solution")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                ("solved_on", models.DateField(blank=True, null=True, verbose_name="solved")),
                (
                    "confirmed_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="confirmed by the customer"
                    ),
                ),
                (
                    "confirmed_by",
                    models.CharField(blank=True, max_length=80, verbose_name="confirmed by"),
                ),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="cancelled")),
            ],
            options={
                "verbose_name": "need",
                "verbose_name_plural": "needs",
                "indexes": [models.Index(fields=["customer", "due_on"], name="need_by_customer")],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "external_id"), name="need_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("raised_on", None),
                            ("due_on", None),
                            ("due_on__gte", models.F("raised_on")),
                            _connector="OR",
                        ),
                        name="need_due_on_after_raised_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("raised_on", None),
                            ("solved_on", None),
                            ("solved_on__gte", models.F("raised_on")),
                            _connector="OR",
                        ),
                        name="need_solved_on_after_raised_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("raised_on", None),
                            ("confirmed_on", None),
                            ("confirmed_on__gte", models.F("raised_on")),
                            _connector="OR",
                        ),
                        name="need_confirmed_on_after_raised_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("raised_on", None),
                            ("cancelled_on", None),
                            ("cancelled_on__gte", models.F("raised_on")),
                            _connector="OR",
                        ),
                        name="need_cancelled_on_after_raised_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("urgency", None), ("urgency__range", (1, 5)), _connector="OR"
                        ),
                        name="need_urgency_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("importance", None), ("importance__range", (1, 5)), _connector="OR"
                        ),
                        name="need_importance_one_to_five",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="need_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="73bb48ed1f247a6acb3a2d4ee7370fb020a90ce8",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_need_changed_update_319b7",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="followups_need",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="need_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="18352b4a4cfe26693375eff787e872673239af25",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_need_changed_insert_aeb85",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="followups_need",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="need_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="748c90725afce895bb3265a462f471f0e58c6114",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_need_changed_delete_bcf90",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="followups_need",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficialYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="year")),
                ("file_name", models.CharField(max_length=255, verbose_name="file name")),
                ("taken_at", models.DateTimeField(verbose_name="taken over")),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken over by",
                    ),
                ),
            ],
            options={
                "verbose_name": "official year",
                "verbose_name_plural": "official years",
                "ordering": ["-year"],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="calendar_version",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO followups_calendarversion (id, version) VALUES (1, gen_random_uuid()) ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version; RETURN NULL;",
                            hash="3416b81495d402eec697e2412b91a34c24bc26a7",
                            level="STATEMENT",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_calendar_version_79993",
                            table="followups_officialyear",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_officialyearhistory" ("file_name", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "taken_at", "taken_by_id", "year") SELECT new_values."file_name", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."taken_at", new_values."taken_by_id", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="364d0b93bc3d7ec9b45cc02a2854c3f7ed815ce6",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_405f3",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="followups_officialyear",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_officialyearhistory" ("file_name", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "taken_at", "taken_by_id", "year") SELECT new_values."file_name", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."taken_at", new_values."taken_by_id", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="f38281e66d92354dfb4a03453502513442b98425",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_70e1b",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="followups_officialyear",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficialYearHistory",
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
                        to="followups.officialyear",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("file_name", models.CharField(max_length=255, verbose_name="file name")),
                ("taken_at", models.DateTimeField(verbose_name="taken over")),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken over by",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="059af067bc2183916d2e2fe409b2c7e008a31cea",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_6af2a",
                            table="followups_officialyearhistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RecurringTask",
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
                ("words", models.CharField(max_length=200, verbose_name="title")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("week", "every week"),
                            ("month", "every month"),
                            ("quarter", "every quarter"),
                            ("year", "every year"),
                        ],
                        max_length=8,
                        verbose_name="how often",
                    ),
                ),
                (
                    "first_on",
                    models.DateField(
                        help_text="The later ones come on the same day of week or month.",
                        verbose_name="first due on",
                    ),
                ),
                ("last_on", models.DateField(blank=True, null=True, verbose_name="last due on")),
                (
                    "days_before",
                    models.PositiveSmallIntegerField(
                        default=7,
                        help_text="At most 60.",
                        verbose_name="opened so many days before",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(default=30, verbose_name="minutes of work"),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="created"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="stopped")),
            ],
            options={
                "verbose_name": "recurring task",
                "verbose_name_plural": "recurring tasks",
                "indexes": [models.Index(fields=["customer"], name="recurring_task_by_customer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_on", None),
                            ("last_on__gte", models.F("first_on")),
                            _connector="OR",
                        ),
                        name="recurring_task_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days_before__lte", 60)),
                        name="recurring_task_opens_in_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        db_collation="C",
                        default="portal",
                        max_length=40,
                        verbose_name="source system",
                    ),
                ),
                (
                    "external_id",
                    models.CharField(db_collation="C", max_length=120, verbose_name="number there"),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.importbatch",
                        verbose_name="import",
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded")),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "number",
                    models.CharField(db_collation="C", max_length=80, verbose_name="ticket number"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "question"),
                            ("issue", "issue"),
                            ("complaint", "complaint"),
                            ("request", "request"),
                            ("delivery", "delivery problem"),
                            ("suggestion", "suggestion"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[("low", "low"), ("normal", "normal"), ("major", "major")],
                        default="normal",
                        max_length=6,
                        verbose_name="severity",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "phone"),
                            ("email", "e-mail"),
                            ("wechat", "WeChat"),
                            ("portal", "customer portal"),
                            ("visit", "visit"),
                            ("other", "other"),
                        ],
                        default="other",
                        max_length=6,
                        verbose_name="channel",
                    ),
                ),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("body", models.TextField(blank=True, verbose_name="description")),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.contact",
                        verbose_name="contact",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.order",
                        verbose_name="order",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.productline",
                        verbose_name="product line",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.department",
                        verbose_name="responsible department",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="confirmed"),
                ),
                (
                    "work_started_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="work started"),
                ),
                (
                    "first_solution_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="first solution"),
                ),
                (
                    "escalated_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="technical director told"
                    ),
                ),
                ("solved_at", models.DateTimeField(blank=True, null=True, verbose_name="solved")),
                (
                    "verified_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="verified by the customer"
                    ),
                ),
                (
                    "revisited_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="revisited"),
                ),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ticket closed"),
                ),
                (
                    "reopened_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="reopened"),
                ),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="cancelled")),
                ("cause", models.TextField(blank=True, verbose_name="cause")),
                ("solution", models.TextField(blank=True, verbose_name="solution")),
                (
                    "verified_by",
                    models.CharField(
                        blank=True,
                        help_text="Who at the customer.",
                        max_length=80,
                        verbose_name="verified by",
                    ),
                ),
                (
                    "decision_reason",
                    models.TextField(
                        blank=True,
                        help_text="On a suggestion.",
                        verbose_name="reason for the decision",
                    ),
                ),
                (
                    "repeats",
                    models.ForeignKey(
                        blank=True,
                        help_text="An earlier ticket of the same cause.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repeated_by",
                        to="followups.ticket",
                        verbose_name="repeats",
                    ),
                ),
            ],
            options={
                "verbose_name": "ticket",
                "verbose_name_plural": "tickets",
                "indexes": [
                    models.Index(fields=["customer", "opened_at"], name="ticket_by_customer"),
                    models.Index(
                        django.db.models.functions.text.Lower("number"), name="ticket_by_number"
                    ),
                    models.Index(
                        django.db.models.functions.text.Reverse(
                            django.db.models.functions.text.Lower("number")
                        ),
                        name="ticket_by_number_end",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        models.Func(
                            django.db.models.functions.text.Lower("subject"),
                            function="search_bigrams",
                        ),
                        name="ticket_search",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "external_id"), name="ticket_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opened_at", None),
                            ("confirmed_at", None),
                            ("confirmed_at__gte", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="ticket_confirmed_at_after_opened_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opened_at", None),
                            ("work_started_at", None),
                            ("work_started_at__gte", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="ticket_work_started_at_after_opened_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opened_at", None),
                            ("first_solution_at", None),
                            ("first_solution_at__gte", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="ticket_first_solution_at_after_opened_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opened_at", None),
                            ("escalated_at", None),
                            ("escalated_at__gte", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="ticket_escalated_at_after_opened_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opened_at", None),
                            ("solved_at", None),
                            ("solved_at__gte", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="ticket_solved_at_after_opened_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opened_at", None),
                            ("verified_at", None),
                            ("verified_at__gte", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="ticket_verified_at_after_opened_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opened_at", None),
                            ("revisited_at", None),
                            ("revisited_at__gte", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="ticket_revisited_at_after_opened_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opened_at", None),
                            ("closed_at", None),
                            ("closed_at__gte", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="ticket_closed_at_after_opened_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opened_at", None),
                            ("reopened_at", None),
                            ("reopened_at__gte", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="ticket_reopened_at_after_opened_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("repeats", None),
                            models.Q(("repeats", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="ticket_repeats_another",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="ticket_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="2a211bc3fef30203324650fd2df41538d3bacaf2",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_ticket_changed_update_c4cf6",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="followups_ticket",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="ticket_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="c7cf63f387c2cec96affa91aa38fd32750420883",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_ticket_changed_insert_fe5cd",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="followups_ticket",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="ticket_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="2becd8fdceec43ffec5bf24ac37a475124bc6e86",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_ticket_changed_delete_1f8c4",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="followups_ticket",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_tickethistory" ("batch_id", "body", "cancelled_on", "cause", "channel", "closed_at", "confirmed_at", "contact_id", "customer_id", "decision_reason", "department_id", "escalated_at", "external_id", "first_solution_at", "id", "kind", "line_id", "number", "opened_at", "order_id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "reopened_at", "repeats_id", "revisited_at", "severity", "solution", "solved_at", "source", "subject", "verified_at", "verified_by", "work_started_at") SELECT new_values."batch_id", new_values."body", new_values."cancelled_on", new_values."cause", new_values."channel", new_values."closed_at", new_values."confirmed_at", new_values."contact_id", new_values."customer_id", new_values."decision_reason", new_values."department_id", new_values."escalated_at", new_values."external_id", new_values."first_solution_at", new_values."id", new_values."kind", new_values."line_id", new_values."number", new_values."opened_at", new_values."order_id", new_values."owner_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."recorded_at", new_values."reopened_at", new_values."repeats_id", new_values."revisited_at", new_values."severity", new_values."solution", new_values."solved_at", new_values."source", new_values."subject", new_values."verified_at", new_values."verified_by", new_values."work_started_at" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="97bf9870f47550f75c7ffb55e7da34f1c7e57689",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_7c919",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="followups_ticket",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_tickethistory" ("batch_id", "body", "cancelled_on", "cause", "channel", "closed_at", "confirmed_at", "contact_id", "customer_id", "decision_reason", "department_id", "escalated_at", "external_id", "first_solution_at", "id", "kind", "line_id", "number", "opened_at", "order_id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "reopened_at", "repeats_id", "revisited_at", "severity", "solution", "solved_at", "source", "subject", "verified_at", "verified_by", "work_started_at") SELECT new_values."batch_id", new_values."body", new_values."cancelled_on", new_values."cause", new_values."channel", new_values."closed_at", new_values."confirmed_at", new_values."contact_id", new_values."customer_id", new_values."decision_reason", new_values."department_id", new_values."escalated_at", new_values."external_id", new_values."first_solution_at", new_values."id", new_values."kind", new_values."line_id", new_values."number", new_values."opened_at", new_values."order_id", new_values."owner_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."recorded_at", new_values."reopened_at", new_values."repeats_id", new_values."revisited_at", new_values."severity", new_values."solution", new_values."solved_at", new_values."source", new_values."subject", new_values."verified_at", new_values."verified_by", new_values."work_started_at" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="2234f617cda76d5a3ac9ad1986839f4b31a24c7d",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_84619",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="followups_ticket",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
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
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "title_key",
                    models.CharField(blank=True, max_length=200, verbose_name="title's message"),
                ),
                (
                    "params",
                    models.JSONField(
                        blank=True, default=dict, verbose_name="what the message names"
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="title")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="deputy",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="deadline counts from")),
                (
                    "time_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("service", "service time"),
                            ("elapsed", "elapsed time"),
                            ("working_days", "working days"),
                        ],
                        max_length=12,
                        verbose_name="kind of time",
                    ),
                ),
                (
                    "allowed",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Minutes of service or elapsed time, or working days.",
                        null=True,
                        verbose_name="time allowed",
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="due")),
                (
                    "is_promised",
                    models.BooleanField(
                        default=False,
                        help_text="Only a manager moves the deadline.",
                        verbose_name="promised",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(default=30, verbose_name="minutes of work"),
                ),
                (
                    "origin",
                    models.CharField(
                        db_collation="C", max_length=120, unique=True, verbose_name="origin"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="followups.ticket",
                        verbose_name="ticket",
                    ),
                ),
                ("waits", models.BooleanField(default=False, verbose_name="waiting")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="created"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                (
                    "cancelled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="called off"),
                ),
                (
                    "snoozed_until",
                    models.DateField(blank=True, null=True, verbose_name="put off until"),
                ),
                ("remind_at", models.DateTimeField(verbose_name="reminder")),
                (
                    "reminded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="reminded"),
                ),
                (
                    "breached_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="deadline passed"),
                ),
                (
                    "told",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        blank=True,
                        default=list,
                        help_text="Ids of the people who were told of this deadline.",
                        size=None,
                        verbose_name="told further up",
                    ),
                ),
                (
                    "taken_over_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="taken over by the deputy"
                    ),
                ),
                (
                    "escalate_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="next told further up"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                (
                    "needs",
                    models.ManyToManyField(
                        blank=True,
                        related_name="needed_by",
                        to="followups.task",
                        verbose_name="waits for",
                    ),
                ),
            ],
            options={
                "verbose_name": "task",
                "verbose_name_plural": "tasks",
                "permissions": [("manage_task", "Can act on the tasks of other people")],
                "indexes": [
                    models.Index(
                        condition=models.Q(("cancelled_at", None), ("done_at", None)),
                        fields=["owner", "due_at"],
                        name="task_of_owner",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("cancelled_at", None), ("done_at", None), ("deputy__isnull", False)
                        ),
                        fields=["deputy", "due_at"],
                        name="task_of_deputy",
                    ),
                    models.Index(fields=["customer", "due_at"], name="task_by_customer"),
                    models.Index(
                        condition=models.Q(
                            ("cancelled_at", None), ("done_at", None), ("reminded_at", None)
                        ),
                        fields=["remind_at"],
                        name="task_to_remind",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("cancelled_at", None),
                            ("done_at", None),
                            models.Q(
                                ("breached_at", None),
                                ("breached_at__lt", models.F("due_at")),
                                _connector="OR",
                            ),
                        ),
                        fields=["due_at"],
                        name="task_to_breach",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("cancelled_at", None),
                            ("done_at", None),
                            ("escalate_at__isnull", False),
                        ),
                        fields=["escalate_at"],
                        name="task_to_escalate",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at", None), ("cancelled_at", None), _connector="OR"
                        ),
                        name="task_ends_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("allowed", None), ("time_kind", "")),
                            models.Q(
                                models.Q(("time_kind", ""), _negated=True), ("allowed__gt", 0)
                            ),
                            _connector="OR",
                        ),
                        name="task_allowance_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title_key", ""), ("words", ""), _connector="XOR"),
                        name="task_has_one_title",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deputy", None),
                            models.Q(("deputy", models.F("owner")), _negated=True),
                            _connector="OR",
                        ),
                        name="task_deputy_is_another",
                        violation_error_message="Nobody is their own deputy.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks",
                        to="followups.task",
                        verbose_name="task",
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(verbose_name="place")),
                ("text", models.CharField(max_length=200, verbose_name="text")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="done by",
                    ),
                ),
            ],
            options={
                "verbose_name": "point of a checklist",
                "verbose_name_plural": "points of a checklist",
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("task", "place"), name="task_check_has_its_place"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="followups.task",
                        verbose_name="task",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
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
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("open", "opened"),
                            ("do", "done"),
                            ("snooze", "put off"),
                            ("wake", "brought back"),
                            ("delegate", "handed on"),
                            ("reschedule", "deadline moved"),
                            ("cancel", "called off"),
                            ("reopen", "opened again"),
                            ("wait", "waits for others"),
                            ("begin", "may begin"),
                            ("breach", "deadline passed"),
                            ("escalate", "told further up"),
                            ("take_over", "taken over by the deputy"),
                        ],
                        max_length=12,
                        verbose_name="action",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("changes", models.JSONField(blank=True, default=dict, verbose_name="changes")),
            ],
            options={
                "verbose_name": "event of a task",
                "verbose_name_plural": "events of tasks",
                "indexes": [models.Index(fields=["task", "at"], name="task_event_by_task")],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="task_events_stay",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                            hash="eee768765194661dda4f412610016475849a7c6c",
                            operation="UPDATE",
                            pgid="pgtrigger_task_events_stay_6cee3",
                            table="followups_taskevent",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        db_collation="C",
                        default="portal",
                        max_length=40,
                        verbose_name="source system",
                    ),
                ),
                (
                    "external_id",
                    models.CharField(db_collation="C", max_length=120, verbose_name="number there"),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.importbatch",
                        verbose_name="import",
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded")),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("csat", "satisfaction (CSAT)"), ("nps", "recommendation (NPS)")],
                        max_length=4,
                        verbose_name="survey",
                    ),
                ),
                ("score", models.SmallIntegerField(verbose_name="score")),
                ("answered_at", models.DateTimeField(verbose_name="answered")),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("ticket", "ticket"),
                            ("acceptance", "stage acceptance"),
                            ("handover", "handover"),
                            ("quarterly", "quarterly survey"),
                            ("other", "other"),
                        ],
                        default="other",
                        max_length=10,
                        verbose_name="occasion",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="followups.ticket",
                        verbose_name="ticket",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: answered anonymously.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.contact",
                        verbose_name="contact",
                    ),
                ),
                ("comment", models.TextField(blank=True, verbose_name="comment")),
            ],
            options={
                "verbose_name": "survey answer",
                "verbose_name_plural": "survey answers",
                "indexes": [
                    models.Index(
                        fields=["customer", "answered_at"],
                        include=("kind", "score"),
                        name="survey_answer_by_customer",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="survey_answer_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "csat"), ("score__range", (0, 100))),
                            models.Q(("kind", "nps"), ("score__range", (0, 10))),
                            _connector="OR",
                        ),
                        name="survey_answer_score_of_its_kind",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="surveyanswer_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="323b9aaac7868be8d63823672ad1dfb105a1c407",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_surveyanswer_changed_update_5a113",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="followups_surveyanswer",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="surveyanswer_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="b4316af9d5dc7b3937414f46e6fd2f2ce4e9b935",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_surveyanswer_changed_insert_2fb54",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="followups_surveyanswer",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="surveyanswer_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="dfe85d6de082bdd717cab9c95d376a2050375342",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_surveyanswer_changed_delete_01c00",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="followups_surveyanswer",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SlaClock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clocks",
                        to="followups.ticket",
                        verbose_name="ticket",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "clock",
                    models.CharField(
                        choices=[
                            ("confirmed", "confirmed"),
                            ("work_started", "work started"),
                            ("first_solution", "first solution"),
                            ("escalated", "technical director told"),
                            ("solved", "solved"),
                            ("revisited", "revisited"),
                        ],
                        max_length=14,
                        verbose_name="clock",
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
                        max_length=12,
                        verbose_name="kind of time",
                    ),
                ),
                (
                    "allowed",
                    models.PositiveIntegerField(
                        help_text="Minutes of service or elapsed time, or working days.",
                        verbose_name="time allowed",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("met_at", models.DateTimeField(blank=True, null=True, verbose_name="reached")),
                (
                    "applies",
                    models.BooleanField(
                        default=True,
                        help_text="No: the ticket is of another kind by now.",
                        verbose_name="counts",
                    ),
                ),
            ],
            options={
                "verbose_name": "SLA clock",
                "verbose_name_plural": "SLA clocks",
                "indexes": [
                    models.Index(
                        condition=models.Q(("applies", True)),
                        fields=["customer", "due_at"],
                        include=("met_at",),
                        name="sla_clock_by_customer",
                    ),
                    models.Index(
                        condition=models.Q(("applies", True), ("met_at", None)),
                        fields=["due_at"],
                        name="sla_clock_running",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("ticket", "clock"), name="sla_clock_once"),
                    models.CheckConstraint(
                        condition=models.Q(("allowed__gt", 0)), name="sla_clock_allows_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_at__gte", models.F("started_at"))),
                        name="sla_clock_due_after_start",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="slaclock_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="b2f7bfacc66d3edc7687a96ee972965ab26f3462",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_slaclock_changed_update_41040",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="followups_slaclock",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="slaclock_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="3e08db30db57a6d0ba7aae2a5c876b539a3aeb0f",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_slaclock_changed_insert_d596b",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="followups_slaclock",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="slaclock_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="7edad0eb2c64ccc148f76b505fe93b0f4b4f7710",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_slaclock_changed_delete_64331",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="followups_slaclock",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        db_collation="C",
                        default="portal",
                        max_length=40,
                        verbose_name="source system",
                    ),
                ),
                (
                    "external_id",
                    models.CharField(db_collation="C", max_length=120, verbose_name="number there"),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.importbatch",
                        verbose_name="import",
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded")),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customer",
                        verbose_name="customer",
                    ),
                ),
                ("happened_at", models.DateTimeField(verbose_name="happened")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "phone"),
                            ("visit", "visit"),
                            ("video", "video call"),
                            ("email", "e-mail"),
                            ("wechat", "WeChat"),
                            ("other", "other"),
                        ],
                        max_length=6,
                        verbose_name="channel",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="subject")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.contact",
                        verbose_name="contact",
                    ),
                ),
                ("participants", models.TextField(blank=True, verbose_name="participants")),
                ("business_review", models.TextField(blank=True, verbose_name="business review")),
                ("problem_solving", models.TextField(blank=True, verbose_name="problem solving")),
                ("value_delivery", models.TextField(blank=True, verbose_name="value delivered")),
                ("next_step", models.TextField(blank=True, verbose_name="next step")),
                (
                    "next_step_on",
                    models.DateField(blank=True, null=True, verbose_name="next step on"),
                ),
                (
                    "sentiment",
                    models.CharField(
                        blank=True,
                        choices=[("good", "good"), ("neutral", "neutral"), ("bad", "bad")],
                        max_length=7,
                        verbose_name="sentiment",
                    ),
                ),
                ("invited", models.BooleanField(default=False, verbose_name="customer invited")),
                (
                    "attended",
                    models.BooleanField(blank=True, null=True, verbose_name="customer attended"),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="followups.ticket",
                        verbose_name="ticket",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minutes"),
                ),
            ],
            options={
                "verbose_name": "follow-up",
                "verbose_name_plural": "follow-ups",
                "indexes": [
                    models.Index(fields=["customer", "happened_at"], name="follow_up_by_customer")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="follow_up_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("attended", None), ("invited", True), _connector="OR"),
                        name="follow_up_attended_when_invited",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="followup_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="65cea4ca0c20b7498716c6abef54fe48c75a145c",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_followup_changed_update_454fb",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="followups_followup",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="followup_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="d76d0c4857656e3cc68baeeb81f7753dab4568cf",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_followup_changed_insert_58389",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="followups_followup",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="followup_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="b9f90ee52cf4af07f9bd98d954b369fba89516bf",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_followup_changed_delete_8c0a0",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="followups_followup",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeadlineChange",
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
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deadline_changes",
                        to="followups.ticket",
                        verbose_name="ticket",
                    ),
                ),
                (
                    "clock",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="followups.slaclock",
                        verbose_name="clock",
                    ),
                ),
                ("before", models.DateTimeField(verbose_name="before")),
                ("after", models.DateTimeField(verbose_name="after")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("calendar", "a calendar was changed"),
                            ("day", "a closing or working day was set"),
                            ("official", "an official table was taken"),
                        ],
                        max_length=8,
                        verbose_name="cause",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "moved deadline",
                "verbose_name_plural": "moved deadlines",
                "indexes": [
                    models.Index(fields=["customer", "at"], name="deadline_change_by_customer")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("clock__isnull", False), ("ticket__isnull", False)),
                        name="deadline_change_of_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TicketHistory",
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
                        to="followups.ticket",
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
                    "source",
                    models.CharField(
                        db_collation="C",
                        default="portal",
                        max_length=40,
                        verbose_name="source system",
                    ),
                ),
                (
                    "external_id",
                    models.CharField(db_collation="C", max_length=120, verbose_name="number there"),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.importbatch",
                        verbose_name="import",
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded")),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "number",
                    models.CharField(db_collation="C", max_length=80, verbose_name="ticket number"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "question"),
                            ("issue", "issue"),
                            ("complaint", "complaint"),
                            ("request", "request"),
                            ("delivery", "delivery problem"),
                            ("suggestion", "suggestion"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[("low", "low"), ("normal", "normal"), ("major", "major")],
                        default="normal",
                        max_length=6,
                        verbose_name="severity",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "phone"),
                            ("email", "e-mail"),
                            ("wechat", "WeChat"),
                            ("portal", "customer portal"),
                            ("visit", "visit"),
                            ("other", "other"),
                        ],
                        default="other",
                        max_length=6,
                        verbose_name="channel",
                    ),
                ),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("body", models.TextField(blank=True, verbose_name="description")),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.contact",
                        verbose_name="contact",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.order",
                        verbose_name="order",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.productline",
                        verbose_name="product line",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.department",
                        verbose_name="responsible department",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="confirmed"),
                ),
                (
                    "work_started_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="work started"),
                ),
                (
                    "first_solution_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="first solution"),
                ),
                (
                    "escalated_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="technical director told"
                    ),
                ),
                ("solved_at", models.DateTimeField(blank=True, null=True, verbose_name="solved")),
                (
                    "verified_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="verified by the customer"
                    ),
                ),
                (
                    "revisited_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="revisited"),
                ),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ticket closed"),
                ),
                (
                    "reopened_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="reopened"),
                ),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="cancelled")),
                ("cause", models.TextField(blank=True, verbose_name="cause")),
                ("solution", models.TextField(blank=True, verbose_name="solution")),
                (
                    "verified_by",
                    models.CharField(
                        blank=True,
                        help_text="Who at the customer.",
                        max_length=80,
                        verbose_name="verified by",
                    ),
                ),
                (
                    "decision_reason",
                    models.TextField(
                        blank=True,
                        help_text="On a suggestion.",
                        verbose_name="reason for the decision",
                    ),
                ),
                (
                    "repeats",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text="An earlier ticket of the same cause.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="followups.ticket",
                        verbose_name="repeats",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="22efe80ee0625ccbd9a76860c4c3106f97cc46f5",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_c177a",
                            table="followups_tickethistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "person of a calendar",
                "verbose_name_plural": "people of calendars",
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="calendar_version",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO followups_calendarversion (id, version) VALUES (1, gen_random_uuid()) ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version; RETURN NULL;",
                            hash="dcb217c988965c764e3cb13ca84c18b68beb5ec2",
                            level="STATEMENT",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_calendar_version_cf6f4",
                            table="followups_calendarperson",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_calendarpersonhistory" ("calendar_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") SELECT new_values."calendar_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."user_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="2a051a71393f0f830fffa299e3ded30ae4760de8",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_aac74",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="followups_calendarperson",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_calendarpersonhistory" ("calendar_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") SELECT new_values."calendar_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."user_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="8bd178ab4a12a5118c5331c71bac3a2abac34545",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_ad974",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="followups_calendarperson",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_calendarpersonhistory" ("calendar_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") SELECT old_values."calendar_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."user_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="bcf56d7ab8a284eaecaaff83c3090171c8bbb889",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_2de2b",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="followups_calendarperson",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarTeam",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "team",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "verbose_name": "team of a calendar",
                "verbose_name_plural": "teams of calendars",
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="calendar_version",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO followups_calendarversion (id, version) VALUES (1, gen_random_uuid()) ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version; RETURN NULL;",
                            hash="e1b89eb93fbac1be26182cc997e9686908961535",
                            level="STATEMENT",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_calendar_version_32131",
                            table="followups_calendarteam",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_calendarteamhistory" ("calendar_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "team_id") SELECT new_values."calendar_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."team_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="025638f4c9078a8b692b3e0c8ce6c3acc47520c1",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_b540a",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="followups_calendarteam",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_calendarteamhistory" ("calendar_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "team_id") SELECT new_values."calendar_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."team_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="9cf22e3973392b7703774aacbc751dd4bf51f061",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_dfad7",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="followups_calendarteam",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_calendarteamhistory" ("calendar_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "team_id") SELECT old_values."calendar_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."team_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="9debdc8a2cb35f55493b4b62e24b3b50567bd5ce",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_f083d",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="followups_calendarteam",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkCalendar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=80, verbose_name="English name"),
                ),
                (
                    "is_default",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="the company's"
                    ),
                ),
                (
                    "teams",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        through="followups.CalendarTeam",
                        to="accounts.team",
                        verbose_name="teams",
                    ),
                ),
                (
                    "people",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        through="followups.CalendarPerson",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="people",
                    ),
                ),
            ],
            options={
                "verbose_name": "working calendar",
                "verbose_name_plural": "working calendars",
                "ordering": ["-is_default", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("is_default",),
                        name="calendar_one_default",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="calendar_version",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO followups_calendarversion (id, version) VALUES (1, gen_random_uuid()) ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version; RETURN NULL;",
                            hash="c77a50b066b5c494048d963c8f24e5a83d2bc6cf",
                            level="STATEMENT",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_calendar_version_359d8",
                            table="followups_workcalendar",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_workcalendarhistory" ("id", "is_default", "name", "name_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."id", new_values."is_default", new_values."name", new_values."name_en", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="9e9ac2a0ffdb9ea9ea4ec2484167208daf2759e9",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_6b055",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="followups_workcalendar",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_workcalendarhistory" ("id", "is_default", "name", "name_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."id", new_values."is_default", new_values."name", new_values."name_en", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="7b1486f82783116f0d80f04d39524b3cfe5a7f63",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_3e1cb",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="followups_workcalendar",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                (
                    "calendar",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: for everybody.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="followups.workcalendar",
                        verbose_name="calendar",
                    ),
                ),
                ("is_working", models.BooleanField(default=False, verbose_name="worked")),
                (
                    "kind",
                    models.CharField(
                        choices=[("official", "official"), ("own", "our own")],
                        default="own",
                        editable=False,
                        max_length=8,
                        verbose_name="whose",
                    ),
                ),
                (
                    "official_year",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="followups.officialyear",
                        verbose_name="official year",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=80, verbose_name="note")),
            ],
            options={
                "verbose_name": "closing or working day",
                "verbose_name_plural": "closing and working days",
                "ordering": ["-day"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "calendar", "kind"),
                        name="calendar_day_once",
                        nulls_distinct=False,
                        violation_error_message="This day is set already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "own"), ("official_year", None)),
                            models.Q(
                                ("calendar", None),
                                ("kind", "official"),
                                ("official_year__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="calendar_day_official_by_table",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="calendar_version",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO followups_calendarversion (id, version) VALUES (1, gen_random_uuid()) ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version; RETURN NULL;",
                            hash="9898d94f873a5ce60dddfaf716e13578412df2e1",
                            level="STATEMENT",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_calendar_version_ae79d",
                            table="followups_calendarday",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_calendardayhistory" ("calendar_id", "day", "id", "is_working", "kind", "note", "official_year_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."calendar_id", new_values."day", new_values."id", new_values."is_working", new_values."kind", new_values."note", new_values."official_year_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="ffa563d79aa0690e260746d38c7ba340eb88004b",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_25346",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="followups_calendarday",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_calendardayhistory" ("calendar_id", "day", "id", "is_working", "kind", "note", "official_year_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."calendar_id", new_values."day", new_values."id", new_values."is_working", new_values."kind", new_values."note", new_values."official_year_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="1d021a30f2853d51789f73a8faddb7809b108797",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_05aa7",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="followups_calendarday",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_calendardayhistory" ("calendar_id", "day", "id", "is_working", "kind", "note", "official_year_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."calendar_id", old_values."day", old_values."id", old_values."is_working", old_values."kind", old_values."note", old_values."official_year_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="03e0fdbb61f19b425f13f09690ea7d0f8b250fca",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_c97fe",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="followups_calendarday",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarTeamHistory",
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
                        to="followups.calendarteam",
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
                    "calendar",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="followups.workcalendar",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="21957bc253eaf4ed3400f93b14de1b16e435544f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_e245e",
                            table="followups_calendarteamhistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarPersonHistory",
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
                        to="followups.calendarperson",
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
                    "calendar",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="followups.workcalendar",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="c65127a42132c8a5f095c073073769cfefb0119c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_7f977",
                            table="followups_calendarpersonhistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarDayHistory",
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
                        to="followups.calendarday",
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
                ("day", models.DateField(verbose_name="day")),
                (
                    "calendar",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text="Empty: for everybody.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="followups.workcalendar",
                        verbose_name="calendar",
                    ),
                ),
                ("is_working", models.BooleanField(default=False, verbose_name="worked")),
                (
                    "kind",
                    models.CharField(
                        choices=[("official", "official"), ("own", "our own")],
                        default="own",
                        editable=False,
                        max_length=8,
                        verbose_name="whose",
                    ),
                ),
                (
                    "official_year",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="followups.officialyear",
                        verbose_name="official year",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=80, verbose_name="note")),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="d52d00b84b79993fcea3c3c232f9889d41bfae23",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_62db5",
                            table="followups_calendardayhistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkCalendarHistory",
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
                        to="followups.workcalendar",
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
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=80, verbose_name="English name"),
                ),
                (
                    "is_default",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="the company's"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="dee0382a8d74a8a310a89bec794072a9ee6f44f7",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_e92bb",
                            table="followups_workcalendarhistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hours",
                        to="followups.workcalendar",
                    ),
                ),
                (
                    "day_kind",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                            (7, "make-up day"),
                        ],
                        verbose_name="day",
                    ),
                ),
                ("starts", models.TimeField(verbose_name="from")),
                ("ends", models.TimeField(verbose_name="until")),
            ],
            options={
                "verbose_name": "office hours",
                "verbose_name_plural": "office hours",
                "ordering": ["day_kind", "starts"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("calendar", "day_kind", "starts"),
                        name="work_hours_once",
                        violation_error_message="There are such hours already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("day_kind__range", (0, 7))), name="work_hours_of_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends__gt", models.F("starts")), ("ends", "00:00"), _connector="OR"
                        ),
                        name="work_hours_end_after_start",
                        violation_error_message="Hours end after they begin; 00:00 is midnight.",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="calendar_version",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO followups_calendarversion (id, version) VALUES (1, gen_random_uuid()) ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version; RETURN NULL;",
                            hash="1567b2285d93c5f116a0b5beca161ccca8d220c8",
                            level="STATEMENT",
                            operation="INSERT OR UPDATE OR DELETE",
                            pgid="pgtrigger_calendar_version_2f7c7",
                            table="followups_workhours",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_workhourshistory" ("calendar_id", "day_kind", "ends", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts") SELECT new_values."calendar_id", new_values."day_kind", new_values."ends", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."starts" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="3c3650e8fcb47e5a0c2fe4000642080ffc7320ce",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_2a369",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="followups_workhours",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_workhourshistory" ("calendar_id", "day_kind", "ends", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts") SELECT new_values."calendar_id", new_values."day_kind", new_values."ends", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."starts" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="7928be4e2798b6c57a169e21a38a09483f0b24c8",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_8997d",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="followups_workhours",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "followups_workhourshistory" ("calendar_id", "day_kind", "ends", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts") SELECT old_values."calendar_id", old_values."day_kind", old_values."ends", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."starts" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                            hash="6c6f0c7fa0652dc4735cd708ad6743fed41604a7",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_c690a",
                            referencing="REFERENCING OLD TABLE AS old_values ",
                            table="followups_workhours",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkHoursHistory",
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
                        to="followups.workhours",
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
                    "calendar",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="followups.workcalendar",
                    ),
                ),
                (
                    "day_kind",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                            (7, "make-up day"),
                        ],
                        verbose_name="day",
                    ),
                ),
                ("starts", models.TimeField(verbose_name="from")),
                ("ends", models.TimeField(verbose_name="until")),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="802e6d928e0014fb969da9c0d9edc09351055257",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_f870a",
                            table="followups_workhourshistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="calendarperson",
            name="calendar",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="followups.workcalendar",
            ),
        ),
        migrations.AddField(
            model_name="calendarteam",
            name="calendar",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="followups.workcalendar",
            ),
        ),
        InstallTriggers(),
    ]
