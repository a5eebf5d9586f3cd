"""Tickets, and the clocks that run on them.

Of a ticket that had not been cancelled by the day:

    opened_on, kind, severity
    is_solved, is_verified        by the end of the day; a verification ends with a reopening
    is_unsolved                   never solved, or open again since
    stays_solved                  solved, and verified or not reopened within 14 days
    is_closed                     closed, and not open again
    is_repeated                   a later ticket says that it is the same again

Of a clock that still counts:

    due_on, is_met                reached in time
    is_over                       reached, or its time has run out
"""

from django.utils.translation import gettext_lazy as _

from followups.models import SlaClock, Ticket
from health.sources.base import Facts, Reading

_REPEATED = """
    LEFT JOIN (
        SELECT DISTINCT repeats_id FROM followups_ticket
        WHERE repeats_id IS NOT NULL AND opened_at < %(day_end)s
          AND (cancelled_on IS NULL OR cancelled_on > %(day)s){only}
    ) later ON later.repeats_id = facts.id
"""


def _reopened_after(moment: str, until: str = "%(day_end)s") -> str:
    return (
        f"coalesce(facts.reopened_at > facts.{moment} AND facts.reopened_at < %(day_end)s"
        f" AND facts.reopened_at <= {until}, false)"
    )


_SOLVED = "coalesce(facts.solved_at < %(day_end)s, false)"
_VERIFIED = (
    f"coalesce(facts.verified_at < %(day_end)s AND NOT {_reopened_after('verified_at')}, false)"
)
_WITHIN = "facts.solved_at + interval '14 days'"


class Tickets(Facts):
    code = "tickets"
    model = Ticket
    day_column = "opened_on"
    moment = "facts.opened_at"
    counts = "(facts.cancelled_on IS NULL OR facts.cancelled_on > %(day)s)"
    feed_kinds = ("tickets",)
    feed_model = Ticket
    feed_day = "opened_at"
    words = {
        "number": "facts.number",
        "subject": "facts.subject",
        "kind": "facts.kind",
        "severity": "facts.severity",
        "is_solved": _SOLVED,
        "is_unsolved": f"NOT {_SOLVED} OR {_reopened_after('solved_at')}",
        "is_verified": _VERIFIED,
        "stays_solved": f"{_SOLVED} AND ({_VERIFIED} OR NOT"
        f" {_reopened_after('solved_at', _WITHIN)})",
        "is_closed": "coalesce(facts.closed_at < %(day_end)s AND NOT"
        f" {_reopened_after('closed_at')}, false)",
        "is_repeated": "later.repeats_id IS NOT NULL",
    }
    fields = {"opened_on": "opened_at", "is_solved": "solved_at", "is_verified": "verified_at"}
    row_columns = (
        ("opened_on", _("opened")),
        ("number", _("ticket number")),
        ("subject", _("subject")),
        ("kind", _("kind")),
        ("severity", _("severity")),
        ("is_solved", _("solved")),
        ("is_verified", _("verified by the customer")),
        ("is_repeated", _("came again")),
    )

    def joins(self, reading: Reading) -> str:
        return _REPEATED.format(only=reading.only("customer_id"))


class Clocks(Facts):
    code = "clocks"
    model = SlaClock
    day_column = "due_on"
    moment = "facts.due_at"
    system = "tickets.source"
    # What ran out before its ticket was cancelled stays what it was.
    counts = """facts.applies AND (
        tickets.cancelled_on IS NULL
        OR facts.due_at < (tickets.cancelled_on + 1)::timestamp AT TIME ZONE %(zone)s
    )"""
    feed_kinds = ("tickets",)
    feed_model = Ticket
    feed_day = "opened_at"
    words = {
        "number": "tickets.number",
        "clock": "facts.clock",
        "is_met": "coalesce(facts.met_at <= facts.due_at AND facts.met_at < %(day_end)s, false)",
        "is_over": "facts.due_at < %(until)s OR coalesce(facts.met_at < %(until)s, false)",
    }
    also = (Ticket,)
    fields = {"due_on": "due_at", "is_met": "met_at"}
    row_columns = (
        ("due_on", _("due")),
        ("number", _("ticket number")),
        ("clock", _("clock")),
        ("is_met", _("in time")),
    )

    def joins(self, reading: Reading) -> str:
        only = reading.only("tickets.customer_id")
        return f"JOIN followups_ticket tickets ON tickets.id = facts.ticket_id{only}"
