"""Word to whoever runs the imports that the facts of a system have stopped coming."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop

from accounts.imports.registry import kinds
from accounts.queries.feeds import stale_feeds
from accounts.queries.people import people_who_may
from accounts.services.notices import NewNotice, notices_raise

RUNS_IMPORTS = "accounts.change_feed"
SILENT = gettext_noop(
    "%(source)s has told nothing new (%(kind)s) since %(day)s: what is measured by it stands still."
)


def silent_feeds_report(*, at: datetime) -> int:
    """Tell them once for each silence; returns how many feeds are silent at `at`."""
    feeds = stale_feeds(at)
    people = people_who_may(RUNS_IMPORTS)
    notices_raise(
        new=[
            NewNotice(
                recipient=person,
                key=f"feed:{feed.pk}:{feed.last_fact_on}",
                message_key=SILENT,
                params={
                    "source": feed.source,
                    "kind": {"key": _label(feed.kind)},
                    "day": {"day": feed.last_fact_on.isoformat()},
                },
                url=reverse("health"),
            )
            for feed in feeds
            for person in people
        ],
        at=at,
    )
    return len(feeds)


def _label(code: str) -> str:
    """The message id of what the facts are called; the code where their kind is gone."""
    with translation.override("en"):
        return next((str(kind.label) for kind in kinds() if kind.code == code), code)
