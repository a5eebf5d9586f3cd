import json
from argparse import ArgumentParser
from typing import Any

import pghistory

from accounts.services.roles import roles_sync
from common.commands import OneLineCommand


class Command(OneLineCommand):
    help = "Makes groups and permissions agree with the role table."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        with pghistory.context(user="system:sync_roles"):
            counts = roles_sync()
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(", ".join(f"{count} {word}" for word, count in counts.items()))
