"""What surrounds everything that a batch writes, when it is loaded and when it is undone."""

import pghistory

from accounts.imports.registry import Kind
from accounts.imports.run import Run
from accounts.models import ImportBatch, ImportUpload
from accounts.models.facts import Fact


def import_context(batch: ImportBatch) -> pghistory.context:
    """Whatever is written inside is, in the history, this import's."""
    who = {"user": batch.user_id} if batch.user_id else {}
    return pghistory.context(actor=f"import:{batch.pk}", **who)


def writing_lock(run: Run, kind: Kind) -> None:
    """Two imports of the same facts from the same source run one after the other."""
    for model in kind.writes:
        if issubclass(model, Fact):
            run.lock(f"{model._meta.db_table}:{run.source}")


def job_lock_name(model: type[ImportUpload | ImportBatch], pk: int) -> str:
    """What a job holds for as long as it is at this file, or at undoing this import."""
    return f"{model._meta.db_table}:{pk}"
