"""What the customer raised, what was said, and what it thinks of us."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext, pgettext_lazy

from common.lists import Column
from crm_site.records.section import (
    QUIET,
    WARNING,
    Link,
    Mark,
    Section,
    day_of,
    days_text,
    due_mark,
    has_come,
)
from followups.choices import TicketState
from followups.models import FollowUp, Need, SurveyAnswer, Ticket
from followups.queries.states import need_open, ticket_in
from followups.timeline import NOT_A_DETRACTOR, SATISFIED


class Tickets(Section):
    code = "tickets"
    label = lazy("Tickets")
    question = lazy("What have they raised?")
    icon = "ticket-detailed"
    model = Ticket
    fields = (
        *("number", "kind", "severity", "subject", "channel", "cause", "solution", "opened_at"),
        *("solved_at", "verified_at", "closed_at", "reopened_at", "cancelled_on"),
    )
    newest = ("-opened_at", "-pk")
    brief = ("subject", "kind", "opened", "state")

    def is_open(self, day: date) -> Q:  # noqa: ARG002
        return ticket_in(TicketState.OPEN)

    def columns(self, day: date) -> Sequence[Column]:
        return (
            Column("subject", lazy("Subject"), css="long", value=lambda row: row.subject),
            Column("number", lazy("Number"), css="nowrap", value=lambda row: row.number),
            Column("kind", lazy("Kind"), css="nowrap", value=lambda row: row.get_kind_display()),
            Column(
                "severity",
                lazy("Severity"),
                css="nowrap",
                value=lambda row: row.get_severity_display(),
            ),
            Column(
                "channel",
                lazy("Channel"),
                value=lambda row: row.get_channel_display(),
                is_shown=False,
            ),
            Column("opened", lazy("Opened"), sorts=True, value=lambda row: day_of(row.opened_at)),
            Column(
                "state",
                lazy("State"),
                value=lambda row: row.state.label,
                show=lambda row: _ticket_state(row, day),
            ),
            Column("cause", lazy("Cause"), css="long", value=lambda row: row.cause, is_shown=False),
            Column(
                "solution",
                lazy("Solution"),
                css="long",
                value=lambda row: row.solution,
                is_shown=False,
            ),
        )


def _ticket_state(row: Any, day: date) -> Mark:
    if row.state != TicketState.OPEN:
        return Mark(str(row.state.label), QUIET)
    opened = day_of(row.opened_at)
    days = (day - opened).days if opened else 0
    return Mark(_("open for %(days)s") % {"days": days_text(days)}, WARNING)


class FollowUps(Section):
    code = "follow-ups"
    label = lazy("Follow-ups")
    question = lazy("What was said last?")
    icon = "chat-dots"
    model = FollowUp
    fields = (
        *("happened_at", "channel", "subject", "business_review", "problem_solving", "sentiment"),
        *("value_delivery", "next_step", "next_step_on", "participants", "minutes"),
        *("by__name", "by__username", "contact__name"),
    )
    newest = ("-happened_at", "-pk")
    brief = ("day", "by", "said", "next_step")

    def columns(self, day: date) -> Sequence[Column]:  # noqa: ARG002
        return (
            Column(
                "day",
                lazy("Day"),
                sorts=True,
                value=lambda row: day_of(row.happened_at),
                show=_day_link,
            ),
            Column(
                "channel",
                lazy("Channel"),
                css="nowrap",
                value=lambda row: row.get_channel_display(),
            ),
            Column("by", lazy("Who"), css="nowrap", value=lambda row: row.by),
            Column(
                "contact",
                lazy("With"),
                css="nowrap",
                value=lambda row: row.contact and row.contact.name,
            ),
            Column("said", lazy("What about"), css="long", value=_said),
            Column("next_step", lazy("Next step"), css="long", value=lambda row: row.next_step),
            Column("next_on", lazy("Until"), value=lambda row: row.next_step_on, is_shown=False),
            Column(
                "participants",
                lazy("Participants"),
                value=lambda row: row.participants,
                is_shown=False,
            ),
            Column("minutes", lazy("Minutes"), value=lambda row: row.minutes, is_shown=False),
            Column(
                "sentiment",
                lazy("Sentiment"),
                value=lambda row: row.get_sentiment_display(),
                is_shown=False,
            ),
        )


def _day_link(row: Any) -> Link | None:
    day = day_of(row.happened_at)
    if day is None:
        return None
    return Link(date_format(day, "SHORT_DATE_FORMAT"), reverse("follow-up", args=[row.pk]))


def _said(row: Any) -> str:
    modules = (row.subject, row.business_review, row.problem_solving, row.value_delivery)
    return " · ".join(filter(None, modules))


class Surveys(Section):
    code = "surveys"
    label = lazy("Surveys")
    question = lazy("What do they think of us?")
    icon = "clipboard-data"
    model = SurveyAnswer
    fields = ("answered_at", "kind", "score", "occasion", "comment", "contact__name")
    newest = ("-answered_at", "-pk")
    brief = ("day", "kind", "score", "comment")

    def columns(self, day: date) -> Sequence[Column]:  # noqa: ARG002
        return (
            Column("day", lazy("Day"), sorts=True, value=lambda row: day_of(row.answered_at)),
            Column("kind", lazy("Survey"), css="nowrap", value=lambda row: row.get_kind_display()),
            Column("score", lazy("Score"), css="number", value=lambda row: row.score, show=_score),
            Column("occasion", lazy("Occasion"), value=lambda row: row.get_occasion_display()),
            Column(
                "contact",
                pgettext_lazy("survey", "By"),
                css="nowrap",
                value=lambda row: row.contact and row.contact.name,
            ),
            Column("comment", lazy("Comment"), css="long", value=lambda row: row.comment),
        )


def _score(row: Any) -> Mark:
    best, enough = (100, SATISFIED) if row.kind == "csat" else (10, NOT_A_DETRACTOR)
    text = _("%(score)s of %(best)d") % {"score": row.score, "best": best}
    return Mark(text, WARNING if row.score < enough else "")


class Needs(Section):
    code = "needs"
    label = lazy("Needs")
    question = lazy("What do they need?")
    icon = "clipboard-check"
    model = Need
    fields = (
        *("title", "dimension", "weight", "urgency", "importance", "raised_on", "due_on"),
        *("solution", "solved_on", "confirmed_on", "cancelled_on"),
    )
    newest = ("-raised_on", "-pk")
    brief = ("title", "raised", "state")

    def is_open(self, day: date) -> Q:
        return need_open(day)

    def columns(self, day: date) -> Sequence[Column]:
        return (
            Column("title", lazy("Need"), value=lambda row: row.title),
            Column("dimension", lazy("Dimension"), value=lambda row: row.get_dimension_display()),
            Column("weight", lazy("Weight"), value=lambda row: row.get_weight_display()),
            Column("urgency", lazy("Urgency (1–5)"), value=lambda row: row.urgency, is_shown=False),
            Column(
                "importance",
                lazy("Importance (1–5)"),
                value=lambda row: row.importance,
                is_shown=False,
            ),
            Column("raised", lazy("Raised"), sorts=True, value=lambda row: row.raised_on),
            Column("due", lazy("Due"), value=lambda row: row.due_on, is_shown=False),
            Column("state", lazy("State"), value=lambda row: _need_state(row, day)),
            Column(
                "solution",
                lazy("Solution"),
                css="long",
                value=lambda row: row.solution,
                is_shown=False,
            ),
        )


def _need_state(row: Any, day: date) -> Mark:
    if has_come(row.cancelled_on, day):
        return Mark(pgettext("state", "cancelled"), QUIET)
    if has_come(row.confirmed_on, day):
        return Mark(_("confirmed by the customer"), QUIET)
    return Mark(_("solved"), QUIET) if has_come(row.solved_on, day) else due_mark(row.due_on, day)


SERVICE = (Tickets, FollowUps, Surveys, Needs)
