"""Every address as every role: all are in the table, and what does not open looks like nothing.

That they open for whom the table says is asserted on the way through `test_masks.py`.
"""

import re
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from accounts.choices import AssignmentKind
from accounts.models import AccessLog, Customer, Department, Feed, ImportBatch, Team, User
from accounts.rules.roles import BY_CODE, ROLES, Scope
from accounts.tests.factories import (
    AssignmentFactory,
    CampaignResponseFactory,
    CompetitorAtFactory,
    ContactFactory,
    ContractFactory,
    ContractFileFactory,
    CostFactory,
    CustomerEventFactory,
    CustomerFactory,
    CustomerLineFactory,
    CustomerStageFactory,
    ExchangeRateFactory,
    ExtraGivenFactory,
    ImportUploadFactory,
    InvoiceFactory,
    MarketSignalFactory,
    OpportunityFactory,
    OrderFactory,
    OrderLineFactory,
    OrderProgressFactory,
    PaymentFactory,
    ProductFactory,
    ProductLineFactory,
    PromiseFactory,
    ServiceStandardFactory,
    UsageDayFactory,
    UserFactory,
    person,
)
from common.checks import url_patterns
from crm_site.tests.access_matrix import ANYBODY, NEWCOMER, OPENS, VISITOR
from followups.models import Sop, SopVersion
from followups.services.sops import draft_begin
from followups.tests.factories import (
    AuthorityLimitFactory,
    CadenceExceptionFactory,
    CadenceRuleFactory,
    CalendarDayFactory,
    ConcessionFactory,
    CustomerPlanFactory,
    DeadlineChangeFactory,
    FollowUpFileFactory,
    LeaveFactory,
    LoggedFactory,
    NeedFactory,
    OfficialYearFactory,
    PlannedTouchFactory,
    RecurringTaskFactory,
    ReferralFactory,
    SlaClockFactory,
    SopExceptionFactory,
    SopRunFactory,
    SurveyAnswerFactory,
    TaskFactory,
    TicketFactory,
    WorkCalendarFactory,
)
from health.tests.factories import (
    BacktestRunFactory,
    CaseFactory,
    ChanceSignalFactory,
    HealthCurrentFactory,
    HeldWarningFactory,
    ImprovementPlanFactory,
    LevelOverrideFactory,
    LostReviewFactory,
    RuleSettingFactory,
    ScoreDoubtFactory,
    WarningFactory,
    WarningSignalFactory,
    WinBackFactory,
    draft,
)

PLACE = re.compile(r"(?<!P)<(?:\w+:)?(\w+)>")
SEE_ALL = {role.code for role in ROLES if role.scope is Scope.ALL}
SEE_NONE = {role.code for role in ROLES if role.scope is Scope.NONE} | {NEWCOMER, VISITOR}

FACTORIES = {
    "contact": ContactFactory,
    "order": OrderFactory,
    "orderline": OrderLineFactory,
    "servicestandard": ServiceStandardFactory,
    "orderprogress": OrderProgressFactory,
    "customerline": CustomerLineFactory,
    "contract": ContractFactory,
    "invoice": InvoiceFactory,
    "payment": PaymentFactory,
    "usageday": UsageDayFactory,
    "customerevent": CustomerEventFactory,
    "marketsignal": MarketSignalFactory,
    "opportunity": OpportunityFactory,
    "competitorat": CompetitorAtFactory,
    "promise": PromiseFactory,
    "extragiven": ExtraGivenFactory,
    "campaignresponse": CampaignResponseFactory,
    "cost": CostFactory,
    "ticket": TicketFactory,
    "slaclock": SlaClockFactory,
    "deadlinechange": DeadlineChangeFactory,
    "followup": LoggedFactory,
    "followupfile": FollowUpFileFactory,
    "surveyanswer": SurveyAnswerFactory,
    "need": NeedFactory,
    "task": TaskFactory,
    "recurringtask": RecurringTaskFactory,
    "soprun": SopRunFactory,
    "sopexception": SopExceptionFactory,
    "concession": ConcessionFactory,
    "plannedtouch": PlannedTouchFactory,
    "customerplan": CustomerPlanFactory,
    "warning": WarningFactory,
    "heldwarning": HeldWarningFactory,
    "warningsignal": WarningSignalFactory,
    "improvementplan": ImprovementPlanFactory,
    "chancesignal": ChanceSignalFactory,
    "leveloverride": LevelOverrideFactory,
    "scoredoubt": ScoreDoubtFactory,
    "winback": WinBackFactory,
    "customerstage": CustomerStageFactory,
    "referral": ReferralFactory,
    "lostreview": LostReviewFactory,
    "case": CaseFactory,
}
FACTS = ("customer", "assignment", "contractfile", "healthcurrent", *FACTORIES)
SOP = "need-discovery"
NO_KEY = "00000000-0000-0000-0000-000000000000"
AUTOCOMPLETE = "?app_label=accounts&model_name=contact&field_name=customer&term=OWN"


def routes() -> list[str]:
    return [route for route, _pattern in url_patterns(get_resolver(), without=frozenset())]


def facts_of(customer: Customer) -> dict[str, Model]:
    facts = {name: factory(customer=customer) for name, factory in FACTORIES.items()}
    subsidiary = CustomerFactory(parent=customer)
    AssignmentFactory(customer=subsidiary, user=customer.assignments.get().user)
    paper = ContractFileFactory(contract=facts["contract"])
    return facts | {
        "customer": customer,
        "assignment": customer.assignments.get(),
        "contractfile": paper,
        "healthcurrent": HealthCurrentFactory(customer=customer),
    }


@pytest.fixture
def own(lin: User) -> dict[str, Model]:
    """Records that the person in question may see."""
    customer = CustomerFactory(code="OWN")
    AssignmentFactory(customer=customer, user=lin)
    return facts_of(customer)


@pytest.fixture
def foreign(chen: User) -> dict[str, Model]:
    """Records of a customer of another team."""
    customer = CustomerFactory(code="FOREIGN")
    AssignmentFactory(customer=customer, user=chen)
    return facts_of(customer)


@pytest.fixture
def common_records(lin: User) -> dict[str, Model]:
    day = date(2026, 1, 1)
    return {
        "importbatch": ImportBatch.objects.create(kind="orders", source="erp", file_name="a.csv"),
        "importupload": ImportUploadFactory(user=lin),
        "feed": Feed.objects.create(
            kind="orders", source="erp", live_from=day, last_fact_on=day, stale_after_days=30
        ),
        "accesslog": AccessLog.objects.create(user=lin, action="export", subject="customer-list"),
        "exchangerate": ExchangeRateFactory(),
        "product": ProductFactory(),
        "productline": ProductLineFactory(),
        "user": lin,
        "team": Team.objects.create(code="t", name="组"),
        "department": Department.objects.create(code="d", name="部"),
        "workcalendar": WorkCalendarFactory(),
        "calendarday": CalendarDayFactory(),
        "leave": LeaveFactory(user=lin),
        "officialyear": OfficialYearFactory(),
        "healthmodelversion": draft(),
        "rulesetting": RuleSettingFactory(),
        "authoritylimit": AuthorityLimitFactory(),
        "cadencerule": CadenceRuleFactory(),
        "cadenceexception": CadenceExceptionFactory(),
        "backtestrun": BacktestRunFactory(asked_by=lin),
        "sop": Sop.objects.get(code=SOP),
        "sopversion": SopVersion.objects.get(sop__code=SOP, number=1),
        "sopstep": draft_begin(sop=Sop.objects.get(code=SOP), by=lin, at=timezone.now()).steps.get(
            place=1
        ),
    }


# The longer ones stand first.
MODELS = {
    "sop-runs/": "soprun",
    "plan/load/": "user",
    "tasks/recurring/": "recurringtask",
    "tasks/": "task",
    "follow-ups/files/": "followupfile",
    "follow-ups/": "followup",
    "concessions/": "concession",
    "customer-plans/": "customerplan",
    "referrals/": "referral",
    "winbacks/": "winback",
    "reviews/": "lostreview",
    "cases/": "case",
    "warnings/": "warning",
    "plans/": "improvementplan",
    "health/versions/": "healthmodelversion",
    "health/doubts/": "scoredoubt",
    "health/backtest/": "backtestrun",
    "imports/batches/": "importbatch",
    "imports/": "importupload",
}


def model_of(pattern: str) -> str:
    """Of what the record is that a pattern has a place for."""
    for start, model in MODELS.items():
        if pattern.startswith(start):
            return model
    return pattern.removeprefix("admin/").split("/")[1] if pattern.count("/") > 2 else ""


def address(route: str, records: dict[str, Model]) -> str:
    """The path of a route with the records in its places."""
    pattern = route.rpartition(" ")[2]
    model = model_of(pattern)
    record = records.get(model)
    pk = str(record.pk) if record else "999999"
    values = {
        "code": records["customer"].code,
        "indicator": "order_amount",
        "rule": "no_order",
        "playbook": "renewal",
        "kind": "orders",
        "section": "tickets",
        "slug": "night",
        "subject": "contact",
        "field": "mobile",
        "uidb64": "MQ",
        "token": "spent",
        "action": "delegate",
        "check": "999999",
        "secret": "spent",
        "sop": SOP,
        "number": "1",
        "key": str(step.key) if (step := records.get("sopstep")) else NO_KEY,
        "quarter": "1",
        "concession_kind": "discount",
        "file_pk": str(records["contractfile"].pk),
        **dict.fromkeys(("object_id", "pk", "id"), pk),
    }
    if "<slug:subject>" in pattern:
        values["pk"] = str(records["contact"].pk)
    if "/files/<int:pk>/" in pattern and not pattern.startswith("admin/"):
        values["pk"] = str(records["contractfile"].pk)
    if "/exceptions/<int:pk>/" in pattern:
        values["pk"] = str(records["sopexception"].pk)
    if "/team/<int:pk>/" in pattern:
        values["pk"] = str(records["assignment"].pk)
    path = PLACE.sub(lambda place: values[place[1]], pattern)
    path = re.sub(r"\^\(\?P<app_label>.*\$", "accounts/", path)
    path = re.sub(r"\(\?P<url>.*\$", "nonsense", path)
    path = path.replace("/autocomplete/", f"/autocomplete/{AUTOCOMPLETE}")
    return f"/{path}"


def visit(client: Client, route: str, records: dict[str, Model]) -> HttpResponse:
    """Open a route of the table, by its method."""
    return client.generic(route.rpartition(" ")[0] or "GET", address(route, records))


def opened(response: HttpResponse) -> bool:
    """A log-in and, in the back office, its first page are where one is sent instead."""
    if response.status_code == 302:
        inside = response.request["PATH_INFO"].startswith("/admin/")
        return "/login/" not in response.url and not (inside and response.url == "/admin/")
    return response.status_code != 404


@pytest.fixture
def enter(monkeypatch):
    """`enter(someone("csm", customer))` is a browser of somebody in that role.

    Sessions are left out, and permissions are asked for once: these are 7 500 requests.
    """

    def as_person(user: User | AnonymousUser) -> Client:
        monkeypatch.setattr("django.contrib.auth.middleware.get_user", lambda _request: user)
        return Client()

    return as_person


def someone(role: str, customer: Customer) -> User | AnonymousUser:
    """Somebody in this role who may see the customer, as far as the role goes."""
    if role == VISITOR:
        return AnonymousUser()
    if role == NEWCOMER:
        return UserFactory()
    user = person("someone", "某人", role, is_staff=BY_CODE[role].is_staff)
    for one in (customer, *customer.subsidiaries.all()):
        AssignmentFactory(customer=one, user=user, kind=AssignmentKind.SLICE)
    return user


def test_every_address_is_in_the_table():
    listed = {route.rpartition(" ")[2] for route in OPENS}
    assert listed ^ set(routes()) == set()


def test_every_role_is_in_the_table():
    assert {role.code for role in ROLES} | {NEWCOMER, VISITOR} == ANYBODY


@pytest.mark.parametrize("role", sorted(ANYBODY - SEE_ALL - SEE_NONE))
def test_somebody_elses_record_looks_like_none_at_all(role, enter, own, foreign):
    client = enter(someone(role, own["customer"]))
    unknown = {name: type(record)(pk=999_999) for name, record in foreign.items()}
    unknown["customer"].code = "UNKNOWN"
    for route, roles in OPENS.items():
        if role in roles and is_of_customer(route):
            hidden, missing = visit(client, route, foreign), visit(client, route, unknown)
            assert hidden.status_code == missing.status_code, route
            assert hidden.status_code == 404 or leads_on(route), route
            assert hidden.content == missing.content, route


def is_of_customer(route: str) -> bool:
    return "<path:code>" in route or any(f"/{name}/<" in route for name in FACTS)


def leads_on(route: str) -> bool:
    """To the page that then says that there is nothing."""
    return route.endswith("/<path:object_id>/")
