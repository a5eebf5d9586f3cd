"""The cast: the same few people in every test, and what each of them may see.

A test that needs somebody asks for them by name: `lin` owns `hangzhou`, `chen` is a colleague
in another team, `wei` leads Lin's team, `fang` directs, `qiu` runs the company's operations.
"""

import gc
import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pgtrigger
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import Client
from environ import Env

from accounts.choices import AssignmentKind
from accounts.models import Customer, Department, Team, User
from accounts.tests.factories import (
    AssignmentFactory,
    CustomerFactory,
    TeamFactory,
    person,
)
from common.embedded_postgres import provide_database_url
from followups.models import (
    AuthorityLimit,
    CadenceRule,
    LifecycleRule,
    Sop,
    SopStep,
    SopVersion,
    WorkCalendar,
    WorkHours,
)
from health.models import HealthModelVersion
from tools.migrated import provide_migrated_database

SEEDED = (
    *(Department, Team, WorkCalendar, WorkHours, AuthorityLimit, CadenceRule),
    *(Sop, SopVersion, SopStep, LifecycleRule, HealthModelVersion),
)

_machine = ExitStack()


def pytest_configure() -> None:
    """Run by hand, the tests bring their own embedded server; the gate has set one already.

    The first test with a browser starts an event loop in its thread that runs until the last
    test, and Django takes that for a mistake in all that come between.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    url = _machine.enter_context(provide_database_url(settings.VAR_DIR / "test", durable=False))
    settings.DATABASES["default"].update(Env.db_url_config(url))
    connection.settings_dict["TEST"]["TEMPLATE"] = provide_migrated_database()


def pytest_unconfigure() -> None:
    _machine.close()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole installations come first: they take longest to set up, and who steals the last tests
    of a file from the other worker sets everything up once more.
    """
    items.sort(key=lambda item: not (of_processes(item) and not commits(item)))


def pytest_collection_finish() -> None:
    """A tenth of the time goes into looking for garbage among the modules and tests, which stay."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def of_processes(item: pytest.Item) -> bool:
    return item.get_closest_marker("processes") is not None


def commits(item: pytest.Item) -> bool:
    """Those that commit come after all that roll back, as pytest-django wants it."""
    mark = item.get_closest_marker("django_db")
    return mark is not None and bool(mark.kwargs.get("transaction"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """What migrations put there comes back after a test that committed, and so emptied all."""
    with django_db_blocker.unblock():
        seeded = [(model, list(model.objects.all())) for model in SEEDED]

    @pgtrigger.ignore("followups.SopStep:published_steps_stay")
    def seed_again(**_signal: object) -> None:
        for model, rows in seeded:
            model.objects.bulk_create(rows, ignore_conflicts=True)

    post_migrate.connect(seed_again, sender=apps.get_app_config("health"), weak=False)


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path: Path) -> None:
    """Letters and uploads of a test stay in its own folder; hashing is quick.

    Static files go by their own names, so that none need to be collected, and are looked for when
    they are asked for: each client of a test would list all of them first.
    """
    settings.WHITENOISE_AUTOREFRESH = True
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with the real data sets; on the build server it has to be there."""
    folder = os.environ.get("EVERGREEN_DATA", "")
    if folder and Path(folder).is_dir():
        return Path(folder).resolve()
    reason = f"EVERGREEN_DATA={folder!r} names no folder with the real data sets"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def strategic_team(db) -> Team:
    return TeamFactory(code="strategic", name="战略客户组")


@pytest.fixture
def key_team(db) -> Team:
    return TeamFactory(code="key", name="重点客户组")


@pytest.fixture
def lin(strategic_team: Team) -> User:
    """林晓 — CSM in the strategic team, owner of Hangzhou."""
    return person("lin", "林晓", "csm", team=strategic_team)


@pytest.fixture
def chen(key_team: Team) -> User:
    """陈默 — CSM in the other team."""
    return person("chen", "陈默", "csm", team=key_team)


@pytest.fixture
def wei(strategic_team: Team) -> User:
    """魏然 — leads the strategic team."""
    user = person("wei", "魏然", "team_lead", team=strategic_team, is_staff=True)
    strategic_team.lead = user
    strategic_team.save()
    return user


@pytest.fixture
def fang(db) -> User:
    """方敏 — director."""
    return person("fang", "方敏", "director", is_staff=True)


@pytest.fixture
def qiu(db) -> User:
    """邱岩 — COO."""
    return person("qiu", "邱岩", "coo")


@pytest.fixture
def analyst(db) -> User:
    """安琪 — data analyst."""
    return person("anqi", "安琪", "analyst", is_staff=True)


@pytest.fixture
def finance(db) -> User:
    """范进 — finance, sees only what is assigned."""
    return person("fanjin", "范进", "finance")


@pytest.fixture
def hangzhou(lin: User) -> Customer:
    """杭州科技 — Lin's customer."""
    customer = CustomerFactory(name="杭州科技有限公司", aliases=["杭科"], tier="strategic")
    AssignmentFactory(customer=customer, user=lin)
    Customer.objects.filter(pk=customer.pk).update(owner=lin)
    customer.refresh_from_db()
    return customer


@pytest.fixture
def tang(hangzhou: Customer) -> User:
    """唐一鸣 — technical consultant, called into Hangzhou: names, but no way to reach them."""
    user = person("tang", "唐一鸣", "tech_consultant")
    AssignmentFactory(customer=hangzhou, user=user, kind=AssignmentKind.CALLED_IN)
    return user


@pytest.fixture
def ningbo(chen: User) -> Customer:
    """宁波机械 — Chen's customer, nothing to do with Lin."""
    customer = CustomerFactory(name="宁波机械制造有限公司", tier="key")
    AssignmentFactory(customer=customer, user=chen)
    Customer.objects.filter(pk=customer.pk).update(owner=chen)
    customer.refresh_from_db()
    return customer


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """`as_user(lin)` is a browser in which Lin is logged in."""

    def log_in(user: User) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(user, backend="accounts.auth.NameOrEmailBackend")
        return client

    return log_in
