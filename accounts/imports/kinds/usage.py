"""How far orders have come, and how much of what we offer is used."""

from django.utils.translation import gettext_lazy as _

from accounts.imports.facts import FactKind
from accounts.imports.fields import (
    CUSTOMER,
    DAY,
    Field,
    ValueType,
    external_id,
    identifier,
    text,
    word,
)
from accounts.imports.kinds.words import METRICS, STAGES_OF_PRODUCTION
from accounts.imports.links import Link
from accounts.imports.registry import register
from accounts.models import Order, OrderProgress, UsageDay
from accounts.rules.parsing.numbers import parse_quantity


@register
class ProgressKind(FactKind):
    code = feed = "progress"
    label = _("production progress")
    model = OrderProgress
    key = "order"
    own_key = ("order_id", "stage", "reached_on")
    day_column = "reached_on"
    links = (Link("order", Order),)
    fields = (
        CUSTOMER,
        Field(
            "order",
            _("order"),
            identifier(120),
            "订单号, 订单编号, 销售订单号, order, order number, order no",
            required=True,
            help=_("The number of an order of this customer."),
        ),
        Field(
            "stage",
            _("stage"),
            word(STAGES_OF_PRODUCTION),
            "生产阶段, 生产进度, 阶段, 状态, 工序, stage, production stage, status, step",
            required=True,
        ),
        Field(
            "reached_on",
            _("reached"),
            DAY,
            "达成日期, 完成日期, 更新日期, 日期, reached on, reached, updated on, date",
            required=True,
        ),
        Field(
            "expected_on",
            _("delivery expected"),
            DAY,
            "预计交期, 预计交货日期, 预计发货日期, expected on, delivery expected",
        ),
        Field("note", _("note"), text(200), "备注, 说明, note, remark, comment"),
        external_id(),
    )


@register
class UsageKind(FactKind):
    code = feed = "usage"
    label = _("usage by day")
    model = UsageDay
    key = "metric"
    own_key = ("day", "metric")
    day_column = "day"
    stale_after_days = 7
    fields = (
        CUSTOMER,
        Field("day", _("day"), DAY, "日期, 使用日期, 统计日期, day, date, used on", required=True),
        Field(
            "metric",
            _("measure"),
            word(METRICS),
            "指标, 类型, 使用类型, 事件, metric, measure, type, event",
            required=True,
        ),
        Field(
            "value",
            _("value"),
            ValueType("numeric", parse_quantity),
            "数值, 数量, 次数, 使用量, 用量, value, count, quantity, amount",
            required=True,
        ),
        external_id(),
    )
