"""How often was a rule wrong?"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, DateField, ExpressionWrapper, Q
from django.db.models.functions import TruncDate

from health.choices import WarningOutcome
from health.models import WarningSignal
from health.models.rule import LIVE

# A rule that had long been silent has no part in how a warning ended; the night ends the signals of
# the day before.
LAST_DAY = ExpressionWrapper(
    TruncDate("warning__resolved_at") - timedelta(days=1), output_field=DateField()
)
# Of fewer warnings that have ended a rate would say nothing.
ENOUGH = 10


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """What became of the warnings that a rule was behind. `live` are its signals now."""

    live: int = 0
    recovered: int = 0
    lost: int = 0
    false_alarms: int = 0
    expired: int = 0
    """What it warned of was too long ago, or did not apply any more."""

    @property
    def judged(self) -> int:
        return self.recovered + self.lost + self.false_alarms + self.expired

    @property
    def false_alarm_rate(self) -> float | None:
        """Percent; None where too few have ended."""
        return 100 * self.false_alarms / self.judged if self.judged >= ENOUGH else None


def rule_records() -> dict[str, RuleRecord]:
    """By rule; two statements."""
    ended = (
        WarningSignal.objects.exclude(warning=None)
        .exclude(warning__outcome="")
        .filter(Q(ended_on=None) | Q(ended_on__gte=LAST_DAY))
        .order_by()
        .values_list("rule", "warning__outcome")
        .annotate(Count("warning", distinct=True))
    )
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for rule, outcome, number in ended:
        counts[rule][outcome] = number
    live = WarningSignal.objects.filter(LIVE, is_quiet=False).order_by()
    alive = dict(live.values_list("rule").annotate(Count("pk")))
    return {
        rule: RuleRecord(
            live=alive.get(rule, 0),
            recovered=counts[rule][WarningOutcome.RECOVERED],
            lost=counts[rule][WarningOutcome.LOST],
            false_alarms=counts[rule][WarningOutcome.FALSE_ALARM],
            expired=counts[rule][WarningOutcome.WITHDRAWN],
        )
        for rule in {*counts, *alive}
    }
