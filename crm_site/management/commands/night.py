from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.utils import timezone

from common.commands import OneLineCommand, as_json, as_line, day
from crm_site.pipeline import Night, night_run


class Command(OneLineCommand):
    help = "Takes the steps of the night: what the timetable does after every day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=day, help="the day that ended (yesterday)")
        parser.add_argument("--json", action="store_true", help="print the steps as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        today = timezone.localdate()
        steps = night_run(Night(options["as_of"] or today - timedelta(days=1), morning=today))
        if options["json"]:
            self.stdout.write(as_json(steps))
            return
        for step in steps:
            self.stdout.write(as_line(step))
