"""The cadence begins as the table that customer success agreed on; a director may change it."""

from django.db import migrations

TIERS = ("strategic", "key", "potential", "general")
NOT_AT_ALL = (0, "quarter")
# How often by tier, in the order above, and the minutes of one touch.
TABLE = {
    "follow_up": (((2, "month"), (1, "month"), NOT_AT_ALL, NOT_AT_ALL), (45, 30, 30, 30)),
    "review": (((1, "month"), (1, "month"), NOT_AT_ALL, NOT_AT_ALL), (60, 45, 45, 45)),
    "visit": (((1, "quarter"), (1, "quarter"), (1, "quarter"), NOT_AT_ALL), (120, 120, 120, 120)),
    "message": ((NOT_AT_ALL, NOT_AT_ALL, NOT_AT_ALL, (1, "quarter")), (10, 10, 10, 10)),
    "interview": (
        ((1, "quarter"), (1, "quarter"), (1, "quarter"), (1, "year")),
        (45, 45, 45, 45),
    ),
    "diagnosis": (((1, "quarter"), (1, "half_year"), NOT_AT_ALL, NOT_AT_ALL), (60, 60, 60, 60)),
    "senior": (((1, "quarter"), NOT_AT_ALL, NOT_AT_ALL, NOT_AT_ALL), (60, 60, 60, 60)),
    "event": (((1, "quarter"), (1, "half_year"), NOT_AT_ALL, NOT_AT_ALL), (30, 30, 30, 30)),
    "on_site": (((1, "quarter"), NOT_AT_ALL, NOT_AT_ALL, NOT_AT_ALL), (120, 120, 120, 120)),
    "value_report": (((1, "month"), (1, "month"), NOT_AT_ALL, NOT_AT_ALL), (45, 30, 30, 30)),
    "nps": (((1, "quarter"),) * 4, (5, 5, 5, 5)),
}
KINDS = {
    "follow_up": "contact",
    "review": "meeting",
    "visit": "visit",
    "message": "contact",
    "interview": "contact",
    "diagnosis": "report",
    "senior": "senior_visit",
    "event": "meeting",
    "on_site": "visit",
    "value_report": "report",
    "nps": "contact",
}
# Which logged follow-ups count; what is not here is done by its task alone.
CHANNELS = {
    "follow_up": ["phone", "visit", "video", "wechat"],
    "visit": ["visit"],
    "message": ["phone", "email", "wechat", "video", "visit"],
    "interview": ["visit"],
}
WITH_MODULES = ("follow_up", "interview")
CARRIES = {"visit": ["follow_up", "interview"], "interview": ["message"]}
ROLES = {"senior": "executive_sponsor", "on_site": "tech_consultant"}
IN_PERSON = {("follow_up", "strategic"): 1}
ON_REQUEST = (("on_site", "key"),)
REST_DAYS = {"nps": 60}


def seed(apps, _schema_editor):
    rules = apps.get_model("followups", "CadenceRule").objects
    for touch, (how_often, minutes) in TABLE.items():
        for tier, (times, period), long in zip(TIERS, how_often, minutes, strict=True):
            rules.create(
                touch=touch,
                tier=tier,
                times=times,
                period=period,
                on_request=(touch, tier) in ON_REQUEST,
                minutes=long,
                kind=KINDS[touch],
                role=ROLES.get(touch, "csm"),
                channels=CHANNELS.get(touch, []),
                in_person=IN_PERSON.get((touch, tier), 0),
                needs_modules=touch in WITH_MODULES,
                carries=CARRIES.get(touch, []),
                rest_days=REST_DAYS.get(touch, 0),
            )


class Migration(migrations.Migration):
    dependencies = [("followups", "0009_cadence")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop, elidable=False)]
