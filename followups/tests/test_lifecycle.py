"""Playbooks are begun once for their occasion, for whom they are, and stop without a reason."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import Customer, CustomerStage, Opportunity
from accounts.services.stages import stages_refresh
from accounts.tests.factories import ContractFactory, CustomerFactory, OrderFactory
from followups.choices import SopRole, SurveyKind, TaskState
from followups.models import LifecycleRule, Sop, SopException, SopRun, Task
from followups.queries.lifecycle import Outside, merits
from followups.services.lifecycle import PlaybookRun, Setting, playbook_set, playbooks_follow
from followups.services.sop_runs import sop_start
from followups.services.tasks import Seen, task_do
from followups.tests.factories import SopExceptionFactory, SurveyAnswerFactory, at

DAY = date(2026, 3, 4)
NOW = at("2026-03-05T01:30")


@pytest.fixture(autouse=True)
def _early_thursday():
    with time_machine.travel(NOW, tick=False):
        yield


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def night(day: date = DAY, outside: Outside = Outside()) -> PlaybookRun:  # noqa: B008
    """Stages and playbooks of a night that follows `day`."""
    moment = NOW + (day - DAY)
    stages_refresh(day=day, merits=merits(day, outside))
    with time_machine.travel(moment, tick=False):
        return playbooks_follow(day=day, at=moment, outside=outside)


def only(*codes: str) -> None:
    LifecycleRule.objects.exclude(code__in=codes).update(is_on=False)


def orders(customer: Customer, *days: int) -> None:
    for number in days:
        OrderFactory(customer=customer, ordered_on=ago(number))


def answers(customer: Customer, kind: str, *scores: tuple[int, int]) -> None:
    for days, score in scores:
        SurveyAnswerFactory(
            customer=customer, kind=kind, score=score, answered_at=NOW - timedelta(days=days)
        )


def begun() -> dict[str, str]:
    """By playbook the procedures that are there."""
    return dict(SopRun.objects.values_list("rule__code", "version__sop__code"))


def stopped() -> str:
    return SopRun.objects.get().stop_reason


def test_a_first_order_begins_the_activation_once(hangzhou, lin):
    orders(hangzhou, 0)
    assert night() == PlaybookRun(begun=1)
    assert night() == PlaybookRun()
    run = SopRun.objects.get()
    assert run.origin == f"lifecycle:activation:{hangzhou.pk}:first"
    first, second, *_others = Task.objects.filter(sop_run=run).order_by("sop_step__place")
    assert (first.owner, first.state, first.checks.count()) == (lin, TaskState.OPEN, 4)
    assert (second.state, list(second.needs.all())) == (TaskState.WAITING, [first])
    assert [task.due_at for task in Task.objects.filter(sop_step__place=5)] == [
        NOW + timedelta(days=30)
    ]


@pytest.mark.parametrize(
    ("code", "days", "kind", "scores"),
    [
        ("second-need", (200, 100), "", ()),
        ("step-up", (400, 3), "", ()),
        ("upgrade-talk", (900, 600, 300, 20), "csat", ((300, 95), (200, 90), (20, 88))),
        ("satisfied", (900, 600, 300, 20), "csat", ((300, 95), (200, 90), (20, 88))),
        ("promoters", (900, 600, 300, 20), "nps", ((200, 5), (20, 9))),
        ("recall", (430, 420, 410, 400), "", ()),
        ("repurchase", (500, 400, 300, 200, 90), "", ()),
    ],
)
def test_an_entry_rule_begins_its_procedure(hangzhou, code, days, kind, scores):
    only(code)
    orders(hangzhou, *days)
    answers(hangzhou, kind, *scores)
    assert night().begun == 1
    assert begun() == {code: LifecycleRule.objects.get(code=code).sop.code}


@pytest.mark.parametrize(
    ("code", "days", "kind", "scores"),
    [
        ("second-need", (100, 50), "", ()),
        ("step-up", (400, 100), "", ()),
        ("upgrade-talk", (900, 600, 300), "csat", ((300, 95), (20, 95))),
        ("upgrade-talk", (900, 600, 300), "csat", ((200, 95), (100, 95), (20, 95))),
        ("upgrade-talk", (900, 600, 300), "csat", ((300, 70), (200, 95), (20, 95))),
        ("promoters", (900, 600, 300), "nps", ((200, 10), (20, 8))),
        ("recall", (900, 600, 300), "", ()),
        ("repurchase", (90, 80, 70, 60), "", ()),
        ("repurchase", (500, 400, 300, 200, 20), "", ()),
    ],
)
def test_without_its_occasion_it_is_not_begun(hangzhou, code, days, kind, scores):
    only(code)
    orders(hangzhou, *days)
    answers(hangzhou, kind, *scores)
    assert night() == PlaybookRun()


def test_who_looks_back_for_half_a_year_needs_answers_of_half_a_year(hangzhou):
    only("upgrade-talk")
    LifecycleRule.objects.update(days=180)
    orders(hangzhou, 900, 600, 300, 20)
    answers(hangzhou, SurveyKind.CSAT, (140, 95), (80, 90), (20, 92))
    assert night().begun == 1


def test_merit_puts_a_customer_into_the_stage_of_its_playbook(hangzhou, ningbo):
    for one in (hangzhou, ningbo):
        orders(one, 900, 600, 300)
    answers(hangzhou, SurveyKind.NPS, (20, 10))
    night(outside=Outside(grown={ningbo.pk: ago(2)}))
    found = dict(CustomerStage.objects.values_list("customer", "stage"))
    assert found == {hangzhou.pk: "advocacy", ningbo.pk: "monetisation"}
    assert {"promoters": "advocacy", "capacity-offer": "capacity-offer"}.items() <= begun().items()
    # In trouble nobody is asked to recommend us.
    troubled = Outside(troubled=frozenset({hangzhou.pk}))
    night(DAY + timedelta(days=1), troubled)
    run = SopRun.objects.get(customer=hangzhou, rule__code="promoters")
    assert run.stop_reason == "The customer is in trouble; that comes first."
    assert CustomerStage.objects.get(customer=hangzhou, until=None).stage == "retention"


def test_a_merit_counts_in_the_first_night_whatever_stage_was_held(hangzhou, ningbo):
    for one in (hangzhou, ningbo):
        orders(one, 400, 3)
    assert set(merits(DAY, Outside(), [hangzhou.pk])) == {hangzhou.pk}
    night()
    assert set(CustomerStage.objects.values_list("stage", flat=True)) == {"monetisation"}


def test_a_playbook_that_sells_opens_one_opportunity(hangzhou):
    only("step-up")
    orders(hangzhou, 400, 3)
    assert night() == PlaybookRun(begun=1, opportunities=1)
    opportunity = Opportunity.objects.get()
    assert (opportunity.kind, opportunity.cause) == ("upgrade", "lifecycle:step-up")
    assert opportunity.title == "再次购买：提供升级组合？"


def test_a_recall_stops_with_the_next_order_and_what_is_done_stays(hangzhou, lin):
    only("recall")
    orders(hangzhou, 420, 410, 400)
    night()
    first = Task.objects.get(sop_step__place=1)
    task_do(seen=Seen(first.pk, None, lin, NOW), reason="查过了")
    orders(hangzhou, -2)
    assert night(DAY + timedelta(days=2)) == PlaybookRun(stopped=1)
    assert stopped() == "The customer has ordered or signed a contract."
    states = [task.state for task in Task.objects.order_by("sop_step__place")]
    assert states == [TaskState.DONE, *[TaskState.CANCELLED] * 5]


def test_a_recall_stops_with_an_order_that_we_learn_of_late_or_a_contract(hangzhou, ningbo):
    only("recall")
    for one in (hangzhou, ningbo):
        orders(one, 420, 410, 400)
    assert night().begun == 2
    orders(hangzhou, 3)
    ContractFactory(customer=ningbo, starts_on=ago(1), ends_on=None)
    assert night(DAY + timedelta(days=1)) == PlaybookRun(stopped=2)
    reasons = set(SopRun.objects.values_list("stop_reason", flat=True))
    assert reasons == {"The customer has ordered or signed a contract."}


def test_a_recall_stops_when_somebody_has_set_another_stage(hangzhou):
    only("recall")
    orders(hangzhou, 420, 410, 400)
    night()
    CustomerStage.objects.update(stage="retention")
    assert playbooks_follow(day=DAY, at=NOW, outside=Outside()) == PlaybookRun(stopped=1)
    assert stopped() == "The customer is no longer dormant."


def test_a_contract_that_ends_begins_its_renewal_until_it_has_a_successor(hangzhou):
    only("renewal")
    contract = ContractFactory(
        customer=hangzhou, starts_on=ago(335), ends_on=DAY + timedelta(days=31)
    )
    ContractFactory(customer=hangzhou, starts_on=ago(200), ends_on=DAY + timedelta(days=165))
    later = ContractFactory(
        customer=CustomerFactory(), starts_on=ago(300), ends_on=DAY + timedelta(days=32)
    )
    assert night().begun == 1
    assert SopRun.objects.get().origin.endswith(f":contract-{contract.pk}-{contract.ends_on}")
    assert later.customer_id != hangzhou.pk
    starts_on = contract.ends_on + timedelta(days=1)
    ContractFactory(customer=hangzhou, starts_on=starts_on, ends_on=None)
    assert night(DAY + timedelta(days=1)).stopped == 1
    assert stopped() == "The contract was renewed, or notice was given."


def test_a_renewal_that_is_done_does_not_keep_the_next_one_from_being_begun(hangzhou):
    only("renewal")
    ends = {"starts_on": ago(300), "ends_on": DAY + timedelta(days=20)}
    first = ContractFactory(customer=hangzhou, **ends)
    night()
    Task.objects.update(done_at=NOW)
    second = ContractFactory(customer=hangzhou, **ends)
    assert night(DAY + timedelta(days=1)).begun == 1
    origins = SopRun.objects.order_by("pk").values_list("origin", flat=True)
    assert [one.split("-")[1] for one in origins] == [str(first.pk), str(second.pk)]


def test_a_contract_whose_row_goes_on_is_renewed_again_when_its_next_day_comes(hangzhou):
    only("renewal")
    contract = ContractFactory(
        customer=hangzhou, starts_on=ago(300), ends_on=None, renews_on=DAY + timedelta(days=20)
    )
    assert night().begun == 1
    contract.renews_on += timedelta(days=365)
    contract.save()
    assert night(DAY + timedelta(days=1)) == PlaybookRun(stopped=1)
    assert night(DAY + timedelta(days=365)) == PlaybookRun(begun=1)


def test_a_tip_that_was_not_sent_ends_with_its_month(hangzhou):
    only("monthly-tip")
    orders(hangzhou, 900, 800, 10)
    month = [date(2026, 3, 1) + timedelta(days=number) for number in range(31)]
    assert sum(night(day).begun for day in month) == 1
    assert night(date(2026, 4, 1)).stopped == 1


def test_who_has_been_archived_or_is_lost_has_no_playbook_at_work(hangzhou, ningbo):
    for one in (hangzhou, ningbo):
        orders(one, 0)
    night()
    Customer.objects.filter(pk=hangzhou.pk).update(archived_at=NOW)
    Customer.objects.filter(pk=ningbo.pk).update(churned_on=DAY + timedelta(days=1))
    assert night(DAY + timedelta(days=1)) == PlaybookRun(stopped=2)


def test_an_exception_from_the_procedure_keeps_it_away(hangzhou, lin):
    sop = LifecycleRule.objects.get(code="activation").sop
    SopExceptionFactory(customer=hangzhou, sop=sop, by=lin, first_on=ago(9))
    orders(hangzhou, 0)
    assert night() == PlaybookRun()
    SopException.objects.update(ended_at=NOW)
    assert night() == PlaybookRun(begun=1)


def test_steps_of_whoever_has_another_role_are_theirs(hangzhou, wei):
    LifecycleRule.objects.filter(code="activation").update(role=SopRole.LEAD)
    orders(hangzhou, 0)
    night()
    of_owner = Task.objects.filter(sop_step__role=SopRole.OWNER)
    assert set(of_owner.values_list("owner", flat=True)) == {wei.pk}


def advisory_locks() -> dict[tuple[int, int], set[str]]:
    """By lock how this transaction holds it."""
    found = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT classid, objid, mode FROM pg_locks"
            " WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
        for lock, number, mode in cursor.fetchall():
            found[lock, number].add(mode)
    return found


def test_a_night_and_whoever_begins_a_procedure_wait_for_each_other(hangzhou, ningbo):
    only("activation")
    for one in (hangzhou, ningbo):
        orders(one, 0)
    sop = Sop.objects.get(code="need-discovery")
    sop_start(customer=hangzhou, sop=sop, origin="test", by=None, at=NOW)
    before = advisory_locks()
    assert night().begun == 2
    both = [modes for modes in advisory_locks().values() if len(modes) == 2]
    assert both == [{"ShareLock", "ExclusiveLock"}]
    # However many it begins: one lock, and the one of the stages.
    assert len(advisory_locks()) == len(before) + 1


def test_many_at_once_wait_for_their_turn_and_cost_no_more_statements(
    hangzhou, lin, django_assert_max_num_queries
):
    only("recall")
    for number in range(8):
        one = CustomerFactory(tier="general")
        Customer.objects.filter(pk=one.pk).update(owner=lin)
        orders(one, 430, 420, 400 + number)
    orders(hangzhou, 430, 420, 400)
    stages_refresh(day=DAY)
    with django_assert_max_num_queries(150):
        assert playbooks_follow(day=DAY, at=NOW, outside=Outside()).begun == 5
    assert SopRun.objects.filter(customer=hangzhou).exists()
    assert night() == PlaybookRun()


def setting(**others) -> Setting:
    said = {"is_on": False, "days": 30, "least": None, "at_once": None, "role": SopRole.OWNER}
    return Setting(**(said | {"revision": 1} | others))


def test_a_director_puts_a_playbook_off_for_a_reason(hangzhou, fang):
    rule = LifecycleRule.objects.get(code="activation")
    with pytest.raises(ValidationError) as refused:
        playbook_set(rule=rule, setting=setting(), reason=" ", by=fang, at=NOW)
    assert refused.value.code == "reason"
    for _twice in range(2):
        row = playbook_set(rule=rule, setting=setting(), reason="春季不做", by=fang, at=NOW)
    assert (row.is_on, row.revision, row.changed_by) == (False, 2, fang)
    with pytest.raises(ValidationError) as refused:
        playbook_set(rule=rule, setting=setting(days=20), reason="再改", by=fang, at=NOW)
    assert refused.value.code == "seen"
    orders(hangzhou, 0)
    assert night() == PlaybookRun()
