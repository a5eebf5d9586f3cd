"""How a text in a file refers to a customer."""

import re
from functools import lru_cache

from accounts.rules.names import normalise

_LIKE_A_CODE = re.compile(r"(?=.*[0-9])[!-~]+")


@lru_cache(maxsize=65536)
def reference_keys(reference: str) -> tuple[str, str | None]:
    """What customers are compared with by name, and the same only where it reads like a name.

    `17850` in two systems is two companies, `杭州科技` in two systems is one. So a company that
    is known by a number alone is never found by that number in another system.
    """
    key = normalise(reference)
    return key, None if _LIKE_A_CODE.fullmatch(reference) or not key else key
