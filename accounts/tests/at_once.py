"""Several people at the same moment, each with a connection of their own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.core.exceptions import ValidationError
from django.db import connection


def outcomes_at_once(attempts: Sequence[Callable[[], object]]) -> list[str]:
    """Of each attempt "done" or the code of its refusal, sorted; they begin together.

    The test needs `django_db(transaction=True)`, or else they would not see one another.
    """
    ready = Barrier(len(attempts))

    def outcome(attempt: Callable[[], object]) -> str:
        ready.wait()
        try:
            attempt()
        except ValidationError as error:
            return error.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor() as pool:
        return sorted(pool.map(outcome, attempts))
