import pytest

from accounts.rules.parsing.refusal import Refusal
from followups.rules.scores import parse_csat, parse_nps


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("85", 85), ("0", 0), ("100", 100), ("85分", 85), ("92%", 92), ("85.0", 85),
        ("4星", 80), ("4 stars", 80), ("1 star", 20), ("4.5星", 90), ("5颗星", 100), ("0星", 0),
        ("★★★★☆", 80), ("★★★★★", 100),
    ],
)  # fmt: skip
def test_satisfaction_is_read_in_points_and_in_stars(text, score):
    assert parse_csat(text) == score


@pytest.mark.parametrize(
    "text", ["4", "1", "101", "-1", "6星", "85.5", "4.25 颗", "good", "星", "★★★★★★"]
)
def test_what_is_no_satisfaction_is_refused(text):
    with pytest.raises(Refusal):
        parse_csat(text)


@pytest.mark.parametrize(("text", "score"), [("9", 9), ("10分", 10), ("0", 0)])
def test_recommendation_is_read_in_points(text, score):
    assert parse_nps(text) == score


@pytest.mark.parametrize("text", ["11", "4星", "80%", "-1", "9.5"])
def test_what_is_no_recommendation_is_refused(text):
    with pytest.raises(Refusal):
        parse_nps(text)
