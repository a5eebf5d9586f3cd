"""Survey scores as people write them."""

import re

from accounts.rules.parsing.numbers import parse_decimal
from accounts.rules.parsing.refusal import Refusal, gettext_noop

A_STAR = 20
MOST_STARS = 5
CSAT_BEST, NPS_BEST = 100, 10

_STARS = re.compile(r"(.+?)\s*(?:颗?星级?|stars?)", re.IGNORECASE)
_DRAWN = re.compile("(★{1,5})☆*")
_POINTS = re.compile(r"(.+?)\s*(?:分|%|％|points?)", re.IGNORECASE)


def parse_csat(text: str) -> int:
    """Satisfaction 0–100: `85`, `85分`, `85%`; stars are a fifth each: `4星`, `4 stars`, `★★★★`.

    Refuses a bare `4`: taken for points, a file of stars would be one of alarms.
    """
    if drawn := _DRAWN.fullmatch(text):
        return len(drawn[1]) * A_STAR
    if stars := _STARS.fullmatch(text):
        return _whole(stars[1], MOST_STARS, factor=A_STAR)
    points = _whole(_without_unit(text), CSAT_BEST)
    if 0 < points <= MOST_STARS and text == _without_unit(text):
        raise Refusal(gettext_noop("may be stars or points; write 4星, 4 stars or 80"))
    return points


def parse_nps(text: str) -> int:
    """Recommendation 0–10: `9`, `9分`."""
    return _whole(_without_unit(text), NPS_BEST)


def _without_unit(text: str) -> str:
    points = _POINTS.fullmatch(text)
    return points[1] if points else text


def _whole(text: str, best: int, factor: int = 1) -> int:
    number = parse_decimal(text, digits=6, places=2)
    if not 0 <= number <= best:
        message = gettext_noop("is not between %(first)d and %(last)d")
        raise Refusal(message, first=0, last=best)
    if number * factor != int(number * factor):
        raise Refusal(gettext_noop("is not a whole number"))
    return int(number * factor)
