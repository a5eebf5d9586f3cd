"""By which model do we score, by which did we, and what would another one do?"""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.auth import PersonRequest
from accounts.forms import seen_anew
from common.views import PermissionMixin, or_404
from crm_site.pages.versions.editor import editor_parts
from crm_site.pages.versions.effects import level_rows, moves_told
from crm_site.pages.versions.forms import VersionForm
from crm_site.pages.versions.words import bounds_told, changes_told, lines
from crm_site.queries.versions import movers, version_rows, version_seen
from health.models import HealthModelVersion
from health.queries.effect import effect_of
from health.queries.versions import version_published
from health.rules.version import Version
from health.services.versions import version_change, version_draft

SEES_MODEL = "health.view_healthmodelversion"
DRAFTS_MODEL = "health.change_healthmodelversion"
PUBLISHES_MODEL = "health.publish_healthmodelversion"
MOST_HITS = 8
CHANGE = "change"  # what a form says that is to change a draft


class VersionMixin(PermissionMixin):
    """A page below `/health/versions/<pk>/`."""

    kwargs: dict[str, Any]
    permission = SEES_MODEL

    @cached_property
    def version(self) -> HealthModelVersion:
        return or_404(version_seen(self.kwargs["pk"]))


class VersionList(PermissionMixin, TemplateView):
    permission = SEES_MODEL
    template_name = "pages/version_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"rows": version_rows()}


class VersionPage(VersionMixin, TemplateView):
    template_name = "pages/version.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version, before = self.version, self.version.based_on
        rules = version.rules
        return super().get_context_data(**kwargs) | {
            "version": version,
            "bounds": bounds_told(rules),
            "lines": lines(rules),
            "changes": changes_told(before.spec, version.spec) if before else [],
            "is_scoring": version.pk == version_published().pk,
        }


class VersionEdit(VersionMixin, FormView):
    """The content with what it does to everybody beside it.

    Of a draft it is changed; of any other version a draft is made of what was typed.
    """

    request: PersonRequest
    permission = DRAFTS_MODEL
    form_class = VersionForm
    template_name = "pages/version_edit.html"

    def get_initial(self) -> dict[str, Any]:
        version = self.version
        note = version.note if version.is_open else ""
        return {"note": note, "revision": version.revision, "token": uuid4()}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"spec": self.version.spec}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        tried = form.is_bound and form.is_valid()
        rules = Version.from_spec("", form.content) if tried else self.version.rules
        context |= {"version": self.version, "parts": editor_parts(form)}
        return context | effect_context(rules, self.request)

    def form_valid(self, form: Any) -> HttpResponse:
        if "show" in self.request.POST:  # without a script that is how one tries
            return self.render_to_response(self.get_context_data(form=form))
        try:
            version = self._kept(form)
        except ValidationError as error:
            return self._refused(form, error)
        text = _("Draft %(number)s is saved.") % {"number": version.number}
        messages.success(self.request, text)
        return redirect("version", version.pk)

    def _kept(self, form: Any) -> HealthModelVersion:
        fields = form.cleaned_data
        if self.request.POST.get("keeps") == CHANGE:
            seen = {"revision": fields["revision"], "note": fields["note"]}
            return version_change(version=self.version, spec=form.content, **seen)
        return version_draft(
            based_on=self.version,
            spec=form.content,
            note=fields["note"],
            by=self.request.user,
            at=timezone.now(),
            token=fields["token"],
        )

    def _refused(self, form: Any, error: ValidationError) -> HttpResponse:
        """What was typed stays; saving it once more is then done knowingly."""
        form.add_error(None, error)
        form.add_error(None, _("Look at your own entries below; save again to keep them."))
        del self.version  # as it is by now
        seen_anew(form, revision=self.version.revision)
        return self.form_invalid(form)


class VersionTry(VersionMixin):
    """The piece beside the form: what it would do as it was typed. Writes nothing."""

    request: PersonRequest
    permission = DRAFTS_MODEL

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        form = VersionForm(request.POST, spec=self.version.spec)
        if not form.is_valid():
            return render(request, "pages/_version_effect.html", {"problems": problems(form)})
        context = effect_context(Version.from_spec("", form.content), self.request)
        return render(request, "pages/_version_effect.html", context)


def effect_context(rules: Version, request: PersonRequest) -> dict[str, Any]:
    effect, hits = effect_of(rules, most=MOST_HITS)
    return {
        "effect": effect,
        "levels": level_rows(effect),
        "moves": moves_told(effect),
        "hits": movers(hits, request.user),
        "total_weight": sum(entry.weight for entry in rules.indicators),
    }


def problems(form: VersionForm) -> list[str]:
    return list(dict.fromkeys(str(error) for errors in form.errors.values() for error in errors))
