"""Winning customers back: why they turn away, what they are offered, and what came of it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone, translation

from accounts.access import customers_visible_to
from accounts.models import Assignment, Customer, Feed, Order, User
from accounts.tests.factories import AssignmentFactory, OrderFactory, person
from followups.models import Task
from followups.models.task import AT_WORK
from followups.services.tasks import check_can_do
from followups.tests.factories import LeaveFactory
from health.choices import Offer, ReasonGroup, WinBackOutcome, WinBackReason, WinBackVerdict
from health.models import Case, LostReview, WinBack, WinBackResult
from health.rules.winbacks import (
    HORIZONS,
    OFFERS,
    TREE,
    Usual,
    matches,
    usual_span,
    verdict_of,
)
from health.services.winback_lessons import lesson_write
from health.services.winback_results import winbacks_judge
from health.services.winbacks import (
    NewWinBack,
    winback_end,
    winback_offer,
    winback_open,
    winback_understand,
)
from health.tests.books import store_feeds
from health.tests.factories import WarningFactory, WinBackFactory

TODAY = timezone.localdate()
DAY = timedelta(days=1)
USUAL = Usual(days=365, order_days=12, amount=Decimal(12_000), currency="CNY")


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


NOW = noon(TODAY)


def wanted(owner: User, **more) -> NewWinBack:
    new = NewWinBack(WinBackReason.PRICE_SENSITIVE, owner, TODAY + 30 * DAY)
    return replace(new, **more)


def begun(customer: Customer, by: User, **more) -> WinBack:
    return winback_open(customer=customer, new=wanted(by, **more), by=by, at=NOW)


# --- reasons and offers -----------------------------------------------------------------------


def test_every_reason_hangs_on_the_tree_once_and_has_offers_of_its_own():
    leaves = [reason for group in TREE.values() for reason in group]
    assert sorted(leaves) == sorted(WinBackReason)
    assert set(TREE) == set(ReasonGroup)
    assert set(OFFERS) == set(WinBackReason)
    assert sorted(offer for some in OFFERS.values() for offer in some) == sorted(Offer)


@pytest.mark.parametrize("offer", Offer)
def test_no_offer_is_for_every_reason(offer):
    assert [matches(reason, offer) for reason in WinBackReason].count(True) == 1


@pytest.mark.parametrize(
    ("days", "order_days", "amount", "verdict"),
    [
        (30, 0, 0, "silent"),
        (30, 1, 100, "answered"),
        (30, 9, 90_000, "answered"),  # too early to say more
        (90, 0, 0, "silent"),
        (90, 1, 1_000, "answered"),
        (90, 2, 1_000, "won_back"),  # half of three
        (90, 1, 1_500, "won_back"),  # half as much
        (180, 2, 2_000, "answered"),
        (180, 3, 2_000, "won_back"),
    ],
)
def test_won_back_is_who_buys_half_as_often_or_as_much_as_before(days, order_days, amount, verdict):
    assert verdict_of(days, order_days, Decimal(amount), "CNY", USUAL) == verdict


def test_amounts_of_different_currencies_are_not_compared():
    assert verdict_of(90, 1, Decimal(9_000), "USD", USUAL) == WinBackVerdict.ANSWERED


def test_whoever_never_bought_before_is_won_with_any_order():
    assert verdict_of(90, 1, Decimal(1), "CNY", Usual(0, 0, Decimal(), "")) == "won_back"


def test_whoever_ordered_once_is_won_back_by_the_next_order():
    opened = date(2026, 11, 20)
    once = opened - 100 * DAY
    _until, days = usual_span(opened, once, once)
    usual = Usual(days, 1, Decimal(1_000), "CNY")
    assert verdict_of(90, 1, Decimal(100), "CNY", usual) == "won_back"


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        (None, None, None),
        (400, 10, (90, 311)),  # the days since the first order
        (900, 200, (200, 365)),
        (60, 20, (20, 90)),  # began to buy within the quarter
        (100, 100, (100, 90)),
    ],
)
def test_the_former_habit_is_that_of_the_year_before_the_silence(first, last, span):
    opened = date(2026, 11, 20)
    days = [None if ago is None else opened - ago * DAY for ago in (first, last)]
    found = usual_span(opened, *days)
    assert found == (None if span is None else (opened - span[0] * DAY, span[1]))


# --- its life ---------------------------------------------------------------------------------


def test_it_begins_with_a_task_for_its_owner_with_the_deadline_and_the_steps(hangzhou, lin):
    winback = begun(hangzhou, lin)
    task = Task.objects.get(origin=f"winback:{winback.pk}")
    assert task.owner == lin
    assert timezone.localdate(task.due_at) <= winback.deadline_on
    assert task.checks.count() == 5


def test_steps_are_in_the_language_of_whoever_takes_them(hangzhou, lin, wei):
    lin.language = "en"
    lin.save()
    with translation.override("zh-hans"):
        winback_open(customer=hangzhou, new=wanted(lin), by=wei, at=NOW)
    assert "root cause" in Task.objects.get().checks.all()[1].text


def test_it_remembers_what_the_customer_used_to_buy(hangzhou, lin):
    for ago in (100, 130, 160, 160, 500):
        OrderFactory(customer=hangzhou, ordered_on=TODAY - ago * DAY, amount=1_000)
    winback = begun(hangzhou, lin)
    assert winback.usual == Usual(365, 3, Decimal(4_000), "CNY")


def test_one_is_at_work_for_a_customer(hangzhou, lin, wei):
    first = begun(hangzhou, lin)
    assert begun(hangzhou, lin) == first  # the same form twice
    with pytest.raises(ValidationError, match=str(lin)):
        winback_open(customer=hangzhou, new=wanted(lin), by=wei, at=NOW)
    winback_end(winback=first, outcome=WinBackOutcome.GIVEN_UP, reason="太小", by=lin, at=NOW)
    assert begun(hangzhou, lin) != first


@pytest.mark.parametrize("change", ["deadline", "owner", "no win-backs", "archived"])
def test_what_makes_no_sense_does_not_begin(hangzhou, lin, chen, change):
    new = wanted(lin)
    if change == "deadline":
        new = replace(new, deadline_on=TODAY - DAY)
    if change == "owner":
        new = replace(new, owner=chen)  # may not see the customer
    if change == "no win-backs":
        service = person("bao", "鲍军", "tech_consultant")
        AssignmentFactory(customer=hangzhou, user=service, kind="called_in")
        check_can_do(service, hangzhou.pk)
        new = replace(new, owner=service)
    if change == "archived":
        hangzhou.archived_at = NOW
    with pytest.raises(ValidationError):
        winback_open(customer=hangzhou, new=new, by=lin, at=NOW)
    assert not WinBack.objects.exists()


def test_an_offer_waits_for_the_root_cause_and_matches_it_or_says_why(hangzhou, lin):
    winback = begun(hangzhou, lin)
    with pytest.raises(ValidationError) as error:
        winback_offer(winback=winback, offer=Offer.TIERED_PRICE, note="")
    assert error.value.code == "root_cause"
    winback_understand(winback=winback, root_cause=WinBackReason.SERVICE, by=lin, at=NOW)
    with pytest.raises(ValidationError) as error:
        winback_offer(winback=winback, offer=Offer.TIERED_PRICE, note=" ")
    assert error.value.code == "note"
    assert winback_offer(winback=winback, offer=Offer.NAMED_ENGINEER, note="").offer
    assert winback_offer(winback=winback, offer=Offer.TIERED_PRICE, note="客户只要价格").offer_note


def test_of_two_who_say_something_else_the_second_is_told(hangzhou, lin, wei):
    winback = begun(hangzhou, lin, root_cause=WinBackReason.SERVICE)
    seen = winback.found
    first = {"offer": Offer.NAMED_ENGINEER, "note": "张工"}
    for _twice in range(2):
        winback_offer(winback=winback, seen=seen, **first)
    with pytest.raises(ValidationError) as error:
        winback_offer(winback=winback, seen=seen, offer=Offer.RECOVERY_PLAN, note="")
    assert error.value.code == "seen"
    with pytest.raises(ValidationError):
        winback_understand(
            winback=winback, root_cause=WinBackReason.BUDGET, by=wei, at=NOW, seen=seen
        )
    row = WinBack.objects.get()
    assert (row.root_cause, row.offer, row.offer_note) == ("service", *first.values())


def test_another_root_cause_takes_the_offer_away(hangzhou, lin):
    winback = begun(hangzhou, lin, root_cause=WinBackReason.SERVICE)
    winback_offer(winback=winback, offer=Offer.NAMED_ENGINEER, note="")
    again = winback_understand(winback=winback, root_cause=WinBackReason.BUDGET, by=lin, at=NOW)
    assert (again.root_cause, again.offer) == ("budget", "")


# --- from a competitor ------------------------------------------------------------------------


@pytest.fixture
def gao(db) -> User:
    """高远 — sales director, who sees only what is assigned."""
    return person("gao", "高远", "sales_director")


def test_from_a_competitor_the_sales_director_leads_as_long_as_it_lasts(hangzhou, lin, gao):
    winback = begun(hangzhou, lin, first_cause=WinBackReason.COMPETITOR)
    lead = Task.objects.get(origin=f"winback:{winback.pk}:lead")
    assert lead.owner == gao
    assert hangzhou in customers_visible_to(gao)
    winback_end(winback=winback, outcome=WinBackOutcome.GIVEN_UP, reason="太小", by=lin, at=NOW)
    assert hangzhou not in customers_visible_to(gao, TODAY + DAY)
    assert not Task.objects.filter(done_at=None, cancelled_at=None).exists()


def understand(winback: WinBack, by: User, cause: str) -> None:
    winback_understand(winback=winback, root_cause=WinBackReason(cause), by=by, at=NOW)


def test_a_competitor_found_behind_it_later_calls_the_sales_director_in_once(hangzhou, lin, gao):
    winback = begun(hangzhou, lin)
    assert not Assignment.objects.filter(user=gao).exists()
    for _twice in range(2):
        understand(winback, lin, "competitor")
    assert Assignment.objects.filter(user=gao).count() == 1
    assert Task.objects.filter(owner=gao).count() == 1


def test_whoever_leads_goes_on_leading_though_another_would_be_chosen_now(hangzhou, lin, gao):
    winback = begun(hangzhou, lin, first_cause=WinBackReason.COMPETITOR)
    LeaveFactory(user=gao, starts_on=TODAY, ends_on=TODAY)
    person("hu", "胡悦", "sales_director")
    understand(winback, lin, "competitor")
    assert WinBack.objects.get().root_cause == "competitor"
    assert Task.objects.get(origin=f"winback:{winback.pk}:lead").owner == gao


def test_nobody_leads_any_more_once_it_is_about_something_else(hangzhou, lin, gao):
    winback = begun(hangzhou, lin, first_cause=WinBackReason.COMPETITOR)
    understand(winback, lin, "budget")
    assert not Task.objects.get(owner=gao).is_at_work
    assert hangzhou not in customers_visible_to(gao, TODAY + DAY)
    understand(winback, lin, "competitor")
    assert Task.objects.filter(AT_WORK, owner=gao).count() == 1
    assert hangzhou in customers_visible_to(gao, TODAY + DAY)
    winback_end(winback=winback, outcome=WinBackOutcome.GIVEN_UP, reason="太小", by=lin, at=NOW)
    assert not Task.objects.filter(AT_WORK).exists()
    assert hangzhou not in customers_visible_to(gao, TODAY + DAY)


def test_a_lead_who_sees_the_customer_until_tomorrow_goes_on_seeing_it(hangzhou, lin, gao):
    until = DateRange(TODAY, TODAY + DAY)
    AssignmentFactory(customer=hangzhou, user=gao, kind="called_in", valid=until)
    begun(hangzhou, lin, first_cause=WinBackReason.COMPETITOR)
    assert hangzhou in customers_visible_to(gao, TODAY + DAY)


def test_without_a_sales_director_the_director_leads(hangzhou, lin, fang):
    winback = begun(hangzhou, lin, root_cause=WinBackReason.COMPETITOR)
    assert Task.objects.get(origin=f"winback:{winback.pk}:lead").owner == fang
    assert not Assignment.objects.filter(user=fang).exists()  # who sees everybody anyway


# --- its end ----------------------------------------------------------------------------------


def test_people_say_that_a_customer_is_lost_with_a_reason_and_never_that_it_is_back(hangzhou, lin):
    OrderFactory(customer=hangzhou, ordered_on=TODAY - 100 * DAY)
    winback = begun(hangzhou, lin)
    for outcome, reason, code in (("lost", " ", "reason"), ("won_back", "回来了", "outcome")):
        with pytest.raises(ValidationError) as error:
            winback_end(
                winback=winback, outcome=WinBackOutcome(outcome), reason=reason, by=lin, at=NOW
            )
        assert error.value.code == code
    assert WinBack.objects.get().is_at_work


def test_who_is_lost_gets_a_review_and_who_is_given_up_none(hangzhou, ningbo, lin, chen):
    for customer, by, outcome in ((hangzhou, lin, "lost"), (ningbo, chen, "given_up")):
        winback = begun(customer, by)
        for _twice in range(2):
            winback_end(
                winback=winback, outcome=WinBackOutcome(outcome), reason="价格", by=by, at=NOW
            )
    assert LostReview.objects.get().customer == hangzhou


def test_what_has_ended_is_not_changed_any_more(hangzhou, lin, wei):
    winback = begun(hangzhou, lin)
    winback_end(winback=winback, outcome=WinBackOutcome.LOST, reason="价格", by=lin, at=NOW)
    with pytest.raises(ValidationError):
        winback_end(winback=winback, outcome=WinBackOutcome.LOST, reason="价格", by=wei, at=NOW)
    with pytest.raises(ValidationError):
        winback_understand(winback=winback, root_cause=WinBackReason.BUDGET, by=lin, at=NOW)


# --- what came of it --------------------------------------------------------------------------


@pytest.fixture
def winback(hangzhou, lin) -> WinBack:
    """Begun 200 days ago, of a customer that bought once a month."""
    OrderFactory(customer=hangzhou, ordered_on=TODAY - 300 * DAY)
    return WinBackFactory(
        customer=hangzhou,
        owner=lin,
        opened_on=TODAY - 200 * DAY,
        usual_days=365,
        usual_order_days=12,
        usual_amount=12_000,
        usual_currency="CNY",
    )


def judge(ago: int) -> int:
    return winbacks_judge(day=TODAY - ago * DAY, at=noon(TODAY - ago * DAY))


def test_it_is_judged_on_three_days_and_once_on_each(winback):
    found = [judge(ago) for ago in range(200, -1, -10)]
    assert sum(found) == 3
    assert list(WinBackResult.objects.values_list("days", flat=True)) == list(HORIZONS)
    judged = list(WinBackResult.objects.values_list("judged_on", flat=True))
    assert judged == [winback.opened_on + days * DAY for days in HORIZONS]
    assert judge(0) == 0


def test_a_night_that_was_missed_is_made_up_for_as_of_its_day(winback, hangzhou):
    OrderFactory(customer=hangzhou, ordered_on=winback.opened_on + 31 * DAY)
    assert judge(0) == 3
    verdicts = list(WinBackResult.objects.values_list("verdict", flat=True))
    assert verdicts == ["silent", "answered", "answered"]


def test_what_nobody_has_told_us_yet_is_judged_once_somebody_does(winback, hangzhou):
    """Its feed stopped on the hundredth day: of the first 30 and 90 we know, of the rest not."""
    store_feeds({("orders", "test"): (winback.opened_on + 100 * DAY, 7)})
    assert judge(0) == 2
    assert WinBack.objects.get().is_at_work
    Feed.objects.update(last_fact_on=TODAY)
    assert judge(0) == 1
    assert WinBack.objects.get().outcome == "lost"


def test_where_nobody_tells_of_orders_nobody_is_judged(winback):
    Order.objects.all().delete()
    assert judge(0) == 0
    assert WinBack.objects.get().is_at_work


def test_people_say_what_came_of_a_customer_that_never_ordered(winback, hangzhou, lin):
    WinBack.objects.update(usual_days=0, usual_order_days=0)
    OrderFactory(customer=hangzhou, ordered_on=winback.opened_on + 20 * DAY)
    assert judge(0) == 3
    row = WinBack.objects.get()
    assert row.is_at_work
    winback_end(winback=row, outcome=WinBackOutcome.WON_BACK, reason="合同已续签", by=lin, at=NOW)
    assert WinBack.objects.get().outcome == "won_back"


def test_an_archived_customer_is_not_judged(winback, hangzhou):
    Customer.objects.update(archived_at=NOW)
    assert judge(0) == 0


def test_who_buys_as_before_is_won_back_and_the_tasks_are_called_off(winback, hangzhou):
    Task.objects.create(
        customer=hangzhou, kind="other", words="挽回", owner=winback.owner, starts_at=NOW,
        due_at=NOW, remind_at=NOW, origin=f"winback:{winback.pk}",
    )  # fmt: skip
    for days in (20, 60):
        OrderFactory(customer=hangzhou, ordered_on=winback.opened_on + days * DAY)
    judge(200 - 89)
    assert WinBack.objects.get().is_at_work
    judge(200 - 90)
    row = WinBack.objects.get()
    assert (row.outcome, row.ended_by) == ("won_back", None)
    assert Task.objects.get(origin=f"winback:{winback.pk}").cancelled_at is not None


@pytest.fixture
def back(winback, hangzhou) -> WinBack:
    for days in (20, 60):
        OrderFactory(customer=hangzhou, ordered_on=winback.opened_on + days * DAY)
    judge(0)
    return WinBack.objects.get()


def learn(winback: WinBack, by: User, lesson: str) -> Case:
    return lesson_write(winback=winback, done="指定工程师", lesson=lesson, by=by, at=NOW)


def test_who_has_won_a_customer_back_says_how_and_it_becomes_a_case(back, hangzhou, lin):
    judge(0)
    task = Task.objects.get()
    assert (task.owner, task.is_at_work) == (lin, True)
    cases = [learn(back, lin, "先换人，再谈价") for _twice in range(2)]
    case = Case.objects.get()
    assert cases == [case, case]
    assert (case.customer, case.outcome, case.reason) == (hangzhou, "won_back", "price_sensitive")
    assert not Task.objects.get().is_at_work


def test_what_was_learnt_is_written_once_and_of_nobody_who_did_not_come_back(
    back, lin, wei, ningbo
):
    learn(back, lin, "先换人")
    with pytest.raises(ValidationError, match=str(lin)):
        learn(back, wei, "先谈价")
    with pytest.raises(ValidationError) as error:
        learn(WinBackFactory(customer=ningbo), wei, "先谈价")
    assert error.value.code == "outcome"
    assert Case.objects.count() == 1


def test_who_is_not_back_after_half_a_year_is_lost_and_gets_a_review(winback):
    judge(0)
    assert WinBack.objects.get().outcome == "lost"
    assert LostReview.objects.get().origin == f"winback:{winback.pk}"


def test_what_people_have_ended_is_judged_too_and_stays_as_they_said(winback, lin, hangzhou):
    winback_end(winback=winback, outcome=WinBackOutcome.GIVEN_UP, reason="太小", by=lin, at=NOW)
    for days in (20, 60):
        OrderFactory(customer=hangzhou, ordered_on=winback.opened_on + days * DAY)
    judge(0)
    assert WinBack.objects.get().outcome == "given_up"
    assert WinBackResult.objects.get(days=90).verdict == "won_back"


def test_orders_before_it_and_cancelled_ones_do_not_count(winback, hangzhou):
    OrderFactory(customer=hangzhou, ordered_on=winback.opened_on)
    day = winback.opened_on + 5 * DAY
    OrderFactory(customer=hangzhou, ordered_on=day, cancelled_on=day)
    judge(0)
    assert WinBackResult.objects.get(days=30).verdict == "silent"


def test_the_warning_that_it_comes_from_is_kept(hangzhou, lin):
    warning = WarningFactory(customer=hangzhou)
    assert begun(hangzhou, lin, warning=warning).warning == warning
