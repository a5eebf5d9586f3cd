"""The form of a version, arranged for a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext as _

from crm_site.pages.versions.forms import BOUNDS, SPARE, VersionForm
from crm_site.pages.versions.words import GROUP_LABELS, labels, named, polyline
from health.choices import Dimension


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
        bounds=_bounds(form),
    )


def _bounds(form: VersionForm) -> list[tuple[str, list[BoundField]]]:
    found = []
    for group in form.groups:
        names = [f"{group}_{name}" for name, *_rest in BOUNDS[group]]
        names = ["weak_dimensions", *names] if group == "weak_spot" else names
        found.append((str(GROUP_LABELS[group]), [form[name] for name in names]))
    return found


def _indicator(form: VersionForm, entry: Mapping[str, Any]) -> EditorLine:
    code = entry["code"]
    label, meaning, _unit = named(code)
    weight = form[f"weight_{code}"]
    weight.field.widget.attrs["data-slider"] = _("Weight of %(label)s") % {"label": label}
    return EditorLine(code, label, meaning, form[f"use_{code}"], weight, _curve(form, code))


def _cap(form: VersionForm, entry: Mapping[str, Any]) -> EditorLine:
    code = entry["code"]
    label, meaning, _unit = named(code)
    limits = ", ".join(labels(entry["applies_to"]))
    return EditorLine(code, label, meaning, None, None, _curve(form, code), limits)


def _curve(form: VersionForm, code: str) -> CurveRows:
    bound = form[f"curve_{code}"]
    rows = [tuple(row) for row in bound.value() or [] if any(row)]
    return CurveRows(
        name=bound.html_name,
        rows=[*rows, *[("", "")] * SPARE],
        drawn=_drawn(rows),
        errors=[str(error) for error in bound.errors],
        unit=named(code)[2],
    )


def _drawn(rows: list[tuple[str, str]]) -> str:
    try:
        return polyline([(float(raw), float(points)) for raw, points in rows]) if rows else ""
    except ValueError:
        return ""
