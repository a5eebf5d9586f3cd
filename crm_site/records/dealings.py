"""What could come, what happened there, who else is around, what was promised and given."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext, pgettext_lazy

from accounts.choices import OpportunityStage
from accounts.models import (
    CampaignResponse,
    CompetitorAt,
    CustomerEvent,
    CustomerLine,
    ExtraGiven,
    Opportunity,
    Promise,
)
from accounts.queries.states import (
    competitor_there,
    line_relevant,
    opportunity_open,
    promise_open,
)
from common.lists import Column
from common.templatetags.figures import percent
from crm_site.queries.concessions import amount_told
from crm_site.records.section import (
    QUIET,
    WARNING,
    Link,
    Mark,
    Section,
    amount_columns,
    day_of,
    due_mark,
    has_come,
)
from followups.models import Concession, Referral
from followups.models.concession import WAITING
from health.models import WinBack
from health.models.winback import AT_WORK as WIN_BACK_AT_WORK


def _share(value: Any) -> str:
    """A stored percentage, or the mask in its place."""
    return value if isinstance(value, str) else percent(None if value is None else value / 100)


class Opportunities(Section):
    code = "opportunities"
    label = lazy("Opportunities")
    question = lazy("What could come?")
    icon = "graph-up-arrow"
    model = Opportunity
    fields = (
        *("title", "kind", "stage", "amount", "currency", "probability", "opened_on"),
        *("expected_on", "deadline_on", "closed_on", "next_step", "sticking_point", "lost_reason"),
    )
    newest = ("-opened_on", "-pk")
    brief = ("title", "stage", "amount", "expected")

    def is_open(self, day: date) -> Q:
        return opportunity_open(day)

    def columns(self, day: date) -> Sequence[Column]:
        return (
            Column(
                "title",
                pgettext_lazy("of a thing", "Title"),
                css="long",
                value=lambda row: row.title,
            ),
            Column("kind", lazy("Kind"), css="nowrap", value=lambda row: row.get_kind_display()),
            Column(
                "stage",
                lazy("Stage"),
                value=lambda row: row.get_stage_display(),
                show=lambda row: _opportunity_stage(row, day),
            ),
            *amount_columns("amount", lazy("Amount")),
            Column("probability", lazy("Probability"), value=lambda r: _share(r.probability)),
            Column("opened", lazy("Opened"), sorts=True, value=lambda row: row.opened_on),
            Column(
                "expected",
                lazy("Expected"),
                value=lambda row: row.expected_on,
                show=lambda row: (
                    row.expected_on
                    if has_come(row.closed_on, day) or not row.expected_on
                    else due_mark(row.expected_on, day)
                ),
            ),
            Column("next_step", lazy("Next step"), css="long", value=lambda row: row.next_step),
            Column(
                "sticking",
                lazy("Sticking point"),
                css="long",
                value=lambda r: r.sticking_point,
                is_shown=False,
            ),
            Column(
                "lost",
                lazy("Why lost"),
                css="long",
                value=lambda row: row.lost_reason,
                is_shown=False,
            ),
        )


def _opportunity_stage(row: Any, day: date) -> Mark:
    if row.stage == OpportunityStage.LOST:
        reason = f": {row.lost_reason}" if row.lost_reason else ""
        return Mark(f"{row.get_stage_display()}{reason}", QUIET)
    is_open = not has_come(row.closed_on, day)
    sticks = f" · {row.sticking_point}" if row.sticking_point and is_open else ""
    return Mark(f"{row.get_stage_display()}{sticks}", WARNING if sticks else "")


class Events(Section):
    code = "events"
    label = lazy("Events")
    question = lazy("What happened there?")
    icon = "megaphone"
    model = CustomerEvent
    fields = ("kind", "title", "note", "occurred_on", "known_at", "recorded_at", "deadline_on")
    newest = ("-occurred_on", "-pk")
    brief = ("title", "occurred", "deadline")

    def columns(self, day: date) -> Sequence[Column]:
        return (
            Column("title", lazy("What happened"), css="long", value=lambda row: row.title),
            Column("kind", lazy("Kind"), css="nowrap", value=lambda row: row.get_kind_display()),
            Column("occurred", lazy("Occurred"), sorts=True, value=lambda row: row.occurred_on),
            Column("known", lazy("Became known"), value=lambda row: day_of(row.known_at)),
            Column(
                "recorded",
                pgettext_lazy("event", "Recorded"),
                value=lambda row: day_of(row.recorded_at),
            ),
            Column(
                "deadline",
                lazy("Deadline"),
                value=lambda row: row.deadline_on,
                show=lambda row: (
                    row.deadline_on
                    if not row.deadline_on or row.deadline_on < day
                    else due_mark(row.deadline_on, day)
                ),
            ),
            Column("note", lazy("Note"), css="long", value=lambda row: row.note, is_shown=False),
        )


class Competitors(Section):
    code = "competitors"
    label = lazy("Competitors")
    question = lazy("Who else do they buy from?")
    icon = "binoculars"
    model = CompetitorAt
    fields = (
        *("competitor", "share", "contract_ends_on", "seen_on", "gone_on", "told_by"),
        *("line__name", "line__name_en"),
    )
    newest = ("-seen_on", "-pk")
    brief = ("competitor", "share", "ends")

    def is_open(self, day: date) -> Q:
        return competitor_there(day)

    def columns(self, day: date) -> Sequence[Column]:  # noqa: ARG002
        return (
            Column("competitor", lazy("Competitor"), value=lambda row: row.competitor),
            Column("line", lazy("Product line"), value=lambda row: row.line),
            Column("share", lazy("Share"), css="number", value=lambda row: _share(row.share)),
            Column("ends", lazy("Their contract ends"), value=lambda r: r.contract_ends_on),
            Column("seen", lazy("Seen"), sorts=True, value=lambda row: row.seen_on),
            Column("gone", lazy("Gone"), value=lambda row: row.gone_on),
            Column("told_by", lazy("Told by"), value=lambda row: row.told_by),
        )


class Promises(Section):
    code = "promises"
    label = lazy("Promises")
    question = lazy("What have we promised?")
    icon = "hand-thumbs-up"
    model = Promise
    fields = (
        *("what", "promised_by", "promised_on", "due_on", "consent", "kept_on", "broken_on"),
        "contact__name",
    )
    newest = ("-promised_on", "-pk")
    brief = ("what", "promised_by", "state")

    def is_open(self, day: date) -> Q:
        return promise_open(day)

    def columns(self, day: date) -> Sequence[Column]:
        return (
            Column("what", lazy("What"), css="long", value=lambda row: row.what),
            Column("contact", lazy("To whom"), value=lambda row: row.contact and row.contact.name),
            Column(
                "promised_by", lazy("Promised by"), css="nowrap", value=lambda row: row.promised_by
            ),
            Column("promised", lazy("Promised"), sorts=True, value=lambda row: row.promised_on),
            Column("due", lazy("Due"), value=lambda row: row.due_on, is_shown=False),
            Column("consent", lazy("Technical consent"), value=lambda row: row.consent),
            Column("state", lazy("State"), value=lambda row: _promise_state(row, day)),
        )


def _promise_state(row: Any, day: date) -> Mark:
    if has_come(row.kept_on, day):
        late = row.due_on and row.kept_on > row.due_on
        return Mark(_("kept late") if late else pgettext("promise", "kept"), QUIET)
    if has_come(row.broken_on, day):
        return Mark(pgettext("promise", "broken"), WARNING)
    return due_mark(row.due_on, day)


class Extras(Section):
    code = "extras"
    label = lazy("Extras")
    question = lazy("What did they get on top?")
    icon = "gift"
    model = ExtraGiven
    fields = ("what", "kind", "cost", "currency", "occasion", "given_on", "reaction")
    newest = ("-given_on", "-pk")
    brief = ("what", "given", "reaction")

    def columns(self, day: date) -> Sequence[Column]:  # noqa: ARG002
        return (
            Column("what", lazy("What"), css="long", value=lambda row: row.what),
            Column("kind", lazy("Kind"), css="nowrap", value=lambda row: row.get_kind_display()),
            Column("given", lazy("Given"), sorts=True, value=lambda row: row.given_on),
            *amount_columns("cost", lazy("Cost")),
            Column("occasion", lazy("Occasion"), value=lambda row: row.occasion),
            Column("reaction", lazy("Reaction (1–5)"), css="number", value=lambda r: r.reaction),
        )


class Referrals(Section):
    """What came of them, with their orders, is on a page of its own."""

    code = "referrals"
    label = lazy("Referrals")
    question = lazy("Whom did they recommend us to?")
    icon = "share"
    model = Referral
    fields = ("name", "person", "asked_on", "named_on", "contacted_on", "won_on", "lost_on", "note")
    newest = ("-asked_on", "-pk")
    brief = ("name", "asked", "state")

    def columns(self, day: date) -> Sequence[Column]:  # noqa: ARG002
        return (
            Column(
                "name",
                lazy("Recommended company"),
                css="long",
                value=lambda row: row.name,
                show=lambda row: Link(row.name or "–", reverse("referral", args=[row.pk])),
            ),
            Column("person", lazy("Whom to talk to there"), value=lambda row: row.person),
            Column(
                "asked",
                pgettext_lazy("referral", "Asked on"),
                sorts=True,
                value=lambda row: row.asked_on,
            ),
            Column("state", lazy("State"), value=lambda row: row.state.label),
            Column("note", pgettext_lazy("referral", "Note"), value=lambda row: row.note),
        )


class Concessions(Section):
    code = "concessions"
    label = lazy("Concessions")
    question = lazy("What were they granted?")
    icon = "percent"
    model = Concession
    fields = (
        *("kind", "amount", "cost", "reason", "asked_at", "granted_at", "refused_at"),
        *("withdrawn_at", "asked_by__name", "asked_by__username"),
    )
    newest = ("-asked_at", "-pk")
    brief = ("kind", "amount", "asked", "state")

    def is_open(self, day: date) -> Q:  # noqa: ARG002
        return WAITING

    def columns(self, day: date) -> Sequence[Column]:  # noqa: ARG002
        return (
            Column(
                "kind",
                lazy("Kind"),
                css="nowrap",
                value=lambda row: row.get_kind_display(),
                show=lambda row: Link(row.get_kind_display(), reverse("concession", args=[row.pk])),
            ),
            Column(
                "amount",
                pgettext_lazy("concession", "How much"),
                css="number",
                value=lambda row: amount_told(row.kind, row.amount),
            ),
            Column("reason", lazy("Reason"), css="long", value=lambda row: row.reason),
            Column(
                "asked",
                pgettext_lazy("concession", "Asked"),
                sorts=True,
                value=lambda row: day_of(row.asked_at),
            ),
            Column(
                "asked_by",
                pgettext_lazy("concession", "Asked by"),
                css="nowrap",
                value=lambda row: row.asked_by,
            ),
            Column("state", lazy("State"), value=lambda row: row.state.label),
            Column("cost", lazy("Cost"), css="number", value=lambda row: row.cost),
        )


class WinBacks(Section):
    code = "winbacks"
    label = lazy("Win-backs")
    question = lazy("How were they won back?")
    icon = "arrow-counterclockwise"
    model = WinBack
    fields = (
        *("first_cause", "root_cause", "offer", "opened_on", "deadline_on", "ended_at"),
        *("outcome", "owner__name", "owner__username"),
    )
    newest = ("-opened_on", "-pk")
    brief = ("cause", "offer", "begun", "outcome")

    def is_open(self, day: date) -> Q:  # noqa: ARG002
        return WIN_BACK_AT_WORK

    def columns(self, day: date) -> Sequence[Column]:
        return (
            Column(
                "cause",
                lazy("First cause"),
                css="long",
                value=lambda row: row.get_first_cause_display(),
                show=lambda row: Link(
                    row.get_first_cause_display(), reverse("winback", args=[row.pk])
                ),
            ),
            Column("root", lazy("Root cause"), value=lambda row: row.get_root_cause_display()),
            Column("offer", lazy("Offer"), value=lambda row: row.get_offer_display()),
            Column(
                "begun",
                pgettext_lazy("win-back", "Begun"),
                sorts=True,
                value=lambda row: row.opened_on,
            ),
            Column("owner", lazy("Owner"), css="nowrap", value=lambda row: row.owner),
            Column("deadline", lazy("Deadline"), value=lambda row: row.deadline_on),
            Column(
                "outcome",
                lazy("Outcome"),
                value=lambda row: row.get_outcome_display(),
                show=lambda row: _outcome(row, day),
            ),
        )


def _outcome(row: Any, day: date) -> Mark:
    if row.ended_at:
        return Mark(row.get_outcome_display(), QUIET)
    return due_mark(row.deadline_on, day)


class Lines(Section):
    code = "lines"
    label = lazy("Relevant product lines")
    question = lazy("What could they buy?")
    icon = "boxes"
    model = CustomerLine
    fields = ("share", "valid_from", "valid_to", "line__name", "line__name_en")
    newest = (F("share").desc(nulls_last=True), "pk")
    brief = ("line", "share")

    def is_open(self, day: date) -> Q:
        return line_relevant(day)

    def columns(self, day: date) -> Sequence[Column]:  # noqa: ARG002
        return (
            Column("line", lazy("Product line"), value=lambda row: row.line),
            Column(
                "share",
                lazy("Share of its business"),
                sorts=True,
                css="number",
                value=lambda row: _share(row.share),
            ),
            Column("from", lazy("Relevant from"), value=lambda row: row.valid_from),
            Column("to", lazy("Relevant until"), value=lambda row: row.valid_to),
        )


class Campaigns(Section):
    code = "campaigns"
    label = lazy("Campaigns")
    question = lazy("How do they answer campaigns?")
    icon = "envelope-open"
    model = CampaignResponse
    fields = ("campaign", "answer", "answered_on", "channel", "contact__name")
    newest = ("-answered_on", "-pk")
    brief = ("campaign", "answer", "day")

    def columns(self, day: date) -> Sequence[Column]:  # noqa: ARG002
        return (
            Column("campaign", lazy("Campaign"), value=lambda row: row.campaign),
            Column("answer", lazy("Answer"), value=lambda row: row.get_answer_display()),
            Column("day", lazy("Day"), sorts=True, value=lambda row: row.answered_on),
            Column("contact", lazy("Contact"), value=lambda row: row.contact and row.contact.name),
            Column("channel", lazy("Channel"), value=lambda row: row.channel),
        )


DEALINGS = (
    Opportunities,
    Promises,
    Events,
    Competitors,
    Lines,
    Extras,
    Referrals,
    Concessions,
    WinBacks,
    Campaigns,
)
