"""What keeps the worker working: it runs django-q as a tree of processes and feels its pulse.

The pulse is a job like any other: put into the queue, done by one of the tree's workers, noted
as done by its monitor. Whatever is stuck in that circle stops it. When there has been none for
`WORKER_PATIENCE` seconds while the database answers, the whole tree is killed and started again,
and what it had taken from the queue is given back.

Kept apart
    The tree is a process group of its own, forked from here and so there again at once. The
    kernel kills it when this process dies, and every part of it when its parent dies, so that
    nothing works on unseen.

One of a name
    Several workers on several machines share a queue; each has a name (`WORKER_NAME`), which it
    holds by a lock in the database.
"""

import contextlib
import logging
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, connections
from django.utils import timezone
from django_q.cluster import Cluster
from django_q.models import OrmQ
from django_q.tasks import async_task

from common.broker import FOR, Broker, taken_free
from common.embedded_postgres import EmbeddedPostgresError, Server
from common.models import Heartbeat
from common.processes import Asked, die_with, end_group, forks_die_with_us, reason

log = logging.getLogger(__name__)

SECONDS_TO_END = 10.0
SECONDS_TO_BE_ALONE = 10.0
GLANCE = 0.1
LONGEST_GLANCE = 1.0
FIRST_PAUSE = 0.1

PULSE = "common.jobs.pulse"
TAKE_NAME = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"


class WorkerError(Exception):
    """One line that tells a person why there is no worker here."""


@dataclass(frozen=True, slots=True)
class Process:
    """One of the tree, as the kernel tells it; django-q writes into the title what it does."""

    is_buried: bool
    title: str

    @property
    def is_busy(self) -> bool:
        return " processing " in self.title

    @property
    def is_idle(self) -> bool:
        return self.title.endswith(" idle")


class Tree:
    """django-q's main process and all below it, forked from this one."""

    def __init__(self, worker: str) -> None:
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            _be_the_tree(worker, parent)
        with contextlib.suppress(OSError):  # the child does it, too: whoever is first
            os.setpgid(self.pid, self.pid)
        self.code: int | None = None

    def has_ended(self) -> bool:
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code is not None

    def ask_to_end(self) -> None:
        """Only the main process is asked: django-q hangs when its whole group gets the signal."""
        if not self.has_ended():
            os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        end_group(self.pid)
        if self.code is None:
            _pid, status = os.waitpid(self.pid, 0)
            self.code = os.waitstatus_to_exitcode(status)
        end_group(self.pid)
        with contextlib.suppress(ChildProcessError):  # orphans become ours in a container
            while os.waitpid(-self.pid, os.WNOHANG)[0]:
                pass

    def is_all_busy(self) -> bool:
        """Whether every worker has a job: then no pulse can get through, and none is missed."""
        processes = list(self._processes())
        is_one_busy = any(process.is_busy for process in processes)
        return is_one_busy and not any(process.is_idle for process in processes)

    def has_unburied(self) -> bool:
        """Whether one of them died and its parent has not noticed."""
        return not all(process.is_buried for process in self._processes())

    def _processes(self) -> Iterator[Process]:
        for folder in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if folder.name.isdecimal() and os.getpgid(int(folder.name)) == self.pid:
                    state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
                    title = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                    yield Process(state != "Z", title.decode(errors="replace").strip())


def _be_the_tree(worker: str, parent: int) -> NoReturn:
    """Become django-q's main process; the code is what a shell would be told."""
    code = 1
    try:
        os.setpgid(0, 0)
        die_with(parent, signal.SIGKILL)()
        forks_die_with_us()
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        Broker.worker = worker
        cluster = Cluster()
        cluster.start()
        cluster.sentinel.join()
        code = 0
    except Exception:
        log.exception("the queue does not start")
    finally:
        os._exit(code)


class Supervisor:
    def __init__(self, asked: Asked) -> None:
        self.name: str = settings.WORKER_NAME
        self.asked = asked
        self.heartbeat, self.patience = settings.WORKER_HEARTBEAT, settings.WORKER_PATIENCE
        self.glance = min(max(self.heartbeat / 5, GLANCE), LONGEST_GLANCE)
        self.pause = FIRST_PAUSE
        # A tree that never had a pulse may only be slow: the next one gets twice as long, but no
        # more than that. After a few that something killed at once, nobody would look for an hour.
        self.grace = self.patience
        self.tree: Tree | None = None
        self.start_at = 0.0
        self.pulse_at = self.asked_at = 0.0
        self.is_asked = self.had_pulse = False
        self.session: object = None  # the one that holds the name
        self.is_away = False

    def run(self) -> None:
        """Until a signal asks to end. Raises WorkerError where another one has the name."""
        try:
            while not self.asked.to_end:
                try:
                    self._look()
                except (DatabaseError, InterfaceError) as error:
                    self._database_away(error)
                time.sleep(self.glance)
        finally:
            self._end()

    def _look(self) -> None:
        if not self._holds_name():
            return
        self.is_away = False
        if self.tree is None:
            if time.monotonic() >= self.start_at:
                self._start()
        elif self.tree.has_ended():
            self._ended(self.tree)
        else:
            self._feel_pulse(self.tree)

    # One of a name

    def _holds_name(self) -> bool:
        """The lock is the session's: a new session has to take it again."""
        connection.ensure_connection()
        deadline = time.monotonic() + SECONDS_TO_BE_ALONE
        while self.session is not connection.connection and not self.asked.to_end:
            if self._take_name():
                self.session = connection.connection
            elif time.monotonic() > deadline:
                raise WorkerError(
                    f"another worker is called {self.name}: end it, or set WORKER_NAME"
                )
            time.sleep(GLANCE)
        return not self.asked.to_end

    def _take_name(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(TAKE_NAME, [f"worker {self.name}"])
            return bool(cursor.fetchone()[0])

    # The tree

    def _start(self) -> None:
        freed = taken_free(self.name)
        if freed:
            log.warning("%d jobs of processes that ended are given back", freed)
        connections.close_all()  # a session must not be shared with the child
        self.tree = Tree(self.name)
        self.is_asked = self.had_pulse = False
        self.pulse_at = time.monotonic()

    def _ended(self, tree: Tree) -> None:
        tree.kill()
        self._start_again(f"the queue ended ({reason(tree.code or 0)})")

    def _start_again(self, why: str) -> None:
        self.tree = None
        if not self.had_pulse:
            self.grace = 2 * self.patience
        log.warning("%s; starting it again in %.1f s", why, self.pause)
        self.start_at = time.monotonic() + self.pause
        self.pause = min(self.pause * 2, settings.WORKER_LONGEST_PAUSE)

    def _end(self) -> None:
        if self.tree is None:
            return
        self.tree.ask_to_end()
        deadline = time.monotonic() + SECONDS_TO_END
        while not self.tree.has_ended():
            if time.monotonic() > deadline or self.asked.to_hurry:
                break
            time.sleep(GLANCE)
        self.tree.kill()
        with contextlib.suppress(DatabaseError, InterfaceError):
            taken_free(self.name)

    # The pulse

    def _feel_pulse(self, tree: Tree) -> None:
        now = time.monotonic()
        if self.is_asked and not OrmQ.objects.filter(key=FOR + self.name).exists():
            self.is_asked = False
            if not tree.has_unburied():
                self._felt(now)
        elif not self.is_asked and now >= self.asked_at + self.heartbeat:
            self._ask(now)
        elif self.is_asked and now >= self.asked_at + self.heartbeat and tree.is_all_busy():
            self.pulse_at = now
            Heartbeat.objects.filter(name=self.name).update(busy_at=timezone.now())
        if now - self.pulse_at > (self.patience if self.had_pulse else self.grace):
            tree.kill()
            self._start_again(f"no pulse for {now - self.pulse_at:.0f} s")

    def _ask(self, now: float) -> None:
        async_task(PULSE, self.name, broker=Broker(FOR + self.name), save=False)
        self.asked_at = now
        self.is_asked = True

    def _felt(self, now: float) -> None:
        """Done, and noted as done."""
        self.pulse_at = now
        self.had_pulse = True
        self.pause, self.grace = FIRST_PAUSE, self.patience

    # The database

    def _database_away(self, error: Exception) -> None:
        """Nobody can work meanwhile, so nobody is blamed for it: the clock stands still."""
        if not self.is_away:
            log.warning("the database does not answer: %s", str(error).partition("\n")[0])
        self.is_away = True
        self.session = None
        connections.close_all()
        self._revive_embedded()
        self.pulse_at = time.monotonic()

    def _revive_embedded(self) -> None:
        """The server that came with the clone has nobody else to start it again."""
        server = Server(settings.VAR_DIR)
        if os.environ.get("DATABASE_URL") == server.url:
            try:
                server.revive()
            except EmbeddedPostgresError as failure:
                log.error("%s", failure)
