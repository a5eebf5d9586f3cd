"""`make restore`: an installation becomes what a backup holds, or stays what it is.

Everything is made ready beside what is there: the uploads in ``media.new``, the database as
``evergreen_restore_new``, already migrated to this release. Then the two databases change names in
one transaction: before it all is as it was, after it the backup has been restored. The uploads
follow, and the former ones are removed.

How a killed restore is put right
    The names tell how far it came. With ``evergreen_restore_old`` the databases were swapped, and
    the rest is done now; without it, what was made ready is thrown away.
"""

import contextlib
import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
import psycopg
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from common.embedded_postgres import Server, default_var_dir, setting
from tools.backup import database as databases
from tools.backup.archive import Backup, BackupError, Facts, opened, unpack, uploads_in
from tools.backup.database import Database, present_database
from tools.prepare import migrate
from tools.run import a_database

LONGEST_NAME = 63  # longer ones PostgreSQL cuts, and takes two for one
STOP = "end `make run` (Ctrl-C) and whatever else works with it, then try again"


@dataclass(frozen=True)
class Installation:
    """The present state, and the names beside it that belong to a restore."""

    database: Database
    media: Path
    dump: Path

    @property
    def new_database(self) -> str:
        return f"{self.database.name}_restore_new"

    @property
    def old_database(self) -> str:
        return f"{self.database.name}_restore_old"

    @property
    def new_media(self) -> Path:
        return _new_beside(self.media)

    @property
    def old_media(self) -> Path:
        return self.media.with_name(f"{self.media.name}.old")


def restore(file: Path, force: bool) -> str:
    """Replaces database and uploads by those of the backup, and says what they are.

    BackupError if anything stands against it; then nothing has changed.
    """
    with opened(file) as backup, _alone(), a_database():
        django.setup()
        here = _this_installation()
        _put_right(here)
        _check_that_it_may(here, force)
        _check_that_it_fits(here, backup.facts)
        try:
            _make_ready(here, backup)
            databases.swap(here.database, here.new_database, here.old_database)
        except BaseException:
            with contextlib.suppress(BackupError, psycopg.Error, OSError):
                _put_right(here)
            raise
        _finish(here)
        people = _people(here)
    return f"restored {file}, made {backup.facts.created_at}: {_count(people, len(backup.uploads))}"


def finish_interrupted() -> None:
    """Quick when there is nothing to put right: the new uploads come first and go last."""
    os.environ["VAR_DIR"] = str(default_var_dir())
    if _new_beside(_this_media()).is_dir():
        with _alone(), a_database():
            _put_right(_this_installation())


# Whether


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One restore at a time, and only while nothing else uses the installation."""
    var_dir = default_var_dir()
    var_dir.mkdir(parents=True, exist_ok=True)
    if not setting("DATABASE_URL") and Server(var_dir).has_users():
        raise BackupError(f"the installation in {var_dir} is in use: {STOP}")
    with (var_dir / "restore.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError("another restore of this installation is under way") from None
        yield


def _this_installation() -> Installation:
    here = Installation(present_database(), _this_media(), settings.VAR_DIR / "restore.dump")
    if len(here.new_database.encode()) > LONGEST_NAME:
        raise BackupError(f"the name of the database {here.database.name} is too long to restore")
    return here


def _this_media() -> Path:
    """Where it really is: it may be a link to a larger disk."""
    return Path(settings.MEDIA_ROOT).resolve()


def _new_beside(media: Path) -> Path:
    return media.with_name(f"{media.name}.new")


def _check_that_it_fits(here: Installation, facts: Facts) -> None:
    with here.database.connected() as session:
        version = databases.server_version(session)
    if databases.major(facts.postgresql) > databases.major(version):
        raise BackupError(
            f"the backup is of PostgreSQL {facts.postgresql} and this server is {version}: "
            "restore into one that is not older"
        )
    loader = MigrationLoader(None)
    replaced = {key for one in loader.disk_migrations.values() for key in one.replaces}
    known = {*loader.disk_migrations, *replaced}
    for app, name in facts.migrations.items():
        if app in loader.migrated_apps and (app, name) not in known:
            raise BackupError(
                f"the backup is of a newer Evergreen ({app} {name} is not known here): "
                "update Evergreen first"
            )
    for (app, _name), one in loader.disk_migrations.items():
        of_app = [name for _app, name in one.replaces]
        if facts.migrations.get(app) in of_app[:-1]:
            raise BackupError(
                f"the backup is of a state before the first release ({app} "
                f"{facts.migrations[app]}), which only the Evergreen of that day can read"
            )
    if os.path.ismount(here.media):
        raise BackupError(f"{here.media} is a mount point, which cannot be swapped: mount VAR_DIR")


def _check_that_it_may(here: Installation, force: bool) -> None:
    with here.database.connected() as session:
        others = databases.other_sessions(session)
    if others:
        sessions = "another session uses" if others == 1 else f"{others} other sessions use"
        raise BackupError(f"{sessions} the database {here.database.name}: {STOP}")
    people, uploads = _people(here), sum(1 for _ in uploads_in(here.media))
    if people + uploads == 0 or force:
        return
    content = f"all of the database {here.database.name} ({_count(people, uploads)})"
    if not sys.stdin.isatty():
        raise BackupError(f"a restore replaces {content}: say FORCE=1 if that is meant")
    if input(f"This replaces {content}. Type yes if that is meant: ").strip() != "yes":
        raise BackupError("nothing was changed")


def _people(here: Installation) -> int:
    table = get_user_model()._meta.db_table
    with here.database.connected() as session:
        if not databases.has_table(session, table):
            return 0
        row = session.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def _count(people: int, uploads: int) -> str:
    return f"people {people}, uploads {uploads}"


# How


def _make_ready(here: Installation, backup: Backup) -> None:
    unpack(backup, here.dump, here.new_media)
    new = here.database.named(here.new_database)
    databases.create_like(here.database, new.name)
    with here.database.connected() as session:
        version = databases.server_version(session)
    databases.load(new, version, here.dump)
    here.dump.unlink()
    _bring_up_to_date(new)
    os.sync()  # the files must not be later on the disk than the database that names them


def _bring_up_to_date(new: Database) -> None:
    """A backup of an older release, before it takes the place of anything."""
    usual, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], new.name
    try:
        migrate()
    except (CommandError, DatabaseError) as error:
        raise BackupError(
            f"the backup cannot be migrated to this release: {databases.reason(error)}"
        ) from error
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def _put_right(here: Installation) -> None:
    if databases.exists(here.database, here.old_database):
        _finish(here)
        return
    databases.drop(here.database, here.new_database)
    here.dump.unlink(missing_ok=True)
    if here.new_media.is_dir():
        shutil.rmtree(here.new_media)


def _finish(here: Installation) -> None:
    """After the swap: each step also where an earlier try came as far as after it."""
    if here.new_media.is_dir():
        if here.media.is_dir():
            here.media.rename(here.old_media)
        here.new_media.rename(here.media)
    if here.old_media.is_dir():
        shutil.rmtree(here.old_media)
    databases.drop(here.database, here.old_database)
