"""What the demo's people have to do: what they promised, what comes again, what warnings want."""

from contextlib import suppress
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from accounts.choices import Tier
from accounts.models import Customer
from common.working_time import WorkingCalendar
from crm_site.demo import SOURCE
from crm_site.demo.staff import demo_people
from followups.choices import Rhythm, TaskKind
from followups.models import FollowUp, RecurringTask
from followups.queries.calendars import company_calendar
from followups.rules.deadlines import end_of_day
from followups.services.recurring_tasks import recurring_tasks_open
from followups.services.tasks import NewTask, tasks_open
from health.choices import HeldState
from health.models import HeldBatch, HeldWarning
from health.services.held import Decision, held_open, held_start_from
from health.services.warnings import warn

DAYS_PAST, DAYS_AHEAD = 5, 14
REPORT_DAY = 15
LONGEST_TITLE = 200
LARGE = (Tier.STRATEGIC, Tier.KEY)
DIRECTOR = "director"


def work_open(customers: list[int], day: date) -> None:
    """Tasks of these customers (ids) as they stand on `day`; a second time there are none."""
    calendar = company_calendar()
    tasks_open(new=[_next_step(follow_up, calendar) for follow_up in _promised(customers, day)])
    RecurringTask.objects.bulk_create(
        RecurringTask(
            customer=customer,
            words="月度服务报告",
            rhythm=Rhythm.MONTH,
            first_on=day.replace(day=REPORT_DAY),
            days_before=30,
            created_by_id=customer.owner_id,
        )
        for customer in _reported_to(customers)
    )
    recurring_tasks_open(day=day)


def _promised(customers: list[int], day: date) -> list[FollowUp]:
    """The newest next step of each customer that was or is due about now."""
    rows = FollowUp.objects.filter(
        customer__in=customers,
        source=SOURCE,
        customer__owner__isnull=False,
        next_step_on__range=(day - timedelta(days=DAYS_PAST), day + timedelta(days=DAYS_AHEAD)),
    )
    rows = rows.annotate(owner_id=F("customer__owner")).order_by("customer", "-happened_at")
    return list(rows.distinct("customer"))


def _next_step(follow_up: FollowUp, calendar: WorkingCalendar) -> NewTask:
    due = follow_up.next_step_on or follow_up.happened_at.date()
    return NewTask(
        origin=f"{SOURCE}:next:{follow_up.external_id}",
        customer=follow_up.customer_id,
        kind=TaskKind.CONTACT,
        owner=vars(follow_up)["owner_id"],
        words=follow_up.next_step[:LONGEST_TITLE],
        starts_at=follow_up.happened_at,
        due_at=end_of_day(calendar, due),
    )


def _reported_to(customers: list[int]) -> list[Customer]:
    known = RecurringTask.objects.values("customer")
    wanted = Customer.objects.filter(pk__in=customers, tier=Tier.STRATEGIC, owner__isnull=False)
    return list(wanted.exclude(pk__in=known).order_by("pk"))


def warnings_begin(customers: list[int], day: date) -> None:
    """Warnings of these customers (ids), as of `day`.

    They are too many to open at once, as after any first import: the director has opened those of
    the large customers and taken the others as the starting position.
    """
    others = HeldWarning.objects.exists()
    now = timezone.now()
    warn(day=day, at=now, customers=customers)
    batch = HeldBatch.objects.filter(state=HeldState.HELD).first()
    if batch is None or others:
        return
    director = demo_people().filter(groups__name=DIRECTOR).first()
    if director is None:
        return
    first = Decision(by=director, reason="先处理战略和重点客户", at=now, tiers=LARGE)
    rest = Decision(by=director, reason="首次导入，以现状为起点", at=now)
    with suppress(ValidationError):  # there are none of them in a small company
        held_open(batch=batch, decision=first)
    with suppress(ValidationError):
        held_start_from(batch=batch, decision=rest)
