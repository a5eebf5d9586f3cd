"""What else the demo makes up: every kind of fact, and all of them tell the same story."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.utils import timezone

from accounts.choices import EventKind, ExtraKind, OpportunityStage, TicketKind
from accounts.models import (
    CompetitorAt,
    Contact,
    Contract,
    CustomerEvent,
    ExtraGiven,
    Invoice,
    Opportunity,
    Order,
    OrderLine,
    OrderProgress,
    Payment,
    Promise,
    ServiceStandard,
    UsageDay,
)
from common.working_time import is_working_day_in_china
from crm_site.demo.customers import DemoCustomer, customers
from crm_site.demo.moments import midnight
from crm_site.demo.papers import pdf
from crm_site.demo.removal import FACTS
from crm_site.demo.scene import Row
from crm_site.demo.stories import Story
from crm_site.demo.telling import Told, told
from crm_site.demo.turns import FLAGSHIPS, Turn
from followups.choices import FollowUpChannel, SurveyKind
from followups.models import FollowUp, Need, SurveyAnswer, Ticket

DAY = date(2026, 11, 20)
SIZE = 110
# What may lie ahead; every other day has come.
AHEAD = {
    "ends_on", "renews_on", "due_on", "promised_on", "expected_on", "deadline_on",
    "contract_ends_on", "next_step_on",
}  # fmt: skip
STEPS = ("opened_at", "confirmed_at", "work_started_at", "first_solution_at", "solved_at",
         "verified_at", "closed_at")  # fmt: skip


@pytest.fixture(scope="module")
def company() -> dict[int, DemoCustomer]:
    return {customer.number: customer for customer in customers(SIZE, seed=1, day=DAY)}


@pytest.fixture(scope="module")
def facts(company) -> Told:
    return told(company.values(), DAY, 1, with_market=True)


@pytest.fixture(scope="module")
def by_customer(facts) -> dict[tuple[str | None, type], list[Row]]:
    found = defaultdict(list)
    for row in facts.rows:
        found[row.customer, row.model].append(row)
    return found


@pytest.fixture
def of(by_customer, company):
    """The facts of one kind at a customer, by its number or by the story that it is known for."""

    def look(who: int | Story | Turn, model: type) -> list[dict]:
        number = who if isinstance(who, int) else FLAGSHIPS[who]
        return [row.columns for row in by_customer[company[number].ref, model]]

    return look


def day_of(value: date | datetime) -> date:
    return value.astimezone(timezone.get_default_timezone()).date() if is_moment(value) else value


def is_moment(value: object) -> bool:
    return isinstance(value, datetime)


def ago(value: date | datetime) -> int:
    return (DAY - day_of(value)).days


def last_order(customer: DemoCustomer) -> date:
    return customer.orders[-1].day


def test_the_same_seed_and_day_tell_the_same(company, facts):
    assert told(company.values(), DAY, 1, with_market=True) == facts


def test_nothing_depends_on_who_else_is_there(company, facts):
    alone = told([company[5]], DAY, 1, with_market=False)
    assert alone.rows == [row for row in facts.rows if row.customer == company[5].ref]


def test_every_kind_of_fact_is_there(facts):
    assert {row.model for row in facts.rows} == {*FACTS, ServiceStandard}
    assert facts.papers


def test_every_word_of_every_choice_that_matters_occurs(facts):
    said = defaultdict(set)
    for row in facts.rows:
        for name in ("kind", "stage", "severity", "channel"):
            said[row.model, name].add(row.columns.get(name))
    assert said[Ticket, "kind"] == set(TicketKind)
    assert said[Opportunity, "stage"] == set(OpportunityStage)
    assert said[FollowUp, "channel"] >= set(FollowUpChannel) - {FollowUpChannel.OTHER}


def test_nothing_has_happened_that_is_still_to_come(facts):
    for row in facts.rows:
        for name, value in row.columns.items():
            if is_moment(value):
                assert value < midnight(DAY), (row.key, name)
            elif isinstance(value, date) and name not in AHEAD:
                assert value <= DAY, (row.key, name)


def test_we_work_in_office_hours_on_working_days(facts):
    zone = timezone.get_default_timezone()
    for row in facts.rows:
        for name, value in row.columns.items():
            if is_moment(value):
                local = value.astimezone(zone)
                assert is_working_day_in_china(local.date()), (row.key, name, local)
                assert 9 <= local.hour <= 18, (row.key, name, local)


def test_nobody_speaks_with_who_has_left_or_is_not_there_yet(facts):
    people = {row.key: row.columns for row in facts.rows if row.model is Contact}
    moments = {FollowUp: "happened_at", Ticket: "opened_at", SurveyAnswer: "answered_at"}
    met = [row for row in facts.rows if row.model in moments and row.links.get("contact")]
    assert met
    for row in met:
        contact, day = people[row.links["contact"]], day_of(row.columns[moments[row.model]])
        assert contact["joined_on"] <= day, row.key
        assert contact["left_on"] is None or day <= contact["left_on"], row.key


def test_every_link_leads_somewhere(facts):
    keys = {row.key for row in facts.rows}
    outside = {"by", "owner", "line", "department"}
    for row in facts.rows:
        for name, key in row.links.items():
            assert name in outside or key in keys, (row.key, name)


def test_no_text_has_a_gap(facts):
    for row in facts.rows:
        for name, value in row.columns.items():
            if isinstance(value, str):
                assert not set("{}") & set(value), (row.key, name)
                assert "None" not in value, (row.key, name)


def test_the_lines_of_an_order_make_up_its_amount_and_margin(facts):
    sums = defaultdict(lambda: [Decimal(), Decimal()])
    for row in facts.rows:
        if row.model is OrderLine:
            sums[row.links["order"]][0] += row.columns["amount"]
            sums[row.links["order"]][1] += row.columns["margin"]
    for row in facts.rows:
        if row.model is Order:
            assert sums[row.key] == [row.columns["amount"], row.columns["margin"]]
            assert abs(row.columns["margin"]) < abs(row.columns["amount"])


def test_an_invoice_is_of_its_order_and_paid_when_its_payments_make_it_up(facts):
    orders = {row.key: row.columns for row in facts.rows if row.model is Order}
    paid, last = defaultdict(Decimal), {}
    for row in facts.rows:
        if row.model is Payment:
            paid[row.links["invoice"]] += row.columns["amount"]
            last[row.links["invoice"]] = row.columns["paid_on"]
    invoices = [row for row in facts.rows if row.model is Invoice]
    for row in invoices:
        order = orders[row.links["order"]]
        assert row.columns["amount"] == order["amount"]
        assert row.columns["issued_on"] >= order["ordered_on"]
        in_full = paid[row.key] == order["amount"]
        assert row.columns["paid_on"] == (last[row.key] if in_full else None)
    assert any(row.columns["paid_on"] is None for row in invoices)


def test_numbers_are_given_once(facts):
    for model in (Invoice, Payment, Ticket, Contract, Opportunity, Order):
        numbers = [row.columns["number"] for row in facts.rows if row.model is model]
        assert len(set(numbers)) == len(numbers), model


def test_progress_goes_from_planned_to_delivered(by_customer):
    for (_, model), rows in by_customer.items():
        if model is OrderProgress:
            days = defaultdict(list)
            for row in rows:
                if row.columns["stage"] != "delayed":
                    days[row.links["order"]].append(row.columns["reached_on"])
            assert all(reached == sorted(reached) for reached in days.values())


def test_the_steps_of_a_ticket_follow_each_other(facts):
    for row in facts.rows:
        if row.model is Ticket:
            reached = [row.columns[step] for step in STEPS if row.columns.get(step)]
            assert reached == sorted(reached), row.key
            assert not row.columns.get("closed_at") or row.columns["cause"], row.key
            assert bool(row.columns["verified_by"]) == bool(row.columns.get("verified_at"))


def test_contracts_of_a_customer_follow_each_other_and_some_end_soon(by_customer):
    soon = set()
    for (_, model), rows in by_customer.items():
        if model is Contract:
            assert all(
                later.columns["starts_on"] - earlier.columns["ends_on"] == timedelta(days=1)
                for earlier, later in pairwise(rows)
            )
            left = -ago(rows[-1].columns["ends_on"])
            soon |= {limit for limit in (30, 60, 90) if limit - 30 <= left < limit}
    assert soon == {30, 60, 90}


def test_strategic_customers_have_service_standards(company, of):
    strategic = [c for c in company.values() if c.tier == "strategic" and c.orders]
    assert all(of(customer.number, ServiceStandard) for customer in strategic)


def test_an_owner_keeps_the_cadence_of_the_tier(company, of):
    for customer in company.values():
        if customer.tier == "key" and customer.owner and customer.story is Story.STEADY:
            touched = [f for f in of(customer.number, FollowUp) if ago(f["happened_at"]) < 180]
            assert 5 <= len(touched) <= 10


def test_a_third_of_the_customers_use_the_cloud(company, of):
    users = [number for number in company if of(number, UsageDay)]
    assert SIZE / 4 < len(users) < SIZE / 2


def test_the_flagships_tell_their_stories(company):
    for story, number in FLAGSHIPS.items():
        customer = company[number]
        assert story in (customer.story, customer.turn, "group"), story
        assert not isinstance(story, Story) or not customer.turn
    assert all(company[number].parent for number in (14, 15, 16))


def test_three_complaints_and_then_silence(company, of):
    who = Turn.THREE_COMPLAINTS
    customer = company[FLAGSHIPS[who]]
    complaints = [t for t in of(who, Ticket) if t["kind"] == "complaint"][-3:]
    first, last = complaints[0]["opened_at"], complaints[-1]["opened_at"]
    assert last - first < timedelta(weeks=5)
    assert all(t["solved_at"] - t["opened_at"] > timedelta(days=9) for t in complaints)
    assert "verified_at" not in complaints[-1]
    answers = [s for s in of(who, SurveyAnswer) if s["answered_at"] > first]
    assert answers
    assert all(s["score"] <= 40 for s in answers)
    silent = day_of(last) + timedelta(days=30)
    assert last_order(customer) < silent
    assert not [u for u in of(who, UsageDay) if u["day"] > silent]
    after = [f for f in of(who, FollowUp) if day_of(f["happened_at"]) > silent]
    assert len(after) >= 3
    assert all("未获回应" in f["subject"] and "business_review" not in f for f in after)
    assert not [t for t in of(who, Ticket) if day_of(t["opened_at"]) > silent]


def test_the_repeats_of_a_complaint_name_the_first(by_customer, company):
    tickets = by_customer[company[5].ref, Ticket]
    first, *others = [row for row in tickets if row.columns["kind"] == "complaint"][-3:]
    assert [row.links["repeats"] for row in others] == [first.key] * 2


def test_the_decision_maker_has_left_and_the_deal_is_stuck(company, of):
    who = Turn.DECISION_MAKER_LEFT
    (left,) = [c for c in of(who, Contact) if c["left_on"]]
    assert "decision_maker" in left["decision_roles"]
    events = {e["kind"]: e for e in of(who, CustomerEvent)}
    assert events[EventKind.CONTACT_LEFT]["occurred_on"] == left["left_on"]
    (rival,) = of(who, CompetitorAt)
    assert rival["seen_on"] == events[EventKind.COMPETITOR]["occurred_on"] > left["left_on"]
    stuck = [o for o in of(who, Opportunity) if o["stage"] == OpportunityStage.NEGOTIATION]
    assert "决策人离职" in stuck[0]["sticking_point"]
    assert stuck[0]["competitors"] == [rival["competitor"]]
    assert last_order(company[FLAGSHIPS[who]]) > left["left_on"]  # they still buy


def test_the_late_payer_buys_as_ever_and_pays_later_and_later(company, of):
    who = Turn.LATE_PAYER
    invoices = of(who, Invoice)
    late = [(i["paid_on"] - i["due_on"]).days for i in invoices if i["paid_on"]]
    assert sum(late[-4:]) / 4 > 40
    assert sum(late[:10]) / 10 < 10
    assert len([i for i in invoices if not i["paid_on"] and i["due_on"] < DAY]) >= 2
    assert ago(last_order(company[FLAGSHIPS[who]])) < 40


def test_the_falling_customer_is_courted_by_a_competitor_and_logs_in_less(of):
    logins = [u for u in of(Story.FALLING, UsageDay) if u["metric"] == "login"]
    before = sum(u["value"] for u in logins if ago(u["day"]) > 130)
    assert sum(u["value"] for u in logins if ago(u["day"]) < 60) < before * Decimal("0.7")
    assert of(Story.FALLING, CompetitorAt)
    kinds = {e["kind"] for e in of(Story.FALLING, CustomerEvent)}
    assert kinds >= {EventKind.SPENDING_DOWN, EventKind.COMPETITOR}


def test_the_one_who_came_back_was_angry_was_visited_and_is_content(of):
    who = Story.RECOVERING
    csat = [s for s in of(who, SurveyAnswer) if s["kind"] == SurveyKind.CSAT]
    assert min(s["score"] for s in csat if 330 < ago(s["answered_at"]) < 410) <= 40
    assert [e for e in of(who, ExtraGiven) if e["kind"] == ExtraKind.COMPENSATION]
    rescue = [f for f in of(who, FollowUp) if 110 < ago(f["happened_at"]) <= 215]
    calm = [f for f in of(who, FollowUp) if 300 < ago(f["happened_at"]) - 105 <= 405]
    assert len(rescue) > len(calm)
    assert [p for p in of(who, Promise) if p["broken_on"]]
    assert {f["sentiment"] for f in of(who, FollowUp) if ago(f["happened_at"]) < 60} <= {
        "good",
        "neutral",
    }


def test_the_new_customer_has_a_first_contract_a_kick_off_and_needs(company, of):
    first = company[FLAGSHIPS[Story.NEW]].orders[0].day
    (contract,) = of(Story.NEW, Contract)
    assert timedelta(0) < first - contract["starts_on"] < timedelta(days=20)
    touched = [day_of(f["happened_at"]) for f in of(Story.NEW, FollowUp)]
    assert [day for day in touched if abs((day - first).days) <= 4]
    assert len(of(Story.NEW, Need)) >= 3
    assert "signed" in {o["stage"] for o in of(Story.NEW, Opportunity)}


def test_the_seasonal_customer_is_healthy_out_of_season(of):
    answers = [s for s in of(Story.HARVEST, SurveyAnswer) if s["kind"] == SurveyKind.NPS]
    assert answers
    assert min(s["score"] for s in answers) >= 7
    assert not [o for o in of(Story.HARVEST, Invoice) if not o["paid_on"] and ago(o["due_on"]) > 9]


@pytest.mark.parametrize("model", [Order, Invoice, CustomerEvent, FollowUp])
def test_the_members_of_a_group_have_facts_of_their_own(by_customer, company, model):
    members = [number for number in (13, 14, 15, 16) if by_customer[company[number].ref, model]]
    assert len(members) >= (1 if model is CustomerEvent else 4)


def test_the_growing_customer_is_offered_more(of):
    offers = of(Story.GROWING, Opportunity)
    assert [o for o in offers if o["kind"] == "cross_sell" and o["closed_on"] is None]
    assert EventKind.EXPANSION in {e["kind"] for e in of(Story.GROWING, CustomerEvent)}


def test_the_prospect_is_spoken_with_and_has_bought_nothing(of):
    assert of(Story.PROSPECT, FollowUp)
    assert [o for o in of(Story.PROSPECT, Opportunity) if o["kind"] == "new"]
    for model in (Order, Invoice, Contract, UsageDay):
        assert not of(Story.PROSPECT, model)


def test_a_quiet_good_customer_recommends_us(of):
    scores = [s["score"] for s in of(Story.STEADY, SurveyAnswer) if s["kind"] == SurveyKind.NPS]
    assert scores
    assert sum(scores) / len(scores) >= 7


def test_a_paper_is_a_pdf_whose_objects_are_where_it_says():
    paper = pdf(["采购框架协议", "合同编号：HT1"])
    start = int(paper.rsplit(b"startxref\n", 1)[1].split()[0])
    assert paper[start:].startswith(b"xref\n0 8\n")
    for number, line in enumerate(paper[start:].splitlines()[3:10], start=1):
        assert paper[int(line[:10]) :].startswith(b"%d 0 obj" % number)
    assert "采购".encode("utf-16-be").hex().upper().encode() in paper
