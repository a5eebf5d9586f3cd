"""Ten thousand deadlines, near and more than a year away, in the second that they may take."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from common.working_time import CLOSED, Hours, WorkingCalendar, is_working_day_in_china
from tools.bench.clock import best_of

Measured = tuple[float, float, float]

ROUNDS, DEADLINES = 5, 10_000
ALLOWED, TARGET = 1.0, 1.0
FIRST = datetime(2026, 1, 5, 1, 30, tzinfo=UTC)
# So many working days are more than 400 days.
FAR_DAYS = 280
WITH_LUNCH: Hours = ((540, 720), (780, 1080))


def measure_deadlines() -> Measured:
    """A calendar that nobody has asked before, so that its years are computed, too."""
    [ours] = best_of(ROUNDS, _deadlines)
    return ours, ALLOWED, TARGET


def _deadlines() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    calendar = WorkingCalendar(
        zone, lambda day: WITH_LUNCH if is_working_day_in_china(day) else CLOSED
    )
    for number in range(DEADLINES // 4):
        moment = FIRST + timedelta(minutes=97 * number)
        near = calendar.add_service(moment, 90)
        far = calendar.add_service(near, FAR_DAYS * 480)
        calendar.add_working_days(far, FAR_DAYS)
        calendar.minutes_between(moment, far)
