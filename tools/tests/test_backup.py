"""What was saved comes back to the byte, and whatever goes wrong leaves what was there.

One installation, on the server of the tests, is filled and saved; out of the file comes another one
with an embedded server of its own, and that copy is what the tests then try to break.
"""

import contextlib
import io
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from common.embedded_postgres import Server, bundled_program
from tools.backup import archive, create, database, restore
from tools.backup.archive import BackupError, Facts, opened
from tools.backup.database import Database, present_database
from tools.backup.restore import Installation
from tools.run import BASE_DIR

pytestmark = [pytest.mark.processes, pytest.mark.django_db]  # for the database of the tests

OF_THE_GATE = {"DATABASE_URL", "SITE_URL", "FILE", "FORCE"}
FACTS = Facts("0.1.0", "2026-11-25T22:00:00+00:00", "18.6", {"health": "0001_initial"})
UPLOADS = {
    "contracts/2026/11/合同 一.pdf": "第一份合同".encode() * 4000,
    "contracts/2026/11/empty.txt": b"",
    f"{'long/' * 30}name.bin": bytes(range(256)) * 600,
}

# One process instead of three: most of the time goes into starting Django.
FILL = """
from django.core.management import call_command
call_command("demo", customers=20)
call_command("score")
"""
GO_ON = """
from django.core.management import call_command
call_command("migrate", check_unapplied=True)
call_command("score", json=True)
call_command("import", "customers", "new.csv", json=True)
"""
# `python -m tools.backup …` that is killed where a function of ours would begin.
KILLED = """
import os, signal, sys
from tools.backup import {module}, __main__
{module}.{function} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
sys.argv[0] = "backup"
__main__.main()
"""


@dataclass(frozen=True)
class Place:
    """An installation; without a URL it brings its own server."""

    var_dir: Path
    url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in OF_THE_GATE}
        url = {"DATABASE_URL": self.url} if self.url else {}
        return kept | {"VAR_DIR": str(self.var_dir), "LOG_LEVEL": "WARNING"} | url

    @property
    def embedded(self) -> "Place":
        return Place(self.var_dir)

    @property
    def database(self) -> Database:
        return Database(conninfo_to_dict(self.url))

    @property
    def media(self) -> Path:
        return self.var_dir / "media"


Finished = subprocess.CompletedProcess[str]


def python(place: Place, *words: object, cwd: Path = BASE_DIR) -> Finished:
    return subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=cwd,
        env=place.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def backup(place: Place, *words: object) -> Finished:
    return python(place, "-m", "tools.backup", *words)


def killed(module: str, function: str, place: Place, *words: object) -> None:
    result = python(place, "-c", KILLED.format(module=module, function=function), *words)
    assert result.returncode == -signal.SIGKILL, result.stderr


def in_django(program: str, place: Place, cwd: Path = BASE_DIR) -> str:
    """What it prints."""
    shell = [BASE_DIR / "manage.py", "shell", "--no-imports", "-c", program]
    result = python(place, *shell, cwd=cwd)
    assert result.returncode == 0, result.stderr
    return result.stdout


# What an installation holds


@dataclass(frozen=True)
class State:
    rows: dict[str, str | None]
    sequences: dict[str, int | None]
    schema: str
    uploads: dict[str, bytes]


def state_of(place: Place) -> State:
    with psycopg.connect(place.url) as session:
        rows = {table: rows_of(session, table) for table in tables(session)}
        found = session.execute("SELECT sequencename, last_value FROM pg_sequences")
        sequences = dict(found.fetchall())
    return State(rows, sequences, schema_of(place.url), uploads_of(place))


def tables(session: psycopg.Connection) -> list[str]:
    found = session.execute(
        "SELECT oid::regclass::text FROM pg_class"
        " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    )
    return [name for (name,) in found]


def rows_of(session: psycopg.Connection, table: str) -> str | None:
    query = 'SELECT string_agg(t::text, chr(10) ORDER BY t::text COLLATE "C") FROM {} t'
    (text,) = session.execute(sql.SQL(query).format(sql.Identifier(table))).fetchone()
    return text


def schema_of(url: str) -> str:
    command = [bundled_program("pg_dump"), "--schema-only", "--no-owner", f"--dbname={url}"]
    script = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return "\n".join(line for line in script.splitlines() if "restrict" not in line)


def uploads_of(place: Place) -> dict[str, bytes]:
    files = [path for path in place.media.rglob("*") if path.is_file()]
    return {path.relative_to(place.media).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def original(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Place]:
    """A demo company with scores and uploads."""
    with django_db_blocker.unblock():
        connection.close()
        empty = present_database()
    place = Place(tmp_path_factory.mktemp("original"), another_like(empty, "backup"))
    in_django(FILL, place)
    for upload, content in UPLOADS.items():
        path = place.media / upload
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    yield place
    database.drop(empty, place.database.name)


def another_like(model: Database, word: str) -> str:
    """The address of a new database with the same content, on the server of the tests.

    A thread of the live server may still hold a session of an earlier test; nobody may, meanwhile.
    """
    name = f"{word}_{os.getpid()}"
    with model.named("postgres").connected() as session:
        session.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [model.name],
        )
        copied = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        session.execute(copied.format(sql.Identifier(name), sql.Identifier(model.name)))
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@pytest.fixture(scope="module")
def state(original) -> State:
    return state_of(original)


@pytest.fixture(scope="module")
def file(original, state, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("backup") / "evergreen.tar"
    result = backup(original, "create", "--file", path)
    assert result.returncode == 0, result.stderr
    assert result.stdout == f"{path}  {path.stat().st_size:,} bytes\n"
    return path


@pytest.fixture(scope="module")
def copy(file, tmp_path_factory) -> Iterator[Place]:
    """Restored where nothing was, and from then on in use by us, so that its server stays."""
    var_dir = tmp_path_factory.mktemp("copy")
    result = backup(Place(var_dir), "restore", file)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(f"restored {file}, made 20")
    with Server(var_dir, durable=False).in_use() as server:
        yield Place(var_dir, server.url)


@pytest.fixture(scope="module")
def first_state(copy) -> State:
    return state_of(copy)


# There and back


def test_every_row_of_every_table_comes_back(state, first_state):
    filled = {table for table, rows in state.rows.items() if rows}
    assert {"accounts_order", "accounts_customerhistory", "health_healthscore"} <= filled
    assert first_state.rows == state.rows
    assert first_state.sequences == state.sequences


def test_partitions_functions_triggers_and_extensions_come_back(state, first_state):
    for word in ("ATTACH PARTITION", "search_bigrams", "CREATE TRIGGER", "pg_trgm", "EXCLUDE"):
        assert word in state.schema
    assert first_state.schema == state.schema


def test_every_upload_comes_back(state, first_state):
    assert first_state.uploads == state.uploads
    assert state.uploads.items() > UPLOADS.items()  # and the papers of the demo's contracts


def test_a_restored_installation_goes_on_working(first_state, copy, tmp_path):
    (tmp_path / "new.csv").write_text("name\n恢复科技有限公司\n")
    told = in_django(GO_ON, copy, cwd=tmp_path)
    assert '"scored": 19' in told
    assert '"created": 1' in told


def test_nothing_of_a_restore_stays_beside_it(copy):
    assert names_beside(copy) == set()


def names_beside(place: Place) -> set[str]:
    """Of databases and files that only a restore makes."""
    with psycopg.connect(place.url) as session:
        names = {name for (name,) in session.execute("SELECT datname FROM pg_database")}
    names |= {path.name for path in place.var_dir.iterdir()}
    ours = {"media.new", "media.old", "restore.dump"}
    return {name for name in names if "_restore_" in name or name in ours}


# Making one


def test_only_its_owner_can_read_a_backup(file):
    assert file.stat().st_mode & 0o777 == 0o600


def test_two_backups_at_once_both_work(copy):
    command = [sys.executable, "-m", "tools.backup", "create"]
    both = [
        subprocess.Popen(
            command, cwd=BASE_DIR, env=copy.embedded.environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    paths = {Path(process.communicate()[0].split("  ")[0]) for process in both}
    assert len(paths) == 2
    for path in paths:
        assert path.parent == copy.var_dir / "backups"
        with opened(path) as found:
            assert len(found.uploads) == len(uploads_of(copy))


def test_of_backups_in_one_second_the_later_get_a_number(tmp_path, monkeypatch):
    monkeypatch.setattr(create, "datetime", FixedTime)
    (tmp_path / "archive").write_text("whole")
    names = [create._put_under_a_name(tmp_path / "archive", None, tmp_path).name for _ in range(3)]
    stem = "evergreen-20261125-224800"
    assert names == [f"{stem}.tar", f"{stem}-2.tar", f"{stem}-3.tar"]


class FixedTime:
    @staticmethod
    def now(zone: tzinfo) -> datetime:
        return datetime(2026, 11, 25, 22, 48, tzinfo=zone)


def test_a_backup_overwrites_nothing(original, file):
    before = file.read_bytes()
    result = backup(original, "create", "--file", file)
    assert result.returncode == 1
    assert result.stderr == f"{file} is there already, and a backup overwrites nothing\n"
    assert file.read_bytes() == before


def test_a_killed_backup_leaves_no_file_and_its_rest_is_swept(original, tmp_path):
    killed("create", "write", original, "create", "--file", tmp_path / "a.tar")
    (rest,) = tmp_path.iterdir()
    assert rest.name.startswith(create.UNFINISHED)
    create._sweep(tmp_path)
    assert rest.exists()  # it may be another backup that is still being made
    for path in [*rest.iterdir(), rest]:
        os.utime(path, (0, time.time() - create.A_DAY - 1))
    create._sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_made_while_people_work_has_every_upload_that_it_knows(original, tmp_path):
    with people_at_work(original):
        result = backup(original, "create", "--file", tmp_path / "busy.tar")
    assert result.returncode == 0, result.stderr
    with opened(tmp_path / "busy.tar") as found:
        archive.unpack(found, tmp_path / "dump", tmp_path / "media")
    command = [bundled_program("pg_restore"), "--data-only", "--table=uploaded", "--file=-"]
    script = subprocess.run(
        [*command, tmp_path / "dump"], capture_output=True, text=True, check=True
    ).stdout
    named = [line for line in script.splitlines() if line.startswith("busy/")]
    assert len(named) > 3
    for name in named:
        assert (tmp_path / "media" / name).read_text() == "whole"


@contextlib.contextmanager
def people_at_work(place: Place) -> Iterator[None]:
    """Uploads, each written first and then named by a row, one after the other."""
    done = threading.Event()
    folder = place.media / "busy"
    folder.mkdir()

    def work() -> None:
        with psycopg.connect(place.url, autocommit=True) as session:
            number = 0
            while not done.is_set():
                number += 1
                (folder / f"{number}.txt").write_text("whole")
                session.execute("INSERT INTO uploaded VALUES (%s)", [f"busy/{number}.txt"])
                time.sleep(0.005)

    with psycopg.connect(place.url, autocommit=True) as session:
        session.execute("CREATE TABLE uploaded (name text)")
        worker = threading.Thread(target=work)
        worker.start()
        time.sleep(0.1)
        try:
            yield
        finally:
            done.set()
            worker.join()
            session.execute("DROP TABLE uploaded")
            shutil.rmtree(folder)


# Files that are no good


def made(tmp_path: Path, **uploads: str) -> Path:
    """A small backup, good but for what its test does to it."""
    for name, content in uploads.items():
        path = tmp_path / "media" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    (tmp_path / "dump").write_bytes(b"PGDMP" + bytes(2000))
    archive.write(tmp_path / "a.tar", tmp_path / "dump", tmp_path / "media", FACTS)
    return tmp_path / "a.tar"


def rewritten(path: Path, change, **more: tarfile.TarInfo) -> None:
    """The same members with another manifest, and more members before it."""
    with tarfile.open(path) as tar:
        members = [(member, tar.extractfile(member).read()) for member in tar]
    manifest, text = members.pop()
    content = json.loads(text)
    change(content)
    text = json.dumps(content).encode()
    manifest.size = len(text)
    members += [(member, b"") for member in more.values()]
    with tarfile.open(path, "w") as tar:
        for member, data in [*members, (manifest, text)]:
            tar.addfile(member, io.BytesIO(data))


def why_not(path: Path) -> str:
    with pytest.raises(BackupError) as caught, opened(path):
        pass
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_small_backup_is_good_as_it_was_made(tmp_path):
    with opened(made(tmp_path, name="content")) as found:
        assert found.facts == FACTS
        assert found.uploads == ["media/name"]


def test_a_missing_file_is_said(tmp_path):
    assert why_not(tmp_path / "a.tar") == f"{tmp_path / 'a.tar'}: there is no such file"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a zip", bytes(10240), b"x" * 5000])
def test_a_file_that_is_no_archive_is_said(tmp_path, content):
    (tmp_path / "a.tar").write_bytes(content)
    assert "no backup of Evergreen" in why_not(tmp_path / "a.tar")


def test_an_archive_of_something_else_is_said(tmp_path):
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        tar.add(__file__, "test.py")
    assert "it has no manifest" in why_not(tmp_path / "a.tar")


@pytest.mark.parametrize("kept", [300, 512, 1500, 2600, 3100, 3700, 4200])
def test_a_file_that_was_cut_short_is_said(tmp_path, kept):
    path = made(tmp_path, name="content")
    os.truncate(path, kept)
    assert "cut short" in why_not(path) or "no backup of Evergreen" in why_not(path)


@pytest.mark.parametrize("part", [b"PGDMP", b"content"])
def test_a_changed_byte_is_said(tmp_path, part):
    path = made(tmp_path, name="content")
    path.write_bytes(path.read_bytes().replace(part, part.swapcase(), 1))
    assert "is not as it was saved" in why_not(path)


def test_no_changed_byte_does_harm(tmp_path):
    """Whatever it hits, it is found, or it hit what no one reads."""
    path = made(tmp_path, name="content")
    whole = path.read_bytes()
    with opened(path) as found:
        parts = found.parts
    refused = 0
    for place in range(0, len(whole), 5):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x15]) + whole[place + 1 :])
        try:
            with opened(path) as found:
                assert found.parts == parts
        except BackupError:
            refused += 1
    assert refused > 700


def test_a_member_too_many_or_too_few_is_said(tmp_path):
    path = made(tmp_path, name="content")
    rewritten(path, lambda content: content["parts"].pop("media/name"))
    assert "does not hold what its manifest names" in why_not(path)
    rewritten(path, lambda content: content["parts"].update(MORE_PARTS))
    assert "does not hold what its manifest names" in why_not(path)


MORE_PARTS = {"media/name": {"size": 0, "sha256": ""}, "media/other": {"size": 0, "sha256": ""}}


def test_a_newer_format_is_said(tmp_path):
    path = made(tmp_path)
    rewritten(path, lambda content: content.update(format=2, parts=None))
    assert "made by a newer Evergreen (format 2, known here: 1)" in why_not(path)


@pytest.mark.parametrize("key", ["format", "parts", "migrations", "postgresql"])
def test_a_manifest_that_says_too_little_is_said(tmp_path, key):
    path = made(tmp_path)
    rewritten(path, lambda content: content.pop(key))
    assert "its manifest cannot be read" in why_not(path)


@pytest.mark.parametrize("name", ["media/../../evil", "/etc/evil", "media//etc/evil", "other"])
def test_a_member_that_leads_out_of_the_folder_is_refused(tmp_path, name):
    path = made(tmp_path)
    rewritten(path, lambda content: content["parts"].update(EVIL), evil=tarfile.TarInfo(name))
    assert "holds what no backup holds" in why_not(path)


EVIL = {"media/../../evil": {"size": 0, "sha256": ""}}


def test_a_link_is_refused(tmp_path):
    path = made(tmp_path)
    link = tarfile.TarInfo("media/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    rewritten(path, lambda content: content.update(version="0"), link=link)
    assert "holds what no backup holds: 'media/link'" in why_not(path)


def test_a_bad_file_gives_one_line_and_makes_nothing(tmp_path):
    path = made(tmp_path)
    os.truncate(path, 1500)
    result = backup(Place(tmp_path / "var"), "restore", path, "--force")
    assert result.returncode == 1
    assert result.stderr == f"{path} is cut short or damaged\n"
    assert not (tmp_path / "var").exists()


# What stands against a restore


def test_a_restore_says_what_to_end_while_the_installation_is_in_use(copy, file):
    before = state_of(copy)
    result = backup(copy.embedded, "restore", file, "--force")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert f"the installation in {copy.var_dir} is in use: end `make run`" in result.stderr
    assert state_of(copy) == before


def test_sessions_of_others_are_in_the_way(copy, file):
    with psycopg.connect(copy.url):
        result = backup(copy, "restore", file, "--force")
    assert result.returncode == 1
    assert result.stderr.startswith("another session uses the database evergreen: end `make run`")


def test_people_are_not_overwritten_unless_that_is_meant(copy, file):
    before = state_of(copy)
    result = backup(copy, "restore", file)
    assert result.returncode == 1
    uploads = len(before.uploads)
    assert f"(people 21, uploads {uploads}): say FORCE=1 if that is meant" in result.stderr
    assert state_of(copy) == before


def test_on_a_terminal_it_asks(copy, file):
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tools.backup", "restore", str(file)],
        cwd=BASE_DIR,
        env=copy.environment,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.write(ours, b"no\n")
    output, errors = process.communicate()
    os.close(ours)
    os.close(theirs)
    assert "Type yes if that is meant" in output
    assert errors == "nothing was changed\n"
    assert process.returncode == 1


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        (replace(FACTS, postgresql="99.1"), "restore into one that is not older"),
        (replace(FACTS, migrations={"health": "9999_next"}), "update Evergreen first"),
        (replace(FACTS, migrations={"accounts": "0012_notices"}), "before the first release"),
    ],
)
def test_a_backup_from_the_future_is_refused(original, tmp_path, facts, line):
    here = Installation(original.database, tmp_path / "media", tmp_path / "dump")
    with pytest.raises(BackupError, match=line):
        restore._check_that_it_fits(here, facts)


def test_an_app_that_is_gone_by_now_does_no_harm(original, tmp_path):
    here = Installation(original.database, tmp_path / "media", tmp_path / "dump")
    restore._check_that_it_fits(here, replace(FACTS, migrations={"gone": "0007_last"}))


# Restores that are killed


@pytest.fixture
def in_the_way(copy) -> Path:
    """An upload that only the present state has."""
    path = copy.media / "only-here.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text("old")
    return path


def test_one_killed_while_it_loads_leaves_what_was_there(copy, file, in_the_way):
    before = state_of(copy)
    command = [sys.executable, "-m", "tools.backup", "restore", "--force", str(file)]
    process = subprocess.Popen(command, cwd=BASE_DIR, env=copy.environment)
    wait_for_tables(process, copy.database.named("evergreen_restore_new"))
    process.kill()
    process.wait()
    assert state_of(copy) == before
    assert {"evergreen_restore_new", "media.new", "restore.dump"} <= names_beside(copy)


def wait_for_tables(process: subprocess.Popen[bytes], new: Database) -> None:
    while process.poll() is None:
        with contextlib.suppress(BackupError), new.connected() as session:
            if database.has_table(session, "accounts_customer"):
                return
        time.sleep(0.01)
    raise AssertionError("it was too quick for us")


def test_one_killed_with_everything_ready_leaves_what_was_there_too(copy, file, in_the_way):
    before = state_of(copy)
    killed("database", "swap", copy, "restore", "--force", file)
    assert names_beside(copy) == {"evergreen_restore_new", "media.new"}
    assert backup(copy, "finish").returncode == 0
    assert names_beside(copy) == set()
    assert state_of(copy) == before


def test_one_killed_after_the_swap_is_finished_by_the_next_start(copy, state, file, in_the_way):
    killed("restore", "_finish", copy, "restore", "--force", file)
    assert names_beside(copy) == {"evergreen_restore_old", "media.new"}
    assert in_the_way.exists()
    copy.media.rename(copy.var_dir / "media.old")  # where a second one might have been killed
    assert backup(copy, "finish").returncode == 0
    assert names_beside(copy) == set()
    assert state_of(copy) == state


# Any server by DATABASE_URL


@pytest.fixture(scope="module")
def elsewhere(copy, tmp_path_factory) -> Place:
    """A database of an ordinary role, on a server that is not ours to start."""
    with psycopg.connect(copy.url, autocommit=True) as session:
        session.execute("CREATE ROLE crm LOGIN CREATEDB PASSWORD 'geheim'")
        session.execute("CREATE DATABASE crm OWNER crm")
    url = f"postgresql://crm:geheim@/crm?host={Server(copy.var_dir).socket_dir}"
    return Place(tmp_path_factory.mktemp("elsewhere"), url)


@pytest.fixture
def older_release(original) -> Iterator[Place]:
    """The same before an app's first migration; the uploads lie in the same folder."""
    place = Place(original.var_dir, another_like(original.database, "older"))
    with psycopg.connect(place.url) as session:
        session.execute("DROP TABLE django_session")
        session.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    yield place
    database.drop(original.database, place.database.name)


def test_a_backup_of_an_older_release_becomes_current(older_release, state, elsewhere, tmp_path):
    """And all of it by an ordinary role."""
    older = tmp_path / "older.tar"
    assert backup(older_release, "create", "--file", older).returncode == 0
    with opened(older) as found:
        assert "sessions" not in found.facts.migrations
    result = backup(elsewhere, "restore", older)
    assert result.returncode == 0, result.stderr
    after = state_of(elsewhere)
    assert after.schema == state.schema
    assert after.uploads == state.uploads
    changed = {table for table in after.rows if after.rows[table] != state.rows[table]}
    assert changed == {"django_migrations"}


def test_a_role_that_may_not_create_databases_is_told(copy, elsewhere, file):
    with psycopg.connect(copy.url, autocommit=True) as session:
        session.execute("ALTER ROLE crm NOCREATEDB")
        result = backup(elsewhere, "restore", "--force", file)
        session.execute("ALTER ROLE crm CREATEDB")
    assert result.returncode == 1
    assert "ALTER ROLE … CREATEDB" in result.stderr
    assert not (elsewhere.var_dir / "media.new").exists()


def test_a_server_that_is_not_there_is_told_in_one_line(tmp_path):
    url = f"postgresql://crm:geheim@/crm?host={tmp_path}"
    result = backup(Place(tmp_path, url), "create")
    assert result.returncode == 1
    assert result.stderr.startswith("the database crm does not answer: ")
    assert result.stderr.count("\n") == 1


def test_the_password_stays_off_the_command_line():
    secret = Database({"host": "db", "dbname": "crm", "user": "crm", "password": "geheim"})
    assert secret.argument == "--dbname=host=db dbname=crm user=crm"
    assert secret.environment["PGPASSWORD"] == "geheim"


def test_an_older_server_is_not_asked_for_what_it_does_not_know():
    script = b"SET lock_timeout = 0;\nSET transaction_timeout = 0;\nSET row_security = off;\n"
    data = b"COPY t FROM stdin;\nSET transaction_timeout = 0;\n\\.\n"
    copied = io.BytesIO()
    database.copy_script(io.BytesIO(script + data), copied)
    head, _, rest = copied.getvalue().partition(b"SET row_security = off;\n")
    assert b"SET transaction_timeout" not in head
    assert rest == data


def test_a_server_newer_than_every_program_here_is_said():
    with pytest.raises(BackupError, match="install postgresql-client-99"):
        database.program("pg_dump", "99.1")


# The contract


def test_make_hands_over_the_file_and_the_will():
    told = dry_run("restore", "FILE=a b.tar", "FORCE=1")
    assert 'tools.backup restore --force -- "$FILE"' in told
    assert "--force" not in dry_run("restore", "FILE=a.tar", "FORCE=0")
    assert 'tools.backup create --file="$FILE"' in dry_run("backup", "FILE=a.tar")
    assert "--file" not in dry_run("backup")


def dry_run(*words: str) -> str:
    command = ["make", "--dry-run", "--always-make", *words]
    result = subprocess.run(
        command,
        cwd=BASE_DIR,
        env=Place(BASE_DIR / "var").environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout
