"""Keeping what a version of the model would do to everybody: its preview."""

from django.db import connection

from health.models import HealthModelVersion
from health.queries.current import newest_days
from health.queries.effect import Effect, effect_of, effect_sql
from health.services.score import scoring_waits
from health.sql import with_clause

_KEEP = """
INSERT INTO health_versioneffect
       (version_id, customer_id, score_before, score, level_before, level)
SELECT %(version)s, customer_id, score_before, score, level_before, level
FROM effect WHERE (score, level) IS DISTINCT FROM (score_before, level_before)
"""


def effect_keep(version: HealthModelVersion) -> Effect:
    """Store whom `version` moves; call it in a transaction that holds the version.

    Nobody scores meanwhile, so that the counts are of the very rows that are kept.
    """
    scoring_waits()
    effect, _hits = effect_of(version.rules)
    version.effects.all().delete()
    with connection.cursor() as cursor:
        sql = with_clause(effect_sql(version.rules)) + _KEEP
        cursor.execute(sql, {"days": newest_days(), "version": version.pk})
    return effect
