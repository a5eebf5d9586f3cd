"""Win-backs with their results, reviews of lost customers, and the library of cases."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_invoices_from_their_index"),
        ("followups", "0005_authority_limits"),
        ("health", "0010_rules_and_plans"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "trouble",
                    models.CharField(
                        choices=[
                            ("score", "health score"),
                            ("purchasing", "purchasing"),
                            ("satisfaction", "satisfaction"),
                            ("service", "service"),
                            ("people", "people"),
                            ("payment", "payment"),
                            ("usage", "usage"),
                            ("renewal", "renewal"),
                            ("competition", "competition"),
                            ("market", "market"),
                            ("loss", "customer lost"),
                        ],
                        max_length=12,
                        verbose_name="trouble",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("price_sensitive", "too dear for them"),
                            ("poor_value", "poor value for the price"),
                            ("value_unseen", "value not perceived"),
                            ("budget", "budget cut"),
                            ("service", "our service"),
                            ("product_gap", "the product lacks something"),
                            ("competitor", "a competitor"),
                            ("person_left", "a key person left"),
                            ("own_adjustment", "the customer's own adjustment"),
                        ],
                        max_length=16,
                        verbose_name="root cause",
                    ),
                ),
                ("done", models.TextField(verbose_name="what was done")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("recovered", "recovered"),
                            ("won_back", "won back"),
                            ("lost", "lost"),
                            ("partly", "recovered in part"),
                            ("missed", "not recovered"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("lesson", models.TextField(verbose_name="lesson")),
                (
                    "origin",
                    models.CharField(
                        db_collation="C", max_length=120, unique=True, verbose_name="origin"
                    ),
                ),
                ("written_at", models.DateTimeField(verbose_name="written")),
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
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="CaseHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "trouble",
                    models.CharField(
                        choices=[
                            ("score", "health score"),
                            ("purchasing", "purchasing"),
                            ("satisfaction", "satisfaction"),
                            ("service", "service"),
                            ("people", "people"),
                            ("payment", "payment"),
                            ("usage", "usage"),
                            ("renewal", "renewal"),
                            ("competition", "competition"),
                            ("market", "market"),
                            ("loss", "customer lost"),
                        ],
                        max_length=12,
                        verbose_name="trouble",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("price_sensitive", "too dear for them"),
                            ("poor_value", "poor value for the price"),
                            ("value_unseen", "value not perceived"),
                            ("budget", "budget cut"),
                            ("service", "our service"),
                            ("product_gap", "the product lacks something"),
                            ("competitor", "a competitor"),
                            ("person_left", "a key person left"),
                            ("own_adjustment", "the customer's own adjustment"),
                        ],
                        max_length=16,
                        verbose_name="root cause",
                    ),
                ),
                ("done", models.TextField(verbose_name="what was done")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("recovered", "recovered"),
                            ("won_back", "won back"),
                            ("lost", "lost"),
                            ("partly", "recovered in part"),
                            ("missed", "not recovered"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("lesson", models.TextField(verbose_name="lesson")),
                (
                    "origin",
                    models.CharField(db_collation="C", max_length=120, verbose_name="origin"),
                ),
                ("written_at", models.DateTimeField(verbose_name="written")),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.customer",
                        verbose_name="customer",
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
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="health.case",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LostReview",
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
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                (
                    "what_happened",
                    models.TextField(blank=True, verbose_name="what happened, and what we did"),
                ),
                (
                    "first_cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("price_sensitive", "too dear for them"),
                            ("poor_value", "poor value for the price"),
                            ("value_unseen", "value not perceived"),
                            ("budget", "budget cut"),
                            ("service", "our service"),
                            ("product_gap", "the product lacks something"),
                            ("competitor", "a competitor"),
                            ("person_left", "a key person left"),
                            ("own_adjustment", "the customer's own adjustment"),
                        ],
                        max_length=16,
                        verbose_name="first cause",
                    ),
                ),
                (
                    "root_cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("price_sensitive", "too dear for them"),
                            ("poor_value", "poor value for the price"),
                            ("value_unseen", "value not perceived"),
                            ("budget", "budget cut"),
                            ("service", "our service"),
                            ("product_gap", "the product lacks something"),
                            ("competitor", "a competitor"),
                            ("person_left", "a key person left"),
                            ("own_adjustment", "the customer's own adjustment"),
                        ],
                        max_length=16,
                        verbose_name="root cause",
                    ),
                ),
                (
                    "could_have",
                    models.TextField(blank=True, verbose_name="what we could have done"),
                ),
                ("lesson", models.TextField(blank=True, verbose_name="lesson")),
                (
                    "completed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="completed"),
                ),
                (
                    "completed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="completed by",
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
                    "task",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="followups.task",
                        verbose_name="task",
                    ),
                ),
            ],
            options={
                "verbose_name": "review of a lost customer",
                "verbose_name_plural": "reviews of lost customers",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="LostReviewHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "origin",
                    models.CharField(db_collation="C", max_length=120, verbose_name="origin"),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                (
                    "what_happened",
                    models.TextField(blank=True, verbose_name="what happened, and what we did"),
                ),
                (
                    "first_cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("price_sensitive", "too dear for them"),
                            ("poor_value", "poor value for the price"),
                            ("value_unseen", "value not perceived"),
                            ("budget", "budget cut"),
                            ("service", "our service"),
                            ("product_gap", "the product lacks something"),
                            ("competitor", "a competitor"),
                            ("person_left", "a key person left"),
                            ("own_adjustment", "the customer's own adjustment"),
                        ],
                        max_length=16,
                        verbose_name="first cause",
                    ),
                ),
                (
                    "root_cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("price_sensitive", "too dear for them"),
                            ("poor_value", "poor value for the price"),
                            ("value_unseen", "value not perceived"),
                            ("budget", "budget cut"),
                            ("service", "our service"),
                            ("product_gap", "the product lacks something"),
                            ("competitor", "a competitor"),
                            ("person_left", "a key person left"),
                            ("own_adjustment", "the customer's own adjustment"),
                        ],
                        max_length=16,
                        verbose_name="root cause",
                    ),
                ),
                (
                    "could_have",
                    models.TextField(blank=True, verbose_name="what we could have done"),
                ),
                ("lesson", models.TextField(blank=True, verbose_name="lesson")),
                (
                    "completed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="completed"),
                ),
                (
                    "completed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="completed by",
                    ),
                ),
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
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="health.lostreview",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WinBack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="begun")),
                (
                    "first_cause",
                    models.CharField(
                        choices=[
                            ("price_sensitive", "too dear for them"),
                            ("poor_value", "poor value for the price"),
                            ("value_unseen", "value not perceived"),
                            ("budget", "budget cut"),
                            ("service", "our service"),
                            ("product_gap", "the product lacks something"),
                            ("competitor", "a competitor"),
                            ("person_left", "a key person left"),
                            ("own_adjustment", "the customer's own adjustment"),
                        ],
                        max_length=16,
                        verbose_name="first cause",
                    ),
                ),
                (
                    "root_cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("price_sensitive", "too dear for them"),
                            ("poor_value", "poor value for the price"),
                            ("value_unseen", "value not perceived"),
                            ("budget", "budget cut"),
                            ("service", "our service"),
                            ("product_gap", "the product lacks something"),
                            ("competitor", "a competitor"),
                            ("person_left", "a key person left"),
                            ("own_adjustment", "the customer's own adjustment"),
                        ],
                        max_length=16,
                        verbose_name="root cause",
                    ),
                ),
                (
                    "offer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("tiered_price", "price by quantity"),
                            ("longer_terms", "longer payment terms"),
                            ("bundle", "bundle with service"),
                            ("right_size", "a package of the right size"),
                            ("value_report", "value report with their figures"),
                            ("training", "training for their users"),
                            ("smaller", "smaller package"),
                            ("instalments", "instalments"),
                            ("recovery_plan", "service recovery plan"),
                            ("named_engineer", "an engineer by name"),
                            ("roadmap", "roadmap with dates"),
                            ("trial", "trial of the new version"),
                            ("comparison", "comparison with the competitor"),
                            ("switch_back", "help with switching back"),
                            ("rebuild", "relationship built anew"),
                            ("senior_visit", "visit by a senior"),
                            ("supply_help", "help with their supply chain"),
                            ("pause", "pause with a date to start again"),
                        ],
                        max_length=16,
                        verbose_name="offer",
                    ),
                ),
                (
                    "offer_note",
                    models.CharField(blank=True, max_length=500, verbose_name="about the offer"),
                ),
                ("deadline_on", models.DateField(verbose_name="deadline")),
                (
                    "usual_days",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="days looked at before"
                    ),
                ),
                (
                    "usual_order_days",
                    models.PositiveSmallIntegerField(default=0, verbose_name="order days in them"),
                ),
                (
                    "usual_amount",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=18, verbose_name="amount in them"
                    ),
                ),
                (
                    "usual_currency",
                    models.CharField(blank=True, max_length=3, verbose_name="currency"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("won_back", "won back"),
                            ("lost", "lost"),
                            ("given_up", "given up"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("end_reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
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
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="begun by",
                    ),
                ),
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
                    "warning",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="health.warning",
                        verbose_name="warning",
                    ),
                ),
            ],
            options={
                "verbose_name": "win-back",
                "verbose_name_plural": "win-backs",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="WinBackHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("opened_on", models.DateField(verbose_name="begun")),
                (
                    "first_cause",
                    models.CharField(
                        choices=[
                            ("price_sensitive", "too dear for them"),
                            ("poor_value", "poor value for the price"),
                            ("value_unseen", "value not perceived"),
                            ("budget", "budget cut"),
                            ("service", "our service"),
                            ("product_gap", "the product lacks something"),
                            ("competitor", "a competitor"),
                            ("person_left", "a key person left"),
                            ("own_adjustment", "the customer's own adjustment"),
                        ],
                        max_length=16,
                        verbose_name="first cause",
                    ),
                ),
                (
                    "root_cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("price_sensitive", "too dear for them"),
                            ("poor_value", "poor value for the price"),
                            ("value_unseen", "value not perceived"),
                            ("budget", "budget cut"),
                            ("service", "our service"),
                            ("product_gap", "the product lacks something"),
                            ("competitor", "a competitor"),
                            ("person_left", "a key person left"),
                            ("own_adjustment", "the customer's own adjustment"),
                        ],
                        max_length=16,
                        verbose_name="root cause",
                    ),
                ),
                (
                    "offer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("tiered_price", "price by quantity"),
                            ("longer_terms", "longer payment terms"),
                            ("bundle", "bundle with service"),
                            ("right_size", "a package of the right size"),
                            ("value_report", "value report with their figures"),
                            ("training", "training for their users"),
                            ("smaller", "smaller package"),
                            ("instalments", "instalments"),
                            ("recovery_plan", "service recovery plan"),
                            ("named_engineer", "an engineer by name"),
                            ("roadmap", "roadmap with dates"),
                            ("trial", "trial of the new version"),
                            ("comparison", "comparison with the competitor"),
                            ("switch_back", "help with switching back"),
                            ("rebuild", "relationship built anew"),
                            ("senior_visit", "visit by a senior"),
                            ("supply_help", "help with their supply chain"),
                            ("pause", "pause with a date to start again"),
                        ],
                        max_length=16,
                        verbose_name="offer",
                    ),
                ),
                (
                    "offer_note",
                    models.CharField(blank=True, max_length=500, verbose_name="about the offer"),
                ),
                ("deadline_on", models.DateField(verbose_name="deadline")),
                (
                    "usual_days",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="days looked at before"
                    ),
                ),
                (
                    "usual_order_days",
                    models.PositiveSmallIntegerField(default=0, verbose_name="order days in them"),
                ),
                (
                    "usual_amount",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=18, verbose_name="amount in them"
                    ),
                ),
                (
                    "usual_currency",
                    models.CharField(blank=True, max_length=3, verbose_name="currency"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("won_back", "won back"),
                            ("lost", "lost"),
                            ("given_up", "given up"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("end_reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
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
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="begun by",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
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
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="health.winback",
                    ),
                ),
                (
                    "warning",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="health.warning",
                        verbose_name="warning",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WinBackResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        choices=[(30, "30"), (90, "90"), (180, "180")], verbose_name="days"
                    ),
                ),
                ("judged_on", models.DateField(verbose_name="as of")),
                ("order_days", models.PositiveSmallIntegerField(verbose_name="order days")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount"),
                ),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("won_back", "won back"),
                            ("answered", "ordered again, but little"),
                            ("silent", "no order"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "winback",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="results",
                        to="health.winback",
                        verbose_name="win-back",
                    ),
                ),
            ],
            options={
                "verbose_name": "result of a win-back",
                "verbose_name_plural": "results of win-backs",
                "ordering": ["winback", "days"],
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["customer", "written_at"], name="case_by_customer"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done", ""), _negated=True), models.Q(("lesson", ""), _negated=True)
                ),
                name="case_has_a_lesson",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "health_casehistory" ("customer_id", "done", "id", "lesson", "origin", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "trouble", "written_at", "written_by_id") SELECT new_values."customer_id", new_values."done", new_values."id", new_values."lesson", new_values."origin", new_values."outcome", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."trouble", new_values."written_at", new_values."written_by_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="cf6e2584d23c6128ba7e002a87d276c014c30b0e",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9d062",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="health_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="case",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "health_casehistory" ("customer_id", "done", "id", "lesson", "origin", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "trouble", "written_at", "written_by_id") SELECT new_values."customer_id", new_values."done", new_values."id", new_values."lesson", new_values."origin", new_values."outcome", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."trouble", new_values."written_at", new_values."written_by_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="f0686bb283f73bd793ca0bb9e71c5ee5386d230d",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b1e50",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="health_case",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="casehistory",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="bf162c3c1fabef18353c3f55986f280954cfe8fc",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a0ab8",
                    table="health_casehistory",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="lostreview",
            index=models.Index(fields=["customer", "opened_at"], name="lost_review_by_customer"),
        ),
        migrations.AddConstraint(
            model_name="lostreview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("completed_at", None)),
                fields=("customer",),
                name="lost_review_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="lostreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("completed_at", None), ("completed_by", None)),
                    models.Q(
                        ("completed_at__isnull", False),
                        ("completed_by__isnull", False),
                        models.Q(("what_happened", ""), _negated=True),
                        models.Q(("root_cause", ""), _negated=True),
                        models.Q(("lesson", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="lost_review_ends_in_a_lesson",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lostreview",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "health_lostreviewhistory" ("completed_at", "completed_by_id", "could_have", "customer_id", "first_cause", "id", "lesson", "opened_at", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "root_cause", "task_id", "what_happened") SELECT new_values."completed_at", new_values."completed_by_id", new_values."could_have", new_values."customer_id", new_values."first_cause", new_values."id", new_values."lesson", new_values."opened_at", new_values."origin", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."root_cause", new_values."task_id", new_values."what_happened" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="7f8a357937e74c275ee7c6a1ca20fc4879e56a50",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0b27b",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="health_lostreview",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lostreview",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "health_lostreviewhistory" ("completed_at", "completed_by_id", "could_have", "customer_id", "first_cause", "id", "lesson", "opened_at", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "root_cause", "task_id", "what_happened") SELECT new_values."completed_at", new_values."completed_by_id", new_values."could_have", new_values."customer_id", new_values."first_cause", new_values."id", new_values."lesson", new_values."opened_at", new_values."origin", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."root_cause", new_values."task_id", new_values."what_happened" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="8049d0a02136806b1f559bbe4321c2c974409464",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9e483",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="health_lostreview",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lostreviewhistory",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="30eb9c5ac7eb8e1a18c1cccfd58e02ea84ddbd89",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_875e7",
                    table="health_lostreviewhistory",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="winback",
            index=models.Index(fields=["customer", "opened_on"], name="win_back_by_customer"),
        ),
        migrations.AddIndex(
            model_name="winback",
            index=models.Index(fields=["opened_on"], name="win_back_by_day"),
        ),
        migrations.AddConstraint(
            model_name="winback",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("customer",),
                name="win_back_one_at_a_time",
                violation_error_message="This customer is being won back already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="winback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None), ("outcome", "")),
                    models.Q(("ended_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                    _connector="OR",
                ),
                name="win_back_ends_with_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="winback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("offer", ""), models.Q(("root_cause", ""), _negated=True), _connector="OR"
                ),
                name="win_back_offers_for_a_root_cause",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="winback",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "health_winbackhistory" ("customer_id", "deadline_on", "end_reason", "ended_at", "ended_by_id", "first_cause", "id", "offer", "offer_note", "opened_by_id", "opened_on", "outcome", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "root_cause", "usual_amount", "usual_currency", "usual_days", "usual_order_days", "warning_id") SELECT new_values."customer_id", new_values."deadline_on", new_values."end_reason", new_values."ended_at", new_values."ended_by_id", new_values."first_cause", new_values."id", new_values."offer", new_values."offer_note", new_values."opened_by_id", new_values."opened_on", new_values."outcome", new_values."owner_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."root_cause", new_values."usual_amount", new_values."usual_currency", new_values."usual_days", new_values."usual_order_days", new_values."warning_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="49d426650a740e07dcb5f07d5ce397d11573b890",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_35301",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="health_winback",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="winback",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "health_winbackhistory" ("customer_id", "deadline_on", "end_reason", "ended_at", "ended_by_id", "first_cause", "id", "offer", "offer_note", "opened_by_id", "opened_on", "outcome", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "root_cause", "usual_amount", "usual_currency", "usual_days", "usual_order_days", "warning_id") SELECT new_values."customer_id", new_values."deadline_on", new_values."end_reason", new_values."ended_at", new_values."ended_by_id", new_values."first_cause", new_values."id", new_values."offer", new_values."offer_note", new_values."opened_by_id", new_values."opened_on", new_values."outcome", new_values."owner_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."root_cause", new_values."usual_amount", new_values."usual_currency", new_values."usual_days", new_values."usual_order_days", new_values."warning_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="7f5540930e40d5c1dbc3edb6676122cdf7c1366d",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a8846",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="health_winback",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="winbackhistory",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0615d81c07d3a770e2f25e2abe9a18c5973a3e19",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_77a10",
                    table="health_winbackhistory",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="winbackresult",
            constraint=models.UniqueConstraint(
                fields=("winback", "days"), name="win_back_judged_once"
            ),
        ),
    ]
