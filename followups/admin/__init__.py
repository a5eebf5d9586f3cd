from followups.admin import (
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
