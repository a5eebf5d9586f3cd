"""Whose turn it is: one job at a time for a file or an import, and not again and again in vain."""

from contextlib import closing

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from accounts.imports.batches import job_lock_name
from accounts.imports.errors import ImportImpossible
from accounts.models import ImportBatch, ImportUpload

MOST_STARTS = 2
EXPECTED = (ImportImpossible, DatabaseError, OSError)
"""What may go wrong without a mistake of ours."""

TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"


def turn_take(model: type[ImportUpload | ImportBatch], pk: int) -> bool:
    """False while another job is at this record; true holds to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(TRY_LOCK, [job_lock_name(model, pk)])
        return cursor.fetchone()[0]


def start_note(record: ImportUpload | ImportBatch, column: str) -> None:
    """Count in `column` that the work begins, where also a job that is killed leaves it.

    Raises ImportImpossible when it has begun twice before and broken off each time: the queue
    would go on delivering it. To be called by whoever has the turn, before anything is locked.
    """
    starts = getattr(record, column) + 1
    if starts > MOST_STARTS:
        raise ImportImpossible(
            _("It was begun twice and broke off each time. A smaller file may get through.")
        )
    with closing(connection.copy()) as beside, beside.cursor() as cursor:
        cursor.execute(
            f"UPDATE {record._meta.db_table} SET {column} = %s WHERE id = %s", [starts, record.pk]
        )


def reason_told(error: BaseException) -> str:
    """A sentence for people; what is not our own sentence belongs into the log."""
    match error:
        case ImportImpossible():
            return str(error)
        case DatabaseError():
            return _("The database could not do it; the log of the server says more.")
        case OSError():
            return _("A file could not be read or written; the log of the server says more.")
        case SystemExit():
            return _("It took longer than the queue allows. A smaller file may get through.")
    return _("A mistake in Evergreen; the log of the server says more.")
