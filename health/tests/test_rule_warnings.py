"""What a rule says opens a warning, joins one, ends it, and opens it again; and asks for work."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.choices import EventKind
from accounts.models import Customer, Feed, Notice, Opportunity
from accounts.tests.factories import (
    ContactFactory,
    CustomerEventFactory,
    CustomerFactory,
    InvoiceFactory,
    MarketSignalFactory,
    OrderFactory,
)
from followups.choices import SurveyKind
from followups.models import SurveyAnswer, Task
from followups.tests.factories import SurveyAnswerFactory, at
from health.choices import (
    DutyCode,
    Level,
    RuleOutcome,
    WarningAction,
    WarningCause,
    WarningOutcome,
)
from health.models import (
    ChanceSignal,
    HealthScore,
    HeldBatch,
    HeldWarning,
    RuleSetting,
    Warning,
    WarningDuty,
    WarningEvent,
    WarningSignal,
)
from health.models.warning import OPEN
from health.queries.rules import findings_of
from health.services.held import Decision, held_open, held_start_from
from health.services.partitions import partition_ensure
from health.services.rule_settings import Setting, rule_set
from health.services.warning_acts import warning_end
from health.services.warnings import warn
from health.tests.factories import HealthCurrentFactory
from health.warning_rules.base import all_rules, bound, warning_rules

FRIDAY = date(2026, 3, 6)
FRIDAY_5PM = at("2026-03-06T17:00")
DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("model")


@pytest.fixture
def company(lin, wei, fang, qiu):
    """Lin, her lead, the director above and the COO."""
    wei.line_manager = fang
    wei.save()


def night(day: date = FRIDAY):
    return warn(day=day, at=FRIDAY_5PM + (day - FRIDAY))


def answers(customer: Customer, *scores: int, last: date = FRIDAY) -> None:
    """Answers about satisfaction, one a week, the last one on `last`."""
    for weeks, score in enumerate(reversed(scores)):
        moment = at(f"{last - timedelta(weeks=weeks)}T10:00")
        SurveyAnswerFactory(
            customer=customer, kind=SurveyKind.CSAT, score=score, answered_at=moment
        )


def competitor(customer: Customer, day: date = FRIDAY) -> None:
    CustomerEventFactory(customer=customer, kind=EventKind.COMPETITOR, occurred_on=day)


def codes() -> list[str]:
    return sorted(WarningDuty.objects.values_list("code", flat=True))


# --- opening and joining ----------------------------------------------------------------------


def test_a_low_answer_opens_a_yellow_warning_of_satisfaction(hangzhou, company, lin):
    answers(hangzhou, 75)
    assert night().opened == 1
    warning = Warning.objects.get()
    assert (warning.cause, warning.level, warning.score) == ("satisfaction", "yellow", None)
    [duty] = WarningDuty.objects.all()
    assert (duty.code, duty.task.owner) == (DutyCode.PLAN, lin)


def test_its_signal_keeps_the_numbers_and_the_rows_that_it_went_by(hangzhou, company):
    answers(hangzhou, 75)
    night()
    [signal] = WarningSignal.objects.all()
    [answer] = type(hangzhou)._meta.apps.get_model("followups", "SurveyAnswer").objects.all()
    assert (signal.rule, signal.began_on, signal.rows) == ("csat_low", FRIDAY, [answer.pk])
    assert signal.evidence == {"csat_last": 75, "csat_answered_on": "2026-03-06"}


def test_several_rules_of_a_cause_are_one_warning_as_bad_as_the_worst(hangzhou, company):
    answers(hangzhou, 75, 78, 60)
    night()
    warning = Warning.objects.get()
    assert warning.level == Level.ORANGE
    rules = {"csat_low", "csat_very_low", "csat_low_in_a_row"}
    assert set(warning.signals.values_list("rule", flat=True)) == rules


def test_another_signal_joins_the_open_warning_and_makes_it_worse(hangzhou, company):
    answers(hangzhou, 75)
    night()
    answers(hangzhou, 60, last=FRIDAY + DAY)
    assert night(FRIDAY + DAY).worsened == 1
    warning = Warning.objects.get()
    assert (warning.level, warning.round) == (Level.ORANGE, 2)
    assert codes() == [DutyCode.EFFORT, DutyCode.PLAN, DutyCode.START]
    actions = set(WarningEvent.objects.values_list("action", "rule"))
    assert {("signal", "csat_very_low"), ("worsened", "")} <= actions


def test_two_causes_are_two_warnings_and_one_talk(hangzhou, company, lin):
    answers(hangzhou, 60)
    competitor(hangzhou)
    night()
    assert set(Warning.objects.values_list("cause", flat=True)) == {"satisfaction", "competition"}
    assert WarningDuty.objects.filter(code=DutyCode.START).count() == 2
    assert Task.objects.filter(title_key="Talk to the customer").count() == 1


def test_another_cause_on_another_night_asks_for_the_same_talk(hangzhou, company):
    answers(hangzhou, 60)
    night()
    competitor(hangzhou, FRIDAY + DAY)
    night(FRIDAY + DAY)
    tasks = set(WarningDuty.objects.filter(code=DutyCode.START).values_list("task", flat=True))
    assert (Warning.objects.count(), len(tasks)) == (2, 1)


def test_nothing_opens_of_whoever_was_looked_at_with_a_later_day(hangzhou, company):
    HealthCurrentFactory(customer=hangzhou, day=FRIDAY + DAY)
    answers(hangzhou, 60)
    assert night().opened == 0


def test_but_what_is_over_by_the_end_of_the_day_ends(hangzhou, company):
    """Or else whoever orders every night after midnight would never be well again."""
    answers(hangzhou, 60)
    night()
    answers(hangzhou, 95, last=FRIDAY + DAY)
    HealthCurrentFactory(customer=hangzhou, day=FRIDAY + 2 * DAY)
    assert night(FRIDAY + DAY).resolved == 1


def test_nobody_is_warned_of_who_was_archived_since(hangzhou, company):
    """At the end of the day that is looked at the customer was still there."""
    answers(hangzhou, 60)
    Customer.objects.filter(pk=hangzhou.pk).update(archived_at=FRIDAY_5PM + DAY)
    assert warn(day=FRIDAY, at=FRIDAY_5PM + DAY).opened == 0


def test_a_second_night_of_the_same_day_changes_nothing(hangzhou, company):
    answers(hangzhou, 60)
    night()
    before = list(WarningEvent.objects.values_list("pk", flat=True))
    run = night()
    assert (run.opened, run.worsened, run.resolved) == (0, 0, 0)
    assert list(WarningEvent.objects.values_list("pk", flat=True)) == before
    assert WarningSignal.objects.count() == 2


def test_adverse_news_asks_for_a_talk_within_two_working_days(hangzhou, company, lin):
    MarketSignalFactory(customer=hangzhou, direction="bad", published_on=FRIDAY)
    night()
    [duty] = WarningDuty.objects.all()
    assert (duty.code, duty.task.kind, duty.task.owner) == (DutyCode.SPECIAL, "contact", lin)
    assert duty.task.due_at == at("2026-03-10T17:00")


def test_whoever_is_told_reads_what_the_rule_says(hangzhou, company, lin, fang):
    competitor(hangzhou)
    night()
    with translation.override("en"):
        told = str(Notice.objects.get(recipient=fang))
    assert told.startswith("Orange warning: 杭州")
    assert "contact with a competitor" in told


def test_a_red_rule_reaches_the_coo(hangzhou, company, qiu, fang):
    answers(hangzhou, 60)
    rule = all_rules()["csat_very_low"]
    setting = Setting(bound(rule).values, level=Level.RED)
    rule_set(rule=rule, setting=setting, reason="严重", by=fang, at=FRIDAY_5PM)
    night()
    assert Warning.objects.get().level == Level.RED
    assert "杭州" in str(Notice.objects.get(recipient=qiu))
    assert codes() == [DutyCode.INTERVENE, DutyCode.SENIOR_VISIT]


# --- getting better ---------------------------------------------------------------------------


def test_it_gets_better_when_the_worse_signal_ends_and_what_is_left_asks_for_a_plan(
    hangzhou, company
):
    answers(hangzhou, 60)
    night()
    answers(hangzhou, 75, last=FRIDAY + DAY)
    assert night(FRIDAY + DAY).improved == 1
    warning = Warning.objects.get()
    assert (warning.level, warning.worst_level) == (Level.YELLOW, Level.ORANGE)
    left = Task.objects.filter(cancelled_at=None)
    assert [task.title_key for task in left] == ["File an improvement plan"]


def test_it_ends_with_its_last_signal_and_what_is_to_be_done_is_called_off(hangzhou, company):
    answers(hangzhou, 60)
    night()
    answers(hangzhou, 95, last=FRIDAY + DAY)
    assert night(FRIDAY + DAY).resolved == 1
    assert Warning.objects.get().outcome == WarningOutcome.RECOVERED
    assert not Task.objects.filter(cancelled_at=None).exists()
    assert WarningSignal.objects.filter(ended_on=FRIDAY + DAY).count() == 2


def test_a_task_that_another_warning_asks_for_goes_on(hangzhou, company):
    answers(hangzhou, 60)
    competitor(hangzhou)
    night()
    answers(hangzhou, 95, last=FRIDAY + DAY)
    night(FRIDAY + DAY)
    assert Warning.objects.filter(OPEN).get().cause == WarningCause.COMPETITION
    assert Task.objects.filter(title_key="Talk to the customer", cancelled_at=None).exists()


def test_two_warnings_that_end_in_one_night_leave_nobody_a_task(hangzhou, company):
    answers(hangzhou, 60, last=FRIDAY - 80 * DAY)
    competitor(hangzhou, FRIDAY - 89 * DAY)
    night()
    assert Warning.objects.count() == 2
    answers(hangzhou, 95, last=FRIDAY + DAY)
    assert night(FRIDAY + DAY).resolved == 2
    assert not Task.objects.filter(cancelled_at=None).exists()


def test_what_swings_about_a_line_ends_on_the_third_night_in_a_row(hangzhou, company):
    order_days = [FRIDAY - timedelta(days) for days in range(100, 400, 10)]
    for day in order_days:
        OrderFactory(customer=hangzhou, ordered_on=day, amount=100)
    night()
    signals = WarningSignal.objects.filter(rule="spending_halved")
    assert signals.get().is_live
    OrderFactory(customer=hangzhou, ordered_on=FRIDAY + DAY, amount=900)
    for days in (1, 2):
        night(FRIDAY + days * DAY)
        assert signals.get().is_live
    night(FRIDAY + 3 * DAY)
    assert not signals.get().is_live


def test_a_better_day_that_has_not_ended_yet_ends_nothing(hangzhou, company):
    answers(hangzhou, 60)
    night()
    answers(hangzhou, 95, last=FRIDAY + DAY)
    run = warn(day=FRIDAY + DAY, at=FRIDAY_5PM + DAY, customers=[hangzhou.pk])
    assert (run.resolved, run.improved) == (0, 0)
    assert Warning.objects.get().is_open


def test_a_rule_that_is_made_milder_makes_warnings_better_in_the_night(hangzhou, company, fang):
    competitor(hangzhou)
    night()
    rule = all_rules()["competitor_contact"]
    setting = Setting(bound(rule).values, level=Level.YELLOW)
    rule_set(rule=rule, setting=setting, reason="没那么严重", by=fang, at=FRIDAY_5PM)
    by_day = warn(day=FRIDAY + DAY, at=FRIDAY_5PM + DAY, customers=[hangzhou.pk])
    assert (by_day.improved, night(FRIDAY + DAY).improved) == (0, 1)


def test_while_a_feed_is_silent_nothing_ends_and_nothing_begins(hangzhou, ningbo, company):
    """Nobody tells any more whether they have paid."""
    late = {"issued_on": FRIDAY - 70 * DAY, "due_on": FRIDAY - 31 * DAY, "source": "erp"}
    InvoiceFactory(customer=hangzhou, **late, paid_on=None)
    InvoiceFactory(customer=ningbo, **late | {"due_on": FRIDAY - 20 * DAY}, paid_on=None)
    feed = {"live_from": FRIDAY - 90 * DAY, "last_fact_on": FRIDAY, "stale_after_days": 7}
    Feed.objects.create(kind="invoices", source="erp", **feed)
    assert night().opened == 1
    run = night(FRIDAY + 20 * DAY)
    assert (run.opened, run.resolved) == (0, 0)


def test_a_worse_day_that_has_not_ended_yet_warns_at_once(hangzhou, company):
    answers(hangzhou, 60)
    assert warn(day=FRIDAY, at=FRIDAY_5PM, customers=[hangzhou.pk]).opened == 1
    assert warn(day=FRIDAY, at=FRIDAY_5PM, customers=[hangzhou.pk]).opened == 0


# --- again ------------------------------------------------------------------------------------


def test_within_14_days_the_same_warning_opens_again_with_new_duties(hangzhou, company):
    answers(hangzhou, 75)
    night()
    answers(hangzhou, 95, last=FRIDAY + DAY)
    night(FRIDAY + DAY)
    answers(hangzhou, 75, last=FRIDAY + 15 * DAY)
    night(FRIDAY + 15 * DAY)
    warning = Warning.objects.get()
    assert (warning.is_open, warning.outcome, warning.round) == (True, "", 2)
    assert warning.events.filter(action=WarningAction.REOPENED).exists()
    assert Task.objects.filter(cancelled_at=None).count() == 1


def test_a_red_warning_that_opens_again_is_in_the_digest_of_that_day(hangzhou, company, qiu, fang):
    rule = all_rules()["csat_low"]
    setting = Setting(bound(rule).values, level=Level.RED)
    rule_set(rule=rule, setting=setting, reason="严重", by=fang, at=FRIDAY_5PM)
    for days, score in ((0, 75), (1, 95), (2, 75)):
        answers(hangzhou, score, last=FRIDAY + days * DAY)
        night(FRIDAY + days * DAY)
    digest = Notice.objects.filter(recipient=qiu).latest("pk")
    assert digest.params == {"count": 1, "customers": hangzhou.name}


def test_after_14_days_it_is_another_warning(hangzhou, company):
    answers(hangzhou, 75)
    night()
    answers(hangzhou, 95, last=FRIDAY + DAY)
    night(FRIDAY + DAY)
    answers(hangzhou, 75, last=FRIDAY + 16 * DAY)
    night(FRIDAY + 16 * DAY)
    assert Warning.objects.count() == 2


def test_a_false_alarm_is_quiet_until_it_has_been_over(hangzhou, company, fang):
    answers(hangzhou, 60)
    night()
    ending = {"outcome": WarningOutcome.FALSE_ALARM, "reason": "填错了"}
    warning_end(warning=Warning.objects.get(), by=fang, at=FRIDAY_5PM, **ending)
    assert night(FRIDAY + DAY).opened == 0
    answers(hangzhou, 95, last=FRIDAY + 2 * DAY)
    night(FRIDAY + 2 * DAY)
    answers(hangzhou, 60, last=FRIDAY + 3 * DAY)
    assert night(FRIDAY + 3 * DAY).opened == 1


def test_after_90_days_a_false_alarm_that_is_still_there_warns_again(hangzhou, company, fang):
    answers(hangzhou, 60)
    night()
    ending = {"outcome": WarningOutcome.FALSE_ALARM, "reason": "填错了"}
    warning_end(warning=Warning.objects.get(), by=fang, at=FRIDAY_5PM, **ending)
    assert night(FRIDAY + 89 * DAY).opened == 0
    assert night(FRIDAY + 90 * DAY).opened == 1


def test_a_new_signal_beside_a_false_alarm_warns(hangzhou, company, fang):
    answers(hangzhou, 75)
    night()
    ending = {"outcome": WarningOutcome.FALSE_ALARM, "reason": "填错了"}
    warning_end(warning=Warning.objects.get(), by=fang, at=FRIDAY_5PM, **ending)
    answers(hangzhou, 60, last=FRIDAY + DAY)
    assert night(FRIDAY + DAY).opened == 1
    assert Warning.objects.filter(OPEN).get().signals.get().rule == "csat_very_low"


# --- rules that are set, and customers that go --------------------------------------------------


def test_a_rule_that_is_switched_off_withdraws_what_it_said(hangzhou, company, fang):
    answers(hangzhou, 75)
    night()
    RuleSetting.objects.create(
        rule="csat_low", is_on=False, reason="试", changed_by=fang, changed_at=FRIDAY_5PM
    )
    night(FRIDAY + DAY)
    assert Warning.objects.get().outcome == WarningOutcome.WITHDRAWN


def test_a_rule_may_be_off_for_a_tier(company, lin, fang):
    for tier in ("key", "general"):
        answers(CustomerFactory(tier=tier, owner=lin), 75)
    RuleSetting.objects.create(
        rule="csat_low", off_for=["general"], level="yellow", reason="试", changed_by=fang,
        changed_at=FRIDAY_5PM,
    )  # fmt: skip
    night()
    assert Warning.objects.get().customer.tier == "key"


def test_whoever_has_left_for_good_is_warned_of_no_more(hangzhou, company):
    answers(hangzhou, 75)
    night()
    Customer.objects.filter(pk=hangzhou.pk).update(churned_on=FRIDAY + DAY)
    night(FRIDAY + DAY)
    assert Warning.objects.get().outcome == WarningOutcome.WITHDRAWN


def test_whoever_is_archived_is_warned_of_no_more(hangzhou, company):
    answers(hangzhou, 75)
    night()
    Customer.objects.filter(pk=hangzhou.pk).update(archived_at=FRIDAY_5PM)
    night(FRIDAY + DAY)
    assert Warning.objects.get().outcome == WarningOutcome.WITHDRAWN
    assert not WarningSignal.objects.filter(ended_on=None).exists()


def test_a_setting_out_of_bounds_or_without_a_reason_is_refused(fang):
    rule = all_rules()["csat_low"]
    usual = dict(bound(rule).values)
    for setting, reason in (
        (Setting(usual | {"below": 101}, level="yellow"), "试"),
        (Setting(usual | {"below": 79.5}, level="yellow"), "试"),
        (Setting(usual, level="healthy"), "试"),
        (Setting(usual, level="yellow"), " "),
    ):
        with pytest.raises(ValidationError):
            rule_set(rule=rule, setting=setting, reason=reason, by=fang, at=FRIDAY_5PM)
    assert not RuleSetting.objects.exists()


def test_of_two_who_set_a_rule_at_once_the_second_is_told(fang):
    rule = all_rules()["csat_low"]
    setting = Setting(dict(bound(rule).values), level="orange")
    rule_set(rule=rule, setting=setting, reason="试", by=fang, at=FRIDAY_5PM)
    with pytest.raises(ValidationError) as refused:
        rule_set(rule=rule, setting=setting, reason="也试", by=fang, at=FRIDAY_5PM)
    assert refused.value.code == "changed"


def test_every_rule_says_something_of_every_customer(hangzhou):
    said = {one.rule: one.outcome for one in findings_of(hangzhou.pk, FRIDAY)}
    assert set(said) == set(all_rules())
    assert RuleOutcome.FIRES not in said.values()


def test_every_rule_has_a_cause_a_level_and_words():
    for rule in warning_rules().values():
        assert rule.cause in WarningCause
        assert rule.level in Level
        assert rule.explained()


# --- too many at once -------------------------------------------------------------------------


@pytest.fixture
def flood(company, lin) -> list[Customer]:
    customers = [CustomerFactory(owner=lin, tier="general") for _ in range(26)]
    for customer in customers:
        answers(customer, 60)
    return customers


def test_a_flood_of_one_cause_is_held_and_others_open(flood, hangzhou):
    competitor(hangzhou)
    run = night()
    assert (run.opened, run.held) == (1, 26)
    assert Warning.objects.get().cause == WarningCause.COMPETITION


def test_held_warnings_open_with_their_signals(flood, fang):
    night()
    batch = HeldBatch.objects.get()
    decision = Decision(by=fang, reason="看过了", at=FRIDAY_5PM)
    assert held_open(batch=batch, decision=decision) == 26
    warning = Warning.objects.filter(customer=flood[0]).get()
    signals = set(warning.signals.values_list("rule", flat=True))
    assert signals == {"csat_low", "csat_very_low"}
    assert all(warning.signals.values_list("rows", flat=True))
    assert night(FRIDAY + DAY).opened == 0


def test_held_warnings_may_be_the_position_that_we_start_from(flood, fang):
    night()
    batch = HeldBatch.objects.get()
    held_start_from(batch=batch, decision=Decision(by=fang, reason="老数据", at=FRIDAY_5PM))
    run = night(FRIDAY + DAY)
    assert (run.opened, run.held) == (0, 0)
    answers(flood[0], 95, last=FRIDAY + 2 * DAY)
    night(FRIDAY + 2 * DAY)
    answers(flood[0], 60, last=FRIDAY + 3 * DAY)
    assert night(FRIDAY + 3 * DAY).opened == 1


def test_whoever_has_recovered_meanwhile_is_held_no_more(flood):
    night()
    answers(flood[0], 95, last=FRIDAY + DAY)
    answers(flood[1], 75, last=FRIDAY + DAY)
    night(FRIDAY + DAY)
    assert not HeldWarning.objects.filter(customer=flood[0]).exists()
    assert HeldWarning.objects.get(customer=flood[1]).level == Level.YELLOW


def test_held_warnings_of_rules_are_not_the_scores(flood, fang, model):
    """A score on a level that warns, or a healthy one, changes nothing about them."""
    partition_ensure(day=FRIDAY)
    for customer, score, level in ((flood[0], 65, "orange"), (flood[1], 95, "healthy")):
        HealthScore.objects.create(
            customer=customer, day=FRIDAY, score=score, level=level, coverage=1, version=model,
            raw=[], states="",
        )  # fmt: skip
    night()
    before = list(HeldWarning.objects.filter(cause="satisfaction").values_list("pk", flat=True))
    night()
    held = HeldWarning.objects.filter(cause="satisfaction")
    assert list(held.values_list("pk", flat=True)) == before
    assert not held.exclude(score=None).exists()
    decision = Decision(by=fang, reason="看过了", at=FRIDAY_5PM)
    assert held_open(batch=HeldBatch.objects.get(), decision=decision) == 26


def test_what_is_quiet_is_not_held_a_second_time(flood, fang):
    answers(flood[0], 75, last=FRIDAY - DAY)
    SurveyAnswer.objects.filter(score=60).delete()
    night(FRIDAY - DAY)
    ending = {"outcome": WarningOutcome.FALSE_ALARM, "reason": "填错了"}
    warning_end(warning=Warning.objects.get(), by=fang, at=FRIDAY_5PM - DAY, **ending)
    for customer in flood:
        answers(customer, 60)
    night()
    night()
    decision = Decision(by=fang, reason="看过了", at=FRIDAY_5PM)
    held_open(batch=HeldBatch.objects.get(), decision=decision)
    assert WarningSignal.objects.filter(customer=flood[0], ended_on=None).count() == 2


def test_directors_are_told_of_all_that_is_held(flood, fang, lin):
    for customer in CustomerFactory.create_batch(26, owner=lin, tier="general"):
        competitor(customer)
    night()
    assert Notice.objects.get(recipient=fang).params["count"] == 52


def test_what_somebody_decided_to_open_is_no_flood(flood, fang, hangzhou):
    night()
    decision = Decision(by=fang, reason="看过了", at=FRIDAY_5PM)
    held_open(batch=HeldBatch.objects.get(), decision=decision)
    answers(hangzhou, 60)
    assert warn(day=FRIDAY, at=FRIDAY_5PM, customers=[hangzhou.pk]).opened == 1


def test_whoever_was_archived_meanwhile_is_not_opened(flood, fang):
    night()
    Customer.objects.filter(pk=flood[0].pk).update(archived_at=FRIDAY_5PM)
    decision = Decision(by=fang, reason="看过了", at=FRIDAY_5PM)
    held_open(batch=HeldBatch.objects.get(), decision=decision)
    assert Warning.objects.count() == 25


# --- chances ----------------------------------------------------------------------------------


@pytest.fixture
def ran_before(company) -> None:
    night(FRIDAY - DAY)


def test_what_the_first_run_sees_is_no_news(hangzhou, company):
    policy = {"direction": "good", "kind": EventKind.POLICY_GOOD}
    MarketSignalFactory(customer=hangzhou, published_on=FRIDAY, **policy)
    night()
    night(FRIDAY + DAY)
    assert (ChanceSignal.objects.count(), Opportunity.objects.count()) == (1, 0)


def test_a_favourable_policy_opens_one_opportunity(hangzhou, ran_before):
    policy = {"direction": "good", "kind": EventKind.POLICY_GOOD}
    MarketSignalFactory(customer=hangzhou, published_on=FRIDAY, **policy)
    night()
    night(FRIDAY + DAY)
    chance, opportunity = ChanceSignal.objects.get(), Opportunity.objects.get()
    assert (chance.rule, chance.opportunity) == ("favourable_policy", opportunity)
    assert opportunity.customer == hangzhou


def test_tripled_spending_asks_for_a_review_once(hangzhou, ran_before, lin):
    for days in range(100, 400, 30):
        OrderFactory(customer=hangzhou, ordered_on=FRIDAY - timedelta(days), amount=100)
    OrderFactory(customer=hangzhou, ordered_on=FRIDAY, amount=5_000)
    night()
    night(FRIDAY + DAY)
    [task] = Task.objects.filter(origin__startswith="chance:")
    assert (task.owner, ChanceSignal.objects.get().task) == (lin, task)


def test_a_flood_of_chances_opens_nothing(ran_before, lin):
    policy = {"direction": "good", "kind": EventKind.POLICY_GOOD, "industry": "纺织"}
    CustomerFactory.create_batch(26, owner=lin, industry="纺织")
    MarketSignalFactory(published_on=FRIDAY, customer=None, region="", **policy)
    night()
    assert (ChanceSignal.objects.count(), Opportunity.objects.count()) == (26, 0)


# --- facts of several kinds -------------------------------------------------------------------


def test_an_overdue_invoice_warns_until_it_is_paid(hangzhou, company):
    invoice = InvoiceFactory(
        customer=hangzhou, issued_on=FRIDAY - 70 * DAY, due_on=FRIDAY - 31 * DAY, paid_on=None
    )
    night()
    assert Warning.objects.get().cause == WarningCause.PAYMENT
    invoice.paid_on = FRIDAY + DAY
    invoice.save()
    night(FRIDAY + DAY)
    assert Warning.objects.get().outcome == WarningOutcome.RECOVERED


def test_a_decision_maker_who_left_warns_until_a_new_one_is_recorded(hangzhou, company):
    maker = {"customer": hangzhou, "decision_roles": ["decision_maker"]}
    ContactFactory(**maker, left_on=FRIDAY)
    night()
    assert Warning.objects.get().cause == WarningCause.PEOPLE
    ContactFactory(**maker, joined_on=FRIDAY + DAY)
    night(FRIDAY + DAY)
    assert Warning.objects.get().outcome == WarningOutcome.RECOVERED
