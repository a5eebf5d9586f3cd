"""Whether the installation can do its work now: what `/ready/` answers.

A check is a function that returns the facts that it found, or raises NotReady with them, or Beware
where it works still; a database, disk or mail server that does not answer is not ready either. A
new check is a line in `CHECKS`.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Min
from django.utils import timezone
from django_q.models import Schedule

from crm_site.queries.jobs import is_fresh, pulse_newest
from crm_site.schedules import NEVER
from followups.queries.calendars import known_until
from followups.rules.deadlines import horizon_is_near

OK, OFF, FAILED, SOON = "ok", "off", "failed", "soon"
BROKEN = (DatabaseError, InterfaceError, OSError, ImproperlyConfigured)
SECONDS_FOR_MAIL = 2
LATE = timedelta(minutes=5)
MB = 1 << 20

Facts = dict[str, Any]


class NotReady(Exception):
    def __init__(self, **facts: object) -> None:
        self.facts = facts


class Beware(NotReady):
    """It works, but somebody has to see to it soon."""


class SwitchedOff(Exception):
    """There is nothing to check."""


@dataclass(frozen=True, slots=True)
class Answer:
    state: str
    facts: Facts = field(default_factory=dict)


def _database() -> Facts:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {}


def _worker() -> Facts:
    now, pulse_at = timezone.now(), pulse_newest()
    facts = {"last_pulse": pulse_at}
    if not is_fresh(pulse_at, now):
        raise NotReady(**facts)
    return facts


def _timetable() -> Facts:
    """A worker may have a pulse, and yet nobody look at the clock."""
    planned = Schedule.objects.exclude(repeats=NEVER)
    next_run = planned.aggregate(at=Min("next_run"))["at"]
    if next_run is None or next_run < timezone.now() - LATE:
        raise NotReady(next_run=next_run)
    return {"next_run": next_run}


def _mail() -> Facts:
    if settings.MAIL_MODE == "off":
        raise SwitchedOff
    with get_connection(timeout=SECONDS_FOR_MAIL):
        return {"mode": settings.MAIL_MODE}


def _disk() -> Facts:
    free = shutil.disk_usage(settings.VAR_DIR).free // MB
    if free < settings.READY_FREE_MB:
        raise NotReady(free_mb=free)
    return {"free_mb": free}


def _calendar() -> Facts:
    """Later deadlines move when the State Council says how the next year's holidays are moved."""
    until = known_until()
    if horizon_is_near(until, timezone.localdate()):
        raise Beware(known_until=until)
    return {"known_until": until}


CHECKS: dict[str, Callable[[], Facts]] = {
    "database": _database,
    "worker": _worker,
    "timetable": _timetable,
    "mail": _mail,
    "disk": _disk,
    "calendar": _calendar,
}


def readiness() -> dict[str, Answer]:
    """Every check by its name, in their order."""
    return {name: _answer(check) for name, check in CHECKS.items()}


def _answer(check: Callable[[], Facts]) -> Answer:
    try:
        return Answer(OK, check())
    except SwitchedOff:
        return Answer(OFF)
    except Beware as why:
        return Answer(SOON, why.facts)
    except NotReady as why:
        return Answer(FAILED, why.facts)
    except BROKEN as error:
        return Answer(FAILED, {"error": str(error).partition("\n")[0]})
