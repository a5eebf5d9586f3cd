"""Which roles a customer of a tier needs, and what is missing."""

import pytest

from accounts.choices import ServiceRole, Tier
from accounts.rules.load import Load, limits_passed
from accounts.rules.service_team import NEEDED, Gaps, Place, gaps_of, needed_roles

WHOLE = [
    Place("csm", has_deputy=True),
    Place("tech_consultant", has_deputy=True),
    Place("data_analyst", has_deputy=True),
    Place("executive_sponsor", has_deputy=False),
]


def test_a_whole_team_of_a_strategic_customer_has_no_gap():
    assert gaps_of("strategic", WHOLE) == Gaps()
    assert not gaps_of("strategic", WHOLE)


@pytest.mark.parametrize("role", NEEDED["strategic"])
def test_a_strategic_customer_needs_each_of_four_roles(role):
    team = [place for place in WHOLE if place.role != role]
    assert gaps_of("strategic", team).missing == (role,)


def test_whoever_serves_a_strategic_customer_needs_a_deputy_but_not_the_sponsor():
    team = [Place(place.role, has_deputy=False) for place in WHOLE]
    assert gaps_of("strategic", team).without_deputy == ("csm", "tech_consultant", "data_analyst")


def test_a_role_that_two_have_is_named_once():
    team = [*WHOLE, Place("sales", has_deputy=False), Place("sales", has_deputy=False)]
    assert gaps_of("strategic", team).without_deputy == ("sales",)


@pytest.mark.parametrize("tier", ["key", "potential", "general", ""])
def test_every_other_tier_needs_an_owner_and_no_deputy(tier):
    assert gaps_of(tier, []).missing == ("csm",)
    assert gaps_of(tier, [Place("csm", has_deputy=False)]) == Gaps()


def test_the_rule_knows_only_roles_and_tiers_that_there_are():
    for tier in ("", *Tier.values):
        assert set(needed_roles(tier)) <= set(ServiceRole.values)
    assert set(NEEDED) <= set(Tier.values)


# --- the load of a batch ----------------------------------------------------------------------


def test_a_batch_passes_a_limit_as_a_whole():
    load = Load(strategic=13, key=29, total=60)
    assert limits_passed(load, {"strategic": 2, "key": 1}) == {}
    assert limits_passed(load, {"strategic": 3, "key": 1}) == {"strategic": 15}
    assert limits_passed(load, {"strategic": 3, "key": 2}) == {"strategic": 15, "key": 30}


def test_a_limit_passed_already_does_not_bind_other_tiers():
    assert limits_passed(Load(strategic=20, key=0, total=20), {"general": 100, "": 5}) == {}


def test_a_load_grows_by_what_is_added():
    assert Load(1, 2, 10).with_more({"strategic": 1, "key": 2, "": 3}) == Load(2, 4, 16)
