"""Today, the board and what one does with a task in a browser."""

from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from accounts.models import Notice, User
from accounts.tests.factories import AssignmentFactory, CustomerFactory
from crm_site.tests.test_query_budgets import statements
from followups.models import RecurringTask, Task, TaskCheck
from followups.services.tasks import Seen, task_wait
from followups.tests.factories import RecurringTaskFactory, TaskFactory
from health.tests.factories import HealthCurrentFactory

NOW = timezone.now()
DAY = timedelta(days=1)
# Whatever holidays come, the last working day before it is one to come.
SOON = timezone.localdate() + 12 * DAY


@pytest.fixture(autouse=True)
def _english(lin: User, wei: User, fang: User) -> None:
    User.objects.update(language="en")


@pytest.fixture
def task(hangzhou) -> Task:
    return TaskFactory(customer=hangzhou, words="回访", starts_at=NOW, due_at=NOW + 2 * DAY)


def told(response) -> str:
    return unescape(" ".join(map(str, get_messages(response.wsgi_request))))


def text(response) -> str:
    return unescape(response.content.decode())


def act(client, task, action, **data):
    return client.post(f"/tasks/{task.pk}/{action}/", {"version": task.version, **data})


# --- Today ------------------------------------------------------------------------------------


def test_today_has_what_is_overdue_due_and_coming_and_nothing_else(hangzhou, as_user, lin, chen):
    for title, due in (("迟了", -1), ("后天", 2), ("下月", 30)):
        TaskFactory(customer=hangzhou, words=title, due_at=NOW + due * DAY)
    TaskFactory(customer=hangzhou, words="别人的", owner=chen)
    TaskFactory(customer=hangzhou, words="放一放", snoozed_until=timezone.localdate() + DAY)
    TaskFactory(customer=hangzhou, words="等着", waits=True)
    page = text(as_user(lin).get("/today/"))
    assert [title in page for title in ("迟了", "后天")] == [True, True]
    assert not any(title in page for title in ("下月", "别人的", "放一放", "等着"))


def test_promises_come_before_strategic_customers_and_those_before_others(as_user, lin):
    for tier, promised in (("general", True), ("general", False), ("strategic", False)):
        customer = CustomerFactory(tier=tier, owner=lin)
        AssignmentFactory(customer=customer, user=lin)
        TaskFactory(customer=customer, is_promised=promised, due_at=NOW - DAY)
    [(_heading, part)] = as_user(lin).get("/today/").context["parts"]
    order = [(line.row.task.is_promised, line.row.customer.tier) for line in part.lines]
    assert order == [(True, "general"), (False, "strategic"), (False, "general")]


def test_done_from_the_row_leads_back_to_the_day(task, as_user, lin):
    response = act(as_user(lin), task, "do", next="/today/")
    assert response.url == "/today/"
    assert told(response) == "Done: 回访"
    task.refresh_from_db()
    assert task.done_at is not None


def test_a_foreign_address_is_no_way_back(task, as_user, lin):
    assert act(as_user(lin), task, "do", next="https://evil.example/").url == f"/tasks/{task.pk}/"


def test_a_row_with_an_open_checklist_asks_what_came_of_it(task, as_user, lin):
    TaskCheck.objects.create(task=task, place=1, text="打电话")
    response = act(as_user(lin), task, "do", next="/today/")
    assert "say why it is done all the same" in text(response)
    assert act(as_user(lin), task, "do", reason="口头完成").status_code == 302


def test_with_very_many_the_first_are_shown_and_the_rest_counted(hangzhou, as_user, lin):
    TaskFactory.create_batch(60, customer=hangzhou, due_at=NOW - DAY)
    context = as_user(lin).get("/today/").context
    [(_heading, part)] = context["parts"]
    assert (len(context["day"].now), len(part.lines), part.more) == (3, 10, 47)


def test_nothing_to_do_says_what_will_be_here(as_user, lin):
    assert "Nothing is waiting for you." in text(as_user(lin).get("/today/"))


def test_a_day_takes_as_many_statements_with_one_task_as_with_many(hangzhou, as_user, lin):
    HealthCurrentFactory(customer=hangzhou)
    reader = as_user(lin)
    TaskFactory(customer=hangzhou)
    few = statements(reader, "/today/")
    TaskFactory.create_batch(19, customer=hangzhou)
    assert statements(reader, "/today/") == few


# --- one task ---------------------------------------------------------------------------------


def test_a_task_is_put_off_and_says_so_in_its_history(task, as_user, lin):
    until = timezone.localdate() + DAY
    act(as_user(lin), task, "snooze", until=until.isoformat(), reason="客户出差")
    page = text(as_user(lin).get(f"/tasks/{task.pk}/"))
    assert "Put off" in page
    assert "客户出差" in page


def test_whoever_comes_second_is_told_and_keeps_what_they_typed(task, as_user, lin, wei):
    due = timezone.localtime(NOW + 5 * DAY).strftime("%Y-%m-%dT%H:%M")
    act(as_user(lin), task, "reschedule", due=due, reason="客户要求")
    later = timezone.localtime(NOW + 6 * DAY).strftime("%Y-%m-%dT%H:%M")
    response = act(as_user(wei), task, "reschedule", due=later, reason="组长改期")
    assert "林晓 has just changed this task" in text(response)
    assert "组长改期" in text(response)


def test_a_task_is_made_to_wait_for_another_of_its_customer(task, hangzhou, as_user, lin, chen):
    other = TaskFactory(customer=hangzhou, words="取样")
    TaskFactory(customer=CustomerFactory(owner=lin), words="别家的事")
    page = text(as_user(lin).get(f"/tasks/{task.pk}/wait/"))
    assert ("取样" in page, "别家的事" in page) == (True, False)
    act(as_user(lin), task, "wait", needs=[other.pk])
    page = text(as_user(lin).get(f"/tasks/{task.pk}/"))
    assert f'<a href="/tasks/{other.pk}/">取样</a>' in page
    assert "Waits for: – → 取样" in page
    assert "These wait for it" in text(as_user(lin).get(f"/tasks/{other.pk}/"))
    assert "waiting" in text(as_user(lin).get(f"/customers/{hangzhou.code}/records/tasks/"))
    assert "回访" not in text(as_user(lin).get(f"/tasks/{other.pk}/wait/")).partition("<form")[2]


def test_titles_of_tasks_that_one_may_not_see_are_not_told(hangzhou, as_user, lin, tang):
    """The technician sees their own tasks only."""
    User.objects.update(language="en")
    own = TaskFactory(customer=hangzhou, words="检修", owner=tang)
    before, after = (TaskFactory(customer=hangzhou, words=words) for words in ("拿报价", "谈续约"))
    task_wait(seen=Seen(own.pk, None, lin, NOW), needs=[before.pk])
    task_wait(seen=Seen(after.pk, None, lin, NOW), needs=[own.pk])
    for address in (f"/tasks/{own.pk}/", f"/tasks/{own.pk}/wait/"):
        page = text(as_user(tang).get(address))
        assert "another task" in page
        assert not any(words in page for words in ("谈续约", "拿报价"))


def test_a_promise_waits_only_for_a_reason(hangzhou, as_user, wei):
    promise = TaskFactory(customer=hangzhou, is_promised=True)
    other = TaskFactory(customer=hangzhou)
    page = act(as_user(wei), promise, "wait", needs=[other.pk])
    assert page.context["form"].errors.keys() == {"reason"}
    act(as_user(wei), promise, "wait", needs=[other.pk], reason="先等检测")
    promise.refresh_from_db()
    assert promise.waits


def test_what_has_ended_is_not_told_to_be_late(hangzhou, as_user, lin):
    TaskFactory(customer=hangzhou, due_at=NOW - 3 * DAY, done_at=NOW - 4 * DAY)
    assert "days late" not in text(as_user(lin).get("/tasks/?due=done"))


def test_a_deadline_beyond_the_official_calendar_says_that_it_may_move(task, as_user, lin):
    far = {"due_at": NOW.replace(year=NOW.year + 3), "time_kind": "working", "allowed": 700}
    page = f"/tasks/{task.pk}/"
    for values, is_marked in ((far, True), (far | {"time_kind": "elapsed"}, False)):
        Task.objects.update(**values)
        assert ("may still change" in text(as_user(lin).get(page))) == is_marked


def test_a_lead_does_not_move_their_own_promise(hangzhou, as_user, wei, fang):
    promise = TaskFactory(customer=hangzhou, owner=wei, is_promised=True)
    page = f"/tasks/{promise.pk}/reschedule/"
    assert [as_user(who).get(page).status_code for who in (wei, fang)] == [404, 200]
    Task.objects.update(owner=fang)
    assert [as_user(who).get(page).status_code for who in (wei, fang)] == [200, 200]


def test_only_a_manager_moves_what_was_promised(task, as_user, lin, wei):
    Task.objects.update(is_promised=True)
    assert as_user(lin).get(f"/tasks/{task.pk}/reschedule/").status_code == 404
    assert as_user(lin).get(f"/tasks/{task.pk}/cancel/").status_code == 404
    assert as_user(wei).get(f"/tasks/{task.pk}/reschedule/").status_code == 200


def test_a_colleague_does_not_act_on_somebody_elses_task(task, as_user, chen, hangzhou):
    AssignmentFactory(customer=hangzhou, user=chen, kind="co_owner")
    assert as_user(chen).get(f"/tasks/{task.pk}/").status_code == 200
    assert act(as_user(chen), task, "do").status_code == 404


def test_a_task_is_handed_on(task, as_user, lin, wei):
    act(as_user(lin), task, "delegate", to=wei.pk, reason="休假")
    task.refresh_from_db()
    assert task.owner == wei


def test_a_line_says_how_many_points_are_done(task, as_user, lin):
    for place, done_at in enumerate((NOW, None, None), 1):
        TaskCheck.objects.create(task=task, place=place, text="打电话", done_at=done_at)
    assert "1 of 3 points" in text(as_user(lin).get("/today/"))


def test_points_are_ticked_one_by_one(task, as_user, lin):
    check = TaskCheck.objects.create(task=task, place=1, text="打电话")
    as_user(lin).post(f"/tasks/{task.pk}/checks/{check.pk}/", {"done": "1"})
    check.refresh_from_db()
    assert check.done_by == lin


@pytest.mark.parametrize("action", ["fly", "open", "breach"])
def test_what_nobody_can_do_is_not_there(task, as_user, lin, action):
    assert as_user(lin).get(f"/tasks/{task.pk}/{action}/").status_code == 404


def new_form(of_customer, **values):
    due = timezone.localtime(NOW + DAY).strftime("%Y-%m-%dT%H:%M")
    return {
        "customer": of_customer.code,
        "words": "寄样品",
        "kind": "other",
        "due": due,
        "minutes": "30",
        "token": str(uuid4()),
        "checklist": "打包\n\n叫快递",
    } | values


def test_a_task_is_opened_once_however_often_the_form_is_sent(hangzhou, as_user, lin):
    form = new_form(hangzhou)
    for _twice in range(2):
        assert as_user(lin).post("/tasks/new/", form).status_code == 302
    assert [check.text for check in Task.objects.get().checks.all()] == ["打包", "叫快递"]


def test_a_task_for_somebody_else_is_told_to_them(hangzhou, as_user, wei, lin, chen):
    page = as_user(wei).post("/tasks/new/", new_form(hangzhou, owner=chen.pk))
    assert "may not see this customer" in text(page)
    as_user(wei).post("/tasks/new/", new_form(hangzhou, owner=lin.pk))
    assert (Task.objects.get().owner, Task.objects.get().created_by) == (lin, wei)
    assert "魏然 has handed" in text(as_user(lin).get("/notices/"))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"customer": "FOREIGN"}, "There is no customer"),
        ({"due": "2020-01-01T09:00"}, "Choose a moment to come."),
        ({"due": "soon"}, "Enter a valid date"),
        ({"checklist": "\n".join("点" for _ in range(31))}, "At most 30 points."),
        ({"words": ""}, "required"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(hangzhou, as_user, lin, wrong, says):
    CustomerFactory(code="FOREIGN")
    response = as_user(lin).post("/tasks/new/", new_form(hangzhou, **wrong))
    assert says in text(response)
    assert not Task.objects.exists()


# --- the list, many at once, the board --------------------------------------------------------


def test_many_deadlines_move_after_a_look_at_what_would_change(hangzhou, as_user, lin):
    tasks = TaskFactory.create_batch(3, customer=hangzhou)
    Task.objects.filter(pk=tasks[2].pk).update(is_promised=True)
    query = "&".join(f"task={task.pk}" for task in tasks)
    page = as_user(lin).get(f"/tasks/reschedule/?{query}&days=3")
    assert len(page.context["moves"]) == 2
    assert "1 of the chosen tasks stays" in text(page)
    moves = page.context["confirm"].initial["moves"]
    response = as_user(lin).post(
        f"/tasks/reschedule/?{query}", {"moves": moves, "reason": "展会期间"}
    )
    assert told(response) == "2 deadlines moved."
    changed = set(Task.objects.filter(version=2).values_list("pk", flat=True))
    assert changed == {task.pk for task in tasks[:2]}


def test_what_was_not_looked_at_is_not_moved(task, as_user, lin, chen):
    foreign = TaskFactory(owner=chen)
    moves = f"{foreign.pk}:1:{(NOW + 9 * DAY).isoformat()}"
    as_user(lin).post("/tasks/reschedule/", {"moves": moves, "reason": "改期"})
    foreign.refresh_from_db()
    assert foreign.version == 1


@pytest.mark.parametrize("moves", ["x", "1:2", "1:1:tomorrow", "1:1:2026-01-01T00:00", "9" * 30])
def test_nonsense_moves_nothing(task, as_user, lin, moves):
    response = as_user(lin).post("/tasks/reschedule/", {"moves": moves, "reason": "改期"})
    assert response.status_code == 302
    task.refresh_from_db()
    assert task.version == 1


def test_the_list_says_whose_tasks_are_late(hangzhou, as_user, wei):
    TaskFactory(customer=hangzhou, words="迟了", due_at=NOW - DAY)
    TaskFactory(customer=hangzhou, words="以后")
    page = text(as_user(wei).get("/tasks/?due=overdue"))
    assert "迟了" in page
    assert "以后" not in page


def test_the_board_counts_what_its_links_list(hangzhou, as_user, wei, lin):
    TaskFactory.create_batch(2, customer=hangzhou, due_at=NOW - DAY, minutes=90)
    TaskFactory(customer=hangzhou, due_at=NOW + 3 * DAY, minutes=30)
    TaskFactory(customer=hangzhou, due_at=NOW - DAY, waits=True)
    TaskFactory(customer=hangzhou, snoozed_until=timezone.localdate() + DAY)
    [board] = as_user(wei).get("/board/").context["teams"]
    load = next(load for load in board.loads if load.person == lin)
    assert (load.overdue, load.coming, load.rests, load.minutes) == (2, 1, 2, 210)
    for code in ("overdue", "coming", "rests"):
        rows = as_user(wei).get(f"/tasks/?owner={lin.pk}&due={code}").context["page"].rows
        assert len(rows) == getattr(load, code)


def test_the_board_takes_as_many_statements_for_one_person_as_for_many(hangzhou, as_user, wei):
    reader = as_user(wei)
    TaskFactory(customer=hangzhou)
    few = statements(reader, "/board/")
    TaskFactory.create_batch(10, customer=hangzhou)
    assert statements(reader, "/board/") == few


# --- what comes again, and the inbox ----------------------------------------------------------


def test_what_was_agreed_comes_again_until_it_is_stopped(hangzhou, as_user, lin):
    form = {
        "customer": hangzhou.code,
        "words": "月度报告",
        "kind": "report",
        "note": "附上数据",
        "rhythm": "month",
        "first_on": SOON.isoformat(),
        "days_before": "20",
        "minutes": "60",
        "token": str(uuid4()),
    }
    for _twice in range(2):
        assert as_user(lin).post("/tasks/recurring/", form).status_code == 302
    task = Task.objects.get()
    assert (task.words, task.kind, task.note, task.owner) == ("月度报告", "report", "附上数据", lin)
    recurring = RecurringTask.objects.get()
    as_user(lin).post(f"/tasks/recurring/{recurring.pk}/stop/")
    assert "月度报告" not in text(as_user(lin).get("/tasks/recurring/"))


def test_what_comes_again_is_done_by_somebody_who_sees_the_customer(
    hangzhou, as_user, lin, chen, tang
):
    User.objects.update(language="en")
    form = {
        "customer": hangzhou.code,
        "words": "检修",
        "kind": "visit",
        "rhythm": "month",
        "first_on": SOON.isoformat(),
        "days_before": "20",
        "minutes": "60",
        "token": str(uuid4()),
    }
    page = as_user(lin).post("/tasks/recurring/", form | {"owner": chen.pk})
    assert "may not see this customer" in text(page)
    as_user(lin).post("/tasks/recurring/", form | {"owner": tang.pk})
    assert Task.objects.get().owner == tang
    assert "林晓 has agreed that you do this" in text(as_user(tang).get("/notices/"))


def test_nobody_stops_what_is_not_theirs(as_user, lin):
    recurring = RecurringTaskFactory()
    assert as_user(lin).post(f"/tasks/recurring/{recurring.pk}/stop/").status_code == 404


def notice(person, **values) -> Notice:
    values = {"dedupe_key": f"k{Notice.objects.count()}", "message_key": "Read me"} | values
    return Notice.objects.create(recipient=person, **values)


def test_the_bell_counts_and_opening_reads(as_user, lin):
    one = notice(lin, url="/today/")
    notice(lin)
    assert "Notices, 2 unread" in text(as_user(lin).get("/notices/"))
    assert as_user(lin).get(f"/notices/{one.pk}/").url == "/today/"
    assert "Notices, 1 unread" in text(as_user(lin).get("/notices/"))


def test_all_read_leaves_what_came_meanwhile(as_user, lin):
    seen = notice(lin)
    notice(lin)
    as_user(lin).post("/notices/read/", {"newest": seen.pk})
    assert Notice.objects.filter(read_at=None).count() == 1


def test_nobody_reads_somebody_elses_notices(as_user, lin, wei):
    assert as_user(lin).get(f"/notices/{notice(wei).pk}/").status_code == 404


def test_a_notice_of_a_customer_that_one_sees_no_more_is_gone(as_user, lin):
    notice(lin, customer=CustomerFactory())
    page = text(as_user(lin).get("/notices/"))
    assert "Nobody has told you anything yet." in page
    assert "Notices, 0 unread" in page
