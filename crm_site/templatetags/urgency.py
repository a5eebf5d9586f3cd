"""Why a line of the day stands where it stands."""

from datetime import date, timedelta

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from crm_site.rules.urgency import Matter, Pressure, Urgency

register = template.Library()

MATTERS: dict[Matter, str | Promise] = {
    Matter.CLOCK: gettext_lazy("SLA clock"),
    Matter.PROMISED: gettext_lazy("promised deadline"),
    Matter.WARNING: pgettext_lazy("urgency", "warning"),
    Matter.RENEWAL: pgettext_lazy("urgency", "renewal"),
    Matter.PROMISE: gettext_lazy("promise to the customer"),
    Matter.DECISION: gettext_lazy("decision"),
    Matter.NEXT_ORDER: gettext_lazy("order expected"),
    Matter.TASK: pgettext_lazy("urgency", "task"),
    Matter.DATE: pgettext_lazy("urgency", "date"),
}
PRESSURES: dict[Pressure, str | Promise] = {
    Pressure.LATE: gettext_lazy("overdue"),
    Pressure.HOUR: gettext_lazy("less than a working hour left"),
    Pressure.HALF_DAY: gettext_lazy("less than half a working day left"),
    Pressure.TODAY: gettext_lazy("due today"),
    Pressure.SOON: gettext_lazy("within two working days"),
    Pressure.WEEK: gettext_lazy("within five working days"),
    Pressure.LATER: gettext_lazy("due later"),
}


@register.filter
def why(urgency: Urgency) -> str:
    """`promised deadline · overdue · strategic · red`"""
    parts = [MATTERS[urgency.matter], PRESSURES[urgency.pressure]]
    parts += [urgency.tier.label] if urgency.tier else []
    parts += [urgency.level.label] if urgency.level else []
    return " · ".join(map(str, parts))


@register.simple_tag
def day_left(day: date, today: date) -> str:
    """`today`, `tomorrow`, `in 5 days`, `3 days late`"""
    days = (day - today) // timedelta(days=1)
    if days < 0:
        return ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days}
    if days == 0:
        return _("today")
    if days == 1:
        return pgettext("day", "tomorrow")
    return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
