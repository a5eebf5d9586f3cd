"""`manage.py demo`: fills beside real data, twice is once, and takes exactly itself away."""

import json
from datetime import date, timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from accounts.access import customers_visible_to
from accounts.models import (
    AccessLog,
    Assignment,
    Contact,
    ContractFile,
    Customer,
    CustomerIdentity,
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
    ContactFactory,
    ContractFactory,
    ContractFileFactory,
    CustomerFactory,
    InvoiceFactory,
    OrderFactory,
    UserFactory,
)
from crm_site.demo import removal
from crm_site.demo.customers import customers
from crm_site.demo.moments import midnight
from crm_site.demo.people import PASSWORD
from crm_site.demo.stories import Story
from crm_site.demo.writing import FEEDS
from followups.models import SlaClock, Ticket
from followups.tests.factories import FollowUpFactory
from health.models import HealthCurrent, HealthScore

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)
SIZE = 24
STORED = ("accounts", "followups", "health", "auth")


def demo(*options: str, as_of: date = DAY) -> dict:
    out = StringIO()
    size = f"--customers={SIZE}"
    call_command("demo", "--json", size, f"--as-of={as_of}", *options, stdout=out)
    return json.loads(out.getvalue())


def tables() -> dict[str, list]:
    """Everything that is stored, but for the history and what the machine room keeps."""
    kept = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if model._meta.app_label not in STORED or "history" in table:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT to_jsonb(t) FROM {table} t ORDER BY to_jsonb(t)::text")
            kept[table] = [row for (row,) in cursor.fetchall()]
    return kept


def customer(ref: str) -> Customer:
    return CustomerIdentity.objects.get(source="demo", external_id=ref).customer


def test_the_database_holds_what_the_generator_made_up():
    demo()
    expected = customers(SIZE, seed=1, day=DAY)
    assert Customer.objects.count() == SIZE
    assert Contact.objects.count() == sum(len(c.contacts) for c in expected)
    totals = dict(
        Order.objects.values_list("customer__identities__external_id").annotate(Sum("amount"))
    )
    assert totals == {c.ref: sum(o.amount for o in c.orders) for c in expected if c.orders}


def test_the_feed_of_orders_is_fresh_on_the_day_of_the_demo():
    demo()
    feed = Feed.objects.get(source="demo", kind="orders")
    assert 0 <= (DAY - feed.last_fact_on).days < feed.stale_after_days


def test_every_customer_has_a_trend_of_twelve_weeks():
    demo()
    weeks = {DAY - timedelta(weeks=n) for n in range(13)}
    assert set(HealthScore.objects.values_list("day", flat=True)) == weeks
    current = HealthCurrent.objects.get(customer=customer("D00001"))
    assert current.day == DAY
    assert None not in (*current.spark, current.change_7d, current.change_28d)


@pytest.mark.parametrize(
    ("stories", "levels"),
    [
        ({Story.FALLING, Story.STOPPED, Story.ONE_BIG_ORDER}, {"orange", "red"}),
        ({Story.GROWING, Story.RECOVERING, Story.CREDIT_NOTES}, {"unknown"}),
        ({Story.PROSPECT}, {"unscored"}),
    ],
    ids=["trouble", "no trouble", "not scored"],
)
def test_the_level_tells_the_story(stories, levels):
    demo("--customers=50")
    refs = [c.ref for c in customers(50, seed=1, day=DAY) if c.story in stories]
    found = HealthCurrent.objects.filter(customer__identities__external_id__in=refs)
    assert len(found) == len(refs) > 0
    assert set(found.values_list("level", flat=True)) <= levels


def test_every_table_of_facts_is_filled_and_every_feed_is_known():
    demo()
    for model in (*removal.FACTS, *removal.PARTS):
        assert model._default_manager.exists(), model
    assert {feed.kind for feed in Feed.objects.all()} == {kind for kind, *_ in FEEDS}
    assert all(feed.last_fact_on <= DAY for feed in Feed.objects.all())


def test_the_clocks_of_the_demo_are_those_of_its_tickets():
    demo()
    clocks = SlaClock.objects.select_related("ticket")
    assert {clock.ticket_id for clock in clocks} == set(Ticket.objects.values_list("pk", flat=True))
    for clock in clocks:
        assert clock.started_at == clock.ticket.opened_at
        assert clock.met_at == getattr(clock.ticket, f"{clock.clock}_at")
    met = [clock.met_by(midnight(DAY)) for clock in clocks]
    assert met.count(True) > 3 * met.count(False) > 0


def test_a_contract_of_the_demo_can_be_read():
    demo()
    paper = ContractFile.objects.order_by("pk").first()
    content = paper.file.read()
    assert content.startswith(b"%PDF-")
    assert (len(content), sha256(content).hexdigest()) == (paper.size, paper.sha256)


def test_more_customers_take_no_more_statements():
    with CaptureQueriesContext(connection) as few:
        demo("--customers=14")
    demo("--remove")
    with CaptureQueriesContext(connection) as many:
        demo("--customers=28")
    assert len(many) <= len(few) + 3


def test_a_company_that_is_interrupted_leaves_no_papers(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path

    def interrupted(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr("crm_site.demo.store._scores_store", interrupted)
    with pytest.raises(KeyboardInterrupt):
        demo()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_removing_it_takes_the_papers_off_the_disk(
    settings, django_capture_on_commit_callbacks, hangzhou
):
    def files() -> set[str]:
        return {str(path) for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}

    ContractFileFactory(customer=hangzhou, contract=ContractFactory(customer=hangzhou))
    before = files()
    demo()
    assert len(files()) == len(before) + ContractFile.objects.count() - 1
    with django_capture_on_commit_callbacks(execute=True):
        demo("--remove")
    assert files() == before


def test_a_ticket_that_a_real_follow_up_is_about_stays_with_its_order():
    demo()
    ticket = Ticket.objects.exclude(order=None).exclude(repeats=None).order_by("pk").first()
    FollowUpFactory(customer=ticket.customer, ticket=ticket, source="portal")
    demo("--remove")
    kept = Ticket.objects.get()
    assert kept == ticket
    assert kept.repeats is None
    assert list(Order.objects.all()) == [ticket.order]


def test_a_product_line_that_a_real_fact_names_stays():
    demo()
    line = ProductLine.objects.order_by("code").first()
    CompetitorAtFactory(line=line, source="portal")
    demo("--remove")
    assert list(ProductLine.objects.all()) == [line]
    assert not Product.objects.exists()


def test_a_second_run_adds_nothing():
    first = demo()
    before = tables()
    assert first["customers"] == SIZE
    assert set(demo().values()) == {0}
    assert tables() == before


def test_the_next_day_nothing_of_it_has_changed():
    demo()
    before = tables()
    assert set(demo(as_of=date(2026, 11, 21)).values()) == {0}
    assert tables() == before


def test_more_customers_are_added_to_those_who_are_there():
    demo("--customers=10")
    assert demo()["customers"] == SIZE - 10
    assert Customer.objects.count() == SIZE


def test_everybody_of_a_role_is_there_and_can_log_in():
    demo()
    people = demo("--logins")
    assert [who["role"] for who in people] == [role.code for role in ROLES]
    for who in people:
        assert User.objects.get(username=who["username"]).check_password(who["password"])


def test_logins_are_printed_one_a_line():
    demo()
    out = StringIO()
    call_command("demo", "--logins", stdout=out)
    lines = [line.split() for line in out.getvalue().splitlines()]
    assert ["director", "demo-director", PASSWORD, "方敏"] in lines


def test_without_a_demo_there_are_no_logins():
    assert demo("--logins") == []
    assert not User.objects.exists()


def test_on_a_public_address_the_known_password_is_warned_of(settings):
    settings.HTTPS = True
    err = StringIO()
    call_command("demo", "--customers=1", "--json", stdout=StringIO(), stderr=err)
    assert "password" in err.getvalue()


def test_the_teams_have_their_leads():
    demo()
    lead = User.objects.get(username="demo-lead-key")
    csm = User.objects.get(username="demo-csm-key-1")
    assert csm.team.lead == csm.line_manager == lead
    assert lead.line_manager.username == "demo-director"


def test_a_csm_sees_what_they_own_and_the_director_sees_all():
    demo()
    csm = User.objects.get(username="demo-csm-key-1")
    director = User.objects.get(username="demo-director")
    owned = Customer.objects.filter(owner=csm)
    assert set(customers_visible_to(csm, DAY)) == set(owned) != set()
    assert customers_visible_to(director, DAY).count() == SIZE


@pytest.mark.parametrize("username", ["demo-finance", "demo-sales", "demo-tech"])
def test_a_department_sees_some_customers(username):
    demo()
    visible = customers_visible_to(User.objects.get(username=username), DAY)
    assert 0 < visible.count() < SIZE


def test_it_is_legal_beside_real_data(hangzhou, lin):
    before = Customer.objects.filter(pk=hangzhou.pk).values().get()
    demo()
    assert Customer.objects.filter(pk=hangzhou.pk).values().get() == before
    assert set(customers_visible_to(lin, DAY)) == {hangzhou}


def test_somebody_else_who_has_a_name_of_the_demo_is_left_alone():
    stranger = UserFactory(username="demo-director", email="real@company.example")
    with pytest.raises(CommandError, match="demo-director"):
        demo()
    assert not Customer.objects.exists()
    assert list(User.objects.all()) == [stranger]


def test_removing_it_leaves_every_table_as_it_was(hangzhou, ningbo, wei):
    ContactFactory(customer=hangzhou)
    OrderFactory(customer=hangzhou)
    before = tables()
    demo()
    assert tables() != before
    removed = demo("--remove")
    assert removed["customers"] == SIZE
    assert removed["kept_customers"] == removed["kept_people"] == []
    assert tables() == before


def test_a_customer_with_a_real_order_stays_without_the_demos_facts():
    demo()
    kept = customer("D00001")
    order = OrderFactory(customer=kept, source="erp")
    assert demo("--remove")["kept_customers"] == [kept.code]
    assert list(Customer.objects.all()) == [kept]
    assert list(Order.objects.all()) == [order]
    kept.refresh_from_db()
    assert kept.owner is None


def test_a_customer_whom_somebody_real_took_over_stays_theirs(lin):
    demo()
    taken = customer("D00001")
    owner_set(customer=taken, user=lin, day=DAY, reason="real")
    demo("--remove")
    assert list(customers_visible_to(lin)) == [taken]


def test_a_group_with_a_real_member_stays():
    demo()
    group = customer("D00013")
    member = CustomerFactory(parent=group)
    assert demo("--remove")["kept_customers"] == [group.code]
    member.refresh_from_db()
    assert member.parent == group


def test_a_person_of_the_demo_who_owns_a_real_customer_stays_and_cannot_log_in(ningbo):
    demo()
    busy = User.objects.get(username="demo-csm-key-1")
    owner_set(customer=ningbo, user=busy, day=DAY, reason="real")
    assert demo("--remove")["kept_people"] == ["demo-csm-key-1"]
    assert not User.objects.get(username="demo-csm-key-1").is_active
    assert Assignment.objects.filter(customer=ningbo, user=busy).exists()


def test_the_removal_thinks_of_every_table_that_points_at_a_customer():
    thought_of = {*removal.FACTS, *removal.PARTS, *removal.SCORES, *removal.NAMES}
    thought_of |= {*removal.WORK, *removal.TOLD}
    thought_of |= {Assignment, Customer, AccessLog}  # the log stays
    pointing = {
        relation.related_model
        for relation in Customer._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete
    }
    assert {model for model in pointing if "History" not in model.__name__} == thought_of


def test_a_fact_that_one_from_elsewhere_refers_to_stays():
    demo()
    order = Order.objects.order_by("pk").first()
    InvoiceFactory(customer=order.customer, order=order, source="erp")
    demo("--remove")
    assert Order.objects.get() == order
    assert Customer.objects.filter(pk=order.customer_id).exists()


@pytest.mark.parametrize("options", [["--customers=0"], ["--as-of=tomorrow"], ["--seed=x"]])
def test_bad_options_are_one_clear_line(options):
    with pytest.raises(CommandError) as error:
        call_command("demo", *options)
    assert "\n" not in str(error.value)
