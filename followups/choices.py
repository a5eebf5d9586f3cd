"""The words that followups knows; those of tickets that contracts need are in accounts."""

from django.db.models import TextChoices
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
    EMAIL = "email", _("e-mail")
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
