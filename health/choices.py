"""The words that health knows."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(TextChoices):
    """How a customer is doing; the bounds belong to the model version."""

    HEALTHY = "healthy", pgettext_lazy("level", "healthy")
    YELLOW = "yellow", pgettext_lazy("level", "yellow")
    ORANGE = "orange", pgettext_lazy("level", "orange")
    RED = "red", pgettext_lazy("level", "red")
    UNKNOWN = "unknown", pgettext_lazy("level", "unknown")
    UNSCORED = "unscored", pgettext_lazy("level", "not scored")


# Bigger needs more attention. Unknown comes before healthy: few facts never prove health.
ATTENTION: dict[Level, int] = {
    Level.RED: 5,
    Level.ORANGE: 4,
    Level.YELLOW: 3,
    Level.UNKNOWN: 2,
    Level.HEALTHY: 1,
    Level.UNSCORED: 0,
}


WORST_FIRST = sorted(Level, key=ATTENTION.__getitem__, reverse=True)


class Dimension(TextChoices):
    DEMAND_FIT = "demand_fit", _("demand fit")
    SATISFACTION = "satisfaction", _("satisfaction")
    DELIVERY = "delivery", _("service delivery")
    PURCHASING = "purchasing", _("purchasing trend")
    STABILITY = "stability", _("stability of the relationship")
    ENGAGEMENT = "engagement", _("engagement")


class IndicatorStatus(TextChoices):
    MEASURED = "measured", _("measured")
    MISSING = "missing", pgettext_lazy("indicator", "missing")
    NOT_APPLICABLE = "not_applicable", _("not applicable")
    STALE = "stale", pgettext_lazy("indicator", "stale")


# How a status is stored: one letter for each figure of a score row.
STATE_LETTERS: dict[str, IndicatorStatus] = {
    "m": IndicatorStatus.MEASURED,
    "x": IndicatorStatus.MISSING,
    "n": IndicatorStatus.NOT_APPLICABLE,
    "s": IndicatorStatus.STALE,
}


class UnscoredReason(TextChoices):
    NO_ORDER = "no_order", _("has not ordered yet")
    CREDIT_NOTES_ONLY = "credit_notes_only", _("has credit notes only")
    CHURNED = "churned", _("the relationship has ended")
    NOTHING_MEASURED = "nothing_measured", _("nothing could be measured")


class VersionState(TextChoices):
    """A draft becomes previewed, and by every change a draft again; published is for ever."""

    DRAFT = "draft", pgettext_lazy("model version", "draft")
    PREVIEWED = "previewed", pgettext_lazy("model version", "previewed")
    PUBLISHED = "published", pgettext_lazy("model version", "published")
    DISCARDED = "discarded", pgettext_lazy("model version", "discarded")


class Unit(TextChoices):
    """What a raw figure counts; pages format by it."""

    RATIO = "ratio", pgettext_lazy("unit", "times the usual")
    PERCENT = "percent", "%"
    DAYS = "days", pgettext_lazy("unit", "days")
    DAYS_LATE = "days_late", pgettext_lazy("unit", "days late")
    ORDERS = "orders", pgettext_lazy("unit", "order days")
    PACE = "pace", pgettext_lazy("unit", "order days a day")
    INTERVALS = "intervals", pgettext_lazy("unit", "usual intervals")
    MONEY = "money", pgettext_lazy("unit", "money")
    CURRENCY = "currency", pgettext_lazy("unit", "currency")
    DATE = "date", pgettext_lazy("unit", "date")
    COUNT = "count", pgettext_lazy("unit", "number")
    NUMBER = "number", pgettext_lazy("unit", "weight")
    CASES = "cases", pgettext_lazy("unit", "normal cases for ten order days")
    POINTS = "points", pgettext_lazy("unit", "points")


class WarningCause(TextChoices):
    """What a warning is about; a customer has one open warning of each."""

    SCORE = "score", pgettext_lazy("warning", "health score")
    PURCHASING = "purchasing", pgettext_lazy("warning", "purchasing")
    SATISFACTION = "satisfaction", pgettext_lazy("warning", "satisfaction")
    SERVICE = "service", pgettext_lazy("warning", "service")
    PEOPLE = "people", pgettext_lazy("warning", "people")
    PAYMENT = "payment", pgettext_lazy("warning", "payment")
    USAGE = "usage", pgettext_lazy("warning", "usage")
    RENEWAL = "renewal", pgettext_lazy("warning", "renewal")
    COMPETITION = "competition", pgettext_lazy("warning", "competition")
    MARKET = "market", pgettext_lazy("warning", "market")


class RuleOutcome(TextChoices):
    """What a rule says of a customer on a day."""

    FIRES = "fires", pgettext_lazy("rule", "warns")
    CLEAR = "clear", pgettext_lazy("rule", "does not warn")
    TOO_FEW = "too_few", pgettext_lazy("rule", "too few cases")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("rule", "does not apply")
    PAUSED = "paused", pgettext_lazy("rule", "pauses")


# How SQL says it.
OUTCOME_LETTERS: dict[str, RuleOutcome] = {
    "y": RuleOutcome.FIRES,
    "c": RuleOutcome.CLEAR,
    "f": RuleOutcome.TOO_FEW,
    "n": RuleOutcome.NOT_APPLICABLE,
    "p": RuleOutcome.PAUSED,
}


class WarningState(TextChoices):
    """How far people are with a warning; follows from its dates and its duties."""

    OPEN = "open", pgettext_lazy("warning", "open")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("warning", "seen")
    PLANNED = "planned", pgettext_lazy("warning", "planned")
    IN_PROGRESS = "in_progress", pgettext_lazy("warning", "in progress")
    RESOLVED = "resolved", pgettext_lazy("warning", "resolved")


class WarningOutcome(TextChoices):
    RECOVERED = "recovered", _("recovered")
    LOST = "lost", pgettext_lazy("warning", "lost")
    FALSE_ALARM = "false_alarm", _("false alarm")
    WITHDRAWN = "withdrawn", _("no longer applies")


class WarningAction(TextChoices):
    OPENED = "opened", pgettext_lazy("warning action", "opened")
    WORSENED = "worsened", pgettext_lazy("warning action", "worse")
    IMPROVED = "improved", pgettext_lazy("warning action", "better")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("warning action", "seen")
    RESOLVED = "resolved", pgettext_lazy("warning action", "resolved")
    REOPENED = "reopened", pgettext_lazy("warning action", "opened again")
    SIGNAL = "signal", pgettext_lazy("warning action", "another signal")
    CLEARED = "cleared", pgettext_lazy("warning action", "a signal has ended")
    PLANNED = "planned", pgettext_lazy("warning action", "planned")


class DutyCode(TextChoices):
    """What a warning obliges people to."""

    PLAN = "plan", _("file an improvement plan")
    SPECIAL = "special", _("talk about the news")
    START = "start", _("start with the customer")
    EFFORT = "effort", _("lead a cross-department effort")
    INTERVENE = "intervene", _("start an intervention")
    SENIOR_VISIT = "senior_visit", _("visit by the executive sponsor")


class HeldState(TextChoices):
    """What became of warnings that were too many to open at once."""

    HELD = "held", _("waiting for a decision")
    DECIDED = "decided", _("decided")


class OverrideVerdict(TextChoices):
    """What the score's own level did while a person had set another, and on the day after."""

    BORNE_OUT = "borne_out", _("the score came to the same")
    NOT_BORNE_OUT = "not_borne_out", _("the score did not follow")
    NO_SCORE = "no_score", _("no score to compare with")


class DoubtAnswer(TextChoices):
    """What came of it when somebody said that a score is wrong."""

    DATA_MENDED = "data_mended", _("the data are mended")
    MODEL_WILL_CHANGE = "model_will_change", _("the model will change")
    SCORE_IS_RIGHT = "score_is_right", _("the score is right")


class Trouble(TextChoices):
    """What kind of trouble a customer is in; it decides what we do."""

    ADJUSTING = "adjusting", _("the customer adjusts its purchases")
    COMPETITOR = "competitor", _("purchases go to a competitor")
    COMPLAINTS = "complaints", _("complaints")
    DISSATISFIED = "dissatisfied", _("dissatisfaction")
    SILENCE = "silence", _("silence")
    PEOPLE_LEFT = "people_left", _("our contact has left")
    LITTLE_USE = "little_use", _("little use of the product")
    PAYMENT = "payment", _("payment is overdue")
    RENEWAL = "renewal", _("a contract runs out")
    COSTS = "costs", _("the customer has to save costs")
    OTHER = "other", pgettext_lazy("trouble", "other")


class PlanOutcome(TextChoices):
    REACHED = "reached", _("goal reached")
    PARTLY = "partly", _("reached in part")
    MISSED = "missed", _("not reached")
    DROPPED = "dropped", _("given up")


class WinBackReason(TextChoices):
    """Why a customer turns away; those of a group belong together (`rules.winbacks`)."""

    PRICE_SENSITIVE = "price_sensitive", _("too dear for them")
    POOR_VALUE = "poor_value", _("poor value for the price")
    VALUE_UNSEEN = "value_unseen", _("value not perceived")
    BUDGET = "budget", _("budget cut")
    SERVICE = "service", _("our service")
    PRODUCT_GAP = "product_gap", _("the product lacks something")
    COMPETITOR = "competitor", pgettext_lazy("reason", "a competitor")
    PERSON_LEFT = "person_left", _("a key person left")
    OWN_ADJUSTMENT = "own_adjustment", _("the customer's own adjustment")


class ReasonGroup(TextChoices):
    """The first level of the reason tree."""

    PRICE = "price", pgettext_lazy("reason", "price")
    BUDGET = "budget", pgettext_lazy("reason", "budget")
    SERVICE = "service", pgettext_lazy("reason", "service")
    PRODUCT = "product", pgettext_lazy("reason", "product")
    COMPETITOR = "competitor", pgettext_lazy("reason", "competitor")
    PEOPLE = "people", pgettext_lazy("reason", "people")
    CUSTOMER = "customer", pgettext_lazy("reason", "their own affairs")


class Offer(TextChoices):
    """What may bring a customer back; which matches which reason is in `rules.winbacks`."""

    TIERED_PRICE = "tiered_price", _("price by quantity")
    LONGER_TERMS = "longer_terms", _("longer payment terms")
    BUNDLE = "bundle", _("bundle with service")
    RIGHT_SIZE = "right_size", _("a package of the right size")
    VALUE_REPORT = "value_report", _("value report with their figures")
    TRAINING = "training", _("training for their users")
    SMALLER = "smaller", _("smaller package")
    INSTALMENTS = "instalments", _("instalments")
    RECOVERY_PLAN = "recovery_plan", _("service recovery plan")
    NAMED_ENGINEER = "named_engineer", _("an engineer by name")
    ROADMAP = "roadmap", _("roadmap with dates")
    TRIAL = "trial", _("trial of the new version")
    COMPARISON = "comparison", _("comparison with the competitor")
    SWITCH_BACK = "switch_back", _("help with switching back")
    REBUILD = "rebuild", _("relationship built anew")
    SENIOR_VISIT = "senior_visit", _("visit by a senior")
    SUPPLY_HELP = "supply_help", _("help with their supply chain")
    PAUSE = "pause", _("pause with a date to start again")


class WinBackOutcome(TextChoices):
    WON_BACK = "won_back", _("won back")
    LOST = "lost", pgettext_lazy("win-back", "lost")
    GIVEN_UP = "given_up", _("given up")


class WinBackVerdict(TextChoices):
    """What the orders since its beginning say, on one of the days on which that is looked at."""

    WON_BACK = "won_back", _("won back")
    ANSWERED = "answered", pgettext_lazy("win-back", "ordered again, but little")
    SILENT = "silent", _("no order")


class CaseTrouble(TextChoices):
    """What kind of trouble a case was about: the causes of warnings, and a customer lost."""

    SCORE = "score", pgettext_lazy("trouble", "health score")
    PURCHASING = "purchasing", pgettext_lazy("trouble", "purchasing")
    SATISFACTION = "satisfaction", pgettext_lazy("trouble", "satisfaction")
    SERVICE = "service", pgettext_lazy("trouble", "service")
    PEOPLE = "people", pgettext_lazy("trouble", "people")
    PAYMENT = "payment", pgettext_lazy("trouble", "payment")
    USAGE = "usage", pgettext_lazy("trouble", "usage")
    RENEWAL = "renewal", pgettext_lazy("trouble", "renewal")
    COMPETITION = "competition", pgettext_lazy("trouble", "competition")
    MARKET = "market", pgettext_lazy("trouble", "market")
    LOSS = "loss", pgettext_lazy("trouble", "customer lost")


class CaseOutcome(TextChoices):
    RECOVERED = "recovered", pgettext_lazy("case", "recovered")
    WON_BACK = "won_back", pgettext_lazy("case", "won back")
    LOST = "lost", pgettext_lazy("case", "lost")
    PARTLY = "partly", pgettext_lazy("case", "recovered in part")
    MISSED = "missed", pgettext_lazy("case", "not recovered")


class BacktestPopulation(TextChoices):
    """Of whom a back-test asks whether the warnings would have come."""

    REGULAR = "regular", _("regular buyers")
    ALL = "all", _("everybody with a pace of their own")


class LeavingLabel(TextChoices):
    """What counts as having left in the 90 days after a day."""

    HALF = "half", _("fewer than half of their own pace")
    NONE = "none", _("no order")


class BacktestState(TextChoices):
    WAITING = "waiting", pgettext_lazy("back-test", "waiting")
    RUNNING = "running", pgettext_lazy("back-test", "running")
    DONE = "done", pgettext_lazy("back-test", "done")
    FAILED = "failed", pgettext_lazy("back-test", "failed")
