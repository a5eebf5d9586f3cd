from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.models import Customer
from accounts.queries.refs import RefError, customer_by_ref
from common.commands import OneLineCommand, as_json, as_line, day
from followups.services.plans import cadence_plan


class Command(OneLineCommand):
    help = "Plans the touches that customers are owed in the periods of a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=day, help="plan the periods of this day (today)")
        parser.add_argument("--customer", metavar="REF", help="plan this customer alone")
        parser.add_argument("--dry-run", action="store_true", help="count, and write nothing")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        run = cadence_plan(
            day=options["day"] or timezone.localdate(),
            at=timezone.now(),
            customers=_customers(options["customer"]),
            is_dry=options["dry_run"],
        )
        counts = {**asdict(run), "dry_run": options["dry_run"]}
        self.stdout.write(as_json(counts) if options["json"] else as_line(counts))


def _customers(ref: str | None) -> list[int] | None:
    if ref is None:
        return None
    try:
        return [customer_by_ref(ref, Customer.objects.all()).pk]
    except RefError as error:
        raise CommandError(str(error)) from error
