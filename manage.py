#!/usr/bin/env python
"""Django's command line, with the embedded database when no DATABASE_URL names another."""

import os
import signal
import sys
from types import FrameType

from common.embedded_postgres import (
    EmbeddedPostgresError,
    default_var_dir,
    provide_database_url,
)

NEEDS_NO_DATABASE = {"help", "--help", "-h", "version", "--version"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_site.settings")
    # The settings would take a relative VAR_DIR from whatever folder the shell is in.
    os.environ["VAR_DIR"] = str(default_var_dir())
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is missing here: run `make setup`, then .venv/bin/python manage.py")
    if len(sys.argv) < 2 or sys.argv[1] in NEEDS_NO_DATABASE:
        execute_from_command_line(sys.argv)
        return
    leave_when_terminated()
    try:
        with provide_database_url():
            execute_from_command_line(sys.argv)
    except EmbeddedPostgresError as error:
        sys.exit(f"{error}")


def leave_when_terminated() -> None:
    """SIGTERM ends this process through its `finally` blocks; a forked child just dies of it."""
    main_process = os.getpid()

    def stop(number: int, _frame: FrameType | None) -> None:
        if os.getpid() == main_process:
            sys.exit(128 + number)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)


if __name__ == "__main__":
    main()
