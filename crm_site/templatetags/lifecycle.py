"""Playbooks in words."""

from django import template
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from crm_site.pages.lifecycle.words import RUN_STATES, name_of
from followups.choices import LifecycleEntry as Entry
from followups.models import LifecycleRule

register = template.Library()


@register.filter
def playbook_name(rule: LifecycleRule) -> str | Promise:
    return name_of(rule)


@register.filter
def entry_told(rule: LifecycleRule) -> str:
    """With its numbers."""
    numbers = {"days": rule.days, "least": rule.least}
    told = {
        Entry.FIRST_PURCHASE: _("first purchase within the last %(days)s days"),
        Entry.EACH_MONTH: _("every month, on a day of its own"),
        Entry.SETTLED: _("%(days)s days after the first purchase"),
        Entry.FIRST_REPURCHASE: _("second order within the last %(days)s days"),
        Entry.SATISFIED_YEAR: _("satisfaction of %(least)s or more over %(days)s days"),
        Entry.GREW: _("a signal that team or usage has grown"),
        Entry.PROMOTER: _("newest recommendation (NPS) of %(least)s or more"),
        Entry.DORMANT: _("dormant; after %(least)s recalls it rests %(days)s days"),
        Entry.CONTRACT_ENDS: _("contract ends within %(days)s days"),
        Entry.REPURCHASE_DUE: _(
            "next order expected within %(days)s days, of who orders every %(least)s days or "
            "more rarely"
        ),
    }
    return told[Entry(rule.entry)] % numbers


@register.filter
def run_state(state: str) -> str:
    return capfirst(str(RUN_STATES[state]))
