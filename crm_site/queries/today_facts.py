"""What a day holds besides tasks: clocks, warnings, renewals, promises and dates of customers.

What somebody has an open task for already is that task, and no second line.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    Func,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import customers_visible_to
from accounts.clearance import hidden_from, veiled
from accounts.models import Contact, Contract, Customer, CustomerEvent, Order, Promise, User
from accounts.models.customer import ACTIVE
from accounts.queries.states import promise_open, to_be_renewed, to_renew
from common.arrays import among
from crm_site.rules.urgency import Matter
from followups.access import mine
from followups.choices import SopStage
from followups.models import SlaClock, Task
from followups.models.task import AT_WORK
from followups.queries.deputies import cared_for_by, people_away
from followups.queries.states import open_clock
from followups.queries.tasks import midnight
from health.models import Warning, WarningDuty
from health.models.warning import OPEN
from health.queries.next_orders import next_orders

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
CLOCKS_BACK, CLOCKS_AHEAD = timedelta(days=3), timedelta(days=1)
RENEWALS_AHEAD, DATES_AHEAD = 30, 7  # days
MOST_OF_A_KIND = 20
LEAP_DAY = (2, 29)
AT_WORK_OF_DUTY = Q(task__done_at=None, task__cancelled_at=None)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that waits or comes; a `day` where it has no time of day."""

    matter: Matter
    customer: Customer
    due_at: datetime
    words: str
    url: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class FoundFact:
    """A fact before its customer, here by id, has been read; `place` is its address by that."""

    matter: Matter
    customer: int
    due_at: datetime
    words: str
    place: Callable[[Customer], str]
    day: date | None = None

    def of(self, customer: Customer) -> Fact:
        url = self.place(customer)
        return Fact(self.matter, customer, self.due_at, self.words, url, self.day)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks and when, for all kinds; which customers they may see.

    `tiers` are of those that they care for, by id: their own, and those of an owner on leave for
    whom they stand in.
    """

    person: User
    now: datetime
    day: date
    visible: QuerySet[Customer]
    tiers: dict[int, str]

    @property
    def cared_for(self) -> RawSQL:
        """Their ids, for `customer__in`."""
        return among(self.tiers)


def asked_by(person: User, now: datetime) -> Asked:
    day = timezone.localdate(now)
    visible = customers_visible_to(person).filter(ACTIVE)
    # Asked once: to say it again in the statement of each kind takes longer than these take.
    tiers = dict(visible.filter(cared_for_by(person, day)).values_list("pk", "tier"))
    return Asked(person, now, day, visible, tiers)


def facts_of(asked: Asked) -> list[Fact]:
    """Of the customers that somebody cares for, and their own tickets; at most 20 of a kind."""
    found = [one for kind in KINDS for one in kind(asked)]
    # Read once for all kinds, most of which find nobody on most days.
    customers = asked.visible.in_bulk({one.customer for one in found})
    return [one.of(customers[one.customer]) for one in found if one.customer in customers]


def anniversaries(first: date, days: int) -> dict[tuple[int, int], date]:
    """Month and day of those days; who was born on a leap day is not forgotten in other years."""
    found = {}
    for number in range(days + 1):
        day = first + number * DAY
        found[day.month, day.day] = day
        if (day.month, day.day) == (2, 28) and (day + DAY).month == 3:
            found[LEAP_DAY] = day
    return found


def _clocks(asked: Asked) -> Iterator[FoundFact]:
    """Of tickets that nobody has taken, or somebody on leave, whoever cares for the customer hears.

    One that passed long ago is a figure of the ticket, and nothing that matters now.
    """
    first, last = asked.now - CLOCKS_BACK, asked.now + CLOCKS_AHEAD
    soon = open_clock() & Q(due_at__gt=first, due_at__lt=last)
    nobody_there = Q(ticket__owner=None) | Q(ticket__owner__in=people_away(asked.day))
    own = Q(ticket__owner=asked.person, customer__in=asked.visible)
    cared_for = Q(customer__in=asked.cared_for)
    tasks = Task.objects.filter(AT_WORK, mine(asked.person), ticket=OuterRef("ticket"))
    rows = SlaClock.objects.filter(soon, own | nobody_there & cared_for, ~Exists(tasks))
    ordered = rows.order_by("due_at", "pk").prefetch_related("ticket")
    for row, clock in _shown(asked, ordered, "due_at"):
        said = {"clock": row.get_clock_display(), "number": clock.ticket.number}
        words = _("Ticket %(number)s: %(clock)s") % said
        yield FoundFact(Matter.CLOCK, row.customer_id, row.due_at, words, _records("tickets"))


def _warnings(asked: Asked) -> Iterator[FoundFact]:
    """Those that nobody has looked at, unless a duty of theirs is on the day anyway."""
    duties = WarningDuty.objects.filter(
        AT_WORK_OF_DUTY,
        Q(task__owner=asked.person) | Q(task__deputy=asked.person),
        warning=OuterRef("pk"),
    )
    rows = Warning.objects.filter(
        ~Exists(duties), OPEN, acknowledged_at=None, customer__in=asked.cared_for
    )
    ordered = rows.order_by("opened_at", "pk")
    for row, _veil in _shown(asked, ordered, "level"):
        words = _("New warning: %(cause)s") % {"cause": row.get_cause_display()}
        place = _warning(row.pk)
        yield FoundFact(Matter.WARNING, row.customer_id, _end(asked.day), words, place, asked.day)


def _renewals(asked: Asked) -> Iterator[FoundFact]:
    """Unless the procedure for it is at work and has a task for this person."""
    tasks = Task.objects.filter(
        AT_WORK,
        mine(asked.person),
        customer=OuterRef("customer"),
        sop_run__version__sop__stage=SopStage.RENEWAL,
    )
    due = to_be_renewed(asked.day) & to_renew(None, asked.day + RENEWALS_AHEAD * DAY)
    rows = Contract.objects.filter(due, ~Exists(tasks), customer__in=asked.cared_for)
    for row, contract in _shown(asked, rows.order_by("ends_on", "pk"), "ends_on", "renews_on"):
        on = row.renews_on or row.ends_on
        words = _("Contract %(number)s is to be renewed") % {"number": contract.number}
        yield FoundFact(Matter.RENEWAL, row.customer_id, _end(on), words, _records("contracts"), on)


def _next_orders(asked: Asked) -> Iterator[FoundFact]:
    """As long as they are to be expected; what comes out of it is no promise of anybody."""
    if not _may_see(asked.person, Order, ("ordered_on",)):
        return
    orders = next_orders(asked.day, asked.cared_for)
    to_come = [(pk, order) for pk, order in orders.items() if order.closes_on >= asked.day]
    for customer, order in to_come[:MOST_OF_A_KIND]:
        said = _("Next order expected: usually every %(days)d days, the last one on %(last)s")
        last = date_format(order.last_on, "SHORT_DATE_FORMAT")
        words, on = said % {"days": order.interval, "last": last}, order.closes_on
        yield FoundFact(Matter.NEXT_ORDER, customer, _end(on), words, _page, on)


def _promises(asked: Asked) -> Iterator[FoundFact]:
    rows = Promise.objects.filter(
        promise_open(asked.day),
        due_on__lte=asked.day + DATES_AHEAD * DAY,
        customer__in=asked.cared_for,
    )
    for row, promise in _shown(asked, rows.order_by("due_on", "pk"), "due_on"):
        words = _("Promised: %(what)s") % {"what": promise.what}
        yield FoundFact(
            Matter.PROMISE,
            row.customer_id,
            _end(row.due_on),
            words,
            _records("promises"),
            row.due_on,
        )


def _deadlines(asked: Asked) -> Iterator[FoundFact]:
    rows = CustomerEvent.objects.filter(
        deadline_on__range=(asked.day, asked.day + DATES_AHEAD * DAY),
        customer__in=asked.cared_for,
    )
    for row, event in _shown(asked, rows.order_by("deadline_on", "pk"), "deadline_on", "kind"):
        words = _("Deadline at the customer: %(kind)s") % {"kind": event.get_kind_display()}
        yield FoundFact(
            Matter.DATE,
            row.customer_id,
            _end(row.deadline_on),
            words,
            _records("events"),
            row.deadline_on,
        )


def _birthdays(asked: Asked) -> Iterator[FoundFact]:
    found = anniversaries(asked.day, DATES_AHEAD)
    rows = Contact.objects.filter(left_on=None, customer__in=asked.cared_for)
    for row, contact in _shown(asked, _next(rows, "birthday", found), "birthday"):
        on = found[row.birthday.month, row.birthday.day]
        words = _("Birthday of %(name)s") % {"name": contact.name}
        yield FoundFact(Matter.DATE, row.customer_id, _end(on), words, _page, on)


def _founding_days(asked: Asked) -> Iterator[FoundFact]:
    if "founded_on" in hidden_from(asked.person, Customer):
        return
    found = anniversaries(asked.day, DATES_AHEAD)
    rows = _next(Customer.objects.filter(pk__in=asked.cared_for), "founded_on", found)
    for customer, founded in rows.values_list("pk", "founded_on")[:MOST_OF_A_KIND]:
        on = found[founded.month, founded.day]
        years = on.year - founded.year
        words = ngettext("Founded %(n)d year ago", "Founded %(n)d years ago", years) % {"n": years}
        yield FoundFact(Matter.DATE, customer, _end(on), words, _page, on)


KINDS: tuple[Callable[[Asked], Iterator[FoundFact]], ...] = (
    *(_clocks, _warnings, _renewals, _next_orders, _promises),
    *(_deadlines, _birthdays, _founding_days),
)


def _shown(asked: Asked, rows: QuerySet[Any], *fields: str) -> list[tuple[Any, Any]]:
    """The first of the rows, each with what the person may see of it; none without the fields."""
    if not _may_see(asked.person, rows.model, fields):
        return []
    found = list(rows[:MOST_OF_A_KIND])
    return list(zip(found, veiled(asked.person, found), strict=True))


def _may_see(person: User, model: type[Model], fields: tuple[str, ...]) -> bool:
    meta = model._meta
    may_open = person.has_perm(f"{meta.app_label}.view_{meta.model_name}")
    return may_open and hidden_from(person, model).isdisjoint(fields)


def _next(rows: QuerySet[Any], field: str, days: dict[tuple[int, int], date]) -> QuerySet[Any]:
    """Those on one of these days of an earlier year, by which of the days comes first."""
    coming = [f"{month:02}{number:02}" for month, number in days]
    month_and_day = Func(F(field), Value("MMDD"), function="to_char", output_field=CharField())
    is_next_year = Case(When(coming__lt=coming[0], then=1), default=0)
    return (
        rows.annotate(coming=month_and_day)
        .filter(**{"coming__in": coming, f"{field}__year__lt": min(days.values()).year})
        .order_by(is_next_year, "coming", "pk")
    )


def _end(day: date) -> datetime:
    return midnight(day + DAY) - SECOND


def _records(section: str) -> Callable[[Customer], str]:
    return lambda customer: reverse("customer-records", args=[customer.code, section])


def _warning(pk: int) -> Callable[[Customer], str]:
    return lambda _customer: reverse("warning", args=[pk])


def _page(customer: Customer) -> str:
    return reverse("customer-detail", args=[customer.code])
