"""Loading files, and taking back what a file has written."""

from accounts.imports.columns import Told
from accounts.imports.errors import ImportImpossible
from accounts.services.imports.loading import ImportResult, batch_import
from accounts.services.imports.undoing import UndoResult, batch_undo, undo_ask, undo_work
from accounts.services.imports.uploads import (
    AT_WORK,
    LONGEST_CONSTANT,
    StepImpossible,
    source_clean,
    upload_add,
    upload_again,
    upload_back,
    upload_discard,
    upload_import,
    upload_try,
)
from accounts.services.imports.working import upload_work, uploads_tidy

__all__ = [
    "AT_WORK",
    "LONGEST_CONSTANT",
    "ImportImpossible",
    "ImportResult",
    "StepImpossible",
    "Told",
    "UndoResult",
    "batch_import",
    "batch_undo",
    "source_clean",
    "undo_ask",
    "undo_work",
    "upload_add",
    "upload_again",
    "upload_back",
    "upload_discard",
    "upload_import",
    "upload_try",
    "upload_work",
    "uploads_tidy",
]
