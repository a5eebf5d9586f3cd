"""States of tickets, clocks, needs, leave and concessions (see `accounts.queries.states`)."""

from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.queries.states import DAY, State, by_day, coming_states, happened, not_yet
from followups.choices import ConcessionState, TicketState
from followups.models import SlaClock
from followups.models.concession import WAITING

# --- tickets ----------------------------------------------------------------------------------


def _reached(step: str, ticket: str = "") -> Q:
    """What was reached before a reopening counts no more; `ticket` is the path to the ticket."""
    step, reopened = f"{ticket}{step}", f"{ticket}reopened_at"
    still = Q(**{reopened: None}) | Q(**{f"{reopened}__lte": F(step)})
    return Q(**{f"{step}__isnull": False}) & still


def _at_work(ticket: str = "") -> Q:
    return Q(**{f"{ticket}cancelled_on": None}) & ~_reached("closed_at", ticket)


def ticket_in(state: TicketState) -> Q:
    """The same as `Ticket.state`, asked of the database."""
    if state == TicketState.CANCELLED:
        return Q(cancelled_on__isnull=False)
    found = Q(cancelled_on=None)
    for step, reached in (
        ("closed_at", TicketState.CLOSED),
        ("verified_at", TicketState.VERIFIED),
        ("solved_at", TicketState.SOLVED),
    ):
        if state == reached:
            return found & _reached(step)
        found &= ~_reached(step)
    return found


def past_clock(now: datetime) -> Q:
    """Still to be worked on, with a step that should have been reached by now."""
    running = SlaClock.objects.filter(_open(), due_at__lt=now, ticket=OuterRef("pk"))
    return _at_work() & Q(Exists(running))


def open_clock() -> Q:
    """The clocks that wait for their step, be it late, of tickets to be worked on."""
    return _at_work("ticket__") & _open()


def late_clock(now: datetime) -> Q:
    """The clocks that make a ticket `past_clock`: after its end nobody can stop them any more."""
    return open_clock() & Q(due_at__lt=now)


def running_clock(now: datetime) -> Q:
    """The clocks that can still be kept."""
    return open_clock() & Q(due_at__gt=now)


def _open() -> Q:
    return Q(applies=True, met_at=None)


TICKET_STATES = tuple(
    State(state.value, state.label, lambda _now, state=state: ticket_in(state))  # type: ignore[misc]
    for state in TicketState
)
TICKET_CLOCKS = (State("late", _("past a clock"), past_clock),)


# --- clocks -----------------------------------------------------------------------------------

COUNTS = Q(applies=True, ticket__cancelled_on=None)

CLOCK_STATES = (
    State(
        "running",
        pgettext_lazy("clock", "running"),
        lambda now: COUNTS & Q(met_at=None, due_at__gte=now),
    ),
    State("late", _("overdue"), lambda now: COUNTS & Q(met_at=None, due_at__lt=now)),
    State("met", _("reached in time"), lambda _now: COUNTS & Q(met_at__lte=F("due_at"))),
    State("breached", _("reached too late"), lambda _now: COUNTS & Q(met_at__gt=F("due_at"))),
    State("void", _("counts no more"), lambda _now: ~COUNTS),
)


# --- leave ------------------------------------------------------------------------------------


def away_on(day: date | F) -> Q:
    """On a day, or on that of each row asked from outside."""
    return Q(cancelled_on=None, starts_on__lte=day, ends_on__gte=day)


LEAVE_STATES = (
    State("away", _("away today"), lambda now: away_on(now.date())),
    State(
        "coming",
        pgettext_lazy("leave", "coming"),
        lambda now: Q(cancelled_on=None, starts_on__gt=now.date()),
    ),
)


# --- needs ------------------------------------------------------------------------------------


def need_open(day: date) -> Q:
    """What the customer has confirmed is met, whoever forgot to write down that it was solved."""
    solved = not_yet("solved_on", day) & not_yet("confirmed_on", day)
    return solved & not_yet("cancelled_on", day)


NEED_STATES = (
    State("open", pgettext_lazy("need", "open"), lambda now: need_open(now.date())),
    State(
        "late",
        _("overdue"),
        lambda now: need_open(now.date()) & by_day("due_on")(None, now.date() - DAY),
    ),
    *coming_states(by_day("due_on"), need_open),
    State(
        "solved",
        _("solved, not yet confirmed"),
        lambda now: (
            happened("solved_on", now.date())
            & not_yet("confirmed_on", now.date())
            & not_yet("cancelled_on", now.date())
        ),
    ),
    State(
        "confirmed",
        _("confirmed by the customer"),
        lambda now: happened("confirmed_on", now.date()) & not_yet("cancelled_on", now.date()),
    ),
    State(
        "cancelled",
        pgettext_lazy("state", "cancelled"),
        lambda now: happened("cancelled_on", now.date()),
    ),
)


# --- concessions ------------------------------------------------------------------------------

CONCESSION_STATES = (
    State(
        ConcessionState.WAITING,
        ConcessionState.WAITING.label,
        lambda _now: WAITING,
    ),
    State(
        ConcessionState.GRANTED,
        ConcessionState.GRANTED.label,
        lambda _now: Q(granted_at__isnull=False),
    ),
    State(
        ConcessionState.REFUSED,
        ConcessionState.REFUSED.label,
        lambda _now: Q(refused_at__isnull=False),
    ),
    State(
        ConcessionState.WITHDRAWN,
        ConcessionState.WITHDRAWN.label,
        lambda _now: Q(withdrawn_at__isnull=False),
    ),
)
