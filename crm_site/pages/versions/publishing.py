"""What would a draft do to everybody, who changes level, and is it to be so?"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView
from django_filters import ChoiceFilter

from accounts.auth import PersonRequest
from common.lists import Column, Ids, Page
from common.views import ServiceFormView
from crm_site.pages.customer_filters import ListFilter
from crm_site.pages.noted_list import NotedList
from crm_site.pages.versions.effects import effect_chart, level_rows, moves_told
from crm_site.pages.versions.forms import PublishForm, SeenForm
from crm_site.pages.versions.views import (
    DRAFTS_MODEL,
    PUBLISHES_MODEL,
    VersionMixin,
)
from crm_site.pages.versions.words import changes_told
from crm_site.queries.versions import EffectRow, effects_seen, most_moved_first, movers_of
from health.choices import Level
from health.models import HealthModelVersion, VersionEffect
from health.queries.effect import Effect
from health.queries.versions import version_published
from health.services.versions import version_discard, version_preview, version_publish


def preview_context(version: HealthModelVersion) -> dict[str, Any]:
    """What is stored of the preview; `is_stale` when another version scores by now."""
    stored = version.preview
    if not stored:
        return {"version": version, "effect": None}
    effect = Effect.from_json(stored["effect"])
    return {
        "version": version,
        "effect": effect,
        "against": stored["against"],
        "is_stale": version.is_open and stored["against"] != version_published().number,
        "levels": level_rows(effect),
        "moves": moves_told(effect),
        "chart": effect_chart(effect),
    }


class VersionPreview(VersionMixin, TemplateView):
    template_name = "pages/version_preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | preview_context(self.version)


class VersionPreviewMake(VersionMixin):
    permission = DRAFTS_MODEL

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        try:
            version_preview(version=self.version, revision=revision_of(request), at=timezone.now())
        except ValidationError as error:
            messages.warning(request, error.messages[0])
            return redirect("version", self.version.pk)
        return redirect("version-preview", self.version.pk)


class VersionDiscard(VersionMixin):
    permission = DRAFTS_MODEL

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        try:
            version_discard(version=self.version, revision=revision_of(request))
        except ValidationError as error:
            messages.warning(request, error.messages[0])
            return redirect("version", self.version.pk)
        text = _("Draft %(number)s is discarded; it can still be read.")
        messages.success(request, text % {"number": self.version.number})
        return redirect("version-list")


class VersionPublish(VersionMixin, ServiceFormView):
    request: PersonRequest
    permission = PUBLISHES_MODEL
    form_class = PublishForm
    template_name = "pages/version_publish.html"

    def get_initial(self) -> dict[str, Any]:
        return {"revision": self.version.revision}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = changes_told(version_published().spec, self.version.spec)
        context = super().get_context_data(**kwargs) | preview_context(self.version)
        return context | {"changes": changes}

    def taken(self, form: Any) -> HttpResponse:
        version_publish(
            version=self.version,
            **form.cleaned_data,
            by=self.request.user,
            at=timezone.now(),
        )
        text = _("Version %(number)s scores from now on; everybody is scored within minutes.")
        messages.success(self.request, text % {"number": self.version.number})
        return redirect("version", self.version.pk)


class MoverFilter(ListFilter):
    then = ChoiceFilter(
        label=gettext_lazy("Level before"),
        choices=Level.choices,
        empty_label=gettext_lazy("any level"),
    )
    now = ChoiceFilter(
        label=gettext_lazy("Level with this version"),
        choices=Level.choices,
        empty_label=gettext_lazy("any level"),
    )

    class Meta:
        model = VersionEffect
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        super().__init__(data, queryset=VersionEffect.objects.none(), request=request)


class VersionMovers(VersionMixin, NotedList):
    """Those whose level changes; with a level chosen, all of them whose score does."""

    filterset_class = MoverFilter
    columns = (
        Column("customer", gettext_lazy("Customer"), value=lambda row: row.customer.name),
        Column("code", gettext_lazy("Customer code"), value=lambda row: row.customer.code),
        Column("tier", gettext_lazy("Tier"), value=lambda row: row.tier and str(row.tier.label)),
        Column("owner", gettext_lazy("Owner"), value=lambda row: str(row.customer.owner or "")),
        Column("before", gettext_lazy("Before"), value=lambda row: str(row.level_before.label)),
        Column(
            "score_before",
            gettext_lazy("Score before"),
            value=lambda row: row.effect.score_before,
            is_shown=False,
        ),
        Column("after", gettext_lazy("With this version"), value=lambda row: str(row.level.label)),
        Column(
            "score",
            gettext_lazy("Score with this version"),
            value=lambda row: row.effect.score,
            is_shown=False,
        ),
        Column(
            "moved",
            pgettext_lazy("score", "Change"),
            sorts=True,
            css="number",
            value=lambda row: row.change,
        ),
    )
    default_sort = "-moved"
    template_name = "pages/version_movers.html"
    piece_name = "pages/_version_movers.html"
    export_subject = "version-movers"

    def ids(self, filters: MoverFilter) -> Iterable[Ids]:
        effects = effects_seen(self.version, self.request.user, **filters.values)
        return [self._sorted(most_moved_first(effects))]

    def _sorted(self, ids: QuerySet[VersionEffect, int]) -> QuerySet[VersionEffect, int]:
        return ids if self.sort().startswith("-") else ids.reverse()

    def rows(self, ids: Sequence[int]) -> Sequence[EffectRow]:
        return movers_of(self.version, ids, self.request.user)

    def export_name(self) -> str:
        return _("Model %(number)s, who changes") % {"number": self.version.number}

    def context(self, filters: MoverFilter, page: Page) -> dict[str, Any]:  # noqa: ARG002
        return {"version": self.version}


def revision_of(request: HttpRequest) -> int:
    """The revision that somebody saw; nonsense is none that there is."""
    form = SeenForm(request.POST)
    return form.cleaned_data["revision"] if form.is_valid() else -1
