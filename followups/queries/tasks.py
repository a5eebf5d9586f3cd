"""Tasks as conditions and as the figures of people's work."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import customers_visible_to
from accounts.clearance import hidden_from
from accounts.models import Customer, User
from accounts.models.customer import tier_rank
from accounts.queries.customers import customers_found
from accounts.queries.states import State
from followups.models import Task
from followups.models.task import AT_WORK

COMING_DAYS = 7


def midnight(day: date) -> datetime:
    """The first moment of `day` in the company's time."""
    return timezone.make_aware(datetime.combine(day, time()))


def rests(now: datetime) -> Q:
    """Hidden from its person's day: put off, or waiting for another task."""
    return AT_WORK & (Q(waits=True) | Q(snoozed_until__gt=timezone.localdate(now)))


def awake(now: datetime) -> Q:
    day = timezone.localdate(now)
    return AT_WORK & Q(waits=False) & (Q(snoozed_until=None) | Q(snoozed_until__lte=day))


def due_by(now: datetime) -> dict[str, Q]:
    """The times of day-to-day work, each as a condition on the deadline alone."""
    tomorrow = midnight(timezone.localdate(now) + timedelta(days=1))
    last = tomorrow + timedelta(days=COMING_DAYS)
    return {
        "overdue": Q(due_at__lt=now),
        "today": Q(due_at__gte=now, due_at__lt=tomorrow),
        "coming": Q(due_at__gte=tomorrow, due_at__lt=last),
        "later": Q(due_at__gte=last),
    }


def overdue(now: datetime) -> Q:
    return awake(now) & due_by(now)["overdue"]


def due_today(now: datetime) -> Q:
    return awake(now) & due_by(now)["today"]


def coming(now: datetime) -> Q:
    """Due after today, within the next seven days."""
    return awake(now) & due_by(now)["coming"]


def later(now: datetime) -> Q:
    return awake(now) & due_by(now)["later"]


# An open task is in one of the first five.
TASK_TIMES = (
    State("overdue", _("overdue"), overdue),
    State("today", _("due today"), due_today),
    State("coming", _("due in the next 7 days"), coming),
    State("later", _("due later"), later),
    State("rests", _("put off or waiting"), rests),
    State("done", pgettext_lazy("task", "done"), lambda _now: Q(done_at__isnull=False)),
    State(
        "cancelled", pgettext_lazy("task", "called off"), lambda _now: Q(cancelled_at__isnull=False)
    ),
)


def by_weight(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """What matters most first: promises, then the customer's tier, then what is due first."""
    return tasks.order_by(F("is_promised").desc(), tier_rank("customer__"), "due_at", "pk")


@dataclass(frozen=True, slots=True)
class Workload:
    """What somebody has to do: tasks, and minutes of work in the next seven days."""

    person: User
    overdue: int = 0
    today: int = 0
    coming: int = 0
    later: int = 0
    rests: int = 0
    minutes: int = 0


def workloads(people: Collection[User], tasks: QuerySet[Task], now: datetime) -> list[Workload]:
    """What of `tasks` each has to do, in the order of `people`; one statement."""
    soon = overdue(now) | due_today(now) | coming(now)
    rows = tasks.filter(AT_WORK, owner__in=[person.pk for person in people])
    counted = (
        rows.order_by()
        .values_list("owner")
        .annotate(
            overdue=Count("pk", filter=overdue(now)),
            today=Count("pk", filter=due_today(now)),
            coming=Count("pk", filter=coming(now)),
            later=Count("pk", filter=later(now)),
            rests=Count("pk", filter=rests(now)),
            planned=Sum("minutes", filter=soon, default=0),
        )
    )
    found = {owner: numbers for owner, *numbers in counted}
    return [Workload(person, *found.get(person.pk, ())) for person in people]


def needs_of_customer(customer: int) -> dict[int, set[int]]:
    """What each open task of a customer waits for, of those that are open; all by id."""
    needs: dict[int, set[int]] = {
        pk: set()
        for pk in Task.objects.filter(AT_WORK, customer=customer).values_list("pk", flat=True)
    }
    pairs = Task.needs.through.objects.filter(from_task__in=needs, to_task__in=needs)
    for task, needed in pairs.values_list("from_task", "to_task"):
        needs[task].add(needed)
    return needs


def at_work(tasks: QuerySet[Task]) -> QuerySet[Task]:
    return tasks.filter(AT_WORK)


def of_owner(tasks: QuerySet[Task], owner: int) -> QuerySet[Task]:
    return tasks.filter(owner=owner)


def of_customers_called(tasks: QuerySet[Task], text: str, person: User) -> QuerySet[Task]:
    """Of the customers that a text finds, by whatever this person may find them."""
    visible = customers_visible_to(person)
    found = customers_found(visible, text, hidden_from(person, Customer))
    return tasks.filter(customer__in=found.values("pk"))


def sorted_by(tasks: QuerySet[Task], sort: str) -> QuerySet[Task, int]:
    """Ids by when they are due; `-due` turns it round."""
    turned = "-" if sort.startswith("-") else ""
    return tasks.order_by(f"{turned}due_at", f"{turned}pk").values_list("pk", flat=True)
