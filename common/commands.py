"""What our commands have in common: one clear line for bad input, days, and printed counts."""

import argparse
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

FIRST_YEAR, LAST_YEAR = 1900, 2100


class OneLineCommand(BaseCommand):
    """A command that answers bad arguments with one line, without the usage above it."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        vars(parser)["print_usage"] = lambda _file=None: None
        return parser


def day(text: str) -> date:
    """For `type=` of an argument: `2026-11-23`, in years that leave room to count from."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-11-23") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"{text} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return found


def moment(text: str) -> datetime:
    """For `type=` of an argument: `2026-11-23T09:00`, in the company's zone if it names none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is no moment; write it as 2026-11-23T09:00"
        raise argparse.ArgumentTypeError(message) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"{text} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return found if found.tzinfo else timezone.make_aware(found)


def as_json(result: Any) -> str:
    return json.dumps(result, ensure_ascii=False, cls=DjangoJSONEncoder)


def as_line(counts: Mapping[str, object]) -> str:
    """`created 3, updated 0` — for a person."""
    return ", ".join(f"{word.replace('_', ' ')} {count}" for word, count in counts.items())
