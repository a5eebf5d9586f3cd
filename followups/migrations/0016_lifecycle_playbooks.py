"""The lifecycle begins with a playbook for each stage, and procedures for those that lacked one."""

from importlib import import_module

from django.db import migrations

from followups.seeds.library import LIBRARY
from followups.seeds.playbooks import PLAYBOOKS, PROCEDURES

library = import_module("followups.migrations.0007_procedure_library")


def seed(apps, _schema_editor):
    sops = apps.get_model("followups", "Sop").objects
    library.keep(apps, PROCEDURES, first=len(LIBRARY) + 1)
    rules = apps.get_model("followups", "LifecycleRule").objects
    for place, one in enumerate(PLAYBOOKS, 1):
        values = one._asdict() | {"sop": sops.get(code=one.sop)}
        rules.create(place=place, **values)


class Migration(migrations.Migration):
    dependencies = [("followups", "0015_lifecycle")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop, elidable=False)]
