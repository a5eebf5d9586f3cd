"""They do not talk to us any more, or whoever did is gone."""

from django.utils.translation import gettext_lazy as _

from accounts.choices import DecisionRole
from health.choices import Level, Unit, WarningCause
from health.indicators.order_rhythm import OrderRhythm
from health.registry import SubFigure
from health.sources.base import first_moment
from health.sources.contacts import ROLES
from health.warning_rules.base import Param, WarningRule, days, min_cases, register, share
from health.warning_rules.usage import LOGIN

_MAKER = ROLES[DecisionRole.DECISION_MAKER]


# Counted as of the day itself: what did not happen did so until today.
_BEGIN = first_moment("%(day)s::date - {days} + 1")
_YEAR_BEFORE = first_moment("%(day)s::date - {days} - 364")
_RECENTLY = f"count(*) FILTER (WHERE moment >= {_BEGIN})"
_BEFORE = f"count(*) FILTER (WHERE moment < {_BEGIN} AND moment >= {_YEAR_BEFORE})"
_FIRST = "(min(moment) AT TIME ZONE %(zone)s)::date"

# What the customer is heard of by, with the last day of each feed.
_HEARD = {
    "follow_ups": {"held_recently": _RECENTLY, "held_until": "max(evaluated_on)"},
    "tickets": {"tickets_recently": _RECENTLY, "tickets_until": "max(evaluated_on)"},
    "surveys": {"answers_recently": _RECENTLY, "answers_until": "max(evaluated_on)"},
}


def _until(column: str, source: str) -> str:
    """Of whom a source knows nothing, its feeds know nothing since they stopped."""
    return f"coalesce({column}, %({source}_ends_on)s::date)"


_TICKETS_UNTIL = _until("tickets_until", "tickets")
_ANSWERS_UNTIL = _until("answers_until", "surveys")


@register
class NoInteraction(WarningRule):
    code = "no_interaction"
    cause = WarningCause.PEOPLE
    level = Level.RED
    label = _("no contact, and fewer orders")
    explanation = _(
        "No follow-up held, no ticket, no answer and no log-in for %(days)s days, and at most "
        "%(share)s %% of the order days that are usual."
    )
    unit = Unit.COUNT
    clears_slowly = True
    source = "orders"
    window = 90
    rows = "is_order"
    waits_for_feeds = True
    params = (
        days(90),
        share(50, _("at most this share of the usual order days")),
        Param("min_cases", _("order days expected at least"), 2.0, 0.5, 50.0, Unit.ORDERS),
    )
    columns = OrderRhythm.columns
    borrowed = {
        **_HEARD,
        "usage": {
            "logins_recently": (
                f"count(*) FILTER (WHERE used_on > %(day)s::date - {{days}} AND {LOGIN})"
            ),
            "logins_until": "max(evaluated_on)",
        },
    }
    derived = {
        **OrderRhythm.derived,
        "touches": (
            "coalesce(held_recently, 0) + coalesce(tickets_recently, 0)"
            " + coalesce(answers_recently, 0) + coalesce(logins_recently, 0)"
        ),
        "heard_until": (
            f"least(evaluated_on, {_until('held_until', 'follow_ups')}, {_TICKETS_UNTIL},"
            f" {_ANSWERS_UNTIL}, {_until('logins_until', 'usage')})"
        ),
    }
    evaluated = "heard_until"
    applies_if = (
        "first_on <= %(day)s::date - {days} AND (%(follow_ups_is_live)s OR %(tickets_is_live)s"
        " OR %(surveys_is_live)s OR %(usage_is_live)s)"
    )
    enough_if = "expected_days >= {min_cases}"
    raw = "touches"
    fires_if = "touches = 0 AND 100 * recent_days <= {share} * expected_days"
    evidence = (
        SubFigure("touches", _("contacts in the time looked at"), Unit.COUNT),
        SubFigure("recent_days", _("order days in the last 90 days"), Unit.ORDERS),
        SubFigure("expected_days", _("order days expected in them"), Unit.ORDERS),
    )

    @classmethod
    def reach_of_borrowed(cls) -> int:
        return cls.window


@register
class FallenSilent(WarningRule):
    """Compares with the customer's own year before, as far as anything is known of it."""

    code = "fallen_silent"
    cause = WarningCause.PEOPLE
    level = Level.YELLOW
    label = _("fallen silent")
    explanation = _(
        "Follow-ups held, tickets and answers of the last %(days)s days are at most %(share)s %% "
        "of what they were in the 365 days before."
    )
    unit = Unit.COUNT
    clears_slowly = True
    source = "follow_ups"
    window = 60
    waits_for_feeds = True
    params = (
        days(60, 180),
        share(50, _("at most this share of the usual")),
        Param("min_cases", _("contacts expected at least"), 2.0, 0.5, 50.0, Unit.NUMBER),
    )
    columns = {
        "held_recently": _RECENTLY,
        "held_before": _BEFORE,
        "held_first": _FIRST,
    }
    borrowed = {
        "tickets": {
            **_HEARD["tickets"],
            "tickets_before": _BEFORE,
            "tickets_first": _FIRST,
        },
        "surveys": {
            **_HEARD["surveys"],
            "answers_before": _BEFORE,
            "answers_first": _FIRST,
        },
    }
    derived = {
        "heard_recently": (
            "coalesce(held_recently, 0) + coalesce(tickets_recently, 0)"
            " + coalesce(answers_recently, 0)"
        ),
        "heard_before": (
            "coalesce(held_before, 0) + coalesce(tickets_before, 0) + coalesce(answers_before, 0)"
        ),
        "heard_days": (
            "greatest({days}, least(365, %(day)s::date - {days} + 1"
            " - least(held_first, tickets_first, answers_first)))"
        ),
        "heard_usually": "heard_before::float8 / heard_days * {days}",
        "heard_until": (
            f"least({_until('evaluated_on', 'follow_ups')}, {_TICKETS_UNTIL}, {_ANSWERS_UNTIL})"
        ),
    }
    evaluated = "heard_until"
    applies_if = "heard_before > 0"
    enough_if = "heard_usually >= {min_cases}"
    raw = "heard_recently"
    fires_if = "100 * heard_recently <= {share} * heard_usually"
    evidence = (
        SubFigure("heard_recently", _("contacts in the time looked at"), Unit.COUNT),
        SubFigure("heard_usually", _("contacts usual in as many days"), Unit.NUMBER),
        SubFigure("heard_before", _("contacts in the year before"), Unit.COUNT),
        SubFigure("heard_days", _("days of that year we know"), Unit.DAYS),
    )

    @classmethod
    def reach(cls) -> None:
        """All, to know since when we know the customer."""


@register
class DecisionMakerLeft(WarningRule):
    code = "decision_maker_left"
    cause = WarningCause.PEOPLE
    level = Level.ORANGE
    label = _("decision maker left")
    explanation = _("A decision maker has left, and no new one is recorded.")
    unit = Unit.COUNT
    source = "contacts"
    window = 365
    is_windowed = False
    params = (min_cases(1, _("decision makers who left")),)
    rows = f"NOT is_there AND roles & {_MAKER} > 0"
    columns = {
        "makers_gone": f"count(*) FILTER (WHERE NOT is_there AND roles & {_MAKER} > 0)",
        "makers_there": f"count(*) FILTER (WHERE is_there AND roles & {_MAKER} > 0)",
        "maker_left_on": f"max(left_on) FILTER (WHERE NOT is_there AND roles & {_MAKER} > 0)",
    }
    applies_if = "makers_gone + makers_there > 0"
    raw = "makers_gone"
    fires_if = "makers_there = 0 AND makers_gone >= {min_cases}"
    evidence = (
        SubFigure("makers_gone", _("decision makers who left"), Unit.COUNT),
        SubFigure("maker_left_on", _("the last one left on"), Unit.DATE),
        SubFigure("makers_there", _("decision makers now"), Unit.COUNT),
    )
