from argparse import ArgumentParser
from typing import Any

from common.commands import OneLineCommand, as_json, as_line
from crm_site.schedules import schedules_sync


class Command(OneLineCommand):
    help = "Makes the queue's schedules agree with the timetable."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        counts = schedules_sync()
        self.stdout.write(as_json(counts) if options["json"] else as_line(counts))
