from followups.models.cadence import (
    CadenceException,
    CadencePlan,
    CadenceRule,
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
from followups.models.follow_up import FollowUp, FollowUpDraft, FollowUpFile, FollowUpRevision
from followups.models.need import Need
from followups.models.sla_clock import SlaClock
from followups.models.sop import Sop, SopException, SopRun, SopStep, SopVersion
from followups.models.survey import SurveyAnswer
from followups.models.task import RecurringTask, Task, TaskCheck, TaskEvent
from followups.models.ticket import Ticket

__all__ = [
    "AuthorityLimit",
    "CadenceException",
    "CadencePlan",
    "CadenceRule",
    "CalendarDay",
    "CalendarPerson",
    "CalendarTeam",
    "CalendarVersion",
    "Concession",
    "DeadlineChange",
    "FollowUp",
    "FollowUpDraft",
    "FollowUpFile",
    "FollowUpRevision",
    "Leave",
    "Need",
    "OfficialYear",
    "PlannedTouch",
    "RecurringTask",
    "SlaClock",
    "Sop",
    "SopException",
    "SopRun",
    "SopStep",
    "SopVersion",
    "SurveyAnswer",
    "Task",
    "TaskCheck",
    "TaskEvent",
    "Ticket",
    "WorkCalendar",
    "WorkHours",
]
