"""What the queue may call: find out the day, call one service, log. Safe to run twice."""

import logging

from django.utils import timezone

from accounts.services import imports

log = logging.getLogger(__name__)


def upload_work(upload: int) -> None:
    """Try an uploaded file, or import it: whichever its state asks for."""
    state = imports.upload_work(upload=upload, day=timezone.localdate())
    log.info("upload %d: %s", upload, state or "nothing to do")


def undo_work(batch: int) -> None:
    result = imports.undo_work(batch=batch, day=timezone.localdate())
    log.info("import %d: %s", batch, "undone" if result else "nothing undone")
