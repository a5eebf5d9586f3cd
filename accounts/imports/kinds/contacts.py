"""People at customers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.imports.facts import FactKind
from accounts.imports.fields import (
    CUSTOMER,
    DAY,
    EMAIL,
    Field,
    external_id,
    identifier,
    text,
    word,
    words,
)
from accounts.imports.kinds.words import ATTITUDES, CHANNELS, DECISION_ROLES
from accounts.imports.landing import Check
from accounts.imports.registry import register
from accounts.models import Contact
from accounts.rules.names import normalise
from accounts.rules.parsing.refusal import gettext_noop


@register
class ContactKind(FactKind):
    code = "contacts"
    label = _("contacts")
    model = Contact
    key = "name"
    own_key = ("name_key",)
    fields = (
        CUSTOMER,
        Field(
            "name",
            _("name"),
            text(80),
            "姓名, 联系人, 联系人姓名, 名字, contact, contact name, name, full name",
            required=True,
        ),
        Field("title", _("title"), text(80), "职务, 职位, 岗位, 头衔, job title, title, position"),
        Field(
            "phone",
            _("phone"),
            identifier(40),
            "电话, 座机, 固定电话, 办公电话, 联系电话, telephone, phone, tel, office phone",
        ),
        Field(
            "mobile",
            _("mobile"),
            identifier(40),
            "手机, 手机号, 手机号码, 移动电话, mobile phone, mobile, cell phone, cell",
        ),
        Field(
            "email",
            _("e-mail"),
            EMAIL,
            "邮箱, 电子邮箱, 邮件, 电子邮件, 邮箱地址, email, e-mail, email address, mail",
        ),
        Field("wechat", _("WeChat"), text(60), "微信, 微信号, wechat, wechat id, weixin"),
        Field(
            "decision_roles",
            _("decision roles"),
            words(DECISION_ROLES),
            "决策角色, 角色, 决策链角色, decision roles, decision role, role, roles",
            help=_("Several are separated by commas, semicolons or strokes."),
        ),
        Field("attitude", _("attitude"), word(ATTITUDES), "态度, 立场, attitude, stance"),
        Field(
            "preferred_channel",
            _("preferred channel"),
            word(CHANNELS),
            "偏好渠道, 沟通方式, 偏好沟通方式, 首选渠道, preferred channel, channel",
        ),
        Field("preferred_time", _("preferred time"), text(80), "方便时间, 沟通时间, 偏好时间"),
        Field(
            "birthday", _("birthday"), DAY, "生日, 出生日期, birthday, date of birth, birth date"
        ),
        Field("joined_on", _("joined"), DAY, "入职日期, 到岗日期, joined on, joined, start date"),
        Field("left_on", _("left"), DAY, "离职日期, 离岗日期, left on, left, end date"),
        external_id("联系人编号, 联系人ID, contact id, contact number"),
    )
    checks = (
        Check(
            "left_on",
            "{left_on} < {joined_on}",
            gettext_noop("is before the day of joining, %(other)s"),
            other="joined_on",
        ),
    )

    def staged(self) -> dict[str, str]:
        return super().staged() | {"name_key": "text"}

    def complete(self, row: dict[str, Any]) -> None:
        super().complete(row)
        row["name_key"] = normalise(row["name"])
