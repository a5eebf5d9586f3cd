"""The content of a model version in words."""

from django import template

from crm_site.pages.versions.words import number

register = template.Library()


@register.filter
def plain(value: float) -> str:
    """As people type it: 0.4, 80."""
    return number(value)
