"""Feeds that have stopped."""

from datetime import datetime

from accounts.models import Feed
from accounts.queries.states import FEED_STATES


def stale_feeds(now: datetime) -> list[Feed]:
    """Those that stopped first come first; `now` is in the company's time."""
    stale = next(state for state in FEED_STATES if state.code == "stale")
    return list(Feed.objects.filter(stale.rows(now)).order_by("last_fact_on", "kind", "source"))
