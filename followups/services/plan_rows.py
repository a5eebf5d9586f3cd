"""Writing the plan: very many tasks and touches in a handful of statements.

Rows are copied into tables that live as long as the transaction and land from there, as those of an
import do: of ten thousand customers there are forty thousand touches.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext_noop

from followups.models import CadencePlan, PlannedTouch, Task, TaskEvent

AGAIN = gettext_noop("The cadence asks for it again.")
TASKS, EVENTS = Task._meta.db_table, TaskEvent._meta.db_table
TOUCHES, PLANS = PlannedTouch._meta.db_table, CadencePlan._meta.db_table

STAGE = """
    DROP TABLE IF EXISTS plan_tasks, plan_changes, plan_touches;
    CREATE TEMP TABLE plan_tasks (
        origin text COLLATE "C", customer_id bigint, kind text, owner_id bigint, deputy_id bigint,
        due_at timestamptz, remind_at timestamptz, minutes int, title_key text, params jsonb
    ) ON COMMIT DROP;
    CREATE TEMP TABLE plan_changes (
        task_id bigint, action text, reason text, owner_id bigint, deputy_id bigint,
        starts_at timestamptz, due_at timestamptz, remind_at timestamptz, done_at timestamptz,
        cancelled_at timestamptz, breached_at timestamptz, is_late bool, changes jsonb
    ) ON COMMIT DROP;
    CREATE TEMP TABLE plan_touches (
        customer_id bigint, touch text, period text, period_start date, period_end date, slot int,
        tier text, owner_id bigint, target_on date, due_on date, origin text COLLATE "C",
        task_id bigint, follow_up_id bigint, done_on date, hold text
    ) ON COMMIT DROP;
"""
# One that the plan has called off before is opened again; a done one stays done.
OPEN_TASKS = f"""
    WITH opened AS (
        INSERT INTO {TASKS} AS t (
            origin, customer_id, kind, owner_id, deputy_id, starts_at, due_at, remind_at, minutes,
            title_key, params, words, words_en, note, time_kind, is_promised, waits, created_at,
            told, version
        )
        SELECT origin, customer_id, kind, owner_id, deputy_id, %(at)s, due_at, remind_at, minutes,
            title_key, params, '', '', '', '', false, false, %(at)s, '{{}}', 1
        FROM plan_tasks ORDER BY owner_id, due_at, origin
        ON CONFLICT (origin) DO UPDATE SET
            owner_id = EXCLUDED.owner_id, deputy_id = EXCLUDED.deputy_id,
            starts_at = EXCLUDED.starts_at, due_at = EXCLUDED.due_at,
            remind_at = EXCLUDED.remind_at, minutes = EXCLUDED.minutes,
            title_key = EXCLUDED.title_key, params = EXCLUDED.params, cancelled_at = NULL,
            reminded_at = NULL, escalate_at = NULL, told = '{{}}', snoozed_until = NULL,
            version = t.version + 1
        WHERE t.done_at IS NULL
        RETURNING t.id, t.version
    )
    INSERT INTO {EVENTS} (task_id, at, action, reason, changes)
    SELECT id, %(at)s, CASE WHEN version = 1 THEN 'open' ELSE 'reopen' END,
        CASE WHEN version = 1 THEN '' ELSE %(again)s END, '{{}}'
    FROM opened ORDER BY id
"""
CHANGE_TASKS = f"""
    UPDATE {TASKS} t SET
        owner_id = c.owner_id, deputy_id = c.deputy_id, starts_at = c.starts_at,
        due_at = c.due_at, remind_at = c.remind_at, done_at = c.done_at,
        cancelled_at = c.cancelled_at, breached_at = c.breached_at, version = t.version + 1,
        snoozed_until = CASE WHEN c.due_at = t.due_at AND c.owner_id = t.owner_id
            AND c.done_at IS NULL AND c.cancelled_at IS NULL THEN t.snoozed_until END,
        reminded_at = CASE WHEN c.due_at = t.due_at THEN t.reminded_at END,
        escalate_at = CASE WHEN c.due_at = t.due_at THEN t.escalate_at END,
        told = CASE WHEN c.due_at = t.due_at THEN t.told ELSE '{{}}' END
    FROM plan_changes c WHERE c.task_id = t.id
"""
NOTE_BREACHES = f"""
    INSERT INTO {EVENTS} (task_id, at, action, reason, changes)
    SELECT task_id, %(at)s, 'breach', '', '{{}}' FROM plan_changes WHERE is_late ORDER BY task_id
"""
NOTE_CHANGES = f"""
    INSERT INTO {EVENTS} (task_id, at, action, reason, changes)
    SELECT task_id, %(at)s, action, reason, changes FROM plan_changes ORDER BY task_id
"""
WRITE_TOUCHES = f"""
    INSERT INTO {TOUCHES} AS p (
        customer_id, touch, period, period_start, period_end, slot, tier, owner_id, target_on,
        due_on, task_id, follow_up_id, done_on, hold
    )
    SELECT n.customer_id, n.touch, n.period, n.period_start, n.period_end, n.slot, n.tier,
        n.owner_id, n.target_on, n.due_on, coalesce(t.id, n.task_id), n.follow_up_id, n.done_on,
        n.hold
    FROM plan_touches n LEFT JOIN {TASKS} t ON t.origin = n.origin
    ORDER BY n.customer_id, n.period_start, n.touch, n.period, n.slot
    ON CONFLICT (customer_id, period_start, touch, period, slot) DO UPDATE SET
        tier = EXCLUDED.tier, owner_id = EXCLUDED.owner_id, target_on = EXCLUDED.target_on,
        due_on = EXCLUDED.due_on, task_id = EXCLUDED.task_id,
        follow_up_id = EXCLUDED.follow_up_id, done_on = EXCLUDED.done_on, hold = EXCLUDED.hold
"""
NOTE_PLANS = f"""
    INSERT INTO {PLANS} (customer_id, tier, owner_id, planned_at)
    SELECT c.id, coalesce(nullif(c.tier, ''), 'general'), c.owner_id, %(at)s
    FROM accounts_customer c WHERE c.id = ANY(%(served)s)
    ON CONFLICT (customer_id) DO UPDATE SET
        tier = EXCLUDED.tier, owner_id = EXCLUDED.owner_id, planned_at = EXCLUDED.planned_at
"""
STATEMENTS = (CHANGE_TASKS, NOTE_BREACHES, NOTE_CHANGES, OPEN_TASKS, WRITE_TOUCHES)
FORGET_PLANS = f"DELETE FROM {PLANS} WHERE customer_id = ANY(%(left)s)"


class TaskRow(NamedTuple):
    """A task to be opened, as it lands."""

    origin: str
    customer: int
    kind: str
    owner: int
    deputy: int | None
    due_at: datetime
    remind_at: datetime
    minutes: int
    title_key: str
    params: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What an open task becomes, and the event that says so; `is_late` if its deadline had passed
    and that is noted only now.
    """

    task: Task
    action: str
    reason: str
    changes: dict[str, Any]
    is_late: bool = False

    @property
    def values(self) -> tuple[Any, ...]:
        task = self.task
        moments = (task.starts_at, task.due_at, task.remind_at)
        ends = (task.done_at, task.cancelled_at, task.breached_at, self.is_late)
        people = (task.owner_id, task.deputy_id)
        said = (self.action, self.reason)
        return (task.pk, *said, *people, *moments, *ends, json.dumps(self.changes))


TouchRow = tuple[
    int, str, str, date, date, int, str, int | None, date, date | None, str | None, int | None,
    int | None, date | None, str,
]  # fmt: skip


def plan_write(
    *,
    tasks: Sequence[TaskRow],
    changes: Sequence[ChangeRow],
    touches: Sequence[TouchRow],
    at: datetime,
) -> None:
    """Inside of the transaction of the plan."""
    if not (tasks or changes or touches):
        return
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        _copy(cursor, "plan_tasks", tasks)
        _copy(cursor, "plan_changes", (change.values for change in changes))
        _copy(cursor, "plan_touches", touches)
        for statement in STATEMENTS:
            cursor.execute(statement, {"at": at, "again": AGAIN})


def plans_note(*, served: Sequence[int], left: Sequence[int], at: datetime) -> None:
    """What these customers were planned as; nothing of those that have left."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE_PLANS, {"served": list(served), "at": at})
        cursor.execute(FORGET_PLANS, {"left": list(left)})


def _copy(cursor: Any, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.wrap_database_errors, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
