"""Who grants what at once, whom one asks for more, and what came of it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import Cost, Customer, Department, Notice, User
from accounts.tests.factories import AssignmentFactory, person
from followups.choices import ConcessionKind, ConcessionState
from followups.models import AuthorityLimit, Concession, Task
from followups.queries.authority import deciders, own_limits
from followups.queries.people import company_on
from followups.services.concessions import (
    Asked,
    concession_ask,
    concession_grant,
    concession_refuse,
    concession_withdraw,
    concessions_climb,
)
from followups.services.escalation import escalate
from followups.services.tasks import Seen, task_do
from followups.tests.factories import LeaveFactory, at

NOW = at("2026-11-25T10:00")  # a Wednesday
DISCOUNT = Asked(ConcessionKind.DISCOUNT, Decimal(5), "同行报价低一成")
MORE = replace(DISCOUNT, amount=Decimal(7))
MOST = replace(DISCOUNT, amount=Decimal(14))


@pytest.fixture(autouse=True)
def _line(lin: User, wei: User, fang: User, qiu: User) -> None:
    """Lin works for Wei, Wei for Fang."""
    wei.line_manager = fang
    wei.save()


def ask(customer: Customer, asked: Asked, by: User) -> Concession:
    return concession_ask(customer=customer, asked=asked, by=by, at=NOW)


def climb(moment) -> int:
    return concessions_climb(company=company_on(timezone.localdate(moment)), at=moment)


def test_what_is_within_the_own_limit_is_granted_at_once(hangzhou, lin):
    granted = ask(hangzhou, DISCOUNT, lin)
    assert (granted.state, granted.decided_by) == (ConcessionState.GRANTED, lin)
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    ("tier", "amount", "state"),
    [
        ("strategic", "5", "granted"),
        ("strategic", "5.01", "waiting"),
        ("key", "3", "granted"),
        ("key", "3.5", "waiting"),
        ("", "1", "granted"),  # no tier counts as general
        ("", "2", "waiting"),
    ],
)
def test_the_limit_goes_by_the_tier(hangzhou, lin, tier, amount, state):
    hangzhou.tier = tier
    hangzhou.save()
    assert ask(hangzhou, replace(DISCOUNT, amount=Decimal(amount)), lin).state == state


def test_the_first_one_above_who_may_is_asked_and_only_that_one(hangzhou, lin, wei, fang):
    asked = ask(hangzhou, MORE, lin)
    assert asked.task.owner == wei
    assert Notice.objects.get().recipient == wei
    assert ask(hangzhou, MOST, lin).task.owner == fang
    assert Task.objects.count() == 2


def test_the_approver_has_eight_hours_of_service_time(hangzhou, lin):
    asked = concession_ask(customer=hangzhou, asked=MORE, by=lin, at=at("2026-11-27T14:00"))
    assert asked.task.due_at == at("2026-11-30T13:00")  # Friday to Monday


def test_whoever_is_on_leave_is_passed_over(hangzhou, lin, wei, fang):
    day = timezone.localdate(NOW)
    LeaveFactory(user=wei, starts_on=day, ends_on=day)
    assert ask(hangzhou, MORE, lin).task.owner == fang


def test_where_everybody_is_on_leave_the_nearest_is_asked_all_the_same(hangzhou, lin, wei):
    day = timezone.localdate(NOW)
    for everybody in User.objects.exclude(pk=lin.pk):
        LeaveFactory(user=everybody, starts_on=day, ends_on=day)
    assert ask(hangzhou, MORE, lin).task.owner == wei


def test_where_nobody_may_grant_so_much_it_is_said_at_once(hangzhou, lin):
    AuthorityLimit.objects.update(limit=1)
    with pytest.raises(ValidationError) as error:
        ask(hangzhou, MORE, lin)
    assert error.value.code == "nobody"


def test_a_head_without_limit_grants_anything(hangzhou, qiu):
    assert ask(hangzhou, replace(DISCOUNT, amount=Decimal(100)), qiu).state == "granted"


def test_the_head_of_a_department_learns_of_the_help_that_was_granted(hangzhou, lin, qiu):
    technics = Department.objects.order_by("pk").first()
    head = person("luo", "罗杰", "tech_director", department=technics)
    person("shi", "石磊", "tech_consultant", department=technics, line_manager=head)
    asked = Asked(ConcessionKind.RESOURCE, Decimal(8), "调试秘密", department=technics)
    ask(hangzhou, asked, qiu)
    notice = Notice.objects.get(dedupe_key__contains=":help:")
    assert notice.recipient == head
    assert notice.params == {
        "person": str(qiu), "hours": "8", "customer": hangzhou.code,
    }  # fmt: skip
    assert notice.url == f"/concessions/{Concession.objects.get().pk}/help/"


def test_why_is_for_those_who_see_the_concession_and_not_in_the_task(hangzhou, lin):
    assert ask(hangzhou, MORE, lin).task.note == ""


def test_whom_to_ask_takes_as_many_statements_among_few_as_among_many(hangzhou, lin, wei):
    row = ask(hangzhou, MORE, lin)
    company = company_on(timezone.localdate())
    with CaptureQueriesContext(connection) as few:
        before = deciders(row, company)
    for number in range(8):
        person(f"lead{number}", f"组长{number}", "team_lead")
    with CaptureQueriesContext(connection) as many:
        assert deciders(row, company) == before
    assert len(many) == len(few)


def test_a_form_that_is_sent_twice_asks_once(hangzhou, lin):
    asked = replace(MORE, token=uuid4())
    assert ask(hangzhou, asked, lin) == ask(hangzhou, asked, lin)
    assert Task.objects.count() == 1


@pytest.mark.parametrize(
    "other", [{"amount": Decimal(6)}, {"reason": "别的"}, {"origin": "winback:3"}]
)
def test_the_same_form_does_not_ask_for_something_else(hangzhou, lin, other):
    asked = replace(MORE, token=uuid4())
    row = ask(hangzhou, asked, lin)
    with pytest.raises(ValidationError) as error:
        ask(hangzhou, replace(asked, **other), lin)
    assert error.value.code == "token"
    assert Concession.objects.get() == row


def test_nothing_is_granted_to_an_archived_customer(hangzhou, lin):
    hangzhou.archived_at = NOW
    with pytest.raises(ValidationError) as error:
        ask(hangzhou, DISCOUNT, lin)
    assert error.value.code == "archived"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": " "}, "reason"),
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal(101)}, "amount"),
        ({"kind": ConcessionKind.RESOURCE}, "department"),
        ({"cost": Decimal(-1)}, "cost"),
    ],
)
def test_what_makes_no_sense_is_refused(hangzhou, lin, change, code):
    with pytest.raises(ValidationError) as error:
        ask(hangzhou, replace(DISCOUNT, **change), lin)
    assert error.value.code == code
    assert not Concession.objects.exists()


def test_the_help_of_a_department_is_asked_for_in_the_same_way(hangzhou, lin, wei):
    department = Department.objects.create(code="lab", name="实验室")
    asked = Asked(ConcessionKind.RESOURCE, Decimal(16), "驻场调试", department=department)
    assert ask(hangzhou, asked, lin).task.owner == wei
    assert ask(hangzhou, replace(asked, amount=Decimal(8)), lin).state == "granted"


# --- the decision -----------------------------------------------------------------------------


def test_the_approver_grants_it_and_the_asker_is_told(hangzhou, lin, wei):
    asked = ask(hangzhou, MORE, lin)
    granted = concession_grant(concession=asked, by=wei, at=NOW, answer="仅此一次")
    assert (granted.state, granted.decided_by) == ("granted", wei)
    assert Task.objects.get().done_at == NOW
    with translation.override("en"):
        assert "has granted your concession" in str(Notice.objects.get(recipient=lin))


def test_a_refusal_needs_a_reason(hangzhou, lin, wei):
    asked = ask(hangzhou, MORE, lin)
    with pytest.raises(ValidationError) as error:
        concession_refuse(concession=asked, by=wei, at=NOW, answer=" ")
    assert error.value.code == "reason"
    refused = concession_refuse(concession=asked, by=wei, at=NOW, answer="利润太薄")
    assert refused.state == "refused"
    assert Task.objects.get().done_at == NOW


def test_the_same_decision_twice_is_one_and_another_one_is_told(hangzhou, lin, wei, fang):
    asked = ask(hangzhou, MORE, lin)
    concession_grant(concession=asked, by=wei, at=NOW)
    concession_grant(concession=asked, by=wei, at=NOW + timedelta(minutes=1))
    assert Concession.objects.get().granted_at == NOW
    with pytest.raises(ValidationError, match=str(wei)):
        concession_refuse(concession=asked, by=fang, at=NOW, answer="利润太薄")
    assert Concession.objects.get().state == "granted"


def test_somebody_further_up_may_decide_first(hangzhou, lin, fang):
    asked = ask(hangzhou, MORE, lin)
    assert concession_grant(concession=asked, by=fang, at=NOW).decided_by == fang
    assert not Task.objects.get().is_at_work


def test_nobody_decides_above_the_own_limit_nor_about_the_own_wish(hangzhou, lin, wei, fang):
    much = ask(hangzhou, MOST, lin)
    own = ask(hangzhou, MOST, wei)
    for concession, by in ((much, wei), (much, lin), (own, wei)):
        with pytest.raises(ValidationError) as error:
            concession_grant(concession=concession, by=by, at=NOW)
        assert error.value.code == "limit"


def test_only_the_asker_withdraws_it_and_nobody_need_decide_any_more(hangzhou, lin, wei):
    asked = ask(hangzhou, MORE, lin)
    with pytest.raises(ValidationError):
        concession_withdraw(concession=asked, by=wei, at=NOW, reason="不用了")
    assert (
        concession_withdraw(concession=asked, by=lin, at=NOW, reason="不用了").state == "withdrawn"
    )
    assert Task.objects.get().cancelled_at == NOW


# --- what it costs ----------------------------------------------------------------------------


def test_what_is_granted_in_money_counts_as_a_cost_of_serving_the_customer(hangzhou, lin, wei):
    gift = Asked(ConcessionKind.GIFT, Decimal(900), "周年礼品")
    asked = ask(hangzhou, gift, lin)
    assert not Cost.objects.exists()
    concession_grant(concession=asked, by=wei, at=NOW)
    cost = Cost.objects.get()
    assert (cost.customer, cost.amount, cost.currency) == (hangzhou, Decimal(900), "CNY")
    assert (cost.kind, cost.month) == ("service", timezone.localdate(NOW).replace(day=1))


def test_a_discount_counts_with_what_it_is_said_to_cost(hangzhou, lin):
    ask(hangzhou, DISCOUNT, lin)
    assert not Cost.objects.exists()
    ask(hangzhou, replace(DISCOUNT, cost=Decimal(4_000)), lin)
    assert Cost.objects.get().amount == 4_000


# --- when nobody decides ----------------------------------------------------------------------


def test_after_eight_hours_the_next_one_up_is_asked(hangzhou, lin, wei, fang, qiu):
    asked = ask(hangzhou, MORE, lin)
    assert climb(asked.task.due_at) == 0
    late = asked.task.due_at + timedelta(minutes=1)
    assert climb(late) == 1
    assert climb(late) == 0  # asked just now
    asked.refresh_from_db()
    assert asked.task.owner == fang
    assert asked.asked == [wei.pk, fang.pk]
    assert [task.is_at_work for task in Task.objects.order_by("pk")] == [False, True]
    assert Task.objects.earliest("pk").breached_at == late - timedelta(minutes=1)
    assert climb(asked.task.due_at + timedelta(minutes=1)) == 1
    last = Concession.objects.get().task
    assert last.owner == qiu
    assert climb(last.due_at + timedelta(days=30)) == 0  # nobody is above


def test_the_job_that_escalates_lets_it_climb(hangzhou, lin, fang):
    asked = ask(hangzhou, MORE, lin)
    escalate(at=asked.task.due_at + timedelta(minutes=3))
    assert Concession.objects.get().task.owner == fang


def test_a_task_that_was_ended_without_a_decision_asks_the_next_one(hangzhou, lin, wei, fang):
    asked = ask(hangzhou, MORE, lin)
    task_do(seen=Seen(asked.task.pk, None, wei, NOW))
    assert climb(NOW) == 1
    assert Concession.objects.get().task.owner == fang


def test_what_is_decided_does_not_climb(hangzhou, lin, wei):
    asked = ask(hangzhou, MORE, lin)
    concession_grant(concession=asked, by=wei, at=NOW)
    assert climb(NOW + timedelta(days=9)) == 0


def test_for_an_archived_customer_nobody_is_asked(hangzhou, lin):
    asked = ask(hangzhou, MORE, lin)
    Customer.objects.filter(pk=hangzhou.pk).update(archived_at=NOW)
    escalate(at=asked.task.due_at + timedelta(days=1))
    assert Task.objects.count() == 1
    assert Task.objects.get().cancelled_at is not None


def test_one_knows_what_one_may_grant_without_asking(hangzhou, lin, qiu, analyst):
    assert own_limits(lin, hangzhou)[ConcessionKind.DISCOUNT] == 5
    assert own_limits(qiu, hangzhou)[ConcessionKind.DISCOUNT] is None
    assert own_limits(analyst, hangzhou)[ConcessionKind.DISCOUNT] == 0


def test_the_history_keeps_who_was_asked(hangzhou, lin, wei):
    AssignmentFactory(customer=hangzhou, user=wei, kind="co_owner")
    asked = ask(hangzhou, MORE, lin)
    concession_grant(concession=asked, by=wei, at=NOW)
    history = Concession.pgh_event_model.objects.filter(pgh_obj_id=asked.pk)
    assert history.latest("pgh_id").granted_at == NOW
    assert history.count() > 1
