"""The table of authority as a page shows it, and what was changed in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.choices import Tier
from accounts.models import User
from accounts.rules.roles import BY_CODE, ROLES
from crm_site.queries.concessions import in_kind
from followups.choices import ConcessionKind
from followups.models import AuthorityLimit
from followups.queries.authority import ASKS

MOST_CHANGES = 20


@dataclass(frozen=True, slots=True)
class KindTable:
    """`rows` are (role, what it may grant to each tier)."""

    kind: ConcessionKind
    rows: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class LimitChange:
    at: datetime
    who: str
    kind: str | Promise
    tier: str | Promise
    role: str
    before: str
    after: str
    reason: str


def roles() -> list[tuple[str, str]]:
    """Those that ask for concessions or decide about them, (code, name)."""
    return [(role.code, _(role.label)) for role in ROLES if role.permissions & ASKS]


def authority_tables() -> list[KindTable]:
    """One statement."""
    found = {
        (row.kind, row.role, row.tier): limit_told(row.kind, row.limit)
        for row in AuthorityLimit.objects.all()
    }
    return [
        KindTable(
            kind,
            [
                (label, [found.get((kind, code, tier), "–") for tier in Tier.values])
                for code, label in roles()
            ],
        )
        for kind in ConcessionKind
    ]


def limit_told(kind: str, limit: Decimal | None) -> str:
    if limit is None:
        return _("without limit")
    return in_kind(kind, limit) if limit else "–"


def authority_history() -> list[LimitChange]:
    """The newest changes, without the table that everybody begins with; three statements."""
    history: Any = AuthorityLimit.pgh_event_model  # type: ignore[attr-defined]
    events = list(
        history.objects.filter(pgh_label="update")
        .select_related("pgh_context")
        .order_by("-pgh_id")[:MOST_CHANGES]
    )
    before = _before(history, events)
    users = {_metadata(event).get("user") for event in events}
    people = User.objects.in_bulk([pk for pk in users if isinstance(pk, int)])
    return [_change(event, before.get(event.pgh_id), people) for event in events]


def _before(history: Any, events: Sequence[Any]) -> dict[int, Any]:
    """The row as it was before each of these events."""
    rows = history.objects.filter(pgh_obj__in=[event.pgh_obj_id for event in events])
    found: dict[int, Any] = {}
    last: dict[int, Any] = {}
    for row in rows.order_by("pgh_id"):
        found[row.pgh_id] = last.get(row.pgh_obj_id)
        last[row.pgh_obj_id] = row
    return found


def _metadata(event: Any) -> dict[str, Any]:
    return event.pgh_context.metadata if event.pgh_context else {}


def _change(event: Any, before: Any, people: dict[int, User]) -> LimitChange:
    told = _metadata(event)
    who = told.get("user", "")
    return LimitChange(
        at=event.pgh_created_at,
        who=str(people.get(who, "")) if isinstance(who, int) else str(who),
        kind=event.get_kind_display(),
        tier=event.get_tier_display(),
        role=_(BY_CODE[event.role].label) if event.role in BY_CODE else event.role,
        before=limit_told(event.kind, before.limit) if before else "–",
        after=limit_told(event.kind, event.limit),
        reason=told.get("reason", ""),
    )
