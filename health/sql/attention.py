"""How urgently somebody should look at a customer: the worse of its level and its open warnings."""

from health.choices import ATTENTION


def rank(level: str) -> str:
    """SQL for the rank of a level."""
    branches = " ".join(f"WHEN '{one}' THEN {place}" for one, place in ATTENTION.items())
    return f"CASE {level} {branches} END"


def worst_warnings(only: str = "") -> str:
    """SQL for the worst open warning of each customer: customer_id, warned, warned_rank.

    `only` is a condition on whose, to follow others.
    """
    return f"""
    SELECT DISTINCT ON (customer_id) customer_id, level AS warned, {rank("level")} AS warned_rank
    FROM health_warning WHERE resolved_at IS NULL{only}
    ORDER BY customer_id, {rank("level")} DESC
"""


def follow(only: str = "") -> str:
    """SQL that brings what lists sort by to the warnings that are open, of everybody or of whom
    `only` says; who has it right is not written.
    """
    return f"""
    UPDATE health_healthcurrent stored SET warned = fresh.warned, attention = fresh.attention
    FROM (
        SELECT customer_id, coalesce(worst.warned, '') AS warned,
               greatest({rank("current.level")}, coalesce(warned_rank, 0)) AS attention
        FROM health_healthcurrent current LEFT JOIN ({worst_warnings(only)}) worst
            USING (customer_id)
        WHERE true{only}
    ) fresh
    WHERE stored.customer_id = fresh.customer_id
      AND (stored.warned, stored.attention) IS DISTINCT FROM (fresh.warned, fresh.attention)
"""
