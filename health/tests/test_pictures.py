"""Little is known of a customer: somebody completes the picture. Facts stop: somebody is told."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format

from accounts.models import Customer, Feed, Notice, User
from accounts.tests.factories import CustomerFactory
from followups.models import Task
from health.choices import Level
from health.services.feeds import silent_feeds_report
from health.services.pictures import Pictures, pictures_ask
from health.tests.factories import HealthCurrentFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


def unknown(customer: Customer, **other) -> None:
    values = {"level": Level.UNKNOWN, "low_confidence": True} | other
    HealthCurrentFactory(customer=customer, **values)


def tasks(customer: Customer) -> list[str]:
    return sorted(Task.objects.filter(customer=customer).values_list("origin", flat=True))


def test_the_owner_of_a_key_customer_that_is_unknown_is_asked_once_a_quarter(ningbo, chen) -> None:
    unknown(ningbo)
    assert pictures_ask(day=DAY) == Pictures(1, 0)
    assert pictures_ask(day=DAY + timedelta(1)) == Pictures(0, 0)
    [task] = Task.objects.filter(customer=ningbo)
    assert task.owner == chen
    assert timezone.localdate(task.due_at) == date(2026, 12, 4)
    Task.objects.update(done_at=timezone.now())
    assert pictures_ask(day=date(2026, 12, 31)) == Pictures(0, 0)
    assert pictures_ask(day=date(2027, 1, 1)) == Pictures(1, 0)
    assert tasks(ningbo) == [f"picture:{ningbo.pk}:2026Q4", f"picture:{ningbo.pk}:2027Q1"]


def test_nobody_is_asked_again_while_the_last_one_is_still_to_be_done(ningbo) -> None:
    unknown(ningbo)
    pictures_ask(day=DAY)
    assert pictures_ask(day=date(2027, 1, 1)) == Pictures(0, 0)


@pytest.mark.parametrize(
    ("tier", "health"),
    [
        ("general", {}),
        ("", {}),
        ("key", {"level": Level.RED}),
        ("key", {"level": Level.HEALTHY, "low_confidence": False}),
    ],
)
def test_of_others_no_picture_is_asked(lin: User, tier: str, health: dict) -> None:
    unknown(CustomerFactory(tier=tier, owner=lin), **health)
    assert pictures_ask(day=DAY) == Pictures(0, 0)


def test_a_level_set_by_hand_makes_nothing_known(ningbo) -> None:
    unknown(ningbo, level=Level.HEALTHY, computed_level=Level.UNKNOWN, decided_until=DAY)
    assert pictures_ask(day=DAY) == Pictures(1, 0)


def test_a_customer_for_whom_nobody_works_is_counted() -> None:
    unknown(CustomerFactory(tier="key"))
    assert pictures_ask(day=DAY) == Pictures(0, 1)


def test_an_archived_customer_is_nobodys_picture(ningbo) -> None:
    unknown(ningbo)
    Customer.objects.filter(pk=ningbo.pk).update(archived_at=timezone.now())
    assert pictures_ask(day=DAY) == Pictures(0, 0)


def test_whoever_runs_the_imports_is_told_once_of_each_silence(analyst: User, lin: User) -> None:
    now = timezone.localtime()
    days = {"live_from": date(2020, 1, 1), "stale_after_days": 7}
    newest = now.date() - timedelta(8)
    feed = Feed.objects.create(kind="orders", source="erp", last_fact_on=newest, **days)
    Feed.objects.create(kind="usage", source="erp", last_fact_on=now.date() - timedelta(7), **days)
    assert [silent_feeds_report(at=now) for _time in range(2)] == [1, 1]
    [notice] = Notice.objects.all()
    assert notice.recipient == analyst
    with translation.override("zh-hans"):
        assert f"erp（订单）自 {date_format(newest, 'SHORT_DATE_FORMAT')} 起" in str(notice)
    Feed.objects.filter(pk=feed.pk).update(last_fact_on=newest + timedelta(1))
    assert silent_feeds_report(at=now) == 0
    silent_feeds_report(at=now + timedelta(2))
    assert Notice.objects.filter(params__kind__key="orders").count() == 2
