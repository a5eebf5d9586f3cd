"""Rows of followups for tests; the people everybody knows are in `conftest.py`."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import factory
from django.utils import timezone

from accounts.choices import TYPED_SOURCE, ServiceClock, TicketKind, TimeKind
from accounts.tests.factories import (
    CustomerFactory,
    FactFactory,
    ProductLineFactory,
    UserFactory,
)
from followups.choices import (
    CadencePeriod,
    ConcessionKind,
    DeadlineCause,
    FollowUpChannel,
    Rhythm,
    SurveyKind,
    TaskKind,
    Touch,
)
from followups.models import (
    AuthorityLimit,
    CadenceException,
    CadenceRule,
    CalendarDay,
    Concession,
    CustomerPlan,
    DeadlineChange,
    FollowUp,
    FollowUpFile,
    Leave,
    LifecycleRule,
    Need,
    OfficialYear,
    PlanMeasure,
    PlannedTouch,
    PlanReview,
    RecurringTask,
    Referral,
    SlaClock,
    Sop,
    SopException,
    SopRun,
    SopVersion,
    SurveyAnswer,
    Task,
    Ticket,
    WorkCalendar,
)
from followups.rules.cadence import period_of

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """`at("2026-03-05T10:00")` is that moment in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class TicketFactory(FactFactory):
    class Meta:
        model = Ticket

    number = factory.LazyAttribute(lambda ticket: ticket.external_id)
    kind = TicketKind.ISSUE
    subject = "主轴异响"
    opened_at = at("2026-03-04T10:00")


class FollowUpFactory(FactFactory):
    class Meta:
        model = FollowUp

    happened_at = at("2026-03-04T10:00")
    channel = FollowUpChannel.PHONE


class LoggedFactory(FollowUpFactory):
    """One that somebody has written here, an hour after it happened."""

    source = TYPED_SOURCE
    business_review = "订单稳定"
    by = factory.LazyAttribute(lambda log: log.customer.owner or UserFactory())
    happened_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    written_at = factory.LazyFunction(timezone.now)
    log_due_at = factory.LazyAttribute(lambda log: log.happened_at + timedelta(days=1))


class FollowUpFileFactory(factory.django.DjangoModelFactory[FollowUpFile]):
    class Meta:
        model = FollowUpFile

    customer = factory.SubFactory(CustomerFactory)
    follow_up = factory.SubFactory(LoggedFactory, customer=factory.SelfAttribute("..customer"))
    name = "现场照片.png"
    file = factory.django.FileField(data=b"\x89PNG\r\n picture", filename="photo.png")
    size = 14
    sha256 = "0" * 64
    added_by = factory.SubFactory(UserFactory)
    added_at = factory.LazyFunction(timezone.now)


class SurveyAnswerFactory(FactFactory):
    class Meta:
        model = SurveyAnswer

    kind = SurveyKind.CSAT
    score = 90
    answered_at = at("2026-03-04T10:00")


class NeedFactory(FactFactory):
    class Meta:
        model = Need

    title = "缩短交期"
    raised_on = date(2026, 3, 4)


class SlaClockFactory(factory.django.DjangoModelFactory[SlaClock]):
    class Meta:
        model = SlaClock

    customer = factory.SubFactory(CustomerFactory)
    ticket = factory.SubFactory(TicketFactory, customer=factory.SelfAttribute("..customer"))
    clock = ServiceClock.CONFIRMED
    time_kind = TimeKind.SERVICE
    allowed = 15
    started_at = at("2026-03-04T10:00")
    due_at = at("2026-03-04T10:15")


class TaskFactory(factory.django.DjangoModelFactory):
    """Lin's or anybody's: for whoever owns the customer."""

    class Meta:
        model = Task

    customer = factory.SubFactory(CustomerFactory)
    kind = TaskKind.CONTACT
    words = "回访客户"
    owner = factory.LazyAttribute(lambda task: task.customer.owner or UserFactory())
    starts_at = factory.LazyFunction(timezone.now)
    due_at = factory.LazyAttribute(lambda task: task.starts_at + timedelta(days=2))
    remind_at = factory.LazyAttribute(lambda task: task.due_at - timedelta(hours=12))
    origin = factory.Sequence(lambda number: f"test:{number}")


class RecurringTaskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RecurringTask

    customer = factory.SubFactory(CustomerFactory)
    words = "月度服务报告"
    rhythm = Rhythm.MONTH
    first_on = date(2026, 1, 15)


class DeadlineChangeFactory(factory.django.DjangoModelFactory[DeadlineChange]):
    class Meta:
        model = DeadlineChange

    customer = factory.SubFactory(CustomerFactory)
    ticket = factory.SubFactory(TicketFactory, customer=factory.SelfAttribute("..customer"))
    clock = factory.SubFactory(
        SlaClockFactory,
        customer=factory.SelfAttribute("..customer"),
        ticket=factory.SelfAttribute("..ticket"),
    )
    before = at("2026-03-04T10:15")
    after = at("2026-03-05T10:15")
    cause = DeadlineCause.DAY
    at = at("2026-03-04T10:05")


class WorkCalendarFactory(factory.django.DjangoModelFactory[WorkCalendar]):
    class Meta:
        model = WorkCalendar

    name = factory.Sequence(lambda n: f"日历{n}")


class CalendarDayFactory(factory.django.DjangoModelFactory[CalendarDay]):
    class Meta:
        model = CalendarDay

    day = factory.Sequence(lambda n: date(2026, 1, 1) + timedelta(days=n))


class LeaveFactory(factory.django.DjangoModelFactory[Leave]):
    class Meta:
        model = Leave

    user = factory.SubFactory(UserFactory)
    starts_on = date(2026, 3, 9)
    ends_on = date(2026, 3, 10)


class OfficialYearFactory(factory.django.DjangoModelFactory[OfficialYear]):
    class Meta:
        model = OfficialYear

    year = factory.Sequence(lambda n: 2040 + n)
    file_name = "2040.csv"
    taken_at = at("2026-03-04T10:00")


class AuthorityLimitFactory(factory.django.DjangoModelFactory[AuthorityLimit]):
    """Of roles that the seeded table has no limits for."""

    class Meta:
        model = AuthorityLimit

    kind = ConcessionKind.DISCOUNT
    tier = "general"
    role = factory.Sequence(lambda number: f"role{number}")
    limit = 1


class ConcessionFactory(factory.django.DjangoModelFactory[Concession]):
    """Waiting, with nobody asked yet."""

    class Meta:
        model = Concession

    customer = factory.SubFactory(CustomerFactory)
    kind = ConcessionKind.DISCOUNT
    amount = 4
    reason = "同行报价低一成"
    asked_by = factory.SubFactory(UserFactory)
    asked_at = factory.LazyFunction(timezone.now)


class SopRunFactory(factory.django.DjangoModelFactory[SopRun]):
    """A run of the seeded need discovery, without tasks."""

    class Meta:
        model = SopRun

    customer = factory.SubFactory(CustomerFactory)
    version = factory.LazyFunction(lambda: SopVersion.objects.get(sop__code="need-discovery"))
    origin = factory.Sequence(lambda number: f"test:{number}")
    started_at = factory.LazyFunction(timezone.now)
    planned_until = factory.LazyAttribute(lambda run: run.started_at + timedelta(days=20))


class LifecycleRuleFactory(factory.django.DjangoModelFactory[LifecycleRule]):
    """A seeded playbook; after a test that emptied the table, one like it."""

    class Meta:
        model = LifecycleRule
        django_get_or_create = ("code",)

    code = "activation"
    place = 1
    stage = "activation"
    entry = "first_purchase"
    exit = "left"
    days = 30
    sop = factory.LazyFunction(lambda: Sop.objects.get(code="activation"))


class ReferralFactory(factory.django.DjangoModelFactory[Referral]):
    class Meta:
        model = Referral

    customer = factory.SubFactory(CustomerFactory)
    name = "绍兴轴承有限公司"
    asked_on = date(2026, 3, 2)
    named_on = date(2026, 3, 3)
    by = factory.SubFactory(UserFactory)


class SopExceptionFactory(factory.django.DjangoModelFactory[SopException]):
    class Meta:
        model = SopException

    customer = factory.SubFactory(CustomerFactory)
    sop = factory.LazyFunction(lambda: Sop.objects.get(code="value-delivery"))
    reason = "客户总部统一出具报告"
    first_on = factory.LazyFunction(timezone.localdate)
    by = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(timezone.now)


class CadenceRuleFactory(factory.django.DjangoModelFactory[CadenceRule]):
    """A line of the seeded table; after a test that emptied it, one like it."""

    class Meta:
        model = CadenceRule
        django_get_or_create = ("touch", "tier")

    touch = factory.Sequence(lambda number: Touch.values[number % len(Touch)])
    tier = "general"
    times = 1
    period = CadencePeriod.QUARTER
    minutes = 30
    kind = TaskKind.CONTACT


class CadenceExceptionFactory(factory.django.DjangoModelFactory[CadenceException]):
    """Of a product line; the customer's take `line=None`."""

    class Meta:
        model = CadenceException

    line = factory.SubFactory(ProductLineFactory)
    touch = Touch.REVIEW
    times = 2
    period = CadencePeriod.MONTH
    reason = "新业务线"
    starts_on = date(2026, 1, 1)


class PlannedTouchFactory(factory.django.DjangoModelFactory[PlannedTouch]):
    """The review of the quarter that the test is run in, with a task."""

    class Meta:
        model = PlannedTouch

    customer = factory.SubFactory(CustomerFactory)
    touch = Touch.REVIEW
    period = CadencePeriod.QUARTER
    period_start = factory.LazyFunction(
        lambda: period_of(CadencePeriod.QUARTER, timezone.localdate()).first
    )
    period_end = factory.LazyFunction(
        lambda: period_of(CadencePeriod.QUARTER, timezone.localdate()).last
    )
    slot = 1
    tier = "key"
    target_on = factory.SelfAttribute("period_end")
    due_on = factory.SelfAttribute("period_end")
    task = factory.SubFactory(TaskFactory, customer=factory.SelfAttribute("..customer"))
    owner = factory.SelfAttribute("task.owner")


class CustomerPlanFactory(factory.django.DjangoModelFactory[CustomerPlan]):
    """Of this year, with nothing to do yet."""

    class Meta:
        model = CustomerPlan

    customer = factory.SubFactory(CustomerFactory)
    year = factory.LazyFunction(lambda: timezone.localdate().year)
    their_goals = "停机时间减半"
    our_goals = "成为主力供应商"
    written_by = factory.SubFactory(UserFactory)
    written_at = factory.LazyFunction(timezone.now)
    changed_by = factory.SelfAttribute("written_by")
    changed_at = factory.SelfAttribute("written_at")


class PlanMeasureFactory(factory.django.DjangoModelFactory[PlanMeasure]):
    class Meta:
        model = PlanMeasure

    plan = factory.SubFactory(CustomerPlanFactory)
    place = factory.Sequence(lambda number: number + 1)
    task = factory.SubFactory(TaskFactory, customer=factory.SelfAttribute("..plan.customer"))
    figure = "停机时间"
    unit = "小时"
    target = 10


class PlanReviewFactory(factory.django.DjangoModelFactory[PlanReview]):
    class Meta:
        model = PlanReview

    customer = factory.SubFactory(CustomerFactory)
    plan = factory.SubFactory(CustomerPlanFactory, customer=factory.SelfAttribute("..customer"))
    quarter = 1
    reviewed_at = factory.LazyFunction(timezone.now)
    reviewed_by = factory.SubFactory(UserFactory)
    decisions = "加派一名工程师"
    next_steps = "四月试运行"
    suggestions = ["多见用户", "按月报告", "培训操作工"]
    since = date(2026, 1, 1)
