"""The kinds of files about what we do: tickets, follow-ups, surveys, needs."""

from followups.imports.follow_ups import FollowUpKind
from followups.imports.needs import NeedKind
from followups.imports.surveys import SurveyAnswerKind
from followups.imports.tickets import TicketKindOfFile

__all__ = ["FollowUpKind", "NeedKind", "SurveyAnswerKind", "TicketKindOfFile"]
