"""Jobs for the tests of the worker; each leaves a mark, and twice done would leave two."""

import os
import signal
import time

from django.db import connection

from common.jobs import Counts, Delivery, job

TABLE = "CREATE TABLE marks (key text)"
SECONDS = 0.05


@job("mark")
def mark() -> Counts:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO marks VALUES (%s)", [Delivery.current])
    time.sleep(SECONDS)
    return {"marks": 1}


@job("poison")
def poison() -> Counts:
    mark.work()
    os.kill(os.getpid(), signal.SIGKILL)
    return {}
