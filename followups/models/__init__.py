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
from followups.models.calendar_link import CalendarLink
from followups.models.concession import AuthorityLimit, Concession
from followups.models.customer_plan import ContactRule, CustomerPlan, PlanContact, PlanMeasure
from followups.models.department_answer import DepartmentAnswer
from followups.models.follow_up import FollowUp, FollowUpDraft, FollowUpFile, FollowUpRevision
from followups.models.lifecycle import LifecycleRule
from followups.models.need import Need
from followups.models.plan_review import MeasureResult, PlanReview
from followups.models.referral import Referral
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
    "CalendarLink",
    "CalendarPerson",
    "CalendarTeam",
    "CalendarVersion",
    "Concession",
    "ContactRule",
    "CustomerPlan",
    "DeadlineChange",
    "DepartmentAnswer",
    "FollowUp",
    "FollowUpDraft",
    "FollowUpFile",
    "FollowUpRevision",
    "Leave",
    "LifecycleRule",
    "MeasureResult",
    "Need",
    "OfficialYear",
    "PlanContact",
    "PlanMeasure",
    "PlanReview",
    "PlannedTouch",
    "RecurringTask",
    "Referral",
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
