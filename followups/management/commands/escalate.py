from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from common.commands import OneLineCommand, as_json, as_line, moment
from followups.services.escalation import escalate


class Command(OneLineCommand):
    help = "Reminds people of deadlines, and tells those above them of what is overdue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", type=moment, help="as of this moment (now)")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()
        at = options["at"] or now
        if at > now:
            raise CommandError(f"{at.isoformat()} has not come yet")
        counts = {"at": timezone.localtime(at).isoformat(), **asdict(escalate(at=at))}
        self.stdout.write(as_json(counts) if options["json"] else as_line(counts))
