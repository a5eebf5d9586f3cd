from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.utils import timezone

from common.commands import OneLineCommand, as_json, as_line, day
from crm_site.pipeline import Night, night_run
from health.rules.keeping import leaving_note


class Command(OneLineCommand):
    help = "Takes the steps of the night: what the timetable does after every day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=day, help="the day that ended (yesterday)")
        parser.add_argument("--json", action="store_true", help="print the steps as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        today = timezone.localdate()
        ended = options["as_of"] or today - timedelta(days=1)
        steps = night_run(Night(ended, morning=today))
        if note := leaving_note(ended, today):
            self.stderr.write(note)
        if options["json"]:
            self.stdout.write(as_json(steps))
            return
        for step in steps:
            self.stdout.write(as_line(step))
