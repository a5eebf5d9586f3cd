"""Why an import cannot begin at all; a refused row is no such reason."""


class ImportImpossible(Exception):
    """One translated line for the person who asked; nothing was written."""


class UnreadableFile(ImportImpossible):
    """The file is no table that we can read."""


class UnusableColumns(ImportImpossible):
    """The file's columns do not give what the kind needs."""
