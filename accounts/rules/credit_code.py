"""The unified social credit code (统一社会信用代码) and its check character.

GB 32100-2015: 18 characters of 0–9 and A–Z without I, O, S, V, Z; the last makes the sum of
values × 3^(position) divisible by 31.
"""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = [pow(3, position, 31) for position in range(17)]


def check_character(first_17: str) -> str:
    """The 18th character that belongs to the first 17; ValueError for a foreign character."""
    total = sum(
        weight * ALPHABET.index(character)
        for weight, character in zip(_WEIGHTS, first_17, strict=True)
    )
    return ALPHABET[-total % 31]


def is_credit_code(text: str) -> bool:
    if len(text) != 18 or any(character not in ALPHABET for character in text):
        return False
    return check_character(text[:17]) == text[17]
