"""What have I been told? The inbox of a person."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from accounts.auth import PersonRequest
from accounts.queries.notices import notice_of, notices_of
from accounts.services.notices import notice_read, notices_read
from common.views import LOGGED_IN, PermissionMixin, or_404, permission

A_PAGE = 50


class Notices(PermissionMixin, TemplateView):
    request: PersonRequest
    permission = LOGGED_IN
    template_name = "pages/notices.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = Paginator(notices_of(self.request.user), A_PAGE)
        page = pages.get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {"page": page}


class NoticeOpen(PermissionMixin):
    """To the place that a notice is about; it has been read then."""

    request: PersonRequest
    permission = LOGGED_IN

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG002
        notice = or_404(notice_of(self.request.user, pk))
        notice_read(notice=notice, at=timezone.now())
        return redirect(notice.url or "notices")


@permission(LOGGED_IN)
@require_POST
def notices_all_read(request: PersonRequest) -> HttpResponse:
    """All that was on the page and before; what came meanwhile stays unread."""
    newest = request.POST.get("newest", "")
    if newest.isascii() and newest.isdigit() and len(newest) < 19:
        notices_read(person=request.user, up_to=int(newest), at=timezone.now())
    return redirect("notices")
