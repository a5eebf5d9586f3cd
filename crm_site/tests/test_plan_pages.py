"""The cadence, planned touches, planned hours, and what if customers changed hands."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Customer, User
from accounts.tests.factories import CustomerFactory
from followups.choices import Touch
from followups.models import CadenceException, CadenceRule, PlannedTouch, Task
from followups.queries.touches import TOUCH_STATES, loads, what_if
from followups.services.plans import cadence_follow, cadence_plan
from followups.services.tasks import Seen, task_cancel, task_do
from followups.tests.factories import FollowUpFactory, TaskFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _planned(hangzhou, ningbo) -> None:
    cadence_plan(day=timezone.localdate(), at=timezone.now())


@pytest.fixture
def as_user(as_user):
    """In a browser of somebody who reads English."""

    def log_in(user: User) -> Client:
        User.objects.filter(pk=user.pk).update(language="en")
        return as_user(User.objects.get(pk=user.pk))

    return log_in


def page(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_cadence_is_told_in_words(as_user, lin):
    said = page(as_user(lin), "/plan/")
    assert "2 a month, 1 of them in person or by video" in said
    assert "on request" in said
    assert "/admin/" not in said


def test_a_director_changes_it_and_the_next_run_goes_by_it(as_user, fang, ningbo):
    rule = CadenceRule.objects.get(touch=Touch.NPS, tier="key")
    client = as_user(fang)
    assert f"/admin/followups/cadencerule/{rule.pk}/change/" in page(client, "/plan/")
    url = f"/admin/followups/cadencerule/{rule.pk}/change/"
    version = client.get(url).context["adminform"].form.initial["version"]
    said = {"period": "quarter", "in_person": 0, "rest_days": 60, "minutes": 5, "version": version}
    client.post(url, said | {"times": 2, "kind": "contact", "role": "csm"})
    rule.refresh_from_db()
    assert rule.times == 2
    cadence_plan(day=timezone.localdate(), at=timezone.now())
    assert PlannedTouch.objects.filter(customer=ningbo, touch=Touch.NPS).count() == 2


def test_each_figure_opens_a_list_of_as_many(as_user, lin, hangzhou):
    touches = PlannedTouch.objects.filter(customer=hangzhou, task__touches__slot=1).distinct()
    review = touches.get(touch=Touch.REVIEW).task
    task_do(seen=Seen(review.pk, None, lin, timezone.now()))
    diagnosis = touches.get(touch=Touch.DIAGNOSIS).task
    task_cancel(seen=Seen(diagnosis.pk, None, lin, timezone.now()), reason="客户停产")
    late = touches.get(touch=Touch.EVENT).task
    Task.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(days=1))
    client = as_user(lin)
    links = re.findall(
        r'href="(/plan/touches/\?tier=\w+&amp;state=\w+)">(\d+)<', page(client, "/plan/")
    )
    assert {"done", "planned", "overdue", "called_off"} <= {url.split("=")[-1] for url, _n in links}
    for url, number in links:
        listed = client.get(url.replace("&amp;", "&")).context["page"].rows
        assert len(listed) == int(number), url


def test_every_touch_is_in_one_state(as_user, fang):
    now = timezone.now()
    counts = [PlannedTouch.objects.filter(state.rows(now)).count() for state in TOUCH_STATES]
    early = [state.code for state in TOUCH_STATES].index("early")
    assert sum(counts) - counts[early] == PlannedTouch.objects.count()


def test_a_csm_sees_the_touches_of_their_customers_alone(as_user, lin, hangzhou):
    rows = as_user(lin).get("/plan/touches/").context["page"].rows
    assert {row.touch.customer_id for row in rows} == {hangzhou.pk}


def test_a_task_says_what_it_counts_for(as_user, chen, ningbo):
    visit = PlannedTouch.objects.get(customer=ningbo, touch=Touch.VISIT)
    said = page(as_user(chen), f"/tasks/{visit.task_id}/")
    assert "Counts for:" in said
    assert "need-diagnosis interview" in said


def test_the_customers_page_leads_to_its_cadence_and_says_what_counted(as_user, lin, hangzhou):
    FollowUpFactory(customer=hangzhou, channel="visit", happened_at=timezone.now())
    cadence_follow(day=timezone.localdate(), at=timezone.now())
    client = as_user(lin)
    assert f"/customers/{hangzhou.code}/cadence/" in page(client, f"/customers/{hangzhou.code}/")
    said = page(client, f"/customers/{hangzhou.code}/cadence/")
    assert "logged on" in said
    assert "Make an exception" not in said


def exception(**said) -> dict:
    first = timezone.localdate().isoformat()
    new = {"touch": "review", "times": 0, "period": "month", "reason": "客户自己开会"}
    return new | {"starts_on": first, "token": str(uuid4()), **said}


def test_a_lead_makes_an_exception_and_the_plan_follows_at_once(
    as_user, wei, hangzhou, strategic_team
):
    client, sent = as_user(wei), exception()
    url = f"/customers/{hangzhou.code}/cadence/new/"
    assert client.post(url, sent).status_code == 302
    client.post(url, sent)
    [made] = CadenceException.objects.all()
    review = PlannedTouch.objects.get(customer=hangzhou, touch=Touch.REVIEW)
    assert (review.hold, made.created_by) == ("cadence", wei)
    assert review.task.cancelled_at
    assert "客户自己开会" in page(client, f"/customers/{hangzhou.code}/cadence/")
    client.post(f"/customers/{hangzhou.code}/cadence/{made.pk}/end/")
    made.refresh_from_db()
    assert made.ends_on == timezone.localdate()


def test_a_form_with_a_mistake_keeps_what_was_typed(as_user, wei, hangzhou):
    sent = exception(ends_on="2000-01-01")
    response = as_user(wei).post(f"/customers/{hangzhou.code}/cadence/new/", sent)
    assert response.status_code == 200
    assert "客户自己开会" in response.content.decode()
    assert not CadenceException.objects.exists()


def test_hours_are_those_of_the_tasks(as_user, lin, hangzhou):
    context = as_user(lin).get("/plan/load/").context
    [load] = context["people"]
    planned = Task.objects.filter(owner=lin)
    assert sum(week.minutes for week in load.weeks) <= sum(task.minutes for task in planned)
    assert load.kinds["plan"] == sum(week.minutes for week in load.weeks)
    assert load.monthly == round(2 * 45 + 60 + 45 + (120 + 45 + 60 + 60 + 30 + 120 + 5) / 3)


def test_a_lead_sees_the_team_and_a_person_of_it_day_by_day(as_user, wei, lin, chen, settings):
    client = as_user(wei)
    assert {load.person for load in client.get("/plan/load/").context["people"]} == {wei, lin}
    assert client.get(f"/plan/load/{lin.pk}/").status_code == 200
    assert client.get(f"/plan/load/{chen.pk}/").status_code == 404


def test_the_steps_of_an_improvement_plan_are_not_the_cadences(lin, chen, hangzhou):
    def moving() -> tuple[int, int]:
        seen = what_if(lin, chen, Customer.objects.filter(pk=hangzhou.pk), timezone.localdate())
        weeks = [week[0].minutes - week[1].minutes for week in seen.weeks]
        [load] = loads([lin], timezone.localdate())
        return sum(weeks), load.kinds["plan"]

    before = moving()
    for part in ("1", "review"):
        TaskFactory(customer=hangzhou, owner=lin, origin=f"plan:{hangzhou.pk}:{part}")
    assert moving() == before


def test_what_if_writes_nothing_until_it_is_confirmed(as_user, fang, lin, chen, hangzhou):
    client = as_user(fang)
    url = f"/plan/reassign/?from={lin.pk}&to={chen.pk}"
    seen = client.get(url).context
    assert seen["sent"] == str(hangzhou.pk)
    before, after = seen["what_if"].monthly[:2]
    assert (before > 0, after) == (True, 0)
    moved = sum(week[3].minutes - week[2].minutes for week in seen["what_if"].weeks)
    assert moved == sum(week[0].minutes - week[1].minutes for week in seen["what_if"].weeks) > 0
    hangzhou.refresh_from_db()
    assert hangzhou.owner == lin
    assert client.post(url, {"customers": seen["sent"]}).status_code == 302
    hangzhou.refresh_from_db()
    assert hangzhou.owner == chen
    cadence_follow(day=timezone.localdate(), at=timezone.now())
    assert set(Task.objects.values_list("owner", flat=True)) == {chen.pk}


def test_only_who_is_chosen_would_go_and_all_before_anybody_was_asked(
    as_user, fang, lin, chen, hangzhou, ningbo
):
    client, url = as_user(fang), f"/plan/reassign/?from={lin.pk}&to={chen.pk}"
    assert client.get(url).context["chosen"] == {hangzhou.pk}
    for sent in ("", "nonsense", ningbo.pk):
        seen = client.get(f"{url}&customer={sent}")
        assert (seen.context["chosen"], "what_if" in seen.context) == (set(), False)
        assert "No customer is chosen." in seen.content.decode()
    both = client.get(f"{url}&customer=&customer={hangzhou.pk}").context
    assert both["sent"] == str(hangzhou.pk)


def test_the_page_says_how_many_customers_it_does_not_show(
    as_user, fang, lin, chen, hangzhou, monkeypatch
):
    monkeypatch.setattr("crm_site.pages.plan.load.MOST_NAMED", 1)
    other = CustomerFactory(tier="key", name="阿尔法")
    Customer.objects.filter(pk=other.pk).update(owner=lin)
    client, url = as_user(fang), f"/plan/reassign/?from={lin.pk}&to={chen.pk}"
    assert "1 more is not shown here; of those not shown 1 would go." in page(client, url)
    [[shown, _veiled]] = client.get(url).context["offered"]
    said = page(client, f"{url}&customer={shown.pk}")
    assert "1 more is not shown here; of those not shown 0 would go." in said


def test_a_reason_that_is_too_long_loses_no_choice(as_user, fang, lin, chen, hangzhou):
    url = f"/plan/reassign/?from={lin.pk}&to={chen.pk}"
    seen = as_user(fang).post(url, {"customers": str(hangzhou.pk), "reason": "长" * 2000})
    assert seen.status_code == 200
    assert seen.context["sent"] == str(hangzhou.pk)


def test_who_has_another_owner_by_now_is_left_alone(as_user, fang, lin, chen, hangzhou, ningbo):
    url = f"/plan/reassign/?from={lin.pk}&to={chen.pk}"
    Customer.objects.filter(pk=hangzhou.pk).update(owner=fang)
    as_user(fang).post(url, {"customers": str(hangzhou.pk)})
    hangzhou.refresh_from_db()
    assert hangzhou.owner == fang


def test_a_limit_is_passed_for_a_reason_only(as_user, fang, lin, chen, hangzhou):
    for number in range(15):
        customer = CustomerFactory(tier="strategic", name=f"客户{number}")
        customer.assignments.create(user=chen, kind="owner", valid=("2020-01-01", None))
        Customer.objects.filter(pk=customer.pk).update(owner=chen)
    client, url = as_user(fang), f"/plan/reassign/?from={lin.pk}&to={chen.pk}"
    refused = client.post(url, {"customers": str(hangzhou.pk)})
    assert "Give a reason" in refused.content.decode()
    client.post(url, {"customers": str(hangzhou.pk), "reason": "林晓休产假"})
    hangzhou.refresh_from_db()
    assert hangzhou.owner == chen
