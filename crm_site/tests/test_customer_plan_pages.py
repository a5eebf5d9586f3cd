"""The plan of a customer in a browser: written, read, handed over, looked back at, missed."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.utils import timezone

from accounts.models import AccessLog, Customer, User
from accounts.tests.factories import ContactFactory, CustomerFactory, OrderFactory
from crm_site.pages.customer_plan.document import for_customer, internal
from crm_site.pages.customer_plan.words import SUGGESTED, suggestions
from crm_site.queries.customer_plans import plan_page
from crm_site.queries.plan_list import plan_gaps
from crm_site.queries.plan_reviews import figures_since, since_last_review
from crm_site.tests.test_query_budgets import statements
from followups.models import ContactRule, CustomerPlan, PlanReview, RecurringTask, Task
from followups.rules.customer_plans import Quarter, review_origin
from followups.services.tasks import Seen, task_delegate
from followups.tests.factories import (
    CustomerPlanFactory,
    FollowUpFactory,
    PlanMeasureFactory,
    PlanReviewFactory,
    RecurringTaskFactory,
    SurveyAnswerFactory,
    TaskFactory,
    TicketFactory,
    at,
)
from health.tests.factories import ImprovementPlanFactory

YEAR = timezone.localdate().year
SOON = f"{timezone.localdate() + timedelta(days=30)}"


@pytest.fixture(autouse=True)
def _english(lin: User, wei: User, fang: User) -> None:
    User.objects.update(language="en")


def text(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def lines(prefix: str, *rows: dict) -> dict[str, str]:
    fields = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        fields |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return fields


def measure(owner: User, **said) -> dict:
    usual = {"words": "每月驻场两天", "owner": owner.pk, "due_on": SOON}
    return usual | {"figure": "停机时间", "unit": "小时", "baseline": "40", "target": "20"} | said


def sent(page, *measures: dict, people=(), rules=(), **said) -> dict:
    """What a browser sends with the form of the page."""
    form = page.context["form"]
    hidden = {name: form[name].value() or "" for name in ("token", "version")}
    goals = {"their_goals": "停机时间减半", "our_goals": "成为主力供应商", "risks": "换采购"}
    parts = lines("measures", *measures) | lines("people", *people) | lines("rules", *rules)
    return {**hidden, **goals, **parts, **said}


def as_shown(page, **typed) -> dict:
    """What a browser sends with what the page shows, where only `typed` was typed."""
    fields = {}
    lines = page.context["lines"]
    forms = [page.context["form"], *(part.management_form for part in lines)]
    for form in [*forms, *(line for part in lines for line in part)]:
        for bound in form:
            value = bound.value()
            fields[bound.html_name] = "" if value in (None, False) else str(value)
            if bound.field.show_hidden_initial:
                fields[bound.html_initial_name] = fields[bound.html_name]
    return fields | typed


@pytest.fixture
def plan(hangzhou, lin) -> CustomerPlan:
    made = CustomerPlanFactory(customer=hangzhou, written_by=lin, risks="换采购负责人")
    for words in ("驻场", "培训", "备件库"):
        PlanMeasureFactory(plan=made, task__words=words, task__owner=lin, task__origin=words)
    return made


def test_lin_writes_a_plan_and_reads_it(hangzhou, as_user, lin):
    client, contact = as_user(lin), ContactFactory(customer=hangzhou, name="王芳")
    page = text(client.get(f"/customers/{hangzhou.code}/plan/"))
    assert f"There is no plan for {YEAR} yet." in page
    url = f"/customers/{hangzhou.code}/plan/new/"
    assert f'href="{url}"' in page
    rule = {"words": "月度报告", "rhythm": "month", "first_on": f"{YEAR}-12-15"}
    person = {"contact": contact.pk, "aim": "支持扩产", "by": lin.pk}
    said = sent(client.get(url), *[measure(lin)] * 3, {}, people=[person], rules=[rule])
    answer = client.post(url, said)
    plan = CustomerPlan.objects.get()
    assert answer.url == f"/customer-plans/{plan.pk}/"
    assert client.get(f"/customers/{hangzhou.code}/plan/").url == answer.url
    page = text(client.get(answer.url))
    for words in ("停机时间减半", "每月驻场两天", "40 小时", "20 小时", "王芳", "月度报告"):
        assert words in page
    assert RecurringTask.objects.get().customer == hangzhou
    assert client.post(url, said).url == answer.url
    assert Task.objects.filter(origin__startswith="customer-plan:").count() == 3


def test_what_was_typed_is_not_lost(hangzhou, as_user, lin):
    client, url = as_user(lin), f"/customers/{hangzhou.code}/plan/new/"
    page = client.get(url)
    few = text(client.post(url, sent(page, measure(lin), measure(lin))))
    assert "A plan has 3 to 7 measures; here are 2." in few
    half = client.post(url, sent(page, measure(lin, target="", due_on=""), *[measure(lin)] * 2))
    assert half.context["lines"].measures[0].errors.keys() == {"due_on", "target"}
    assert 'value="每月驻场两天"' in text(half)
    assert not CustomerPlan.objects.exists()


def test_a_plan_is_changed_and_of_two_at_once_the_second_is_told(plan, as_user, lin, wei):
    url, client = f"/customer-plans/{plan.pk}/edit/", as_user(lin)
    page = client.get(url)
    rows = [
        measure(lin, pk=row.pk, version=1, words=row.task.words, current="30")
        for row in plan.measures.all()
    ]
    said = sent(page, *rows, our_goals="唯一供应商")
    assert client.post(url, said).url == f"/customer-plans/{plan.pk}/"
    assert "唯一供应商" in text(client.get(f"/customer-plans/{plan.pk}/"))
    other = as_user(wei).post(url, sent(page, *rows, token="b" * 32))
    assert "林晓 has just changed this plan" in text(other)


def test_who_was_overtaken_by_a_review_saves_again_and_undoes_nothing_of_it(
    plan, as_user, lin, wei
):
    url, client = f"/customer-plans/{plan.pk}/edit/", as_user(lin)
    page = client.get(url)
    assert 'name="initial-their_goals"' in text(page)
    first, second, _third = plan.measures.all()
    plan.measures.filter(pk__in=[first.pk, second.pk]).update(current=7)
    CustomerPlan.objects.update(version=2, changed_by=wei, their_goals="停机减半\n零投诉")
    again = client.post(url, as_shown(page, **{"measures-0-current": "9", "risks": "没有"}))
    assert f"{wei} has just changed this plan" in text(again)
    assert client.post(url, as_shown(again)).status_code == 302
    plan.refresh_from_db()
    assert [row.current for row in plan.measures.all()] == [9, 7, None]
    assert (plan.risks, plan.their_goals) == ("没有", "停机减半\n零投诉")


def handed_to(person: User, plan: CustomerPlan) -> Task:
    """On the task's own page, while the form is open."""
    task = plan.measures.first().task
    seen = Seen(task.pk, task.version, task.owner, timezone.now())
    return task_delegate(seen=seen, to=person, reason="我休假")


def test_a_form_that_was_open_leaves_what_was_done_to_a_task_meanwhile(plan, as_user, lin, wei):
    url, client = f"/customer-plans/{plan.pk}/edit/", as_user(lin)
    page = client.get(url)
    task = handed_to(wei, plan)
    later = {"measures-1-words": "两班培训", "risks": "没有"}
    assert client.post(url, as_shown(page, **later)).status_code == 302
    task.refresh_from_db()
    assert (task.owner, task.version) == (wei, 2)
    assert plan.measures.all()[1].task.words == "两班培训"


def test_a_measure_that_both_have_changed_is_named_and_what_was_typed_stays(
    plan, as_user, lin, wei
):
    url, client = f"/customer-plans/{plan.pk}/edit/", as_user(wei)
    page = client.get(url)
    task = handed_to(wei, plan)
    typed = {"measures-0-words": "驻场三天", "measures-0-current": "31"}
    again = client.post(url, as_shown(page, **typed))
    assert "“驻场”: 林晓 has just changed this task" in text(again)
    first = again.context["lines"].measures[0]
    assert (first["words"].value(), first["owner"].value()) == ("驻场三天", str(wei.pk))
    said = as_shown(again) | {"initial-measures-0-words": "驻场"}
    assert client.post(url, said).status_code == 302
    task.refresh_from_db()
    assert (task.words, task.owner) == ("驻场三天", wei)
    assert plan.measures.first().current == 31


def test_the_task_of_a_colleague_is_only_shown(plan, as_user, lin, wei):
    handed_to(wei, plan)
    page = as_user(lin).get(f"/customer-plans/{plan.pk}/edit/")
    fixed = [line.is_fixed for line in page.context["lines"].measures]
    assert fixed[:3] == [True, False, False]
    assert 'name="measures-0-is_dropped"' not in text(page)


def test_what_has_ended_meanwhile_is_marked_and_never_a_new_line(plan, as_user, lin):
    rule = ContactRule.objects.create(plan=plan, recurring=RecurringTaskFactory())
    url, client = f"/customer-plans/{plan.pk}/edit/", as_user(lin)
    page = client.get(url)
    task = plan.measures.first().task
    Task.objects.filter(pk=task.pk).update(cancelled_at=timezone.now())
    RecurringTask.objects.update(ended_at=timezone.now())
    again = client.post(url, as_shown(page))
    lines = again.context["lines"]
    for line in (lines.measures[0], lines.rules[0]):
        assert "This has ended meanwhile" in str(line.non_field_errors())
    assert (plan.measures.count(), list(plan.rules.all())) == (3, [rule])


def test_the_running_year_is_still_written_when_the_next_one_is_planned(
    plan, hangzhou, as_user, lin
):
    client = as_user(lin)
    url = f"/customers/{hangzhou.code}/plan/new/?year={YEAR + 1}"
    assert client.post(url, as_shown(client.get(url))).status_code == 302
    page = text(client.get(f"/customer-plans/{plan.pk}/"))
    assert page.count(f"Goes on in {YEAR + 1}") == 3
    edit = client.get(f"/customer-plans/{plan.pk}/edit/")
    said = as_shown(edit, **{"measures-0-current": "12", "risks": "换负责人"})
    assert client.post(edit.request["PATH_INFO"], said).status_code == 302
    assert plan.measures.first().current == 12
    review = client.get(f"/customer-plans/{plan.pk}/review/4/")
    assert len(review.context["form"].lines) == 3
    assert Task.objects.filter(cancelled_at=None).count() == 3


def test_a_contact_rule_that_goes_on_keeps_its_day(plan, hangzhou, as_user, lin):
    recurring = RecurringTaskFactory(rhythm="week", first_on=date(YEAR, 3, 4))
    ContactRule.objects.create(plan=plan, recurring=recurring)
    page = as_user(lin).get(f"/customers/{hangzhou.code}/plan/new/?year={YEAR + 1}")
    begins = page.context["lines"].rules[0]["first_on"].value()
    assert begins.weekday() == date(YEAR, 3, 4).weekday()
    assert date(YEAR + 1, 1, 1) <= begins <= date(YEAR + 1, 1, 7)


def test_the_new_year_begins_with_what_is_still_open(plan, hangzhou, as_user, lin):
    CustomerPlan.objects.update(year=YEAR - 1)
    done, *_open = plan.measures.order_by("place")
    Task.objects.filter(pk=done.task_id).update(done_at=timezone.now())
    page = as_user(lin).get(f"/customers/{hangzhou.code}/plan/new/")
    begins = [line["words"].value() for line in page.context["lines"].measures]
    assert [words for words in begins if words] == ["培训", "备件库"]
    assert page.context["form"]["their_goals"].value() == plan.their_goals
    empty = as_user(lin).get(f"/customers/{hangzhou.code}/plan/new/?blank=1")
    assert not empty.context["form"]["their_goals"].value()


def test_an_improvement_plan_is_a_section_of_it(plan, hangzhou, as_user, lin):
    ImprovementPlanFactory(customer=hangzhou, goal="三个月内恢复订货")
    assert "三个月内恢复订货" in text(as_user(lin).get(f"/customer-plans/{plan.pk}/"))


def test_a_plan_of_somebody_elses_customer_looks_like_none(plan, as_user, chen):
    for path in ("", "edit/", "plan.pdf", "review/1/"):
        assert as_user(chen).get(f"/customer-plans/{plan.pk}/{path}").status_code == 404
    assert not as_user(chen).get("/customer-plans/").context["page"].rows


# --- the document -----------------------------------------------------------------------------


def test_both_documents_are_handed_out_and_noted(plan, as_user, lin):
    for query in ("", "?for=customer"):
        answer = as_user(lin).get(f"/customer-plans/{plan.pk}/plan.pdf{query}")
        assert answer.content.startswith(b"%PDF")
    entry = AccessLog.objects.latest("pk")
    assert (entry.user, entry.subject, entry.customer) == (lin, "customer-plan", plan.customer)
    assert entry.detail == {"query": {"for": ["customer"]}}


def test_the_customer_does_not_read_what_is_ours(plan, hangzhou, lin):
    contact = ContactFactory(customer=hangzhou, name="难搞的人")
    plan.people.create(contact=contact, aim="要拿下", by=lin)
    review = PlanReviewFactory(customer=hangzhou, plan=plan, level="red", score=30, quarter=1)
    ImprovementPlanFactory(customer=hangzhou, analysis="内部分析")
    page = plan_page(plan, lin, timezone.now())
    ours, theirs = str(internal(page)), str(for_customer(page))
    for secret in (
        plan.our_goals,
        "换采购负责人",
        "难搞的人",
        "要拿下",
        "内部分析",
        review.decisions,
    ):
        assert secret in ours
        assert secret not in theirs
    for shared in (plan.their_goals, "驻场", "停机时间"):
        assert shared in theirs


# --- reviews ----------------------------------------------------------------------------------


def answers(page, **said) -> dict:
    fields = {field.name: field.value() or "" for field in page.context["form"]}
    return fields | {"decisions": "加派工程师", "next_steps": "四月试运行"} | said


def test_a_review_begins_with_figures_and_suggestions_and_is_kept(plan, as_user, lin):
    CustomerPlan.objects.update(year=YEAR)
    first = plan.measures.first()
    TaskFactory(customer=plan.customer, owner=lin, origin=review_origin(plan.pk, 1))
    client, url = as_user(lin), f"/customer-plans/{plan.pk}/review/1/"
    page = client.get(url)
    assert page.context["form"]["suggestion0"].value() == str(SUGGESTED["demand_fit"])
    said = answers(page, **{f"current{first.pk}": "15", f"said{first.pk}": "降了一半"})
    assert client.post(url, said).url == f"/customer-plans/{plan.pk}/"
    read = text(client.get(f"/customer-plans/{plan.pk}/"))
    for words in ("加派工程师", "降了一半", "15 小时"):
        assert words in read
    assert not Task.objects.get(origin=review_origin(plan.pk, 1)).is_at_work
    assert client.post(url, said).status_code == 302
    assert PlanReview.objects.count() == 1


def test_a_review_needs_what_was_decided_and_keeps_what_was_typed(plan, as_user, lin):
    client, url = as_user(lin), f"/customer-plans/{plan.pk}/review/1/"
    page = client.post(url, answers(client.get(url), decisions=""))
    assert page.context["form"].errors.keys() == {"decisions"}
    assert "四月试运行" in text(page)


def test_a_review_of_a_plan_that_has_changed_says_so_and_keeps_what_was_typed(
    plan, as_user, lin, wei
):
    first, second, _third = plan.measures.all()
    client, url = as_user(lin), f"/customer-plans/{plan.pk}/review/1/"
    said = answers(client.get(url), **{f"current{first.pk}": "15"})
    CustomerPlan.objects.update(version=2, changed_by=wei)
    plan.measures.filter(pk=second.pk).update(current=7)
    again = client.post(url, said)
    assert f"{wei} has just changed this plan" in text(again)
    form = again.context["form"]
    assert form["decisions"].value() == "加派工程师"
    assert [form[f"current{row.pk}"].value() for row in (first, second)] == ["15", "7"]
    assert client.post(url, answers(again)).status_code == 302
    assert [row.current for row in plan.measures.all()] == [15, 7, None]


def test_no_day_is_in_the_figures_of_two_reviews(plan, hangzhou):
    first, second = Quarter(YEAR, 1), Quarter(YEAR, 2)
    assert since_last_review(plan, first) == date(YEAR, 1, 1)
    early = at(f"{YEAR}-03-10T09:00")
    review = PlanReviewFactory(customer=hangzhou, plan=plan, quarter=1, reviewed_at=early)
    assert since_last_review(plan, second) == date(YEAR, 3, 11)
    review.delete()
    late = at(f"{YEAR}-04-05T09:00")
    PlanReviewFactory(customer=hangzhou, plan=plan, quarter=1, reviewed_at=late)
    assert since_last_review(plan, second) == date(YEAR, 4, 1)


@pytest.mark.parametrize("quarter", [0, 5])
def test_there_is_no_fifth_quarter(plan, as_user, lin, quarter):
    assert as_user(lin).get(f"/customer-plans/{plan.pk}/review/{quarter}/").status_code == 404


def test_what_happened_since_the_last_review_is_counted(hangzhou):
    today = timezone.localdate()
    since, long_ago = today - timedelta(days=30), today - timedelta(days=31)
    for day in (since, long_ago):
        OrderFactory(customer=hangzhou, ordered_on=day, amount=100)
        moment = timezone.now() - (today - day)
        SurveyAnswerFactory(customer=hangzhou, score=80, answered_at=moment)
        TicketFactory(customer=hangzhou, opened_at=moment)
        FollowUpFactory(customer=hangzhou, happened_at=moment, value_delivery=f"{day}")
    assert figures_since(hangzhou, since, today) == {
        "orders": 1,
        "amount": "100.00",
        "currency": "CNY",
        "satisfaction": 80,
        "answers": 1,
        "tickets": 1,
        "solved": 0,
        "values_told": [f"{since}"],
    }


def test_suggestions_begin_with_the_weakest_dimensions():
    found = suggestions([("purchasing", 80.0), ("engagement", 20.0)])
    assert found[:2] == [str(SUGGESTED["engagement"]), str(SUGGESTED["purchasing"])]
    assert len(set(found)) == 3


# --- who lacks one ----------------------------------------------------------------------------


def codes(response) -> set[str]:
    return {row.customer.code for row in response.context["page"].rows}


def test_the_lead_sees_who_lacks_a_plan(hangzhou, as_user, lin, wei):
    client = as_user(wei)
    assert codes(client.get("/customer-plans/?plan=missing")) == {hangzhou.code}
    assert "1 customer without a plan" in text(client.get("/board/"))
    hint = f"no customer plan for {YEAR}"
    assert hint in text(client.get(f"/customers/{hangzhou.code}/"))
    CustomerPlanFactory(customer=hangzhou)
    assert codes(client.get("/customer-plans/?plan=missing")) == set()
    assert codes(client.get("/customer-plans/?plan=there")) == {hangzhou.code}
    assert "without a plan" not in text(client.get("/board/"))
    assert hint not in text(client.get(f"/customers/{hangzhou.code}/"))


def test_a_potential_customer_needs_none_and_may_have_one(hangzhou, as_user, wei):
    Customer.objects.update(tier="potential")
    assert codes(as_user(wei).get("/customer-plans/")) == set()
    CustomerPlanFactory(customer=hangzhou)
    assert codes(as_user(wei).get("/customer-plans/")) == {hangzhou.code}


def test_a_review_that_is_late_is_found(plan, as_user, lin, wei):
    past = timezone.now() - timedelta(days=5)
    asked = {"owner": lin, "origin": review_origin(plan.pk, 1), "starts_at": past}
    TaskFactory(customer=plan.customer, due_at=past + timedelta(days=1), **asked)
    found = as_user(wei).get("/customer-plans/?plan=late_review")
    [row] = found.context["page"].rows
    assert (row.plan, row.is_review_late) == (plan, True)
    assert plan_gaps(wei, timezone.now(), YEAR).late_reviews == 1
    TaskFactory(customer=plan.customer, origin=review_origin(plan.pk * 10, 1), starts_at=past)
    assert plan_gaps(wei, timezone.now(), YEAR).late_reviews == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("plan=not_agreed", 1),
        ("plan=late_measure", 0),
        ("tier=key", 0),
        ("owner=lin", 1),
        ("team=strategic", 1),
        (f"year={YEAR + 1}&plan=there", 0),
        (f"year={YEAR + 1}&plan=missing", 1),
    ],
)
def test_the_list_is_narrowed(plan, as_user, wei, query, found):
    assert len(as_user(wei).get(f"/customer-plans/?{query}").context["page"].rows) == found


def test_the_list_is_exported_and_noted(plan, as_user, wei):
    answer = as_user(wei).get("/customer-plans/?plan=there&export=xlsx")
    assert answer["Content-Disposition"].startswith("attachment")
    assert AccessLog.objects.get().subject == "customer-plan-list"


def test_a_plan_takes_as_many_statements_with_seven_measures_as_with_three(plan, as_user, lin):
    client, url = as_user(lin), f"/customer-plans/{plan.pk}/"
    few = statements(client, url)
    for number in range(4):
        PlanMeasureFactory(plan=plan, task__owner=lin, task__origin=f"more{number}")
        PlanReviewFactory(plan=plan, customer=plan.customer, quarter=number + 1)
    assert statements(client, url) <= few + 1  # what was found of measures is read with reviews


def test_nobody_plans_for_an_archived_customer(as_user, lin, wei):
    CustomerFactory(tier="key", archived_at=timezone.now())
    assert codes(as_user(wei).get("/customer-plans/")) == set()
