"""`make backup` and `make restore`.

python -m tools.backup create [--file FILE]     everything into one file
python -m tools.backup restore FILE [--force]   everything out of it again
python -m tools.backup finish                   what a killed restore left half-done
"""

import argparse
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from common.embedded_postgres import EmbeddedPostgresError
from tools.backup.archive import BackupError
from tools.backup.create import create
from tools.backup.restore import finish_interrupted, restore


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    to_create = commands.add_parser("create")
    to_create.add_argument("--file", type=Path)
    to_restore = commands.add_parser("restore")
    to_restore.add_argument("file", type=Path)
    to_restore.add_argument("--force", action="store_true", help="replace what is there")
    commands.add_parser("finish")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_site.settings")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        _do(options)
    except (BackupError, EmbeddedPostgresError) as error:
        sys.exit(f"{error}")
    except OSError as error:
        sys.exit(f"{error.filename or options.command}: {error.strerror or error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _do(options: argparse.Namespace) -> None:
    if options.command == "create":
        print(create(options.file), flush=True)
    elif options.command == "restore":
        print(restore(options.file, options.force), flush=True)
    else:
        finish_interrupted()


def _leave(number: int, _frame: FrameType | None) -> None:
    """Through the `finally` blocks, which take away what is half-done."""
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
