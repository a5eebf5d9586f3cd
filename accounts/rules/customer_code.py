"""Which texts may be a customer's code, which is part of the address of its page."""

import re

from accounts.rules.parsing.refusal import Refusal, gettext_noop

# `id:5` is how a command names the row 5.
_CODE = re.compile(r"(?!id:)[^/\\?#]*[^/\\?#.][^/\\?#]*")


def check_code(code: str) -> None:
    """Raises Refusal for a code that an address or a command would take for something else."""
    if not _CODE.fullmatch(code):
        raise Refusal(gettext_noop("may not hold / \\ ? or #, nor begin with id:"))
