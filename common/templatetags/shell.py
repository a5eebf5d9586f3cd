"""For the frame around the pages."""

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY

register = template.Library()


@register.simple_tag(takes_context=True)
def block_again(context: template.Context, name: str) -> str:
    """The content of a block in a second place: a page says its title once.

    `{{ block.super }}` is not available in there.
    """
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return block.nodelist.render(context).strip()
