from django.utils.translation import gettext_lazy as _

from accounts.imports.facts import FactKind
from accounts.imports.fields import (
    CURRENCY_FIELD,
    MAYBE_CUSTOMER,
    MONEY,
    MONTH,
    Field,
    external_id,
    text,
    word,
)
from accounts.imports.kinds.words import COSTS, SOURCES
from accounts.imports.registry import register
from accounts.models import Cost


@register
class CostKindOfFile(FactKind):
    code = feed = "costs"
    label = _("costs")
    model = Cost
    key = "month"
    own_key = ("month", "kind", "channel", "note")
    day_column = "month"
    stale_after_days = 62
    fields = (
        Field(
            "month",
            _("month"),
            MONTH,
            "月份, 年月, 期间, 归属月份, month, period",
            required=True,
        ),
        Field(
            "kind",
            _("kind"),
            word(COSTS),
            "成本类型, 费用类型, 类型, 类别, kind, cost type, type, category",
            required=True,
        ),
        Field("channel", _("channel"), word(SOURCES), "渠道, 来源渠道, 获客渠道, channel, source"),
        MAYBE_CUSTOMER,
        Field(
            "amount",
            _("amount"),
            MONEY,
            "金额, 成本, 费用, 成本金额, amount, cost, expense, total",
            required=True,
        ),
        CURRENCY_FIELD,
        Field("note", _("note"), text(200), "备注, 说明, 项目, note, remark, comment"),
        external_id(),
    )
