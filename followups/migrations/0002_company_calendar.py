"""The company's calendar begins as it always was: 9 to 18, Monday to Friday."""

from datetime import time

from django.db import migrations

# 7 are the make-up days.
WORKED = (0, 1, 2, 3, 4, 7)


def seed(apps, _schema_editor):
    calendars = apps.get_model("followups", "WorkCalendar").objects
    if calendars.exists():  # older releases began with it in another migration
        return
    calendar = calendars.create(name="公司日历", name_en="The company's calendar", is_default=True)
    hours = apps.get_model("followups", "WorkHours").objects
    for day_kind in WORKED:
        hours.create(calendar=calendar, day_kind=day_kind, starts=time(9), ends=time(18))


class Migration(migrations.Migration):
    dependencies = [("followups", "0001_first_release")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop, elidable=False)]
