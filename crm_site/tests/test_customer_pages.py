"""The pages of one customer: how it is doing, why, down to the rows."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone, translation

from accounts.models import Customer, CustomerIdentity, Feed, User
from accounts.services.customers import customer_save
from accounts.tests.factories import (
    AssignmentFactory,
    ContactFactory,
    CustomerFactory,
    OrderFactory,
)
from common.templatetags.figures import signed
from crm_site.pages.evidence import figure_texts, row_cells
from crm_site.pages.reasons import biggest_move, change_sentence, measured_text, why
from crm_site.templatetags.records import shown
from health.choices import Unit
from health.models import HealthCurrent, HealthScore, PeerScore
from health.queries.compare import Comparison, Moved
from health.queries.evidence import rows_behind
from health.queries.explain import explain
from health.registry import registered
from health.services.score import score
from health.tests.factories import draft, published, version_1_0
from health.tests.test_registry import LargestOrder

TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _model(db) -> None:
    version_1_0()


@pytest.fixture
def reader(as_user, lin: User) -> Client:
    """Lin's, in English."""
    lin.language = "en"
    lin.save()
    return as_user(lin)


@pytest.fixture
def stopped(hangzhou: Customer) -> Customer:
    """Hangzhou ordered every other week for two years and stopped two months ago."""
    for weeks in range(9, 104, 2):
        OrderFactory(customer=hangzhou, ordered_on=TODAY - timedelta(weeks=weeks), amount=1000)
    score(day=TODAY - timedelta(weeks=1))
    score(day=TODAY)
    return hangzhou


def url(customer: Customer, rest: str = "") -> str:
    return f"/customers/{customer.code}/{rest}"


def may_not(user: User, codename: str) -> None:
    user.groups.get().permissions.remove(Permission.objects.get(codename=codename))


# --- who sees it ------------------------------------------------------------------------------


@pytest.mark.parametrize("rest", ["", "orders/", "why/", "why/order_frequency/"])
def test_a_strangers_customer_and_an_unknown_code_look_the_same(reader, ningbo, rest):
    hidden, unknown = reader.get(url(ningbo, rest)), reader.get(f"/customers/NOBODY/{rest}")
    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert hidden.text == unknown.text


@pytest.mark.parametrize(
    ("codename", "gone"),
    [
        ("view_order", ['id="orders"', 'id="latest"']),
        ("view_contact", ['id="contacts"']),
        ("view_healthscore", ['id="health"', 'id="trend"']),
    ],
)
def test_a_part_is_only_there_for_whom_it_is_for(reader, lin, stopped, codename, gone):
    page = reader.get(url(stopped)).text
    assert all(part in page for part in gone)
    may_not(lin, codename)
    page = reader.get(url(stopped)).text
    assert not any(part in page for part in gone)


def test_the_rows_behind_an_indicator_need_the_right_to_see_orders(reader, lin, stopped):
    OrderFactory(customer=stopped, ordered_on=TODAY - timedelta(days=70), number="SO-SECRET")
    assert "SO-SECRET" in reader.get(url(stopped, "why/order_frequency/")).text
    may_not(lin, "view_order")
    assert "SO-SECRET" not in reader.get(url(stopped, "why/order_frequency/")).text


def test_a_group_shows_only_the_members_one_may_see(reader, lin, hangzhou, ningbo):
    mine = CustomerFactory(name="杭州零件有限公司")
    AssignmentFactory(customer=mine, user=lin)
    Customer.objects.filter(pk__in=[mine.pk, ningbo.pk]).update(parent=hangzhou)
    page = reader.get(url(hangzhou)).text
    assert mine.name in page
    assert ningbo.name not in page
    assert hangzhou.name in reader.get(url(mine)).text
    Customer.objects.filter(pk=mine.pk).update(parent=ningbo)
    assert ningbo.name not in reader.get(url(mine)).text


# --- what it says -----------------------------------------------------------------------------


def test_it_says_in_one_sentence_what_costs_the_most(reader, stopped):
    page = reader.get(url(stopped))
    assert page.context["why"].summary.startswith("Most points are lost by order")
    assert "limited by silence" in page.context["why"].summary
    assert page.context["why"].summary in page.text


def test_few_facts_are_said_in_words(reader, stopped):
    page = reader.get(url(stopped)).text
    assert "Few facts are known" in page
    assert "Indicators of weight 24 of 100 are measured." in page


def test_a_customer_without_an_order_is_unscored_with_its_reason(reader, hangzhou):
    score(day=TODAY)
    page = reader.get(url(hangzhou))
    assert "There is no score: the customer has not ordered yet." in page.text
    assert page.context["trend_chart"].is_empty


def test_before_the_first_scoring_it_says_when_there_will_be_a_score(reader, hangzhou):
    assert "There is no score yet." in reader.get(url(hangzhou)).text


def test_a_merged_customer_leads_on_to_the_one_it_went_into(reader, lin, hangzhou):
    into = CustomerFactory(name="杭州新科技有限公司")
    AssignmentFactory(customer=into, user=lin)
    Customer.objects.filter(pk=hangzhou.pk).update(merged_into=into)
    assert f'href="{url(into)}"' in reader.get(url(hangzhou)).text


def test_a_merged_customer_does_not_name_one_that_is_hidden(reader, hangzhou, ningbo):
    Customer.objects.filter(pk=hangzhou.pk).update(merged_into=ningbo)
    page = reader.get(url(hangzhou)).text
    assert ningbo.name not in page
    assert ningbo.code not in page
    assert "was merged" in page


def test_names_numbers_contacts_and_feeds_are_there(reader, hangzhou):
    CustomerIdentity.objects.create(customer=hangzhou, source="erp", external_id="K-77")
    ContactFactory(customer=hangzhou, name="周在", decision_roles=["decision_maker"])
    ContactFactory(customer=hangzhou, name="吴走", left_on=TODAY - timedelta(days=3))
    Feed.objects.create(
        kind="orders",
        source="erp",
        live_from=date(2024, 1, 1),
        last_fact_on=TODAY - timedelta(days=30),
        stale_after_days=7,
    )
    Feed.objects.create(
        kind="orders",
        source="a stranger's shop",
        live_from=TODAY,
        last_fact_on=TODAY,
        stale_after_days=7,
    )
    page = reader.get(url(hangzhou))
    assert "stranger" not in page.text
    assert all(text in page.text for text in ("杭科", "erp: K-77", "decision maker", "too old"))
    assert [contact.name for contact in page.context["contacts"]] == ["周在", "吴走"]
    assert '<li class="has-left">' in page.text


def test_a_change_is_told_with_who_and_before_and_after(reader, as_user, wei, hangzhou):
    hangzhou.region = "浙江"
    customer_save(customer=hangzhou)
    changes = reader.get(url(hangzhou)).context["changes"]
    [field] = changes[0].fields
    assert (field.label, field.before, field.after) == ("Region", "", "浙江")
    assert changes[-1].is_first


def test_a_change_of_parent_does_not_name_a_company_that_is_hidden(reader, hangzhou, ningbo):
    Customer.objects.filter(pk=hangzhou.pk).update(parent=ningbo)
    page = reader.get(url(hangzhou))
    assert page.context["changes"][0].fields[0].after == "…"
    assert ningbo.name not in page.text


# --- why --------------------------------------------------------------------------------------


def test_the_lines_of_the_explanation_add_up_to_the_score_that_it_shows(reader, stopped):
    page = reader.get(url(stopped, "why/"))
    explanation = page.context["why"].explanation
    given = [one.contribution for one in explanation.indicators if one.contribution is not None]
    assert sum(given) + sum(explanation.adjustments.values()) == explanation.score
    for figure in (*given, explanation.score):
        assert f">{figure:.2f}<" in page.text


def test_another_day_can_be_asked_for_and_its_neighbours_are_one_click_away(reader, stopped):
    earlier = TODAY - timedelta(weeks=1)
    page = reader.get(url(stopped, f"why/?day={earlier}"))
    assert page.context["why"].explanation.day == earlier
    assert (page.context["before"], page.context["after"]) == ([], [TODAY])


def test_a_day_without_a_score_says_so(reader, stopped):
    page = reader.get(url(stopped, "why/?day=2001-01-01"))
    assert page.status_code == 200
    assert "No score is stored for" in page.text


@pytest.mark.parametrize(
    "rest", ["", "orders/", "why/", "why/?since=2020-01-01", "why/order_frequency/", "timeline/"]
)
def test_a_customer_whose_scores_were_all_cleared_away_breaks_no_page(reader, stopped, rest):
    HealthScore.objects.all().delete()
    HealthCurrent.objects.update(day=date(2020, 1, 31))
    assert reader.get(url(stopped, rest)).status_code == 200


def test_a_list_shows_the_newest_score_though_its_day_was_cleared_away(reader, stopped):
    HealthScore.objects.all().delete()
    HealthCurrent.objects.update(day=date(2020, 1, 31), score=Decimal("41.25"))
    assert "41.3" in reader.get("/customers/").text


@pytest.mark.parametrize("day", ["yesterday", "2026-13-45", "", "9999-99-99", "\x00"])
def test_nonsense_for_a_day_is_the_newest_one(reader, stopped, day):
    assert reader.get(url(stopped, "why/"), {"day": day}).context["day"] == TODAY


@pytest.mark.parametrize("day", ["0001-01-01", "0002-06-01", "9998-12-31", "9999-12-31"])
def test_a_day_at_the_end_of_time_breaks_no_page(reader, stopped, day):
    for page in ("why/", "why/order_frequency/", "why/silence/"):
        assert reader.get(url(stopped, page), {"day": day}).context["day"] == TODAY


@pytest.mark.parametrize("day", ["1900-01-01", "9000-12-31"])
def test_any_other_day_is_taken_at_its_word(reader, stopped, day):
    for page in ("why/", "why/order_frequency/", "why/silence/"):
        assert str(reader.get(url(stopped, page), {"day": day}).context["day"]) == day


def test_what_is_not_measured_here_is_one_line(reader, stopped):
    page = reader.get(url(stopped, "why/"))
    assert [str(dimension.label) for dimension, _ones in page.context["why"].groups] == [
        "satisfaction",
        "purchasing trend",
        "stability of the relationship",
    ]
    assert page.context["why"].not_connected == []
    assert "Not applicable, because nothing of the kind was due or happened" in page.text


def test_an_indicator_leads_to_its_figures_and_to_the_very_rows(reader, stopped):
    order = OrderFactory(customer=stopped, ordered_on=TODAY, amount=Decimal("777.70"))
    score(day=TODAY)
    page = reader.get(url(stopped, "why/order_amount/"))
    assert order.number in page.text
    assert "¥777.70" in page.text
    assert "Own average order" in page.text
    assert reader.get(url(stopped, "why/silence/")).status_code == 200
    assert reader.get(url(stopped, "why/no_such_thing/")).status_code == 404


def test_the_change_since_a_day_is_a_sentence_and_parts_that_add_up(reader, stopped):
    week = TODAY - timedelta(weeks=1)
    page = reader.get(url(stopped, "why/"))
    found = page.context["comparison"]
    assert (found.first, found.last) == (week, TODAY)
    assert sum(part.change for part in found.parts) == found.change < 0
    assert "Order frequency" in page.text
    sentence = page.context["sentence"]
    assert sentence.startswith(f"{signed(found.change)} since ")
    assert "order frequency 0." in sentence
    assert "limited by silence (−" in sentence
    assert sentence in page.text
    with translation.override("zh-hans"):
        assert "自 " in change_sentence(found)


def test_the_sentence_of_a_change_has_both_figures_and_leaves_out_what_hardly_matters():
    csat = Moved("csat", "CSAT", Unit.PERCENT, 88.0, 71.0, "", Decimal("-6.10"))
    little = Moved("silence", "silence", Unit.INTERVALS, 1.0, 1.1, "", Decimal("-0.02"))
    weak = Moved("weak_spot", "", None, None, None, "", Decimal("-2.28"))
    found = Comparison(date(2026, 11, 3), TODAY, Decimal(80), Decimal("71.60"), Decimal(0), ())
    assert change_sentence(found) == "−8.4 since 3 November."
    assert change_sentence(replace(found, first=date(2025, 11, 3))).endswith("3 November 2025.")
    with_parts = replace(found, parts=(csat, weak, little))
    assert change_sentence(with_parts) == (
        "−8.4 since 3 November: CSAT 88.0% → 71.0% (−6.1),"
        " a weak dimension weighs more than its share (−2.3)."
    )


def test_what_moved_a_score_most_is_an_indicator_where_there_is_one_or_the_version():
    """The weak spot only follows from them, and what went the other way does not count."""
    fell = Comparison(
        first=date(2026, 11, 3),
        last=date(2026, 11, 10),
        score_before=Decimal(80),
        score=Decimal(70),
        by_version=Decimal(0),
        parts=(),
    )
    weak = Moved("weak_spot", "", None, None, None, "", Decimal(-9))
    better = Moved("csat", "CSAT", Unit.PERCENT, 71.0, 88.0, "", Decimal("4.1"))
    worse = Moved("sla", "clocks met", Unit.PERCENT, 90.0, 80.0, "", Decimal("-5.1"))
    with translation.override("en"):
        found = replace(fell, parts=(weak, worse, better))
        assert biggest_move(found) == "clocks met 90.0% → 80.0% (−5.1)"
        assert biggest_move(replace(found, parts=(weak, better))) == (
            "a weak dimension weighs more than its share (−9.0)"
        )
        assert biggest_move(replace(found, by_version=Decimal(-6))) == (
            "Another version of the model (−6.0)"
        )
        assert biggest_move(replace(found, by_version=Decimal(6))).startswith("clocks met")
        assert biggest_move(fell) == ""


@pytest.mark.parametrize("since", ["2019-01-01", "9999-99-99", "nonsense", "", "9000-12-31"])
def test_a_day_that_cannot_be_compared_with_is_no_error(reader, stopped, since):
    page = reader.get(url(stopped, f"why/?since={since}"))
    assert page.status_code == 200
    assert "What changed?" in page.text


def test_evidence_shows_no_amount_to_whom_amounts_are_hidden(stopped):
    evidence = rows_behind(stopped, "order_amount", TODAY - timedelta(200))
    assert evidence.rows
    told = [text for _label, text in figure_texts(evidence)]
    told += [shown(cell.value) for row in row_cells(evidence) for cell in row]
    assert sum("¥" in text for text in told) > len(evidence.rows)
    hidden = [text for _label, text in figure_texts(evidence, {"amount"})]
    hidden += [shown(cell.value) for row in row_cells(evidence, {"amount"}) for cell in row]
    assert "•••" in hidden
    assert not any("¥" in text for text in hidden)


def test_a_ten_line_indicator_is_found_on_the_page(reader, stopped):
    with registered(LargestOrder):
        published(draft([LargestOrder]))
        score(day=TODAY)
        page = reader.get(url(stopped))
        assert "Largest order in a year" in page.text
        assert page.context["trend_chart"].marks == [(1, "model 1.1")]
        assert "Largest order in a year" in reader.get(url(stopped, "why/")).text
        assert "largest order" in reader.get(url(stopped, "why/largest_order/")).text


def test_the_trend_has_a_line_of_peers_and_a_table_with_the_version(reader, stopped):
    """A day of which nothing is known of peers is a gap; the tier is too small, so it is all."""
    page = reader.get(url(stopped))
    assert [line.name for line in page.context["trend_chart"].series] == ["Score"]
    assert "Peers:" not in page.text
    PeerScore.objects.update(customers=5)
    PeerScore.objects.filter(tier="").update(score=Decimal("77.50"))
    PeerScore.objects.exclude(day=TODAY).delete()
    page = reader.get(url(stopped))
    chart = page.context["trend_chart"]
    own, peers = chart.series
    assert (own.kind, peers.kind) == ("line", "dashed")
    assert list(peers.values) == [None, Decimal("77.50")]
    assert [texts[1:] for _day, texts in chart.rows()] == [["–", "1.0"], ["77.50", "1.0"]]
    assert "Peers: the mean of all scored customers" in page.text
    table = page.text.split('id="health-trend-data"')[1].split("</thead>")[0]
    assert re.findall(r'<th scope="col"[^>]*>(.+?)</th>', table) == [
        *("Day", "Score", "Peers", "Model version")
    ]


def test_who_was_never_scored_is_compared_with_nobody(reader, hangzhou):
    score(day=TODAY)
    PeerScore.objects.create(day=TODAY, tier="", customers=50, score=80)
    assert reader.get(url(hangzhou)).context["trend_chart"].is_empty


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.2857, Unit.RATIO, "0.29 times the usual"),
        (18, Unit.ORDERS, "18 order days"),
        (3.14, Unit.ORDERS, "3.1 order days"),
        (1, Unit.DAYS, "1 day"),
        (85.5, Unit.PERCENT, "85.5%"),
        (date(2026, 11, 20), Unit.DATE, "20 Nov 2026"),
        (1234.5, Unit.MONEY, "¥1,234.50"),
        ("GBP", Unit.CURRENCY, "GBP"),
        (12345, Unit.COUNT, "12,345"),
        (None, Unit.RATIO, "–"),
    ],
)
def test_a_figure_is_written_with_its_unit(value, unit, text):
    with translation.override("en"):
        assert measured_text(value, unit, "CNY") == text


def test_a_customer_that_lost_nothing_is_told_so(hangzhou):
    for weeks in range(60):
        OrderFactory(customer=hangzhou, ordered_on=TODAY - timedelta(weeks=weeks))
    for days in (2, 9, 16, 23, 30, 37):
        OrderFactory(customer=hangzhou, ordered_on=TODAY - timedelta(days=days), amount=9000)
    score(day=TODAY)
    with translation.override("en"):
        assert why(explain(hangzhou, TODAY)).summary.startswith("Nothing that is measured costs")


# --- orders -----------------------------------------------------------------------------------


def test_all_orders_are_listed_newest_first_with_credit_notes_marked(reader, hangzhou):
    old = OrderFactory(customer=hangzhou, ordered_on=date(2025, 3, 1))
    new = OrderFactory(customer=hangzhou, ordered_on=date(2026, 3, 1), amount=-5)
    page = reader.get(url(hangzhou, "orders/"))
    assert page.context["page"].rows == [new, old]
    assert "credit note" in page.text
    for query, rows in (
        ("?sort=day", [old, new]),
        ("?year=2025", [old]),
        ("?kind=credit_notes", [new]),
        ("?kind=orders&year=2026", []),
        ("?kind=x&year=y", [new, old]),
    ):
        assert reader.get(url(hangzhou, f"orders/{query}")).context["page"].rows == rows, query


def test_the_orders_of_others_are_not_among_them(reader, hangzhou, ningbo):
    OrderFactory(customer=ningbo)
    assert reader.get(url(hangzhou, "orders/")).context["page"].rows == []
