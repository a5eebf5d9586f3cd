"""My tasks in my phone's calendar: a secret address, made and ended here, and its file."""

import hashlib
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.functional import cached_property
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.generic import FormView

from accounts.auth import PersonRequest
from accounts.forms import seen_field
from common.appointments import calendar_file
from common.views import PUBLIC, PermissionMixin, or_404
from crm_site.pages.tasks.today import SEES_TASKS
from crm_site.queries.calendar_feed import appointments_of
from followups.models import CalendarLink
from followups.queries.calendar_links import link_called, link_of
from followups.services.calendar_links import (
    calendar_link_end,
    calendar_link_make,
    calendar_link_used,
)


class LinkForm(forms.Form):
    """Names the link that was seen, so that a form sent twice replaces nothing unseen."""

    seen = seen_field(required=False)


class CalendarLinks(PermissionMixin, FormView):
    """The address is in the answer to the form that made it, and never again."""

    request: PersonRequest
    permission = SEES_TASKS
    form_class = LinkForm
    template_name = "pages/calendar_links.html"

    @cached_property
    def link(self) -> CalendarLink | None:
        return link_of(self.request.user)

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.link.pk if self.link else None}

    def form_valid(self, form: LinkForm) -> HttpResponse:
        try:
            secret = calendar_link_make(
                person=self.request.user, seen=form.cleaned_data["seen"], at=timezone.now()
            )
        except ValidationError as error:
            messages.warning(self.request, error.messages[0])
            return redirect("calendar-links")
        address = self.request.build_absolute_uri(reverse("calendar-feed", args=[secret]))
        fresh = LinkForm(initial={"seen": self.link.pk if self.link else None})
        response = self.render_to_response(self.get_context_data(form=fresh, address=address))
        response["Cache-Control"] = "no-store"
        return response

    def form_invalid(self, form: forms.Form) -> HttpResponse:  # noqa: ARG002 - nobody typed it
        return redirect("calendar-links")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = kwargs.get("address", "")
        subscribe = f"webcal:{address.partition(':')[2]}" if address else ""
        return super().get_context_data(**kwargs) | {"link": self.link, "subscribe": subscribe}


class CalendarLinkEnd(PermissionMixin):
    request: PersonRequest
    permission = SEES_TASKS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if calendar_link_end(person=self.request.user, link=pk, at=timezone.now()):
            messages.success(request, _("The link has ended; calendars read nothing there now."))
        return redirect("calendar-links")


class CalendarFeed(PermissionMixin):
    """Whoever has the address needs no log-in; one that does not work looks like no page."""

    permission = PUBLIC

    def get(self, request: HttpRequest, secret: str) -> HttpResponseBase:
        now, link = timezone.now(), or_404(link_called(secret))
        calendar_link_used(link=link, at=now)
        body = calendar_file(*appointments_of(link.user, now))
        etag = quote_etag(hashlib.sha256(body).hexdigest())
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response["ETag"], response["Cache-Control"] = etag, "private, no-cache"
        response["Content-Disposition"] = 'inline; filename="evergreen.ics"'
        return get_conditional_response(request, etag=etag, response=response) or response
