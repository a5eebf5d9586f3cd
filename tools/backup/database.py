"""The database as PostgreSQL's own programs see it: dumped, loaded beside another, swapped.

The programs are the wheel's, or newer ones of the machine for a newer server. They get the address
as an argument and the password by their environment, where other people cannot see it.
"""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from common.embedded_postgres import EmbeddedPostgresError, bundled_program
from tools.backup.archive import BackupError
from tools.run import die_with

# For one who may create a database: where nothing of ours is.
MAINTENANCE = "postgres"
# A dump waits for a migration that is under way, but not for ever.
LOCK_WAIT = "10min"
SECRETS = {"password", "sslpassword"}

# The script sets this for every server, and one before 17 does not know it.
TIMEOUT_OF_17 = b"SET transaction_timeout = 0;\n"
IF_KNOWN = (
    b"SELECT set_config(name, '0', false) FROM pg_catalog.pg_settings"
    b" WHERE name = 'transaction_timeout';\n"
)
# A thousand statements need not each wait for the disk: the swap waits for all of them.
UNHURRIED = b"SET synchronous_commit = off;\n"
LAST_OF_HEAD = b"SET row_security"

REASON = re.compile(r"(?:FATAL|PANIC|ERROR|error):\s*(.+)")


@dataclass(frozen=True)
class Database:
    """The address of a database, in libpq's words."""

    address: dict[str, str]

    @property
    def name(self) -> str:
        return self.address["dbname"]

    def named(self, name: str) -> "Database":
        return replace(self, address=self.address | {"dbname": name})

    @contextlib.contextmanager
    def connected(self) -> Iterator[psycopg.Connection]:
        """Each statement for itself, outside of a transaction."""
        try:
            session = psycopg.connect(**self.address, autocommit=True)  # type: ignore[arg-type]
        except psycopg.OperationalError as error:
            raise BackupError(
                f"the database {self.name} does not answer: {reason(error)}"
            ) from None
        with session:
            yield session

    @property
    def argument(self) -> str:
        """Everybody on this machine can read it."""
        shown = {word: value for word, value in self.address.items() if word not in SECRETS}
        return f"--dbname={make_conninfo(**shown)}"

    @property
    def environment(self) -> dict[str, str]:
        password = self.address.get("password")
        return os.environ | {"LC_ALL": "C"} | ({"PGPASSWORD": password} if password else {})


def present_database() -> Database:
    """The one that the settings name."""
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    given = connection.get_connection_params()
    address = {word: str(value) for word, value in given.items() if word in known}
    if not address.get("dbname"):
        raise BackupError("DATABASE_URL names no database")
    return Database(address)


def reason(error: Exception) -> str:
    """The first line, which says what; the rest tells where."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]


# Out and in


def server_version(session: psycopg.Connection) -> str:
    return str(_value(session, "SELECT current_setting('server_version')")).split()[0]


def major(version: str) -> int:
    """18 of `18.6`, and of `19beta1`."""
    found = re.match(r"\d+", version)
    return int(found[0]) if found else 0


def last_migrations(session: psycopg.Connection) -> dict[str, str]:
    """The last one that was applied of each app; none before the first."""
    if not has_table(session, "django_migrations"):
        return {}
    rows = session.execute(
        "SELECT DISTINCT ON (app) app, name FROM django_migrations ORDER BY app, id DESC"
    )
    return {str(app): str(name) for app, name in rows}


def has_table(session: psycopg.Connection, name: str) -> bool:
    return _value(session, "SELECT to_regclass(%s)", name) is not None


def dump(database: Database, version: str, path: Path) -> None:
    """One consistent picture of the whole database, whoever writes meanwhile."""
    command = [
        *(program("pg_dump", version), "--format=custom", "--no-sync"),
        *(f"--lock-wait-timeout={LOCK_WAIT}", f"--file={path}", database.argument),
    ]
    with tempfile.TemporaryFile() as errors, _started(command, database, errors) as process:
        if process.wait() != 0:
            raise BackupError(f"the database cannot be saved: {_reason_in(errors)}")


def load(database: Database, version: str, path: Path) -> None:
    """Into an empty database, up to the first statement that fails.

    By way of psql, because pg_restore by itself sends what a server before 17 cannot read.
    """
    write = [program("pg_restore", version), "--no-owner", "--no-privileges", "--file=-", str(path)]
    execute = [
        *(program("psql", version), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"),
        database.argument,
    ]
    with (
        tempfile.TemporaryFile() as errors,
        _started(write, database, errors, stdout=subprocess.PIPE) as writer,
        _started(execute, database, errors, stdin=subprocess.PIPE) as executor,
    ):
        _pass_on(writer, executor)
        if executor.wait() + writer.wait() != 0:
            raise BackupError(f"the backup cannot be loaded: {_reason_in(errors)}")
    with database.connected() as session:
        session.execute("ANALYZE")


def _pass_on(writer: subprocess.Popen[bytes], executor: subprocess.Popen[bytes]) -> None:
    assert writer.stdout is not None  # noqa: S101
    assert executor.stdin is not None  # noqa: S101
    with writer.stdout as source, contextlib.suppress(BrokenPipeError), executor.stdin as target:
        target.write(UNHURRIED)
        copy_script(source, target)  # a broken pipe: it ended early, and says itself why


def copy_script(source: IO[bytes], target: IO[bytes]) -> None:
    """Only the head is read line by line: what follows it is data, and much of it."""
    for line in source:
        target.write(IF_KNOWN if line == TIMEOUT_OF_17 else line)
        if line.startswith(LAST_OF_HEAD):
            break
    shutil.copyfileobj(source, target)


@contextlib.contextmanager
def _started(
    command: list[str],
    database: Database,
    errors: IO[bytes],
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.DEVNULL,
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that does not outlive the block, nor this process."""
    process = subprocess.Popen(
        command,
        stdin=stdin,
        stdout=stdout,
        stderr=errors,
        env=database.environment,
        preexec_fn=die_with(os.getpid()),  # noqa: PLW1509 — this process has one thread
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _reason_in(errors: IO[bytes]) -> str:
    """The first line that says why; what comes after it follows from it."""
    errors.seek(0)
    output = errors.read().decode(errors="replace").strip()
    found = REASON.search(output)
    return found[1] if found else (output or "it says nothing").splitlines()[-1]


def program(name: str, version: str) -> str:
    """The first that is not older than the server: of the wheel, then of the machine."""
    for path in _programs(name):
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
        if said.returncode == 0 and major(said.stdout.split()[2]) >= major(version):
            return path
    raise BackupError(
        f"the server is PostgreSQL {version}, and there is no {name} of that version or newer "
        f"here: install postgresql-client-{major(version)}"
    )


def _programs(name: str) -> Iterator[str]:
    with contextlib.suppress(EmbeddedPostgresError):
        yield bundled_program(name)
    on_the_path = shutil.which(name)
    if on_the_path:
        yield on_the_path


# Beside each other, and in each other's place


def create_like(model: Database, name: str) -> None:
    """An empty database that sorts and compares as the model does."""
    with model.connected() as session:
        wording = _wording(session)
    with model.named(MAINTENANCE).connected() as session:
        try:
            session.execute(sql.SQL("CREATE DATABASE {} ").format(sql.Identifier(name)) + wording)
        except psycopg.errors.InsufficientPrivilege:
            raise BackupError(
                "a restore needs a role that may create databases: ALTER ROLE … CREATEDB"
            ) from None


def _wording(session: psycopg.Connection) -> sql.Composed:
    """How the present database was made; the column of its locale has changed its name in 17."""
    rows = session.execute(
        "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype,"
        " datlocprovider::text, coalesce(to_jsonb(d)->>'datlocale', to_jsonb(d)->>'daticulocale')"
        " FROM pg_database d WHERE datname = current_database()"
    )
    owner, encoding, collate, ctype, provider, locale = rows.fetchall()[0]
    wording = sql.SQL(
        "OWNER {} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {} LOCALE_PROVIDER "
    ).format(sql.Identifier(owner), encoding, collate, ctype)
    own = {"i": "icu ICU_LOCALE {}", "b": "builtin BUILTIN_LOCALE {}"}.get(provider, "libc")
    return wording + sql.SQL(own).format(*([] if own == "libc" else [locale]))


def drop(database: Database, name: str) -> None:
    """If it is there; whatever still works in it is ended."""
    with database.named(MAINTENANCE).connected() as session:
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        session.execute(statement.format(sql.Identifier(name)))


def exists(database: Database, name: str) -> bool:
    with database.named(MAINTENANCE).connected() as session:
        return bool(_value(session, "SELECT count(*) FROM pg_database WHERE datname = %s", name))


def swap(database: Database, new: str, old: str) -> None:
    """At one stroke: the new one takes the database's name, which becomes the old one."""
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    name = sql.Identifier(database.name)
    with database.named(MAINTENANCE).connected() as session:
        try:
            with session.transaction():
                session.execute(rename.format(name, sql.Identifier(old)))
                session.execute(rename.format(sql.Identifier(new), name))
        except psycopg.errors.ObjectInUse:
            raise BackupError(
                f"something has opened the database {database.name} during the restore, so nothing "
                "was replaced: end it, then try again"
            ) from None


def other_sessions(session: psycopg.Connection) -> int:
    """Of people and programs; PostgreSQL's own have no user."""
    return int(
        _value(
            session,
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND usesysid IS NOT NULL",
        )
    )


def _value(session: psycopg.Connection, statement: str, *values: object) -> Any:
    row = session.execute(statement, values).fetchone()
    return row[0] if row else None
