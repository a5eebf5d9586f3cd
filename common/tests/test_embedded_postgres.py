"""The embedded server: the first who needs it starts it, the last stops it, whatever dies."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import environ
import psycopg
import pytest

from common import embedded_postgres
from common.embedded_postgres import (
    BASE_DIR,
    EmbeddedPostgresError,
    Server,
    provide_database_url,
    setting,
)

pytestmark = pytest.mark.processes

# A user of the server in a process of its own: says when it is in, leaves when its input ends.
USER = """
import sys
from pathlib import Path
from common.embedded_postgres import Server
with Server(Path(sys.argv[1]), durable=False).in_use():
    print("in", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def var_dir(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    with Server(tmp_path, durable=False).in_use():
        pass  # whatever a test left behind is adopted and stopped


def server_in(var_dir: Path) -> Server:
    return Server(var_dir, durable=False)


def user_process(var_dir: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(var_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=BASE_DIR,
    )


def wait_until_in(user: subprocess.Popen[str]) -> None:
    assert user.stdout is not None
    assert user.stdout.readline() == "in\n"


def let_go(user: subprocess.Popen[str]) -> None:
    user.communicate(timeout=30)
    assert user.returncode == 0


def answer(server: Server) -> int:
    with psycopg.connect(server.url) as connection:
        row = connection.execute("SELECT 6 * 7").fetchone()
    assert row is not None
    return int(row[0])


def postmaster_pid(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def wait_until_dead(pid: int) -> None:
    deadline = time.monotonic() + 10
    while is_alive(pid):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_it_runs_while_it_is_used_and_stops_afterwards(var_dir):
    server = server_in(var_dir)
    with server.in_use():
        pid = postmaster_pid(server)
        assert answer(server) == 42
    assert not server.is_ready()
    wait_until_dead(pid)  # without its memory it is ours no more, a moment before it is dead


def test_it_keeps_its_data_from_one_start_to_the_next(var_dir):
    server = server_in(var_dir)
    with server.in_use(), psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT '常青' AS word")
    with server.in_use(), psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("常青",)


def test_it_also_stops_when_its_user_fails(var_dir):
    server = server_in(var_dir)
    with pytest.raises(ZeroDivisionError), server.in_use():
        raise ZeroDivisionError
    assert not server.is_ready()


def test_its_address_is_what_the_settings_understand(tmp_path):
    server = Server(tmp_path / "a b#c&常")
    parsed = environ.Env.db_url_config(server.url)
    assert parsed["NAME"] == "evergreen"
    assert parsed["USER"] == "postgres"
    assert parsed["OPTIONS"] == {"host": str(server.socket_dir)}


def test_a_folder_with_odd_characters_works(tmp_path):
    server = server_in(tmp_path / 'it\'s, a "b" c#&常')
    with server.in_use():
        assert answer(server) == 42


def test_nobody_else_on_the_machine_can_reach_the_socket(var_dir):
    server = server_in(var_dir)
    with server.in_use():
        assert server.socket_dir.stat().st_mode & 0o777 == 0o700


def test_of_two_users_the_last_one_stops_it(var_dir):
    server = server_in(var_dir)
    other = user_process(var_dir)
    with server.in_use():
        wait_until_in(other)
    assert server.is_ready()
    assert answer(server) == 42
    let_go(other)
    assert not server.is_ready()


def test_a_user_who_joins_twice_leaves_twice(var_dir):
    server = server_in(var_dir)
    with server.in_use():
        with server.in_use():
            pass
        assert answer(server) == 42
    assert not server.is_ready()


def test_a_forked_child_does_not_stop_it(var_dir):
    server = server_in(var_dir)
    with server.in_use():
        child = os.fork()
        if child == 0:
            server.leave()
            os._exit(0)
        os.waitpid(child, 0)
        assert answer(server) == 42


def test_two_processes_may_start_it_at_the_same_moment(var_dir):
    users = [user_process(var_dir) for _ in range(4)]
    for user in users:
        wait_until_in(user)
    assert answer(server_in(var_dir)) == 42
    for user in users:
        let_go(user)
    assert not server_in(var_dir).is_ready()


def test_users_who_come_and_go_at_the_same_time_always_find_it_running(var_dir):
    """Joining while the last one is just leaving is where such a scheme breaks."""
    for _ in range(4):
        users = [user_process(var_dir) for _ in range(3)]
        for user in users:
            wait_until_in(user)
            let_go(user)
    assert not server_in(var_dir).is_ready()


def test_it_starts_again_after_the_postmaster_was_killed(var_dir):
    server = server_in(var_dir)
    user = user_process(var_dir)
    wait_until_in(user)
    os.kill(postmaster_pid(server), signal.SIGKILL)
    with server.in_use():
        assert answer(server) == 42
        let_go(user)
    assert not server.is_ready()


def test_it_is_revived_under_its_users(var_dir):
    server = server_in(var_dir)
    with server.in_use():
        os.kill(postmaster_pid(server), signal.SIGKILL)
        server_in(var_dir).revive()
        assert answer(server) == 42
    server.revive()
    assert not server.is_ready(), "nobody uses it"


def test_a_stranger_with_the_old_pid_is_left_alone_and_does_not_hinder(var_dir):
    server = server_in(var_dir)
    with server.in_use():
        crashed = postmaster_pid(server)
        lock_file = (server.data / "postmaster.pid").read_text()
        socket_lock = (server.socket_dir / ".s.PGSQL.5432.lock").read_text()
        os.kill(crashed, signal.SIGKILL)
        wait_until_dead(crashed)
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        recycled = lock_file.replace(str(crashed), str(stranger.pid), 1)
        (server.data / "postmaster.pid").write_text(recycled)
        recycled = socket_lock.replace(str(crashed), str(stranger.pid), 1)
        (server.socket_dir / ".s.PGSQL.5432.lock").write_text(recycled)
        server.leave()
        with server.in_use():
            assert answer(server) == 42
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_killed_user_leaves_it_to_the_next_one(var_dir):
    server = server_in(var_dir)
    user = user_process(var_dir)
    wait_until_in(user)
    pid = postmaster_pid(server)
    user.kill()
    user.communicate()
    assert server.is_ready()
    with server.in_use():
        assert postmaster_pid(server) == pid
    wait_until_dead(pid)


def test_ctrl_c_in_the_terminal_does_not_reach_it(var_dir):
    server = server_in(var_dir)
    with server.in_use():
        assert os.getsid(postmaster_pid(server)) != os.getsid(0)


def test_a_half_finished_installation_is_made_anew(var_dir):
    half = var_dir / "postgres" / "data.half"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with server_in(var_dir).in_use() as server:
        assert answer(server) == 42
    assert not half.exists()


def test_a_long_path_gets_a_short_socket(tmp_path):
    server = server_in(tmp_path / ("long" * 25) / ("path" * 25))
    with server.in_use():
        assert len(os.fsencode(server.socket_dir / ".s.PGSQL.5432")) <= 107
        assert server.socket_dir.stat().st_mode & 0o777 == 0o700
        assert answer(server) == 42
    server.socket_dir.rmdir()


def test_a_missing_database_is_made_again(var_dir):
    server = server_in(var_dir)
    with server.in_use():
        psycopg.connect(server.url.replace("/evergreen", "/postgres"), autocommit=True).execute(
            "DROP DATABASE evergreen"
        )
    with server.in_use():
        assert answer(server) == 42


def test_it_is_not_made_by_another_major_version(var_dir):
    server = server_in(var_dir)
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedPostgresError, match="was made by PostgreSQL 9"):
        server.join()
    (server.data / "PG_VERSION").unlink()


def test_a_missing_wheel_is_said_in_one_line(tmp_path, monkeypatch):
    embedded_postgres._tools.cache_clear()
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(EmbeddedPostgresError, match="make setup") as raised:
        server_in(tmp_path).join()
    assert "\n" not in str(raised.value)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path):
    (tmp_path / "postgres").write_text("a file where the folder should be")
    with pytest.raises(EmbeddedPostgresError, match="cannot make"):
        server_in(tmp_path).join()


def test_why_it_does_not_start_is_said_in_one_line(var_dir):
    server = server_in(var_dir)
    with server.in_use():
        pass
    configuration = server.data / "postgresql.conf"
    whole = configuration.read_text()
    configuration.write_text("nonsense = 1\n")
    with pytest.raises(EmbeddedPostgresError, match=r"does not start: .*contains errors"):
        server.join()
    configuration.write_text(whole)


@pytest.fixture
def no_namespaces(tmp_path, monkeypatch) -> Iterator[None]:
    """As in a container that forbids user namespaces."""
    unshare = tmp_path / "bin" / "unshare"
    unshare.parent.mkdir()
    unshare.write_text("#!/bin/sh\nexit 1\n")
    unshare.chmod(0o755)
    monkeypatch.setenv("PATH", f"{unshare.parent}:{os.environ['PATH']}")
    embedded_postgres._identity.cache_clear()
    yield
    embedded_postgres._identity.cache_clear()


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")


@as_root
def test_as_root_it_runs_as_somebody_who_exists(var_dir):
    with server_in(var_dir).in_use() as server:
        assert command_of(postmaster_pid(server)).startswith(embedded_postgres._tool("postgres"))
        mapped = Path(f"/proc/{postmaster_pid(server)}/uid_map").read_text().split()
    assert mapped[:2] != ["0", "0"]


@as_root
def test_without_namespaces_it_runs_as_another_user_and_back(no_namespaces):
    with tempfile.TemporaryDirectory() as reachable:
        Path(reachable).chmod(0o755)
        with server_in(Path(reachable)).in_use() as server:
            assert Path(f"/proc/{postmaster_pid(server)}").stat().st_uid != 0
            assert answer(server) == 42
        embedded_postgres._identity.cache_clear()
        os.environ["PATH"] = os.environ["PATH"].partition(":")[2]
        with server_in(Path(reachable)).in_use() as server:
            assert answer(server) == 42


@as_root
def test_without_namespaces_an_unreachable_folder_is_said_in_one_line(no_namespaces, tmp_path):
    tmp_path.chmod(0o700)
    with pytest.raises(EmbeddedPostgresError, match="run as an ordinary user, or set DATABASE_URL"):
        server_in(tmp_path / "var").join()


def test_a_given_database_url_is_used_instead(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/crm")
    with provide_database_url(tmp_path) as url:
        assert url == "postgresql://db.example/crm"
    assert not list(tmp_path.iterdir())


def test_the_database_url_is_set_only_while_the_server_is_used(var_dir, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with provide_database_url(var_dir, durable=False) as url:
        assert os.environ["DATABASE_URL"] == url
    assert "DATABASE_URL" not in os.environ


@pytest.mark.parametrize(
    "line",
    [
        "NAME=plain",
        "export NAME=exported",
        "NAME='single # quotes'",
        'NAME="double # quotes"',
        "NAME=with # comment",
        "NAME=",
        "#NAME=off\nNAME=on",
        "NAME=postgresql://u:p@h/db?a=b",
    ],
)
def test_the_env_file_is_read_as_the_settings_read_it(tmp_path, monkeypatch, line):
    (tmp_path / ".env").write_text(line + "\n")
    monkeypatch.delenv("NAME", raising=False)
    ours = setting("NAME", tmp_path)
    theirs: dict[str, str] = {}
    monkeypatch.setattr(environ.Env, "ENVIRON", theirs)
    environ.Env.read_env(tmp_path / ".env")
    assert ours == theirs["NAME"]
