"""What a version does to everybody, for reading."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.charts import Chart, Series
from common.templatetags.figures import count
from health.choices import ATTENTION, WORST_FIRST, Level
from health.queries.effect import STEP, STEPS, Effect


@dataclass(frozen=True, slots=True)
class LevelRow:
    """How many are on a level before and after."""

    level: Level
    before: int
    after: int

    @property
    def change(self) -> int:
        return self.after - self.before


def level_rows(effect: Effect) -> list[LevelRow]:
    before, after = effect.levels_before, effect.levels
    return [LevelRow(one, before.get(one, 0), after.get(one, 0)) for one in WORST_FIRST]


def moves_told(effect: Effect) -> list[tuple[Level, Level, int]]:
    """Who goes from where to where, those who get worse first, the most of them first."""
    moves = [(Level(then), Level(now), customers) for then, now, customers in effect.moves]
    return sorted(moves, key=lambda move: (ATTENTION[move[0]] - ATTENTION[move[1]], -move[2]))


def effect_chart(effect: Effect) -> Chart:
    names = [f"{place * STEP}–{(place + 1) * STEP}" for place in range(STEPS)]
    return Chart(
        id="effect",
        title=_("Customers by score, before and after"),
        label_name=_("Score"),
        labels=names,
        series=[
            Series(name, steps, [count(step) for step in steps], kind="bar")
            for name, steps in (
                (_("before"), effect.steps_before),
                (_("with this version"), effect.steps),
            )
        ],
        low=0,
    )
