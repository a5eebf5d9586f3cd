"""The counts beside the filters of the customer list, fetched by the list after it is there."""

from hashlib import sha256

from django.core.cache import cache
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.auth import PersonRequest
from accounts.choices import Tier
from common.lists import without_empty
from common.views import permission
from crm_site.pages.customer_filters import (
    ME,
    NO_TIER,
    NOBODY,
    SEES_HEALTH,
    CustomerFilter,
)
from crm_site.queries.customer_counts import Counts, customer_counts
from health.choices import WORST_FIRST

KEPT_SECONDS = 60


@permission("accounts.view_customer")
@require_GET
def customer_counts_piece(request: PersonRequest) -> HttpResponse:
    """Kept for a minute for a person and what they ask for."""
    asked = without_empty(request.GET)
    for name in ("page", "sort"):
        asked.pop(name, None)
    key = f"customer-counts:{request.user.pk}:{sha256(asked.urlencode().encode()).hexdigest()}"
    context = cache.get_or_set(key, lambda: _context(asked, request), KEPT_SECONDS)
    return render(request, "pages/_customer_counts.html", context)


def _context(asked: QueryDict, request: PersonRequest) -> dict[str, object]:
    filters = CustomerFilter(asked, request=request)
    counts = customer_counts(filters.selection, with_health=request.user.has_perm(SEES_HEALTH))
    owners = [value for value, _label in filters.form.fields["owner"].choices]
    return {
        "total": counts.total,
        "numbers": _numbers(counts, owners, request.user.username),
        "values": {"region": counts.regions, "industry": counts.industries},
    }


def _numbers(counts: Counts, owners: list[str], me: str) -> dict[str, int]:
    """A number for every choice that the list offers, by the id of its element."""
    anybodys = sum(counts.owners.values()) + counts.nobodys
    of_owner = {
        **counts.owners,
        "": anybodys,
        ME: counts.owners.get(me, 0),
        NOBODY: counts.nobodys,
    }
    numbers = {f"owner-{owner}": of_owner.get(owner, 0) for owner in owners}
    numbers |= {f"tier-{tier}": counts.tiers.get(tier, 0) for tier in Tier.values}
    numbers |= {f"tier-{NO_TIER}": counts.tiers.get("", 0), "stub": counts.stubs}
    if counts.levels is not None and counts.low_confidence is not None:
        numbers |= {f"level-{level}": counts.levels.get(level, 0) for level in WORST_FIRST}
        numbers |= {"level-any": sum(counts.levels.values())}
        numbers |= {"low_confidence": counts.low_confidence}
    return numbers
