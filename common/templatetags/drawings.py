"""Small drawings made on the server, without script or style attributes."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

WIDTH = 88
HEIGHT = 24
BAR_WIDTH = 1000
MARGIN = 3  # so that the last dot is not cut off
# Where a score lies, worked out once: a list draws fifty lines.
_DOWN = [f"{HEIGHT - MARGIN - score / 100 * (HEIGHT - 2 * MARGIN):.1f}" for score in range(101)]

Point = tuple[str, str]


@register.simple_tag
def spark(values: Sequence[int | None] | None, level: str = "") -> SafeString:
    """Scores of 0 to 100, oldest first, as a line; None is a week without one and leaves a gap.

    The scale is always the whole of 0 to 100, so that lines below one another compare.
    """
    known = [value for value in values or () if value is not None]
    if not values or not known:
        return SafeString('<span class="spark-none">–</span>')
    points = _points(values)
    return format_html(
        '<svg class="spark spark-{}" viewBox="0 0 {} {}" width="{}" height="{}" role="img"'
        ' aria-label="{}">{}</svg>',
        level,
        *(WIDTH, HEIGHT) * 2,
        _("Score from %(first)d to %(last)d") % {"first": known[0], "last": known[-1]},
        mark_safe("".join(_marks(points))),  # noqa: S308 - figures of our own
    )


def _points(values: Sequence[int | None]) -> list[Point | None]:
    step = (WIDTH - 2 * MARGIN) / max(len(values) - 1, 1)
    return [
        None if value is None else (f"{MARGIN + place * step:.1f}", _DOWN[value])
        for place, value in enumerate(values)
    ]


def _marks(points: Sequence[Point | None]) -> Iterator[str]:
    """A line for each unbroken stretch, and a dot on the newest score."""
    for is_known, group in groupby(points, key=bool):
        if is_known:
            stretch = [f"{point[0]},{point[1]}" for point in group if point]
            # A line of one point is invisible: it gets a second one in the same place.
            yield f'<polyline points="{" ".join(stretch if len(stretch) > 1 else stretch * 2)}"/>'
    if last := points[-1]:
        yield f'<circle cx="{last[0]}" cy="{last[1]}" r="2.5"/>'


@register.simple_tag
def shares(parts: Sequence[tuple[str, int]], label: str) -> SafeString:
    """A bar of which each part has the width of its share; a part's word becomes its class.

    For the eye only: the figures themselves stand beside it.
    """
    total = sum(number for _word, number in parts)
    pieces, left = [], 0.0
    for word, number in parts:
        width = BAR_WIDTH * number / total if total else 0
        pieces.append(
            f'<rect class="share-{word}" x="{left:.1f}" y="0" width="{width:.1f}" height="12"/>'
        )
        left += width
    return format_html(
        '<svg class="shares" viewBox="0 0 {} 12" preserveAspectRatio="none" role="img"'
        ' aria-label="{}">{}</svg>',
        BAR_WIDTH,
        label,
        mark_safe("".join(pieces)),  # noqa: S308 - codes and figures of our own
    )
