"""What makes a logged follow-up a good one, and until when its writer may change it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from common.working_time import WorkingCalendar

MODULES = ("business_review", "problem_solving", "value_delivery")
# To the same time of the next working day: what is written later is remembered worse.
WORKING_DAYS_TO_LOG = 1


def next_origin(follow_up: int) -> str:
    """By which the task of its next step is known."""
    return f"follow_up:{follow_up}:next"


def log_due_at(happened_at: datetime, calendar: WorkingCalendar) -> datetime:
    return calendar.add_working_days(happened_at, WORKING_DAYS_TO_LOG)


def edit_ends_at(written_at: datetime, hours: int) -> datetime:
    """Until then its writer changes it without saying why."""
    return written_at + timedelta(hours=hours)


class Logged(NamedTuple):
    """Whether one log is complete, and whether it was written in time."""

    is_complete: bool
    is_on_time: bool


@dataclass(frozen=True, slots=True)
class Quality:
    """Of so many logs, how many have all three modules, were in time, and are both."""

    logs: int = 0
    complete: int = 0
    on_time: int = 0
    good: int = 0

    @property
    def share(self) -> float | None:
        """The process quality; None without any log."""
        return self.good / self.logs if self.logs else None

    def __add__(self, other: "Quality") -> "Quality":
        return Quality(
            self.logs + other.logs,
            self.complete + other.complete,
            self.on_time + other.on_time,
            self.good + other.good,
        )


def quality_of(logs: Iterable[Logged]) -> Quality:
    found = list(logs)
    return Quality(
        logs=len(found),
        complete=sum(log.is_complete for log in found),
        on_time=sum(log.is_on_time for log in found),
        good=sum(log.is_complete and log.is_on_time for log in found),
    )
