"""A lead shares out the work of the team: looked at first, then done, and never past the rules."""

from datetime import timedelta
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import AssignmentFactory, person
from crm_site.queries.hand_on import effects_of, handed_on
from crm_site.tests.test_query_budgets import statements
from followups.tests.factories import TaskFactory

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture(autouse=True)
def _english(lin: User, wei: User, fang: User) -> None:
    User.objects.update(language="en")


@pytest.fixture
def task(hangzhou):
    return TaskFactory(customer=hangzhou, words="回访", minutes=90, due_at=NOW)


def give(client, task, to, **data):
    sent = {"tasks": f"{task.pk}:{task.version}", "reason": "分担", **data}
    return client.post(f"/board/hand-on/?task={task.pk}&to={to.pk}", sent)


def told(response) -> str:
    return unescape(" ".join(map(str, get_messages(response.wsgi_request))))


def test_the_board_has_a_column_for_each_with_hours_and_open_tasks(task, as_user, wei, lin):
    columns = as_user(wei).get("/board/tasks/").context["columns"]
    [column] = [one for one in columns if one.person == lin]
    assert [row.task for row in column.cards] == [task]
    assert (column.week.minutes, column.count, column.more) == (90, 1, 0)


def test_both_weeks_are_shown_before_anything_changes(task, as_user, wei, lin):
    page = as_user(wei).get(f"/board/hand-on/?task={task.pk}&to={wei.pk}")
    weeks = {one.person: (one.before.minutes, one.after.minutes) for one in page.context["effects"]}
    assert weeks == {lin: (90, 0), wei: (0, 90)}
    task.refresh_from_db()
    assert task.owner == lin


def test_many_people_with_many_tasks_take_as_many_statements_as_one(
    task, hangzhou, as_user, wei, lin
):
    reader = as_user(wei)
    paths = ["/board/tasks/", f"/board/hand-on/?to={wei.pk}&task={task.pk}"]
    few = [statements(reader, path) for path in paths]
    for owner in (lin, person("he", "何平", "csm", team=lin.team)):
        AssignmentFactory(customer=hangzhou, user=owner, kind="co_owner")
        more = TaskFactory.create_batch(5, customer=hangzhou, owner=owner, due_at=NOW)
        paths[1] += "".join(f"&task={one.pk}" for one in more)
    assert [statements(reader, path) for path in paths] == few
    assert max(few) <= 16


def test_what_is_due_after_sunday_does_not_count_in_this_week(hangzhou, wei):
    later = TaskFactory(customer=hangzhou, due_at=NOW + timedelta(days=8))
    rows = handed_on(wei, [later.pk], NOW)
    assert all(one.before == one.after for one in effects_of(rows, wei, TODAY))


def test_a_task_goes_to_its_new_owner_who_is_told(task, as_user, wei):
    response = give(as_user(wei), task, wei)
    task.refresh_from_db()
    assert (task.owner, told(response)) == (wei, f"1 task handed to {wei}.")
    assert task.events.get(action="delegate").reason == "分担"


def test_whoever_may_not_see_the_customer_does_not_get_it(task, as_user, fang, chen, lin):
    response = give(as_user(fang), task, chen)
    task.refresh_from_db()
    assert task.owner == lin
    assert "may not see this customer" in told(response)


def test_a_task_that_has_changed_meanwhile_is_left_and_said_so(task, hangzhou, as_user, fang, chen):
    AssignmentFactory(customer=hangzhou, user=chen, kind="slice")
    response = give(as_user(fang), task, chen, tasks=f"{task.pk}:{task.version + 1}")
    task.refresh_from_db()
    assert task.owner != chen
    assert "left as it is" in told(response)


def test_a_lead_hands_on_within_the_team_only(task, as_user, wei, chen):
    assert give(as_user(wei), task, chen).status_code == 404


def test_without_a_reason_nothing_changes_and_the_page_stays(task, as_user, wei, lin):
    response = give(as_user(wei), task, wei, reason="")
    assert response.status_code == 200
    task.refresh_from_db()
    assert task.owner == lin


MANY = " ".join(f"{number}:1" for number in range(1, 52))


@pytest.mark.parametrize("tasks", ["1", "x:y", "1:-2", f"{10**30}:1", MANY])
def test_a_form_that_we_have_not_written_is_looked_at_again(task, as_user, wei, tasks):
    assert give(as_user(wei), task, wei, tasks=tasks).status_code == 200
