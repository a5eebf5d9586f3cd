"""A version of the health model as something that people can type into."""

from collections.abc import Iterable, Mapping
from itertools import pairwise, zip_longest
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.forms import LARGEST_REVISION, seen_field, token_field
from crm_site.pages.tasks.forms import reason_field
from crm_site.pages.versions.words import number
from health.choices import Dimension
from health.registry import indicators, proposed
from health.rules.curves import CLOSEST
from health.rules.version import GROUPS, LARGEST, SpecError, Version

MOST_POINTS = 20
SPARE = 2
"""Empty rows below a curve, to be filled without a script."""
# group: its fields, as (name, label, lowest, highest)
BOUNDS: dict[str, tuple[tuple[str, Any, float, float], ...]] = {
    "levels": (
        ("healthy", pgettext_lazy("level", "healthy"), 0, 100),
        ("yellow", pgettext_lazy("level", "yellow"), 0, 100),
        ("orange", pgettext_lazy("level", "orange"), 0, 100),
    ),
    "weak_spot": (
        ("below", gettext_lazy("Weak when below"), 0, 100),
        ("factor", gettext_lazy("Takes off so much of what is missing"), 0, 10),
        ("measured_share", gettext_lazy("Measured share of its weight, at least"), 0, 1),
    ),
    "confidence": (
        ("coverage", gettext_lazy("Low confidence under this coverage (0 to 1)"), 0, 1),
        ("weight", gettext_lazy("Low confidence under this measured weight"), 0, 10_000),
    ),
    "signals": (
        ("lowest", gettext_lazy("At worst"), -100, 0),
        ("highest", gettext_lazy("At best"), 0, 100),
    ),
}


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
        points = [[_typed_number(raw), _typed_number(point)] for raw, point in rows]
        if not points:
            raise forms.ValidationError(_("A curve needs at least one point."))
        if len(points) > MOST_POINTS:
            raise forms.ValidationError(_("A curve has at most %d points.") % MOST_POINTS)
        if any(right[0] - left[0] < CLOSEST for left, right in pairwise(points)):
            raise forms.ValidationError(_("The figures of a curve grow from row to row."))
        if any(not 0 <= point <= 100 for _raw, point in points):
            raise forms.ValidationError(_("Points are between 0 and 100."))
        return points


def _typed_number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not abs(value) <= LARGEST:
        raise forms.ValidationError(_("“%s” is not a number.") % text[:20])
    return value


def _figure(label: Any, low: float, high: float, **attrs: Any) -> forms.FloatField:
    shown = {"class": "form-control figure-input", "step": "any", **attrs}
    return forms.FloatField(
        label=label, min_value=low, max_value=high, widget=forms.NumberInput(attrs=shown)
    )


class VersionForm(forms.Form):
    """Fields for the content of one version, and for whatever is measured and not in it yet.

    `content` is what was typed, as a version holds it. `token` tells one form from another.
    """

    note = forms.CharField(
        label=gettext_lazy("What is it for?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
    )
    revision = seen_field(least=0, most=LARGEST_REVISION)
    token = token_field()
    weak_dimensions = forms.MultipleChoiceField(
        label=gettext_lazy("Dimensions that may be a weak spot"),
        choices=Dimension.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, spec: Mapping[str, Any], **kwargs: Any) -> None:
        self.spec = spec
        self.entries = _entries(spec)
        kwargs["initial"] = _shown(spec, self.entries) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for entry in self.entries:
            self._add_entry(entry["code"])
        for cap in spec["caps"]:
            self.fields[f"curve_{cap['code']}"] = CurveField()
        for group in self.groups:
            for name, label, low, high in BOUNDS[group]:
                self.fields[f"{group}_{name}"] = _figure(label, low, high)

    @property
    def groups(self) -> list[str]:
        """Of the bounds that this version has."""
        return [group for group in BOUNDS if self.spec.get(group)]

    def _add_entry(self, code: str) -> None:
        self.fields[f"use_{code}"] = forms.BooleanField(required=False)
        self.fields[f"weight_{code}"] = _figure(gettext_lazy("Weight"), 0.01, 1000)
        self.fields[f"curve_{code}"] = CurveField()

    def clean(self) -> dict[str, Any]:
        fields = super().clean() or {}
        if self.errors:
            return fields
        try:
            Version.from_spec("", self.content)
        except SpecError as error:
            raise forms.ValidationError(f"{capfirst(_(error.message))}.", code="spec") from error
        return fields

    @property
    def content(self) -> dict[str, Any]:
        """What is not used stays beside it, as it was typed, for whoever uses it again."""
        fields = self.cleaned_data
        used = [entry for entry in self.entries if fields[f"use_{entry['code']}"]]
        known = {entry["code"] for entry in self.spec.get("off", ())}
        known |= {entry["code"] for entry in self.spec["indicators"]}
        off = [entry for entry in self.entries if entry not in used and entry["code"] in known]
        content: dict[str, Any] = {
            "indicators": [self._entry(entry) for entry in used],
            "caps": [{**cap, "curve": fields[f"curve_{cap['code']}"]} for cap in self.spec["caps"]],
        }
        for group in self.groups:
            typed = {name: fields[f"{group}_{name}"] for name in GROUPS[group]}
            content[group] = {**self.spec[group], **typed}
        content["weak_spot"]["dimensions"] = fields["weak_dimensions"]
        return content | ({"off": [self._entry(entry) for entry in off]} if off else {})

    def _entry(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        code = entry["code"]
        typed = {name: self.cleaned_data[f"{name}_{code}"] for name in ("weight", "curve")}
        return {"code": code, "dimension": entry["dimension"], **typed}


def _entries(spec: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Indicators of the version, those that it has and does not use, and those that are new."""
    own = [*spec["indicators"], *spec.get("off", ())]
    codes = {entry["code"] for entry in own}
    new = [proposed(indicator) for indicator in indicators() if indicator.code not in codes]
    return [*own, *new]


def _shown(spec: Mapping[str, Any], entries: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The content as the fields show it."""
    used = {entry["code"] for entry in spec["indicators"]}
    shown: dict[str, Any] = {"weak_dimensions": list(spec["weak_spot"]["dimensions"])}
    for entry in entries:
        code = entry["code"]
        shown |= {f"use_{code}": code in used, f"weight_{code}": number(entry["weight"])}
    for entry in (*entries, *spec["caps"]):
        curve = [(number(raw), number(points)) for raw, points in entry["curve"]]
        shown[f"curve_{entry['code']}"] = curve
    for group in filter(spec.get, BOUNDS):
        shown |= {f"{group}_{name}": number(spec[group][name]) for name in GROUPS[group]}
    return shown


class PublishForm(forms.Form):
    reason = reason_field(gettext_lazy("Reason"), required=True)
    revision = seen_field(least=0, most=LARGEST_REVISION)


class SeenForm(forms.Form):
    """Which revision somebody has looked at."""

    revision = forms.IntegerField(min_value=0, max_value=LARGEST_REVISION)
