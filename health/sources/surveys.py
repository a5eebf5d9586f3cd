"""Answers to surveys.

answered_on, kind, score      satisfaction is 0 … 100, recommendation 0 … 10
place                         1 for the customer's newest of its kind, 2 for the one before, …
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from followups.models import SurveyAnswer
from health.sources.base import Facts


class Surveys(Facts):
    code = "surveys"
    model = SurveyAnswer
    day_column = "answered_on"
    moment = "facts.answered_at"
    feed_kinds = ("surveys",)
    feed_model = SurveyAnswer
    feed_day = "answered_at"
    words = {
        "kind": "facts.kind",
        "score": "facts.score",
        "occasion": "facts.occasion",
        "place": "row_number() OVER (PARTITION BY facts.customer_id, facts.kind"
        " ORDER BY facts.answered_at DESC, facts.id DESC)",
    }
    fields = {"answered_on": "answered_at"}
    row_columns = (
        ("answered_on", pgettext_lazy("survey", "answered")),
        ("score", _("score")),
        ("occasion", _("occasion")),
        ("source", _("source system")),
    )
