"""AUC by ranks is the share of pairs; the interval comes from drawing customers."""

from random import Random

import pytest

from health.rules.ranking import (
    FEWEST_ROUNDS,
    MOST_STEPS,
    ROUNDS,
    Ranking,
    bootstrap,
    rounds_for,
)


def share_of_pairs(dangers: list[float], left: list[bool]) -> float:
    """The definition, one pair at a time."""
    gone = [danger for danger, is_gone in zip(dangers, left, strict=True) if is_gone]
    stayed = [danger for danger, is_gone in zip(dangers, left, strict=True) if not is_gone]
    won = sum((a > b) + (a == b) / 2 for a in gone for b in stayed)
    return won / (len(gone) * len(stayed))


def some(seed: int, size: int = 60, steps: int = 8) -> tuple[list[float], list[bool]]:
    """Figures with many ties, that say something of who leaves."""
    random = Random(seed)
    dangers = [float(random.randrange(steps)) for _ in range(size)]
    return dangers, [random.random() < 0.1 + danger / 10 for danger in dangers]


@pytest.mark.parametrize("seed", range(20))
def test_the_auc_is_the_share_of_pairs_that_are_in_order(seed: int) -> None:
    dangers, left = some(seed)
    ranking = Ranking(dangers, left, list(range(len(left))))
    assert ranking.auc([1] * len(left)) == pytest.approx(share_of_pairs(dangers, left))


def test_a_group_that_is_drawn_twice_counts_like_two() -> None:
    dangers, left = some(1)
    groups = [place // 3 for place in range(len(left))]
    weights = [Random(group).randrange(4) for group in range(20)]
    drawn = [place for place, group in enumerate(groups) for _time in range(weights[group])]
    expected = share_of_pairs([dangers[at] for at in drawn], [left[at] for at in drawn])
    assert Ranking(dangers, left, groups).auc(weights) == pytest.approx(expected)


@pytest.mark.parametrize("left", [True, False])
def test_there_is_no_auc_where_all_left_or_none(left: bool) -> None:
    assert Ranking([1, 2], [left, left], [0, 1]).auc([1, 1]) is None


def drawn(seed: int, copies: int = 1):
    """Interval of the AUC, every case there so many times, all of them of the same customer."""
    dangers, left = some(3, size=200)
    groups = list(range(len(left)))
    one = Ranking(dangers * copies, left * copies, groups * copies)
    other = Ranking([-danger for danger in dangers] * copies, left * copies, groups * copies)
    return bootstrap(
        {"one": one, "same": one, "other": other},
        {"nothing": ("one", "same"), "much": ("one", "other")},
        groups=len(left),
        rounds=400,
        seed=seed,
    )


def test_the_interval_is_about_the_figure_and_the_same_for_the_same_seed() -> None:
    found = drawn(7)
    low, high = found["one"].interval
    assert low < found["one"].value < high
    assert found == drawn(7)
    assert found["one"].interval != drawn(8)["one"].interval


def test_the_cases_of_a_customer_are_drawn_together() -> None:
    """Twelve evenings of the same customers make nothing surer."""
    assert drawn(7, copies=12)["one"].interval == pytest.approx(drawn(7)["one"].interval)


def test_a_difference_is_on_the_same_draw() -> None:
    found = drawn(7)
    assert (found["nothing"].value, found["nothing"].interval) == (0, (0, 0))
    assert found["much"].value == pytest.approx(found["one"].value - found["other"].value)
    assert found["much"].interval[0] > 0


def test_many_cases_are_drawn_less_often_but_often_enough() -> None:
    assert rounds_for(2_000) == ROUNDS
    assert rounds_for(MOST_STEPS // 500) == 500
    assert rounds_for(10_000_000) == FEWEST_ROUNDS
