from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from common.commands import OneLineCommand, as_json, as_line, day
from crm_site.demo.people import PASSWORD
from crm_site.demo.removal import Removed, demo_remove
from crm_site.demo.staff import DemoError, logins
from crm_site.demo.store import Filled, demo_fill


class Command(OneLineCommand):
    help = "Adds a believable company to try Evergreen with, or takes exactly it away."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--customers", type=int, default=300, help="how many (300)")
        parser.add_argument("--seed", type=int, default=1, help="another seed, another company")
        parser.add_argument("--as-of", type=day, help="the last day of its story (today)")
        parser.add_argument("--remove", action="store_true", help="take it away")
        parser.add_argument("--logins", action="store_true", help="print a log-in for each role")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["logins"]:
            self._logins(options["json"])
        elif options["remove"]:
            self._result(demo_remove(), options["json"])
        else:
            self._fill(options)

    def _fill(self, options: dict[str, Any]) -> None:
        if options["customers"] < 1:
            raise CommandError("--customers is at least 1")
        as_of: date = options["as_of"] or timezone.localdate()
        try:
            filled = demo_fill(count=options["customers"], seed=options["seed"], day=as_of)
        except DemoError as error:
            raise CommandError(str(error)) from None
        self._result(filled, options["json"])
        self._warn_where_strangers_come()

    def _logins(self, json: bool) -> None:
        people = [(who.role, who.username, PASSWORD, who.name) for who in logins()]
        if json:
            keys = ("role", "username", "password", "name")
            self.stdout.write(as_json([dict(zip(keys, who, strict=True)) for who in people]))
            return
        for role, username, password, name in people:
            self.stdout.write(f"{role:<20}{username:<24}{password:<18}{name}")
        if people:
            self._warn_where_strangers_come()

    def _result(self, result: Filled | Removed, json: bool) -> None:
        counts = asdict(result)
        if json:
            self.stdout.write(as_json(counts))
            return
        lists = {word: counts.pop(word) for word in list(counts) if isinstance(counts[word], list)}
        self.stdout.write(as_line(counts))
        for word, names in lists.items():
            for name in names:
                self.stdout.write(f"{word.replace('_', ' ')}: {name}")

    def _warn_where_strangers_come(self) -> None:
        if settings.HTTPS:
            self.stderr.write(
                "Everybody knows the password of the demo's people, and this installation has a"
                f" public address ({settings.SITE_URL}): remove the demo before others find it."
            )
