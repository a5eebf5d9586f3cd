"""Rules in the portal: what warns of a customer, how a rule is set and tried, and plans."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Customer
from accounts.tests.factories import OrderFactory
from followups.models import Task
from followups.tests.factories import SurveyAnswerFactory
from health.choices import WarningCause
from health.models import ImprovementPlan, RuleSetting, Warning
from health.services.warnings import warn
from health.tests.factories import version_1_0
from health.warning_rules.base import all_rules, bound

ENGLISH = {"headers": {"accept-language": "en"}}


@pytest.fixture
def warned(hangzhou: Customer, fang) -> Warning:
    """Lin's customer is not content, and tells so."""
    version_1_0()
    SurveyAnswerFactory(customer=hangzhou, score=75, answered_at=timezone.now())
    warn(day=timezone.localdate(), at=timezone.now())
    return Warning.objects.get()


def english(person):
    person.language = "en"
    person.save()
    return person


def test_a_customers_page_says_which_rules_warn_and_which_were_looked_at(warned, as_user, lin):
    page = as_user(english(lin)).get(f"/customers/{warned.customer.code}/rules/").text
    warning, silent = page.index("Last satisfaction answer is low"), page.index("does not warn")
    assert warning < silent
    assert "last answer 75" in page


def test_the_customers_page_asks_for_them_later(warned, as_user, lin):
    browser = as_user(lin)
    assert (
        f'hx-get="/customers/{warned.customer.code}/rules/"'
        in browser.get(f"/customers/{warned.customer.code}/").text
    )
    piece = browser.get(f"/customers/{warned.customer.code}/rules/", headers={"HX-Request": "true"})
    assert "<html" not in piece.text


def test_the_rows_behind_a_rule_are_shown(warned, as_user, lin):
    page = as_user(english(lin)).get(f"/customers/{warned.customer.code}/rules/csat_low/").text
    assert "What is behind last satisfaction answer is low?" in page
    assert "75" in page


def test_a_rule_that_there_is_not_has_no_page(warned, as_user, lin):
    browser = as_user(lin)
    assert browser.get(f"/customers/{warned.customer.code}/rules/nonsense/").status_code == 404
    assert browser.get("/warnings/rules/nonsense/").status_code == 404


def test_a_warning_shows_its_signals_with_the_numbers_of_the_day(warned, as_user, lin):
    page = as_user(english(lin)).get(f"/warnings/{warned.pk}/").text
    assert "Last satisfaction answer is low" in page
    assert "last answer 75" in page


def test_the_list_can_be_narrowed_to_a_cause(warned, as_user, lin):
    browser = as_user(lin)
    assert warned.customer.name in browser.get("/warnings/?cause=satisfaction").text
    assert warned.customer.name not in browser.get("/warnings/?cause=payment").text


# --- setting a rule ---------------------------------------------------------------------------


def said(**changes) -> dict:
    return {
        "is_on": "on", "param_days": "180", "param_below": "75", "param_min_cases": "1",
        "level": "orange",
        "reason": "试一季", "revision": "0", **changes,
    }  # fmt: skip


def test_a_director_sets_a_rule_and_the_next_run_goes_by_it(warned, as_user, fang):
    assert as_user(fang).post("/warnings/rules/csat_low/", said()).status_code == 302
    setting = RuleSetting.objects.get()
    assert (setting.params, setting.level) == (
        {"days": 180, "below": 75, "min_cases": 1},
        "orange",
    )
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert warn(day=tomorrow, at=timezone.now()).resolved == 1


def test_what_is_out_of_bounds_stays_on_the_form(warned, as_user, fang):
    answer = as_user(fang).post("/warnings/rules/csat_low/", said(param_below="101"))
    assert answer.status_code == 200
    assert answer.context["form"].errors["param_below"]
    assert not RuleSetting.objects.exists()


def test_somebody_else_was_quicker_and_nothing_typed_is_lost(warned, as_user, fang):
    browser = as_user(fang)
    browser.post("/warnings/rules/csat_low/", said())
    answer = browser.post("/warnings/rules/csat_low/", said(param_below="70"))
    assert answer.status_code == 200
    assert 'value="70"' in answer.text
    assert RuleSetting.objects.get().params["below"] == 75


def test_trying_a_rule_saves_nothing_and_says_what_became_of_them(warned, as_user, fang):
    """Somebody stopped 230 days ago after a month's rhythm: 90 days later it would have warned."""
    today = timezone.localdate()
    gone = Customer.objects.create(code="G-1", name="停购公司", tier="key")
    for days in range(230, 600, 30):
        OrderFactory(customer=gone, ordered_on=today - timedelta(days))
    trial = {
        "is_on": "on", "param_days": "90", "param_intervals": "2", "param_min_cases": "3",
        "param_days_unknown": "180", "level": "orange", "revision": "0", "try": "1",
    }  # fmt: skip
    answer = as_user(fang).post("/warnings/rules/no_order/", trial)
    tried = answer.context["tried"]
    assert (tried.warned, tried.had_ordered, tried.left) == (1, 1, 1)
    assert tried.customers == (gone.pk,)
    assert not RuleSetting.objects.exists()


@pytest.mark.parametrize("code", sorted(all_rules()))
def test_every_rule_can_be_tried_on_the_past(warned, as_user, fang, code):
    usual = {
        f"param_{name}": str(number) for name, number in bound(all_rules()[code]).values.items()
    }
    trial = {"is_on": "on", "level": "orange", "revision": "0", "try": "1", **usual}
    answer = as_user(fang).post(f"/warnings/rules/{code}/", trial)
    assert answer.context["tried"] is not None


def test_a_double_click_sets_a_rule_once(warned, as_user, fang):
    browser = as_user(fang)
    for _twice in range(2):
        assert browser.post("/warnings/rules/csat_low/", said()).status_code == 302
    assert RuleSetting.objects.get().revision == 1


def test_whoever_only_sees_rules_sets_none(warned, as_user, lin):
    browser = as_user(lin)
    assert browser.get("/warnings/rules/csat_low/").status_code == 200
    assert browser.post("/warnings/rules/csat_low/", said()).status_code == 404
    assert not RuleSetting.objects.exists()


# --- plans ------------------------------------------------------------------------------------


def plan(person, **changes) -> dict:
    day = timezone.localdate() + timedelta(days=14)
    return {
        "trouble": "dissatisfied", "analysis": "交付晚了两次", "goal": "评价 80 以上",
        "review_on": str(day), "steps-TOTAL_FORMS": "2", "steps-INITIAL_FORMS": "2",
        "steps-0-text": "致电", "steps-0-owner": str(person.pk), "steps-0-due_on": str(day),
        "steps-1-text": "", "steps-1-owner": str(person.pk), "steps-1-due_on": str(day), **changes,
    }  # fmt: skip


def test_a_plan_begins_with_the_playbook_of_the_trouble(warned, as_user, lin):
    page = as_user(english(lin)).get(f"/warnings/{warned.pk}/plan/")
    assert page.context["book"].trouble == "dissatisfied"
    first = page.context["formset"].forms[0]
    assert first.initial["text"].startswith("Call whoever answered")
    assert first.initial["owner"] == lin.pk


def test_another_playbook_may_be_asked_for(warned, as_user, lin):
    page = as_user(lin).get(f"/warnings/{warned.pk}/plan/?trouble=competitor")
    assert page.context["book"].trouble == "competitor"
    assert as_user(lin).get(f"/warnings/{warned.pk}/plan/?trouble=x").status_code == 200


def test_a_filed_plan_shows_on_the_warning_and_its_steps_are_tasks(warned, as_user, lin):
    browser = as_user(lin)
    assert browser.post(f"/warnings/{warned.pk}/plan/", plan(lin)).status_code == 302
    assert "交付晚了两次" in browser.get(f"/warnings/{warned.pk}/").text
    assert Task.objects.get(words="致电").owner == lin


def test_a_step_without_a_person_or_day_is_said_and_nothing_typed_is_lost(warned, as_user, lin):
    wrong = plan(lin, **{"steps-0-owner": "", "steps-0-due_on": "2020-01-01"})
    answer = as_user(lin).post(f"/warnings/{warned.pk}/plan/", wrong)
    assert answer.status_code == 200
    assert set(answer.context["formset"].errors[0]) == {"owner", "due_on"}
    assert "交付晚了两次" in answer.text
    assert not ImprovementPlan.objects.exists()


def test_a_step_cannot_be_given_to_somebody_who_does_not_see_the_customer(
    warned, as_user, lin, chen
):
    answer = as_user(lin).post(
        f"/warnings/{warned.pk}/plan/", plan(lin, **{"steps-0-owner": str(chen.pk)})
    )
    assert answer.status_code == 200
    assert not ImprovementPlan.objects.exists()


def test_more_steps_are_added_and_the_plan_is_ended(warned, as_user, lin):
    browser = as_user(lin)
    browser.post(f"/warnings/{warned.pk}/plan/", plan(lin))
    row = ImprovementPlan.objects.get()
    seen = str(browser.get(f"/warnings/{warned.pk}/plan/").context["form"].initial["seen"])
    assert seen == str(row.pk)
    more = plan(lin, **{"steps-0-text": "上门", "seen": seen})
    browser.post(f"/warnings/{warned.pk}/plan/", more)
    assert [step.task.words for step in row.steps.all()] == ["致电", "上门"]
    ending = {"outcome": "reached", "result": "评价 90"}
    assert browser.post(f"/plans/{row.pk}/end/", ending).status_code == 200
    ending["lesson"] = "先致电"
    assert browser.post(f"/plans/{row.pk}/end/", ending).status_code == 302
    row.refresh_from_db()
    assert (row.outcome, row.result) == ("reached", "评价 90")


def test_of_two_plans_at_once_the_second_is_told_and_nothing_typed_is_lost(
    warned, as_user, lin, fang
):
    as_user(fang).post(f"/warnings/{warned.pk}/plan/", plan(lin))
    answer = as_user(lin).post(f"/warnings/{warned.pk}/plan/", plan(lin, analysis="另有原因"))
    assert answer.status_code == 200
    assert "另有原因" in answer.text
    assert ImprovementPlan.objects.get().steps.count() == 1


def test_a_step_on_a_free_day_long_gone_is_refused(warned, as_user, lin):
    """It would be due at the end of the working day before."""
    with time_machine.travel(datetime.fromisoformat("2026-11-28T10:00+08:00"), tick=False):
        sunday = {"steps-0-due_on": "2026-11-29", "review_on": "2026-12-20"}
        answer = as_user(lin).post(f"/warnings/{warned.pk}/plan/", plan(lin, **sunday))
    assert answer.context["formset"].errors[0]["due_on"]


def test_the_plan_of_somebody_elses_customer_is_not_found(warned, as_user, lin, chen):
    as_user(lin).post(f"/warnings/{warned.pk}/plan/", plan(lin))
    row = ImprovementPlan.objects.get()
    stranger = as_user(chen)
    assert stranger.get(f"/plans/{row.pk}/end/").status_code == 404
    assert stranger.get(f"/warnings/{warned.pk}/plan/").status_code == 404


def test_held_warnings_of_one_cause_are_decided_about_alone(as_user, fang, lin):
    version_1_0()
    customers = [Customer.objects.create(code=f"F-{n}", name=f"客户{n}", tier="general",
                                         owner=lin) for n in range(26)]  # fmt: skip
    for customer in customers:
        SurveyAnswerFactory(customer=customer, score=60, answered_at=timezone.now())
    warn(day=timezone.localdate(), at=timezone.now())
    browser = as_user(fang)
    decision = {"decision": "open", "reason": "看过", "causes": ["payment"]}
    assert browser.post("/warnings/held/", decision).status_code == 200
    assert not Warning.objects.exists()
    assert (
        browser.post("/warnings/held/", decision | {"causes": ["satisfaction"]}).status_code == 302
    )
    assert set(Warning.objects.values_list("cause", flat=True)) == {WarningCause.SATISFACTION}
