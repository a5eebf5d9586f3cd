"""`manage.py demo`: fills beside real data, twice is once, and takes exactly itself away.

What the company is like that it leaves behind is in `test_demo_company.py`.
"""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.access import customers_visible_to
from accounts.models import (
    AccessLog,
    Assignment,
    ContractFile,
    Customer,
    CustomerIdentity,
    User,
)
from accounts.tests.factories import (
    ContactFactory,
    ContractFactory,
    ContractFileFactory,
    OrderFactory,
    UserFactory,
)
from crm_site.demo import removal
from followups.models import Concession
from health.models import Case, WinBack, WinBackResult

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


def test_more_customers_take_no_more_statements():
    with CaptureQueriesContext(connection) as few:
        demo("--customers=14")
    demo("--remove")
    with CaptureQueriesContext(connection) as many:
        demo("--customers=28")
    # Among more customers there is a red one, and the COO is told; procedures and playbooks find
    # more people, and occasions that nobody had.
    assert len(many) <= len(few) + 60


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


def test_a_second_run_adds_nothing():
    first = demo()
    before = tables()
    assert first["customers"] == SIZE
    assert set(demo().values()) == {0}
    assert tables() == before


def test_more_customers_are_added_to_those_who_are_there():
    demo("--customers=10")
    assert demo()["customers"] == SIZE - 10
    assert Customer.objects.count() == SIZE


def test_without_a_demo_there_are_no_logins():
    assert demo("--logins") == []
    assert not User.objects.exists()


def test_on_a_public_address_the_known_password_is_warned_of(settings):
    settings.HTTPS = True
    err = StringIO()
    call_command("demo", "--customers=1", "--json", stdout=StringIO(), stderr=err)
    assert "password" in err.getvalue()


def test_it_is_legal_beside_real_data(hangzhou, lin):
    before = Customer.objects.filter(pk=hangzhou.pk).values().get()
    demo()
    assert Customer.objects.filter(pk=hangzhou.pk).values().get() == before
    assert set(customers_visible_to(lin, DAY)) == {hangzhou}


def test_customers_turn_away_and_one_of_them_is_lost_for_a_lesson():
    demo()
    outcomes = list(WinBack.objects.order_by("pk").values_list("outcome", flat=True))
    assert outcomes == ["", "", "lost"]
    assert WinBackResult.objects.filter(days=90).count() == 1
    assert Case.objects.get().customer == WinBack.objects.get(outcome="lost").customer
    states = sorted(one.state for one in Concession.objects.all())
    assert states == ["granted", "waiting"]


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


def test_the_removal_thinks_of_every_table_that_points_at_a_customer():
    thought_of = {*removal.FACTS, *removal.PARTS, *removal.SCORES, *removal.NAMES}
    thought_of |= {*removal.WORK, *removal.TOLD, *removal.CHANGES}
    thought_of |= {Assignment, Customer, AccessLog}  # the log stays
    pointing = {
        relation.related_model
        for relation in Customer._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete
    }
    assert {model for model in pointing if "History" not in model.__name__} == thought_of


@pytest.mark.parametrize("options", [["--customers=0"], ["--as-of=tomorrow"], ["--seed=x"]])
def test_bad_options_are_one_clear_line(options):
    with pytest.raises(CommandError) as error:
        call_command("demo", *options)
    assert "\n" not in str(error.value)
