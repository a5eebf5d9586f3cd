"""Everything that happened with a customer, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import Promise

from accounts.auth import PersonRequest
from accounts.queries.timeline import sources_for, timeline
from common.lists import url_with
from crm_site.pages.customer import SEES_CUSTOMERS, CustomerMixin

LINES = 36


@dataclass(frozen=True, slots=True)
class KindChoice:
    """A kind of line to narrow the timeline by; its address turns it on or off."""

    label: str | Promise
    icon: str
    is_on: bool
    url: str


class CustomerTimeline(CustomerMixin):
    request: PersonRequest
    permission = SEES_CUSTOMERS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        today = timezone.localdate()
        asked = request.GET.getlist("kind")
        until = min(_day(request.GET.get("until", "")) or today, today)
        found = timeline(self.customer, self.request.user, until, LINES, asked)
        older = url_with(request.GET, "until", found.older.isoformat()) if found.older else ""
        context = {
            "customer": self.profile,
            "timeline": found,
            "kinds": self.kinds(asked),
            "is_narrowed": bool(asked),
            "older_url": older,
            "newest_url": url_with(request.GET, "until") if until < today else "",
            "until": until,
        }
        return render(request, "pages/customer_timeline.html", context)

    def kinds(self, asked: Sequence[str]) -> list[KindChoice]:
        sources = {source.kind: source for source in sources_for(self.request.user)}
        on = [kind for kind in asked if kind in sources]
        return [
            KindChoice(
                source.label,
                source.icon,
                is_on=kind in on,
                url=url_with(
                    self.request.GET,
                    "kind",
                    *([one for one in on if one != kind] if kind in on else [*on, kind]),
                ),
            )
            for kind, source in sources.items()
        ]


def _day(text: str) -> date | None:
    """A day out of an address; None for nonsense."""
    try:
        return parse_date(text)
    except ValueError:
        return None
