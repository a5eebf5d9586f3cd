"""Tickets that name an earlier ticket, which may stand in the same file."""

from accounts.imports.landing import rows_update
from accounts.imports.links import UNKNOWN, Link
from accounts.imports.references import REFERENCES, references_resolve
from accounts.imports.run import CHANGES, STAGING, Run
from accounts.imports.watching import changes_renew
from accounts.rules.parsing.refusal import gettext_noop
from followups.models import Ticket

FILE = "import_file_tickets"
# A ticket of this file goes by its `external_id` until it has an id.
REPEATED_KEY = "repeats_key"

FIND_IN_FILE = f"""
    SELECT customer_id, words, min(external_id) AS external_id FROM (
        SELECT r.customer_id, s.number AS words, s.external_id
        FROM {STAGING} s JOIN {REFERENCES} r ON r.reference = s.customer
        UNION
        SELECT r.customer_id, s.external_id, s.external_id
        FROM {STAGING} s JOIN {REFERENCES} r ON r.reference = s.customer
    ) named
    GROUP BY 1, 2 HAVING count(DISTINCT external_id) = 1
"""
TAKE_FROM_FILE = f"""
    UPDATE {STAGING} s SET {REPEATED_KEY} = f.external_id, repeats = NULL
    FROM {REFERENCES} r, {FILE} f
    WHERE r.reference = s.customer AND f.customer_id = r.customer_id AND f.words = s.repeats
        AND f.external_id <> s.external_id
"""
# Of a customer whom nobody knows yet, only tickets of this file can be repeated.
FIND_STRANGE = f"""
    WITH named AS (
        SELECT row_no, customer, number AS words FROM {STAGING}
        UNION ALL
        SELECT row_no, customer, external_id FROM {STAGING}
    )
    SELECT s.row_no, s.repeats, s.customer
    FROM {STAGING} s JOIN {REFERENCES} r ON r.reference = s.customer
    WHERE s.repeats IS NOT NULL AND r.hits = 0 AND NOT EXISTS (
        SELECT FROM named n
        WHERE n.customer = s.customer AND n.words = s.repeats AND n.row_no <> s.row_no
    )
"""
FIND_GONE = f"""
    SELECT s.row_no, s.{REPEATED_KEY}, s.customer FROM {STAGING} s
    WHERE s.{REPEATED_KEY} IS NOT NULL
        AND NOT EXISTS (SELECT FROM {STAGING} f WHERE f.external_id = s.{REPEATED_KEY})
"""
FIND_ITSELF = f"""
    SELECT s.row_no, s.repeats, NULL FROM {STAGING} s JOIN {Ticket._meta.db_table} t
        ON t.id = s.repeats_id AND t.source = %(source)s AND t.external_id = s.external_id
"""
FOUND = f"""
    (SELECT t.id, f.id AS repeats_id FROM {STAGING} s
     JOIN {Ticket._meta.db_table} t ON t.source = %(source)s AND t.external_id = s.external_id
     JOIN {Ticket._meta.db_table} f
         ON f.source = %(source)s AND f.external_id = s.{REPEATED_KEY})
"""
TOUCHED = f'SELECT count(DISTINCT "row") FROM {CHANGES} WHERE "table" = %(table)s'


class RepeatLink:
    """The last of a kind's links: it counts on every other row's having been looked at."""

    model = Ticket
    field, id_column = "repeats", "repeats_id"

    def resolve(self, run: Run) -> None:
        """Fill `repeats_id` where the ticket is known, and `repeats_key` where it is in the file.

        Rows that repeat what is neither, or themselves, are refused.
        """
        if not _any(run):
            return
        run.temp(FILE, FIND_IN_FILE)
        run.execute(TAKE_FROM_FILE)
        Link(self.field, Ticket).resolve(run)
        run.refuse(FIND_ITSELF, self.field, gettext_noop("is this very ticket"))
        _refuse_all(run, FIND_GONE)


def strange_repeats_refuse(run: Run) -> None:
    """Before customers are made: a row that is refused for what it repeats needs none."""
    if _any(run):
        references_resolve(run, "customer")
        _refuse_all(run, FIND_STRANGE)


def _any(run: Run) -> bool:
    return bool(run.fetch(f"SELECT FROM {STAGING} WHERE repeats IS NOT NULL LIMIT 1"))


def _refuse_all(run: Run, find: str) -> None:
    """Again and again: a ticket that is refused may be what another one repeats."""
    refused = -1
    while refused != run.outcome.refused:
        refused = run.outcome.refused
        run.refuse(find, RepeatLink.field, UNKNOWN)


def repeats_land(run: Run) -> None:
    """Now that all tickets have an id, point to those of this file."""
    table = Ticket._meta.db_table
    [(before,)] = run.fetch(TOUCHED, table=table)
    values, stamp = {"repeats_id": "n.repeats_id"}, {"batch_id": "%(batch)s"}
    if rows_update(run, Ticket, FOUND, values, stamp):
        [(after,)] = run.fetch(TOUCHED, table=table)
        run.outcome.count(0, after - before, before - after)
        changes_renew(run, Ticket)
