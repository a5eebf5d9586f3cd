from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from health.models import HealthScore
from health.services.partitions import partition_ensure

pytestmark = pytest.mark.django_db


def months() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text, pg_get_expr(relpartbound, inhrelid)"
            " FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid"
            " WHERE inhparent = 'health_healthscore'::regclass AND relkind = 'r'"
        )
        return dict(cursor.fetchall())


def row(day: date) -> HealthScore:
    return HealthScore(
        customer_id=1,
        day=day,
        score=Decimal(50),
        adjustment=Decimal(0),
        coverage=Decimal(1),
        level="red",
        version_id=1,
        raw=[1.5, None],
        states="mn",
    )


@pytest.mark.parametrize(
    ("day", "name", "bounds"),
    [
        (date(2010, 1, 31), "health_healthscore_2010_01", ("2010-01-01", "2010-02-01")),
        (date(2024, 2, 29), "health_healthscore_2024_02", ("2024-02-01", "2024-03-01")),
        (date(2031, 12, 31), "health_healthscore_2031_12", ("2031-12-01", "2032-01-01")),
    ],
)
def test_a_month_is_made_for_any_day_old_or_new(day: date, name: str, bounds) -> None:
    assert partition_ensure(day=day)
    assert months()[name] == f"FOR VALUES FROM ('{bounds[0]}') TO ('{bounds[1]}')"
    row(day).save(force_insert=True)
    assert HealthScore.objects.get(pk=(1, day)).raw == [1.5, None]


def test_a_month_is_made_once() -> None:
    assert partition_ensure(day=date(2010, 5, 1))
    assert not partition_ensure(day=date(2010, 5, 31))


def test_a_day_without_its_month_cannot_be_stored() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        row(date(1999, 1, 1)).save(force_insert=True)


def test_a_customer_has_one_row_a_day() -> None:
    partition_ensure(day=date(2010, 5, 1))
    row(date(2010, 5, 1)).save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        row(date(2010, 5, 1)).save(force_insert=True)
