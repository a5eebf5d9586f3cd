from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from common.commands import OneLineCommand, as_json, day
from health.choices import BacktestPopulation, LeavingLabel
from health.models import HealthModelVersion
from health.queries.backtest import MOST_MONTHS, NAMES, Asked, backtest, usual_months
from health.queries.replay import rules_warner
from health.queries.versions import NoPublishedVersionError, version_published
from health.rules.backtest import month_ends
from health.rules.backtest_figures import OVER_MODEL

COLUMNS = (
    *((name, "d") for name in ("customers", "left", "warned")),
    *((name, ".2f") for name in ("precision", "recall", "accuracy")),
    *((name, ".3f") for name in ("auc", "auc_purchasing", "auc_recency")),
)
ESTIMATES = (*NAMES, OVER_MODEL)


class Command(OneLineCommand):
    help = "Would the warnings have come? Scores past month-ends once more, and stores nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", type=day, dest="first", help="month-ends from this day")
        parser.add_argument("--to", type=day, dest="last", help="month-ends until this day")
        parser.add_argument("--model", metavar="V", help="version; the one that scores")
        parser.add_argument("--against", metavar="V", help="a second version to compare it with")
        parser.add_argument(
            "--population", choices=BacktestPopulation.values, default=BacktestPopulation.REGULAR
        )
        parser.add_argument(
            "--label", choices=LeavingLabel.values, default=LeavingLabel.HALF, help="who has left"
        )
        parser.add_argument(
            "--rules", action="store_true", help="rules warn, too, beside the score"
        )
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        warners = [rules_warner()] if options["rules"] else []
        found = backtest(self._asked(options), today=timezone.localdate(), warners=warners)
        self.stdout.write(as_json(found) if options["json"] else "\n".join(lines(found)))

    def _asked(self, options: dict[str, Any]) -> Asked:
        usual = usual_months(timezone.localdate())
        if usual is None:
            raise CommandError("there are no orders to test anything with")
        last = options["last"] or max(usual[1], options["first"] or usual[1])
        first = options["first"] or min(usual[0], last)
        months = len(month_ends(first, last))
        if not 1 <= months <= MOST_MONTHS:
            raise CommandError(f"{first} to {last} are {months} month-ends, not 1 to {MOST_MONTHS}")
        return Asked(
            version=_version(options["model"]),
            first=first,
            last=last,
            population=BacktestPopulation(options["population"]),
            label=LeavingLabel(options["label"]),
            against=_version(options["against"]) if options["against"] else None,
        )


def _version(number: str | None) -> HealthModelVersion:
    try:
        if number is None:
            return version_published()
        return HealthModelVersion.objects.get(number=number)
    except (NoPublishedVersionError, HealthModelVersion.DoesNotExist) as error:
        raise CommandError(str(error) if number is None else f"no version {number!r}") from error


def lines(found: dict[str, Any]) -> list[str]:
    """The same for a person."""
    unknown = ", ".join(map(str, found["not_known_yet"]))
    return [
        f"model {found['model']}, population {found['population']}, label {found['label']}",
        _row("month-end", *(name.replace("_", " ") for name, _format in COLUMNS)),
        *(_row(month["month_end"], *_cells(month)) for month in found["months"]),
        _row("all", *_cells(found)),
        *([f"90 days not known yet: {unknown}"] if unknown else []),
        *_judged(found),
        *(_judged(found["against"]) if found["against"] else []),
    ]


def _row(*cells: Any) -> str:
    return "".join(f"{cell!s:>16}" for cell in cells)


def _cells(counts: dict[str, Any]) -> list[str]:
    return [_figure(counts[name], form) for name, form in COLUMNS]


def _figure(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def _judged(found: dict[str, Any]) -> list[str]:
    """What is said of all months together, of one version."""
    if found["too_few"]:
        return [f"model {found['model']}: too few cases, nothing can be concluded"]
    levels = ", ".join(
        f"{level} {group['left']} of {group['customers']}"
        for level, group in found["by_level"].items()
    )
    return [
        f"model {found['model']}:",
        *(f"  {name}: {_with_interval(found, name)}" for name in ESTIMATES if name in found),
        f"  accuracy if nobody leaves: {found['accuracy_nobody_leaves']}",
        f"  left by level: {levels}",
        f"  warned of before they were lost: {found['leavers_warned']} of {found['leavers']}",
        f"  30 days ahead or more: {found['leavers_warned_in_time']}",
        f"  median of days ahead: {_figure(found['median_lead_days'], 'g')}",
    ]


def _with_interval(found: dict[str, Any], name: str) -> str:
    interval = found[f"{name}_interval"]
    between = f" ({interval[0]:.3f} to {interval[1]:.3f})" if interval else ""
    return f"{_figure(found[name], '.3f')}{between}"
