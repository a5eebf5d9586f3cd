"""What we and the customer said and did, as lines of the customer's timeline."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.choices import Severity, TicketKind
from accounts.timeline import Source, Tone, register
from followups.choices import Sentiment, SurveyKind
from followups.models import CustomerPlan, FollowUp, Need, PlanReview, SurveyAnswer, Ticket

# Below these an answer is bad news: three stars of five, and what counts as a detractor.
SATISFIED, NOT_A_DETRACTOR = 60, 7


class TicketSource(Source):
    kind = "tickets"
    label = gettext_lazy("Tickets")
    model = Ticket
    fields: ClassVar[tuple[str, ...]] = ("number", "subject")

    def detail(self, row: Any) -> str:
        return row.number


@register
class TicketsOpened(TicketSource):
    code = "tickets_opened"
    icon = "ticket-detailed"
    at = "opened_at"
    fields = ("number", "subject", "kind", "severity", "cancelled_on")

    def title(self, row: Any) -> str:
        words = {"kind": row.get_kind_display(), "subject": row.subject}
        return _("%(kind)s: %(subject)s") % words

    def detail(self, row: Any) -> str:
        severity = row.get_severity_display() if row.severity == Severity.MAJOR else ""
        cancelled = pgettext("state", "cancelled") if row.cancelled_on else ""
        return " · ".join(filter(None, [row.number, severity, cancelled]))

    def tone(self, row: Any) -> Tone:
        if row.cancelled_on:
            return Tone.PLAIN
        bad = row.kind == TicketKind.COMPLAINT or row.severity == Severity.MAJOR
        return Tone.BAD if bad else Tone.PLAIN


@register
class TicketsSolved(TicketSource):
    code = "tickets_solved"
    icon = "check2-circle"
    at = "solved_at"

    def title(self, row: Any) -> str:
        return _("Solved: %(subject)s") % {"subject": row.subject}

    def tone(self, row: Any) -> Tone:  # noqa: ARG002
        return Tone.GOOD


@register
class TicketsReopened(TicketSource):
    code = "tickets_reopened"
    icon = "arrow-counterclockwise"
    at = "reopened_at"
    fields = ("number", "subject", "cancelled_on")

    def title(self, row: Any) -> str:
        return _("Reopened: %(subject)s") % {"subject": row.subject}

    def tone(self, row: Any) -> Tone:
        return Tone.PLAIN if row.cancelled_on else Tone.BAD


@register
class FollowUps(Source):
    code = kind = "follow_ups"
    label = gettext_lazy("Follow-ups")
    icon = "chat-dots"
    model = FollowUp
    at = "happened_at"
    fields = (
        *("channel", "subject", "sentiment", "business_review", "problem_solving"),
        *("value_delivery", "next_step", "by__name", "by__username", "contact__name"),
    )

    def title(self, row: Any) -> str:
        return " · ".join(filter(None, [row.get_channel_display(), row.subject]))

    def detail(self, row: Any) -> str:
        """Who with whom, the first thing that was said, and what comes next."""
        people = " → ".join(str(one) for one in (row.by, row.contact) if one)
        said = row.business_review or row.problem_solving or row.value_delivery
        step = _("Next: %(step)s") % {"step": row.next_step} if row.next_step else ""
        return " · ".join(filter(None, [people, said, step]))

    def tone(self, row: Any) -> Tone:
        return {Sentiment.GOOD: Tone.GOOD, Sentiment.BAD: Tone.BAD}.get(row.sentiment, Tone.PLAIN)

    def url(self, row: Any) -> str:
        return reverse("follow-up", args=[row.pk])


@register
class Surveys(Source):
    code = kind = "surveys"
    label = gettext_lazy("Surveys")
    icon = "clipboard-data"
    model = SurveyAnswer
    at = "answered_at"
    fields = ("kind", "score", "occasion", "comment", "contact__name")

    def title(self, row: Any) -> str:
        words = {"kind": row.get_kind_display(), "score": row.score}
        return _("%(kind)s: %(score)s") % words

    def detail(self, row: Any) -> str:
        who = row.contact.name if row.contact else ""
        return " · ".join(filter(None, [who, row.get_occasion_display(), row.comment]))

    def tone(self, row: Any) -> Tone:
        enough = SATISFIED if row.kind == SurveyKind.CSAT else NOT_A_DETRACTOR
        return Tone.BAD if row.score < enough else Tone.PLAIN


class NeedSource(Source):
    kind = "needs"
    label = gettext_lazy("Needs")
    icon = "clipboard-check"
    model = Need
    fields: ClassVar[tuple[str, ...]] = ("title",)


@register
class NeedsRaised(NeedSource):
    code = "needs_raised"
    at = "raised_on"

    def title(self, row: Any) -> str:
        return _("Need: %(title)s") % {"title": row.title}


@register
class NeedsConfirmed(NeedSource):
    code = "needs_confirmed"
    at = "confirmed_on"
    fields = ("title", "confirmed_by")

    def title(self, row: Any) -> str:
        return _("Need met: %(title)s") % {"title": row.title}

    def detail(self, row: Any) -> str:
        if not row.confirmed_by:
            return ""
        return _("confirmed by %(name)s") % {"name": row.confirmed_by}

    def tone(self, row: Any) -> Tone:  # noqa: ARG002
        return Tone.GOOD


class PlanSource(Source):
    kind = "customer_plans"
    label = gettext_lazy("Customer plans")
    icon = "map"


@register
class PlansWritten(PlanSource):
    code = "customer_plans_written"
    model = CustomerPlan
    at = "written_at"
    fields = ("year", "their_goals", "written_by__name", "written_by__username")

    def title(self, row: Any) -> str:
        return _("Customer plan of %(year)d") % {"year": row.year}

    def detail(self, row: Any) -> str:
        return " · ".join([str(row.written_by), row.their_goals])


@register
class PlansReviewed(PlanSource):
    code = "customer_plans_reviewed"
    icon = "clipboard-check"
    model = PlanReview
    at = "reviewed_at"
    fields = ("quarter", "plan__year", "decisions", "reviewed_by__name", "reviewed_by__username")

    def title(self, row: Any) -> str:
        words = {"year": row.plan.year, "quarter": row.quarter}
        return _("Review of the customer plan of %(year)d, quarter %(quarter)d") % words

    def detail(self, row: Any) -> str:
        return " · ".join([str(row.reviewed_by), row.decisions])
