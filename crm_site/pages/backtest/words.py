"""What a back-test found, ready to be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.charts import Chart, Series, Words
from common.templatetags.figures import DASH, count, figure, percent, signed
from health.choices import WORST_FIRST, Level

Found = Mapping[str, Any]

ACCURATE, IN_TIME = 0.85, 0.80
"""What the company wants: so many right, and so many of those who leave known a month before."""


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of one version and, where two are compared, of the other; `target` where there is
    one.
    """

    label: str
    meaning: str
    values: Sequence[str]
    target: str = ""


@dataclass(frozen=True, slots=True)
class LevelLine:
    """How many of those on a level left."""

    level: Level
    groups: Sequence[Found]


def both(found: Found) -> list[Found]:
    return [found, found["against"]] if found["against"] else [found]


def lines(found: Found) -> list[Line]:
    """All that is said of the warnings, what matters most first."""
    sides = both(found)

    def line(label: str, meaning: str, name: str, write: Any = percent, target: str = "") -> Line:
        return Line(label, meaning, [write(side[name]) for side in sides], target)

    def ranked(label: str, meaning: str, name: str, write: Any = figure) -> Line:
        return Line(label, meaning, [_with_interval(side, name, write) for side in sides])

    return [
        line(
            _("Right when it warned"), _("precision: of the orange and red, who left"), "precision"
        ),
        line(_("Warned of those who left"), _("recall: orange or red at the month-end"), "recall"),
        line(
            _("Right in all"),
            _("accuracy: warned and left, or neither"),
            "accuracy",
            target=f"≥ {percent(ACCURATE)}",
        ),
        line(
            _("Right by saying that nobody leaves"),
            _("what accuracy has to be compared with"),
            "accuracy_nobody_leaves",
        ),
        line(
            _("Warned of 30 days ahead or more"),
            _("of those who left, before the day on which counting orders would have shown it"),
            "share_warned_in_time",
            target=f"≥ {percent(IN_TIME)}",
        ),
        line(
            _("Days ahead"),
            _("the middle one of those who were warned of"),
            "median_lead_days",
            write=lambda days: figure(days, 0),
        ),
        ranked(_("Order by score"), _("AUC: 1 is perfect, 0.5 is a coin"), "auc", _auc),
        ranked(_("Order by purchases"), _("AUC of their points alone"), "auc_purchasing", _auc),
        ranked(
            _("Order by days since the last order"),
            _("AUC of recency, on the same customers"),
            "auc_recency",
            _auc,
        ),
        ranked(
            _("Score better than recency by"),
            _("difference of both AUC"),
            "auc_over_recency",
            _difference,
        ),
    ]


def _auc(value: float | None) -> str:
    return figure(value, 2)


def _difference(value: float | None) -> str:
    return signed(value, 2)


def _with_interval(side: Found, name: str, write: Any) -> str:
    interval = side[f"{name}_interval"]
    if not interval:
        return write(side[name])
    low, high = map(write, interval)
    return _("%(figure)s (%(low)s to %(high)s)") % {
        "figure": write(side[name]),
        "low": low,
        "high": high,
    }


TARGETS = {
    (True, True): gettext_lazy("Both targets are reached"),
    (True, False): gettext_lazy("Only the target of being right in all is reached"),
    (False, True): gettext_lazy("Only the target of warning 30 days ahead is reached"),
    (False, False): gettext_lazy("Neither target is reached"),
}
BETTER = gettext_lazy("the warnings are right more often than saying that nobody leaves")
NO_BETTER = gettext_lazy("the warnings are not right more often than saying that nobody leaves")
SURE = {
    "auc_over_recency": {
        1: gettext_lazy("The score ranks better than recency alone; chance hardly explains it."),
        0: gettext_lazy(
            "Whether the score ranks better than recency alone cannot be told from these cases."
        ),
        -1: gettext_lazy("The score ranks worse than recency alone; look at its weights."),
    },
    "auc_over_model": {
        1: gettext_lazy("Version %(other)s ranks better than %(model)s on the same customers."),
        0: gettext_lazy(
            "Which of %(model)s and %(other)s ranks better cannot be told from these cases."
        ),
        -1: gettext_lazy("Version %(other)s ranks worse than %(model)s on the same customers."),
    },
}


def verdicts(found: Found) -> list[str]:
    """Whether the targets are reached, and what the intervals of the differences come to."""
    said = [_targets(found), _sure(found, "auc_over_recency")]
    if found["against"]:
        numbers = {"model": found["model"], "other": found["against"]["model"]}
        said += [_sure(found["against"], "auc_over_model") % numbers]
    return said


def _targets(found: Found) -> str:
    right, nobody = found["accuracy"] or 0, found["accuracy_nobody_leaves"] or 0
    reached = (right >= ACCURATE, (found["share_warned_in_time"] or 0) >= IN_TIME)
    return _("%(targets)s, and %(compared)s.") % {
        "targets": TARGETS[reached],
        "compared": BETTER if right > nobody else NO_BETTER,
    }


def _sure(side: Found, name: str) -> str:
    low, high = side[f"{name}_interval"] or (-1, 1)
    return str(SURE[name][(low > 0) - (high < 0)])


def level_lines(found: Found) -> list[LevelLine]:
    return [
        LevelLine(level, [side["by_level"][level] for side in both(found)])
        for level in WORST_FIRST
        if level in found["by_level"]
    ]


def months(found: Found) -> list[Found]:
    """Each with its day as a day; what is stored knows texts only."""
    return [{**one, "day": date.fromisoformat(one["month_end"])} for one in found["months"]]


def calibration_chart(found: Found) -> Chart:
    sides = both(found)
    bands = found["calibration"]
    return Chart(
        id="calibration",
        title=_("Share of customers that left, by score"),
        label_name=_("Score"),
        labels=[f"{band['from']}–{band['to']}" for band in bands],
        series=[
            Series(
                side["model"],
                [band["share"] and 100 * band["share"] for band in side["calibration"]],
                [percent(band["share"]) for band in side["calibration"]],
                kind="bar",
            )
            for side in sides
        ],
        words=[
            Words(
                _("left of customers, %(model)s") % {"model": side["model"]},
                [
                    f"{count(one['left'])} / {count(one['customers'])}"
                    for one in side["calibration"]
                ],
            )
            for side in sides
        ],
        low=0,
        high=100,
    )


def left_of(group: Found) -> str:
    """`9 / 20` with its share, a dash where there is nobody."""
    if not group["customers"]:
        return DASH
    return f"{count(group['left'])} / {count(group['customers'])}"
