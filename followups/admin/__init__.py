from followups.admin import follow_ups, needs, surveys, tasks, tickets

__all__ = ["follow_ups", "needs", "surveys", "tasks", "tickets"]
