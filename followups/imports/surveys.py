"""Answers to surveys: satisfaction and recommendation."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.imports.fields import (
    CUSTOMER,
    MOMENT,
    CellRefused,
    Field,
    ValueType,
    company_day,
    external_id,
    word,
)
from accounts.imports.links import Link
from accounts.imports.registry import register
from accounts.models import Contact
from accounts.rules.parsing.refusal import Refusal
from followups.choices import SurveyKind, SurveyOccasion
from followups.imports.fields import CONTACT, LONG_TEXT, TICKET, WorkKind
from followups.imports.words import OCCASIONS, SURVEY_KINDS
from followups.models import SurveyAnswer, Ticket
from followups.rules.scores import parse_csat, parse_nps

# Only beside its kind does a score say what it is.
SCORE = ValueType(
    "smallint",
    str,
    knows_nothing=True,
    says=_("Satisfaction from 0 to 100, or 4 stars; recommendation from 0 to 10."),
    example="85",
)


@register
class SurveyAnswerKind(WorkKind):
    code = "surveys"
    label = _("survey answers")
    model = SurveyAnswer
    key = "answered_at"
    own_key = ("kind", "answered_at", "ticket_id", "contact_id", "score")
    feed = "surveys"
    day_column = company_day("answered_at")
    links = (Link("contact", Contact, "name"), Link("ticket", Ticket))
    fields = (
        CUSTOMER,
        Field(
            "kind",
            _("survey"),
            word(SURVEY_KINDS),
            "调查类型, 问卷类型, 类型, 调研类型, 指标, survey, survey type, kind, type, metric",
            required=True,
            help=_("CSAT or NPS; a file of one kind may give it for all rows."),
        ),
        Field(
            "score",
            _("score"),
            SCORE,
            (
                "得分, 评分, 分数, 满意度, 满意度得分, 满意度评分, 打分, "
                "score, rating, points, csat score, nps score"
            ),
            required=True,
        ),
        Field(
            "answered_at",
            pgettext_lazy("survey", "answered"),
            MOMENT,
            (
                "回答时间, 答复时间, 提交时间, 填写时间, 评价时间, 调查日期, 日期, "
                "answered at, answered on, submitted at, survey date, date"
            ),
            required=True,
        ),
        Field(
            "occasion",
            _("occasion"),
            word(OCCASIONS),
            "场景, 调查场景, 触发场景, 时机, 来源, occasion, trigger, context",
            help=_("Empty: the ticket where there is one."),
        ),
        TICKET,
        CONTACT,
        Field(
            "comment",
            _("comment"),
            LONG_TEXT,
            "评论, 意见, 评价, 反馈, 备注, 留言, comment, feedback, remark, text",
        ),
        external_id("问卷编号, 答卷编号, 答卷ID, survey id, response id, answer id"),
    )

    def complete(self, row: dict[str, Any]) -> None:
        super().complete(row)
        parse = parse_nps if row["kind"] == SurveyKind.NPS else parse_csat
        try:
            row["score"] = parse(row["score"])
        except Refusal as refusal:
            raise CellRefused("score", refusal) from None
        if row["occasion"] is None and row["ticket"] is not None:
            row["occasion"] = SurveyOccasion.TICKET.value
