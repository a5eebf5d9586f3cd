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


def awake(day: date) -> Q:
    """At work, not waiting for another task and not put off beyond `day`."""
    return AT_WORK & Q(waits=False) & (Q(snoozed_until=None) | Q(snoozed_until__lte=day))


def overdue(now: datetime) -> Q:
    return AT_WORK & Q(due_at__lt=now)


def due_today(now: datetime) -> Q:
    tomorrow = midnight(timezone.localdate(now) + timedelta(days=1))
    return AT_WORK & Q(due_at__gte=now, due_at__lt=tomorrow)


def coming(now: datetime) -> Q:
    """Due after today, within the next seven days."""
    tomorrow = midnight(timezone.localdate(now) + timedelta(days=1))
    return AT_WORK & Q(due_at__gte=tomorrow, due_at__lt=tomorrow + timedelta(days=COMING_DAYS))


def later(now: datetime) -> Q:
    tomorrow = midnight(timezone.localdate(now) + timedelta(days=1))
    return AT_WORK & Q(due_at__gte=tomorrow + timedelta(days=COMING_DAYS))


TASK_TIMES = (
    State("overdue", _("overdue"), overdue),
    State("today", _("due today"), due_today),
    State("coming", _("due in the next 7 days"), coming),
    State("later", _("due later"), later),
    State("waiting", _("waiting for another task"), lambda _now: AT_WORK & Q(waits=True)),
    State(
        "snoozed",
        _("put off"),
        lambda now: AT_WORK & Q(snoozed_until__gt=timezone.localdate(now)),
    ),
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
    overdue: int
    today: int
    coming: int
    later: int
    minutes: int


def workloads(people: Collection[User], tasks: QuerySet[Task], now: datetime) -> list[Workload]:
    """What of `tasks` each has to do, in the order of `people`; one statement."""
    soon = overdue(now) | due_today(now) | coming(now)
    rows = tasks.filter(AT_WORK, owner__in=[person.pk for person in people])
    counted = (
        rows.order_by()
        .values("owner")
        .annotate(
            overdue=Count("pk", filter=overdue(now)),
            today=Count("pk", filter=due_today(now)),
            coming=Count("pk", filter=coming(now)),
            later=Count("pk", filter=later(now)),
            planned=Sum("minutes", filter=soon, default=0),
        )
    )
    found = {row["owner"]: row for row in counted}
    nothing = {"overdue": 0, "today": 0, "coming": 0, "later": 0, "planned": 0}
    loads = []
    for person in people:
        row = found.get(person.pk, nothing)
        loads.append(
            Workload(
                person, row["overdue"], row["today"], row["coming"], row["later"], row["planned"]
            )
        )
    return loads


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
