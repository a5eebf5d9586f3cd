"""The company that `manage.py demo` leaves behind, and what of it stays when others use it."""

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Sum
from django.test import override_settings

from accounts.access import customers_visible_to
from accounts.models import (
    Assignment,
    Contact,
    ContractFile,
    Customer,
    Feed,
    Order,
    Product,
    ProductLine,
    User,
)
from accounts.rules.roles import ROLES
from accounts.services.assignments import owner_set
from accounts.tests.factories import (
    CompetitorAtFactory,
    CustomerFactory,
    InvoiceFactory,
    OrderFactory,
)
from crm_site.demo import removal
from crm_site.demo.customers import customers
from crm_site.demo.moments import midnight
from crm_site.demo.people import PASSWORD
from crm_site.demo.stories import Story
from crm_site.demo.writing import FEEDS
from crm_site.tests.test_demo import DAY, customer, demo, tables
from followups.models import SlaClock, Task, Ticket
from followups.tests.factories import FollowUpFactory, TaskFactory
from health.models import HealthCurrent, HealthScore, HeldWarning, PeerScore, Warning
from health.tests.factories import ImprovementPlanFactory
from tools.migrated import another_copy

pytestmark = pytest.mark.django_db

SIZE = 50
QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # as in every test


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Path]:
    """Told once, in a database of its own; the folder of its papers."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), another_copy():
        with override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=QUICK_HASHERS):
            call_command("demo", f"--customers={SIZE}", f"--as-of={DAY}", stdout=StringIO())
        connection.close()
        with django_db_blocker.block():
            yield media


@pytest.fixture(autouse=True)
def _there(company, settings) -> None:
    settings.MEDIA_ROOT = company


def test_the_database_holds_what_the_generator_made_up():
    expected = customers(SIZE, seed=1, day=DAY)
    assert Customer.objects.count() == SIZE
    assert Contact.objects.count() == sum(len(c.contacts) for c in expected)
    totals = dict(
        Order.objects.values_list("customer__identities__external_id").annotate(Sum("amount"))
    )
    assert totals == {c.ref: sum(o.amount for o in c.orders) for c in expected if c.orders}


def test_the_feed_of_orders_is_fresh_on_the_day_of_the_demo():
    feed = Feed.objects.get(source="demo", kind="orders")
    assert 0 <= (DAY - feed.last_fact_on).days < feed.stale_after_days


def test_every_customer_has_a_trend_of_twelve_weeks():
    weeks = {DAY - timedelta(weeks=n) for n in range(13)}
    assert set(HealthScore.objects.values_list("day", flat=True)) == weeks
    current = HealthCurrent.objects.get(customer=customer("D00001"))
    assert current.day == DAY
    assert None not in (*current.spark, current.change_7d, current.change_28d)
    assert set(PeerScore.objects.filter(tier="").values_list("day", flat=True)) == weeks


@pytest.mark.parametrize(
    ("stories", "levels"),
    [
        ({Story.STOPPED}, {"orange", "red"}),
        ({Story.FALLING, Story.ONE_BIG_ORDER}, {"yellow", "orange", "red"}),
        ({Story.GROWING, Story.RECOVERING, Story.CREDIT_NOTES}, {"healthy", "unknown"}),
        ({Story.PROSPECT}, {"unscored"}),
    ],
    ids=["stopped", "in trouble", "no trouble", "not scored"],
)
def test_the_level_tells_the_story(stories, levels):
    refs = [c.ref for c in customers(SIZE, seed=1, day=DAY) if c.story in stories]
    found = HealthCurrent.objects.filter(customer__identities__external_id__in=refs)
    assert len(found) == len(refs) > 0
    assert set(found.values_list("level", flat=True)) <= levels


def test_every_table_of_facts_is_filled_and_every_feed_is_known():
    for model in (*removal.FACTS, *removal.PARTS):
        assert model._default_manager.exists(), model
    assert {feed.kind for feed in Feed.objects.all()} == {kind for kind, *_ in FEEDS}
    assert all(feed.last_fact_on <= DAY for feed in Feed.objects.all())


def test_the_clocks_of_the_demo_are_those_of_its_tickets():
    clocks = SlaClock.objects.select_related("ticket")
    assert {clock.ticket_id for clock in clocks} == set(Ticket.objects.values_list("pk", flat=True))
    for clock in clocks:
        assert clock.started_at == clock.ticket.opened_at
        assert clock.met_at == getattr(clock.ticket, f"{clock.clock}_at")
    met = [clock.met_by(midnight(DAY)) for clock in clocks]
    assert met.count(True) > 3 * met.count(False) > 0


def test_a_contract_of_the_demo_can_be_read():
    paper = ContractFile.objects.order_by("pk").first()
    content = paper.file.read()
    assert content.startswith(b"%PDF-")
    assert (len(content), sha256(content).hexdigest()) == (paper.size, paper.sha256)


def test_a_ticket_that_a_real_follow_up_is_about_stays_with_its_order():
    ticket = Ticket.objects.exclude(order=None).exclude(repeats=None).order_by("pk").first()
    FollowUpFactory(customer=ticket.customer, ticket=ticket, source="portal")
    demo("--remove")
    kept = Ticket.objects.get()
    assert kept == ticket
    assert kept.repeats is None
    assert list(Order.objects.all()) == [ticket.order]


def test_a_product_line_that_a_real_fact_names_stays():
    line = ProductLine.objects.order_by("code").first()
    CompetitorAtFactory(line=line, source="portal")
    demo("--remove")
    assert list(ProductLine.objects.all()) == [line]
    assert not Product.objects.exists()


def test_the_next_day_nothing_of_it_has_changed():
    before = tables()
    assert set(demo(f"--customers={SIZE}", as_of=date(2026, 11, 21)).values()) == {0}
    assert tables() == before


def test_everybody_of_a_role_is_there_and_can_log_in():
    people = demo("--logins")
    assert [who["role"] for who in people] == [role.code for role in ROLES]
    for who in people:
        assert User.objects.get(username=who["username"]).check_password(who["password"])


def test_logins_are_printed_one_a_line():
    out = StringIO()
    call_command("demo", "--logins", stdout=out)
    lines = [line.split() for line in out.getvalue().splitlines()]
    assert ["director", "demo-director", PASSWORD, "方敏"] in lines


def test_the_teams_have_their_leads():
    lead = User.objects.get(username="demo-lead-key")
    csm = User.objects.get(username="demo-csm-key-1")
    assert csm.team.lead == csm.line_manager == lead
    assert lead.line_manager.username == "demo-director"


def test_a_csm_sees_what_they_own_and_the_director_sees_all():
    csm = User.objects.get(username="demo-csm-key-1")
    director = User.objects.get(username="demo-director")
    owned = Customer.objects.filter(owner=csm)
    assert set(customers_visible_to(csm, DAY)) == set(owned) != set()
    assert customers_visible_to(director, DAY).count() == SIZE


@pytest.mark.parametrize("username", ["demo-finance", "demo-sales", "demo-tech"])
def test_a_department_sees_some_customers(username):
    visible = customers_visible_to(User.objects.get(username=username), DAY)
    assert 0 < visible.count() < SIZE


def test_a_customer_with_a_real_order_stays_without_the_demos_facts():
    kept = customer("D00001")
    order = OrderFactory(customer=kept, source="erp")
    filer = User.objects.get(username="demo-finance")
    plan = ImprovementPlanFactory(customer=kept, filed_by=filer)
    task = TaskFactory(customer=kept, owner=kept.owner, origin=f"plan:{plan.pk}:1")
    step = plan.steps.create(place=1, task=task)
    assert demo("--remove")["kept_customers"] == [kept.code]
    assert list(Customer.objects.all()) == [kept]
    assert list(plan.steps.all()) == [step]
    assert list(Order.objects.all()) == [order]
    kept.refresh_from_db()
    assert kept.owner is None


def test_a_customer_whom_somebody_real_took_over_stays_theirs(lin):
    taken = customer("D00001")
    owner_set(customer=taken, user=lin, day=DAY, reason="real")
    demo("--remove")
    assert list(customers_visible_to(lin)) == [taken]


def test_a_group_with_a_real_member_stays():
    group = customer("D00013")
    member = CustomerFactory(parent=group)
    assert demo("--remove")["kept_customers"] == [group.code]
    member.refresh_from_db()
    assert member.parent == group


def test_a_person_of_the_demo_who_owns_a_real_customer_stays_and_cannot_log_in(ningbo):
    busy = User.objects.get(username="demo-csm-key-1")
    owner_set(customer=ningbo, user=busy, day=DAY, reason="real")
    assert demo("--remove")["kept_people"] == ["demo-csm-key-1"]
    assert not User.objects.get(username="demo-csm-key-1").is_active
    assert Assignment.objects.filter(customer=ningbo, user=busy).exists()


def test_a_fact_that_one_from_elsewhere_refers_to_stays():
    order = Order.objects.order_by("pk").first()
    InvoiceFactory(customer=order.customer, order=order, source="erp")
    demo("--remove")
    assert Order.objects.get() == order
    assert Customer.objects.filter(pk=order.customer_id).exists()


def test_its_people_have_something_to_do(company):
    """What they promised, what comes again, and what warnings, cadence and plans oblige them to."""
    kinds = {origin.partition(":")[0] for origin in Task.objects.values_list("origin", flat=True)}
    obliged = {"warning", "winback", "review", "concession", "plan", "customer-plan", "plan-review"}
    assert kinds == {"demo", "recurring", "sop"} | obliged
    assert Warning.objects.exists()
    assert not HeldWarning.objects.exists()
