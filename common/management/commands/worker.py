from typing import Any

from django.core.management import CommandError

from common.commands import OneLineCommand
from common.processes import Asked
from common.supervisor import Supervisor, WorkerError


class Command(OneLineCommand):
    help = "Does the jobs of the queue, and starts again whatever of it gets stuck."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            Supervisor(Asked()).run()
        except WorkerError as error:
            raise CommandError(str(error)) from None
