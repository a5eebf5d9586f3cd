"""Stages are written once a night, kept with their history, and set by hand for a time."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.choices import LifecycleStage as Stage
from accounts.choices import StageReason as Reason
from accounts.models import Customer, CustomerStage
from accounts.queries.stages import bought_until, in_stage, moves, stage_counts, stages_on
from accounts.rules.stages import Standing
from accounts.services.stages import NewStage, StageRun, stage_release, stage_set, stages_refresh
from accounts.tests.factories import ContractFactory, CustomerFactory, OrderFactory

DAY = date(2026, 3, 4)
NEXT = DAY + timedelta(days=1)
LATER = DAY + timedelta(days=30)


def on(day: date, customer: Customer) -> str:
    return CustomerStage.objects.get(stages_on(day), customer=customer).stage


def churned(**others) -> NewStage:
    said = {"stage": Stage.CHURNED, "note": "已被同行收购", "set_until": LATER}
    return NewStage(**(said | others))


def test_what_was_bought_counts_orders_and_contracts_up_to_the_day(hangzhou):
    for day, amount in ((DAY, 1), (DAY, 5), (date(2025, 3, 4), 1), (NEXT, 1), (DAY, -1)):
        OrderFactory(customer=hangzhou, ordered_on=day, amount=amount)
    OrderFactory(customer=hangzhou, ordered_on=date(2024, 1, 1), cancelled_on=date(2024, 1, 2))
    ended = {"starts_on": date(2024, 5, 1), "ends_on": date(2025, 4, 30)}
    ContractFactory(customer=hangzhou, **ended)
    [found] = bought_until(DAY, [hangzhou.pk]).values()
    assert (found.first_on, found.second_order_on) == (date(2024, 5, 1), DAY)
    assert (found.last_order_on, found.order_days) == (DAY, 2)
    assert (found.has_contract, found.contract_ended_on) == (False, date(2025, 4, 30))
    ContractFactory(customer=hangzhou, starts_on=LATER, ends_on=None)
    [found] = bought_until(DAY, [hangzhou.pk]).values()
    assert (found.has_contract, found.contract_ended_on) == (True, None)


def test_a_night_writes_what_has_changed_and_a_second_one_nothing(hangzhou, ningbo):
    OrderFactory(customer=ningbo, ordered_on=date(2026, 2, 1))
    CustomerFactory(archived_at="2026-01-01T00:00Z")
    assert stages_refresh(day=DAY) == StageRun(customers=2, begun=2, moved=0)
    assert stages_refresh(day=DAY) == StageRun(customers=2, begun=0, moved=0)
    assert CustomerStage.objects.get(customer=ningbo).since == date(2026, 2, 1)
    merit = Standing(Stage.ADVOCACY, Reason.PROMOTER, DAY, {"score": "9"})
    long_after = date(2026, 9, 1)
    assert stages_refresh(day=long_after, merits={ningbo.pk: merit}).moved == 1
    assert (on(date(2026, 8, 31), ningbo), on(long_after, ningbo)) == ("activation", "advocacy")
    assert list(moves(CustomerStage.objects.all(), long_after, long_after)) == [
        CustomerStage.objects.get(customer=ningbo, until=None)
    ]
    # A night that is taken again later leaves what is known of a later day.
    assert stages_refresh(day=NEXT).moved == 0


def test_as_many_are_counted_as_are_found(hangzhou, ningbo):
    OrderFactory(customer=ningbo, ordered_on=DAY)
    stages_refresh(day=DAY, customers=[ningbo.pk])
    everybody = Customer.objects.active()
    assert stage_counts(everybody) == {"activation": 1, "": 1}
    assert list(in_stage(everybody, "activation")) == [ningbo]
    assert list(in_stage(everybody, "")) == [hangzhou]


def test_what_is_set_by_hand_holds_until_its_end(hangzhou, wei):
    stages_refresh(day=DAY - timedelta(days=1))
    first = CustomerStage.objects.get()
    row = stage_set(customer=hangzhou, new=churned(seen=first.pk), by=wei, day=DAY)
    assert stage_set(customer=hangzhou, new=churned(seen=first.pk), by=wei, day=DAY) == row
    assert (on(DAY, hangzhou), row.before) == ("churned", "acquisition")
    assert stages_refresh(day=LATER).moved == 0
    assert stages_refresh(day=LATER + timedelta(days=1)).moved == 1
    assert on(LATER + timedelta(days=1), hangzhou) == "acquisition"


def test_it_may_be_left_to_the_rule_again_at_once(hangzhou, wei):
    row = stage_set(customer=hangzhou, new=churned(), by=wei, day=DAY)
    back = stage_release(customer=hangzhou, merit=None, day=NEXT, seen=row.pk)
    assert (back.stage, back.by, on(DAY, hangzhou)) == ("acquisition", None, "churned")
    with pytest.raises(ValidationError) as refused:
        stage_release(customer=hangzhou, merit=None, day=NEXT, seen=back.pk)
    assert refused.value.code == "by_rule"


@pytest.mark.parametrize(
    "wrong", [{"note": " "}, {"set_until": DAY - timedelta(days=1)}, {"seen": 1}]
)
def test_it_needs_a_reason_an_end_and_a_look_at_what_is(hangzhou, wei, wrong):
    with pytest.raises(ValidationError):
        stage_set(customer=hangzhou, new=churned(**wrong), by=wei, day=DAY)
    assert not CustomerStage.objects.exists()


def test_neither_the_same_stage_nor_what_is_corrected_on_its_day_is_a_move(hangzhou, wei):
    stages_refresh(day=DAY)
    pinned = churned(stage=Stage.ACQUISITION, seen=CustomerStage.objects.get().pk)
    row = stage_set(customer=hangzhou, new=pinned, by=wei, day=NEXT)
    row = stage_set(customer=hangzhou, new=churned(seen=row.pk), by=wei, day=LATER)
    row = stage_release(customer=hangzhou, merit=None, day=LATER, seen=row.pk)
    assert row.before == "acquisition"
    assert not moves(CustomerStage.objects.all(), DAY, LATER)
