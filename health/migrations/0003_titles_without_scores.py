"""The title of a duty names no score any more: not everybody who has the task may know it."""

from django.db import migrations

TITLES = """
    UPDATE followups_task
    SET title_key = replace(title_key, ': health score %(score)s', ''), params = '{}'
    WHERE title_key LIKE '%: health score \\%(score)s'
"""
NOTICES = """
    UPDATE accounts_notice
    SET params = jsonb_set(params, '{task}', jsonb_build_object(
        'key', replace(params -> 'task' ->> 'key', ': health score %(score)s', ''),
        'params', '{}'::jsonb
    ))
    WHERE params -> 'task' ->> 'key' LIKE '%: health score \\%(score)s'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("health", "0002_version_1_0"),
        ("followups", "0001_first_release"),
        ("accounts", "0001_first_release"),
    ]

    operations = [
        migrations.RunSQL([TITLES, NOTICES], migrations.RunSQL.noop),
    ]
