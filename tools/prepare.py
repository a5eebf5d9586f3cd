"""Bring the database and the static files up to date; quick when there is nothing to do.

python -m tools.prepare                  migrations and static files
python -m tools.prepare --static-only    static files
python -m tools.prepare --installation   and roles, first content, timetable and scores
"""

import argparse
import hashlib
import os
import secrets
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.core.management import CommandError, call_command
from django.db.utils import OperationalError

from common.embedded_postgres import EmbeddedPostgresError, provide_database_url, setting


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--static-only", action="store_true")
    parser.add_argument("--installation", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_site.settings")
    try:
        with provide_database_url():
            django.setup()
            collect_static_files()
            if not options.static_only:
                migrate()
            if options.installation:
                fill_installation(demo=setting("DEMO") != "0")
    except (CommandError, EmbeddedPostgresError) as error:
        sys.exit(f"{error}")
    except OperationalError as error:
        sys.exit(f"the database does not answer: {str(error).partition(chr(10))[0]}")


def migrate() -> None:
    call_command("migrate", interactive=False, verbosity=0)


def collect_static_files() -> None:
    """Only when one of the sources changed: compressing takes seconds."""
    stamp = Path(settings.STATIC_ROOT).with_name("static.stamp")
    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint and Path(settings.STATIC_ROOT).is_dir():
        return
    if not settings.DEBUG:
        settings.STORAGES["staticfiles"] = {"BACKEND": "tools.static.QuickStorage"}
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint)


def static_fingerprint() -> str:
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def fill_installation(demo: bool) -> None:
    call_command("sync_roles", verbosity=0)
    if not get_user_model().objects.exists():
        if demo:
            print("Demo company …", flush=True)
            call_command("demo")
        else:
            create_first_administrator()
    call_command("sync_schedules")
    call_command("score")
    if demo:
        call_command("demo", logins=True)


def create_first_administrator() -> None:
    """The password is shown this once and stored nowhere."""
    password = secrets.token_urlsafe(12)
    get_user_model().objects.create_superuser("admin", password, name="Administrator")
    print(f"First administrator: admin  {password}  (shown only this once)", flush=True)


if __name__ == "__main__":
    main()
