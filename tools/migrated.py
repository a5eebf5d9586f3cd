"""The database that the tests start from: migrated once, then copied for every run.

Migrating an empty database takes ten seconds, copying a migrated one less than one. It lies
beside the one that DATABASE_URL names, and is made anew when a migration or a package changes.

python -m tools.migrated    makes it if need be, as the gate does beside its checks
"""

import contextlib
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import django
import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from tools.backup.database import MAINTENANCE, Database, create_like, drop, present_database

BASE_DIR = Path(__file__).resolve().parent.parent
CALLED = re.compile(r"^(?:from|import) (\S+)", re.M)
MADE_FROM = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_site.settings")
    django.setup()
    model = present_database()
    with model.named(MAINTENANCE).connected() as session:
        session.execute("SELECT pg_advisory_lock(hashtext('migrated'))")  # until the session ends
        if not is_fresh(session, name_of(model)):
            make(session, model)


def provide_migrated_database() -> str:
    """Its name. For the tests themselves, whose process is to migrate nothing."""
    model = present_database()
    with model.named(MAINTENANCE).connected() as session:
        fresh = is_fresh(session, name_of(model))
    if not fresh:
        subprocess.run([sys.executable, "-m", "tools.migrated"], cwd=BASE_DIR, check=True)
    return name_of(model)


@contextlib.contextmanager
def another_copy() -> Iterator[None]:
    """Inside of the block, Django works in a copy of its own: what tests share may be committed."""
    own = present_database()
    name, template = f"{own.name}_{os.getpid()}", connection.settings_dict["TEST"]["TEMPLATE"]
    with own.named(MAINTENANCE).connected() as session:
        copied = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        session.execute(copied.format(sql.Identifier(name), sql.Identifier(template)))
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own.name
        drop(own, name)


def name_of(model: Database) -> str:
    return f"{model.name}_migrated"


def is_fresh(session: psycopg.Connection, name: str) -> bool:
    return session.execute(MADE_FROM, [name]).fetchone() == (fingerprint(),)


def make(session: psycopg.Connection, model: Database) -> None:
    """What it is made from is written last: a half-finished one is never taken for a whole one."""
    name = name_of(model)
    drop(model, name)
    create_like(model, name)
    connection.settings_dict["NAME"] = name
    call_command("migrate", interactive=False, verbosity=0)
    connection.close()
    comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
    session.execute(comment.format(sql.Identifier(name), fingerprint()))


def fingerprint() -> str:
    digest = hashlib.sha256((BASE_DIR / "requirements.txt").read_bytes())
    for path in sources():
        digest.update(f"\0{path.relative_to(BASE_DIR)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def sources() -> Iterator[Path]:
    """The migrations, and what of our own they call."""
    migrations = sorted(BASE_DIR.glob("*/migrations/*.py"))
    called = {module for path in migrations for module in CALLED.findall(path.read_text())}
    ours = (BASE_DIR / f"{module.replace('.', '/')}.py" for module in sorted(called))
    yield from (*migrations, *(path for path in ours if path.is_file()))


if __name__ == "__main__":
    main()
