"""The form of a version, arranged for a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext as _

from crm_site.pages.versions.forms import SPARE, VersionForm
from crm_site.pages.versions.words import labels, polyline, unit_of
from health.choices import Dimension
from health.registry import figures_of


@dataclass(frozen=True)
class CurveRows:
    """A curve as rows of boxes, with its drawing; `drawn` is empty while it makes no sense."""

    name: str
    rows: list[tuple[str, str]]
    drawn: str
    errors: list[str]
    unit: str


@dataclass(frozen=True)
class EditorLine:
    code: str
    label: str
    meaning: str
    use: BoundField | None
    weight: BoundField | None
    curve: CurveRows
    limits: str = ""


@dataclass(frozen=True)
class EditorParts:
    """`dimensions` are indicators under the name of each; `bounds` are groups of single boxes."""

    dimensions: list[tuple[str, list[EditorLine]]]
    caps: list[EditorLine]
    bounds: list[tuple[str, list[BoundField]]]


def editor_parts(form: VersionForm) -> EditorParts:
    order = list(Dimension.values)
    entries = sorted(form.entries, key=lambda entry: order.index(entry["dimension"]))
    return EditorParts(
        dimensions=[
            (str(Dimension(code).label), [_indicator(form, entry) for entry in some])
            for code, some in groupby(entries, lambda entry: entry["dimension"])
        ],
        caps=[_cap(form, entry) for entry in form.spec["caps"]],
        bounds=[(name, [form[field] for field in fields]) for name, fields in _bounds(form)],
    )


def _bounds(form: VersionForm) -> list[tuple[str, list[str]]]:
    groups = [
        (_("Levels: at least"), "level_"),
        (_("Weak spot"), "weak_"),
        (_("How sure it is"), "sure_"),
        (_("Market signals"), "signals_"),
    ]
    known = [
        (name, [field for field in form.fields if field.startswith(prefix)])
        for name, prefix in groups
    ]
    return [(name, fields) for name, fields in known if fields]


def _indicator(form: VersionForm, entry: Mapping[str, Any]) -> EditorLine:
    code = entry["code"]
    return EditorLine(
        **_named(code),
        use=form[f"use_{code}"],
        weight=form[f"weight_{code}"],
        curve=_curve(form, code),
    )


def _cap(form: VersionForm, entry: Mapping[str, Any]) -> EditorLine:
    code = entry["code"]
    return EditorLine(
        **_named(code),
        use=None,
        weight=None,
        curve=_curve(form, code),
        limits=", ".join(labels(entry["applies_to"])),
    )


def _named(code: str) -> dict[str, Any]:
    figure = figures_of((code,)).get(code)
    return {
        "code": code,
        "label": str(figure.label) if figure else code,
        "meaning": str(figure.explanation) if figure else "",
    }


def _curve(form: VersionForm, code: str) -> CurveRows:
    bound = form[f"curve_{code}"]
    figure = figures_of((code,)).get(code)
    rows = [tuple(row) for row in bound.value() or [] if any(row)]
    return CurveRows(
        name=bound.html_name,
        rows=[*rows, *[("", "")] * SPARE],
        drawn=_drawn(rows),
        errors=[str(error) for error in bound.errors],
        unit=unit_of(figure.unit) if figure else "",
    )


def _drawn(rows: list[tuple[str, str]]) -> str:
    try:
        return polyline([(float(raw), float(points)) for raw, points in rows]) if rows else ""
    except ValueError:
        return ""
