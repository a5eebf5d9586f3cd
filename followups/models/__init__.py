from followups.models.cadence import (
    CadenceException,
    CadenceRule,
    CustomerPlan,
    PlannedTouch,
)
from followups.models.calendar import (
    CalendarDay,
    CalendarPerson,
    CalendarTeam,
    CalendarVersion,
    DeadlineChange,
    Leave,
    OfficialYear,
    WorkCalendar,
    WorkHours,
)
from followups.models.concession import AuthorityLimit, Concession
from followups.models.follow_up import FollowUp
from followups.models.need import Need
from followups.models.sla_clock import SlaClock
from followups.models.survey import SurveyAnswer
from followups.models.task import RecurringTask, Task, TaskCheck, TaskEvent
from followups.models.ticket import Ticket

__all__ = [
    "AuthorityLimit",
    "CadenceException",
    "CadenceRule",
    "CalendarDay",
    "CalendarPerson",
    "CalendarTeam",
    "CalendarVersion",
    "Concession",
    "CustomerPlan",
    "DeadlineChange",
    "FollowUp",
    "Leave",
    "Need",
    "OfficialYear",
    "PlannedTouch",
    "RecurringTask",
    "SlaClock",
    "SurveyAnswer",
    "Task",
    "TaskCheck",
    "TaskEvent",
    "Ticket",
    "WorkCalendar",
    "WorkHours",
]
