from followups.models.follow_up import FollowUp
from followups.models.need import Need
from followups.models.sla_clock import SlaClock
from followups.models.survey import SurveyAnswer
from followups.models.ticket import Ticket

__all__ = ["FollowUp", "Need", "SlaClock", "SurveyAnswer", "Ticket"]
