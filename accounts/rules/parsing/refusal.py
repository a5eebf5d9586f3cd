from collections.abc import Mapping


def gettext_noop(message: str) -> str:
    """Mark a message for the catalogue; whoever shows it translates it."""
    return message


class Refusal(ValueError):
    """Why a value cannot be taken: an English message, and what fills its `%(name)s` places."""

    def __init__(self, message: str, **params: str | int) -> None:
        super().__init__(message)
        self.message = message
        self.params: Mapping[str, str | int] = params

    def __str__(self) -> str:
        return self.message % self.params
