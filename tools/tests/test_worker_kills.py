"""Real kills: whatever of the worker dies, or PostgreSQL, it works again by itself.

In each round jobs are queued, something is killed, and then all of them have to be done: none
lost, none twice. `ROUNDS` says how many rounds for each kind of process; three in the gate, more
by `make torture`.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django_q.tasks import async_task

from common.broker import QUEUE
from common.embedded_postgres import Server
from tools.run import BASE_DIR
from tools.tests.test_run import OF_THE_GATE, command_of, is_alive, parent_of, pids, wait_for

pytestmark = pytest.mark.processes

ROUNDS = int(os.environ.get("ROUNDS", "3"))
JOBS = 8
SECONDS = 120  # what the issue promises

QUICK = {
    "WORKER_NAME": "torture",
    "WORKER_HEARTBEAT": "0.3",
    "WORKER_PATIENCE": "1.5",
    "WORKER_LONGEST_PAUSE": "0.5",
    "JOB_TIMEOUT": "3",
    "JOB_RETRY": "4",
    "JOB_MAX_STARTS": "3",
    "QUEUE_POLL": "0.05",
    "LOG_LEVEL": "WARNING",
}
FILL = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from tools.tests.marks import TABLE
call_command("migrate", "django_q", verbosity=0)
call_command("migrate", "common", verbosity=0)
connection.cursor().execute(TABLE)
# A server that is not durable would forget what it has just promised, when it is killed.
connection.cursor().execute("ALTER DATABASE evergreen SET synchronous_commit = on")
"""


class Installation:
    """A database of its own with a worker, seen from outside."""

    def __init__(self, var_dir: Path) -> None:
        self.server = Server(var_dir, durable=False)
        self.log = var_dir / "worker.log"
        kept = {name: value for name, value in os.environ.items() if name not in OF_THE_GATE}
        self.environment = kept | QUICK
        self.environment |= {"VAR_DIR": str(var_dir), "DATABASE_URL": self.server.url}
        self.environment |= {"SECRET_KEY": settings.SECRET_KEY}
        self.environment |= {"DJANGO_SETTINGS_MODULE": "crm_site.settings"}
        self.worker = 0
        self.list_key = QUEUE  # of a broker

    def run(self, *words: str) -> None:
        command = [sys.executable, *words]
        subprocess.run(command, cwd=BASE_DIR, env=self.environment, check=True)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "worker"],
                cwd=BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.worker = self.process.pid

    # The queue

    def ask(self, statement: str, *values: object) -> list[tuple]:
        """Also of a server that is just coming back."""
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                with psycopg.connect(self.server.url) as session:
                    cursor = session.execute(statement, values)
                    return cursor.fetchall() if cursor.description else []
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def enqueue(self, package: str) -> None:
        self.packages.append(package)

    def queue(self, job: str, count: int = 1) -> set[str]:
        """All at once, so that they are not done one by one as they come."""
        self.packages: list[str] = []
        ids = {async_task(f"tools.tests.marks.{job}", broker=self) for _number in range(count)}
        self.ask(
            "INSERT INTO django_q_ormq (key, payload, lock)"
            " SELECT %s, package, now() FROM unnest(%s::text[]) package",
            QUEUE,
            self.packages,
        )
        return ids

    def marks(self) -> list[str]:
        return [key for (key,) in self.ask("SELECT key FROM marks")]

    def is_empty(self) -> bool:
        return not self.ask("SELECT 1 FROM django_q_ormq WHERE key !~ '!' LIMIT 1")

    # Its processes

    def main(self) -> int:
        found = (pid for pid in self.children(self.worker) if "qcluster" in command_of(pid))
        return next(found, 0)

    def sentinel(self) -> int:
        return next(iter(self.children(self.main())), 0)

    def children(self, parent: int) -> list[int]:
        return [pid for pid in pids() if parent and parent_of(pid) == parent and is_alive(pid)]

    def tree(self) -> set[int]:
        """All that a supervisor runs, but not the server that it may have started again."""
        main, sentinel = self.main(), self.sentinel()
        return {main, sentinel, *self.children(sentinel)} - {0}

    def titled(self, word: str) -> int:
        """One of the sentinel's that says this of itself; 0 if none does."""
        found = (pid for pid in self.children(self.sentinel()) if word in command_of(pid))
        return next(found, 0)

    def postmaster(self) -> int:
        return int((self.server.data / "postmaster.pid").read_text().split()[0])


VICTIMS: dict[str, Callable[[Installation], int]] = {
    "idle worker": lambda there: there.titled(" idle"),
    "busy worker": lambda there: there.titled(" processing "),
    "monitor": lambda there: there.titled(" monitor"),
    "sentinel": Installation.sentinel,
    "main process": Installation.main,
    "PostgreSQL": Installation.postmaster,
}


@pytest.fixture(scope="module")
def there(tmp_path_factory) -> Iterator[Installation]:
    """One installation for all rounds: what a round leaves behind would show in the next."""
    installation = Installation(tmp_path_factory.mktemp("worker"))
    with installation.server.in_use():
        installation.run("-c", FILL)
        installation.start()
        yield installation
        tree = installation.tree()
        os.kill(installation.worker, signal.SIGTERM)
        code = installation.process.wait(timeout=30)
        assert code == 0, installation.log.read_text()
        assert tree, installation.log.read_text()
        assert not any(is_alive(pid) for pid in tree)


def one_round(there: Installation, victim: str) -> float:
    """Seconds from the kill until everything is done, and a job that came after it."""
    expected = set(there.marks())
    if victim != "idle worker":
        expected |= there.queue("mark", JOBS)
    while not (pid := VICTIMS[victim](there)):
        if victim == "busy worker" and there.is_empty():  # they were quicker than we
            expected |= there.queue("mark", JOBS)
        time.sleep(0.02)
    os.kill(pid, signal.SIGKILL)
    began = time.monotonic()
    if victim == "idle worker":
        expected |= there.queue("mark", JOBS)
    wait_for(lambda: expected <= set(there.marks()), SECONDS)
    expected |= there.queue("mark")
    wait_for(lambda: expected <= set(there.marks()) and there.is_empty(), SECONDS)
    assert sorted(there.marks()) == sorted(expected), f"done twice after the end of {victim}"
    seconds = time.monotonic() - began
    assert seconds < SECONDS, victim
    return seconds


def test_whatever_dies_it_works_again_and_nothing_is_lost_or_doubled(there):
    """One test for all kinds, because each place that runs one of them needs an installation."""
    for victim in VICTIMS:
        seconds = max(one_round(there, victim) for _number in range(ROUNDS))
        print(f"{victim}: {ROUNDS} rounds, none lost, none doubled, {seconds:.1f} s at most")


def test_a_job_that_kills_its_worker_is_parked_and_the_others_go_on(there):
    [poison] = there.queue("poison")

    def is_parked() -> bool:
        there.ask("UPDATE django_q_ormq SET lock = now() WHERE lock > now()")  # its time is up
        found = there.ask("SELECT state, attempts FROM common_jobrun WHERE key = %s", poison)
        return found == [("parked", 3)]

    wait_for(is_parked, SECONDS)
    wait_for(there.is_empty, SECONDS)
    assert poison not in there.marks()
    one_round(there, "busy worker")


def test_a_killed_supervisor_leaves_nothing_and_its_successor_goes_on(there):
    wait_for(lambda: there.titled(" idle") > 0)
    tree = there.tree()
    expected = set(there.marks()) | there.queue("mark", JOBS)
    there.process.kill()
    there.process.wait()
    wait_for(lambda: not any(is_alive(pid) for pid in tree), 5)
    there.start()
    wait_for(lambda: expected <= set(there.marks()) and there.is_empty(), SECONDS)
    assert sorted(there.marks()) == sorted(expected)
