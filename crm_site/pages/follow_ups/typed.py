"""What somebody has typed and not sent: out of a form into a draft, and back."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from followups.models import FollowUpDraft

SEVERAL = ("contacts", "colleagues", "checks")
# A tick that is missing was taken away.
TICKS = ("is_done",)
FIELDS = (
    *("channel", "happened_at", "minutes", "participants", "sentiment"),
    *("business_review", "problem_solving", "value_delivery"),
    *("next_step", "next_quick", "next_on"),
    *SEVERAL,
    *TICKS,
)


def typed_of(data: QueryDict) -> dict[str, list[str]]:
    """The fields of the form that say something; a database keeps no NUL."""
    typed = {name: [text.replace("\0", "") for text in data.getlist(name)] for name in FIELDS}
    return {name: texts for name, texts in typed.items() if any(texts)}


def initial_of(draft: FollowUpDraft) -> Mapping[str, Any]:
    found: dict[str, Any] = {
        name: texts if name in SEVERAL else texts[0] for name, texts in draft.data.items()
    }
    return found | {name: name in found for name in TICKS}
