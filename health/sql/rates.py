"""How few cases are kept from deciding: rates begin with two average ones."""

AVERAGE_CASES = 2


def rate(good: str, cases: str, average: float) -> str:
    """SQL for a percentage of `cases` (names of columns), with two more at `average` (0 … 1)."""
    return f"100.0 * ({good} + {AVERAGE_CASES} * {average}) / ({cases} + {AVERAGE_CASES})"
