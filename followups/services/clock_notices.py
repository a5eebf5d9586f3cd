"""Reminders of the clocks of tickets, and word up the chain when they have run out.

Clocks keep no mark of it: a notice is raised once, and that is enough. What had run out before we
knew of the ticket is nobody's surprise, so an imported history escalates nothing.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.choices import TimeKind
from accounts.services.notices import NewNotice, notices_raise
from common.working_time import WorkingCalendar
from followups.models import SlaClock
from followups.queries.calendars import calendars
from followups.queries.people import Company, above_of
from followups.queries.states import open_clock
from followups.rules.tasks import remind_at

MANY = 2_000
# The people above are told one after another, a day apart, also across long holidays.
TOLD_DAYS = timedelta(days=28)
REMIND, BREACH, ESCALATE = "remind", "breach", "escalate"

SOON = gettext_noop("Ticket %(ticket)s (%(customer)s): %(clock)s is due soon.")
PASSED = gettext_noop("Ticket %(ticket)s (%(customer)s): %(clock)s is overdue.")


def clocks_tell(*, company: Company, at: datetime) -> Counter[str]:
    """How many were reminded of, found to be late, told about further up; twice is once."""
    counts: Counter[str] = Counter()
    near = _near(at).iterator(chunk_size=MANY)
    while clocks := list(islice(near, MANY)):
        counts += _raise(list(_notices(clocks, company, at)), at)
    return counts


def _raise(block: list[NewNotice], at: datetime) -> Counter[str]:
    return Counter(notice.key.rpartition(":")[2] for notice in notices_raise(new=block, at=at))


def _near(at: datetime) -> QuerySet[SlaClock]:
    near = open_clock() & Q(due_at__gt=at - TOLD_DAYS)
    clocks = SlaClock.objects.filter(near, ticket__recorded_at__lt=F("due_at"))
    return clocks.select_related("ticket", "customer")


def _notices(clocks: Sequence[SlaClock], company: Company, at: datetime) -> Iterator[NewNotice]:
    calendar = calendars().company
    owners = {
        clock.pk: company.working_for(clock.ticket.owner_id or clock.customer.owner_id)
        for clock in clocks
    }
    people = {owner for owner in owners.values() if owner}
    above = above_of(company, people, {clock.customer_id for clock in clocks})
    for clock in clocks:
        if owner := owners[clock.pk]:
            yield from _told(clock, owner, above(owner, clock.customer_id), calendar, at)


def _told(
    clock: SlaClock, owner: int, above: Sequence[int], calendar: WorkingCalendar, at: datetime
) -> Iterator[NewNotice]:
    """The owner, and of those above one more each day since it ran out: by the clock or worked."""
    if at < clock.due_at:
        if at >= remind_at(clock.started_at, clock.due_at):
            yield _notice(clock, owner, REMIND, SOON)
        return
    yield _notice(clock, owner, BREACH, PASSED)
    first, today = timezone.localdate(clock.due_at), timezone.localdate(at)
    days = (
        (at - clock.due_at).days
        if clock.time_kind == TimeKind.ELAPSED
        else calendar.working_days_between(first, today)
    )
    for person in above[: days + 1]:
        yield _notice(clock, person, ESCALATE, PASSED)


def _notice(clock: SlaClock, recipient: int, what: str, message: str) -> NewNotice:
    customer = clock.customer
    return NewNotice(
        recipient=recipient,
        key=f"clock:{clock.pk}:{clock.due_at.timestamp():.0f}:{what}",
        message_key=message,
        params={
            "ticket": clock.ticket.number,
            "customer": customer.short_name or customer.name,
            "clock": {"clock": clock.clock},
        },
        url=reverse("customer-records", args=[customer.code, "tickets"]),
        customer=customer.pk,
    )
