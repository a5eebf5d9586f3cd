"""What happens at customers and in their markets."""

from django.utils.translation import gettext_lazy as _

from accounts.imports.facts import FactKind
from accounts.imports.fields import (
    CUSTOMER,
    DAY,
    MAYBE_CUSTOMER,
    MOMENT,
    Field,
    external_id,
    identifier,
    text,
    whole,
    word,
)
from accounts.imports.kinds.words import DIRECTIONS, EVENTS
from accounts.imports.landing import Check
from accounts.imports.links import Link
from accounts.imports.registry import register
from accounts.models import Contact, CustomerEvent, MarketSignal
from accounts.rules.parsing.refusal import gettext_noop

WHAT_WORDS = "标题, 事件, 内容, 摘要, title, what happened, headline, subject"
DEADLINE = Field(
    "deadline_on", _("deadline"), DAY, "截止日期, 期限, 最后期限, deadline, deadline on"
)


@register
class EventKindOfFile(FactKind):
    code = feed = "events"
    label = _("customer events")
    model = CustomerEvent
    key = "title"
    own_key = ("kind", "occurred_on", "title")
    day_column = "occurred_on"
    stale_after_days = 90
    links = (Link("contact", Contact, "name"),)
    fields = (
        CUSTOMER,
        Field(
            "kind",
            _("kind"),
            word(EVENTS),
            "事件类型, 类型, 类别, kind, event type, type, category",
            required=True,
        ),
        Field(
            "occurred_on",
            _("occurred"),
            DAY,
            "发生日期, 日期, 事件日期, occurred on, occurred, event date, date",
            required=True,
        ),
        Field(
            "known_at",
            _("became known"),
            MOMENT,
            "获知时间, 知晓时间, 获知日期, known at, became known, learned at",
        ),
        Field("title", _("what happened"), text(200), WHAT_WORDS),
        Field("note", _("note"), text(2000), "备注, 说明, 详情, note, details, remark, comment"),
        DEADLINE,
        Field(
            "contact",
            _("contact"),
            identifier(120),
            "联系人, 姓名, contact, contact name",
            help=_("The name of a contact of this customer."),
        ),
        external_id(),
    )


@register
class SignalKind(FactKind):
    code = feed = "signals"
    label = _("market signals")
    model = MarketSignal
    key = "title"
    own_key = ("industry", "region", "kind", "published_on", "title")
    day_column = "published_on"
    stale_after_days = 90
    fields = (
        MAYBE_CUSTOMER,
        Field("industry", _("industry"), text(80), "行业, 所属行业, 影响行业, industry, sector"),
        Field("region", _("region"), text(80), "地区, 区域, 省份, region, area, province"),
        Field(
            "kind",
            _("kind"),
            word(EVENTS),
            "信号类型, 类型, 类别, kind, signal type, type, category",
            required=True,
        ),
        Field(
            "direction",
            _("direction"),
            word(DIRECTIONS),
            "方向, 影响方向, 利好利空, direction, good or bad",
            required=True,
        ),
        Field(
            "impact",
            _("effect on the score"),
            whole(-10, 5),
            "影响分值, 分值, 影响, impact, effect, points",
            help=_("−10 to +5; empty: none."),
        ),
        Field("title", _("what happened"), text(200), WHAT_WORDS, required=True),
        Field(
            "origin", _("told by"), text(200), "信息来源, 出处, 链接, told by, origin, url, link"
        ),
        Field(
            "published_on",
            _("published"),
            DAY,
            "发布日期, 公布日期, 日期, published on, published, date",
            required=True,
        ),
        DEADLINE,
        Field(
            "ends_on",
            _("no longer counts from"),
            DAY,
            "失效日期, 结束日期, ends on, valid to, no longer counts from",
        ),
        external_id(),
    )
    checks = (
        Check(
            "ends_on",
            "{ends_on} < {published_on}",
            gettext_noop("is before the day of publication, %(other)s"),
            other="published_on",
        ),
    )
