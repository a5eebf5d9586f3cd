"""`make run` with real processes: what it starts, it ends, however it ends itself."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from common.embedded_postgres import Server
from common.processes import reason
from tools.run import BASE_DIR, RunError, free_port

pytestmark = pytest.mark.processes

OF_THE_GATE = {"DATABASE_URL", "SITE_URL"}
SECONDS_TO_END = 30


class Evergreen:
    """One running installation, and every process that it has started."""

    def __init__(self, var_dir: Path) -> None:
        self.var_dir = var_dir
        self.output: list[str] = []
        kept = {name: value for name, value in os.environ.items() if name not in OF_THE_GATE}
        environment = kept | {"VAR_DIR": str(var_dir), "PORT": "0", "DEMO": "0"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.run"],
            cwd=BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def wait_for_url(self) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output.append(line)
            if "Evergreen runs on" in line:
                return line.split()[3]
        raise AssertionError("".join(self.output))

    def descendants(self) -> set[int]:
        """By parenthood: django-q2 renames its processes and thereby loses their environment."""
        parents = {pid: parent_of(pid) for pid in pids()}
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found

    def child(self, word: str) -> int | None:
        for pid in pids():
            if parent_of(pid) == self.process.pid and word in command_of(pid):
                return pid
        return None

    def end(self, number: int) -> None:
        self.process.send_signal(number)
        self.process.communicate(timeout=SECONDS_TO_END)


def pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def status_of(pid: int) -> list[str]:
    """State, parent, … of a process; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def parent_of(pid: int) -> int | None:
    status = status_of(pid)
    return int(status[1]) if status else None


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def is_alive(pid: int) -> bool:
    status = status_of(pid)
    return bool(status) and status[0] != "Z"


def uses(pid: int, var_dir: Path) -> bool:
    try:
        environment = Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        environment = b""
    return os.fsencode(var_dir) in environment or str(var_dir) in command_of(pid)


def left_behind(var_dir: Path, known: set[int]) -> set[int]:
    return {pid for pid in pids() if is_alive(pid) and (pid in known or uses(pid, var_dir))}


def wait_for(condition: Callable[[], bool], seconds: float = SECONDS_TO_END) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def get(url: str) -> int:
    with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310
        return int(response.status)


@pytest.fixture(scope="module")
def first_start(tmp_path_factory) -> Evergreen:
    """One installation for all tests of this file: the first start is the slow one."""
    evergreen = Evergreen(tmp_path_factory.mktemp("run"))
    evergreen.wait_for_url()
    evergreen.end(signal.SIGINT)
    return evergreen


@pytest.fixture
def var_dir(first_start) -> Path:
    return first_start.var_dir


@pytest.fixture
def start(var_dir) -> Iterator[Callable[[], Evergreen]]:
    started: list[Evergreen] = []

    def begin() -> Evergreen:
        started.append(Evergreen(var_dir))
        return started[-1]

    yield begin
    for evergreen in started:
        if evergreen.process.poll() is None:
            evergreen.end(signal.SIGTERM)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_when_it_is_ended_nothing_stays_behind(start, var_dir, number):
    evergreen = start()
    url = evergreen.wait_for_url()
    assert get(url + "ping/") == 200
    known = evergreen.descendants()
    evergreen.end(number)
    assert evergreen.process.returncode == 0
    assert left_behind(var_dir, known) == set()


def test_ctrl_c_during_the_start_leaves_nothing_either(start, var_dir):
    evergreen = start()
    wait_for(lambda: Server(var_dir).is_ready())
    known = evergreen.descendants()
    evergreen.end(signal.SIGINT)
    assert left_behind(var_dir, known) == set()


def test_it_can_be_killed_and_the_next_start_takes_over(start, var_dir):
    evergreen = start()
    evergreen.wait_for_url()
    programs = evergreen.descendants() - {evergreen.process.pid}
    postgres = int((var_dir / "postgres/data/postmaster.pid").read_text().split()[0])
    evergreen.end(signal.SIGKILL)
    wait_for(lambda: not any(is_alive(pid) for pid in programs if not belongs_to(pid, postgres)))
    after = start()
    after.wait_for_url()
    assert is_alive(postgres)
    known = after.descendants() | programs
    after.end(signal.SIGINT)
    assert left_behind(var_dir, known) == set()


def belongs_to(pid: int, postmaster: int) -> bool:
    return pid == postmaster or parent_of(pid) == postmaster


@pytest.mark.parametrize("word", ["manage.py worker", "gunicorn"])
def test_a_killed_child_is_started_again(start, var_dir, word):
    evergreen = start()
    url = evergreen.wait_for_url()
    before = evergreen.child(word)
    known = evergreen.descendants()
    assert before is not None
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: evergreen.child(word) not in {None, before})
    wait_for(lambda: answers(url + "ping/"))
    known |= evergreen.descendants()
    evergreen.end(signal.SIGINT)
    assert left_behind(var_dir, known) == set()


def answers(url: str) -> bool:
    try:
        return get(url) == 200
    except OSError:
        return False


def test_the_first_administrator_is_shown_once(first_start, start):
    evergreen = start()
    evergreen.wait_for_url()
    evergreen.end(signal.SIGHUP)
    assert "First administrator: admin" in "".join(first_start.output)
    assert "First administrator" not in "".join(evergreen.output)


def test_a_port_in_use_is_said_in_one_line():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(RunError, match="is in use: try PORT="):
            free_port(str(other.getsockname()[1]))


@pytest.mark.parametrize("wanted", ["eighty", "-1", "70000"])
def test_a_port_that_is_none_is_said_in_one_line(wanted):
    with pytest.raises(RunError, match="is no port number"):
        free_port(wanted)


def test_the_reason_of_an_end_is_readable():
    assert reason(3) == "exit code 3"
    assert reason(-9) == "killed by SIGKILL"
