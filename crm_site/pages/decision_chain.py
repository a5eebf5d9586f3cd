"""Who decides at a customer, drawn as a chain from those who use to those who sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.choices import Attitude, DecisionRole
from crm_site.records.section import has_come

# From the first word to the last; who holds several roles stands at each.
ORDER = (
    DecisionRole.USER,
    DecisionRole.INFLUENCER,
    DecisionRole.PURCHASER,
    DecisionRole.FINANCE,
    DecisionRole.DECISION_MAKER,
)
NEEDED = frozenset({DecisionRole.PURCHASER, DecisionRole.DECISION_MAKER})


@dataclass(frozen=True, slots=True)
class Link:
    """A role of the chain with the people there who have it.

    It is a gap where nobody is known whom the relationship cannot do without.
    """

    role: DecisionRole
    people: Sequence[Any]

    @property
    def is_gap(self) -> bool:
        return not self.people and self.role in NEEDED

    @property
    def is_hostile(self) -> bool:
        """Whoever is known here is against us."""
        return bool(self.people) and all(one.attitude == Attitude.CRITIC for one in self.people)


def decision_chain(contacts: Sequence[Any], day: date) -> list[Link]:
    """The chain of the `contacts` (veiled) who are there on `day`; empty without any role known."""
    present = [contact for contact in contacts if not has_come(contact.left_on, day)]
    chain = [
        Link(role, [contact for contact in present if role in contact.decision_roles])
        for role in ORDER
    ]
    return chain if any(link.people for link in chain) else []
