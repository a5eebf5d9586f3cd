from followups.admin import (
    calendars,
    concessions,
    customer_plans,
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
    "concessions",
    "customer_plans",
    "follow_ups",
    "leave",
    "needs",
    "official_years",
    "surveys",
    "tasks",
    "tickets",
]
