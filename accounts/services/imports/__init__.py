"""Loading files, and taking back what a file has written."""

from accounts.imports.columns import Told
from accounts.imports.errors import ImportImpossible
from accounts.services.imports.loading import ImportResult, batch_import
from accounts.services.imports.undoing import UndoResult, batch_undo

__all__ = ["ImportImpossible", "ImportResult", "Told", "UndoResult", "batch_import", "batch_undo"]
