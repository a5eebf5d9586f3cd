"""`make backup`: the whole installation into one file, while people go on working.

First the dump, then the uploads. Uploads are only ever added, and a row names its file only after
that was written: so every upload that the dump knows is complete when it is copied.
"""

import contextlib
import os
import shutil
import tempfile
import time
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from tools.backup.archive import BackupError, Facts, write
from tools.backup.database import dump, last_migrations, present_database, server_version
from tools.run import BASE_DIR, a_database

UNFINISHED = ".evergreen-backup-"
A_DAY = 24 * 60 * 60


def create(file: Path | None) -> str:
    """Makes the backup, in VAR_DIR/backups or as the file named, and says where it is.

    The file appears complete or not at all. BackupError if it is there already.
    """
    if file and os.path.lexists(file):
        raise _there_already(file)
    if file and not file.absolute().parent.is_dir():
        raise BackupError(f"{file.parent}: there is no such folder")
    with a_database():
        folder = file.absolute().parent if file else _own_folder()
        with _workshop(folder) as workshop:
            _collect(workshop)
            final = _put_under_a_name(workshop / "archive", file, folder)
    return f"{final}  {final.stat().st_size:,} bytes"


def _own_folder() -> Path:
    folder: Path = settings.VAR_DIR / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _collect(workshop: Path) -> None:
    database = present_database()
    with database.connected() as session:
        facts = Facts(
            version=product_version(),
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            postgresql=server_version(session),
            migrations=last_migrations(session),
        )
    if not facts.migrations:
        raise BackupError(f"the database {database.name} is empty: there is nothing to save")
    dump(database, facts.postgresql, workshop / "dump")
    write(workshop / "archive", workshop / "dump", Path(settings.MEDIA_ROOT), facts)


def product_version() -> str:
    with (BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


@contextlib.contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """A folder beside the file to be, so that the finished file only gets another name."""
    _sweep(folder)
    workshop = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
    try:
        yield workshop
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """What a killed backup left; nothing was written to it for a day."""
    for workshop in folder.glob(f"{UNFINISHED}*"):
        with contextlib.suppress(OSError):  # another backup sweeps, too; or it is another user's
            written = max(path.stat().st_mtime for path in [workshop, *workshop.iterdir()])
            if time.time() - written > A_DAY:
                shutil.rmtree(workshop, ignore_errors=True)


def _put_under_a_name(archive: Path, file: Path | None, folder: Path) -> Path:
    """The one that was asked for, or one of the time, of which two may be made in a second."""
    if file:
        if not _put(archive, file):
            raise _there_already(file)
        return file
    stem = f"evergreen-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    for ending in ("", *(f"-{number}" for number in range(2, 100))):
        if _put(archive, folder / f"{stem}{ending}.tar"):
            return folder / f"{stem}{ending}.tar"
    raise BackupError(f"{folder} has a hundred backups of this second")


def _put(archive: Path, final: Path) -> bool:
    """False if something has that name: a link, unlike a move, never replaces."""
    try:
        final.hardlink_to(archive)
    except FileExistsError:
        return False
    except OSError:  # a disk without links, as memory sticks are
        if os.path.lexists(final):
            return False
        archive.rename(final)
    _onto_disk(final.parent)
    return True


def _there_already(file: Path) -> BackupError:
    return BackupError(f"{file} is there already, and a backup overwrites nothing")


def _onto_disk(folder: Path) -> None:
    entry = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network disks cannot
            os.fsync(entry)
    finally:
        os.close(entry)
