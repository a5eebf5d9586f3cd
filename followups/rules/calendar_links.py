"""The secret of a calendar link: long enough that nobody guesses it, and kept as a fingerprint."""

import hashlib
import secrets

BYTES = 32
LONGEST = 64


def new_secret() -> str:
    return secrets.token_urlsafe(BYTES)


def fingerprint(secret: str) -> str:
    """Of a random secret this long a plain hash is enough: there is nothing to try."""
    return hashlib.sha256(secret.encode()).hexdigest()
