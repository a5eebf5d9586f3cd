"""The table of authority begins with numbers that a director may change."""

from decimal import Decimal

from django.db import migrations

TIERS = ("strategic", "key", "potential", "general")
# Percent, days, money and hours; by role what each tier is granted, in the order above.
LIMITS = {
    "discount": {
        "csm": (5, 3, 2, 1),
        "team_lead": (8, 6, 5, 3),
        "sales_director": (12, 10, 8, 6),
        "director": (15, 12, 10, 8),
    },
    "extension": {
        "csm": (10, 7, 5, 3),
        "team_lead": (20, 15, 10, 7),
        "sales_director": (45, 30, 20, 15),
        "director": (60, 45, 30, 20),
    },
    "upgrade": {
        "csm": (3_000, 2_000, 1_000, 500),
        "team_lead": (10_000, 8_000, 5_000, 2_000),
        "sales_director": (30_000, 20_000, 10_000, 5_000),
        "director": (50_000, 30_000, 20_000, 10_000),
    },
    "gift": {
        "csm": (500, 300, 200, 100),
        "team_lead": (1_500, 1_000, 500, 300),
        "sales_director": (3_000, 2_000, 1_000, 500),
        "director": (5_000, 3_000, 2_000, 1_000),
    },
    "compensation": {
        "csm": (2_000, 1_000, 500, 300),
        "team_lead": (10_000, 5_000, 3_000, 1_000),
        "sales_director": (20_000, 15_000, 8_000, 4_000),
        "director": (50_000, 30_000, 20_000, 10_000),
    },
    "resource": {
        "csm": (8, 4, 2, 1),
        "team_lead": (24, 16, 8, 4),
        "sales_director": (40, 24, 16, 8),
        "director": (80, 60, 40, 24),
    },
}
WITHOUT_END = ("coo", "executive")


def seed(apps, _schema_editor):
    limits = apps.get_model("followups", "AuthorityLimit").objects
    for kind, by_role in LIMITS.items():
        for place, tier in enumerate(TIERS):
            for role, amounts in by_role.items():
                limits.create(kind=kind, tier=tier, role=role, limit=Decimal(amounts[place]))
            for role in WITHOUT_END:
                limits.create(kind=kind, tier=tier, role=role, limit=None)


class Migration(migrations.Migration):
    dependencies = [("followups", "0004_concessions")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop, elidable=False)]
