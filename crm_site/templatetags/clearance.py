"""Fields that are hidden, and the way to have one shown."""

from typing import Any

from django import template
from django.urls import reverse

from accounts.clearance import may_reveal

register = template.Library()


@register.simple_tag(takes_context=True)
def reveal_url(context: dict[str, Any], customer: Any, row: Any, field: str) -> str:
    """Where a hidden field of a veiled row is shown for a reason; "" where it may not be."""
    if field not in getattr(row, "hidden", ()):
        return ""
    if not may_reveal(context["request"].user, row._meta.model, field):
        return ""
    return reverse("reveal", args=[customer.code, row._meta.model_name, row.pk, field])
