"""What a customer did on our portal and with our products, day by day.

used_on, metric, value        log-ins, downloads and product usage; nothing else
"""

from django.utils.translation import gettext_lazy as _

from accounts.choices import UsageMetric
from accounts.models import UsageDay
from health.sources.base import Facts

_COUNTED = (UsageMetric.LOGIN, UsageMetric.DOWNLOAD, UsageMetric.PRODUCT)


class Usage(Facts):
    code = "usage"
    model = UsageDay
    day_column = "used_on"
    day = "facts.day"
    counts = f"facts.metric IN ({', '.join(repr(str(metric)) for metric in _COUNTED)})"
    feed_kinds = ("usage",)
    feed_model = UsageDay
    feed_day = "day"
    words = {"metric": "facts.metric", "value": "facts.value"}
    fields = {"used_on": "day"}
    row_columns = (
        ("used_on", _("day")),
        ("metric", _("measure")),
        ("value", _("value")),
        ("source", _("source system")),
    )
