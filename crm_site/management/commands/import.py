"""`manage.py import KIND FILE…` — loads files, each in one transaction of its own."""

import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import CommandError
from django.db import Error as DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import BatchState
from accounts.imports.registry import kinds
from accounts.services.imports import (
    ImportImpossible,
    ImportResult,
    Told,
    batch_import,
    source_clean,
)
from common.commands import OneLineCommand, as_json

SOME_REFUSED, IMPOSSIBLE = 1, 2
SHOWN = 20
DELIMITER_NAMES = {"\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Loaded:
    result: ImportResult
    seconds: float

    def shown(self) -> dict[str, Any]:
        outcome = self.result.outcome
        return {
            "batch": self.result.batch,
            "kind": self.result.kind,
            "file": self.result.file,
            "encoding": self.result.encoding,
            "delimiter": self.result.delimiter,
            "rows": outcome.rows,
            "created": outcome.created,
            "updated": outcome.updated,
            "unchanged": outcome.unchanged,
            "refused": outcome.refused,
            "errors": [error.shown() for error in outcome.errors_by_row()],
            "stubs": outcome.stubs,
            "new_customers": outcome.new_customers,
            "seconds": self.seconds,
        }


class Command(OneLineCommand):
    help = (
        "Loads files, each in one transaction. Exit code 0: all rows were taken; 1: some were "
        "refused; 2: a file cannot be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", help=", ".join(kind.code for kind in kinds()))
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--source", default="file", help="the system the file is from (file)")
        parser.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD")
        parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE")
        parser.add_argument("--dry-run", action="store_true", help="count, and write nothing")
        parser.add_argument(
            "--all-or-nothing", action="store_true", help="write nothing if a row is refused"
        )
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        asked = {
            "kind": options["kind"],
            "source": _source(options["source"]),
            "told": Told(
                dict(_pair(text, at_last=True) for text in options["map"]),
                dict(_pair(text, at_last=False) for text in options["set"]),
            ),
            "day": timezone.localdate(),
            "dry_run": options["dry_run"],
            "all_or_nothing": options["all_or_nothing"],
        }
        loaded = [self._load(path, asked) for path in options["files"]]
        done = [file for file in loaded if file is not None]
        if options["json"] and done:
            shown = [file.shown() for file in done]
            self.stdout.write(as_json(shown if len(options["files"]) > 1 else shown[0]))
        elif not options["json"]:
            for file in done:
                self._tell(file)
        if len(done) < len(loaded):
            sys.exit(IMPOSSIBLE)
        if any(file.result.outcome.refused for file in done):
            sys.exit(SOME_REFUSED)

    def _load(self, path: Path, asked: dict[str, Any]) -> Loaded | None:
        """None, after one line, for a file that cannot be loaded: the others are none the worse."""
        began = monotonic()
        try:
            result = batch_import(path=path, **asked)
        except ImportImpossible as error:
            self.stderr.write(f"{path}: {error}")
        except DatabaseError as error:
            reason = str(error).strip().split("\n")[0]
            self.stderr.write(
                _("%(file)s: the database refused, and nothing was written: %(reason)s")
                % {"file": path, "reason": reason}
            )
        else:
            return Loaded(result, round(monotonic() - began, 3))
        return None

    def _tell(self, file: Loaded) -> None:
        result, outcome = file.result, file.result.outcome
        read_as = [result.encoding, DELIMITER_NAMES.get(result.delimiter, result.delimiter)]
        self.stdout.write(f"{result.file} ({' '.join(filter(None, read_as))})")
        for column, field in result.columns.mapping.items():
            self.stdout.write(f"  {column} → {field}" if field else f"  {column}")
        for field, value in result.columns.constants.items():
            self.stdout.write(f"  {field} = {value}")
        self.stdout.write(
            _(
                "%(rows)d rows: %(created)d created, %(updated)d updated, %(unchanged)d unchanged, "
                "%(refused)d refused"
            )
            % {
                "rows": outcome.rows,
                "created": outcome.created,
                "updated": outcome.updated,
                "unchanged": outcome.unchanged,
                "refused": outcome.refused,
            }
        )
        self._tell_stubs(result)
        self._tell_refused(result)
        self.stdout.write(_ending(result))

    def _tell_stubs(self, result: ImportResult) -> None:
        outcome = result.outcome
        if outcome.stubs:
            names = ", ".join(customer["name"] for customer in outcome.new_customers[:SHOWN])
            text = ngettext(
                "%(count)d new customer: %(names)s", "%(count)d new customers: %(names)s",
                outcome.stubs,
            )  # fmt: skip
            more = "…" if outcome.stubs > SHOWN else ""
            self.stdout.write(text % {"count": outcome.stubs, "names": names + more})

    def _tell_refused(self, result: ImportResult) -> None:
        for error in result.outcome.errors_by_row()[:SHOWN]:
            place = _("row %(row)d") % {"row": error.row}
            cell = f" {error.column} “{error.value}”" if error.column else ""
            self.stdout.write(f"  {place}{cell}: {error.reason}")
        if result.outcome.refused > SHOWN:
            more = result.outcome.refused - SHOWN
            self.stdout.write("  " + _("… and %(count)d more") % {"count": more})


def _ending(result: ImportResult) -> str:
    if result.state == BatchState.REJECTED:
        return _("Nothing was written, because not every row could be taken.")
    if result.batch is None:
        return _("Nothing was written: this was a trial.")
    return _("Import %(batch)d; undo_import %(batch)d takes it back.") % {"batch": result.batch}


def _source(name: str) -> str:
    try:
        return source_clean(name)
    except ImportImpossible as error:
        raise CommandError(f"--source: {error}", returncode=IMPOSSIBLE) from None


def _pair(text: str, *, at_last: bool) -> tuple[str, str]:
    """`A=B`, at the last or the first sign: a column's name may hold one, a field's never does."""
    left, sign, right = text.rpartition("=") if at_last else text.partition("=")
    if not sign or not left.strip():
        raise CommandError(
            _("“%(text)s” should be NAME=VALUE") % {"text": text}, returncode=IMPOSSIBLE
        )
    return left.strip(), right.strip()
