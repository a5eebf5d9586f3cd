"""The clocks of tickets: what is due when, and when it was reached."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from accounts.choices import LifecycleStage, ServiceClock, TimeKind
from accounts.models import CustomerStage, ServiceStandard, User
from common.bulk import planned_for_many
from followups.models import SlaClock, Ticket
from followups.queries.calendars import Calendars, calendars
from followups.rules.deadlines import Allowed, due_at
from followups.rules.sla import Standard, Target, clocks_for, clocks_promised, is_new

DUE = "clocks_due"
KNOWN = "clocks_known"
COLUMNS = ("customer_id", "time_kind", "allowed", "started_at", "due_at", "met_at", "applies")
LISTED = ", ".join(COLUMNS)
MANY = 2_000

TABLE, TICKETS = SlaClock._meta.db_table, Ticket._meta.db_table
# The tier that the customer had then, or the first that we know: a promotion must not turn what was
# met into a breach. Of an activation, too, counts what was known then.
READ = f"""
    SELECT t.id, t.customer_id, t.kind, t.severity, coalesce(c.tier, ''), t.opened_at, u.team_id,
        a.since
    FROM {TICKETS} t
    LEFT JOIN {User._meta.db_table} u ON u.id = t.owner_id
    LEFT JOIN LATERAL (
        SELECT tier FROM accounts_customerhistory h WHERE h.pgh_obj_id = t.customer_id
        ORDER BY h.pgh_created_at <= t.opened_at DESC,
            CASE WHEN h.pgh_created_at <= t.opened_at THEN -h.pgh_id ELSE h.pgh_id END
        LIMIT 1
    ) c ON true
    LEFT JOIN LATERAL (
        SELECT max(s.since) AS since FROM {CustomerStage._meta.db_table} s
        WHERE s.customer_id = t.customer_id AND s.stage = '{LifecycleStage.ACTIVATION}'
            AND s.recorded_at <= t.opened_at
    ) a ON true
    WHERE t.id = ANY(%s::bigint[])
"""
CREATE_DUE = f"""
    CREATE TEMP TABLE {DUE} (
        ticket_id bigint, clock text, time_kind text, allowed integer, due_at timestamptz
    ) ON COMMIT DROP
"""
MET = " ".join(f"WHEN '{clock}' THEN k.{clock}_at" for clock in ServiceClock.values)
# What was reached or has run out keeps its deadline, whatever a calendar or a team became since;
# nor is it brought into the past.
STAYS = """
    (t.time_kind, t.allowed, t.started_at) = (d.time_kind, d.allowed, k.opened_at)
        AND (t.met_at IS NOT NULL OR least(t.due_at, d.due_at) <= %(now)s)
"""
# The clocks that run, and those that ran and no longer count.
CREATE_KNOWN = f"""
    CREATE TEMP TABLE {KNOWN} ON COMMIT DROP AS
    SELECT d.ticket_id, d.clock, k.customer_id, d.time_kind, d.allowed, k.opened_at AS started_at,
        CASE WHEN {STAYS} THEN t.due_at ELSE d.due_at END AS due_at,
        CASE d.clock {MET} END AS met_at, true AS applies, t.id
    FROM {DUE} d JOIN {TICKETS} k ON k.id = d.ticket_id
    LEFT JOIN {TABLE} t ON t.ticket_id = d.ticket_id AND t.clock = d.clock
    UNION ALL
    SELECT t.ticket_id, t.clock, k.customer_id, t.time_kind, t.allowed, t.started_at, t.due_at,
        t.met_at, false, t.id
    FROM {TABLE} t JOIN {TICKETS} k ON k.id = t.ticket_id
    LEFT JOIN {DUE} d ON d.ticket_id = t.ticket_id AND d.clock = t.clock
    WHERE t.ticket_id = ANY(%(tickets)s::bigint[]) AND d.clock IS NULL
"""
UPDATE = f"""
    UPDATE {TABLE} t SET ({LISTED}) = ({", ".join(f"n.{name}" for name in COLUMNS)})
    FROM {KNOWN} n WHERE t.id = n.id
        AND ({", ".join(f"t.{name}" for name in COLUMNS)})
            IS DISTINCT FROM ({", ".join(f"n.{name}" for name in COLUMNS)})
"""
INSERT = f"""
    INSERT INTO {TABLE} (ticket_id, clock, {LISTED})
    SELECT ticket_id, clock, {LISTED} FROM {KNOWN} WHERE id IS NULL
"""


class TicketRow(NamedTuple):
    id: int
    customer_id: int
    kind: str
    severity: str
    tier: str
    opened_at: datetime
    team_id: int | None
    activated_on: date | None


@transaction.atomic
def clocks_fill(*, tickets: Collection[int]) -> int:
    """Make the clocks of these tickets (ids) agree with policy, contracts and the tickets' dates.

    Returns how many rows were written; a second time there are none.
    """
    clocks_prepare(tickets)
    with connection.cursor() as cursor, planned_for_many(len(tickets)):
        cursor.execute(UPDATE)
        updated = cursor.rowcount
        cursor.execute(INSERT)
        return updated + cursor.rowcount


def clocks_prepare(tickets: Collection[int]) -> None:
    """Put into the temporary table KNOWN what the clocks of these tickets have to say.

    Its `id` is that of the clock's row, null where there is none yet. It lives as long as the
    transaction. A promise runs on the calendar of the team that answers for the ticket.
    """
    ids = list(tickets)
    known = calendars(hold=True)
    with connection.cursor() as cursor, planned_for_many(len(ids)):
        for table in (DUE, KNOWN):
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
        cursor.execute(CREATE_DUE)
        for start in range(0, len(ids), MANY):
            _copy_due(cursor, ids[start : start + MANY], known)
        cursor.execute(f"ANALYZE {DUE}")
        cursor.execute(CREATE_KNOWN, {"tickets": ids, "now": timezone.now()})
        cursor.execute(f"ANALYZE {KNOWN}")


def _copy_due(cursor: Any, ids: list[int], known: Calendars) -> None:
    cursor.execute(READ, [ids])
    rows = [TicketRow._make(row) for row in cursor.fetchall()]
    standards = _standards({row.customer_id for row in rows})
    # Lines of our own: a row at a time, psycopg would take longer than the arithmetic.
    with cursor.copy(f"COPY {DUE} FROM STDIN") as copy:
        copy.write("".join(_lines(rows, standards, known)))


def _lines(
    rows: Iterable[TicketRow], standards: dict[int, list[Standard]], known: Calendars
) -> Iterator[str]:
    """A line of DUE, as COPY reads it, for every clock of every ticket."""
    zone = timezone.get_default_timezone()
    for row in rows:
        day = row.opened_at.astimezone(zone).date()
        new = is_new(row.activated_on, day)
        targets = clocks_for(row.kind, row.severity, row.tier, new=new)
        if promised := standards.get(row.customer_id):
            targets = clocks_promised(targets, promised, row.kind, row.severity, day)
        calendar = known.of_team(row.team_id)
        for target in targets:
            allowed = Allowed(target.time_kind, target.allowed)
            due = due_at(calendar, row.opened_at, allowed).isoformat()
            yield f"{row.id}\t{target.clock}\t{target.time_kind}\t{target.allowed}\t{due}\n"


def _standards(customers: Collection[int]) -> dict[int, list[Standard]]:
    """What the contracts of these customers promise, by customer."""
    found: dict[int, list[Standard]] = defaultdict(list)
    rows = ServiceStandard.objects.filter(customer__in=customers).order_by("pk")
    for row in rows.select_related("contract"):
        ends = [row.contract.terminated_on] if row.contract.terminated_on else []
        if row.contract.ends_on:
            ends.append(row.contract.ends_on + timedelta(days=1))
        target = Target(ServiceClock(row.clock), row.amount, TimeKind(row.time_kind))
        found[row.customer_id].append(
            Standard(
                target,
                row.ticket_kind,
                row.severity,
                row.contract.starts_on,
                min(ends, default=None),
            )
        )
    return found
