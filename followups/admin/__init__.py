from followups.admin import follow_ups, needs, surveys, tickets

__all__ = ["follow_ups", "needs", "surveys", "tickets"]
