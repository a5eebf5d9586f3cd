"""When a customer's health changed and what it warned of, as lines of the timeline."""

from datetime import date
from typing import Any, ClassVar

from django.db.models import F, Window
from django.db.models.functions import Lag
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Customer
from accounts.timeline import Source, Tone, register
from common.templatetags.figures import figure
from common.together import Part
from health.choices import ATTENTION, Level, PlanOutcome, WarningOutcome, WinBackOutcome
from health.models import HealthScore, ImprovementPlan, LevelOverride, Warning, WinBack


@register
class Levels(Source):
    code = kind = "levels"
    label = gettext_lazy("Health")
    icon = "heart-pulse"
    model = HealthScore
    at = "day"
    fields = ("level", "score")

    def part(self, customer: Customer, until: date, count: int) -> Part:
        """Days whose level is another than the stored day's before."""
        days = self.rows(customer).filter(day__lte=until)
        before = Window(Lag("level"), order_by="day")
        changed = days.annotate(before=before).filter(before__isnull=False)
        changed = changed.exclude(level=F("before"))
        return Part(changed.order_by("-day")[:count], ("day", *self.fields))

    def title(self, row: Any) -> str:
        return _("Health is now: %(level)s") % {"level": row.get_level_display()}

    def detail(self, row: Any) -> str:
        return "" if row.score is None else _("score %(score)s") % {"score": figure(row.score)}

    def tone(self, row: Any) -> Tone:
        if row.level == Level.HEALTHY:
            return Tone.GOOD
        return Tone.BAD if ATTENTION[Level(row.level)] >= ATTENTION[Level.ORANGE] else Tone.PLAIN


@register
class LevelsSet(Source):
    code = "levels_set"
    kind = "levels"
    label = Levels.label
    icon = "person-check"
    model = LevelOverride
    at = "set_at"
    fields = ("level", "ends_on", "reason")

    def title(self, row: Any) -> str:
        words = {
            "level": row.get_level_display(),
            "day": date_format(row.ends_on, "SHORT_DATE_FORMAT"),
        }
        return _("Level set by hand: %(level)s, until %(day)s") % words

    def detail(self, row: Any) -> str:
        return row.reason


@register
class LevelsTakenBack(Source):
    code = "levels_taken_back"
    kind = "levels"
    label = Levels.label
    icon = "person-check"
    model = LevelOverride
    at = "ended_at"
    fields = ("level", "end_reason")

    def title(self, row: Any) -> str:
        return _("Level set by hand taken back: %(level)s") % {"level": row.get_level_display()}

    def detail(self, row: Any) -> str:
        return row.end_reason


class WarningSource(Source):
    kind = "warnings"
    label = gettext_lazy("Warnings")
    icon = "exclamation-triangle"
    model = Warning
    fields: ClassVar[tuple[str, ...]] = ("level", "score", "cause")

    def detail(self, row: Any) -> str:
        if row.score is None:
            return row.get_cause_display()
        return _("score %(score)s") % {"score": figure(row.score)}


@register
class WarningsOpened(WarningSource):
    code = "warnings_opened"
    at = "opened_on"
    fields = ("worst_level", "score", "cause")

    def title(self, row: Any) -> str:
        return _("Warning, at worst: %(level)s") % {"level": row.get_worst_level_display()}

    def tone(self, row: Any) -> Tone:  # noqa: ARG002
        return Tone.BAD


@register
class WarningsResolved(WarningSource):
    code = "warnings_resolved"
    at = "resolved_at"
    fields = ("outcome", "score", "cause")

    def title(self, row: Any) -> str:
        return _("Warning ended: %(outcome)s") % {"outcome": row.get_outcome_display()}

    def tone(self, row: Any) -> Tone:
        return Tone.GOOD if row.outcome == WarningOutcome.RECOVERED else Tone.PLAIN


class PlanSource(Source):
    kind = "plans"
    label = gettext_lazy("Improvement plans")
    icon = "list-check"
    model = ImprovementPlan


@register
class PlansFiled(PlanSource):
    code = "plans_filed"
    at = "filed_at"
    fields = ("trouble",)

    def title(self, row: Any) -> str:
        return _("Improvement plan filed: %(trouble)s") % {"trouble": row.get_trouble_display()}


@register
class PlansEnded(PlanSource):
    code = "plans_ended"
    at = "ended_at"
    fields = ("outcome",)

    def title(self, row: Any) -> str:
        return _("Improvement plan ended: %(outcome)s") % {"outcome": row.get_outcome_display()}

    def tone(self, row: Any) -> Tone:
        return Tone.GOOD if row.outcome == PlanOutcome.REACHED else Tone.PLAIN


class WinBackSource(Source):
    kind = "winbacks"
    label = gettext_lazy("Win-backs")
    icon = "arrow-counterclockwise"
    model = WinBack


@register
class WinBacksBegun(WinBackSource):
    code = "winbacks_begun"
    at = "opened_on"
    fields = ("first_cause",)

    def title(self, row: Any) -> str:
        return _("Win-back begun: %(reason)s") % {"reason": row.get_first_cause_display()}


@register
class WinBacksEnded(WinBackSource):
    code = "winbacks_ended"
    at = "ended_at"
    fields = ("outcome", "end_reason")

    def title(self, row: Any) -> str:
        return _("Win-back ended: %(outcome)s") % {"outcome": row.get_outcome_display()}

    def detail(self, row: Any) -> str:
        return row.end_reason

    def tone(self, row: Any) -> Tone:
        return Tone.GOOD if row.outcome == WinBackOutcome.WON_BACK else Tone.BAD
