"""Follow-ups that people write here: with files, drafts, and how they read before."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_exchange_rates"),
        ("followups", "0007_procedure_library"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUpDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.UUIDField(editable=False)),
                ("data", models.JSONField(default=dict, verbose_name="what was typed")),
                ("updated_at", models.DateTimeField(verbose_name="saved")),
            ],
            options={
                "verbose_name": "draft of a follow-up",
                "verbose_name_plural": "drafts of follow-ups",
            },
        ),
        migrations.CreateModel(
            name="FollowUpFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        max_length=200, upload_to="follow-ups/%Y/%m", verbose_name="file"
                    ),
                ),
                ("name", models.CharField(max_length=255, verbose_name="file name")),
                ("size", models.PositiveBigIntegerField(verbose_name="size")),
                (
                    "sha256",
                    models.CharField(editable=False, max_length=64, verbose_name="fingerprint"),
                ),
                ("added_at", models.DateTimeField(verbose_name="added")),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="taken out"),
                ),
            ],
            options={
                "verbose_name": "file of a follow-up",
                "verbose_name_plural": "files of follow-ups",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="FollowUpRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("changes", models.JSONField(default=dict, verbose_name="changes")),
            ],
            options={
                "verbose_name": "revision of a follow-up",
                "verbose_name_plural": "revisions of follow-ups",
            },
        ),
        migrations.AddField(
            model_name="followup",
            name="colleagues",
            field=models.ManyToManyField(
                blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="colleagues"
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="contacts",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="accounts.contact", verbose_name="contacts"
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="log_due_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="to be written by"
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="task",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="followups.task",
                verbose_name="task",
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
        ),
        migrations.AddField(
            model_name="followup",
            name="written_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="written"
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                condition=models.Q(("written_at__isnull", False)),
                fields=["by", "written_at"],
                name="follow_up_by_writer",
            ),
        ),
        migrations.AddField(
            model_name="followupdraft",
            name="customer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.customer",
                verbose_name="customer",
            ),
        ),
        migrations.AddField(
            model_name="followupdraft",
            name="task",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="followups.task",
                verbose_name="task",
            ),
        ),
        migrations.AddField(
            model_name="followupdraft",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who",
            ),
        ),
        migrations.AddField(
            model_name="followupfile",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="added by",
            ),
        ),
        migrations.AddField(
            model_name="followupfile",
            name="customer",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.customer",
                verbose_name="customer",
            ),
        ),
        migrations.AddField(
            model_name="followupfile",
            name="draft",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="files",
                to="followups.followupdraft",
                verbose_name="draft",
            ),
        ),
        migrations.AddField(
            model_name="followupfile",
            name="follow_up",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="files",
                to="followups.followup",
                verbose_name="follow-up",
            ),
        ),
        migrations.AddField(
            model_name="followuprevision",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who",
            ),
        ),
        migrations.AddField(
            model_name="followuprevision",
            name="customer",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.customer",
            ),
        ),
        migrations.AddField(
            model_name="followuprevision",
            name="follow_up",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="revisions",
                to="followups.followup",
                verbose_name="follow-up",
            ),
        ),
        migrations.AddConstraint(
            model_name="followupdraft",
            constraint=models.UniqueConstraint(
                fields=("user", "customer", "task"),
                name="follow_up_draft_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="followupfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("follow_up", None), ("draft", None), _connector="XOR"),
                name="follow_up_file_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="followupfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("follow_up", "sha256"),
                name="follow_up_file_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="followupfile",
            constraint=models.UniqueConstraint(fields=("draft", "sha256"), name="draft_file_once"),
        ),
        migrations.AddIndex(
            model_name="followuprevision",
            index=models.Index(fields=["follow_up", "at"], name="follow_up_revision_by_time"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followuprevision",
            trigger=pgtrigger.compiler.Trigger(
                name="revisions_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="2ab94f72982c2ac7bae11ed1df6d0a0e11fb8bb4",
                    operation="UPDATE",
                    pgid="pgtrigger_revisions_stay_32aac",
                    table="followups_followuprevision",
                    when="BEFORE",
                ),
            ),
        ),
    ]
