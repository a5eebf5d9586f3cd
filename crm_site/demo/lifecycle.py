"""The demo company has gone by its playbooks for a month, and some of it recommend us."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

from django.db.models import F
from django.utils import timezone

from accounts.models import Customer, ExtraGiven
from accounts.services.stages import stages_refresh
from crm_site.demo import SOURCE
from followups.choices import TaskAction
from followups.models import Referral, Task, TaskEvent
from followups.models.task import DATED
from followups.queries.lifecycle import merits
from followups.services.lifecycle import playbooks_follow
from followups.services.referrals import Said, referral_add
from followups.services.tasks import tasks_begin
from health.queries.lifecycle import outside

DAY, EARLY = timedelta(days=1), time(1, 30)
NIGHTS = (28, 0)
# Of so many tasks that were due one is still open.
BEHIND_ONE_IN = 5
NAMED, MENTIONED = "绍兴轴承有限公司", 3


def lifecycle_begin(customers: list[int], day: date) -> None:
    """Stages of these customers (ids), as of `day` and before; with others beside them the next
    night begins their playbooks.
    """
    is_alone = not Customer.objects.exclude(pk__in=customers).exists()
    for days in NIGHTS if customers else ():
        ended = day - (days + 1) * DAY
        known = outside(ended)
        found = merits(ended, known, customers)
        stages_refresh(day=ended, merits=found, customers=customers)
        if is_alone:
            playbooks_follow(day=ended, at=_early(ended + DAY), outside=known)
            _done_in_time(day)
    _recommend(customers, day)


def _done_in_time(day: date) -> None:
    """The next steps of what was done begin in the morning after."""
    due = Task.objects.filter(DATED, sop_run__rule__isnull=False, due_at__lt=_early(day))
    done = [task for task in due.only("due_at", "owner") if task.pk % BEHIND_ONE_IN]
    Task.objects.filter(pk__in=[task.pk for task in done]).update(
        done_at=F("due_at"), version=F("version") + 1
    )
    TaskEvent.objects.bulk_create(
        TaskEvent(task=task, at=task.due_at, by_id=task.owner_id, action=TaskAction.DO)
        for task in done
    )
    tasks_begin(at=_early(day))


def _recommend(customers: list[int], day: date) -> None:
    """One has come to us by it, one was called, one was only asked."""
    owned = Customer.objects.filter(pk__in=customers, owner__isnull=False).order_by("pk")
    some = list(owned.filter(tier__in=("strategic", "key"))[:MENTIONED])
    if not some or Referral.objects.exists():
        return
    won = owned.exclude(pk__in=[one.pk for one in some]).filter(parent=None).first()
    months = [day - number * 30 * DAY for number in range(1, 8)]
    stories = [
        Said(months[5], referred=won, named_on=months[5], contacted_on=months[4], won_on=months[3])
        if won
        else Said(months[5]),
        Said(months[1], name=NAMED, person="采购部 何经理", named_on=months[1],
             contacted_on=months[0], note="下月来厂参观"),
        Said(months[0]),
    ]  # fmt: skip
    for customer, said in zip(some, stories, strict=False):
        if customer.owner:
            row = referral_add(
                customer=customer, said=said, by=customer.owner, day=day, token=uuid4()
            )
            _reward(row)


def _reward(row: Referral) -> None:
    """Something that it was given anyway."""
    given = ExtraGiven.objects.filter(customer=row.customer, source=SOURCE).order_by("-given_on")
    if row.won_on and (extra := given.first()):
        Referral.objects.filter(pk=row.pk).update(reward=extra)


def _early(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, EARLY))
