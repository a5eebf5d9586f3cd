"""What was said? Logging a touch in under a minute, between two visits, on a phone."""

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.clearance import veiled
from accounts.forms import ids_of, seen_anew
from accounts.models import Customer
from common.views import PermissionMixin, ServiceFormView, came_from
from crm_site.pages.customer import CustomerMixin
from crm_site.pages.follow_ups.forms import TROUBLES, LogForm, StepForm
from crm_site.pages.follow_ups.typed import initial_of, typed_of
from crm_site.pages.tasks.task import TaskMixin
from crm_site.queries.tasks import checks_to_tick, workers_for
from followups.access import may_act_on
from followups.choices import FollowUpChannel
from followups.models import FollowUpDraft, Task, TaskCheck
from followups.queries.calendars import calendar_of
from followups.queries.follow_ups import channels_for, contacts_of, draft_of
from followups.rules.when import Now, Step
from followups.services.follow_up_drafts import draft_forget, draft_save
from followups.services.follow_up_files import draft_files_add
from followups.services.follow_ups import Sent, follow_up_log
from followups.services.tasks import Seen

LOGS = "followups.add_followup"
# Of the header by which the script of the page asks for an answer that it can read.
JSON = "application/json"


class OfTouch(PermissionMixin):
    """A touch of `customer`, perhaps for a `task` of theirs."""

    permission = LOGS
    kwargs: dict[str, Any]

    @cached_property
    def customer(self) -> Customer:
        raise NotImplementedError

    @cached_property
    def task(self) -> Task | None:
        return None

    @cached_property
    def draft(self) -> FollowUpDraft | None:
        return draft_of(self.person, self.customer, self.task)

    def url(self, *, of_draft: bool = False) -> str:
        ending = "-draft" if of_draft else ""
        if self.task:
            return reverse(f"task-log{ending}", args=[self.task.pk])
        return reverse(f"customer-log{ending}", args=[self.customer.code])

    def draft_keep(self) -> FollowUpDraft | None:
        """Raises ValidationError, also for a form without its token."""
        try:
            token = UUID(self.request.POST.get("token", ""))
        except ValueError as error:
            raise ValidationError(_("Open the form anew."), code="token") from error
        return draft_save(
            user=self.person,
            customer=self.customer,
            task=self.task,
            token=token,
            typed=typed_of(self.request.POST),
            at=timezone.now(),
        )

    def files_keep(self, draft: FollowUpDraft | None) -> None:
        """So that nobody has to choose them again. Raises ValidationError."""
        uploads = self.request.FILES.getlist("uploads")
        if draft and uploads:
            draft_files_add(draft=draft, uploads=uploads, at=timezone.now())


class LogView(OfTouch, ServiceFormView):
    form_class = LogForm
    template_name = "pages/follow_up_log.html"

    @cached_property
    def channels(self) -> list[FollowUpChannel]:
        return channels_for(self.person, self.task)

    @cached_property
    def can_be_done(self) -> bool:
        return bool(self.task and self.task.is_at_work and may_act_on(self.person, self.task))

    @cached_property
    def checks(self) -> list[TaskCheck]:
        ticked = ids_of(self.request.POST.getlist("checks"))
        return checks_to_tick(self.task, ticked) if self.task and self.can_be_done else []

    def get_form_kwargs(self) -> dict[str, Any]:
        contacts = contacts_of(self.customer, timezone.localdate())
        return super().get_form_kwargs() | {
            "now": Now(timezone.now(), calendar_of(user=self.person)),
            "channels": self.channels,
            "contacts": veiled(self.person, contacts),
            "colleagues": list(workers_for(self.customer).exclude(pk=self.person.pk)),
            "can_be_done": self.can_be_done,
            "checks": self.checks,
        }

    def get_initial(self) -> dict[str, Any]:
        return {
            "channel": self.channels[0],
            "happened_at": timezone.now(),
            "is_done": True,
            **(initial_of(self.draft) if self.draft else {}),
            "token": self.draft.token if self.draft else uuid4(),
            "version": self.task.version if self.task else None,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "customer": veiled(self.person, [self.customer])[0],
            "task": self.task,
            "draft": self.draft,
            "kept_files": list(self.draft.files.all()) if self.draft else [],
            "draft_url": self.url(of_draft=True),
            "back_url": came_from(self.request),
            "most_bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        }

    def taken(self, form: LogForm) -> HttpResponse:
        fields, now = form.cleaned_data, timezone.now()
        done = None
        if self.task and fields.get("is_done"):
            done = Seen(self.task.pk, fields["version"], self.person, now)
        follow_up = follow_up_log(
            customer=self.customer,
            said=form.said(self.task.title if self.task else ""),
            sent=Sent(fields["token"], self.person, now),
            task=self.task,
            done=done,
            next_step=form.next(),
            papers=form.papers(),
            ticked=fields.get("checks", ()),
        )
        messages.success(self.request, logged_words(fields["step"]))
        return redirect(came_from(self.request) or reverse("follow-up", args=[follow_up.pk]))

    def form_invalid(self, form: LogForm) -> HttpResponse:
        """What was typed is kept with its files; a task that has changed is now seen as it is."""
        self.__dict__.pop("draft", None)
        try:
            self.files_keep(self.draft_keep())
        except ValidationError as error:
            form.add_error(None, error)
        if self.can_be_done and self.task:
            self.task.refresh_from_db()
            seen_anew(form, version=self.task.version)
        return super().form_invalid(form)


def logged_words(step: Step | None) -> str:
    if step is None or step.due_at is None:
        return _("Logged.")
    due = {"due": date_format(timezone.localtime(step.due_at), "SHORT_DATETIME_FORMAT")}
    if step.said is None:
        return _("Logged. The next step is due %(due)s.") % due
    words = due | {"said": date_format(step.said, "SHORT_DATE_FORMAT")}
    return _("Logged. %(said)s is a day off, so the next step is due %(due)s.") % words


class CustomerLog(CustomerMixin, LogView):
    permission = LOGS


class TaskLog(TaskMixin, LogView):
    permission = LOGS

    @cached_property
    def customer(self) -> Customer:
        return self.task.customer


class LogDraft(OfTouch):
    """Keeps what was typed so far, or throws it away."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        if "discard" in request.POST:
            if self.draft:
                draft_forget(draft=self.draft)
            return redirect(self.url())
        try:
            draft = self.draft_keep()
            self.files_keep(draft)
        except ValidationError as error:
            return self.answer("; ".join(error.messages), HTTPStatus.BAD_REQUEST)
        return self.answer(saved_words(draft))

    def answer(self, told: str, status: int = HTTPStatus.OK) -> HttpResponse:
        """To the script, or to somebody who has pressed a button."""
        if self.request.headers.get("Accept") == JSON:
            return JsonResponse({"told": told}, status=status)
        level = messages.INFO if status == HTTPStatus.OK else messages.ERROR
        messages.add_message(self.request, level, told)
        return redirect(self.url())


def saved_words(draft: FollowUpDraft | None) -> str:
    if draft is None:
        return _("This has been sent already.")
    at = date_format(timezone.localtime(draft.updated_at), "TIME_FORMAT")
    return _("Draft saved at %(time)s") % {"time": at}


class CustomerLogDraft(CustomerMixin, LogDraft):
    permission = LOGS


class TaskLogDraft(TaskMixin, LogDraft):
    permission = LOGS

    @cached_property
    def customer(self) -> Customer:
        return self.task.customer


class StepPreview(PermissionMixin):
    """What the next step comes to, while it is typed: sent, so that no log has the words."""

    permission = LOGS

    def post(self, request: HttpRequest) -> HttpResponse:
        now = Now(timezone.now(), calendar_of(user=self.person))
        form = StepForm(request.POST, now=now)
        form.is_valid()
        step = form.step()
        trouble = TROUBLES[step.trouble] if step and step.trouble else ""
        return render(request, "pages/_step_told.html", {"step": step, "trouble": trouble})
