"""Version 1.0 of the health model, as first published; it is frozen here."""

from django.db import migrations
from django.utils import timezone

BETTER_THAN_USUAL = [[0, 0], [0.25, 25], [0.5, 55], [0.7, 78], [0.85, 90], [1, 95], [1.25, 100]]

SPEC = {
    "indicators": [
        {
            "code": "needs_closure",
            "dimension": "demand_fit",
            "weight": 8,
            "curve": [[0, 0], [50, 30], [70, 60], [85, 85], [92, 95], [100, 100]],
        },
        {
            "code": "product_breadth",
            "dimension": "demand_fit",
            "weight": 6,
            "curve": [[0, 0], [25, 60], [50, 85], [75, 95], [100, 100]],
        },
        {
            "code": "csat",
            "dimension": "satisfaction",
            "weight": 14,
            "curve": [[0, 0], [50, 20], [60, 40], [70, 60], [80, 80], [90, 95], [100, 100]],
        },
        {
            "code": "complaint_rate",
            "dimension": "satisfaction",
            "weight": 10,
            "curve": [[0, 100], [1, 80], [2, 60], [3, 40], [6, 0]],
        },
        {
            "code": "sla_attainment",
            "dimension": "delivery",
            "weight": 8,
            "curve": [[0, 0], [50, 20], [70, 50], [80, 70], [90, 88], [95, 95], [100, 100]],
        },
        {
            "code": "resolution_rate",
            "dimension": "delivery",
            "weight": 8,
            "curve": [[0, 0], [50, 30], [70, 60], [85, 85], [95, 95], [100, 100]],
        },
        {
            "code": "order_frequency",
            "dimension": "purchasing",
            "weight": 12,
            "curve": BETTER_THAN_USUAL,
        },
        {
            "code": "order_amount",
            "dimension": "purchasing",
            "weight": 12,
            "curve": BETTER_THAN_USUAL,
        },
        {
            "code": "payment_days",
            "dimension": "stability",
            "weight": 6,
            "curve": [[0, 100], [5, 95], [15, 80], [30, 60], [60, 25], [90, 0]],
        },
        {
            "code": "contact_stability",
            "dimension": "stability",
            "weight": 6,
            "curve": [[0, 0], [50, 50], [75, 80], [100, 100]],
        },
        {
            "code": "portal_activity",
            "dimension": "engagement",
            "weight": 5,
            "curve": BETTER_THAN_USUAL,
        },
        {
            "code": "touch_participation",
            "dimension": "engagement",
            "weight": 5,
            "curve": [[0, 10], [50, 60], [80, 88], [100, 100]],
        },
    ],
    "caps": [
        {
            "code": "silence",
            "curve": [[2, 100], [3, 70], [4, 35], [6, 0]],
            "applies_to": ["order_frequency", "order_amount"],
        },
    ],
    "weak_spot": {
        "below": 60,
        "factor": 0.4,
        "dimensions": ["satisfaction", "delivery", "purchasing"],
        "measured_share": 0.5,
    },
    "levels": {"healthy": 80, "yellow": 70, "orange": 60},
    "confidence": {"coverage": 0.7, "weight": 40},
}


def publish(apps, _schema_editor):
    apps.get_model("health", "HealthModelVersion").objects.create(
        number="1.0",
        state="published",
        published_at=timezone.now(),
        spec=SPEC,
        note="六个维度、十二项指标的初始版本。 The first version: six dimensions, twelve indicators.",
    )


class Migration(migrations.Migration):
    dependencies = [("health", "0001_first_release")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
