"""Where is the one that I remember a piece of? Customers, contacts, orders and tickets at once.

An exact number does not jump to its page: the same number may be an order and a ticket, and
whoever is sent somewhere by a search cannot go back to it.
"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.generic import TemplateView

from accounts.auth import PersonRequest
from common.views import PermissionMixin, permission
from crm_site.pages.customer import SEES_CUSTOMERS
from crm_site.queries.search import found, sources_for, tidied

ON_THE_PAGE, WHILE_TYPING = 20, 5


class Search(PermissionMixin, TemplateView):
    request: PersonRequest
    permission = SEES_CUSTOMERS
    template_name = "pages/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, text = self.request.user, tidied(self.request.GET.get("q", ""))
        return super().get_context_data(**kwargs) | {
            "text": text,
            "groups": found(user, text, ON_THE_PAGE),
            "sources": sources_for(user),
        }


@permission(SEES_CUSTOMERS)
@require_GET
def search_suggestions(request: PersonRequest) -> HttpResponse:
    """The best hits, for the panel under the search box."""
    text = tidied(request.GET.get("q", ""))
    context = {"text": text, "groups": found(request.user, text, WHILE_TYPING)}
    return render(request, "pages/_search_suggestions.html", context)
