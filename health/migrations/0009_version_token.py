"""A form that is sent twice makes one draft."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("health", "0008_attention_knows_warnings"),
    ]

    operations = [
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
            name="token",
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="healthmodelversionhistory",
            name="token",
            field=models.UUIDField(editable=False, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="healthmodelversion",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "health_healthmodelversionhistory" ("based_on_id", "drafted_at", "drafted_by_id", "id", "note", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preview", "previewed_at", "published_at", "published_by_id", "reason", "revision", "spec", "state", "token") SELECT new_values."based_on_id", new_values."drafted_at", new_values."drafted_by_id", new_values."id", new_values."note", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."preview", new_values."previewed_at", new_values."published_at", new_values."published_by_id", new_values."reason", new_values."revision", new_values."spec", new_values."state", new_values."token" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="360ec6484d75dada0e488407e58c0616eb85c66b",
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
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "health_healthmodelversionhistory" ("based_on_id", "drafted_at", "drafted_by_id", "id", "note", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preview", "previewed_at", "published_at", "published_by_id", "reason", "revision", "spec", "state", "token") SELECT new_values."based_on_id", new_values."drafted_at", new_values."drafted_by_id", new_values."id", new_values."note", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."preview", new_values."previewed_at", new_values."published_at", new_values."published_by_id", new_values."reason", new_values."revision", new_values."spec", new_values."state", new_values."token" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="5dfcf4abff8d74a043a60832802fdd4c10acf734",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4a131",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="health_healthmodelversion",
                    when="AFTER",
                ),
            ),
        ),
    ]
