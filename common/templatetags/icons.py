"""Icons, each drawn once."""

from functools import cache

from bs_icon_templates.templatetags.bs_icons import bs_icon
from django import template

register = template.Library()

# The library renders a template for each, of which a page of a list has fifty.
register.simple_tag(cache(bs_icon), name="icon")
