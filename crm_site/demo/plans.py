"""Some of the demo's large customers have a plan: one was reviewed, the review of one is late."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.choices import DecisionRole
from accounts.models import Contact, Customer, User
from crm_site.queries.plan_reviews import diagnosis_of, figures_since
from followups.choices import Rhythm
from followups.models import CustomerPlan, PlanMeasure
from followups.rules.customer_plans import NEEDS_PLAN, Quarter, quarter_of
from followups.services.customer_plans import (
    MeasureSaid,
    PersonSaid,
    PlanSaid,
    RuleSaid,
    customer_plan_write,
)
from followups.services.plan_reviews import (
    Result,
    ReviewSaid,
    plan_review_write,
    plan_reviews_ask,
)

MORNING = time(10)
PLANS = 3
DAY = timedelta(days=1)
# words, figure, unit, where it begins, where it is to end, days from now
Line = tuple[str, str, str, int, int, int]
STORIES: tuple[tuple[str, str, str, tuple[Line, ...]], ...] = (
    (
        "“今年把非计划停机减少一半，并让新产线在九月前达产。”",
        "成为新产线的主力供应商，年采购额增长两成。",
        "设备部换了负责人，竞争对手在免费试用。",
        (
            ("每月驻场两天，排查停机原因", "非计划停机", "小时/月", 42, 20, 60),
            ("培训两班操作工并考核", "持证操作工", "人", 6, 24, 45),
            ("在客户现场建立备件库", "备件到位时间", "小时", 48, 4, 90),
            ("每季度向总经理汇报改进成果", "高层会面", "次", 0, 4, 120),
        ),
    ),
    (
        "“交期稳定在十五天以内，质量问题当天有人到。”",
        "准时交付率九成五以上，复购份额提高到一半。",
        "采购部正在压价，年底可能招标。",
        (
            ("与生产部建立每周排产沟通", "准时交付率", "%", 82, 95, 30),
            ("质量问题两小时内到场", "到场时间", "小时", 8, 2, 75),
            ("推荐第二条产品线试用", "试用产品", "个", 0, 2, 100),
        ),
    ),
)
RULE = "每月十五日提交服务报告"
REVIEWED = "加派一名驻场工程师，下季度由部门负责人共同汇报。"
NEXT = "下月初完成第一轮培训，季度末一起看停机数据。"


def plans_begin(customers: list[int], day: date) -> None:
    """Plans of the first large ones of these customers (ids), as of `day`; others lack one."""
    large = Customer.objects.filter(
        pk__in=customers, tier__in=NEEDS_PLAN, owner__isnull=False, archived_at=None
    )
    known = CustomerPlan.objects.values("customer")
    rows = list(large.exclude(pk__in=known).select_related("owner").order_by("-tier", "pk")[:PLANS])
    for number, customer in enumerate(rows):
        _written(customer, STORIES[number % len(STORIES)], day, is_agreed=number % 3 != 2)
    plans = CustomerPlan.objects.filter(customer__in=rows, year=day.year).order_by("pk")
    if plans:
        _looked_back_at(list(plans), day)


def _written(
    customer: Customer, story: tuple[str, str, str, tuple[Line, ...]], day: date, *, is_agreed: bool
) -> None:
    """At the beginning of the year, with figures that have moved a third of the way by now."""
    theirs, ours, risks, lines = story
    owner = customer.owner
    if owner is None:
        raise ValueError(f"nobody owns {customer}")
    contacts = list(Contact.objects.filter(customer=customer, left_on=None).order_by("pk"))
    said = PlanSaid(
        their_goals=theirs,
        our_goals=ours,
        risks=risks,
        measures=[_measure(line, owner, day) for line in lines],
        people=[PersonSaid(one, "支持扩大合作", owner) for one in _to_win(contacts)],
        rules=[RuleSaid(RULE, Rhythm.MONTH, day.replace(day=15))],
        agreed_with=contacts[0] if is_agreed and contacts else None,
        agreed_on=day - 20 * DAY if is_agreed else None,
    )
    plan = customer_plan_write(
        customer=customer, year=day.year, said=said, by=owner, at=_morning(day)
    )
    begun = _morning(date(day.year, 1, 8))
    CustomerPlan.objects.filter(pk=plan.pk).update(written_at=begun, changed_at=begun)


def _measure(line: Line, owner: User, day: date) -> MeasureSaid:
    words, figure, unit, first, last, days = line
    now = first + (last - first) // 3
    return MeasureSaid(
        words=words,
        owner=owner,
        due_on=day + days * DAY,
        figure=figure,
        unit=unit,
        baseline=Decimal(first),
        target=Decimal(last),
        current=Decimal(now),
    )


def _to_win(contacts: Sequence[Contact]) -> list[Contact]:
    wanted = {DecisionRole.DECISION_MAKER, DecisionRole.INFLUENCER}
    return [one for one in contacts if wanted & set(one.decision_roles)][:2]


def _looked_back_at(plans: Sequence[CustomerPlan], day: date) -> None:
    """The last whole quarter of the first one; of the second it was asked for and is late."""
    quarter = _quarter_before(day)
    if quarter is None:
        return
    first, *others = plans
    _reviewed(first, quarter, day)
    CustomerPlan.objects.filter(pk__in=[one.pk for one in others[1:]]).update(
        written_at=_morning(quarter.last_day)
    )
    ours = [one.customer_id for one in plans]
    plan_reviews_ask(day=quarter.last_day, at=_morning(quarter.asked_on), customers=ours)


def _quarter_before(day: date) -> Quarter | None:
    """In the first months of a year there is none of that year's."""
    number = quarter_of(day).number - 1
    return Quarter(day.year, number) if number else None


def _reviewed(plan: CustomerPlan, quarter: Quarter, day: date) -> None:
    customer = Customer.objects.select_related("owner").get(pk=plan.customer_id)
    since = quarter.first_day
    results = [
        Result(row.pk, row.current, "按计划推进") for row in PlanMeasure.objects.filter(plan=plan)
    ]
    said = ReviewSaid(
        decisions=REVIEWED,
        next_steps=NEXT,
        suggestions=["每月与使用部门开一次例会", "提前一个季度沟通采购计划", "由我方培训操作工"],
        since=since,
        results=results,
        figures=figures_since(customer, since, quarter.last_day),
    )
    by = customer.owner or plan.written_by
    plan_review_write(
        plan=plan,
        version=plan.version,
        quarter=quarter,
        said=said,
        diagnosis=diagnosis_of(customer),
        by=by,
        at=_morning(min(quarter.last_day + 5 * DAY, day)),
    )


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, MORNING))
