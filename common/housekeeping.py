"""What the queue leaves behind, and when it goes."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django_q.models import OrmQ, Task

from common.broker import IS_PULSE
from common.choices import JobState
from common.models import Heartbeat, JobRun

DAYS_OF_RESULTS = 30
DAYS_OF_A_LOST_WORKER = 1


@transaction.atomic
def queue_tidy(*, now: datetime) -> dict[str, int]:
    """Drop old runs, the queue's own notes, and pulses of workers that are no more.

    A parked run stays: somebody has to decide about it.
    """
    first = now - timedelta(days=settings.JOB_RUNS_KEPT_DAYS)
    runs = JobRun.objects.filter(planned_at__lt=first).exclude(state=JobState.PARKED)
    results = Task.objects.filter(stopped__lt=now - timedelta(days=DAYS_OF_RESULTS))
    lost = now - timedelta(days=DAYS_OF_A_LOST_WORKER)
    silent = (Q(beat_at=None) | Q(beat_at__lt=lost)) & (Q(busy_at=None) | Q(busy_at__lt=lost))
    OrmQ.objects.filter(IS_PULSE, lock__lt=lost).delete()
    return {
        "runs": runs.delete()[0],
        "results": results.delete()[0],
        "workers": Heartbeat.objects.filter(silent).delete()[0],
    }
