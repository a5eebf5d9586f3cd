from followups.admin import (
    cadence,
    calendars,
    concessions,
    follow_ups,
    leave,
    needs,
    official_years,
    sops,
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
    "sops",
    "surveys",
    "tasks",
    "tickets",
]
