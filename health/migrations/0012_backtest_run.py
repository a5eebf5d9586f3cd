"""Back-tests that people ask for, with what they found."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("health", "0011_win_backs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BacktestRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(default=1, verbose_name="revision"),
                ),
                (
                    "against_revision",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="revision of the other"
                    ),
                ),
                ("first", models.DateField(verbose_name="month-ends from")),
                ("last", models.DateField(verbose_name="month-ends to")),
                (
                    "population",
                    models.CharField(
                        choices=[
                            ("regular", "regular buyers"),
                            ("all", "everybody with a pace of their own"),
                        ],
                        default="regular",
                        max_length=10,
                        verbose_name="population",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        choices=[
                            ("half", "fewer than half of their own pace"),
                            ("none", "no order"),
                        ],
                        default="half",
                        max_length=10,
                        verbose_name="counts as having left",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "starts",
                    models.PositiveSmallIntegerField(default=0, verbose_name="how often begun"),
                ),
                (
                    "started_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="started at"),
                ),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
                ),
                (
                    "result",
                    models.JSONField(
                        blank=True,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        null=True,
                        verbose_name="result",
                    ),
                ),
                ("error", models.CharField(blank=True, max_length=200, verbose_name="error")),
                (
                    "against",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="health.healthmodelversion",
                        verbose_name="compared with",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="health.healthmodelversion",
                        verbose_name="model version",
                    ),
                ),
            ],
            options={
                "verbose_name": "back-test",
                "verbose_name_plural": "back-tests",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state", "waiting"), ("state", "running"), _connector="OR"
                        ),
                        fields=("version", "against", "first", "last", "population", "label"),
                        name="health_backtest_once_under_way",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            models.Q(("finished_at__isnull", False), ("result__isnull", False)),
                            _connector="OR",
                        ),
                        name="health_backtest_done_with_result",
                    ),
                ],
            },
        ),
    ]
