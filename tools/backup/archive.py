"""The file that holds an installation: a plain tar of the dump, the uploads and a manifest.

``database.dump``, then ``media/…``, and ``manifest.json`` last, which names every other member with
its size and hash: a file that was cut short has no manifest. Known without Django and without a
database, so that a bad file is refused before anything else is looked at.
"""

import contextlib
import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
MEDIA = "media/"

# Of a tar with senseless numbers in it the module says more than that it is none.
UNREADABLE = (tarfile.TarError, ValueError, OverflowError)


class BackupError(Exception):
    """One line that tells a person what is wrong and, where we know it, what to do."""


@dataclass(frozen=True)
class Facts:
    """What a backup says of itself; `migrations` has the last one of each app."""

    version: str
    created_at: str
    postgresql: str
    migrations: dict[str, str]


@dataclass(frozen=True)
class Part:
    size: int
    sha256: str


@dataclass(frozen=True)
class Backup:
    """An open backup of which every byte was read and found to be as the manifest says."""

    path: Path
    facts: Facts
    parts: dict[str, Part]
    tar: tarfile.TarFile

    @property
    def uploads(self) -> list[str]:
        return [name for name in self.parts if name != DUMP]


# Writing


def write(path: Path, dump: Path, media: Path, facts: Facts) -> None:
    """All of it into a new file that only its owner can read, and onto the disk."""
    with (
        os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file,
        tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        parts = {DUMP: _add(tar, DUMP, dump)}
        for upload in uploads_in(media):
            name = MEDIA + upload.relative_to(media).as_posix()
            with contextlib.suppress(FileNotFoundError):  # erased since we listed it
                parts[name] = _add(tar, name, upload)
        _add_manifest(tar, facts, parts)
        tar.close()
        file.flush()
        os.fsync(file.fileno())


def uploads_in(media: Path) -> Iterator[Path]:
    """Through links too: a folder of uploads may have moved to a larger disk."""
    for folder, folders, names in os.walk(media, followlinks=True):
        folders.sort()
        yield from (path for name in sorted(names) if (path := Path(folder, name)).is_file())


def _add(tar: tarfile.TarFile, name: str, path: Path) -> Part:
    with path.open("rb") as file:
        found = os.fstat(file.fileno())
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = found.st_size, int(found.st_mtime), found.st_mode & 0o666
        hashed = _Hashed(file)
        tar.addfile(info, hashed)  # type: ignore[arg-type]  # all it does is read
    return Part(info.size, hashed.digest.hexdigest())


def _add_manifest(tar: tarfile.TarFile, facts: Facts, parts: dict[str, Part]) -> None:
    content = {
        "format": FORMAT,
        **asdict(facts),
        "parts": {name: asdict(part) for name, part in parts.items()},
    }
    text = json.dumps(content, indent=1).encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size, info.mode = len(text), 0o600
    tar.addfile(info, io.BytesIO(text))


class _Hashed:
    """Hashes what is read through it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        block = self.file.read(size)
        self.digest.update(block)
        return block


# Reading


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """The backup, after all of it was checked; BackupError says what is wrong with it."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise BackupError(f"{path}: there is no such file") from None
    with file, _as_tar(path, file) as tar:
        try:
            backup = _checked(path, tar)
        except UNREADABLE:
            raise BackupError(f"{path} is cut short or damaged") from None
        yield backup


def _as_tar(path: Path, file: IO[bytes]) -> tarfile.TarFile:
    try:
        return tarfile.open(fileobj=file, mode="r:")
    except UNREADABLE:
        raise BackupError(f"{path} is no backup of Evergreen") from None


def unpack(backup: Backup, dump: Path, media: Path) -> None:
    """The dump to a file and the uploads into a folder, both of them new.

    By hand, and not by `extractall`, whose safe filter the first Pythons 3.11 do not know: all
    members are plain files with names that stay inside, which `opened` has seen to.
    """
    media.mkdir()
    for name in backup.parts:
        member = backup.tar.getmember(name)
        if name == DUMP:
            _unpack(backup.tar, member, dump, 0o600)
        else:
            target = media / name.removeprefix(MEDIA)
            target.parent.mkdir(parents=True, exist_ok=True)
            _unpack(backup.tar, member, target, (member.mode & 0o644) | 0o600)


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path, mode: int) -> None:
    with (
        _content(tar, member) as source,
        os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file,
    ):
        shutil.copyfileobj(source, file)
    os.utime(target, (member.mtime, member.mtime))


def _checked(path: Path, tar: tarfile.TarFile) -> Backup:
    members = tar.getmembers()
    if not members or members[-1].name != MANIFEST or not members[-1].isreg():
        raise BackupError(f"{path} is cut short, or no backup of Evergreen: it has no manifest")
    content = _manifest(path, tar, members.pop())
    facts, parts = _understood(path, content)
    for member in members:
        if not member.isreg() or not _is_ours(member.name):
            raise BackupError(f"{path} holds what no backup holds: {member.name!r}")
    if sorted(member.name for member in members) != sorted(parts) or DUMP not in parts:
        raise BackupError(f"{path} is damaged: it does not hold what its manifest names")
    for member in members:
        if _part(tar, member) != parts[member.name]:
            raise BackupError(f"{path} is damaged: {member.name!r} is not as it was saved")
    return Backup(path, facts, parts, tar)


def _manifest(path: Path, tar: tarfile.TarFile, member: tarfile.TarInfo) -> dict[str, Any]:
    file = tar.extractfile(member)
    try:
        content: object = json.load(file) if file else None
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or not isinstance(found := content.get("format"), int):
        raise BackupError(f"{path} is damaged: its manifest cannot be read")
    if found > FORMAT:
        raise BackupError(
            f"{path} was made by a newer Evergreen (format {found}, known here: {FORMAT}): "
            "update Evergreen first"
        )
    return content


def _understood(path: Path, content: dict[str, Any]) -> tuple[Facts, dict[str, Part]]:
    try:
        parts = {name: Part(**part) for name, part in content["parts"].items()}
        facts = Facts(
            version=str(content["version"]),
            created_at=str(content["created_at"]),
            postgresql=str(content["postgresql"]),
            migrations={app: str(name) for app, name in content["migrations"].items()},
        )
    except (KeyError, TypeError, AttributeError):
        raise BackupError(f"{path} is damaged: its manifest cannot be read") from None
    return facts, parts


def _is_ours(name: str) -> bool:
    """No name that leads out of the folder it is unpacked into."""
    if name == DUMP:
        return True
    inside = PurePosixPath(name.removeprefix(MEDIA))
    leads_out = inside.is_absolute() or ".." in inside.parts or "\0" in name
    return name.startswith(MEDIA) and not leads_out


def _part(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Part:
    with _content(tar, member) as file:
        return Part(member.size, hashlib.file_digest(file, "sha256").hexdigest())


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> io.BufferedReader:
    file = tar.extractfile(member)
    assert isinstance(file, io.BufferedReader)  # noqa: S101 — it is a plain file
    return file
