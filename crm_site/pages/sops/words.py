"""Procedures in words: units of time, whom they are for, what differs between two versions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from accounts.choices import LifecycleStage, Tier, TimeKind
from accounts.models import ProductLine
from common.words import in_words
from followups.choices import StepAnchor
from followups.models import SopStep, SopVersion
from followups.rules.deadlines import Allowed
from followups.rules.sop_changes import Changed, StepChange, fields_changed, steps_changed

MINUTES_OF_A_DAY = 1_440
# 24, 48 and 72 hours are said as hours; day 7 and day 30 as days.
DAYS_FROM = 4


@dataclass(frozen=True, slots=True)
class Unit:
    """`factor` minutes or working days are one of it."""

    code: str
    label: str | Promise
    kind: TimeKind
    factor: int
    told: Callable[[int], str]

    def fits(self, allowed: Allowed) -> bool:
        return allowed.kind == self.kind and allowed.amount % self.factor == 0


UNITS = (
    Unit(
        "service_minutes",
        _("minutes of service time"),
        TimeKind.SERVICE,
        1,
        lambda n: ngettext("%d minute of service time", "%d minutes of service time", n) % n,
    ),
    Unit(
        "service_hours",
        _("hours of service time"),
        TimeKind.SERVICE,
        60,
        lambda n: ngettext("%d hour of service time", "%d hours of service time", n) % n,
    ),
    Unit(
        "minutes",
        _("minutes on the clock"),
        TimeKind.ELAPSED,
        1,
        lambda n: ngettext("%d minute on the clock", "%d minutes on the clock", n) % n,
    ),
    Unit(
        "hours",
        _("hours on the clock"),
        TimeKind.ELAPSED,
        60,
        lambda n: ngettext("%d hour on the clock", "%d hours on the clock", n) % n,
    ),
    Unit(
        "days",
        _("days on the clock"),
        TimeKind.ELAPSED,
        MINUTES_OF_A_DAY,
        lambda n: ngettext("%d day on the clock", "%d days on the clock", n) % n,
    ),
    Unit(
        "working_days",
        _("working days"),
        TimeKind.WORKING_DAYS,
        1,
        lambda n: ngettext("%d working day", "%d working days", n) % n,
    ),
)
BY_CODE = {unit.code: unit for unit in UNITS}


def unit_of(allowed: Allowed) -> tuple[Unit, int]:
    """The largest unit that says it without a rest, and how many of it."""
    fitting = [unit for unit in UNITS if unit.fits(allowed)]
    if allowed.amount < DAYS_FROM * MINUTES_OF_A_DAY:
        fitting = [unit for unit in fitting if unit.code != "days"]
    unit = fitting[-1]
    return unit, allowed.amount // unit.factor


def allowed_told(allowed: Allowed) -> str:
    unit, amount = unit_of(allowed)
    return unit.told(amount)


def due_told(step: SopStep) -> str:
    """“within 15 minutes of service time, from the beginning”"""
    allowed = allowed_told(Allowed(TimeKind(step.time_kind), step.allowed))
    if step.anchor == StepAnchor.START or step.place == 1:
        return pgettext("step", "%(allowed)s from the beginning") % {"allowed": allowed}
    return pgettext("step", "%(allowed)s after the step before") % {"allowed": allowed}


def lines_named() -> dict[str, str]:
    return {line.code: str(line) for line in ProductLine.objects.all()}


def scope_told(version: SopVersion, lines: Mapping[str, str]) -> list[str]:
    """Whom it is for, in up to three pieces; none where it is for everybody."""
    parts = (
        [str(Tier(code).label) for code in version.tiers if code in Tier.values],
        [
            str(LifecycleStage(code).label)
            for code in version.stages
            if code in LifecycleStage.values
        ],
        [lines.get(code, code) for code in version.lines],
    )
    comma = pgettext("list of reasons", ", ")
    return [comma.join(part) for part in parts if part]


# --- what differs -----------------------------------------------------------------------------

HEAD_FIELDS = ("title", "title_en", "purpose", "purpose_en", "tiers", "stages", "lines")
STEP_FIELDS = (
    *("title", "title_en", "role", "input", "input_en", "output", "output_en"),
    *("anchor", "due", "kind", "minutes"),
    *("checklist", "checklist_en", "template", "template_en"),
)
CHANGED_LABELS = {
    Changed.ADDED: _("added"),
    Changed.REMOVED: _("removed"),
    Changed.CHANGED: _("changed"),
}


@dataclass(frozen=True, slots=True)
class FieldDiff:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class StepDiff:
    """`move` is from which place to which, where it has another one now."""

    title: str
    how: Changed
    label: str | Promise
    place: int | None
    move: tuple[int, int] | None
    fields: Sequence[FieldDiff]


@dataclass(frozen=True, slots=True)
class Comparison:
    head: Sequence[FieldDiff]
    steps: Sequence[StepDiff]

    @property
    def is_same(self) -> bool:
        return not self.head and not self.steps


def comparison(before: SopVersion, after: SopVersion) -> Comparison:
    """What is otherwise in `after` than in `before`; steps that are the same are left out."""
    old, new = _head(before), _head(after)
    head = [_diff(SopVersion, name, old, new) for name in fields_changed(old, new)]
    changes = steps_changed(_steps(before), _steps(after))
    steps = [_step_diff(one) for one in changes if one.how != Changed.SAME]
    return Comparison(head, steps)


def _head(version: SopVersion) -> dict[str, Any]:
    return {name: getattr(version, name) for name in HEAD_FIELDS}


def _steps(version: SopVersion) -> dict[Any, dict[str, Any]]:
    return {
        step.key: {name: _value(step, name) for name in STEP_FIELDS} | {"name": step.name}
        for step in version.steps.all()
    }


def _value(step: SopStep, name: str) -> Any:
    if name == "due":
        return allowed_told(Allowed(TimeKind(step.time_kind), step.allowed))
    return getattr(step, name)


def _step_diff(change: StepChange) -> StepDiff:
    there = change.after or change.before or {}
    fields = [name for name in change.fields if name != "name"]
    before, after = change.before or {}, change.after or {}
    is_moved = change.is_moved and change.place_before and change.place
    return StepDiff(
        title=there["name"],
        how=change.how,
        label=CHANGED_LABELS[change.how],
        place=change.place or change.place_before,
        move=(change.place_before, change.place) if is_moved else None,  # type: ignore[arg-type]
        fields=[_diff(SopStep, name, before, after) for name in fields],
    )


def _diff(
    model: type[SopVersion | SopStep],
    name: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> FieldDiff:
    if name == "due":
        label = str(_("time allowed"))
        return FieldDiff(capfirst(label), before.get(name, ""), after.get(name, ""))
    field: Any = model._meta.get_field(name)
    values = [_told(field, values.get(name)) for values in (before, after)]
    return FieldDiff(capfirst(str(field.verbose_name)), *values)


def _told(field: Any, value: Any) -> str:
    """Points of a checklist each on a line of its own."""
    if isinstance(value, list) and field.name.startswith("checklist"):
        return "\n".join(f"· {point}" for point in value)
    return in_words(field, value)
