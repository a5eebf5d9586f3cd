"""`manage.py import_template KIND` — writes an empty workbook to fill in and import."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.imports.registry import kind_by_code, kinds
from accounts.imports.templates import template_workbook
from accounts.services.imports import ImportImpossible
from common.commands import OneLineCommand

IMPOSSIBLE = 2


class Command(OneLineCommand):
    help = "Writes an empty workbook for a kind of import, with a sheet that explains its columns."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", help=", ".join(kind.code for kind in kinds()))
        parser.add_argument(
            "--language",
            choices=list(dict(settings.LANGUAGES)),
            default=settings.LANGUAGE_CODE,
            help=f"of headers and explanations ({settings.LANGUAGE_CODE})",
        )
        parser.add_argument("--out", type=Path, metavar="FILE", help="(KIND.xlsx)")

    def handle(self, *_args: Any, **options: Any) -> None:
        path = options["out"] or Path(f"{options['kind']}.xlsx")
        try:
            kind = kind_by_code(options["kind"])
            with translation.override(options["language"]):
                path.write_bytes(template_workbook(kind))
        except ImportImpossible as error:
            raise CommandError(str(error), returncode=IMPOSSIBLE) from None
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}", returncode=IMPOSSIBLE) from None
        self.stdout.write(_("The template is written: %(file)s") % {"file": path})
