from followups.admin import (
    cadence,
    calendars,
    concessions,
    customer_plans,
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
    "customer_plans",
    "follow_ups",
    "leave",
    "needs",
    "official_years",
    "sops",
    "surveys",
    "tasks",
    "tickets",
]
