from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import OpportunityStage
from accounts.imports.facts import FactKind
from accounts.imports.fields import (
    CURRENCY_FIELD,
    CUSTOMER,
    DAY,
    MONEY,
    PERCENT,
    CellRefused,
    Field,
    external_id,
    identifier,
    names,
    text,
    word,
)
from accounts.imports.kinds.words import OPPORTUNITIES, STAGES_OF_OPPORTUNITY
from accounts.imports.landing import Check
from accounts.imports.registry import register
from accounts.models import Opportunity
from accounts.rules.parsing.refusal import Refusal, gettext_noop

ENDS = {OpportunityStage.SIGNED.value, OpportunityStage.LOST.value}


@register
class OpportunityKindOfFile(FactKind):
    code = feed = "opportunities"
    label = _("opportunities")
    model = Opportunity
    key = "title"
    own_key = ("number", "opened_on", "title")
    day_column = "opened_on"
    fields = (
        Field(
            "number",
            _("number"),
            identifier(80),
            "商机编号, 商机号, 编号, opportunity number, opportunity id, number, deal id",
        ),
        CUSTOMER,
        Field(
            "title",
            pgettext_lazy("of a thing", "title"),
            text(200),
            "商机名称, 名称, 标题, 项目名称, opportunity, title, name, deal, subject",
            required=True,
        ),
        Field(
            "kind",
            _("kind"),
            word(OPPORTUNITIES),
            "商机类型, 类型, 类别, kind, opportunity type, type, category",
            required=True,
        ),
        Field(
            "stage",
            _("stage"),
            word(STAGES_OF_OPPORTUNITY),
            "商机阶段, 阶段, 进展, 状态, stage, status",
        ),
        Field(
            "amount",
            _("amount"),
            MONEY,
            "预计金额, 金额, 商机金额, 预计成交金额, amount, expected amount, value, deal value",
        ),
        CURRENCY_FIELD,
        Field(
            "lines",
            _("product lines"),
            names(120),
            "产品线, 涉及产品, 产品, product lines, products, lines",
        ),
        Field(
            "probability",
            _("probability (%)"),
            PERCENT,
            "赢单率, 成交概率, 概率, 可能性, probability, chance, likelihood",
        ),
        Field(
            "opened_on",
            _("opened"),
            DAY,
            "创建日期, 开始日期, 发现日期, 日期, opened on, opened, created on, date",
            required=True,
        ),
        Field(
            "expected_on",
            _("expected"),
            DAY,
            "预计成交日期, 预计签约日期, 预计日期, expected on, expected close, close date",
        ),
        Field(
            "deadline_on",
            _("tender or decision deadline"),
            DAY,
            "投标截止日期, 决策截止日期, 截止日期, deadline, deadline on, decision deadline",
        ),
        Field(
            "closed_on",
            _("signed or lost"),
            DAY,
            "成交日期, 关闭日期, 结束日期, 签约日期, closed on, closed, signed on",
            help=_("Needed where the stage is signed or lost."),
        ),
        Field("sticking_point", _("sticking point"), text(300), "卡点, 难点, 障碍, sticking point"),
        Field(
            "competitors", _("competitors"), names(120), "竞争对手, 竞品, competitors, competitor"
        ),
        Field(
            "decision_makers",
            _("who decides"),
            text(200),
            "决策人, 决策者, 决策链, who decides, decision makers, decision maker",
        ),
        Field("next_step", _("next step"), text(300), "下一步, 下一步计划, 后续计划, next step"),
        Field("lost_reason", _("why lost"), text(300), "丢单原因, 失败原因, why lost, lost reason"),
        external_id(),
    )
    checks = (
        Check(
            "closed_on",
            "{closed_on} < {opened_on}",
            gettext_noop("is before the day of opening, %(other)s"),
            other="opened_on",
        ),
    )

    def complete(self, row: dict[str, Any]) -> None:
        super().complete(row)
        if row["stage"] in ENDS and row["closed_on"] is None:
            message = gettext_noop("is missing: the stage says that it is signed or lost")
            raise CellRefused("closed_on", Refusal(message))
