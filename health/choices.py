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
    WITHDRAWN = "withdrawn", _("not scored any more")


class WarningAction(TextChoices):
    OPENED = "opened", pgettext_lazy("warning action", "opened")
    WORSENED = "worsened", pgettext_lazy("warning action", "worse")
    IMPROVED = "improved", pgettext_lazy("warning action", "better")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("warning action", "seen")
    RESOLVED = "resolved", pgettext_lazy("warning action", "resolved")


class DutyCode(TextChoices):
    """What a warning obliges people to."""

    PLAN = "plan", _("file an improvement plan")
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
