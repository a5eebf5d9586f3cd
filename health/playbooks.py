"""What we do about each kind of trouble: steps that a plan begins with, to be changed at will.

Purchases that go down because the customer adjusts want help with its supply chain; those that go
to a competitor want to be won back: the same figures, another play.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from health.choices import Trouble, WarningCause

OWNER, DIRECTOR, SPONSOR = "owner", "director", "sponsor"
TECHNICAL, SUPPORT, SALES = "technical", "support", "sales"


@dataclass(frozen=True, slots=True)
class Step:
    """`days` are working days from the day on which the plan is filed."""

    text: str | Promise
    role: str = OWNER
    days: int = 2


@dataclass(frozen=True, slots=True)
class Playbook:
    """`question` is what has to be found out first."""

    trouble: Trouble
    question: str | Promise
    goal: str | Promise
    steps: tuple[Step, ...]


_ALL = (
    Playbook(
        Trouble.ADJUSTING,
        _("Which of its own plans, stocks or customers make it buy less, and until when?"),
        _("Order days are back at their usual pace within a quarter."),
        (
            Step(_("Ask for the purchasing plan and the stock of the coming quarter")),
            Step(
                _("Work out how we can help with its supply chain: call-off stock, smaller lots"),
                TECHNICAL,
                5,
            ),
            Step(_("Offer this help, with dates and quantities"), OWNER, 7),
            Step(_("Agree on the orders of the coming quarter"), OWNER, 15),
        ),
    ),
    Playbook(
        Trouble.COMPETITOR,
        _("Who is the competitor, what does it offer, and who at the customer wants it?"),
        _("The customer orders the lines that it took elsewhere from us again."),
        (
            Step(_("Find out who competes, with which offer, and who decides"), OWNER, 1),
            Step(
                _("Compare both offers line by line, with the cost of changing over"), TECHNICAL, 3
            ),
            Step(
                _("Decide on the offer to win it back, within the authority table"),
                SALES,
                4,
            ),
            Step(_("Present the offer to whoever decides"), SALES, 6),
            Step(_("Ask for the answer and write down the reasons"), OWNER, 12),
        ),
    ),
    Playbook(
        Trouble.COMPLAINTS,
        _("What do the complaints have in common, and what would make it good?"),
        _("All complaints are solved and verified, and none comes again within 30 days."),
        (
            Step(_("Call about every open complaint and confirm its nature"), OWNER, 1),
            Step(_("Find the common cause with technical and production"), TECHNICAL, 2),
            Step(_("Give a solution with a date for each, and visit the customer"), SUPPORT, 5),
            Step(_("Have the customer verify that it is solved"), OWNER, 8),
        ),
    ),
    Playbook(
        Trouble.DISSATISFIED,
        _("What did the customer expect, and where did we fall short?"),
        _("The next satisfaction answer is 80 or better."),
        (
            Step(_("Call whoever answered and listen, before any offer"), OWNER, 1),
            Step(_("Go through tickets, deliveries and promises of the last quarter"), OWNER, 3),
            Step(_("Tell the customer what will change, and by when"), DIRECTOR, 5),
            Step(_("Ask again after the changes"), OWNER, 20),
        ),
    ),
    Playbook(
        Trouble.SILENCE,
        _("Who has changed on their side?"),
        _("We talk to somebody who decides, and a next meeting has a date."),
        (
            Step(
                _("Find out who has changed on their side, through every contact we know"), OWNER, 1
            ),
            Step(_("Introduce ourselves to the new contact"), OWNER, 3),
            Step(
                _("Visit: what matters to the new contact, what did we agree with the old one?"),
                OWNER,
                8,
            ),
            Step(_("Have the sponsor call its counterpart"), SPONSOR, 8),
        ),
    ),
    Playbook(
        Trouble.PEOPLE_LEFT,
        _("Who follows, and what does that person think of us?"),
        _("The successor is recorded, has been visited and knows what we agreed."),
        (
            Step(_("Ask who follows, and record the new contact with its role"), OWNER, 1),
            Step(_("Hand over in writing what was agreed, promised and delivered"), OWNER, 3),
            Step(_("Visit the successor together with the sponsor"), SPONSOR, 8),
            Step(_("Keep in touch with who left: where they are may be a new customer"), OWNER, 10),
        ),
    ),
    Playbook(
        Trouble.LITTLE_USE,
        _("What keeps people from using it: not knowing how, no need, or something broken?"),
        _("Usage is back at its usual within 60 days."),
        (
            Step(_("Ask three users what keeps them from using it"), OWNER, 2),
            Step(_("Train them on what they need, with their own data"), TECHNICAL, 7),
            Step(_("Show whoever decides what the use of it brings"), OWNER, 12),
        ),
    ),
    Playbook(
        Trouble.PAYMENT,
        _("Is it a dispute, an oversight, or a lack of money?"),
        _("What is overdue is paid, or paid by instalments as agreed."),
        (
            Step(_("Ask finance on both sides what holds the payment up"), OWNER, 1),
            Step(_("Settle what is disputed, with the papers"), SUPPORT, 4),
            Step(_("Agree on a date or on instalments, in writing"), OWNER, 5),
        ),
    ),
    Playbook(
        Trouble.RENEWAL,
        _("Does the customer want to go on, and who decides about it?"),
        _("The contract is renewed before it ends."),
        (
            Step(_("Ask who decides on the renewal, and by when"), OWNER, 1),
            Step(_("Show what the contract has brought, in the customer's own figures"), OWNER, 5),
            Step(_("Make the offer for the next term"), OWNER, 8),
            Step(_("Settle what is open, and sign"), DIRECTOR, 15),
        ),
    ),
    Playbook(
        Trouble.COSTS,
        _("Where does the customer have to save, and what of it can we take off its hands?"),
        _("The customer knows how to save with us rather than on us."),
        (
            Step(_("Call about the news, and ask what it means for the customer"), OWNER, 1),
            Step(
                _("Work out where its costs can be lowered with what it has from us"), TECHNICAL, 5
            ),
            Step(_("Present the savings, with figures"), OWNER, 7),
        ),
    ),
    Playbook(
        Trouble.OTHER,
        _("What has changed, and since when?"),
        _("The customer is healthy again within a quarter."),
        (
            Step(_("Look at what costs the most points, with the rows behind it"), OWNER, 1),
            Step(_("Ask the customer about it"), OWNER, 2),
            Step(_("Do what was agreed"), OWNER, 8),
        ),
    ),
)
PLAYBOOKS: dict[str, Playbook] = {str(book.trouble): book for book in _ALL}

_OF_RULE = {"decision_maker_left": Trouble.PEOPLE_LEFT}
# The first of them that a customer has says most about what to do.
_OF_CAUSE = {
    WarningCause.COMPETITION: Trouble.COMPETITOR,
    WarningCause.SERVICE: Trouble.COMPLAINTS,
    WarningCause.SATISFACTION: Trouble.DISSATISFIED,
    WarningCause.PEOPLE: Trouble.SILENCE,
    WarningCause.PURCHASING: Trouble.ADJUSTING,
    WarningCause.RENEWAL: Trouble.RENEWAL,
    WarningCause.USAGE: Trouble.LITTLE_USE,
    WarningCause.PAYMENT: Trouble.PAYMENT,
    WarningCause.MARKET: Trouble.COSTS,
}


def trouble_of(causes: Collection[str], rules: Collection[str]) -> Trouble:
    """What kind of trouble the open warnings of a customer speak of."""
    for rule, trouble in _OF_RULE.items():
        if rule in rules:
            return trouble
    found = (trouble for cause, trouble in _OF_CAUSE.items() if cause in causes)
    return next(found, Trouble.OTHER)
