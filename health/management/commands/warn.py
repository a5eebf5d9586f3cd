from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

import pghistory
from django.core.management.base import CommandError
from django.utils import timezone

from common.commands import OneLineCommand, as_json, as_line, day
from health.queries.versions import NoPublishedVersionError
from health.services.warnings import BackwardsError, warn


class Command(OneLineCommand):
    help = "Brings warnings to the stored scores of a day; never back to an earlier one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=day, help="the scores of this day; today's")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        today = timezone.localdate()
        as_of = options["as_of"] or today
        if as_of > today:
            raise CommandError(f"{as_of} has not come yet")
        try:
            with pghistory.context(user="system:warn"):
                counts = asdict(warn(day=as_of, at=timezone.now()))
        except (BackwardsError, NoPublishedVersionError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(as_json(counts))
            return
        levels = counts.pop("open")
        self.stdout.write(as_line({**counts, **levels}))
