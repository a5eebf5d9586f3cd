"""When the level of a customer's health changed, as lines of the customer's timeline."""

from datetime import date
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import Lag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Customer
from accounts.timeline import Source, Tone, register
from common.templatetags.figures import figure
from common.together import Part
from health.choices import ATTENTION, Level
from health.models import HealthScore


@register
class Levels(Source):
    code = kind = "levels"
    label = gettext_lazy("Health")
    icon = "heart-pulse"
    model = HealthScore
    at = "day"
    fields = ("level", "score")

    def part(self, customer: Customer, until: date, count: int) -> Part:
        """Days whose level is another than the stored day's before."""
        days = self.rows(customer).filter(day__lte=until)
        before = Window(Lag("level"), order_by="day")
        changed = days.annotate(before=before).filter(before__isnull=False)
        changed = changed.exclude(level=F("before"))
        return Part(changed.order_by("-day")[:count], ("day", *self.fields))

    def title(self, row: Any) -> str:
        return _("Health is now: %(level)s") % {"level": row.get_level_display()}

    def detail(self, row: Any) -> str:
        return "" if row.score is None else _("score %(score)s") % {"score": figure(row.score)}

    def tone(self, row: Any) -> Tone:
        if row.level == Level.HEALTHY:
            return Tone.GOOD
        return Tone.BAD if ATTENTION[Level(row.level)] >= ATTENTION[Level.ORANGE] else Tone.PLAIN
