"""When the supervisor asks for a pulse, when it loses patience, and when it does not."""

from types import SimpleNamespace
from typing import ClassVar

import psycopg
import pytest
from django.db import OperationalError, connection
from django_q.models import OrmQ

from common import supervisor as module
from common.broker import FOR, QUEUE, TAKEN
from common.jobs import pulse
from common.models import Heartbeat
from common.supervisor import Process, Supervisor, WorkerError

pytestmark = pytest.mark.django_db

HEARTBEAT, PATIENCE = 15.0, 60.0


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Tree:
    """What the kernel would say of the processes; nothing is forked."""

    made: ClassVar[list["Tree"]] = []

    def __init__(self, _worker: str) -> None:
        self.is_killed = self.is_busy = self.is_haunted = False
        self.code: int | None = None
        Tree.made.append(self)

    def has_ended(self) -> bool:
        return self.code is not None

    def kill(self) -> None:
        self.is_killed = True

    def is_all_busy(self) -> bool:
        return self.is_busy

    def has_unburied(self) -> bool:
        return self.is_haunted


@pytest.fixture
def clock(monkeypatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(module, "time", found)
    return found


@pytest.fixture
def watch(clock, settings, monkeypatch) -> Supervisor:
    """A supervisor whose tree runs; `look()` is a glance at it some seconds later."""
    settings.WORKER_NAME, settings.WORKER_HEARTBEAT = "here", HEARTBEAT
    settings.WORKER_PATIENCE, settings.WORKER_LONGEST_PAUSE = PATIENCE, 30.0
    monkeypatch.setattr(module, "Tree", Tree)
    monkeypatch.setattr(Tree, "made", [])
    monkeypatch.setattr(module.connections, "close_all", lambda: None)
    found = Supervisor(SimpleNamespace(to_end=False, to_hurry=False))
    found._look()
    return found


@pytest.fixture
def look(watch, clock):
    def after(seconds: float = 1) -> Tree:
        clock.now += seconds
        watch._look()
        return Tree.made[-1]

    return after


def pulses() -> int:
    return OrmQ.objects.filter(key=f"{FOR}here").count()


def done() -> None:
    """The tree does the job that is its pulse, and notes it as done."""
    pulse("here")
    OrmQ.objects.filter(key=f"{FOR}here").delete()


def test_it_asks_for_one_pulse_at_a_time_and_again_after_a_while(look):
    look()
    look()
    assert pulses() == 1
    done()
    look()
    assert pulses() == 0
    look(HEARTBEAT)
    assert pulses() == 1


def test_a_tree_with_a_pulse_is_left_alone(look):
    for _minute in range(10):
        tree = look(HEARTBEAT)
        done()
    assert (len(Tree.made), tree.is_killed) == (1, False)


def test_without_a_pulse_the_tree_is_killed_and_started_again(look):
    look()
    done()
    tree = look()
    for _beat in range(5):
        look(HEARTBEAT)
    assert tree.is_killed
    assert look() is not tree
    assert pulses() == 0, "the pulse of the tree that is gone is of no use to the next"


def test_a_pulse_that_is_not_noted_as_done_is_none(look):
    look()
    for _beat in range(5):
        pulse("here")
        look(HEARTBEAT)
    assert Tree.made[0].is_killed


def test_while_all_are_at_work_no_pulse_is_missed(look):
    look().is_busy = True
    pulse("here")
    for _beat in range(20):
        tree = look(HEARTBEAT)
    assert not tree.is_killed
    assert Heartbeat.objects.get().busy_at is not None
    tree.is_busy = False
    look(PATIENCE + 1)
    assert tree.is_killed


def test_a_tree_that_does_not_bury_its_dead_is_stuck(look):
    look().is_haunted = True
    for _beat in range(6):
        done()
        look(HEARTBEAT)
    assert Tree.made[0].is_killed


def test_a_tree_that_never_had_a_pulse_gets_twice_as_long_the_next_time(look):
    first = look(PATIENCE + 1)
    assert first.is_killed
    second = look()
    look(PATIENCE + 1)
    assert not second.is_killed
    look(PATIENCE)
    assert second.is_killed


def test_after_many_trees_without_a_pulse_it_looks_as_often_as_after_two(look):
    for _tree in range(8):
        look().code = -9
        look()
        look(30)
    last = look()
    look(2 * PATIENCE + 1)
    assert last.is_killed


def test_a_tree_that_ends_again_and_again_is_started_after_growing_pauses(look, watch):
    pauses = []
    for _end in range(10):
        pauses.append(watch.pause)
        Tree.made[-1].code = 1
        look()
        look(30)
    assert pauses[:3] == [0.1, 0.2, 0.4]
    assert max(pauses) == 30


def test_what_a_tree_that_ended_had_taken_is_given_back(look):
    OrmQ.objects.create(key=f"{TAKEN}here", payload="")
    look().code = -9
    look()
    look()
    assert OrmQ.objects.get().key == QUEUE


def test_while_the_database_is_away_nobody_is_blamed(look, watch, clock, caplog):
    tree = look()
    done()
    look()
    for _minute in range(10):
        clock.now += 60
        watch._database_away(OperationalError("connection refused"))
    look()
    assert not tree.is_killed
    said = [record for record in caplog.records if record.name == module.__name__]
    assert len(said) == 1


def test_of_two_workers_of_one_name_the_second_is_refused(watch):
    session = {**connection.get_connection_params(), "cursor_factory": psycopg.Cursor}
    with psycopg.connect(**session) as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended('worker there', 0))")
        watch.name, watch.session = "there", None
        with pytest.raises(WorkerError, match="another worker is called there"):
            watch._holds_name()


@pytest.mark.parametrize(
    ("title", "busy", "idle"),
    [
        ("qcluster Process-1 processing north-two 'crm_site.jobs.night' [night]", True, False),
        ("qcluster Process-1 idle", False, True),
        ("qcluster Process-1 monitor", False, False),
        ("qcluster MainProcess north-two", False, False),
    ],
)
def test_the_title_of_a_process_says_what_it_does(title, busy, idle):
    process = Process(is_buried=True, title=title)
    assert (process.is_busy, process.is_idle) == (busy, idle)
