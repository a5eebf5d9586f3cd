"""How long scores are kept."""

from datetime import date

YEARS_KEPT = 3


def first_kept(day: date) -> date:
    """The first day whose scores are kept on `day`.

    Scores leave by whole months, so it is the first of the month three years before.
    """
    return day.replace(year=day.year - YEARS_KEPT, day=1)


class TooLongAgoError(ValueError):
    """Scores of that day would be cleared away within a day."""


def check_kept(day: date, today: date) -> None:
    first = first_kept(today)
    if day < first:
        raise TooLongAgoError(f"{day} is too long ago: scores are kept from {first} on")
