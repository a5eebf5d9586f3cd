"""What the queue may call: find out the moment, call one service, log. Safe to run twice."""

import logging

from django.utils import timezone

from health.services import backtests

log = logging.getLogger(__name__)


def backtest_work(run: int) -> None:
    state = backtests.backtest_work(run=run, at=timezone.now())
    log.info("back-test %d: %s", run, state or "nothing to do")
