"""What customers need, and how far it is met."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.imports.fields import (
    CUSTOMER,
    DAY,
    Field,
    external_id,
    identifier,
    text,
    whole,
    word,
)
from accounts.imports.landing import Check
from accounts.imports.registry import register
from accounts.rules.names import normalise
from accounts.rules.parsing.refusal import gettext_noop
from followups.imports.fields import LONG_TEXT, WorkKind, person
from followups.imports.words import DIMENSIONS, WEIGHTS
from followups.models import Need


@register
class NeedKind(WorkKind):
    code = "needs"
    label = _("needs")
    model = Need
    key = "title"
    own_key = ("title_key", "raised_on")
    feed = "needs"
    day_column = "raised_on"
    stale_after_days = 30
    named = (person("owner"),)
    fields = (
        Field(
            "number",
            _("need number"),
            identifier(80),
            "需求编号, 需求单号, 需求ID, 编号, need number, need no, need id, number",
        ),
        CUSTOMER,
        Field(
            "title",
            _("need"),
            text(200),
            "需求, 需求名称, 需求标题, 标题, 主题, 名称, need, title, subject, name",
            required=True,
        ),
        Field(
            "description",
            _("description"),
            LONG_TEXT,
            "需求描述, 描述, 详细描述, 内容, 说明, description, details",
        ),
        Field(
            "dimension",
            _("dimension"),
            word(DIMENSIONS),
            "维度, 需求维度, 诊断维度, 需求类型, 类别, dimension, category, question",
        ),
        Field(
            "weight",
            _("core or secondary"),
            word(WEIGHTS),
            "需求级别, 主次, 核心或次要, 是否核心, 级别, weight, core or secondary, level",
            help=_("Empty: secondary."),
        ),
        Field(
            "urgency",
            _("urgency (1–5)"),
            whole(1, 5),
            "紧急度, 紧急程度, 紧迫性, 紧急性, urgency",
        ),
        Field(
            "importance",
            _("importance (1–5)"),
            whole(1, 5),
            "重要度, 重要程度, 重要性, importance",
        ),
        Field(
            "raised_on",
            _("raised"),
            DAY,
            (
                "提出日期, 提出时间, 登记日期, 创建日期, 收集日期, 日期, "
                "raised on, raised, created on, created at, date"
            ),
            required=True,
        ),
        Field(
            "due_on",
            _("due"),
            DAY,
            "到期日期, 计划完成日期, 期望日期, 要求完成日期, 截止日期, due on, due date, deadline",
        ),
        Field(
            "solution",
            _("solution"),
            LONG_TEXT,
            "解决方案, 方案, 对策, 处理方案, solution, response",
        ),
        Field(
            "owner",
            _("owner"),
            text(254),
            "负责人, 责任人, 跟进人, 处理人, owner, responsible, assigned to",
            help=_("Username, e-mail or name."),
        ),
        Field(
            "solved_on",
            _("solved"),
            DAY,
            "完成日期, 解决日期, 关闭日期, 实际完成日期, solved on, solved, closed on, closed",
        ),
        Field(
            "confirmed_on",
            _("confirmed by the customer"),
            DAY,
            "确认日期, 客户确认日期, 签收日期, confirmed on, confirmed, signed off on",
        ),
        Field(
            "confirmed_by",
            _("confirmed by"),
            text(80),
            "确认人, 客户确认人, 签收人, confirmed by, signed off by",
        ),
        Field(
            "cancelled_on",
            _("cancelled"),
            DAY,
            "取消日期, 撤销日期, 作废日期, cancelled on, cancelled, cancel date",
        ),
        external_id("需求外部编号, need external id"),
    )
    checks = tuple(
        Check(
            day,
            f"{{{day}}} < {{raised_on}}",
            gettext_noop("is before the need was raised, %(other)s"),
            other="raised_on",
        )
        for day in ("due_on", "solved_on", "confirmed_on", "cancelled_on")
    )

    def staged(self) -> dict[str, str]:
        return super().staged() | {"title_key": "text"}

    def complete(self, row: dict[str, Any]) -> None:
        """A need may have no number; then it is told by the customer, its title and the day."""
        super().complete(row)
        row["external_id"] = row["external_id"] or row["number"]
        row["title_key"] = normalise(row["title"])
