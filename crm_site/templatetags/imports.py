"""The name of a kind of file, by its code."""

from django import template
from django.utils.text import capfirst

from accounts.imports.registry import kinds

register = template.Library()


@register.filter
def kind_label(code: str) -> str:
    """`{{ batch.kind|kind_label }}`; the code itself for a kind that is not there any more."""
    return next((capfirst(str(kind.label)) for kind in kinds() if kind.code == code), code)
