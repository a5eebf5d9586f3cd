"""Many ids as one value of a statement."""

from collections.abc import Iterable

from django.db.models.expressions import RawSQL


def among(ids: Iterable[int]) -> RawSQL:
    """For `field__in`, where the same ids are asked for again and again.

    A list is a parameter for each: with 250 of them Django and the driver take 2 ms longer for
    every statement, a third of a short one.
    """
    return RawSQL("SELECT unnest(%s::bigint[])", ["{" + ",".join(map(str, ids)) + "}"])
