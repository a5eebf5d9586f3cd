"""When factories do not buy: weekends and public holidays."""

from datetime import date, timedelta

# The first day of the lunar year: an official date that no short formula gives.
_SPRING_FESTIVALS = {
    2009: (1, 26), 2010: (2, 14), 2011: (2, 3), 2012: (1, 23), 2013: (2, 10), 2014: (1, 31),
    2015: (2, 19), 2016: (2, 8), 2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25),
    2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17),
    2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11),
    2033: (1, 31), 2034: (2, 19), 2035: (2, 8),
}  # fmt: skip
_OTHERWISE = (2, 5)

# First and last day by month: New Year, Labour Day, National Day.
_HOLIDAYS = {1: (1, 1), 5: (1, 5), 10: (1, 7)}


def days_after_spring_festival(day: date) -> int:
    """Days since this year's Spring Festival; below zero before it."""
    month, number = _SPRING_FESTIVALS.get(day.year, _OTHERWISE)
    return (day - date(day.year, month, number)).days


def working_day(day: date) -> date:
    """`day`, or the next day on which a purchasing department is at work."""
    while day.weekday() >= 5 or _is_holiday(day):
        day += timedelta(days=1)
    return day


def _is_holiday(day: date) -> bool:
    first, last = _HOLIDAYS.get(day.month, (0, 0))
    return first <= day.day <= last or -3 <= days_after_spring_festival(day) <= 9
