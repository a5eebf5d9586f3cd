"""The library begins with nine procedures that a company can work by on its first day."""

from django.db import migrations
from django.utils import timezone

from followups.seeds.library import LIBRARY


def seed(apps, _schema_editor):
    keep(apps, LIBRARY)


def keep(apps, procedures, first=1):
    """Publish these, in this order; a later migration adds others to the library.

    A code that is there stays as it is: people write procedures, too.
    """
    sops, versions, steps = (
        apps.get_model("followups", name).objects for name in ("Sop", "SopVersion", "SopStep")
    )
    for place, one in enumerate(procedures, first):
        if sops.filter(code=one.code).exists():
            continue
        sop = sops.create(code=one.code, stage=one.stage, place=place)
        version = versions.create(
            sop=sop,
            number=1,
            title=one.title[0],
            title_en=one.title[1],
            purpose=one.purpose[0],
            purpose_en=one.purpose[1],
            tiers=list(one.tiers),
            stages=list(one.stages),
        )
        for number, step in enumerate(one.steps, 1):
            steps.create(version=version, place=number, **columns(step))
        # Published last: from then on the database lets nobody change it.
        versions.filter(pk=version.pk).update(published_at=timezone.now())


def columns(step):
    time_kind, allowed = step.due
    points, points_en = (list(words) for words in zip(*step.checklist, strict=True))
    return {
        "title": step.title[0],
        "title_en": step.title[1],
        "input": step.input[0],
        "input_en": step.input[1],
        "output": step.output[0],
        "output_en": step.output[1],
        "checklist": points,
        "checklist_en": points_en,
        "template": step.template[0],
        "template_en": step.template[1],
        "role": step.role,
        "kind": step.kind,
        "anchor": step.anchor,
        "time_kind": time_kind,
        "allowed": allowed,
        "minutes": step.minutes,
    }


class Migration(migrations.Migration):
    dependencies = [("followups", "0006_procedures")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop, elidable=False)]
