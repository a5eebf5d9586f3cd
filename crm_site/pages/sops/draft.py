"""What is the procedure to say? Drafts: their words, their steps, and putting them in force."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.auth import PersonRequest
from accounts.forms import seen_anew
from common.views import ServiceFormView, or_404
from crm_site.pages.sops.forms import DraftForm, PublishForm, RevisionForm, SopForm, StepForm
from crm_site.pages.sops.library import KEEPS, SopMixin
from crm_site.pages.sops.words import comparison, due_told, lines_named
from crm_site.queries import sops as queries
from followups.choices import SopStage
from followups.models import SopStep, SopVersion
from followups.queries.sops import version_in_force
from followups.services.sops import (
    SeenDraft,
    draft_begin,
    draft_change,
    draft_discard,
    draft_publish,
    sop_add,
    sop_archive,
    step_add,
    step_change,
    step_move,
    step_remove,
)


class SopNew(ServiceFormView):
    request: PersonRequest
    permission = KEEPS
    form_class = SopForm
    template_name = "pages/sop_new.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"lines": lines_named()}

    def taken(self, form: Any) -> HttpResponse:
        said = form.cleaned_data
        sop_add(
            code=said["code"],
            stage=SopStage(said["stage"]),
            head=form.head(),
            department=said["department"],
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, _("The draft is there; now its steps."))
        return redirect("sop-draft", said["code"])


class DraftBegin(SopMixin):
    permission = KEEPS

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        draft_begin(sop=self.sop, by=self.person, at=timezone.now())
        return redirect("sop-draft", self.sop.code)


class DraftMixin(SopMixin):
    """A page below `/sops/<sop>/draft/`; without a draft there is none.

    What is sent after the draft was published or discarded gets an answer all the same, beside the
    version in force: the service refuses it and says why. Only a first draft that was discarded has
    taken its procedure with it, and there is no page any more.
    """

    permission = KEEPS

    @cached_property
    def draft(self) -> SopVersion:
        draft = queries.draft_of(self.sop)
        if draft is None and self.request.method == "POST":
            draft = version_in_force(self.sop)
        return or_404(draft)

    def seen(self, revision: int) -> SeenDraft:
        return SeenDraft(self.draft, revision, self.person, timezone.now())


class DraftFormView(DraftMixin, ServiceFormView):
    """A form about the draft. Who comes second keeps what was typed, and may save it knowingly."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"sop": self.sop, "draft": self.draft}

    def refused(self, form: Any, error: ValidationError) -> HttpResponse:
        del self.draft  # as it is by now
        form.add_error(None, error)
        form.add_error(None, self.way_on())
        seen_anew(form, revision=self.draft.revision)
        return self.form_invalid(form)

    def way_on(self) -> str:
        if self.draft.is_draft:
            return _("Look at your own entries below; save again to keep them.")
        return _(
            "Your own entries are below. Begin a new draft in another window, then save here "
            "again to have them in it."
        )

    def back(self, message: str) -> HttpResponse:
        messages.success(self.request, message)
        return redirect("sop-draft", self.sop.code)


class DraftEdit(DraftFormView):
    form_class = DraftForm
    template_name = "pages/sop_draft.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"lines": lines_named()}

    def get_initial(self) -> dict[str, Any]:
        return DraftForm.initial_of(self.draft)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = queries.steps_shown(self.draft)
        return context | {"steps": [(one, due_told(one.step)) for one in shown]}

    def taken(self, form: Any) -> HttpResponse:
        draft_change(seen=self.seen(form.cleaned_data["revision"]), head=form.head())
        return self.back(_("The draft is saved."))


class StepNew(DraftFormView):
    form_class = StepForm
    template_name = "pages/sop_step.html"

    def get_initial(self) -> dict[str, Any]:
        return {"revision": self.draft.revision}

    def taken(self, form: Any) -> HttpResponse:
        step_add(seen=self.seen(form.cleaned_data["revision"]), step=form.step())
        return self.back(_("The step is added at the end."))


class StepEdit(DraftFormView):
    form_class = StepForm
    template_name = "pages/sop_step.html"

    @cached_property
    def step(self) -> SopStep | None:
        """None for what is sent of a step that is gone by now: it gets an answer all the same."""
        step = queries.step_of(self.draft, self.kwargs["key"])
        return step if self.request.method == "POST" else or_404(step)

    def get_initial(self) -> dict[str, Any]:
        said = StepForm.initial_of(self.step) if self.step else {}
        return said | {"revision": self.draft.revision}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"step": self.step}

    def way_on(self) -> str:
        if self.step:
            return super().way_on()
        return _("Your own entries are below. Add a step in another window and copy them there.")

    def taken(self, form: Any) -> HttpResponse:
        revision = form.cleaned_data["revision"]
        step_change(seen=self.seen(revision), key=self.kwargs["key"], step=form.step())
        return self.back(_("The step is saved."))


class DraftPost(DraftMixin):
    """A button of the draft's page: it names the revision that was looked at."""

    request: PersonRequest

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        form = RevisionForm(request.POST)
        revision = form.cleaned_data["revision"] if form.is_valid() else -1
        try:
            return self.done(self.seen(revision))
        except ValidationError as error:
            messages.warning(request, error.messages[0])
            del self.draft  # as it is by now
            return redirect("sop-draft" if self.draft.is_draft else "sop", self.sop.code)

    def done(self, seen: SeenDraft) -> HttpResponse:
        raise NotImplementedError


class StepMove(DraftPost):
    def done(self, seen: SeenDraft) -> HttpResponse:
        step_move(seen=seen, key=self.kwargs["key"], up=self.request.POST.get("to") == "up")
        return redirect("sop-draft", self.sop.code)


class StepRemove(DraftPost):
    def done(self, seen: SeenDraft) -> HttpResponse:
        step_remove(seen=seen, key=self.kwargs["key"])
        messages.success(self.request, _("The step is removed from the draft."))
        return redirect("sop-draft", self.sop.code)


class DraftDiscard(DraftPost):
    def done(self, seen: SeenDraft) -> HttpResponse:
        draft_discard(seen=seen)
        messages.success(self.request, _("The draft is discarded."))
        return redirect("sop-library")


class DraftPublish(DraftFormView):
    form_class = PublishForm
    template_name = "pages/sop_publish.html"

    def get_initial(self) -> dict[str, Any]:
        return {"revision": self.draft.revision}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = version_in_force(self.sop)
        found = comparison(before, self.draft) if before else None
        return super().get_context_data(**kwargs) | {"before": before, "found": found}

    def taken(self, form: Any) -> HttpResponse:
        said = form.cleaned_data
        draft_publish(seen=self.seen(said["revision"]), reason=said["reason"])
        messages.success(self.request, _("It is in force; what is at work stays as it began."))
        return redirect("sop", self.sop.code)


class SopArchive(SopMixin):
    """Out of the library, or back into it."""

    permission = KEEPS

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        if version_in_force(self.sop) is None:
            raise Http404
        is_back = request.POST.get("back") == "on"
        sop_archive(sop=self.sop, at=None if is_back else timezone.now())
        text = _("It is in the library again.") if is_back else _("It is begun no more.")
        messages.success(request, text)
        return redirect("sop", self.sop.code)
