"""The dashboard of the demo company: every figure is that of own SQL and of the list it opens."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from statistics import median
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import Contract, Customer, User
from accounts.tests.factories import (
    AssignmentFactory,
    ContractFactory,
    ExchangeRateFactory,
    OrderFactory,
)
from crm_site.pages.dashboard.links import Figure
from crm_site.queries.dimensions import DIMENSIONS
from crm_site.tests.test_demo_company import QUICK_HASHERS
from followups.tests.factories import TaskFactory
from health.choices import ATTENTION, DutyCode, Level
from health.models import HealthCurrent, HealthScore, Warning, WarningDuty
from health.tests.factories import WarningFactory
from tools.migrated import another_copy

pytestmark = pytest.mark.django_db

URL = "/health/dashboard/"
SIZE = 40
NOW = timezone.localtime()
TODAY = NOW.date()
READERS = ("demo-director", "demo-csm-key-1")


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """Told once as of today, in a database of its own."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), another_copy():
        with override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=QUICK_HASHERS):
            call_command("demo", f"--customers={SIZE}", f"--as-of={TODAY}", stdout=StringIO())
        connection.close()
        with django_db_blocker.block():
            yield


@pytest.fixture(autouse=True)
def _trouble(company, db) -> None:
    """What the demo has too little of to tell one figure from another."""
    customers = list(Customer.objects.filter(merged_into=None, archived_at=None).order_by("pk"))
    _orders_abroad()
    _contracts(customers)
    _warnings(customers)
    _other_levels(customers)
    archived = Customer.objects.filter(pk=customers[-1].pk)
    archived.update(archived_at=NOW)
    HealthCurrent.objects.filter(customer__in=archived).update(attention=ATTENTION[Level.RED])


def _orders_abroad() -> None:
    ExchangeRateFactory(valid_from=TODAY - timedelta(100), rate="7.5")
    ExchangeRateFactory(valid_from=TODAY - timedelta(10), rate="8.25")
    risky = HealthCurrent.objects.filter(attention__gte=4).values_list("customer", flat=True)
    for customer in risky[:3]:
        for currency, days in (("EUR", 5), ("EUR", 50), ("EUR", 200), ("USD", 5), ("USD", 364)):
            OrderFactory(
                customer_id=customer,
                currency=currency,
                ordered_on=TODAY - timedelta(days),
                amount=1000 + days,
            )
        OrderFactory(customer_id=customer, ordered_on=TODAY, amount=-50)
        OrderFactory(
            customer_id=customer, ordered_on=TODAY - timedelta(9), cancelled_on=TODAY, amount=7
        )
        OrderFactory(customer_id=customer, ordered_on=TODAY - timedelta(365), amount=999_999)


def _contracts(customers: list[Customer]) -> None:
    old = TODAY - timedelta(200)
    for place, customer in enumerate(customers[:12]):
        ContractFactory(
            customer=customer,
            starts_on=TODAY - timedelta(5) if place % 2 == 0 else old,
            ends_on=TODAY + timedelta(9 * place),
            amount=None if place == 6 else 10_000 * (place + 1),
            currency=("CNY", "EUR", "USD")[place % 3],
        )
    followed, noticed, agreed = customers[12:15]
    for customer, more in ((followed, {}), (noticed, {"terminated_on": TODAY + timedelta(3)})):
        ContractFactory(customer=customer, starts_on=old, ends_on=TODAY + timedelta(20), **more)
    ContractFactory(customer=followed, starts_on=TODAY + timedelta(21), ends_on=None)
    ContractFactory(customer=agreed, starts_on=old, ends_on=None, renews_on=TODAY + timedelta(40))


def _warnings(customers: list[Customer]) -> None:
    """Of every age and level, on some of which somebody acted in one way or the other."""
    Warning.objects.filter(duties=None).delete()
    free = [one for one in customers if not Warning.objects.filter(customer=one).exists()]
    levels = (Level.YELLOW, Level.ORANGE, Level.RED)
    for place, (customer, days) in enumerate(
        zip(free, (0, 2, 3, 7, 8, 30, 31, 60, 90, 91, 1, 5), strict=False)
    ):
        opened = NOW - timedelta(days=days, minutes=place)
        seen = opened + timedelta(hours=3 * place) if place % 3 == 1 else None
        ended = NOW if place % 5 == 4 else None
        warning = WarningFactory(
            customer=customer,
            level=levels[place % 3 - 1 if place % 2 else place % 3],
            opened_at=opened,
            acknowledged_at=seen,
            resolved_at=ended,
            outcome="recovered" if ended else "",
        )
        done = opened + timedelta(hours=place + 1) if place % 4 == 2 else None
        for code, due in ((DutyCode.PLAN, -2), (DutyCode.START, 2)):
            task = TaskFactory(customer=customer, due_at=NOW + timedelta(days=due), done_at=done)
            WarningDuty.objects.create(warning=warning, code=code, task=task)


def _other_levels(customers: list[Customer]) -> None:
    """Some came from other levels than the demo tells, one has had its own set by hand."""
    scored = HealthCurrent.objects.filter(change_7d__isnull=False).order_by("customer")
    for place, health in enumerate(scored[:9]):
        level = (Level.RED, Level.HEALTHY, Level.UNKNOWN)[place % 3]
        rows = HealthScore.objects.filter(customer=health.customer_id)
        rows.filter(day=health.day - timedelta(7)).update(level=level)
    by_hand = scored.exclude(level=Level.RED)[0]
    HealthCurrent.objects.filter(pk=by_hand.pk).update(
        computed_level=Level.RED, decided_until=TODAY
    )
    Customer.objects.filter(pk__in=[one.pk for one in customers[4:7]]).update(
        region="", industry="", tier="", owner=None
    )


# --- own SQL ----------------------------------------------------------------------------------

CUSTOMER = """
    accounts_customer c
    LEFT JOIN accounts_user u ON u.id = c.owner_id
    LEFT JOIN accounts_team t ON t.id = u.team_id
    LEFT JOIN health_healthcurrent h ON h.customer_id = c.id
"""
ACTIVE = "c.archived_at IS NULL AND c.merged_into_id IS NULL"
LISTS = {
    "/customers/": f"SELECT count(*) FROM {CUSTOMER} WHERE {ACTIVE}",
    "/warnings/": f"SELECT count(*) FROM {CUSTOMER} JOIN health_warning w ON w.customer_id = c.id"
    " WHERE true",
    "/contracts/": f"SELECT count(*) FROM {CUSTOMER} JOIN accounts_contract k"
    " ON k.customer_id = c.id WHERE k.terminated_on IS NULL AND k.starts_on <= %(today)s"
    " AND (k.ends_on IS NULL OR k.ends_on >= %(today)s) AND NOT EXISTS (SELECT FROM"
    " accounts_contract n WHERE n.customer_id = k.customer_id AND n.terminated_on IS NULL"
    " AND n.starts_on > k.starts_on AND n.starts_on >= coalesce(k.ends_on, k.renews_on) - 90"
    " AND (n.ends_on IS NULL OR n.ends_on > k.ends_on))",
}
OF_A_CUSTOMER = {
    "tier": "c.tier = '{}'",
    "region": "c.region = '{}'",
    "industry": "c.industry = '{}'",
    "team": "t.code = '{}'",
    "owner": "u.username = '{}'",
    "owned_by": "u.username = '{}'",
}
OF_NONE = {
    "tier": "c.tier = ''",
    "region": "c.region = ''",
    "industry": "c.industry = ''",
    "team": "u.team_id IS NULL",
    "owner": "c.owner_id IS NULL",
    "owned_by": "c.owner_id IS NULL",
}
RANK = (
    "CASE {} WHEN 'red' THEN 5 WHEN 'orange' THEN 4 WHEN 'yellow' THEN 3 WHEN 'unknown' THEN 2"
    " WHEN 'healthy' THEN 1 END"
)
NOW_LEVEL = "CASE WHEN h.computed_level <> '' THEN h.computed_level ELSE h.level END"
THEN_LEVEL = (
    "(SELECT s.level FROM health_healthscore s JOIN health_healthscore n ON n.customer_id ="
    " s.customer_id AND n.day = h.day AND n.version_id = s.version_id WHERE s.customer_id = c.id"
    " AND s.score IS NOT NULL AND n.score IS NOT NULL AND h.day - s.day BETWEEN 7 AND 10"
    " ORDER BY s.day DESC LIMIT 1)"
)
NOW_RANK, THEN_RANK = RANK.format(NOW_LEVEL), RANK.format(THEN_LEVEL)
RATE = (
    "CASE WHEN {0}.currency = 'CNY' THEN 1 ELSE (SELECT r.rate FROM accounts_exchangerate r WHERE"
    " r.currency = {0}.currency AND r.valid_from <= {0}.{1} ORDER BY r.valid_from DESC LIMIT 1) END"
)
ORDER_YEAR = (
    "o.ordered_on > %(today)s - 365 AND o.ordered_on <= %(today)s"
    " AND (o.cancelled_on IS NULL OR o.cancelled_on > %(today)s)"
)
DONE = (
    "(SELECT min(a.done_at) FROM health_warningduty d JOIN followups_task a ON a.id = d.task_id"
    " WHERE d.warning_id = w.id AND a.done_at IS NOT NULL)"
)
OPENED_ON = "(w.opened_at AT TIME ZONE 'Asia/Shanghai')::date"
DUE = "coalesce(k.renews_on, k.ends_on) - %(today)s BETWEEN 0 AND {}"
ASKED = {
    "/customers/": {
        "attention=red": "h.attention = 5",
        "attention=orange": "h.attention = 4",
        "attention=risk": "h.attention IN (4, 5)",
        "unrated=on": f"EXISTS (SELECT FROM accounts_order o WHERE o.customer_id = c.id AND"
        f" {ORDER_YEAR} AND ({RATE.format('o', 'ordered_on')}) IS NULL)",
        "shift=worse": f"{NOW_RANK} > {THEN_RANK}",
        "shift=better": f"{NOW_RANK} < {THEN_RANK}",
        **{f"level={level}": f"coalesce(h.level, 'unscored') = '{level}'" for level in Level},
        **{
            f"shift={then}.{now}": f"{NOW_LEVEL} = '{now}' AND {THEN_LEVEL} = '{then}'"
            for then in Level
            for now in Level
        },
    },
    "/warnings/": {
        **{f"level={level}": f"w.level = '{level}'" for level in Level},
        "age=new": f"%(today)s - {OPENED_ON} BETWEEN 0 AND 2",
        "age=week": f"%(today)s - {OPENED_ON} BETWEEN 3 AND 7",
        "age=month": f"%(today)s - {OPENED_ON} BETWEEN 8 AND 30",
        "age=old": f"%(today)s - {OPENED_ON} > 30",
        "state=untouched": f"w.acknowledged_at IS NULL AND {DONE} IS NULL",
        "state=late": "EXISTS (SELECT FROM health_warningduty d JOIN followups_task a ON"
        " a.id = d.task_id WHERE d.warning_id = w.id AND a.done_at IS NULL AND a.cancelled_at IS"
        " NULL AND NOT a.waits AND a.due_at < now())",
        "state=acted": f"%(today)s - {OPENED_ON} <= 90"
        f" AND (w.acknowledged_at IS NOT NULL OR {DONE} IS NOT NULL)",
    },
    "/contracts/": {
        "due=30": DUE.format(30),
        "due=60": DUE.format(60),
        "due=90": DUE.format(90),
        "risk=on": f"h.attention IN (4, 5) AND {ACTIVE}",
        "unvalued=on": f"(k.amount IS NULL OR ({RATE.format('k', 'starts_on')}) IS NULL)",
    },
}


def conditions(path: str, query: str) -> list[str]:
    found = []
    for name, value in parse_qsl(query):
        if name in OF_A_CUSTOMER:
            none = "nobody" if name in ("owner", "owned_by") else "none"
            found.append(OF_NONE[name] if value == none else OF_A_CUSTOMER[name].format(value))
        else:
            found.append(ASKED[path][f"{name}={value}"])
    if path == "/warnings/" and "state=acted" not in query:
        found.append("w.resolved_at IS NULL")
    return found


def seen_by(reader: User) -> str:
    if reader.username == "demo-director":
        return "true"
    return (
        "c.id IN (SELECT customer_id FROM accounts_assignment WHERE valid @> %(today)s AND"
        f" (user_id = {reader.pk} OR deputy_id = {reader.pk}))"
    )


def asked(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"today": TODAY})
        return cursor.fetchone()[0]


def counted(url: str, reader: User) -> int:
    path, query = urlsplit(url).path, urlsplit(url).query
    return asked(" AND ".join([LISTS[path], seen_by(reader), *conditions(path, query)]))


# --- the page ---------------------------------------------------------------------------------


def figures_in(something: Any) -> Iterator[Figure]:
    """Every figure that a page was given, also those of 0, which are no links."""
    if isinstance(something, Figure):
        yield something
    elif is_dataclass(something):
        for one in fields(something):
            yield from figures_in(getattr(something, one.name))
    elif isinstance(something, list | tuple):
        for one in something:
            yield from figures_in(one)


PARTS = ("risks", "shifts", "warnings", "acting", "renewals", "breakdown")


def figures(context: Any) -> dict[str, int]:
    parts = [figure for part in PARTS for figure in figures_in(context[part])]
    by_url: dict[str, int] = {}
    for figure in parts:
        assert by_url.setdefault(figure.url, figure.count) == figure.count, figure.url
    return by_url


@pytest.fixture(params=READERS)
def reader(request) -> User:
    return User.objects.get(username=request.param)


@pytest.fixture
def browser(reader, as_user) -> Client:
    return as_user(reader)


ROWS_A_PAGE = 50
QUERIES = (
    *(f"by={code}" for code in DIMENSIONS),
    *("by=owner&tier=key", "by=tier&team=none", "by=tier&owned_by=nobody", "by=team&region=none"),
)


@pytest.mark.parametrize("query", QUERIES)
def test_every_figure_is_that_of_own_sql(browser, reader, query):
    found = figures(browser.get(f"{URL}?{query}").context)
    assert len(found) > 60
    assert found == {url: counted(url, reader) for url in found}


def rows_listed(browser: Client, url: str) -> int:
    """On all of its pages."""
    total, number, sign = 0, 1, "&" if "?" in url else "?"
    while rows := browser.get(f"{url}{sign}page={number}").context["page"].rows:
        total, number = total + len(rows), number + 1
        if len(rows) < ROWS_A_PAGE:
            break
    return total


def test_every_figure_opens_a_list_with_as_many_rows(browser):
    found: dict[str, int] = {}
    for query in ("by=team", "by=tier", "by=region&tier=key"):
        found |= figures(browser.get(f"{URL}?{query}").context)
    shown = {url: count for url, count in found.items() if count}
    assert len(shown) > 20
    assert {url: rows_listed(browser, url) for url in shown} == shown


def test_the_company_has_something_of_everything(as_user):
    """Or else the tests above would compare nothing with nothing."""
    director = User.objects.get(username="demo-director")
    found = figures(as_user(director).get(URL).context)
    telling = {url for url, count in found.items() if count}
    for asked_for in (
        *("attention=red", "attention=orange", "unrated=on", "shift=worse", "shift=better"),
        *("age=new", "age=week", "age=month", "age=old", "state=untouched", "state=late"),
        *("state=acted", "due=30", "due=60", "due=90", "risk=on", "unvalued=on"),
        *("owner=nobody", "owned_by=nobody"),
    ):
        assert any(asked_for in url for url in telling), asked_for


RISKS = {"red": "h.attention = 5", "orange": "h.attention = 4", None: "h.attention IN (4, 5)"}


def test_revenue_at_risk_is_that_of_own_sql(browser, reader):
    rate = RATE.format("o", "ordered_on")
    rows = f"FROM {CUSTOMER} JOIN accounts_order o ON o.customer_id = c.id"
    where = f"WHERE {ACTIVE} AND {ORDER_YEAR} AND {seen_by(reader)}"
    risks = browser.get(URL).context["risks"]
    for line, condition in zip(risks, RISKS.values(), strict=True):
        of_these = f"{where} AND {condition}"
        amount = asked(f"SELECT coalesce(sum(o.amount * ({rate})), 0) {rows} {of_these}")
        assert line.revenue.amount == amount
        unrated = asked(f"SELECT count(*) {rows} {of_these} AND ({rate}) IS NULL")
        assert line.revenue.unrated == unrated
    if reader.username == "demo-director":
        assert risks[-1].revenue.unrated == 3 * risks[-1].revenue.customers_unrated > 0
        assert risks[-1].revenue.amount > 0


@pytest.mark.parametrize("by", ["region", "team"])
def test_the_lines_of_a_breakdown_add_up_to_the_whole(browser, by):
    context = browser.get(f"{URL}?by={by}").context
    lines, risk = context["breakdown"].lines, context["risks"][-1]
    assert sum(line.customers.count for line in lines) == context["customers"]
    assert sum(line.at_risk.count for line in lines) == risk.customers.count
    assert sum(line.revenue.amount for line in lines) == risk.revenue.amount
    total = context["warnings"][-1]
    assert sum(one.count for line in lines for one in line.warnings) == total.total.count
    assert sum(line.late.count for line in lines) == total.late.count


def test_revenue_of_a_line_is_that_of_own_sql(browser, reader):
    lines = browser.get(f"{URL}?by=tier").context["breakdown"].lines
    rate = RATE.format("o", "ordered_on")
    for line, tier in zip(lines, [url_value(line.url, "tier") for line in lines], strict=True):
        amount = asked(
            f"SELECT coalesce(sum(o.amount * ({rate})), 0) FROM {CUSTOMER} JOIN accounts_order o ON"
            f" o.customer_id = c.id WHERE {ACTIVE} AND {ORDER_YEAR} AND {seen_by(reader)}"
            f" AND h.attention IN (4, 5) AND c.tier = '{'' if tier == 'none' else tier}'"
        )
        assert line.revenue.amount == amount


def url_value(url: str, name: str) -> str:
    return dict(parse_qsl(urlsplit(url).query))[name]


def test_the_time_to_act_is_that_of_the_acts_themselves(as_user):
    context = as_user(User.objects.get(username="demo-director")).get(URL).context
    for line in context["acting"]:
        hours = sorted(hours_to_act(line.level))
        assert line.acted.count == len(hours)
        if hours:
            assert line.median == pytest.approx(median(hours))
            assert line.slow == pytest.approx(interpolated(hours, 0.9))
    assert sum(line.acted.count for line in context["acting"]) > 4


def hours_to_act(level: str) -> Iterator[float]:
    for warning in Warning.objects.filter(level=level):
        if (TODAY - local_day(warning.opened_at)).days > 90:
            continue
        done = [duty.task.done_at for duty in warning.duties.all() if duty.task.done_at]
        acts = [at for at in (warning.acknowledged_at, *done) if at]
        if acts:
            yield (min(acts) - warning.opened_at) / timedelta(hours=1)


def local_day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def interpolated(values: list[float], share: float) -> float:
    place = share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def test_the_yearly_value_of_renewals_is_that_of_their_days(as_user):
    context = as_user(User.objects.get(username="demo-director")).get(URL).context
    for line, days in zip(context["renewals"], (30, 60, 90), strict=True):
        worth = [yearly(one) for one in to_renew(days)]
        assert line.count.count == len(worth)
        assert line.without_value.count == worth.count(None)
        known = sum(value for value in worth if value is not None)
        assert float(line.yearly) == pytest.approx(float(known), rel=1e-9)
        assert known > 0


def to_renew(days: int) -> Iterator[Contract]:
    for one in Contract.objects.filter(terminated_on=None, starts_on__lte=TODAY):
        due = one.renews_on or one.ends_on
        over = one.ends_on and one.ends_on < TODAY
        if due and not over and 0 <= (due - TODAY).days <= days and not is_followed(one):
            yield one


def is_followed(one: Contract) -> bool:
    others = Contract.objects.filter(customer=one.customer_id, terminated_on=None)
    return any(
        other.starts_on > one.starts_on
        and other.starts_on >= (one.ends_on or one.renews_on) - timedelta(90)
        and (other.ends_on is None or (one.ends_on is not None and other.ends_on > one.ends_on))
        for other in others
    )


def yearly(one: Contract) -> Decimal | None:
    rate = {"CNY": Decimal(1), "EUR": None, "USD": None}[one.currency]
    if one.currency == "EUR" and one.starts_on >= TODAY - timedelta(100):
        rate = Decimal("7.5") if one.starts_on < TODAY - timedelta(10) else Decimal("8.25")
    if one.amount is None or rate is None:
        return None
    days = (one.ends_on - one.starts_on).days + 1 if one.ends_on else 365
    return one.amount * rate * 365 / days


def test_a_customer_that_is_given_to_somebody_moves_into_their_figures(as_user):
    reader = User.objects.get(username="demo-csm-key-1")
    before = as_user(reader).get(URL).context["customers"]
    other = Customer.objects.exclude(assignments__user=reader).filter(archived_at=None)[0]
    AssignmentFactory(customer=other, user=reader, kind="slice")
    assert as_user(reader).get(URL).context["customers"] == before + 1
