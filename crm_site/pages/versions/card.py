"""The model card of a version, as a document to hand around."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.pdf import pdf, pdf_response
from common.templatetags.figures import count
from crm_site.pages.versions.effects import level_rows
from crm_site.pages.versions.views import VersionMixin
from crm_site.pages.versions.words import (
    HEIGHT,
    WIDTH,
    Line,
    bounds_told,
    changes_told,
    lines,
    number,
    outline,
)
from health.models import HealthModelVersion
from health.queries.effect import Effect


class VersionCard(VersionMixin):
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        version = self.version
        name = _("Model %(number)s") % {"number": version.number}
        return pdf_response(pdf("model_card", card(version)), name)


def card(version: HealthModelVersion) -> dict[str, Any]:
    """What `templates/pdf/model_card.typ` sets."""
    rules, today = version.rules, date_format(timezone.localdate())
    return {
        "lang": (get_language() or "en")[:2],
        "title": _("Health model %(number)s") % {"number": version.number},
        "subtitle": str(version.get_state_display()),
        "foot": _("Evergreen · model card of version %(number)s · %(day)s")
        % {"number": version.number, "day": today},
        "facts": _facts(version),
        "use": {"title": _("What it is for"), "lines": _use()},
        "weighs": {
            "title": _("What it weighs"),
            "head": [_("Indicator"), _("Weight"), _("Curve"), _("Figure → points")],
            "rows": [_row(line) for line in lines(rules)],
        },
        "bounds": {"title": _("Lines and bounds"), "lines": bounds_told(rules)},
        "effect": _effect(version),
        "changes": _changes(version),
        "limits": {"title": _("What it does not know"), "lines": _limits()},
    }


def _facts(version: HealthModelVersion) -> list[tuple[str, str]]:
    found = [(_("What is it for?"), version.note)]
    for label, moment, who in (
        (_("Drafted"), version.drafted_at, version.drafted_by),
        (_("Previewed"), version.previewed_at, None),
        (_("Published"), version.published_at, version.published_by),
    ):
        if moment:
            day = date_format(timezone.localdate(moment))
            found.append((label, f"{day} · {who}" if who else day))
    found.append((_("Reason"), version.reason))
    return [(label, text) for label, text in found if text]


def _use() -> list[str]:
    return [
        _("It tells every day how a relationship with a customer is doing, from 0 to 100."),
        _("It is for deciding whom to look after first; it judges neither people nor customers."),
        _("Every score can be taken apart into its indicators, and those into the rows behind."),
    ]


def _limits() -> list[str]:
    return [
        _("Only what is recorded counts; what nobody typed in or imported is not there."),
        _("Few facts can hide trouble and never prove health: then the level is unknown."),
        _("A rare buyer moves slowly: with one order in 150 days a stop shows after months."),
        _("Points and weights are set by people; they are no probability of anything."),
    ]


def _row(line: Line) -> dict[str, Any]:
    limits = _("limits %(limited)s") % {"limited": line.limits} if line.limits else ""
    parts = [line.dimension, line.meaning, limits]
    return {
        "label": capfirst(line.label),
        "meaning": " · ".join(part for part in parts if part),
        "weight": "–" if line.weight is None else number(line.weight),
        "drawn": [(x / WIDTH, y / HEIGHT) for x, y in outline(line.curve)],
        "curve": "   ".join(f"{number(raw)} → {number(points)}" for raw, points in line.curve),
    }


def _effect(version: HealthModelVersion) -> dict[str, Any] | None:
    if not version.preview:
        return None
    effect = Effect.from_json(version.preview["effect"])
    rows = level_rows(effect)
    most = max((row.after for row in rows), default=0) or 1
    return {
        "title": _("What it did to everybody when it was previewed"),
        "note": _("%(customers)s customers, against model %(against)s; %(moved)s changed level.")
        % {
            "customers": count(effect.customers),
            "against": version.preview["against"],
            "moved": count(effect.other_level),
        },
        "head": [_("Level"), _("Before"), _("After")],
        "rows": [
            {
                "level": row.level.value,
                "label": str(row.level.label),
                "before": row.before,
                "after": row.after,
                "share": row.after / most,
            }
            for row in rows
        ],
    }


def _changes(version: HealthModelVersion) -> dict[str, Any]:
    before = version.based_on
    return {
        "title": _("What is different from model %(number)s") % {"number": before or ""},
        "head": [_("Of what"), _("What"), _("Before"), _("After")],
        "rows": [list(told) for told in changes_told(before.spec, version.spec)] if before else [],
    }
