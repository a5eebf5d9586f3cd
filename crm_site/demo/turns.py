"""What else happens to some customers, besides the story that their orders tell.

A turn is read by every family of facts, as the story is: that is why they agree.
"""

from enum import StrEnum

from crm_site.demo.stories import Story


class Turn(StrEnum):
    NONE = ""
    THREE_COMPLAINTS = "three_complaints"
    DECISION_MAKER_LEFT = "decision_maker_left"
    LATE_PAYER = "late_payer"


# Where a story can be seen best, by the number of the customer: `docs/demo.md` lists them.
FLAGSHIPS: dict[Story | Turn | str, int] = {
    Story.FALLING: 1,
    Turn.THREE_COMPLAINTS: 5,
    Turn.LATE_PAYER: 10,
    "group": 13,
    Story.GROWING: 23,
    Story.NEW: 28,
    Story.PROSPECT: 32,
    Turn.DECISION_MAKER_LEFT: 41,
    Story.HARVEST: 46,
    Story.RECOVERING: 73,
    Story.STEADY: 82,
}


def turn(number: int, story: Story) -> Turn:
    """Half of those who stopped had complained; good buyers pay late, or lose who decided."""
    if story is Story.STOPPED and number % 2 == 1:
        return Turn.THREE_COMPLAINTS
    if story is Story.STEADY and number % 30 == 11:
        return Turn.DECISION_MAKER_LEFT
    if story in (Story.STEADY, Story.GROWING) and number % 10 == 0:
        return Turn.LATE_PAYER
    return Turn.NONE
