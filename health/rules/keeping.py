"""How long scores are kept."""

from datetime import date

YEARS_KEPT = 3


def first_kept(day: date) -> date:
    """The first day whose scores are kept on `day`.

    Scores leave by whole months, so it is the first of the month three years before.
    """
    return day.replace(year=day.year - YEARS_KEPT, day=1)


def leaving_note(day: date, today: date) -> str:
    """What a person should know who scores a day that is not kept; empty for the others."""
    first = first_kept(today)
    if day >= first:
        return ""
    return f"scores of {day} are cleared away tomorrow morning: they are kept from {first} on"
