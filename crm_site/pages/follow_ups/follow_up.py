"""What was said then, and what became of it? One follow-up, its files and its history."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.clearance import may_see, veiled
from common.uploads import file_response
from common.views import PermissionMixin, ServiceFormView, or_404
from crm_site.pages.follow_ups.forms import EditForm
from crm_site.queries.follow_ups import read_follow_up, revisions_of
from crm_site.queries.tasks import workers_for
from followups.access import EditRight, edit_right
from followups.models import FollowUp, FollowUpFile
from followups.queries.calendars import calendar_of
from followups.queries.follow_ups import (
    channels_for,
    colleagues_of,
    contacts_of,
    file_seen,
    files_of,
    follow_up_seen,
)
from followups.rules.when import Now
from followups.services.follow_ups import follow_up_edit

SEES, CHANGES = "followups.view_followup", "followups.change_followup"


class FollowUpMixin(PermissionMixin):
    """A page below `/follow-ups/<pk>/`; whoever may not see the customer finds no page."""

    kwargs: dict[str, Any]

    @cached_property
    def follow_up(self) -> FollowUp:
        return or_404(follow_up_seen(self.person, self.kwargs["pk"]))

    @cached_property
    def right(self) -> EditRight:
        return edit_right(self.person, self.follow_up, timezone.now())


class FollowUpPage(FollowUpMixin):
    permission = SEES

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        context = {
            "read": read_follow_up(self.follow_up, self.person),
            "revisions": revisions_of(self.follow_up, self.person),
            "may_edit": self.person.has_perm(CHANGES) and self.right is not EditRight.NONE,
            "now": timezone.now(),
        }
        return render(request, "pages/follow_up.html", context)


class FollowUpEdit(FollowUpMixin, ServiceFormView):
    permission = CHANGES
    form_class = EditForm
    template_name = "pages/follow_up_edit.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.right is EditRight.NONE and request.method != "POST":
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        customer = self.follow_up.customer
        contacts = contacts_of(customer, timezone.localdate(), with_those_of=self.follow_up)
        return super().get_form_kwargs() | {
            "now": Now(timezone.now(), calendar_of(user=self.person)),
            "channels": channels_for(self.person, None),
            "contacts": veiled(self.person, contacts),
            "colleagues": colleagues_of(self.follow_up, workers_for(customer)),
            "has_step": bool(self.follow_up.next_step),
            "asks_why": self.right is not EditRight.FREE,
        }

    def get_initial(self) -> dict[str, Any]:
        row = self.follow_up
        names = (
            *("happened_at", "channel", "subject", "participants", "sentiment", "minutes"),
            *("business_review", "problem_solving", "value_delivery", "version"),
        )
        people = {
            "contacts": [str(one.pk) for one in row.contacts.all()],
            "colleagues": [str(one.pk) for one in row.colleagues.all()],
        }
        return {name: getattr(row, name) for name in names} | people

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "follow_up": self.follow_up,
            "customer": veiled(self.person, [self.follow_up.customer])[0],
            "kept_files": list(files_of(self.follow_up)),
        }

    def taken(self, form: EditForm) -> HttpResponse:
        fields = form.cleaned_data
        follow_up_edit(
            follow_up=self.follow_up,
            version=fields["version"],
            said=form.said(fields["subject"]),
            by=self.person,
            at=timezone.now(),
            reason=fields.get("reason", ""),
            next_step=form.next(),
            papers=form.papers(),
        )
        messages.success(self.request, _("Changed; how it read before is kept."))
        return redirect("follow-up", self.follow_up.pk)


class FollowUpFileGet(PermissionMixin):
    """A file to keep, of what one may see."""

    permission = SEES

    def get(self, request: HttpRequest, pk: int) -> FileResponse:  # noqa: ARG002
        cleared = may_see(self.person, FollowUpFile, "file")
        file = or_404(file_seen(self.person, pk) if cleared else None)
        try:
            return file_response(file.file.open(), file.name)
        except FileNotFoundError as error:
            raise Http404 from error
