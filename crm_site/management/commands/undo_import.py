"""`manage.py undo_import BATCH` — puts back what an import changed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import Error as DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ImportBatch
from accounts.services.imports import ImportImpossible, UndoResult, batch_undo
from common.commands import OneLineCommand, as_json

SHOWN = 20


class Command(OneLineCommand):
    help = "Puts back what an import changed, as far as nobody has built on it since."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", type=int, help="the number that import printed")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        batch = ImportBatch.objects.filter(pk=options["batch"]).first()
        if batch is None:
            raise CommandError(_("There is no import %(batch)d.") % {"batch": options["batch"]})
        try:
            result = batch_undo(batch=batch, day=timezone.localdate())
        except (ImportImpossible, DatabaseError) as error:
            raise CommandError(str(error).strip().split("\n")[0]) from None
        if options["json"]:
            self.stdout.write(as_json(_shown(result)))
        else:
            self._tell(result)

    def _tell(self, result: UndoResult) -> None:
        self.stdout.write(
            _("Import %(batch)d: %(deleted)d rows deleted, %(restored)d restored, %(kept)d kept")
            % {
                "batch": result.batch,
                "deleted": result.deleted,
                "restored": result.restored,
                "kept": len(result.kept),
            }
        )
        for row in result.kept[:SHOWN]:
            self.stdout.write(f"  {row.table} {row.row}: {_(row.reason)}")
        if len(result.kept) > SHOWN:
            more = len(result.kept) - SHOWN
            self.stdout.write("  " + _("… and %(count)d more") % {"count": more})


def _shown(result: UndoResult) -> dict[str, Any]:
    return {
        "batch": result.batch,
        "deleted": result.deleted,
        "restored": result.restored,
        "kept": [
            {"table": row.table, "row": row.row, "reason": _(row.reason)} for row in result.kept
        ],
    }
