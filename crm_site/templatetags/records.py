"""Cells of records, whatever they hold."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from common.lists import Column
from common.templatetags.figures import DASH, day, money_cell
from crm_site.records import Amount, Link, Mark

register = template.Library()

LONGEST = 160


@register.simple_tag
def cell(column: Column, row: Any) -> str | SafeString:
    """`{% cell column row %}`: an amount with its currency, a state as a mark, a long text cut."""
    return shown(column.cell(row))


@register.filter
def shown(value: Any) -> str | SafeString:
    if show := SHOWN.get(type(value)):
        return show(value)
    return DASH if value is None or value == "" else _text(str(value))


def _mark(mark: Mark) -> str | SafeString:
    if mark.css == "warning":
        return format_html('<span class="mark-warning">{}</span>', mark.text)
    return format_html('<span class="{}">{}</span>', mark.css, mark.text) if mark.css else mark.text


def _text(text: str) -> str | SafeString:
    if len(text) <= LONGEST:
        return text
    return format_html('<span title="{}">{}</span>', text, Truncator(text).chars(LONGEST))


def _link(link: Link) -> SafeString:
    return format_html('<a href="{}">{}</a>', link.url, link.text)


SHOWN: dict[type, Callable[[Any], str | SafeString]] = {
    Amount: lambda amount: money_cell(*amount),
    Link: _link,
    Mark: _mark,
    date: day,
}
