"""How are my customers doing today? Each figure is that of own SQL and of the list it opens."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Customer, Feed, User
from accounts.tests.factories import AssignmentFactory, CustomerFactory, OrderFactory
from followups.tests.factories import TaskFactory
from health.choices import ATTENTION, Level
from health.models import HealthCurrent, HealthScore
from health.services.partitions import partition_ensure
from health.services.score import score
from health.tests.factories import (
    HealthCurrentFactory,
    WarningFactory,
    version_1_0,
)

TODAY = timezone.localdate()
URL = "/health/"
"""Letters of version 1.0: twelve indicators, a cap, signals."""
ALL_KNOWN = "mmmmmmmmmmmmmm"


@pytest.fixture(autouse=True)
def _model(db, lin: User) -> None:
    version_1_0()
    lin.language = "en"
    lin.save()
    partition_ensure(day=TODAY)
    for days in (7, 28):
        partition_ensure(day=TODAY - timedelta(days))


@pytest.fixture
def reader(as_user, lin: User) -> Client:
    return as_user(lin)


def owned_by(user: User, name: str, **fields: object) -> Customer:
    customer = CustomerFactory(name=name, **fields)
    AssignmentFactory(customer=customer, user=user)
    Customer.objects.filter(pk=customer.pk).update(owner=user)
    return customer


def scored(
    customer: Customer, value: str | None, level: Level, states: str = ALL_KNOWN, **fields: object
) -> HealthCurrent:
    """The newest score of a customer, and its row."""
    points = Decimal(value) if value else None
    fields = {"day": TODAY, "coverage": Decimal(1), "low_confidence": False, **fields}
    HealthScore.objects.create(
        customer=customer,
        day=fields["day"],
        score=points,
        level=level,
        coverage=fields["coverage"],
        version=version_1_0(),
        raw=[80.0] * 14,
        states=states,
    )
    return HealthCurrentFactory(customer=customer, score=points, level=level, **fields)


@pytest.fixture
def crowd(lin, chen) -> list[Customer]:
    """Lin's customers at every edge, one never scored, two that are gone, and one of Chen's."""
    edges = [
        ("100", Level.HEALTHY, "strategic", "1", 5, 5),
        ("90", Level.HEALTHY, "key", "0.9", 4.99, 28),
        ("89.99", Level.HEALTHY, "", "0.8999", -4.99, -28),
        ("80", Level.UNKNOWN, "general", "0.5", None, None),
        ("79.99", Level.YELLOW, "key", "0.7", -5, 5),
        ("60", Level.ORANGE, "key", "0.6999", -30, -40),
        ("59.99", Level.RED, "strategic", "1", None, -5),
        ("0", Level.RED, "potential", "0", -60, None),
    ]
    found = []
    for number, (value, level, tier, coverage, week, month) in enumerate(edges):
        customer = owned_by(lin, f"客户{number}", tier=tier)
        states = "".join("xsmn"[(number + place) % 4] for place in range(14))
        scored(
            customer,
            value,
            level,
            states,
            coverage=Decimal(coverage),
            low_confidence=level == Level.UNKNOWN,
            change_7d=week if week is None else Decimal(str(week)),
            change_28d=month if month is None else Decimal(month),
            day=TODAY - timedelta(days=number % 3),
        )
        found.append(customer)
    warned = owned_by(lin, "有预警", tier="general")
    scored(
        warned,
        "85",
        Level.HEALTHY,
        "m" * 14,
        coverage=Decimal(1),
        warned=Level.RED,
        attention=ATTENTION[Level.RED],
    )
    scored(owned_by(lin, "未评分", tier="key"), None, Level.UNSCORED, "n" * 14, coverage=Decimal(0))
    owned_by(lin, "新客户", tier="general")
    for state in ({"archived_at": timezone.now()}, {"merged_into": found[0]}):
        gone = owned_by(lin, "已离开", tier="key")
        scored(gone, "10", Level.RED, "x" * 14, change_7d=Decimal(-50), day=TODAY - timedelta(9))
        Customer.objects.filter(pk=gone.pk).update(**state)
    scored(owned_by(chen, "别人的"), "30", Level.RED, "x" * 14, change_7d=Decimal(-40))
    return found


OURS = """
    FROM accounts_customer c
    LEFT JOIN health_healthcurrent h ON h.customer_id = c.id
    LEFT JOIN health_healthscore s ON s.customer_id = h.customer_id AND s.day = h.day
    JOIN accounts_user u ON u.id = c.owner_id
    WHERE u.username = 'lin' AND c.archived_at IS NULL AND c.merged_into_id IS NULL
"""


def counted(condition: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {OURS} AND ({condition})")
        return cursor.fetchone()[0]


def shown(page: str) -> dict[str, int]:
    """Every figure of the page by the query of the list that it opens."""
    found = re.findall(r'href="/customers/(\??[^"]*)" data-count="(\d+)"', page)
    return {query.replace("&amp;", "&"): int(count) for query, count in found}


def listed(reader: Client, query: str) -> int:
    return len(reader.get(f"/customers/{query}").context["page"].rows)


LEVEL = "coalesce(h.level, 'unscored') = '{}'"
CONDITIONS = {
    "": "true",
    **{f"?level={level}": LEVEL.format(level) for level in Level.values},
    "?tier=strategic": "c.tier = 'strategic'",
    "?tier=key": "c.tier = 'key'",
    "?tier=potential": "c.tier = 'potential'",
    "?tier=general": "c.tier = 'general'",
    "?tier=none": "c.tier = ''",
    "?level=red&tier=strategic": "h.level = 'red' AND c.tier = 'strategic'",
    "?level=unscored&tier=general": "h.level IS NULL AND c.tier = 'general'",
    "?level=healthy&tier=none": "h.level = 'healthy' AND c.tier = ''",
    "?attention=needed": "h.level IN ('red', 'orange', 'yellow') OR h.warned <> ''",
    "?move=fell": "h.change_7d <= -5",
    "?move=rose": "h.change_7d >= 5",
    "?move=fell28": "h.change_28d <= -5",
    "?move=rose28": "h.change_28d >= 5",
    "?coverage=well": "h.score IS NOT NULL AND h.coverage >= 0.9",
    "?coverage=partly": "h.coverage >= 0.7 AND h.coverage < 0.9",
    "?coverage=hardly": "h.score IS NOT NULL AND h.coverage < 0.7",
    "?low_confidence=on": "h.low_confidence",
    "?gap=missing.needs_closure": "substr(s.states, 1, 1) = 'x'",
    "?gap=stale.csat": "substr(s.states, 3, 1) = 's'",
    "?gap=missing.touch_participation": "substr(s.states, 12, 1) = 'x'",
}


def test_every_figure_is_that_of_own_sql_and_of_the_list_it_opens(reader, crowd):
    figures = {**shown(reader.get(f"{URL}?days=28").text), **shown(reader.get(URL).text)}
    assert {query: figures.get(query) for query in CONDITIONS} == {
        query: counted(condition) for query, condition in CONDITIONS.items()
    }
    assert len(figures) > len(CONDITIONS)
    assert {query: listed(reader, query) for query in figures} == figures


def test_the_spread_of_scores_has_every_scored_customer_once(reader, crowd):
    page = reader.get(URL)
    chart = page.context["figures"].steps
    assert list(chart.series[0].values) == [1, 0, 0, 0, 0, 1, 1, 1, 3, 2]
    assert [listed(reader, link.removeprefix("/customers/")) for link in chart.links] == list(
        chart.series[0].values
    )
    assert counted("h.score >= 80 AND h.score < 90") == 3
    assert f'<a href="{chart.links[0]}">0–10</a>'.replace("&", "&amp;") in page.text


def test_the_levels_of_all_tiers_add_up_to_all_customers(reader, crowd):
    figures = reader.get(URL).context["figures"]
    assert figures.total.count == counted("true") == 11
    assert sum(line.total.count for line in figures.levels) == 11
    assert sum(tier.count for _label, tier in figures.tiers) == 11
    for line in figures.levels:
        assert sum(figure.count for figure in line.by_tier) == line.total.count


def test_it_says_of_which_day_the_scores_are_and_who_waits_for_a_later_one(reader, crowd):
    standing = reader.get(URL).context["standing"]
    assert (standing.day, standing.of_earlier_days) == (TODAY, 2)


def test_who_needs_attention_comes_by_level_then_by_tier_then_by_score(reader, crowd):
    names = [concern.customer.name for concern in reader.get(URL).context["concerns"]]
    assert names == ["客户6", "客户7", "有预警", "客户5", "客户4"]


def test_a_concern_has_its_reason_its_warning_and_the_duty_that_is_due_next(reader, lin, hangzhou):
    for weeks in range(9, 104, 2):
        OrderFactory(customer=hangzhou, ordered_on=TODAY - timedelta(weeks=weeks), amount=1000)
    score(day=TODAY)
    warning = WarningFactory(customer=hangzhou, level=Level.RED)
    later, sooner = (
        TaskFactory(customer=hangzhou, owner=lin, due_at=timezone.now() + timedelta(days))
        for days in (3, 2)
    )
    warning.duties.create(code="intervene", task=later)
    warning.duties.create(code="plan", task=sooner)
    page = reader.get(URL)
    [concern] = page.context["concerns"]
    assert "Most points are lost by order" in page.text
    assert concern.warning == warning
    assert (concern.duty.code, concern.duty.due_at) == ("plan", sooner.due_at)
    assert f'href="/warnings/{warning.pk}/"' in page.text


def test_a_mover_is_told_with_from_and_to_and_what_did_it(reader, hangzhou):
    for weeks in range(1, 104, 2):
        OrderFactory(customer=hangzhou, ordered_on=TODAY - timedelta(weeks=weeks + 9), amount=1000)
    before = TODAY - timedelta(29)
    score(day=before)
    score(day=TODAY)
    rows = dict(HealthScore.objects.values_list("day", "score"))
    page = reader.get(f"{URL}?days=28")
    [mover] = page.context["moved"][0][2]
    assert (mover.comparison.score_before, mover.comparison.score) == (rows[before], rows[TODAY])
    assert mover.change == rows[TODAY] - rows[before]
    link = f"/customers/{hangzhou.code}/why/?day={TODAY}&amp;since={before}"
    assert f'href="{link}"' in page.text
    assert "Order frequency" in page.text or "order frequency" in page.text
    assert page.context["moved"][1][2] == []


def test_a_mover_of_whom_the_earlier_row_is_gone_is_still_named(reader, crowd):
    movers = reader.get(URL).context["moved"][0][2]
    assert [(mover.customer.name, mover.comparison) for mover in movers] == [
        ("客户7", None),
        ("客户5", None),
        ("客户4", None),
    ]


@pytest.mark.parametrize("days", ["", "9", "x", "%00", "-7"])
def test_nonsense_for_a_period_is_a_week(reader, crowd, days):
    assert reader.get(f"{URL}?days={days}").context["period"] == 7


def test_everybody_counts_their_own_customers(as_user, chen, fang, crowd):
    assert shown(as_user(chen).get(URL).text)["?level=red"] == 1
    assert shown(as_user(fang).get(URL).text)["?level=red"] == 3


def test_before_the_first_score_it_says_when_it_comes(reader, hangzhou):
    page = reader.get(URL)
    assert "There is no score yet." in page.text
    assert shown(page.text) == {}


def test_somebody_without_customers_is_told_so(reader, ningbo):
    HealthCurrentFactory(customer=ningbo)
    assert "Your customers will be here." in reader.get(URL).text


def test_feeds_that_have_stopped_are_for_those_who_see_feeds(as_user, reader, fang, crowd):
    Feed.objects.create(
        kind="orders",
        source="erp",
        live_from=TODAY - timedelta(900),
        last_fact_on=TODAY - timedelta(30),
        stale_after_days=7,
    )
    fang.language = "en"
    fang.save()
    assert "data until" in as_user(fang).get(URL).text
    assert "data until" not in reader.get(URL).text


def test_scores_under_two_versions_find_their_letters_each_in_its_place(reader, lin):
    """Version 1.1 has its indicators the other way round."""
    old = version_1_0()
    turned = [*reversed(old.spec["indicators"])]
    new = type(old).objects.create(
        number="1.1",
        state="published",
        published_at=timezone.now(),
        spec={**old.spec, "indicators": turned},
    )
    first, second = owned_by(lin, "旧"), owned_by(lin, "新")
    scored(first, "50", Level.RED, "x" + ALL_KNOWN[1:])
    scored(second, "50", Level.RED, "x" + ALL_KNOWN[1:])
    HealthScore.objects.filter(customer=second).update(version=new)
    figures = shown(reader.get(URL).text)
    codes = [entry["code"] for entry in old.spec["indicators"]]
    for code in (codes[0], codes[-1]):
        assert figures[f"?gap=missing.{code}"] == 1
        assert listed(reader, f"?gap=missing.{code}") == 1
