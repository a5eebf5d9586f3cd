"""Where customers stand: figures open their lists, stages are set by hand, referrals recorded."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import CustomerStage, ExtraGiven
from accounts.tests.factories import CustomerStageFactory, OrderFactory
from crm_site.pages.lifecycle.forms import PlaybookForm
from crm_site.queries.lifecycle import playbook_counts
from followups.models import LifecycleRule, Referral
from followups.tests.factories import ReferralFactory, SopRunFactory, TaskFactory
from health.models import HealthCurrent, HealthScore
from health.queries.lifecycle import declining, outside
from health.services.partitions import partition_ensure
from health.tests.factories import ChanceSignalFactory, HealthCurrentFactory, version_1_0

TODAY = timezone.localdate()
DAY = timedelta(days=1)


def text(page) -> str:
    return page.content.decode()


@pytest.fixture
def moved(hangzhou, ningbo) -> None:
    """Hangzhou went dormant today; of Ningbo no night has said anything yet."""
    CustomerStageFactory(customer=hangzhou, since=TODAY - 9 * DAY, until=TODAY)
    CustomerStageFactory(
        customer=hangzhou,
        stage="dormant",
        before="retention",
        since=TODAY,
        reason="silent",
        params={"on": {"day": "2020-01-01"}, "days": 365},
    )


@pytest.fixture
def recall(hangzhou, lin):
    """The recall of Hangzhou is at work, and late."""
    rule = LifecycleRule.objects.get(code="recall")
    run = SopRunFactory(customer=hangzhou, rule=rule)
    step = run.version.steps.first()
    late = {"starts_at": timezone.now() - 9 * DAY, "due_at": timezone.now() - DAY}
    TaskFactory(customer=hangzhou, owner=lin, sop_run=run, sop_step=step, **late)
    return run


def test_each_figure_opens_a_list_of_as_many(moved, recall, hangzhou, ningbo, fang, as_user):
    HealthCurrentFactory(customer=ningbo, level="red")
    client = as_user(fang)
    page = text(client.get("/lifecycle/"))
    links = re.findall(r'href="([^"]+)" data-count="(\d+)"', page)
    assert len(links) == 7  # dormant, who came there and left, declining, none yet, the recall
    for url, count in links:
        rows = client.get(url.replace("&amp;", "&")).context["page"].rows
        assert len(rows) == int(count), url


def test_a_csm_sees_their_own_customers_only(moved, recall, ningbo, chen, as_user):
    client = as_user(chen)
    assert [line.customers for line in client.get("/lifecycle/").context["lines"]] == [0] * 7
    for path in ("moves", "runs"):
        assert not client.get(f"/lifecycle/{path}/").context["page"].rows


def test_the_page_of_a_customer_says_its_stage_and_why(moved, recall, hangzhou, lin, as_user):
    page = text(as_user(lin).get(f"/customers/{hangzhou.code}/"))
    assert "已超过 365 天" in page
    assert f'href="/sop-runs/{recall.pk}/"' in page


def said(**others) -> dict:
    until = (TODAY + 30 * DAY).isoformat()
    return {"stage": "churned", "note": "工厂关闭", "set_until": until} | others


def test_a_lead_sets_a_stage_and_lets_the_rule_decide_again(moved, hangzhou, wei, as_user):
    client, url = as_user(wei), f"/customers/{hangzhou.code}/stage/"
    now = CustomerStage.objects.get(until=None)
    assert "工厂关闭" in text(client.post(url, said(seen=now.pk), follow=True))
    assert text(client.post(url, said(note="再改", seen=now.pk))).count("工厂关闭") >= 1
    row = CustomerStage.objects.get(until=None)
    assert (row.stage, row.by) == ("churned", wei)
    client.post(f"{url}release/", {"seen": row.pk})
    assert CustomerStage.objects.get(until=None).stage == "acquisition"


def test_a_csm_reads_it_and_sets_nothing(moved, hangzhou, lin, as_user):
    client, url = as_user(lin), f"/customers/{hangzhou.code}/stage/"
    assert client.get(url).status_code == 200
    assert client.post(url, said()).status_code == 404


def test_a_director_puts_a_playbook_off(fang, lin, as_user):
    url = "/lifecycle/recall/"
    form = {
        "days": 60,
        "least": 2,
        "at_once": "",
        "role": "owner",
        "reason": "先试点",
        "revision": 1,
    }
    assert as_user(lin).post(url, form).status_code == 404
    page = as_user(fang).post(url, form, follow=True)
    assert page.redirect_chain[-1][0] == url
    rule = LifecycleRule.objects.get(code="recall")
    assert (rule.is_on, rule.days, rule.at_once, rule.changed_by) == (False, 60, None, fang)
    assert playbook_counts(rule, fang, timezone.now())["at_work"] == 0


@pytest.mark.parametrize(("code", "most"), [("promoters", 10), ("satisfied", 100)])
def test_a_threshold_is_no_higher_than_the_best_answer(db, code, most):
    form = PlaybookForm(rule=LifecycleRule.objects.get(code=code))
    assert form.fields["least"].max_value == most


def referral(**others) -> dict:
    days = {"asked_on": TODAY.isoformat(), "named_on": TODAY.isoformat()}
    return days | {"name": "绍兴轴承", "token": str(uuid4()), "revision": 0} | others


def test_a_referral_is_recorded_once_and_rewarded_by_an_extra(hangzhou, lin, as_user):
    client, form = as_user(lin), referral(reward="茶礼盒", reward_cost="300")
    for _twice in range(2):
        page = client.post(f"/customers/{hangzhou.code}/referral/", form, follow=True)
    assert page.redirect_chain[-1][0] == "/referrals/"
    row = Referral.objects.get()
    assert (row.state, row.reward) == ("named", ExtraGiven.objects.get(cost=300))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"named_on": (TODAY - DAY).isoformat()},
        {"asked_on": (TODAY + DAY).isoformat()},
        {"won_on": TODAY.isoformat()},
        {"named_on": "", "contacted_on": TODAY.isoformat()},
        {"referred": "no such customer"},
    ],
)
def test_what_cannot_be_is_not_recorded_and_nothing_typed_is_lost(hangzhou, lin, as_user, wrong):
    page = as_user(lin).post(
        f"/customers/{hangzhou.code}/referral/", referral(person="何", **wrong)
    )
    assert page.status_code == 200
    assert 'value="何"' in text(page)
    assert not Referral.objects.exists()


def test_what_a_referral_has_brought_are_the_orders_of_whom_one_may_see(
    hangzhou, ningbo, lin, fang, as_user
):
    won = {"referred": ningbo, "won_on": TODAY, "contacted_on": TODAY}
    row = ReferralFactory(customer=hangzhou, by=lin, **won)
    OrderFactory(customer=ningbo, amount="700.00", ordered_on=TODAY)
    OrderFactory(customer=ningbo, amount="50.00", ordered_on=TODAY, cancelled_on=TODAY)
    assert "¥700.00" in text(as_user(fang).get("/referrals/?state=won"))
    page = text(as_user(lin).get("/referrals/"))
    assert "¥700.00" not in page
    assert ningbo.name not in page
    # Whoever may not see the customer changes the rest of it.
    form = referral(asked_on=row.asked_on.isoformat(), named_on=row.named_on.isoformat())
    form |= {"won_on": TODAY.isoformat(), "contacted_on": TODAY.isoformat(), "revision": 1}
    as_user(lin).post(f"/referrals/{row.pk}/", form | {"note": "谢过了"})
    row.refresh_from_db()
    assert (row.note, row.referred, row.revision) == ("谢过了", ningbo, 2)


def test_of_two_who_change_a_referral_the_second_is_told(hangzhou, lin, as_user):
    row = ReferralFactory(customer=hangzhou, by=lin, revision=3)
    page = as_user(lin).post(f"/referrals/{row.pk}/", referral(note="迟了", revision=2))
    assert page.context["form"].non_field_errors()


def test_who_declines_is_orange_or_red_or_has_fallen_for_two_quarters(hangzhou, ningbo):
    HealthCurrentFactory(customer=hangzhou, level="yellow", score=60)
    HealthCurrentFactory(customer=ningbo, level="healthy", score=80)
    for customer, scores in ((hangzhou, (70, 80)), (ningbo, (86, 90))):
        for number, score in enumerate(scores, 1):
            day = TODAY - number * 91 * DAY
            partition_ensure(day=day)
            HealthScore.objects.create(
                customer=customer,
                day=day,
                score=score,
                level="healthy",
                coverage=1,
                raw=[],
                states="",
                version=version_1_0(),
            )
    assert [row.customer for row in declining(TODAY)] == [hangzhou]
    HealthCurrent.objects.filter(customer=ningbo).update(level="orange")
    assert declining(TODAY).count() == 2


def test_playbooks_know_who_has_grown_and_who_is_in_trouble(hangzhou, ningbo):
    ChanceSignalFactory(customer=hangzhou, rule="staff_grown", began_on=TODAY)
    ChanceSignalFactory(customer=hangzhou, rule="favourable_policy", began_on=TODAY - DAY)
    HealthCurrentFactory(customer=ningbo, level="orange")
    found = outside(TODAY)
    assert (found.grown, found.troubled) == ({hangzhou.pk: TODAY}, {ningbo.pk})
    assert not outside(TODAY - DAY).grown
