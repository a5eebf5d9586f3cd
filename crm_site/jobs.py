"""What the queue may call: find out the day, call one service, log. Safe to run twice."""

import logging
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.services import imports
from crm_site.pipeline import Night, night_run
from health.services import score as scores

log = logging.getLogger(__name__)

# A company that was away for longer gets its newest nights; older days are scored by hand.
NIGHTS_CAUGHT_UP = 7


def night(at: str) -> list[list[dict[str, Any]]]:
    """The night planned for the moment `at`, and those missed since, oldest first.

    A night in the early hours belongs to the day that has just ended. The queue passes the planned
    moment and not the real one, so that a night that begins late is still that of its day; nights
    that it skipped because nothing was running are made up for here.
    """
    planned = timezone.localdate(datetime.fromisoformat(at))
    today = timezone.localdate()
    first = max(planned, today - timedelta(days=NIGHTS_CAUGHT_UP - 1))
    mornings = [first + timedelta(days=n) for n in range((today - first).days + 1)]
    return [night_run(Night(morning - timedelta(days=1), morning=today)) for morning in mornings]


def score_changed() -> dict[str, Any]:
    """Score as of today those about whom something new is known."""
    counts = asdict(scores.score_changed(day=timezone.localdate()))
    log.info("scored what changed: %s", counts)
    return counts


def uploads_tidy() -> dict[str, int]:
    """Remove files that somebody uploaded and then forgot."""
    counts = imports.uploads_tidy(day=timezone.localdate())
    log.info("tidied uploads: %s", counts)
    return counts
