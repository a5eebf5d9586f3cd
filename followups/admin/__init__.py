from followups.admin import (
    cadence,
    calendars,
    concessions,
    follow_ups,
    leave,
    needs,
    official_years,
    surveys,
    tasks,
    tickets,
)

__all__ = [
    "cadence",
    "calendars",
    "concessions",
    "follow_ups",
    "leave",
    "needs",
    "official_years",
    "surveys",
    "tasks",
    "tickets",
]
