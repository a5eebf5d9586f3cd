"""The planner: each customer gets what the table says, once, and what changes is followed."""

from collections import Counter
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access import customers_visible_to
from accounts.models import Customer, User
from accounts.services.assignments import owner_set
from accounts.tests.factories import (
    AssignmentFactory,
    CustomerFactory,
    CustomerLineFactory,
)
from followups.choices import TaskAction, Touch
from followups.models import (
    CadenceException,
    CadenceRule,
    CalendarPerson,
    PlannedTouch,
    Task,
    TaskEvent,
)
from followups.models.cadence import DONE
from followups.queries.calendars import calendars
from followups.queries.plan_facts import Due, deputies_for
from followups.queries.plan_made import Scope
from followups.services.plans import cadence_follow, cadence_plan
from followups.services.tasks import Seen, task_cancel, task_do, task_reschedule
from followups.tests.factories import (
    CalendarDayFactory,
    FollowUpFactory,
    LeaveFactory,
    SurveyAnswerFactory,
    TaskFactory,
    WorkCalendarFactory,
    at,
)

pytestmark = pytest.mark.django_db
# The first working day of a quarter, early in the morning.
DAY, MORNING = date(2026, 4, 1), at("2026-04-01T01:30")
OWED = {
    "strategic": {
        **dict.fromkeys(Touch.values, 1),
        Touch.FOLLOW_UP: 2,
        Touch.MESSAGE: 0,
    },
    "key": {
        **dict.fromkeys(Touch.values, 1),
        **dict.fromkeys((Touch.MESSAGE, Touch.SENIOR, Touch.ON_SITE), 0),
    },
    "potential": dict.fromkeys((Touch.VISIT, Touch.INTERVIEW, Touch.NPS), 1),
    "general": dict.fromkeys((Touch.MESSAGE, Touch.INTERVIEW, Touch.NPS), 1),
}


def plan(day: date = DAY, moment: datetime | None = None, **options):
    moment = moment or MORNING + (day - DAY)
    return cadence_plan(day=day, at=moment, **options)


def touches(customer: Customer, **filters) -> dict[str, int]:
    rows = PlannedTouch.objects.filter(customer=customer, **filters)
    return dict(Counter(rows.values_list("touch", flat=True)))


def touch_of(customer: Customer, touch: str, slot: int = 1) -> PlannedTouch:
    return PlannedTouch.objects.select_related("task").get(
        customer=customer, touch=touch, slot=slot, period_start__lte=DAY, period_end__gte=DAY
    )


def retier(customer: Customer, tier: str) -> None:
    Customer.objects.filter(pk=customer.pk).update(tier=tier)


def only_called(customer: Customer) -> None:
    """Owed a call or a letter each quarter, and no interview that would do for it."""
    retier(customer, "general")
    CadenceRule.objects.filter(touch=Touch.INTERVIEW, tier="general").update(times=0)


def everything() -> list[str]:
    return sorted(
        map(
            str,
            PlannedTouch.objects.values_list(
                *("customer", "touch", "period_start", "slot", "owner", "due_on", "hold"),
                *("task__origin", "task__due_at", "task__cancelled_at", "task__version", "done_on"),
            ),
        )
    )


@pytest.mark.parametrize("tier", [*OWED, ""])
def test_a_customer_is_owed_what_the_table_says_of_its_tier(hangzhou, tier):
    retier(hangzhou, tier)
    plan()
    wanted = {touch: times for touch, times in OWED[tier or "general"].items() if times}
    assert touches(hangzhou) == wanted


def test_a_second_run_finds_nothing_to_do(hangzhou, ningbo):
    plan()
    before = everything()
    again = plan()
    assert (again.touches, again.opened, again.moved) == (0, 0, 0)
    assert everything() == before


def test_the_next_month_has_touches_of_its_own_and_the_quarter_stays(hangzhou):
    plan()
    quarterly = touches(hangzhou, period="quarter")
    plan(date(2026, 5, 6))
    assert touches(hangzhou, period="quarter") == quarterly
    assert touches(hangzhou, touch=Touch.REVIEW) == {Touch.REVIEW: 2}


def test_a_visit_is_follow_up_visit_and_interview_and_its_task_says_so(ningbo):
    plan()
    visit = touch_of(ningbo, Touch.VISIT)
    assert touch_of(ningbo, Touch.INTERVIEW).task == visit.task
    assert "need-diagnosis interview" in visit.task.title
    if visit.target_on <= date(2026, 4, 30):
        assert touch_of(ningbo, Touch.FOLLOW_UP).task == visit.task


def test_tasks_are_due_on_working_days_of_their_owner_and_in_the_period(hangzhou, ningbo, chen):
    LeaveFactory(user=chen, starts_on=date(2026, 4, 7), ends_on=date(2026, 6, 12))
    plan()
    for touch in PlannedTouch.objects.select_related("task", "owner"):
        day = timezone.localdate(touch.task.due_at)
        assert day == touch.due_on
        assert touch.period_start <= day <= touch.period_end
        assert calendars().of_person(touch.owner_id, touch.owner.team_id).is_working_day(day)


def test_who_is_away_to_the_end_of_the_month_has_a_deputy_for_it(ningbo, chen, lin):
    AssignmentFactory(customer=ningbo, user=lin, kind="co_owner")
    LeaveFactory(user=chen, starts_on=DAY, ends_on=date(2026, 5, 20), deputy=lin)
    plan()
    review = touch_of(ningbo, Touch.REVIEW).task
    assert review.deputy == lin
    assert timezone.localdate(review.due_at) <= date(2026, 4, 30)


def test_nobodys_day_is_fuller_than_the_limit(lin, settings):
    settings.PLANNED_WORK_SHARE = 30
    for number in range(12):
        customer = CustomerFactory(tier="key", name=f"客户{number}")
        Customer.objects.filter(pk=customer.pk).update(owner=lin)
    TaskFactory(customer=customer, owner=lin, minutes=100, due_at=at("2026-04-10T18:00"))
    run = plan()
    minutes: Counter[date] = Counter()
    for task in Task.objects.all():
        minutes[timezone.localdate(task.due_at)] += task.minutes
    assert run.days_over == 0
    assert max(minutes.values()) <= 540 * 30 // 100


def of_strategic(owner: User, count: int) -> list[Customer]:
    names = [f"{owner.name}{number}" for number in range(count)]
    customers = [CustomerFactory(tier="strategic", name=name) for name in names]
    Customer.objects.filter(pk__in=[one.pk for one in customers]).update(owner=owner)
    return customers


def minutes_of(people: set[User]) -> Counter[date]:
    """On the days of these people, who own the tasks or stand in."""
    minutes: Counter[date] = Counter()
    for task in Task.objects.select_related("owner", "deputy"):
        if (task.deputy or task.owner) in people:
            minutes[timezone.localdate(task.due_at)] += task.minutes
    return minutes


def test_what_cannot_wait_for_who_is_away_is_spread_over_the_days_of_the_team(lin, settings):
    settings.PLANNED_WORK_SHARE = 60
    LeaveFactory(user=lin, starts_on=DAY, ends_on=date(2026, 6, 30))
    of_strategic(lin, 6)
    assert plan().days_over == 0
    minutes = minutes_of({lin})
    assert max(minutes.values()) <= 540 * 60 // 100
    assert len(minutes) > 10


def test_whoever_stands_in_has_no_fuller_days_than_the_limit_either(lin, chen, settings):
    settings.PLANNED_WORK_SHARE = 60
    LeaveFactory(user=lin, starts_on=DAY, ends_on=date(2026, 6, 30), deputy=chen)
    first, *others = of_strategic(lin, 4)
    for customer in (first, *others):
        AssignmentFactory(customer=customer, user=chen, kind="co_owner")
    of_strategic(chen, 2)
    plan(customers=[first.pk])
    assert plan().days_over == 0
    assert set(Task.objects.filter(owner=lin).values_list("deputy", flat=True)) == {chen.pk}
    assert max(minutes_of({chen}).values()) <= 540 * 60 // 100


def test_more_than_those_who_stand_in_can_do_is_reported(lin, settings):
    settings.PLANNED_WORK_SHARE = 5
    LeaveFactory(user=lin, starts_on=DAY, ends_on=date(2026, 6, 30))
    of_strategic(lin, 6)
    assert plan().days_over > 10


def test_who_does_not_come_back_costs_nobody_else_their_plan(hangzhou, ningbo, lin):
    LeaveFactory(user=lin, starts_on=date(2026, 1, 1), ends_on=date.max)
    plan()
    for touch in PlannedTouch.objects.select_related("task"):
        assert touch.period_start <= timezone.localdate(touch.task.due_at) <= touch.period_end
    plan(date(2026, 5, 6))  # what April has left, too
    assert touches(ningbo, period_start=date(2026, 5, 1))


def test_a_calendar_without_hours_is_that_of_the_company(hangzhou, lin):
    CalendarPerson.objects.create(calendar=WorkCalendarFactory(), user=lin)
    plan()
    days = {timezone.localdate(due) for due in Task.objects.values_list("due_at", flat=True)}
    assert days
    assert all(calendars().company.is_working_day(day) for day in days)


def test_deputies_are_asked_once_whatever_the_number_of_leaves(
    hangzhou, lin, chen, django_assert_num_queries
):
    days = [date(2026, 4, number) for number in (1, 3, 7)]
    for day in days:
        LeaveFactory(user=lin, starts_on=day, ends_on=day, deputy=chen)
    LeaveFactory(user=lin, starts_on=date(2025, 4, 1), ends_on=date(2025, 4, 2), deputy=chen)
    AssignmentFactory(customer=hangzhou, user=chen, kind="co_owner")
    due = {str(day): Due(hangzhou.pk, lin.pk, day) for day in days}
    assert deputies_for(Scope(DAY), due) == dict.fromkeys(due, chen.pk)
    with CaptureQueriesContext(connection) as three:
        deputies_for(Scope(DAY), due)
    with django_assert_num_queries(len(three)):
        deputies_for(Scope(DAY), {str(DAY): due[str(DAY)]})


def test_more_than_the_days_allow_is_reported(lin, settings):
    settings.PLANNED_WORK_SHARE = 5
    for number in range(20):
        customer = CustomerFactory(tier="strategic", name=f"客户{number}")
        Customer.objects.filter(pk=customer.pk).update(owner=lin)
    run = plan()
    assert run.days_over > 10
    assert run.minutes_over > 0


def test_a_touch_made_early_counts_and_its_task_is_done_by_it(hangzhou):
    only_called(hangzhou)
    plan()
    task = touch_of(hangzhou, Touch.MESSAGE).task
    called = FollowUpFactory(customer=hangzhou, happened_at=at("2026-04-02T10:00"))
    run = plan(date(2026, 4, 3))
    touch = touch_of(hangzhou, Touch.MESSAGE)
    assert (touch.follow_up, touch.done_on, run.made) == (called, date(2026, 4, 2), 1)
    task.refresh_from_db()
    assert (task.done_at, task.breached_at) == (called.happened_at, None)
    assert task.events.filter(action=TaskAction.DO, by=None).exists()
    assert plan(date(2026, 4, 3)).made == 0


def test_the_rhythm_goes_on_from_a_talk_before_the_period(hangzhou):
    only_called(hangzhou)
    for channel, moment in (("email", "2026-02-10T10:00"), ("phone", "2026-02-05T10:00")):
        FollowUpFactory(customer=hangzhou, channel=channel, happened_at=at(moment))
    plan()
    assert touch_of(hangzhou, Touch.MESSAGE).target_on == date(2026, 2, 10) + timedelta(days=91)


def test_a_run_for_everybody_joins_as_for_many_from_its_first_statement(hangzhou):
    """Right after the first night the statistics still speak of no touch at all."""
    with CaptureQueriesContext(connection) as seen:
        plan()
    said = [query["sql"] for query in seen]
    first = next(number for number, sql in enumerate(said) if PlannedTouch._meta.db_table in sql)
    assert "SET LOCAL enable_nestloop = off" in said[:first]


def test_one_made_after_its_deadline_is_done_late_and_that_is_noted(hangzhou):
    only_called(hangzhou)
    plan()
    task = touch_of(hangzhou, Touch.MESSAGE).task
    due = at("2026-04-02T18:00")
    Task.objects.filter(pk=task.pk).update(due_at=due)
    called = FollowUpFactory(customer=hangzhou, happened_at=at("2026-04-03T10:00"))
    plan(date(2026, 4, 7))
    task.refresh_from_db()
    assert (task.done_at, task.breached_at) == (called.happened_at, due)
    actions = task.events.order_by("pk").values_list("action", flat=True)
    assert list(actions) == [TaskAction.OPEN, TaskAction.BREACH, TaskAction.DO]


def test_one_made_in_time_and_logged_late_is_no_breach(hangzhou):
    only_called(hangzhou)
    plan()
    task = touch_of(hangzhou, Touch.MESSAGE).task
    Task.objects.filter(pk=task.pk).update(due_at=at("2026-04-02T18:00"))
    FollowUpFactory(customer=hangzhou, happened_at=at("2026-04-02T10:00"))
    plan(date(2026, 4, 7))
    task.refresh_from_db()
    assert (task.breached_at, task.events.filter(action=TaskAction.BREACH).exists()) == (
        None,
        False,
    )


def test_what_is_called_off_after_its_deadline_is_a_breach_all_the_same(hangzhou):
    plan()
    report, due = touch_of(hangzhou, Touch.VALUE_REPORT).task, at("2026-04-02T18:00")
    Task.objects.filter(pk=report.pk).update(due_at=due)
    retier(hangzhou, "potential")
    plan(date(2026, 4, 7))
    report.refresh_from_db()
    assert (report.cancelled_at is not None, report.breached_at) == (True, due)


def log(customer: Customer, moment: str, task: Task | None = None, channel: str = "phone"):
    """With all three modules; it ends its task."""
    whole = {"business_review": "回顾", "problem_solving": "解决", "value_delivery": "价值"}
    found = FollowUpFactory(
        customer=customer, happened_at=at(moment), channel=channel, task=task, **whole
    )
    if task is not None:
        task_do(seen=Seen(task.pk, None, customer.owner, at(moment)))
    return found


def test_one_call_makes_one_follow_up_that_of_the_task_it_was_logged_for(hangzhou):
    plan()
    called = log(hangzhou, "2026-04-02T10:00", touch_of(hangzhou, Touch.FOLLOW_UP, 2).task, "video")
    plan(date(2026, 4, 3))
    first, second = (touch_of(hangzhou, Touch.FOLLOW_UP, slot) for slot in (1, 2))
    assert (second.follow_up, second.done_on) == (called, date(2026, 4, 2))
    assert (first.is_done, first.task.is_at_work) == (False, True)


def test_a_call_after_a_task_that_was_done_without_one_makes_the_next_follow_up(hangzhou):
    plan()
    first = touch_of(hangzhou, Touch.FOLLOW_UP).task
    task_do(seen=Seen(first.pk, None, hangzhou.owner, MORNING))
    called = log(hangzhou, "2026-04-09T10:00", channel="video")
    plan(date(2026, 4, 10))
    assert touch_of(hangzhou, Touch.FOLLOW_UP, 2).follow_up == called
    assert touch_of(hangzhou, Touch.FOLLOW_UP).is_done


def test_what_april_has_left_and_may_makes_is_not_made_for_may_as_well(hangzhou):
    plan()
    task = touch_of(hangzhou, Touch.FOLLOW_UP, 2).task
    plan(date(2026, 5, 6))
    log(hangzhou, "2026-05-06T10:00", task)
    plan(date(2026, 5, 7))
    mays = PlannedTouch.objects.filter(touch=Touch.FOLLOW_UP, period_start=date(2026, 5, 1))
    assert mays.filter(DONE).count() == 0
    assert touch_of(hangzhou, Touch.FOLLOW_UP, 2).is_done


@pytest.mark.parametrize(
    ("before", "after", "period"),
    [("key", "strategic", "quarter"), ("strategic", "key", "half_year")],
)
def test_a_diagnosis_that_was_made_is_not_owed_again_by_another_period(
    ningbo, before, after, period
):
    retier(ningbo, before)
    plan()
    task = touch_of(ningbo, Touch.DIAGNOSIS).task
    task_do(seen=Seen(task.pk, None, ningbo.owner, at("2026-04-02T10:00")))
    retier(ningbo, after)
    plan(date(2026, 4, 3))
    made = PlannedTouch.objects.get(touch=Touch.DIAGNOSIS, period=period)
    assert (made.done_on, made.task) == (date(2026, 4, 2), None)
    assert plan(date(2026, 4, 3)).touches == 0


def test_one_that_was_made_in_the_quarter_before_is_of_the_half_year_too(ningbo):
    retier(ningbo, "strategic")
    plan(date(2026, 3, 2))
    task = PlannedTouch.objects.get(touch=Touch.DIAGNOSIS).task
    task_do(seen=Seen(task.pk, None, ningbo.owner, at("2026-03-04T10:00")))
    retier(ningbo, "key")
    plan()
    assert touch_of(ningbo, Touch.DIAGNOSIS).done_on == date(2026, 3, 4)


def test_what_was_made_in_the_last_quarter_is_owed_in_this_one_again(ningbo):
    retier(ningbo, "strategic")
    plan(date(2026, 3, 2))
    task = PlannedTouch.objects.get(touch=Touch.DIAGNOSIS).task
    task_do(seen=Seen(task.pk, None, ningbo.owner, at("2026-03-04T10:00")))
    plan()
    assert not touch_of(ningbo, Touch.DIAGNOSIS).is_done


def test_a_log_that_is_completed_later_is_followed_within_minutes(hangzhou, lin):
    with time_machine.travel(at("2026-04-01T20:00")):
        called = FollowUpFactory(customer=hangzhou, happened_at=at("2026-04-01T10:00"))
    plan(date(2026, 4, 2))
    later = at("2026-04-02T11:00")
    assert cadence_follow(day=date(2026, 4, 2), at=later).customers == 0
    whole = {"business_review": "回顾", "problem_solving": "解决", "value_delivery": "价值"}
    type(called).objects.filter(pk=called.pk).update(**whole)
    called.revisions.create(customer=hangzhou, at=later, by=lin)
    assert cadence_follow(day=date(2026, 4, 2), at=later + timedelta(minutes=5)).made == 1


def test_a_visit_with_all_modules_counts_for_three_rows(ningbo):
    FollowUpFactory(
        customer=ningbo,
        channel="visit",
        happened_at=at("2026-04-01T00:30"),
        business_review="回顾",
        problem_solving="解决",
        value_delivery="价值",
    )
    plan()
    made = {Touch.VISIT: 1, Touch.INTERVIEW: 1, Touch.FOLLOW_UP: 1}
    assert touches(ningbo, follow_up__isnull=False) == made
    assert not Task.objects.filter(title_key__contains="Visit").exists()


def test_an_undone_import_takes_back_what_counted(hangzhou):
    retier(hangzhou, "general")
    called = FollowUpFactory(customer=hangzhou, happened_at=at("2026-04-01T00:30"))
    plan()
    assert touch_of(hangzhou, Touch.MESSAGE).done_on
    called.delete()
    plan(date(2026, 4, 2))
    touch = touch_of(hangzhou, Touch.MESSAGE)
    assert (touch.done_on, touch.follow_up_id) == (None, None)
    assert touch.task.is_at_work


def test_whoever_answered_a_short_while_ago_is_not_asked_again(hangzhou):
    SurveyAnswerFactory(customer=hangzhou, kind="nps", score=9, answered_at=at("2026-03-28T10:00"))
    plan()
    asked = touch_of(hangzhou, Touch.NPS)
    assert asked.due_on >= date(2026, 5, 27)
    SurveyAnswerFactory(customer=hangzhou, kind="nps", score=9, answered_at=at("2026-04-02T10:00"))
    plan(date(2026, 4, 3))
    assert touch_of(hangzhou, Touch.NPS).done_on == date(2026, 4, 2)


def test_another_tier_calls_off_what_it_does_not_ask_for_and_asks_again_later(hangzhou):
    plan()
    report = touch_of(hangzhou, Touch.VALUE_REPORT).task
    retier(hangzhou, "potential")
    plan(date(2026, 4, 2))
    report.refresh_from_db()
    assert report.cancelled_at
    assert touch_of(hangzhou, Touch.VALUE_REPORT).hold == "cadence"
    assert touches(hangzhou, hold="") == OWED["potential"]
    retier(hangzhou, "strategic")
    plan(date(2026, 4, 3))
    report.refresh_from_db()
    assert report.is_at_work
    assert report.events.filter(action=TaskAction.REOPEN).exists()
    assert Task.objects.filter(origin=report.origin).count() == 1


def test_what_the_last_month_has_left_is_called_off_too_once_nobody_asks_for_it(hangzhou):
    plan()
    report = touch_of(hangzhou, Touch.VALUE_REPORT).task
    retier(hangzhou, "potential")
    plan(date(2026, 5, 6))
    report.refresh_from_db()
    assert report.cancelled_at


def test_what_somebody_has_called_off_stays_called_off(hangzhou, lin):
    plan()
    task = touch_of(hangzhou, Touch.REVIEW).task
    task_cancel(seen=Seen(task.pk, task.version, lin, MORNING), reason="客户本月停产")
    assert plan(date(2026, 4, 2)).opened == 0


def test_a_task_that_is_done_is_not_asked_for_again(hangzhou, lin):
    plan()
    task = touch_of(hangzhou, Touch.REVIEW).task
    task_do(seen=Seen(task.pk, task.version, lin, MORNING))
    assert plan(date(2026, 4, 2)).opened == 0
    assert PlannedTouch.objects.filter(DONE).count() == 1


def test_a_new_owner_gets_the_open_tasks_and_nobody_else_is_changed(hangzhou, ningbo, chen):
    plan()
    done = touch_of(hangzhou, Touch.REVIEW).task
    task_do(seen=Seen(done.pk, None, chen, MORNING))
    owner_set(customer=hangzhou, user=chen, day=timezone.localdate())
    run = cadence_follow(day=date(2026, 4, 2), at=at("2026-04-02T01:30"))
    mine = Task.objects.filter(customer=hangzhou)
    assert set(mine.filter(done_at=None).values_list("owner__username", flat=True)) == {"chen"}
    assert mine.get(pk=done.pk).owner.username == "lin"
    assert run.handed == mine.count() - 1
    assert cadence_follow(day=date(2026, 4, 2), at=at("2026-04-02T01:45")).customers == 0


def test_a_task_that_was_handed_on_by_hand_stays_with_that_person(hangzhou, chen, lin):
    plan()
    task = touch_of(hangzhou, Touch.REVIEW).task
    Task.objects.filter(pk=task.pk).update(owner=chen)
    plan(date(2026, 4, 2))
    assert touch_of(hangzhou, Touch.REVIEW).task.owner == chen


def test_leave_entered_later_moves_the_tasks_of_those_days_and_no_others(ningbo, chen):
    plan()
    before = dict(Task.objects.values_list("pk", "due_at"))
    away = sorted(timezone.localdate(due) for due in before.values())[2]
    LeaveFactory(user=chen, starts_on=away, ends_on=away)
    run = plan(date(2026, 4, 1))
    after = dict(Task.objects.values_list("pk", "due_at"))
    moved = {pk for pk in after if after[pk] != before[pk]}
    assert moved == {pk for pk, due in before.items() if timezone.localdate(due) == away}
    assert run.moved == len(moved)
    assert all(timezone.localdate(after[pk]) != away for pk in moved)


def test_what_somebody_has_moved_stays_there(ningbo, chen):
    plan()
    task = touch_of(ningbo, Touch.REVIEW).task
    due = at("2026-04-25T18:00")  # a Saturday
    task_reschedule(seen=Seen(task.pk, None, chen, MORNING), due=due, reason="客户只有周末有空")
    plan(date(2026, 4, 2))
    assert touch_of(ningbo, Touch.REVIEW).task.due_at == due


def test_a_company_holiday_moves_them_too(ningbo):
    plan()
    task = touch_of(ningbo, Touch.REVIEW).task
    closed = timezone.localdate(task.due_at)
    CalendarDayFactory(day=closed, is_working=False)
    plan()
    task.refresh_from_db()
    assert timezone.localdate(task.due_at) != closed


def test_an_exception_of_a_customer_holds_for_its_days(hangzhou, fang):
    CadenceException.objects.create(
        customer=hangzhou, touch=Touch.REVIEW, times=0, period="month", reason="客户自己开会",
        starts_on=DAY, ends_on=date(2026, 4, 30), created_by=fang,
    )  # fmt: skip
    plan()
    assert Touch.REVIEW not in touches(hangzhou)
    plan(date(2026, 5, 6))
    assert touches(hangzhou, touch=Touch.REVIEW) == {Touch.REVIEW: 1}


def test_an_exception_of_a_line_holds_for_its_customers(hangzhou, ningbo, fang):
    line = CustomerLineFactory(customer=ningbo).line
    CadenceException.objects.create(
        line=line, touch=Touch.REVIEW, times=2, period="month", reason="新业务线", starts_on=DAY,
    )  # fmt: skip
    plan()
    assert touches(ningbo, touch=Touch.REVIEW) == {Touch.REVIEW: 2}
    assert touches(hangzhou, touch=Touch.REVIEW) == {Touch.REVIEW: 1}


def test_customers_without_an_owner_have_their_touches_on_hold(fang):
    customer = CustomerFactory(tier="key")
    run = plan()
    assert (run.opened, run.on_hold) == (0, 8)
    assert set(PlannedTouch.objects.filter(customer=customer).values_list("hold", flat=True)) == {
        "no_owner"
    }


def test_who_has_left_for_good_is_owed_nothing(hangzhou):
    plan()
    Customer.objects.filter(pk=hangzhou.pk).update(churned_on=DAY)
    cadence_follow(day=date(2026, 4, 2), at=at("2026-04-02T09:00"))
    assert not Task.objects.filter(cancelled_at=None).exists()
    assert cadence_follow(day=date(2026, 4, 2), at=at("2026-04-02T09:05")).customers == 0


def test_specialists_do_what_is_theirs(hangzhou, tang, qiu):
    AssignmentFactory(customer=hangzhou, user=qiu, kind="co_owner", role="executive_sponsor")
    AssignmentFactory(customer=hangzhou, user=tang, kind="co_owner", role="tech_consultant")
    plan()
    assert touch_of(hangzhou, Touch.SENIOR).task.owner == qiu
    assert touch_of(hangzhou, Touch.ON_SITE).task.owner == tang
    assert customers_visible_to(tang).filter(pk=hangzhou.pk).exists()


def test_a_dry_run_counts_and_leaves_nothing(hangzhou):
    assert plan(is_dry=True).touches == 11
    assert not PlannedTouch.objects.exists()
    assert not TaskEvent.objects.exists()


def test_one_customer_alone_is_planned_beside_the_load_of_the_others(lin, hangzhou, settings):
    settings.PLANNED_WORK_SHARE = 40
    plan()
    other = CustomerFactory(tier="strategic")
    Customer.objects.filter(pk=other.pk).update(owner=lin)
    plan(customers=[other.pk])
    minutes: Counter[date] = Counter()
    for task in Task.objects.all():
        minutes[timezone.localdate(task.due_at)] += task.minutes
    assert max(minutes.values()) <= 540 * 40 // 100


def test_a_run_in_the_afternoon_plans_nothing_for_today(hangzhou):
    plan(moment=at("2026-04-01T15:00"))
    days = {timezone.localdate(due) for due in Task.objects.values_list("due_at", flat=True)}
    assert min(days) > DAY
    assert max(days) - DAY < timedelta(days=91)


def test_the_command_plans_a_customer_and_prints_what_it_did(hangzhou, ningbo):
    said = StringIO()
    call_command("plan", day=DAY, customer=hangzhou.code, stdout=said)
    assert "touches 11" in said.getvalue()
    assert not PlannedTouch.objects.filter(customer=ningbo).exists()
    with pytest.raises(CommandError):
        call_command("plan", customer="nobody")


def test_with_a_dry_run_the_command_writes_nothing(hangzhou):
    call_command("plan", day=DAY, dry_run=True, json=True, stdout=StringIO())
    assert not PlannedTouch.objects.exists()
