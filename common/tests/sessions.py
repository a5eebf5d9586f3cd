"""Several sessions of the database at once, and ends of them that nobody planned."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

from django.db import Error, connection, connections


@contextmanager
def in_thread(work: Callable[[], Any]) -> Iterator[Thread]:
    """Run `work` with a connection of its own; database errors end it quietly."""

    def run() -> None:
        try:
            with suppress(Error):
                work()
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    try:
        yield thread
    finally:
        thread.join(timeout=30)
        assert not thread.is_alive()


def pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def kill(job: Callable[[], Any], *, at_statement: int, after: float) -> None:
    """Start a job and end its connection, `after` seconds into its n-th statement."""
    reached = Event()
    sent: list[str] = []
    scorer: list[int] = []

    def watched(execute, sql, params, many, context) -> Any:
        if len(sent) == at_statement:
            reached.set()
        sent.append(sql)
        return execute(sql, params, many, context)

    def work() -> None:
        scorer.append(pid())
        try:
            with connection.execute_wrapper(watched):
                job()
        finally:
            reached.set()

    with in_thread(work):
        assert reached.wait(timeout=10)
        sleep(after)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", scorer)


def wait_until(condition: Callable[[], object], seconds: float = 60) -> bool:
    deadline = monotonic() + seconds
    while monotonic() < deadline:
        if condition():
            return True
        sleep(0.05)
    return False


def somebody_waits() -> bool:
    """Whether a session waits for a lock of another one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


@contextmanager
def locks_taken(table: str) -> Iterator[list[int]]:
    """Ids of the rows of a table in the order in which they are locked, each once."""
    taken: list[int] = []

    def watched(execute, sql, params, many, context) -> Any:
        if "FOR UPDATE" in sql and f'FROM "{table}"' in sql:
            execute(sql, params, many, context)
            taken.extend(row[0] for row in context["cursor"].fetchall() if row[0] not in taken)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watched):
        yield taken
