"""A version of the health model as something that people can type into."""

from collections.abc import Iterable, Mapping
from itertools import pairwise, zip_longest
from math import isfinite
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm_site.pages.tasks.forms import reason_field
from health.choices import Dimension
from health.registry import indicators, proposed
from health.rules.version import SpecError, Version

LARGEST = 1_000_000
MOST_POINTS = 20
SPARE = 2
"""Empty rows below a curve, to be filled without a script."""
NO_FIGURES = ("dimensions", "code")
SHORT = {"class": "form-control figure-input", "inputmode": "decimal"}


class CurveWidget(forms.Widget):
    """Rows of two boxes; what is posted is `<name>-raw` and `<name>-points`, many times each."""

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> list[tuple[str, str]]:
        raws, points = (data.getlist(f"{name}-{part}") for part in ("raw", "points"))
        rows = zip_longest(raws, points, fillvalue="")
        return [(raw.strip(), point.strip()) for raw, point in rows]

    def value_omitted_from_data(self, data: Any, _files: Any, name: str) -> bool:
        return f"{name}-raw" not in data


class CurveField(forms.Field):
    """Breakpoints from left to right; rows that are empty are left out."""

    widget = CurveWidget

    def clean(self, value: Any) -> list[list[float]]:
        rows = [row for row in value or [] if any(row)]
        points = [[_number(raw), _number(point)] for raw, point in rows]
        if not points:
            raise forms.ValidationError(_("A curve needs at least one point."))
        if len(points) > MOST_POINTS:
            raise forms.ValidationError(_("A curve has at most %d points.") % MOST_POINTS)
        if any(left[0] >= right[0] for left, right in pairwise(points)):
            raise forms.ValidationError(_("The figures of a curve grow from row to row."))
        if any(not 0 <= point <= 100 for _raw, point in points):
            raise forms.ValidationError(_("Points are between 0 and 100."))
        return points

    def has_changed(self, initial: Any, data: Any) -> bool:
        return initial != data


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not isfinite(number) or abs(number) > LARGEST:
        raise forms.ValidationError(_("“%s” is not a number.") % text[:20])
    return number


def _figure(label: Any, low: float, high: float, **kwargs: Any) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        min_value=low,
        max_value=high,
        widget=forms.NumberInput(attrs={**SHORT, "step": "any"}),
        **kwargs,
    )


class VersionForm(forms.Form):
    """Fields for the content of one version, and for whatever is measured and not in it yet.

    `content` is what was typed, as a version holds it.
    """

    note = forms.CharField(
        label=gettext_lazy("What is it for?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    weak_dimensions = forms.MultipleChoiceField(
        label=gettext_lazy("Dimensions that may be a weak spot"),
        choices=Dimension.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    weak_below = _figure(gettext_lazy("Weak when below"), 0, 100)
    weak_factor = _figure(gettext_lazy("Takes off so much of what is missing"), 0, 10)
    weak_measured_share = _figure(gettext_lazy("Measured share of its weight, at least"), 0, 1)
    level_healthy = _figure(pgettext_lazy("level", "healthy"), 0, 100)
    level_yellow = _figure(pgettext_lazy("level", "yellow"), 0, 100)
    level_orange = _figure(pgettext_lazy("level", "orange"), 0, 100)
    sure_coverage = _figure(gettext_lazy("Low confidence under this coverage (0 to 1)"), 0, 1)
    sure_weight = _figure(gettext_lazy("Low confidence under this measured weight"), 0, 10_000)

    def __init__(self, *args: Any, spec: Mapping[str, Any], revision: int = 0, **kwargs: Any):
        self.spec = spec
        in_use = {entry["code"] for entry in spec["indicators"]}
        offered = [
            proposed(indicator) for indicator in indicators() if indicator.code not in in_use
        ]
        self.entries = [*spec["indicators"], *offered]
        typed = _typed(spec, self.entries, in_use) | {"revision": revision}
        kwargs["initial"] = typed | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for entry in self.entries:
            code = entry["code"]
            self.fields[f"use_{code}"] = forms.BooleanField(required=False)
            self.fields[f"weight_{code}"] = _figure(gettext_lazy("Weight"), 0.01, 1000)
            self.fields[f"curve_{code}"] = CurveField()
        for cap in spec["caps"]:
            self.fields[f"curve_{cap['code']}"] = CurveField()
        if spec.get("signals"):
            self.fields["signals_lowest"] = _figure(gettext_lazy("At worst"), -100, 0)
            self.fields["signals_highest"] = _figure(gettext_lazy("At best"), 0, 100)

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if self.errors:
            return fields
        try:
            Version.from_spec("", self.content)
        except SpecError as error:
            told = capfirst(_(error.message))
            raise forms.ValidationError(f"{told}.", code="spec") from error
        return fields

    @property
    def content(self) -> dict[str, Any]:
        fields, spec = self.cleaned_data, self.spec
        used = [entry for entry in self.entries if fields[f"use_{entry['code']}"]]
        codes = {entry["code"] for entry in used}
        dimensions = {entry["dimension"] for entry in used}
        weak = [one for one in fields["weak_dimensions"] if one in dimensions]
        content: dict[str, Any] = {
            "indicators": [
                {
                    "code": entry["code"],
                    "dimension": entry["dimension"],
                    "weight": fields[f"weight_{entry['code']}"],
                    "curve": fields[f"curve_{entry['code']}"],
                }
                for entry in used
            ],
            "caps": [
                {
                    "code": cap["code"],
                    "curve": fields[f"curve_{cap['code']}"],
                    "applies_to": [code for code in cap["applies_to"] if code in codes],
                }
                for cap in spec["caps"]
            ],
            "weak_spot": {"dimensions": weak, **_part(fields, "weak", spec["weak_spot"])},
            "levels": _part(fields, "level", spec["levels"]),
            "confidence": _part(fields, "sure", spec["confidence"]),
        }
        if spec.get("signals"):
            bounds = _part(fields, "signals", spec["signals"])
            content["signals"] = {"code": spec["signals"]["code"], **bounds}
        return content


def _typed(
    spec: Mapping[str, Any], entries: Iterable[Mapping[str, Any]], in_use: set[str]
) -> dict[str, Any]:
    """The content as the fields show it."""
    shown: dict[str, Any] = {}
    for entry in entries:
        code = entry["code"]
        shown |= {f"use_{code}": code in in_use, f"weight_{code}": _plain(entry["weight"])}
    for entry in (*entries, *spec["caps"]):
        shown[f"curve_{entry['code']}"] = [
            (_plain(raw), _plain(point)) for raw, point in entry["curve"]
        ]
    groups = (("weak", "weak_spot"), ("level", "levels"), ("sure", "confidence"))
    for prefix, group in (*groups, ("signals", "signals")):
        for name, value in (spec.get(group) or {}).items():
            shown[f"{prefix}_{name}"] = value if name in NO_FIGURES else _plain(value)
    return shown


def _plain(value: float) -> str:
    """As somebody would type it."""
    return f"{value:.10g}"


def _part(fields: Mapping[str, Any], prefix: str, spec: Mapping[str, Any]) -> dict[str, float]:
    names = [name for name in spec if name not in NO_FIGURES]
    return {name: fields[f"{prefix}_{name}"] for name in names}


class PublishForm(forms.Form):
    reason = reason_field(gettext_lazy("Reason"), required=True)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
