from followups.admin import (
    calendars,
    follow_ups,
    leave,
    needs,
    official_years,
    surveys,
    tasks,
    tickets,
)

__all__ = [
    "calendars",
    "follow_ups",
    "leave",
    "needs",
    "official_years",
    "surveys",
    "tasks",
    "tickets",
]
