"""What surrounds a relationship: competitors, promises, extras, answers to campaigns."""

from django.utils.translation import gettext_lazy as _

from accounts.imports.facts import FactKind
from accounts.imports.fields import (
    CURRENCY_FIELD,
    CUSTOMER,
    DAY,
    MONEY,
    PERCENT,
    Field,
    external_id,
    identifier,
    text,
    whole,
    word,
)
from accounts.imports.kinds.products import LINE_HELP, LINE_WORDS
from accounts.imports.kinds.words import ANSWERS, EXTRAS
from accounts.imports.landing import Check
from accounts.imports.links import LineLink, Link
from accounts.imports.registry import register
from accounts.models import CampaignResponse, CompetitorAt, Contact, ExtraGiven, Promise
from accounts.rules.parsing.refusal import gettext_noop

CONTACT = Field(
    "contact",
    _("contact"),
    identifier(120),
    "联系人, 姓名, 对接人, contact, contact name, person",
    help=_("The name of a contact of this customer."),
)
TO_CONTACT = Link("contact", Contact, "name")


@register
class CompetitorKind(FactKind):
    code = "competitors"
    label = _("competitors at customers")
    model = CompetitorAt
    key = "competitor"
    own_key = ("competitor", "line_id", "seen_on")
    links = (LineLink(),)
    fields = (
        CUSTOMER,
        Field(
            "competitor",
            _("competitor"),
            text(120),
            "竞争对手, 竞品, 竞争对手名称, competitor, competitor name, rival",
            required=True,
        ),
        Field("line", _("product line"), text(80), LINE_WORDS, help=LINE_HELP),
        Field(
            "share",
            _("share of wallet (%)"),
            PERCENT,
            "份额, 占比, 采购份额, 钱包份额, share, share of wallet",
        ),
        Field(
            "contract_ends_on",
            _("their contract ends"),
            DAY,
            "合同到期日, 对方合同到期日, 到期日期, contract ends on, their contract ends, expires",
        ),
        Field(
            "seen_on",
            _("seen"),
            DAY,
            "发现日期, 获知日期, 日期, seen on, seen, known on, date",
            required=True,
        ),
        Field("gone_on", _("gone"), DAY, "退出日期, 结束日期, gone on, gone, until"),
        Field(
            "told_by", _("told by"), text(200), "信息来源, 来源, 告知人, told by, source of news"
        ),
        external_id(),
    )
    checks = (
        Check(
            "gone_on",
            "{gone_on} < {seen_on}",
            gettext_noop("is before the first day, %(other)s"),
            other="seen_on",
        ),
    )


@register
class PromiseKind(FactKind):
    code = "promises"
    label = _("promises")
    model = Promise
    key = "what"
    own_key = ("promised_on", "what")
    links = (TO_CONTACT,)
    fields = (
        CUSTOMER,
        Field(
            "what",
            _("what"),
            text(300),
            "承诺内容, 承诺, 内容, 事项, what, promise, promised, content",
            required=True,
        ),
        CONTACT,
        Field("promised_by", _("promised by"), text(80), "承诺人, 我方承诺人, promised by, by"),
        Field(
            "promised_on",
            _("promised"),
            DAY,
            "承诺日期, 日期, promised on, promise date, date",
            required=True,
        ),
        Field(
            "due_on", _("due"), DAY, "兑现期限, 截止日期, 到期日期, due on, due, by when, deadline"
        ),
        Field(
            "consent", _("technical consent"), text(200), "技术确认, 技术同意人, technical consent"
        ),
        Field("kept_on", _("kept"), DAY, "兑现日期, 完成日期, kept on, kept, done on"),
        Field("broken_on", _("broken"), DAY, "违约日期, 未兑现日期, broken on, broken"),
        external_id(),
    )
    checks = (
        Check(
            "broken_on",
            "{broken_on} IS NOT NULL AND {kept_on} IS NOT NULL",
            gettext_noop("cannot be there: the promise was kept on %(other)s"),
            other="kept_on",
        ),
    )


@register
class ExtraKindOfFile(FactKind):
    code = "extras"
    label = _("extras")
    model = ExtraGiven
    key = "what"
    own_key = ("kind", "given_on", "what")
    fields = (
        CUSTOMER,
        Field(
            "kind",
            _("kind"),
            word(EXTRAS),
            "类型, 类别, 让利类型, kind, type, category",
            required=True,
        ),
        Field(
            "what",
            _("what"),
            text(200),
            "内容, 名称, 事项, 说明, what, content, description, name",
            required=True,
        ),
        Field("cost", _("cost"), MONEY, "成本, 金额, 费用, cost, amount, expense"),
        CURRENCY_FIELD,
        Field("occasion", _("occasion"), text(200), "场合, 原因, 事由, occasion, reason"),
        Field(
            "given_on",
            _("given"),
            DAY,
            "给予日期, 赠送日期, 日期, given on, given, date",
            required=True,
        ),
        Field("reaction", _("reaction (1–5)"), whole(1, 5), "客户反应, 反应, 反馈分, reaction"),
        external_id(),
    )


@register
class CampaignResponseKind(FactKind):
    code = feed = "campaign_responses"
    label = _("campaign responses")
    model = CampaignResponse
    key = "campaign"
    own_key = ("campaign", "contact_id", "answer", "answered_on")
    day_column = "answered_on"
    stale_after_days = 90
    links = (TO_CONTACT,)
    fields = (
        CUSTOMER,
        Field(
            "campaign",
            _("campaign"),
            text(120),
            "活动, 活动名称, 营销活动, campaign, campaign name",
            required=True,
        ),
        Field(
            "answer",
            _("answer"),
            word(ANSWERS),
            "响应, 回应, 结果, 状态, answer, response, result, status",
            required=True,
        ),
        Field(
            "answered_on",
            _("day"),
            DAY,
            "响应日期, 日期, 回应日期, answered on, day, response date, date",
            required=True,
        ),
        CONTACT,
        Field("channel", _("channel"), text(40), "渠道, 触达渠道, channel, medium"),
        external_id(),
    )
