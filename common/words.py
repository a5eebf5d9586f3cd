"""What a field holds, as a person reads it."""

import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def in_words(field: Any, value: Any) -> str:
    """A stored code as the choices of its model field have it, yes or no, a list piece by piece."""
    if value in (None, ""):
        return ""
    if isinstance(value, list):
        words = (in_words(field.base_field, item) for item in value)
        return pgettext("list of reasons", ", ").join(words)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(dict(field.flatchoices).get(value, value))
