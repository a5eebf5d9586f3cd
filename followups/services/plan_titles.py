"""What a planned task is called: its richest touch, and what else it counts as."""

import json
from functools import cache

from django.utils.translation import gettext_noop, override

from followups.choices import Touch
from followups.rules.planning import Work

TITLES = {
    Touch.VISIT: gettext_noop("Visit the customer"),
    Touch.REVIEW: gettext_noop("Review the business with the customer"),
    Touch.FOLLOW_UP: gettext_noop("Follow up, with all three modules"),
    Touch.INTERVIEW: gettext_noop("Interview the customer about their needs"),
    Touch.DIAGNOSIS: gettext_noop("Health diagnosis with three suggestions for the customer"),
    Touch.SENIOR: gettext_noop("Senior exchange with the customer"),
    Touch.EVENT: gettext_noop("Invite the customer to a salon or private board"),
    Touch.ON_SITE: gettext_noop("Technical consultant on site"),
    Touch.VALUE_REPORT: gettext_noop("Value report for the customer"),
    Touch.MESSAGE: gettext_noop("Write to or call the customer"),
    Touch.NPS: gettext_noop("Ask for a recommendation (NPS), of whoever agreed to be asked"),
}
IN_PERSON = gettext_noop("Follow up in person or by video, with all three modules")
ALSO = gettext_noop("%(touch)s; counts as well as: %(others)s")


def title_of(work: Work) -> tuple[str, str]:
    """The message and what it names as JSON, so that each reader has it in their language."""
    carrier = work.carrier
    title = TITLES[Touch(carrier.key.touch)]
    if carrier.key.touch == Touch.FOLLOW_UP and carrier.key.slot <= work.rule.in_person:
        title = IN_PERSON
    others = tuple(slot.key.touch for slot in work.touches if slot is not carrier)
    return (ALSO, _params(title, others)) if others else (title, "{}")


@cache
def _params(title: str, others: tuple[str, ...]) -> str:
    """Of very many tasks there are few kinds."""
    return json.dumps({"touch": {"key": title}, "others": {"all": list(map(_message, others))}})


@cache
def _message(touch: str) -> str:
    """The id of the message that names a touch."""
    with override(None):
        return str(Touch(touch).label)
