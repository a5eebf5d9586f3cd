from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

import pghistory
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.models import Customer
from accounts.queries.refs import RefError, customer_by_ref
from common.commands import OneLineCommand, as_json, as_line, day
from health.queries.versions import NoPublishedVersionError
from health.rules.keeping import leaving_note
from health.services.score import ScoreRun, score, score_changed


class Command(OneLineCommand):
    help = "Scores customers as of a day, and stores the scores."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=day, help="score this day; today when left out")
        parser.add_argument(
            "--customer",
            action="append",
            metavar="REF",
            help="score this customer; may be repeated",
        )
        parser.add_argument(
            "--changed", action="store_true", help="only customers with new facts, as of today"
        )
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with pghistory.context(user="system:score"):
                run = self._run(options)
        except (RefError, NoPublishedVersionError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(as_json(asdict(run)) if options["json"] else _line(run))
        if note := leaving_note(run.as_of, timezone.localdate()):
            self.stderr.write(note)

    def _run(self, options: dict[str, Any]) -> ScoreRun:
        today = timezone.localdate()
        if options["changed"]:
            if options["customer"] or options["as_of"] not in (None, today):
                raise CommandError("--changed scores whoever changed, as of today")
            return score_changed(day=today)
        if options["as_of"] and options["as_of"] > today:
            raise CommandError(f"{options['as_of']} has not come yet")
        refs = options["customer"]
        known = Customer.objects.all()
        customers = [customer_by_ref(ref, known).pk for ref in refs] if refs else None
        return score(day=options["as_of"] or today, customers=customers)


def _line(run: ScoreRun) -> str:
    counts = {**asdict(run), **run.levels}
    del counts["levels"]
    return as_line(counts)
