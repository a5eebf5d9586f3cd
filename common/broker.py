"""The queue's table, with the name of the worker beside each job that it took.

So a worker that starts again frees at once what its killed processes had taken, and nobody else's,
instead of waiting until the queue gives it up for lost. A pulse is addressed to one worker: no
other takes it, and a long queue does not stand before it.
"""

import logging
from collections.abc import Callable
from time import monotonic, sleep
from typing import ClassVar, TypeVar

from django.db import InterfaceError, OperationalError, connections
from django.db.models import Q
from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.conf import Conf
from django_q.models import OrmQ

log = logging.getLogger(__name__)

# Whose a row of the table is: `evergreen` nobody's yet, `evergreen@host` taken, `evergreen!host`
# a pulse for that one alone.
QUEUE: str = Conf.CLUSTER_NAME
TAKEN, FOR = f"{QUEUE}@", f"{QUEUE}!"
IS_PULSE = Q(key__startswith=FOR)
LONGEST_NAME = 60

DATABASE_AWAY = (OperationalError, InterfaceError)
SECONDS_AWAY = 30.0
PAUSE_AWAY = 0.5

Result = TypeVar("Result")


class Broker(ORM):
    """django-q's, but for the names; `worker` is set in the processes of a supervised worker.

    A database that restarts is waited for: django-q would let the process die that asks for jobs,
    and the one that notes what is done, together with the note.
    """

    worker: ClassVar[str] = ""

    def dequeue(self) -> list[tuple[int, str]] | None:
        return _patiently(self._take)

    def acknowledge(self, task_id: int) -> None:
        _patiently(lambda: self.delete(task_id))

    def _take(self) -> list[tuple[int, str]] | None:
        """The oldest job that nobody has, or whose time is up; a pulse before all others."""
        waiting = self.get_connection().filter(lock__lt=timezone.now())
        pulse = waiting.filter(key=FOR + self.worker).first()
        found = pulse or waiting.exclude(IS_PULSE).order_by("pk").first()
        if found is None:
            sleep(Conf.POLL)
            return None
        key = FOR if pulse else TAKEN
        taking = OrmQ.objects.filter(pk=found.pk, lock=found.lock)
        if not taking.update(lock=self.timeout(found), key=key + self.worker):
            return None  # another worker was faster
        return [(found.pk, found.payload)]


def _patiently(ask: Callable[[], Result]) -> Result:
    """The answer, also of a database that comes back within half a minute."""
    deadline = monotonic() + SECONDS_AWAY
    while True:
        try:
            return ask()
        except DATABASE_AWAY as error:
            log.warning("the database does not answer: %s", str(error).partition("\n")[0])
            connections.close_all()
            if monotonic() > deadline:
                raise
            sleep(PAUSE_AWAY)


def jobs_queued() -> int:
    """How many jobs the queue has, those among them that are being done."""
    return OrmQ.objects.exclude(IS_PULSE).count()


def taken_free(worker: str) -> int:
    """Give back what the worker of this name had taken; it must not run any more."""
    OrmQ.objects.filter(key=FOR + worker).delete()
    return OrmQ.objects.filter(key=TAKEN + worker).update(key=QUEUE, lock=timezone.now())
