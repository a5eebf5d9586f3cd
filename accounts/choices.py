"""The words that accounts knows."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

DEMO_SOURCE = "demo"
TYPED_SOURCE = "portal"
"""Whatever people type in has this as its source."""
RESERVED_SOURCES = frozenset({DEMO_SOURCE})
"""No file may come from these: whatever has them leaves with the demo company."""


class Tier(TextChoices):
    STRATEGIC = "strategic", _("strategic")
    KEY = "key", pgettext_lazy("tier", "key")
    POTENTIAL = "potential", _("potential")
    GENERAL = "general", pgettext_lazy("tier", "general")


class LifecycleStage(TextChoices):
    ACQUISITION = "acquisition", _("acquisition")
    ACTIVATION = "activation", _("activation")
    RETENTION = "retention", _("retention")
    MONETISATION = "monetisation", _("monetisation")
    ADVOCACY = "advocacy", _("advocacy")
    DORMANT = "dormant", pgettext_lazy("lifecycle", "dormant")
    CHURNED = "churned", _("churned")


class StageReason(TextChoices):
    """Why a customer is in its lifecycle stage."""

    NO_PURCHASE = "no_purchase", _("has not bought yet")
    FIRST_PURCHASE = "first_purchase", _("first purchase not long ago")
    BUYS = "buys", _("buys, or has a contract in force")
    REPURCHASE = "repurchase", _("first repurchase")
    GREW = "grew", _("team or usage has grown")
    SATISFIED = "satisfied", _("very satisfied for a year")
    PROMOTER = "promoter", _("recommends us")
    SILENT = "silent", _("has not ordered for long")
    CONTRACT_ENDED = "contract_ended", _("contract ended without a successor")
    OVER = "over", _("the relationship was ended")
    BY_HAND = "by_hand", _("set by hand")


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


class ServiceRole(TextChoices):
    """What somebody does in the team that serves a customer."""

    CSM = "csm", _("Customer success manager")
    TECH_CONSULTANT = "tech_consultant", _("Technical consultant")
    DATA_ANALYST = "data_analyst", _("Data analyst")
    SALES = "sales", _("Sales")
    SUPPORT = "support", _("Support")
    EXECUTIVE_SPONSOR = "executive_sponsor", _("Executive sponsor")


class BatchState(TextChoices):
    RUNNING = "running", _("running")
    DONE = "done", pgettext_lazy("import", "done")
    REJECTED = "rejected", pgettext_lazy("import", "rejected")
    UNDOING = "undoing", pgettext_lazy("import", "being undone")
    UNDONE = "undone", pgettext_lazy("import", "undone")


class UploadState(TextChoices):
    """How far a file is on its way from a person's computer to an import."""

    UPLOADED = "uploaded", pgettext_lazy("import", "columns to be checked")
    PREVIEWING = "previewing", pgettext_lazy("import", "being tried")
    READY = "ready", pgettext_lazy("import", "ready to import")
    IMPORTING = "importing", pgettext_lazy("import", "being imported")
    DONE = "done", pgettext_lazy("import", "done")
    FAILED = "failed", pgettext_lazy("import", "failed")


class RowOutcome(TextChoices):
    """What becomes of a row of a file."""

    CREATED = "created", pgettext_lazy("row", "new")
    UPDATED = "updated", pgettext_lazy("row", "changed")
    UNCHANGED = "unchanged", pgettext_lazy("row", "the same")
    REFUSED = "refused", pgettext_lazy("row", "refused")


class ColourMode(TextChoices):
    AUTO = "auto", _("as the device")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")


class ProductionStage(TextChoices):
    PLANNED = "planned", pgettext_lazy("production", "planned")
    MATERIAL = "material", _("material ready")
    STARTED = "started", _("in production")
    TESTED = "tested", _("tested")
    PACKED = "packed", _("packed")
    SHIPPED = "shipped", _("shipped")
    DELIVERED = "delivered", _("delivered")
    DELAYED = "delayed", _("delayed")


class UsageMetric(TextChoices):
    LOGIN = "login", _("log-ins")
    DOWNLOAD = "download", _("document downloads")
    MEETING = "meeting", _("meetings attended")
    PRODUCT = "product", _("product usage")
    STOCK = "stock", _("stock at the customer")


class EventKind(TextChoices):
    """What may happen at a customer or in its market."""

    MERGER = "merger", _("merger or restructuring")
    LISTING = "listing", _("stock market listing")
    FUNDING = "funding", _("funding")
    EXPANSION = "expansion", _("expansion")
    BUDGET = "budget", _("budget change")
    AUTHORITY = "authority", _("buying authority changed")
    TENDER = "tender", _("tender")
    POLICY_GOOD = "policy_good", _("favourable policy")
    POLICY_BAD = "policy_bad", _("adverse policy")
    MATERIAL_PRICE = "material_price", _("raw-material price")
    CONTACT_LEFT = "contact_left", _("key contact left")
    COMPETITOR = "competitor", _("competitor contact")
    SPENDING_UP = "spending_up", _("spending risen strongly")
    SPENDING_DOWN = "spending_down", _("spending halved")
    GROWTH = "growth", _("size or usage grown")
    FOUNDING_DAY = "founding_day", _("founding day")
    OTHER = "other", pgettext_lazy("event", "other")


class SignalDirection(TextChoices):
    GOOD = "good", pgettext_lazy("signal", "favourable")
    BAD = "bad", pgettext_lazy("signal", "adverse")
    NEUTRAL = "neutral", pgettext_lazy("signal", "neutral")


class OpportunityKind(TextChoices):
    NEW = "new", pgettext_lazy("opportunity", "new")
    SECOND_NEED = "second_need", _("second need")
    CROSS_SELL = "cross_sell", _("cross-sell")
    UPGRADE = "upgrade", _("upgrade")
    RENEWAL = "renewal", _("renewal")
    TENDER = "tender", _("tender")
    WIN_BACK = "win_back", _("win-back")


class OpportunityStage(TextChoices):
    SCREENED = "screened", _("screened")
    NEED_CLEAR = "need_clear", _("need clear")
    PROPOSAL = "proposal", _("proposal")
    NEGOTIATION = "negotiation", _("negotiation")
    SIGNED = "signed", _("signed")
    LOST = "lost", _("lost")


class ExtraKind(TextChoices):
    DISCOUNT = "discount", _("discount")
    EXTENSION = "extension", _("extension")
    UPGRADE = "upgrade", _("upgrade")
    GIFT = "gift", _("gift")
    COMPENSATION = "compensation", _("compensation")
    SERVICE = "service", _("free service")


class CampaignAnswer(TextChoices):
    DELIVERED = "delivered", pgettext_lazy("message", "delivered")
    OPENED = "opened", pgettext_lazy("message", "opened")
    CLICKED = "clicked", _("clicked")
    ANSWERED = "answered", _("answered")
    ATTENDED = "attended", _("attended")
    DECLINED = "declined", _("declined")


class CostKind(TextChoices):
    ACQUISITION = "acquisition", _("acquisition")
    SERVICE = "service", pgettext_lazy("cost", "service")


class TicketKind(TextChoices):
    """Anything a customer raises. Here, because contracts promise times by kind."""

    QUESTION = "question", _("question")
    ISSUE = "issue", _("issue")
    COMPLAINT = "complaint", _("complaint")
    REQUEST = "request", _("request")
    DELIVERY = "delivery", _("delivery problem")
    SUGGESTION = "suggestion", _("suggestion")


class Severity(TextChoices):
    LOW = "low", pgettext_lazy("severity", "low")
    NORMAL = "normal", pgettext_lazy("severity", "normal")
    MAJOR = "major", pgettext_lazy("severity", "major")


class ServiceClock(TextChoices):
    """A step of handling a ticket that has a target of its own."""

    CONFIRMED = "confirmed", _("confirmed")
    WORK_STARTED = "work_started", _("work started")
    FIRST_SOLUTION = "first_solution", _("first solution")
    ESCALATED = "escalated", _("technical director told")
    SOLVED = "solved", _("solved")
    REVISITED = "revisited", _("revisited")


class TimeKind(TextChoices):
    """Three kinds of time that are never mixed."""

    SERVICE = "service", _("service time")
    ELAPSED = "elapsed", _("elapsed time")
    WORKING_DAYS = "working_days", _("working days")


class AccessAction(TextChoices):
    REVEAL = "reveal", _("shown for a reason")
    EXPORT = "export", _("exported")
