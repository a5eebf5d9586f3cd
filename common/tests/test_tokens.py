"""Colours that can be read: the tokens themselves, in both modes, before any page uses them."""

import re
from itertools import product
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
LEVELS = ("healthy", "yellow", "orange", "red", "unknown", "unscored")
SURFACES = ("page", "surface", "sunken")
READABLE = 4.5
VISIBLE = 3.0  # shapes, borders of fields, focus


def palette(mode: str) -> dict[str, str]:
    """Name → #rrggbb of the colours of one mode."""
    block = re.search(rf'\[data-bs-theme="{mode}"\] {{(.*?)}}', TOKENS.read_text(), re.DOTALL)
    return dict(re.findall(r"--ev-([\w-]+): (#[0-9a-f]{6});", block[1]))


def brightness(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((brightness(one), brightness(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.fixture(params=["light", "dark"])
def colours(request) -> dict[str, str]:
    return palette(request.param)


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_can_be_read_on_its_badge_and_on_every_surface(colours, level):
    for ground in (f"{level}-bg", *SURFACES):
        assert contrast(colours[f"{level}-fg"], colours[ground]) >= READABLE, ground


@pytest.mark.parametrize(
    ("text", "ground"), list(product(("text", "muted", "accent-text"), SURFACES))
)
def test_text_can_be_read_on_every_surface(colours, text, ground):
    assert contrast(colours[text], colours[ground]) >= READABLE


def test_a_button_can_be_read_at_rest_and_under_the_hand(colours):
    for ground in ("accent", "accent-hover"):
        assert contrast(colours["on-accent"], colours[ground]) >= READABLE, ground
    assert contrast(colours["accent-text"], colours["accent-soft"]) >= READABLE


def test_a_field_can_be_seen(colours):
    assert contrast(colours["line-strong"], colours["surface"]) >= VISIBLE


def test_both_modes_name_the_same_colours():
    assert palette("light").keys() == palette("dark").keys()
