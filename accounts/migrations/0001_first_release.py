"""People, access, customers and their facts, imports, notices."""

import django.contrib.auth.validators
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import accounts.validators
from accounts.migrations._readings import readings_forget, readings_teach
from common.migration_operations import InstallTriggers


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0003_customer_list_indexes"),
        ("accounts", "0004_import_change_fingerprint"),
        ("accounts", "0005_import_changes_quickly_written"),
        ("accounts", "0006_customer_active_index"),
        ("accounts", "0007_facts_of_a_batch_unchecked"),
        ("accounts", "0008_records_of_all_kinds"),
        ("accounts", "0009_service_team"),
        ("accounts", "0010_search_everywhere"),
        ("accounts", "0011_import_uploads"),
        ("accounts", "0012_notices"),
        ("accounts", "0013_fewer_indexes"),
        ("accounts", "0014_indexes_nobody_reads"),
    ]

    dependencies = [
        ("common", "0003_search_by_index"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE accounts_customer_number",
            "DROP SEQUENCE accounts_customer_number",
        ),
        migrations.RunPython(readings_teach, readings_forget),
        migrations.CreateModel(
            name="Department",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=80, verbose_name="English name"),
                ),
            ],
            options={
                "verbose_name": "department",
                "verbose_name_plural": "departments",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="FactChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("customer_id", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "changed fact",
                "verbose_name_plural": "changed facts",
            },
        ),
        migrations.CreateModel(
            name="ProductLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        db_collation="C", max_length=80, unique=True, verbose_name="code"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=120, verbose_name="English name"),
                ),
            ],
            options={
                "verbose_name": "product line",
                "verbose_name_plural": "product lines",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(db_collation="C", max_length=20, verbose_name="kind")),
                (
                    "source",
                    models.CharField(db_collation="C", max_length=40, verbose_name="source system"),
                ),
                ("live_from", models.DateField(verbose_name="live from")),
                ("last_fact_on", models.DateField(verbose_name="newest fact")),
                (
                    "stale_after_days",
                    models.PositiveSmallIntegerField(verbose_name="stale after (days)"),
                ),
            ],
            options={
                "verbose_name": "feed",
                "verbose_name_plural": "feeds",
                "ordering": ["kind", "source"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "source"), name="feed_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        db_collation="C", max_length=80, unique=True, verbose_name="product code"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="accounts.productline",
                        verbose_name="product line",
                    ),
                ),
                (
                    "retired_on",
                    models.DateField(blank=True, null=True, verbose_name="no longer sold from"),
                ),
            ],
            options={
                "verbose_name": "product",
                "verbose_name_plural": "products",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "Somebody already has this username."},
                        max_length=60,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="accounts.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "line_manager",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="line manager",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        help_text="Empty: as the browser asks.",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "colour_mode",
                    models.CharField(
                        choices=[("auto", "as the device"), ("light", "light"), ("dark", "dark")],
                        default="auto",
                        max_length=5,
                        verbose_name="colour mode",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("is_staff", models.BooleanField(default=False, verbose_name="may open the admin")),
                (
                    "joined_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="joined"),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "ordering": ["username"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("email", ""), _negated=True),
                        name="user_email_unique",
                        violation_error_message="Somebody already has this e-mail address.",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_userhistory" ("colour_mode", "department_id", "email", "id", "is_active", "is_staff", "is_superuser", "joined_at", "language", "line_manager_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "team_id", "username") SELECT new_values."colour_mode", new_values."department_id", new_values."email", new_values."id", new_values."is_active", new_values."is_staff", new_values."is_superuser", new_values."joined_at", new_values."language", new_values."line_manager_id", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."phone", new_values."team_id", new_values."username" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="c0da7f187fdd6476f43bb402d29266dc489db02f",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_3867c",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="accounts_user",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_userhistory" ("colour_mode", "department_id", "email", "id", "is_active", "is_staff", "is_superuser", "joined_at", "language", "line_manager_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "team_id", "username") SELECT new_values."colour_mode", new_values."department_id", new_values."email", new_values."id", new_values."is_active", new_values."is_staff", new_values."is_superuser", new_values."joined_at", new_values."language", new_values."line_manager_id", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."phone", new_values."team_id", new_values."username" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."colour_mode" IS DISTINCT FROM (new_values."colour_mode") OR old_values."department_id" IS DISTINCT FROM (new_values."department_id") OR old_values."email" IS DISTINCT FROM (new_values."email") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."is_active" IS DISTINCT FROM (new_values."is_active") OR old_values."is_staff" IS DISTINCT FROM (new_values."is_staff") OR old_values."is_superuser" IS DISTINCT FROM (new_values."is_superuser") OR old_values."joined_at" IS DISTINCT FROM (new_values."joined_at") OR old_values."language" IS DISTINCT FROM (new_values."language") OR old_values."line_manager_id" IS DISTINCT FROM (new_values."line_manager_id") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."phone" IS DISTINCT FROM (new_values."phone") OR old_values."team_id" IS DISTINCT FROM (new_values."team_id") OR old_values."username" IS DISTINCT FROM (new_values."username")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="9b0cc6c43d772e107e5c1384c1ffab280cca3508",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0e890",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="accounts_user",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        help_text="Empty: the next free number.",
                        max_length=40,
                        unique=True,
                        verbose_name="customer code",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "short_name",
                    models.CharField(blank=True, max_length=80, verbose_name="short name"),
                ),
                (
                    "name_key",
                    models.CharField(
                        db_collation="C", db_index=True, editable=False, max_length=200
                    ),
                ),
                ("name_pinyin", models.CharField(db_collation="C", editable=False, max_length=400)),
                ("search_text", models.TextField(db_collation="C", editable=False)),
                (
                    "credit_code",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        max_length=18,
                        null=True,
                        unique=True,
                        validators=[accounts.validators.validate_credit_code],
                        verbose_name="unified social credit code",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subsidiaries",
                        to="accounts.customer",
                        verbose_name="parent group",
                    ),
                ),
                ("industry", models.CharField(blank=True, max_length=80, verbose_name="industry")),
                ("region", models.CharField(blank=True, max_length=80, verbose_name="region")),
                (
                    "employees",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="employees"),
                ),
                (
                    "annual_revenue",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="annual revenue",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("campaign", "market campaign"),
                            ("channel", "channel"),
                            ("referral", "referral by another customer"),
                            ("fair", "fair"),
                            ("website", "website"),
                        ],
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                (
                    "first_contact_on",
                    models.DateField(blank=True, null=True, verbose_name="first contact"),
                ),
                (
                    "founded_on",
                    models.DateField(blank=True, null=True, verbose_name="founding date"),
                ),
                (
                    "tier",
                    models.CharField(
                        blank=True,
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
                (
                    "sensitivity",
                    models.CharField(
                        choices=[("normal", "normal"), ("high", "high")],
                        default="normal",
                        max_length=6,
                        verbose_name="sensitivity",
                    ),
                ),
                (
                    "sensitivity_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="why sensitive"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owned_customers",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "is_stub",
                    models.BooleanField(
                        default=False,
                        help_text="A file named this customer before anybody described it.",
                        verbose_name="known from a fact only",
                    ),
                ),
                (
                    "churned_on",
                    models.DateField(blank=True, null=True, verbose_name="relationship ended"),
                ),
                (
                    "archived_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="archived"
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customer",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded")),
            ],
            options={
                "verbose_name": "customer",
                "verbose_name_plural": "customers",
                "indexes": [
                    models.Index(
                        condition=models.Q(("archived_at", None), ("merged_into", None)),
                        fields=["name_pinyin", "id"],
                        name="customer_by_pinyin",
                    ),
                    models.Index(
                        models.Case(
                            models.When(then=0, tier="strategic"),
                            models.When(then=1, tier="key"),
                            models.When(then=2, tier="potential"),
                            models.When(then=3, tier="general"),
                            default=4,
                        ),
                        models.F("name_pinyin"),
                        models.F("id"),
                        condition=models.Q(("archived_at", None), ("merged_into", None)),
                        include=("tier",),
                        name="customer_by_tier",
                    ),
                    models.Index(
                        condition=models.Q(("archived_at", None), ("merged_into", None)),
                        fields=["id"],
                        name="customer_active",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("archived_at", None), ("merged_into", None), _negated=True
                        ),
                        fields=["id"],
                        name="customer_inactive",
                    ),
                    models.Index(fields=["owner", "name_pinyin"], name="customer_by_owner"),
                    models.Index(
                        condition=models.Q(("parent__isnull", False)),
                        fields=["parent"],
                        name="customer_by_parent",
                    ),
                    models.Index(
                        condition=models.Q(("merged_into__isnull", False)),
                        fields=["merged_into"],
                        name="customer_by_successor",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        models.Func(models.F("search_text"), function="search_bigrams"),
                        name="customer_search",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent", None),
                            models.Q(("parent", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="customer_not_own_parent",
                        violation_error_message="A company cannot be its own parent.",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="customer_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT id FROM (SELECT id FROM old_rows UNION ALL SELECT id FROM new_rows) changed; RETURN NULL;",
                            hash="f636926ba91601c94e71ae3496222aae81a30d2d",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_customer_changed_update_4274d",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="accounts_customer",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_customerhistory" ("annual_revenue", "archived_at", "churned_on", "code", "created_at", "credit_code", "employees", "first_contact_on", "founded_on", "id", "industry", "is_stub", "merged_into_id", "name", "name_key", "name_pinyin", "owner_id", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region", "sensitivity", "sensitivity_reason", "short_name", "source", "tier") SELECT new_values."annual_revenue", new_values."archived_at", new_values."churned_on", new_values."code", new_values."created_at", new_values."credit_code", new_values."employees", new_values."first_contact_on", new_values."founded_on", new_values."id", new_values."industry", new_values."is_stub", new_values."merged_into_id", new_values."name", new_values."name_key", new_values."name_pinyin", new_values."owner_id", new_values."parent_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."region", new_values."sensitivity", new_values."sensitivity_reason", new_values."short_name", new_values."source", new_values."tier" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="ef0dd21dab5e3117632c88190012fe2f92e4d711",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_32108",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="accounts_customer",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_customerhistory" ("annual_revenue", "archived_at", "churned_on", "code", "created_at", "credit_code", "employees", "first_contact_on", "founded_on", "id", "industry", "is_stub", "merged_into_id", "name", "name_key", "name_pinyin", "owner_id", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region", "sensitivity", "sensitivity_reason", "short_name", "source", "tier") SELECT new_values."annual_revenue", new_values."archived_at", new_values."churned_on", new_values."code", new_values."created_at", new_values."credit_code", new_values."employees", new_values."first_contact_on", new_values."founded_on", new_values."id", new_values."industry", new_values."is_stub", new_values."merged_into_id", new_values."name", new_values."name_key", new_values."name_pinyin", new_values."owner_id", new_values."parent_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."region", new_values."sensitivity", new_values."sensitivity_reason", new_values."short_name", new_values."source", new_values."tier" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."annual_revenue" IS DISTINCT FROM (new_values."annual_revenue") OR old_values."archived_at" IS DISTINCT FROM (new_values."archived_at") OR old_values."churned_on" IS DISTINCT FROM (new_values."churned_on") OR old_values."code" IS DISTINCT FROM (new_values."code") OR old_values."created_at" IS DISTINCT FROM (new_values."created_at") OR old_values."credit_code" IS DISTINCT FROM (new_values."credit_code") OR old_values."employees" IS DISTINCT FROM (new_values."employees") OR old_values."first_contact_on" IS DISTINCT FROM (new_values."first_contact_on") OR old_values."founded_on" IS DISTINCT FROM (new_values."founded_on") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."industry" IS DISTINCT FROM (new_values."industry") OR old_values."is_stub" IS DISTINCT FROM (new_values."is_stub") OR old_values."merged_into_id" IS DISTINCT FROM (new_values."merged_into_id") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."name_key" IS DISTINCT FROM (new_values."name_key") OR old_values."name_pinyin" IS DISTINCT FROM (new_values."name_pinyin") OR old_values."owner_id" IS DISTINCT FROM (new_values."owner_id") OR old_values."parent_id" IS DISTINCT FROM (new_values."parent_id") OR old_values."region" IS DISTINCT FROM (new_values."region") OR old_values."sensitivity" IS DISTINCT FROM (new_values."sensitivity") OR old_values."sensitivity_reason" IS DISTINCT FROM (new_values."sensitivity_reason") OR old_values."short_name" IS DISTINCT FROM (new_values."short_name") OR old_values."source" IS DISTINCT FROM (new_values."source") OR old_values."tier" IS DISTINCT FROM (new_values."tier")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="7621ffc4a8428674eecd762b2face63c3c44ccc1",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_8724e",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="accounts_customer",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
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
                        related_name="assignments",
                        to="accounts.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("owner", "owner"),
                            ("co_owner", "co-owner"),
                            ("receiving", "receiving"),
                            ("leaving", "leaving"),
                            ("cover", "cover"),
                            ("called_in", "called in"),
                            ("slice", "department"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("csm", "Customer success manager"),
                            ("tech_consultant", "Technical consultant"),
                            ("data_analyst", "Data analyst"),
                            ("sales", "Sales"),
                            ("support", "Support"),
                            ("executive_sponsor", "Executive sponsor"),
                        ],
                        max_length=20,
                        null=True,
                        verbose_name="role",
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="deputy",
                    ),
                ),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        help_text="The last day is not included.", verbose_name="valid"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        max_length=120,
                        null=True,
                        unique=True,
                        verbose_name="origin",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
            ],
            options={
                "verbose_name": "assignment",
                "verbose_name_plural": "assignments",
                "indexes": [
                    models.Index(fields=["user", "customer"], name="assignment_by_user"),
                    models.Index(
                        condition=models.Q(("deputy__isnull", False)),
                        fields=["deputy", "customer"],
                        name="assignment_by_deputy",
                    ),
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("kind", "owner")),
                        expressions=[("customer", "="), ("valid", "&&")],
                        name="one_owner_at_a_time",
                        violation_error_message="Somebody else owns this customer on these days.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("role", "executive_sponsor")),
                        expressions=[("customer", "="), ("valid", "&&")],
                        name="one_sponsor_at_a_time",
                        violation_error_message="Somebody else sponsors this customer on these days.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("role__isnull", False)),
                        expressions=[
                            ("customer", "="),
                            ("user", "="),
                            ("role", "="),
                            ("valid", "&&"),
                        ],
                        name="a_role_once_at_a_time",
                        violation_error_message="This person has this role on these days already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False)), name="assignment_has_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deputy", None),
                            models.Q(("deputy", models.F("user")), _negated=True),
                            _connector="OR",
                        ),
                        name="assignment_deputy_is_another",
                        violation_error_message="Nobody is their own deputy.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role", None),
                            models.Q(
                                ("kind", "co_owner"), models.Q(("role", "csm"), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="assignment_role_of_member",
                        violation_error_message="Only a member of the team beside the owner has a role.",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_assignmenthistory" ("customer_id", "deputy_id", "id", "kind", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "user_id", "valid") SELECT new_values."customer_id", new_values."deputy_id", new_values."id", new_values."kind", new_values."origin", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."role", new_values."user_id", new_values."valid" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="5145119e86451afee4368c7827167cb46ed34ae5",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_ffd50",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="accounts_assignment",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_assignmenthistory" ("customer_id", "deputy_id", "id", "kind", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "user_id", "valid") SELECT new_values."customer_id", new_values."deputy_id", new_values."id", new_values."kind", new_values."origin", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."role", new_values."user_id", new_values."valid" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="2503fb95454a89ab1ec759bf2eea1f07a400919e",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_93e32",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="accounts_assignment",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssignmentHistory",
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
                        to="accounts.assignment",
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
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("owner", "owner"),
                            ("co_owner", "co-owner"),
                            ("receiving", "receiving"),
                            ("leaving", "leaving"),
                            ("cover", "cover"),
                            ("called_in", "called in"),
                            ("slice", "department"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("csm", "Customer success manager"),
                            ("tech_consultant", "Technical consultant"),
                            ("data_analyst", "Data analyst"),
                            ("sales", "Sales"),
                            ("support", "Support"),
                            ("executive_sponsor", "Executive sponsor"),
                        ],
                        max_length=20,
                        null=True,
                        verbose_name="role",
                    ),
                ),
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
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        help_text="The last day is not included.", verbose_name="valid"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        max_length=120,
                        null=True,
                        verbose_name="origin",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="c21b6e76804f62f1ac4d8ca85fd05a21019a1b3c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_c366d",
                            table="accounts_assignmenthistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[("reveal", "shown for a reason"), ("export", "exported")],
                        max_length=8,
                        verbose_name="action",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        help_text="A list, or a kind of record.",
                        max_length=80,
                        verbose_name="of what",
                    ),
                ),
                ("row", models.BigIntegerField(blank=True, null=True, verbose_name="record")),
                ("field", models.CharField(blank=True, max_length=60, verbose_name="field")),
                ("rows", models.PositiveIntegerField(blank=True, null=True, verbose_name="rows")),
                ("detail", models.JSONField(blank=True, default=dict, verbose_name="details")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
            ],
            options={
                "verbose_name": "access",
                "verbose_name_plural": "access log",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["customer", "at"], name="access_by_customer"),
                    models.Index(fields=["user", "at"], name="access_by_user"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("action", "reveal"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="access_reveal_has_reason",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="stays",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="23a50c228ea00d252ac8cd024809db4c561b05ce",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_stays_886a0",
                            table="accounts_accesslog",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerAlias",
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
                        related_name="aliases",
                        to="accounts.customer",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="alias")),
                (
                    "name_key",
                    models.CharField(
                        db_collation="C", db_index=True, editable=False, max_length=200
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded")),
            ],
            options={
                "verbose_name": "alias",
                "verbose_name_plural": "aliases",
                "constraints": [
                    models.UniqueConstraint(fields=("customer", "name_key"), name="alias_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerHistory",
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
                        to="accounts.customer",
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
                    "code",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        help_text="Empty: the next free number.",
                        max_length=40,
                        verbose_name="customer code",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "short_name",
                    models.CharField(blank=True, max_length=80, verbose_name="short name"),
                ),
                ("name_key", models.CharField(db_collation="C", editable=False, max_length=200)),
                ("name_pinyin", models.CharField(db_collation="C", editable=False, max_length=400)),
                (
                    "credit_code",
                    models.CharField(
                        blank=True,
                        db_collation="C",
                        max_length=18,
                        null=True,
                        validators=[accounts.validators.validate_credit_code],
                        verbose_name="unified social credit code",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.customer",
                        verbose_name="parent group",
                    ),
                ),
                ("industry", models.CharField(blank=True, max_length=80, verbose_name="industry")),
                ("region", models.CharField(blank=True, max_length=80, verbose_name="region")),
                (
                    "employees",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="employees"),
                ),
                (
                    "annual_revenue",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="annual revenue",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("campaign", "market campaign"),
                            ("channel", "channel"),
                            ("referral", "referral by another customer"),
                            ("fair", "fair"),
                            ("website", "website"),
                        ],
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                (
                    "first_contact_on",
                    models.DateField(blank=True, null=True, verbose_name="first contact"),
                ),
                (
                    "founded_on",
                    models.DateField(blank=True, null=True, verbose_name="founding date"),
                ),
                (
                    "tier",
                    models.CharField(
                        blank=True,
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
                (
                    "sensitivity",
                    models.CharField(
                        choices=[("normal", "normal"), ("high", "high")],
                        default="normal",
                        max_length=6,
                        verbose_name="sensitivity",
                    ),
                ),
                (
                    "sensitivity_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="why sensitive"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "is_stub",
                    models.BooleanField(
                        default=False,
                        help_text="A file named this customer before anybody described it.",
                        verbose_name="known from a fact only",
                    ),
                ),
                (
                    "churned_on",
                    models.DateField(blank=True, null=True, verbose_name="relationship ended"),
                ),
                (
                    "archived_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="archived"
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.customer",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded")),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="c63072e591a2fa53c388fce385d5037685b0a1b0",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_bca7f",
                            table="accounts_customerhistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerIdentity",
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
                        related_name="identities",
                        to="accounts.customer",
                    ),
                ),
                (
                    "source",
                    models.CharField(db_collation="C", max_length=40, verbose_name="source system"),
                ),
                (
                    "external_id",
                    models.CharField(db_collation="C", max_length=80, verbose_name="number there"),
                ),
            ],
            options={
                "verbose_name": "identity",
                "verbose_name_plural": "identities",
                "indexes": [models.Index(fields=["external_id"], name="identity_by_number")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="identity_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(db_collation="C", max_length=20, verbose_name="kind")),
                (
                    "source",
                    models.CharField(db_collation="C", max_length=40, verbose_name="source system"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "running"),
                            ("done", "done"),
                            ("rejected", "rejected"),
                            ("undoing", "being undone"),
                            ("undone", "undone"),
                        ],
                        default="running",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                ("file_name", models.CharField(max_length=255, verbose_name="file")),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("encoding", models.CharField(blank=True, max_length=20, verbose_name="encoding")),
                ("delimiter", models.CharField(blank=True, max_length=4, verbose_name="delimiter")),
                ("mapping", models.JSONField(default=dict, verbose_name="columns")),
                ("constants", models.JSONField(default=dict, verbose_name="fixed values")),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="rows")),
                ("created", models.PositiveIntegerField(default=0, verbose_name="created")),
                ("updated", models.PositiveIntegerField(default=0, verbose_name="updated")),
                ("unchanged", models.PositiveIntegerField(default=0, verbose_name="unchanged")),
                ("refused", models.PositiveIntegerField(default=0, verbose_name="refused")),
                ("stubs", models.PositiveIntegerField(default=0, verbose_name="new customers")),
                ("errors", models.JSONField(default=list, verbose_name="errors")),
                ("started_at", models.DateTimeField(auto_now_add=True, verbose_name="started")),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished"),
                ),
                (
                    "undo_asked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="undoing asked for"),
                ),
                ("undone", models.JSONField(blank=True, default=dict, verbose_name="undone")),
                (
                    "undo_starts",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, verbose_name="times that its undoing was begun"
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Contract",
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
                    models.CharField(db_collation="C", max_length=80, verbose_name="number"),
                ),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signed")),
                ("starts_on", models.DateField(verbose_name="starts")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True, help_text="The last day.", null=True, verbose_name="ends"
                    ),
                ),
                (
                    "renews_on",
                    models.DateField(blank=True, null=True, verbose_name="to be renewed by"),
                ),
                (
                    "terminated_on",
                    models.DateField(blank=True, null=True, verbose_name="terminated"),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="value"
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "payment_terms",
                    models.CharField(blank=True, max_length=200, verbose_name="payment terms"),
                ),
            ],
            options={
                "verbose_name": "contract",
                "verbose_name_plural": "contracts",
                "indexes": [
                    models.Index(fields=["customer", "ends_on"], name="contract_by_customer"),
                    django.contrib.postgres.indexes.BrinIndex(
                        fields=["batch"], name="contract_by_batch", pages_per_range=32
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="contract_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="contract_currency_is_iso",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on", None),
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="contract_ends_on_after_starts_on",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="contract_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="600e1b1843fc7bdfb21d77da874e83fd96f76cc6",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_contract_changed_update_68096",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="accounts_contract",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="contract_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="f5ae3dc5ddb1f52df159c620f80a21d30278d586",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_contract_changed_insert_c89d2",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="accounts_contract",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="contract_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="64b0a3a481bf07a74f32fb60d9d2b5f8c7ac9988",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_contract_changed_delete_4342a",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="accounts_contract",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_contracthistory" ("amount", "batch_id", "currency", "customer_id", "ends_on", "external_id", "id", "number", "payment_terms", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "renews_on", "signed_on", "source", "starts_on", "terminated_on", "title") SELECT new_values."amount", new_values."batch_id", new_values."currency", new_values."customer_id", new_values."ends_on", new_values."external_id", new_values."id", new_values."number", new_values."payment_terms", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."recorded_at", new_values."renews_on", new_values."signed_on", new_values."source", new_values."starts_on", new_values."terminated_on", new_values."title" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="3f210aaa1b793e0e138571fafef237cb2460fcf6",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_9b144",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="accounts_contract",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_contracthistory" ("amount", "batch_id", "currency", "customer_id", "ends_on", "external_id", "id", "number", "payment_terms", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "renews_on", "signed_on", "source", "starts_on", "terminated_on", "title") SELECT new_values."amount", new_values."batch_id", new_values."currency", new_values."customer_id", new_values."ends_on", new_values."external_id", new_values."id", new_values."number", new_values."payment_terms", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."recorded_at", new_values."renews_on", new_values."signed_on", new_values."source", new_values."starts_on", new_values."terminated_on", new_values."title" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="ca5a266379d7849ed25bfd69e88fb2543fbc9dac",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_63bd6",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="accounts_contract",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="accounts.contract",
                        verbose_name="contract",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customer",
                        verbose_name="customer",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "file",
                    models.FileField(
                        max_length=200, upload_to="contracts/%Y/%m", verbose_name="file"
                    ),
                ),
                ("name", models.CharField(max_length=255, verbose_name="file name")),
                ("size", models.PositiveBigIntegerField(verbose_name="size")),
                (
                    "sha256",
                    models.CharField(editable=False, max_length=64, verbose_name="fingerprint"),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                ("added_at", models.DateTimeField(auto_now_add=True, verbose_name="added")),
            ],
            options={
                "verbose_name": "contract file",
                "verbose_name_plural": "contract files",
                "ordering": ["contract", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract", "version"), name="contract_file_version"
                    ),
                    models.UniqueConstraint(
                        fields=("contract", "sha256"), name="contract_file_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
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
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("title", models.CharField(blank=True, max_length=80, verbose_name="title")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("mobile", models.CharField(blank=True, max_length=40, verbose_name="mobile")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("wechat", models.CharField(blank=True, max_length=60, verbose_name="WeChat")),
                (
                    "decision_roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("decision_maker", "decision maker"),
                                ("purchaser", "purchaser"),
                                ("influencer", "influencer"),
                                ("user", "user"),
                                ("finance", "finance"),
                            ],
                            max_length=16,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="decision roles",
                    ),
                ),
                (
                    "attitude",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("supporter", "supporter"),
                            ("neutral", "neutral"),
                            ("critic", "critic"),
                        ],
                        max_length=10,
                        verbose_name="attitude",
                    ),
                ),
                (
                    "preferred_channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("phone", "phone"),
                            ("email", "e-mail"),
                            ("wechat", "WeChat"),
                            ("visit", "visit"),
                        ],
                        max_length=8,
                        verbose_name="preferred channel",
                    ),
                ),
                (
                    "preferred_time",
                    models.CharField(blank=True, max_length=80, verbose_name="preferred time"),
                ),
                ("birthday", models.DateField(blank=True, null=True, verbose_name="birthday")),
                ("joined_on", models.DateField(blank=True, null=True, verbose_name="joined")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="left")),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
                "indexes": [
                    models.Index(fields=["customer", "left_on"], name="contact_by_customer"),
                    django.contrib.postgres.indexes.GinIndex(
                        models.Func(
                            models.Func(
                                models.F("name"),
                                function="search_readings",
                                output_field=models.TextField(),
                            ),
                            function="search_bigrams",
                        ),
                        name="contact_search",
                    ),
                    models.Index(
                        django.db.models.functions.comparison.Collate(
                            django.db.models.functions.text.Reverse(
                                models.Func(
                                    models.F("mobile"),
                                    models.Value("[^0-9]"),
                                    models.Value(""),
                                    models.Value("g"),
                                    function="regexp_replace",
                                )
                            ),
                            "C",
                        ),
                        name="contact_by_mobile",
                    ),
                    models.Index(
                        django.db.models.functions.comparison.Collate(
                            django.db.models.functions.text.Reverse(
                                models.Func(
                                    models.F("phone"),
                                    models.Value("[^0-9]"),
                                    models.Value(""),
                                    models.Value("g"),
                                    function="regexp_replace",
                                )
                            ),
                            "C",
                        ),
                        name="contact_by_phone",
                    ),
                    models.Index(
                        django.db.models.functions.comparison.Collate(
                            django.db.models.functions.text.Lower("email"), "C"
                        ),
                        name="contact_by_email",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="contact_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_on", None),
                            ("joined_on", None),
                            ("left_on__gte", models.F("joined_on")),
                            _connector="OR",
                        ),
                        name="contact_left_after_joined",
                        violation_error_message="A contact cannot leave before joining.",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="contact_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="951a021e482eccd3fc303e36c1dac5dcba3fe3f5",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_contact_changed_update_d683e",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="accounts_contact",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="contact_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="46f1a283b42b1832480008450156648d26357ac6",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_contact_changed_insert_b4e6e",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="accounts_contact",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="contact_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="d207ac438cb7cda84f2fb124f08d34e77eb2f06a",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_contact_changed_delete_90f6c",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="accounts_contact",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_contacthistory" ("attitude", "batch_id", "birthday", "customer_id", "decision_roles", "email", "external_id", "id", "joined_on", "left_on", "mobile", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "preferred_channel", "preferred_time", "recorded_at", "source", "title", "wechat") SELECT new_values."attitude", new_values."batch_id", new_values."birthday", new_values."customer_id", new_values."decision_roles", new_values."email", new_values."external_id", new_values."id", new_values."joined_on", new_values."left_on", new_values."mobile", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."phone", new_values."preferred_channel", new_values."preferred_time", new_values."recorded_at", new_values."source", new_values."title", new_values."wechat" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="9b83f2da8edd12ea01a6571377970f0d463d5ce5",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_89558",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="accounts_contact",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_contacthistory" ("attitude", "batch_id", "birthday", "customer_id", "decision_roles", "email", "external_id", "id", "joined_on", "left_on", "mobile", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "preferred_channel", "preferred_time", "recorded_at", "source", "title", "wechat") SELECT new_values."attitude", new_values."batch_id", new_values."birthday", new_values."customer_id", new_values."decision_roles", new_values."email", new_values."external_id", new_values."id", new_values."joined_on", new_values."left_on", new_values."mobile", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."phone", new_values."preferred_channel", new_values."preferred_time", new_values."recorded_at", new_values."source", new_values."title", new_values."wechat" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="c6539e2062ee034f65dc5e9685ed462902c61bc1",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_15daf",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="accounts_contact",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExtraGiven",
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
                        choices=[
                            ("discount", "discount"),
                            ("extension", "extension"),
                            ("upgrade", "upgrade"),
                            ("gift", "gift"),
                            ("compensation", "compensation"),
                            ("service", "free service"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("what", models.CharField(max_length=200, verbose_name="what")),
                (
                    "cost",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="cost"
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("occasion", models.CharField(blank=True, max_length=200, verbose_name="occasion")),
                ("given_on", models.DateField(verbose_name="given")),
                (
                    "reaction",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="reaction (1–5)",
                    ),
                ),
            ],
            options={
                "verbose_name": "extra",
                "verbose_name_plural": "extras",
                "indexes": [
                    models.Index(fields=["customer", "given_on"], name="extra_by_customer")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "external_id"), name="extra_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="extra_currency_is_iso",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reaction", None), ("reaction__range", (1, 5)), _connector="OR"
                        ),
                        name="extra_reaction",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="extragiven_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="454d06b57afb8e2ba024dc9e6dc8309c2584c8ff",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_extragiven_changed_update_e48b9",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="accounts_extragiven",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="extragiven_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="a4c8eca6198b2ab761baeea01ee0bf0e1534923b",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_extragiven_changed_insert_0baf5",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="accounts_extragiven",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="extragiven_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="f4738abab31da990af05239eafb929a144ea9d55",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_extragiven_changed_delete_a03af",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="accounts_extragiven",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerEvent",
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
                        choices=[
                            ("merger", "merger or restructuring"),
                            ("listing", "stock market listing"),
                            ("funding", "funding"),
                            ("expansion", "expansion"),
                            ("budget", "budget change"),
                            ("authority", "buying authority changed"),
                            ("tender", "tender"),
                            ("policy_good", "favourable policy"),
                            ("policy_bad", "adverse policy"),
                            ("material_price", "raw-material price"),
                            ("contact_left", "key contact left"),
                            ("competitor", "competitor contact"),
                            ("spending_up", "spending risen strongly"),
                            ("spending_down", "spending halved"),
                            ("growth", "size or usage grown"),
                            ("founding_day", "founding day"),
                            ("other", "other"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("occurred_on", models.DateField(verbose_name="occurred")),
                (
                    "known_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="became known"),
                ),
                (
                    "title",
                    models.CharField(blank=True, max_length=200, verbose_name="what happened"),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("deadline_on", models.DateField(blank=True, null=True, verbose_name="deadline")),
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
            ],
            options={
                "verbose_name": "customer event",
                "verbose_name_plural": "customer events",
                "indexes": [
                    models.Index(fields=["customer", "occurred_on"], name="event_by_customer")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="customer_event_unique"
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="customerevent_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="a239a4284c69604b1d2bc1020e4e0eb13d085f7e",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_customerevent_changed_update_06a6e",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="accounts_customerevent",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="customerevent_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="362bcb93f9ee81a0a7f4d24ce730f1d8c4e55243",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_customerevent_changed_insert_3d8cb",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="accounts_customerevent",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="customerevent_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="b9bcd2c60a42416bbfa1db0440236fec89ca6ae2",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_customerevent_changed_delete_40c99",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="accounts_customerevent",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cost",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customer",
                        verbose_name="customer",
                    ),
                ),
                ("month", models.DateField(help_text="Its first day.", verbose_name="month")),
                (
                    "kind",
                    models.CharField(
                        choices=[("acquisition", "acquisition"), ("service", "service")],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("campaign", "market campaign"),
                            ("channel", "channel"),
                            ("referral", "referral by another customer"),
                            ("fair", "fair"),
                            ("website", "website"),
                        ],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount"),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
            ],
            options={
                "verbose_name": "cost",
                "verbose_name_plural": "costs",
                "indexes": [models.Index(fields=["month", "kind"], name="cost_by_month")],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "external_id"), name="cost_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="cost_currency_is_iso",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="cost_month_begins"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractHistory",
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
                        to="accounts.contract",
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
                    models.CharField(db_collation="C", max_length=80, verbose_name="number"),
                ),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signed")),
                ("starts_on", models.DateField(verbose_name="starts")),
                (
                    "ends_on",
                    models.DateField(
                        blank=True, help_text="The last day.", null=True, verbose_name="ends"
                    ),
                ),
                (
                    "renews_on",
                    models.DateField(blank=True, null=True, verbose_name="to be renewed by"),
                ),
                (
                    "terminated_on",
                    models.DateField(blank=True, null=True, verbose_name="terminated"),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="value"
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "payment_terms",
                    models.CharField(blank=True, max_length=200, verbose_name="payment terms"),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="335ee50f52c7cd27f6925ca43b9af04841527839",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_93636",
                            table="accounts_contracthistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactHistory",
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
                        to="accounts.contact",
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
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("title", models.CharField(blank=True, max_length=80, verbose_name="title")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("mobile", models.CharField(blank=True, max_length=40, verbose_name="mobile")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("wechat", models.CharField(blank=True, max_length=60, verbose_name="WeChat")),
                (
                    "decision_roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("decision_maker", "decision maker"),
                                ("purchaser", "purchaser"),
                                ("influencer", "influencer"),
                                ("user", "user"),
                                ("finance", "finance"),
                            ],
                            max_length=16,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="decision roles",
                    ),
                ),
                (
                    "attitude",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("supporter", "supporter"),
                            ("neutral", "neutral"),
                            ("critic", "critic"),
                        ],
                        max_length=10,
                        verbose_name="attitude",
                    ),
                ),
                (
                    "preferred_channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("phone", "phone"),
                            ("email", "e-mail"),
                            ("wechat", "WeChat"),
                            ("visit", "visit"),
                        ],
                        max_length=8,
                        verbose_name="preferred channel",
                    ),
                ),
                (
                    "preferred_time",
                    models.CharField(blank=True, max_length=80, verbose_name="preferred time"),
                ),
                ("birthday", models.DateField(blank=True, null=True, verbose_name="birthday")),
                ("joined_on", models.DateField(blank=True, null=True, verbose_name="joined")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="left")),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="a4090dc8e3b1e4aae367eb52bb937c3ce92232a7",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_cb3cd",
                            table="accounts_contacthistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignResponse",
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
                ("campaign", models.CharField(max_length=120, verbose_name="campaign")),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("delivered", "delivered"),
                            ("opened", "opened"),
                            ("clicked", "clicked"),
                            ("answered", "answered"),
                            ("attended", "attended"),
                            ("declined", "declined"),
                        ],
                        max_length=12,
                        verbose_name="answer",
                    ),
                ),
                ("answered_on", models.DateField(verbose_name="day")),
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
                ("channel", models.CharField(blank=True, max_length=40, verbose_name="channel")),
            ],
            options={
                "verbose_name": "campaign response",
                "verbose_name_plural": "campaign responses",
                "indexes": [
                    models.Index(fields=["customer", "answered_on"], name="response_by_customer")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="campaign_response_unique"
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="campaignresponse_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="f6168024054f64c5f31363bed1a20d8365a7e0ee",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_campaignresponse_changed_update_d1e0a",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="accounts_campaignresponse",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="campaignresponse_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="f75cde7da2540cdfaa8b6a3c142c14974bc2d5e0",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_campaignresponse_changed_insert_d841c",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="accounts_campaignresponse",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="campaignresponse_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="e564126652b662d910e264f85c0137dd4bc50aa5",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_campaignresponse_changed_delete_fbacf",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="accounts_campaignresponse",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportChange",
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
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="accounts.importbatch",
                    ),
                ),
                ("table", models.CharField(max_length=63)),
                ("row", models.BigIntegerField()),
                ("before", models.JSONField(null=True)),
                ("after", models.UUIDField()),
            ],
            options={
                "verbose_name": "imported row",
                "verbose_name_plural": "imported rows",
                "indexes": [
                    django.contrib.postgres.indexes.BrinIndex(
                        fields=["batch"], name="import_change_by_batch", pages_per_range=32
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportUpload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(db_collation="C", max_length=20, verbose_name="kind")),
                (
                    "source",
                    models.CharField(db_collation="C", max_length=40, verbose_name="source system"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "columns to be checked"),
                            ("previewing", "being tried"),
                            ("ready", "ready to import"),
                            ("importing", "being imported"),
                            ("done", "done"),
                            ("failed", "failed"),
                        ],
                        default="uploaded",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        blank=True, max_length=200, upload_to="imports/%Y/%m", verbose_name="file"
                    ),
                ),
                ("file_name", models.CharField(max_length=255, verbose_name="file name")),
                ("size", models.PositiveBigIntegerField(verbose_name="size")),
                (
                    "sha256",
                    models.CharField(editable=False, max_length=64, verbose_name="fingerprint"),
                ),
                ("encoding", models.CharField(max_length=20, verbose_name="encoding")),
                ("delimiter", models.CharField(blank=True, max_length=4, verbose_name="delimiter")),
                ("header", models.JSONField(default=list, verbose_name="columns of the file")),
                ("samples", models.JSONField(default=list, verbose_name="first rows")),
                ("mapping", models.JSONField(default=dict, verbose_name="columns")),
                ("constants", models.JSONField(default=dict, verbose_name="fixed values")),
                ("remembered", models.BooleanField(default=False, verbose_name="as last time")),
                (
                    "all_or_nothing",
                    models.BooleanField(default=False, verbose_name="all or nothing"),
                ),
                ("trials", models.PositiveIntegerField(default=0, verbose_name="trials")),
                (
                    "starts",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="times that this step was begun"
                    ),
                ),
                ("rows_read", models.PositiveIntegerField(null=True, verbose_name="rows read")),
                ("outcome", models.JSONField(default=dict, verbose_name="outcome of the trial")),
                ("error", models.TextField(blank=True, verbose_name="error")),
                (
                    "batch",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="upload",
                        to="accounts.importbatch",
                        verbose_name="import",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded")),
                ("moved_at", models.DateTimeField(auto_now_add=True, verbose_name="last step")),
                ("heard_at", models.DateTimeField(null=True, verbose_name="last sign of life")),
            ],
            options={
                "verbose_name": "uploaded file",
                "verbose_name_plural": "uploaded files",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("batch__isnull", False), ("state", "done")),
                            models.Q(
                                models.Q(("state", "done"), _negated=True), ("batch__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="upload_done_is_a_batch",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MarketSignal",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customer",
                        verbose_name="customer",
                    ),
                ),
                ("industry", models.CharField(blank=True, max_length=80, verbose_name="industry")),
                ("region", models.CharField(blank=True, max_length=80, verbose_name="region")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("merger", "merger or restructuring"),
                            ("listing", "stock market listing"),
                            ("funding", "funding"),
                            ("expansion", "expansion"),
                            ("budget", "budget change"),
                            ("authority", "buying authority changed"),
                            ("tender", "tender"),
                            ("policy_good", "favourable policy"),
                            ("policy_bad", "adverse policy"),
                            ("material_price", "raw-material price"),
                            ("contact_left", "key contact left"),
                            ("competitor", "competitor contact"),
                            ("spending_up", "spending risen strongly"),
                            ("spending_down", "spending halved"),
                            ("growth", "size or usage grown"),
                            ("founding_day", "founding day"),
                            ("other", "other"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("good", "favourable"),
                            ("bad", "adverse"),
                            ("neutral", "neutral"),
                        ],
                        max_length=10,
                        verbose_name="direction",
                    ),
                ),
                ("impact", models.SmallIntegerField(default=0, verbose_name="effect on the score")),
                ("title", models.CharField(max_length=200, verbose_name="what happened")),
                ("origin", models.CharField(blank=True, max_length=200, verbose_name="told by")),
                ("published_on", models.DateField(verbose_name="published")),
                ("deadline_on", models.DateField(blank=True, null=True, verbose_name="deadline")),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="no longer counts from"),
                ),
            ],
            options={
                "verbose_name": "market signal",
                "verbose_name_plural": "market signals",
                "indexes": [
                    models.Index(fields=["industry", "published_on"], name="signal_by_industry")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="market_signal_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_on", None),
                            ("ends_on", None),
                            ("ends_on__gte", models.F("published_on")),
                            _connector="OR",
                        ),
                        name="market_signal_ends_on_after_published_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("impact__range", (-10, 5))), name="market_signal_impact"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recipient",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "dedupe_key",
                    models.CharField(
                        db_collation="C", max_length=200, unique=True, verbose_name="key"
                    ),
                ),
                ("message_key", models.CharField(max_length=300, verbose_name="message")),
                (
                    "params",
                    models.JSONField(
                        blank=True, default=dict, verbose_name="what the message names"
                    ),
                ),
                ("url", models.CharField(blank=True, max_length=300, verbose_name="address")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="created"),
                ),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read")),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["recipient", "-id"], name="notice_of_recipient"),
                    models.Index(
                        condition=models.Q(("read_at", None)),
                        fields=["recipient"],
                        name="notice_unread",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opportunity",
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
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("second_need", "second need"),
                            ("cross_sell", "cross-sell"),
                            ("upgrade", "upgrade"),
                            ("renewal", "renewal"),
                            ("tender", "tender"),
                            ("win_back", "win-back"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("screened", "screened"),
                            ("need_clear", "need clear"),
                            ("proposal", "proposal"),
                            ("negotiation", "negotiation"),
                            ("signed", "signed"),
                            ("lost", "lost"),
                        ],
                        default="screened",
                        max_length=12,
                        verbose_name="stage",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        blank=True, db_collation="C", max_length=120, verbose_name="cause"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        verbose_name="amount",
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "lines",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="product lines",
                    ),
                ),
                (
                    "probability",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="probability (%)",
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="opened")),
                ("expected_on", models.DateField(blank=True, null=True, verbose_name="expected")),
                (
                    "deadline_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="tender or decision deadline"
                    ),
                ),
                (
                    "closed_on",
                    models.DateField(blank=True, null=True, verbose_name="signed or lost"),
                ),
                (
                    "sticking_point",
                    models.CharField(blank=True, max_length=300, verbose_name="sticking point"),
                ),
                (
                    "competitors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="competitors",
                    ),
                ),
                (
                    "decision_makers",
                    models.CharField(blank=True, max_length=200, verbose_name="who decides"),
                ),
                (
                    "next_step",
                    models.CharField(blank=True, max_length=300, verbose_name="next step"),
                ),
                (
                    "lost_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="why lost"),
                ),
            ],
            options={
                "verbose_name": "opportunity",
                "verbose_name_plural": "opportunities",
                "indexes": [
                    models.Index(fields=["customer", "closed_on"], name="opportunity_by_customer")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="opportunity_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opened_on", None),
                            ("closed_on", None),
                            ("closed_on__gte", models.F("opened_on")),
                            _connector="OR",
                        ),
                        name="opportunity_closed_on_after_opened_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("probability", None), ("probability__range", (0, 100)), _connector="OR"
                        ),
                        name="opportunity_probability",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("closed_on", None), models.Q(("cause", ""), _negated=True)
                        ),
                        fields=("customer", "cause"),
                        name="opportunity_open_once",
                        violation_error_message="An opportunity is already open for this cause.",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="opportunity_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="125e4a940102fbb6054c41f226f3e10bd866d297",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_opportunity_changed_update_91885",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="accounts_opportunity",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="opportunity_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="bf8f06a5978fd92d78b75bc41b0a1b9c3fd0fd83",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_opportunity_changed_insert_2a6af",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="accounts_opportunity",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="opportunity_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="fab50353199c64823838a02d345bb7c24ef6a52f",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_opportunity_changed_delete_98457",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="accounts_opportunity",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Order",
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
                    models.CharField(db_collation="C", max_length=80, verbose_name="number"),
                ),
                ("ordered_on", models.DateField(verbose_name="order date")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount"),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "region",
                    models.CharField(blank=True, max_length=80, verbose_name="delivery region"),
                ),
                (
                    "margin",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        verbose_name="margin",
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
                    "promised_on",
                    models.DateField(blank=True, null=True, verbose_name="promised delivery"),
                ),
                ("delivered_on", models.DateField(blank=True, null=True, verbose_name="delivered")),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="cancelled")),
            ],
            options={
                "verbose_name": "order",
                "verbose_name_plural": "orders",
                "indexes": [
                    models.Index(
                        fields=["customer", "ordered_on"],
                        include=("amount", "currency", "cancelled_on", "source"),
                        name="order_by_customer",
                    ),
                    models.Index(fields=["source", "ordered_on"], name="order_by_source_day"),
                    models.Index(
                        django.db.models.functions.text.Lower("number"), name="order_by_number"
                    ),
                    models.Index(
                        django.db.models.functions.text.Reverse(
                            django.db.models.functions.text.Lower("number")
                        ),
                        name="order_by_number_end",
                    ),
                    django.contrib.postgres.indexes.BrinIndex(
                        fields=["batch"], name="order_by_batch", pages_per_range=32
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "external_id"), name="order_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="order_currency_is_iso",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cancelled_on", None),
                            ("cancelled_on__gte", models.F("ordered_on")),
                            _connector="OR",
                        ),
                        name="order_cancelled_after_ordered",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="order_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="95a82b3da056954de80841bc7ac72b341b4e03ac",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_order_changed_update_641e4",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="accounts_order",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="order_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="709071f12786e76fc8b7f04dace8763a26ede4a3",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_order_changed_insert_7ae22",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="accounts_order",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="order_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="9e0eded58c2a0ad3055bffca93ee947f7a9f157c",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_order_changed_delete_eb1ba",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="accounts_order",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
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
                    models.CharField(db_collation="C", max_length=80, verbose_name="number"),
                ),
                ("issued_on", models.DateField(verbose_name="issued")),
                ("due_on", models.DateField(verbose_name="due")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount"),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="accounts.order",
                        verbose_name="order",
                    ),
                ),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="paid in full")),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="cancelled")),
            ],
            options={
                "verbose_name": "invoice",
                "verbose_name_plural": "invoices",
                "indexes": [
                    models.Index(
                        fields=["customer", "due_on"],
                        include=("amount", "currency", "paid_on", "cancelled_on", "source"),
                        name="invoice_by_customer",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="invoice_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="invoice_currency_is_iso",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("issued_on", None),
                            ("due_on", None),
                            ("due_on__gte", models.F("issued_on")),
                            _connector="OR",
                        ),
                        name="invoice_due_on_after_issued_on",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="invoice_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="433e1607860d4f0ecd58f5b8e81fbab46e5524a6",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_invoice_changed_update_3f68c",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="accounts_invoice",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="invoice_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="5345d41d9d1c5c4997e5c4c872cd1250c8963869",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_invoice_changed_insert_9e063",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="accounts_invoice",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="invoice_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="aed8e85482ea75538d4f98f65e92946d468e6468",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_invoice_changed_delete_50fb6",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="accounts_invoice",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderProgress",
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
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress",
                        to="accounts.order",
                        verbose_name="order",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("material", "material ready"),
                            ("started", "in production"),
                            ("tested", "tested"),
                            ("packed", "packed"),
                            ("shipped", "shipped"),
                            ("delivered", "delivered"),
                            ("delayed", "delayed"),
                        ],
                        max_length=12,
                        verbose_name="stage",
                    ),
                ),
                ("reached_on", models.DateField(verbose_name="reached")),
                (
                    "expected_on",
                    models.DateField(blank=True, null=True, verbose_name="delivery expected"),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
            ],
            options={
                "verbose_name": "production progress",
                "verbose_name_plural": "production progress",
                "indexes": [
                    models.Index(fields=["customer", "order"], name="progress_by_customer")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="order_progress_unique"
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="orderprogress_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="803b6e07b6e5caca5e4e78e6da017bf77ebb4d94",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_orderprogress_changed_update_4cbc0",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="accounts_orderprogress",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="orderprogress_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="eb71e5c431f5ddf60af3cba1154db9523527d2d6",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_orderprogress_changed_insert_96f69",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="accounts_orderprogress",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="orderprogress_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="c9b173397c907b973ac9a0f28549a294def31ec4",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_orderprogress_changed_delete_86faa",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="accounts_orderprogress",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
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
                (
                    "invoice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="accounts.invoice",
                        verbose_name="invoice",
                    ),
                ),
                ("paid_on", models.DateField(verbose_name="paid")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount"),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "method",
                    models.CharField(blank=True, max_length=40, verbose_name="way of payment"),
                ),
            ],
            options={
                "verbose_name": "payment",
                "verbose_name_plural": "payments",
                "indexes": [
                    models.Index(fields=["customer", "paid_on"], name="payment_by_customer"),
                    django.contrib.postgres.indexes.BrinIndex(
                        fields=["batch"], name="payment_by_batch", pages_per_range=32
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="payment_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="payment_currency_is_iso",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="payment_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="139c84eeeba09848a81db6263556315da2be5a62",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_payment_changed_update_d956a",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="accounts_payment",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="payment_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="47698ef9b7d3450207a447350edbedb4efb7f0da",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_payment_changed_insert_ca668",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="accounts_payment",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="payment_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="18f07cc78be7780fed91a38b9da491b3c9a7f448",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_payment_changed_delete_2ca1d",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="accounts_payment",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
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
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="accounts.order",
                        verbose_name="order",
                    ),
                ),
                (
                    "product_code",
                    models.CharField(blank=True, max_length=80, verbose_name="product code"),
                ),
                (
                    "product_name",
                    models.CharField(blank=True, max_length=200, verbose_name="product"),
                ),
                (
                    "quantity",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=18,
                        null=True,
                        verbose_name="quantity",
                    ),
                ),
                (
                    "unit_price",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=18,
                        null=True,
                        verbose_name="unit price",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount"),
                ),
                (
                    "margin",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=18,
                        null=True,
                        verbose_name="margin",
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
            ],
            options={
                "verbose_name": "order line",
                "verbose_name_plural": "order lines",
                "indexes": [
                    models.Index(fields=["customer", "order"], name="order_line_by_customer")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="order_line_unique"
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="orderline_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="a40229ba321ad66a7aac8268f8a0aabe0642a384",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_orderline_changed_update_5b9c8",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="accounts_orderline",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="orderline_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="7b6661243ca175ce5cf09624d1a207a5bd628b14",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_orderline_changed_insert_40145",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="accounts_orderline",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="orderline_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="7f3e08c449304bae5fc51eb785d85170ea2653d0",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_orderline_changed_delete_3d2b5",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="accounts_orderline",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerLine",
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
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.productline",
                        verbose_name="product line",
                    ),
                ),
                (
                    "share",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="share of its business (%)",
                    ),
                ),
                (
                    "valid_from",
                    models.DateField(blank=True, null=True, verbose_name="relevant from"),
                ),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="relevant until"),
                ),
            ],
            options={
                "verbose_name": "relevant product line",
                "verbose_name_plural": "relevant product lines",
                "indexes": [
                    models.Index(fields=["customer", "line"], name="customer_line_by_customer")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="customer_line_unique"
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="customerline_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="226075aa0038ca67f9a04aeeb449491a952e063b",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_customerline_changed_update_2d1d2",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="accounts_customerline",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="customerline_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="609bbf4dbd6e60c2761404350026cc31e9498b24",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_customerline_changed_insert_eebc7",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="accounts_customerline",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="customerline_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="e51657fbfdbb6bed66ce2265d5b3f50f71160a42",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_customerline_changed_delete_27256",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="accounts_customerline",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CompetitorAt",
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
                ("competitor", models.CharField(max_length=120, verbose_name="competitor")),
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
                    "share",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="share of wallet (%)",
                    ),
                ),
                (
                    "contract_ends_on",
                    models.DateField(blank=True, null=True, verbose_name="their contract ends"),
                ),
                ("seen_on", models.DateField(verbose_name="seen")),
                ("gone_on", models.DateField(blank=True, null=True, verbose_name="gone")),
                ("told_by", models.CharField(blank=True, max_length=200, verbose_name="told by")),
            ],
            options={
                "verbose_name": "competitor at a customer",
                "verbose_name_plural": "competitors at customers",
                "indexes": [
                    models.Index(fields=["customer", "seen_on"], name="competitor_by_customer")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="competitor_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("seen_on", None),
                            ("gone_on", None),
                            ("gone_on__gte", models.F("seen_on")),
                            _connector="OR",
                        ),
                        name="competitor_gone_on_after_seen_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("share", None), ("share__range", (0, 100)), _connector="OR"
                        ),
                        name="competitor_share",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="competitorat_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="1a8736643515d230410d368be975fdfdb4122b5b",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_competitorat_changed_update_45b74",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="accounts_competitorat",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="competitorat_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="28599c229046e50856dd1c38e326d872f240a3b2",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_competitorat_changed_insert_518c7",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="accounts_competitorat",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="competitorat_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="b079fd677b3f69097f3bbdfd86e9111431882a86",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_competitorat_changed_delete_0b6a3",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="accounts_competitorat",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Promise",
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
                ("what", models.CharField(max_length=300, verbose_name="what")),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.contact",
                        verbose_name="to whom",
                    ),
                ),
                (
                    "promised_by",
                    models.CharField(blank=True, max_length=80, verbose_name="promised by"),
                ),
                ("promised_on", models.DateField(verbose_name="promised")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                (
                    "consent",
                    models.CharField(
                        blank=True,
                        help_text="Who in technology agreed that it can be kept.",
                        max_length=200,
                        verbose_name="technical consent",
                    ),
                ),
                ("kept_on", models.DateField(blank=True, null=True, verbose_name="kept")),
                ("broken_on", models.DateField(blank=True, null=True, verbose_name="broken")),
            ],
            options={
                "verbose_name": "promise",
                "verbose_name_plural": "promises",
                "indexes": [
                    models.Index(fields=["customer", "due_on"], name="promise_by_customer")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="promise_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept_on", None), ("broken_on", None), _connector="OR"),
                        name="promise_kept_or_broken",
                        violation_error_message="A promise is kept or broken, not both.",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="promise_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="92704ec3502939efc2b8648425e5789c2cb24f9b",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_promise_changed_update_61dca",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="accounts_promise",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="promise_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="7726f2c68bc39b997167515ada33f16374f4d39c",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_promise_changed_insert_11c0f",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="accounts_promise",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="promise_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="753e5624f800094ee8aa24a0530aa06722b24d07",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_promise_changed_delete_807a6",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="accounts_promise",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceStandard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standards",
                        to="accounts.contract",
                        verbose_name="contract",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customer",
                    ),
                ),
                (
                    "ticket_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("question", "question"),
                            ("issue", "issue"),
                            ("complaint", "complaint"),
                            ("request", "request"),
                            ("delivery", "delivery problem"),
                            ("suggestion", "suggestion"),
                        ],
                        max_length=10,
                        verbose_name="kind of ticket",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        blank=True,
                        choices=[("low", "low"), ("normal", "normal"), ("major", "major")],
                        max_length=6,
                        verbose_name="severity",
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
                    "amount",
                    models.PositiveIntegerField(
                        help_text="Minutes of service or elapsed time, or working days.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(525600),
                        ],
                        verbose_name="time",
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
            ],
            options={
                "verbose_name": "service standard",
                "verbose_name_plural": "service standards",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract", "ticket_kind", "severity", "clock"),
                        name="service_standard_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__range", (1, 525600))),
                        name="service_standard_takes_time",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_servicestandardhistory" ("amount", "clock", "contract_id", "customer_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "severity", "ticket_kind", "time_kind") SELECT new_values."amount", new_values."clock", new_values."contract_id", new_values."customer_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."severity", new_values."ticket_kind", new_values."time_kind" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="bff5c5bd61b8a7afe673007442c23e45ed4f3a14",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_fa0bb",
                            referencing="REFERENCING NEW TABLE AS new_values ",
                            table="accounts_servicestandard",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "accounts_servicestandardhistory" ("amount", "clock", "contract_id", "customer_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "severity", "ticket_kind", "time_kind") SELECT new_values."amount", new_values."clock", new_values."contract_id", new_values."customer_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."severity", new_values."ticket_kind", new_values."time_kind" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                            hash="f46516218f9c01b4629293cd32b3fa40e8cc7159",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_6f551",
                            referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                            table="accounts_servicestandard",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceStandardHistory",
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
                        to="accounts.servicestandard",
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
                    "contract",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.contract",
                        verbose_name="contract",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.customer",
                    ),
                ),
                (
                    "ticket_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("question", "question"),
                            ("issue", "issue"),
                            ("complaint", "complaint"),
                            ("request", "request"),
                            ("delivery", "delivery problem"),
                            ("suggestion", "suggestion"),
                        ],
                        max_length=10,
                        verbose_name="kind of ticket",
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        blank=True,
                        choices=[("low", "low"), ("normal", "normal"), ("major", "major")],
                        max_length=6,
                        verbose_name="severity",
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
                    "amount",
                    models.PositiveIntegerField(
                        help_text="Minutes of service or elapsed time, or working days.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(525600),
                        ],
                        verbose_name="time",
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
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="b872426c03e1c5f28cd8a27d6c95bb5ae91bd4e6",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_c74be",
                            table="accounts_servicestandardhistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=80, verbose_name="English name"),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_teams",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lead",
                    ),
                ),
            ],
            options={
                "verbose_name": "team",
                "verbose_name_plural": "teams",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="UploadRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="accounts.importupload",
                    ),
                ),
                ("row_no", models.PositiveIntegerField(verbose_name="row")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("created", "new"),
                            ("updated", "changed"),
                            ("unchanged", "the same"),
                            ("refused", "refused"),
                        ],
                        max_length=9,
                        verbose_name="outcome",
                    ),
                ),
                ("detail", models.JSONField(default=dict, verbose_name="detail")),
            ],
            options={
                "verbose_name": "row of an uploaded file",
                "verbose_name_plural": "rows of an uploaded file",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("upload", "outcome", "row_no"), name="upload_row_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UsageDay",
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
                ("day", models.DateField(verbose_name="day")),
                (
                    "metric",
                    models.CharField(
                        choices=[
                            ("login", "log-ins"),
                            ("download", "document downloads"),
                            ("meeting", "meetings attended"),
                            ("product", "product usage"),
                            ("stock", "stock at the customer"),
                        ],
                        max_length=12,
                        verbose_name="measure",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(decimal_places=4, max_digits=18, verbose_name="value"),
                ),
            ],
            options={
                "verbose_name": "usage of a day",
                "verbose_name_plural": "usage by day",
                "indexes": [
                    models.Index(
                        fields=["customer", "day"],
                        include=("metric", "value", "source"),
                        name="usage_by_customer",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="usage_day_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 0)), name="usage_not_negative"
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="usageday_changed_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="163f07134e2a80b5ce1f21c7376d3089c49ec683",
                            level="STATEMENT",
                            operation="UPDATE",
                            pgid="pgtrigger_usageday_changed_update_fea88",
                            referencing="REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ",
                            table="accounts_usageday",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="usageday_changed_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM new_rows) changed; RETURN NULL;",
                            hash="90771df2877d23c2474b0e51c606eb9f8ddabbf1",
                            level="STATEMENT",
                            operation="INSERT",
                            pgid="pgtrigger_usageday_changed_insert_a0a0f",
                            referencing="REFERENCING NEW TABLE AS new_rows ",
                            table="accounts_usageday",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="usageday_changed_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="INSERT INTO accounts_factchange (customer_id) SELECT DISTINCT customer_id FROM (SELECT customer_id FROM old_rows) changed; RETURN NULL;",
                            hash="14544393b1aaaa5c8574f5ab7cd417e8b6751716",
                            level="STATEMENT",
                            operation="DELETE",
                            pgid="pgtrigger_usageday_changed_delete_7ba68",
                            referencing="REFERENCING OLD TABLE AS old_rows ",
                            table="accounts_usageday",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UserHistory",
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
                        to=settings.AUTH_USER_MODEL,
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
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "Somebody already has this username."},
                        max_length=60,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
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
                        verbose_name="department",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.team",
                        verbose_name="team",
                    ),
                ),
                (
                    "line_manager",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="line manager",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        help_text="Empty: as the browser asks.",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "colour_mode",
                    models.CharField(
                        choices=[("auto", "as the device"), ("light", "light"), ("dark", "dark")],
                        default="auto",
                        max_length=5,
                        verbose_name="colour mode",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("is_staff", models.BooleanField(default=False, verbose_name="may open the admin")),
                (
                    "joined_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="joined"),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="68ffa9ce3b529c4c151c9348adc79b98119cd550",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_4f815",
                            table="accounts_userhistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="user",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members",
                to="accounts.team",
                verbose_name="team",
            ),
        ),
        InstallTriggers(),
    ]
