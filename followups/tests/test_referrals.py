"""A referral is recorded once, from the question to what came of it."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Cost
from followups.choices import ReferralState
from followups.models import Referral
from followups.services.referrals import Said, referral_add, referral_change

DAY = date(2026, 3, 4)
TOKEN = uuid4()


def add(customer, by, said: Said) -> Referral:
    return referral_add(customer=customer, said=said, by=by, day=DAY, token=TOKEN)


def test_a_form_that_was_sent_before_records_nothing_else(hangzhou, ningbo, lin, chen):
    first = add(hangzhou, lin, Said(DAY))
    assert add(hangzhou, lin, Said(DAY)) == first
    for others in ((ningbo, lin, Said(DAY)), (hangzhou, chen, Said(DAY))):
        with pytest.raises(ValidationError) as refused:
            add(*others)
        assert refused.value.code == "token"
    with pytest.raises(ValidationError):
        add(hangzhou, lin, Said(DAY, note="下月再问"))
    assert Referral.objects.get() == first


def test_who_was_asked_and_said_no_named_nobody(hangzhou, lin):
    assert add(hangzhou, lin, Said(DAY, lost_on=DAY)).state == ReferralState.LOST


def test_what_a_reward_costs_counts_in_the_cost_to_serve(hangzhou, lin):
    said = Said(DAY, reward="茶礼盒", reward_cost=Decimal(300))
    for _twice in range(2):
        row = add(hangzhou, lin, said)
    cost = Cost.objects.get()
    assert (cost.customer, cost.amount, cost.note) == (hangzhou, 300, "茶礼盒")
    assert row.reward.cost == 300


def test_a_reward_that_costs_something_has_a_name(hangzhou, lin):
    row = add(hangzhou, lin, Said(DAY))
    with pytest.raises(ValidationError) as refused:
        referral_change(referral=row, said=Said(DAY, reward_cost=Decimal(9)), day=DAY, revision=1)
    assert refused.value.code == "reward"
