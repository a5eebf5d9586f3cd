"""The words that followups knows; those of tickets that contracts need are in accounts."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TicketChannel(TextChoices):
    PHONE = "phone", _("phone")
    EMAIL = "email", _("e-mail")
    WECHAT = "wechat", _("WeChat")
    PORTAL = "portal", _("customer portal")
    VISIT = "visit", _("visit")
    OTHER = "other", pgettext_lazy("channel", "other")


class TicketState(TextChoices):
    """Follows from a ticket's dates."""

    OPEN = "open", pgettext_lazy("ticket", "open")
    SOLVED = "solved", _("solved")
    VERIFIED = "verified", pgettext_lazy("ticket", "verified")
    CLOSED = "closed", pgettext_lazy("ticket", "closed")
    CANCELLED = "cancelled", _("cancelled")


class FollowUpChannel(TextChoices):
    PHONE = "phone", _("phone")
    VISIT = "visit", _("visit")
    VIDEO = "video", _("video call")
    EMAIL = "email", pgettext_lazy("channel", "e-mail")
    WECHAT = "wechat", _("WeChat")
    OTHER = "other", pgettext_lazy("channel", "other")


class Sentiment(TextChoices):
    GOOD = "good", pgettext_lazy("sentiment", "good")
    NEUTRAL = "neutral", pgettext_lazy("sentiment", "neutral")
    BAD = "bad", pgettext_lazy("sentiment", "bad")


class SurveyKind(TextChoices):
    CSAT = "csat", _("satisfaction (CSAT)")
    NPS = "nps", _("recommendation (NPS)")


class SurveyOccasion(TextChoices):
    TICKET = "ticket", _("ticket")
    ACCEPTANCE = "acceptance", _("stage acceptance")
    HANDOVER = "handover", _("handover")
    QUARTERLY = "quarterly", _("quarterly survey")
    OTHER = "other", pgettext_lazy("survey", "other")


class NeedDimension(TextChoices):
    """The eight questions of a need diagnosis."""

    PAIN = "pain", _("business pain")
    PURCHASING = "purchasing", _("purchasing plan")
    COMPETITORS = "competitors", _("competitors")
    BUDGET = "budget", _("budget")
    DECISION = "decision", _("decision process")
    TECHNICAL = "technical", _("technical conditions")
    TIMING = "timing", _("timing")
    EXPECTATIONS = "expectations", _("expectations")


class NeedWeight(TextChoices):
    CORE = "core", pgettext_lazy("need", "core")
    SECONDARY = "secondary", pgettext_lazy("need", "secondary")


class TaskKind(TextChoices):
    """What somebody is asked to do."""

    CONTACT = "contact", _("contact the customer")
    VISIT = "visit", _("visit")
    MEETING = "meeting", _("meeting")
    PLAN = "plan", _("improvement plan")
    INTERVENTION = "intervention", _("intervention")
    EFFORT = "effort", _("cross-department effort")
    SENIOR_VISIT = "senior_visit", _("senior visit")
    REPORT = "report", _("report")
    OTHER = "other", pgettext_lazy("task", "other")


class TaskState(TextChoices):
    """Follows from a task's dates."""

    OPEN = "open", pgettext_lazy("task", "open")
    WAITING = "waiting", _("waiting for another task")
    SNOOZED = "snoozed", _("put off")
    DONE = "done", pgettext_lazy("task", "done")
    CANCELLED = "cancelled", pgettext_lazy("task", "called off")


class TaskAction(TextChoices):
    """What happens to a task, and is kept in its history."""

    OPEN = "open", pgettext_lazy("task action", "opened")
    DO = "do", pgettext_lazy("task action", "done")
    SNOOZE = "snooze", pgettext_lazy("task action", "put off")
    WAKE = "wake", _("brought back")
    DELEGATE = "delegate", _("handed on")
    RESCHEDULE = "reschedule", _("deadline moved")
    CANCEL = "cancel", pgettext_lazy("task action", "called off")
    REOPEN = "reopen", _("opened again")
    REWORD = "reword", _("said in other words")
    WAIT = "wait", _("waits for others")
    BEGIN = "begin", _("may begin")
    BREACH = "breach", _("deadline passed")
    ESCALATE = "escalate", _("told further up")
    TAKE_OVER = "take_over", _("taken over by the deputy")


class Rhythm(TextChoices):
    """How often a recurring task comes."""

    WEEK = "week", _("every week")
    MONTH = "month", _("every month")
    QUARTER = "quarter", _("every quarter")
    YEAR = "year", _("every year")


class HoursOf(IntegerChoices):
    """The days of a week, as Python counts them, and the weekend days that are worked."""

    MONDAY = 0, WEEKDAYS[0]
    TUESDAY = 1, WEEKDAYS[1]
    WEDNESDAY = 2, WEEKDAYS[2]
    THURSDAY = 3, WEEKDAYS[3]
    FRIDAY = 4, WEEKDAYS[4]
    SATURDAY = 5, WEEKDAYS[5]
    SUNDAY = 6, WEEKDAYS[6]
    MAKE_UP = 7, _("make-up day")


class DayOrigin(TextChoices):
    OFFICIAL = "official", pgettext_lazy("calendar day", "official")
    OWN = "own", pgettext_lazy("calendar day", "our own")


class DeadlineCause(TextChoices):
    """Why a deadline moved."""

    CALENDAR = "calendar", _("a calendar was changed")
    DAY = "day", _("a closing or working day was set")
    OFFICIAL = "official", _("an official table was taken")


class ConcessionKind(TextChoices):
    """What a customer is granted, or a department is asked for; each has its unit."""

    DISCOUNT = "discount", _("discount")
    EXTENSION = "extension", _("extension")
    UPGRADE = "upgrade", _("upgrade")
    GIFT = "gift", _("gift")
    COMPENSATION = "compensation", _("compensation")
    RESOURCE = "resource", _("help of a department")


class ConcessionState(TextChoices):
    """Follows from a concession's dates."""

    WAITING = "waiting", pgettext_lazy("concession", "waiting for a decision")
    GRANTED = "granted", pgettext_lazy("concession", "granted")
    REFUSED = "refused", pgettext_lazy("concession", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("concession", "withdrawn")


class SopStage(TextChoices):
    """What a procedure is for."""

    NEED_DISCOVERY = "need_discovery", _("need discovery")
    PROBLEM_RESPONSE = "problem_response", _("problem response")
    VALUE_DELIVERY = "value_delivery", _("value delivery")
    RELATIONSHIP_CARE = "relationship_care", _("relationship care")
    ACTIVATION = "activation", pgettext_lazy("procedure", "activation")
    RENEWAL = "renewal", pgettext_lazy("procedure", "renewal")
    RECALL = "recall", _("recall of dormant customers")
    WIN_BACK = "win_back", pgettext_lazy("procedure", "win-back")
    GROWTH = "growth", pgettext_lazy("procedure", "growth")
    ADVOCACY = "advocacy", pgettext_lazy("procedure", "advocacy")


class SopRole(TextChoices):
    """Who does a step; where nobody at the customer has the role it is the owner."""

    OWNER = "owner", pgettext_lazy("procedure role", "owner")
    DEPUTY = "deputy", pgettext_lazy("procedure role", "deputy of the owner")
    LEAD = "lead", pgettext_lazy("procedure role", "team lead")
    DIRECTOR = "director", _("customer success director")
    SPONSOR = "sponsor", _("executive sponsor")
    TECHNICAL = "technical", _("technical consultant")
    ANALYST = "analyst", _("data analyst")
    SALES = "sales", pgettext_lazy("procedure role", "sales")
    SUPPORT = "support", pgettext_lazy("procedure role", "support")


class StepAnchor(TextChoices):
    START = "start", _("the beginning of the procedure")
    BEFORE = "before", _("the end of the step before")


class StepOutcome(TextChoices):
    """What became of the task of a step."""

    ON_TIME = "on_time", _("done on time")
    LATE = "late", _("done late")
    CALLED_OFF = "called_off", pgettext_lazy("steps", "called off")
    OVERDUE = "overdue", pgettext_lazy("steps", "overdue")
    OPEN = "open", _("still open")


class Touch(TextChoices):
    """What a tier is owed again and again, the richest first."""

    VISIT = "visit", _("visit by the CSM")
    REVIEW = "review", _("deep business review")
    FOLLOW_UP = "follow_up", _("follow-up with the three modules")
    INTERVIEW = "interview", _("need-diagnosis interview")
    DIAGNOSIS = "diagnosis", _("health diagnosis with three suggestions")
    SENIOR = "senior", _("senior exchange")
    EVENT = "event", _("salon or private board")
    ON_SITE = "on_site", _("technical consultant on site")
    VALUE_REPORT = "value_report", _("value report")
    MESSAGE = "message", _("e-mail or phone")
    NPS = "nps", _("NPS survey")


class CadencePeriod(TextChoices):
    """The calendar's own: a quarter begins in January, April, July and October."""

    MONTH = "month", pgettext_lazy("period", "month")
    QUARTER = "quarter", pgettext_lazy("period", "quarter")
    HALF_YEAR = "half_year", pgettext_lazy("period", "half-year")
    YEAR = "year", pgettext_lazy("period", "year")


class TouchHold(TextChoices):
    """Why a touch that was planned is not owed."""

    CADENCE = "cadence", _("the cadence does not ask for it any more")
    NO_OWNER = "no_owner", _("nobody owns the customer")
    RESTS = "rests", _("the customer was asked a short while ago")
    ENDED = "ended", _("the relationship has ended")


class TouchState(TextChoices):
    """Follows from a planned touch and its task."""

    PLANNED = "planned", pgettext_lazy("touch", "planned")
    OVERDUE = "overdue", _("overdue")
    DONE = "done", pgettext_lazy("touch", "done")
    CALLED_OFF = "called_off", pgettext_lazy("touch", "called off")
    ON_HOLD = "on_hold", pgettext_lazy("touch", "on hold")


class LifecycleEntry(TextChoices):
    """What begins a playbook; `followups.queries.lifecycle` finds whom it is true of."""

    FIRST_PURCHASE = "first_purchase", _("first purchase within so many days")
    EACH_MONTH = "each_month", _("every month while the customer stays")
    SETTLED = "settled", _("so many days after the first purchase")
    FIRST_REPURCHASE = "first_repurchase", _("first repurchase within so many days")
    SATISFIED_YEAR = "satisfied_year", _("satisfaction over so many days at least so high")
    GREW = "grew", _("a signal that team or usage has grown")
    PROMOTER = "promoter", _("newest recommendation (NPS) at least so high")
    DORMANT = "dormant", _("dormant; after so many recalls it rests so many days")
    CONTRACT_ENDS = "contract_ends", _("contract ends within so many days")
    REPURCHASE_DUE = "repurchase_due", _("next order expected within so many days")


class LifecycleExit(TextChoices):
    """What ends a playbook before its last step; the end of the relationship always does."""

    LEFT = "left", _("gone silent, or the purchase was undone")
    MONTH_OVER = "month_over", _("the month is over")
    TROUBLED = "troubled", _("in trouble: orange or red, or gone silent")
    ORDERED = "ordered", _("has ordered since")
    RENEWED = "renewed", _("the contract has a successor, or notice was given")


class ReferralState(TextChoices):
    """Follows from a referral's dates."""

    ASKED = "asked", pgettext_lazy("referral", "asked")
    NAMED = "named", pgettext_lazy("referral", "named")
    CONTACTED = "contacted", pgettext_lazy("referral", "contacted")
    WON = "won", pgettext_lazy("referral", "won")
    LOST = "lost", pgettext_lazy("referral", "came to nothing")
