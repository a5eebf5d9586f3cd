"""The words that accounts knows."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Tier(TextChoices):
    STRATEGIC = "strategic", _("strategic")
    KEY = "key", pgettext_lazy("tier", "key")
    POTENTIAL = "potential", _("potential")
    GENERAL = "general", pgettext_lazy("tier", "general")


class Sensitivity(TextChoices):
    NORMAL = "normal", pgettext_lazy("sensitivity", "normal")
    HIGH = "high", pgettext_lazy("sensitivity", "high")


class CustomerStatus(TextChoices):
    ACTIVE = "active", _("active")
    ARCHIVED = "archived", _("archived")
    MERGED = "merged", _("merged")


class CustomerSource(TextChoices):
    CAMPAIGN = "campaign", _("market campaign")
    CHANNEL = "channel", _("channel")
    REFERRAL = "referral", _("referral by another customer")
    FAIR = "fair", _("fair")
    WEBSITE = "website", _("website")


class DecisionRole(TextChoices):
    DECISION_MAKER = "decision_maker", _("decision maker")
    PURCHASER = "purchaser", _("purchaser")
    INFLUENCER = "influencer", _("influencer")
    USER = "user", pgettext_lazy("decision role", "user")
    FINANCE = "finance", pgettext_lazy("decision role", "finance")


class Attitude(TextChoices):
    SUPPORTER = "supporter", _("supporter")
    NEUTRAL = "neutral", _("neutral")
    CRITIC = "critic", _("critic")


class ContactChannel(TextChoices):
    PHONE = "phone", _("phone")
    EMAIL = "email", _("e-mail")
    WECHAT = "wechat", _("WeChat")
    VISIT = "visit", _("visit")


class AssignmentKind(TextChoices):
    OWNER = "owner", _("owner")
    CO_OWNER = "co_owner", _("co-owner")
    RECEIVING = "receiving", _("receiving")
    LEAVING = "leaving", _("leaving")
    COVER = "cover", _("cover")
    CALLED_IN = "called_in", _("called in")
    SLICE = "slice", _("department")


class BatchState(TextChoices):
    RUNNING = "running", _("running")
    DONE = "done", pgettext_lazy("import", "done")
    REJECTED = "rejected", pgettext_lazy("import", "rejected")
    UNDONE = "undone", pgettext_lazy("import", "undone")


class ColourMode(TextChoices):
    AUTO = "auto", _("as the device")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")
