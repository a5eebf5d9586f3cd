"""The log of what was done with customers: calls, visits, letters."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.imports.fields import (
    CUSTOMER,
    DAY,
    MOMENT,
    Field,
    company_day,
    external_id,
    text,
    whole,
    word,
)
from accounts.imports.landing import Check
from accounts.imports.links import Link
from accounts.imports.registry import register
from accounts.models import Contact
from accounts.rules.parsing.refusal import gettext_noop
from followups.imports.fields import BOOLEAN, CONTACT, LONG_TEXT, TICKET, WorkKind, person
from followups.imports.words import FOLLOW_UP_CHANNELS, SENTIMENTS
from followups.models import FollowUp, Ticket


@register
class FollowUpKind(WorkKind):
    code = "followups"
    label = _("follow-ups")
    model = FollowUp
    key = "happened_at"
    own_key = ("happened_at", "channel", "by_id", "subject")
    feed = "followups"
    day_column = company_day("happened_at")
    named = (person("by"),)
    links = (Link("contact", Contact, "name"), Link("ticket", Ticket))
    fields = (
        CUSTOMER,
        Field(
            "happened_at",
            _("happened"),
            MOMENT,
            (
                "跟进时间, 跟进日期, 沟通时间, 拜访时间, 拜访日期, 联系时间, 时间, 日期, "
                "happened at, follow-up date, contacted at, date, time"
            ),
            required=True,
        ),
        Field(
            "channel",
            _("channel"),
            word(FOLLOW_UP_CHANNELS),
            "跟进方式, 沟通方式, 联系方式, 方式, 渠道, channel, way of contact, type",
            required=True,
        ),
        Field(
            "subject",
            _("subject"),
            text(200),
            "主题, 标题, 跟进主题, 沟通主题, 摘要, subject, title, summary, topic",
        ),
        Field(
            "by",
            pgettext_lazy("follow-up", "by"),
            text(254),
            "跟进人, 负责人, 客户成功经理, 记录人, 拜访人, by, done by, owner, csm",
            help=_("Username, e-mail or name."),
        ),
        CONTACT,
        Field(
            "participants",
            _("participants"),
            LONG_TEXT,
            "参与人, 参会人, 参加人员, 与会人员, participants, attendees",
        ),
        Field(
            "business_review",
            _("business review"),
            LONG_TEXT,
            "业务回顾, 业务情况, 跟进内容, 沟通内容, 内容, business review, notes, content",
        ),
        Field(
            "problem_solving",
            _("problem solving"),
            LONG_TEXT,
            "问题解决, 问题处理, 解决问题, problem solving, problems",
        ),
        Field(
            "value_delivery",
            _("value delivered"),
            LONG_TEXT,
            "价值传递, 价值交付, 价值, value delivery, value delivered, value",
        ),
        Field(
            "next_step",
            _("next step"),
            LONG_TEXT,
            "下一步, 下一步计划, 后续计划, 后续行动, next step, next steps, next action",
        ),
        Field(
            "next_step_on",
            _("next step on"),
            DAY,
            "下一步日期, 下次跟进日期, 下次跟进时间, 计划日期, next step on, next follow-up",
        ),
        Field(
            "sentiment",
            _("sentiment"),
            word(SENTIMENTS),
            "情绪, 客户情绪, 客户态度, 氛围, sentiment, mood",
        ),
        Field(
            "invited",
            _("customer invited"),
            BOOLEAN,
            "是否邀请, 已邀请, 邀请客户, 邀请, invited, customer invited",
            help=_("Empty: yes where it says whether the customer attended, else no."),
        ),
        Field(
            "attended",
            _("customer attended"),
            BOOLEAN,
            "是否参加, 是否出席, 客户出席, 出席, attended, customer attended, accepted",
        ),
        TICKET,
        Field(
            "minutes",
            _("minutes"),
            whole(0, 1440),
            "时长, 时长（分钟）, 分钟, 用时, 耗时, minutes, duration, duration (minutes)",
        ),
        external_id("跟进编号, 跟进ID, 记录编号, follow-up id, follow-up number"),
    )
    checks = (
        Check(
            "attended",
            "{attended} IS NOT NULL AND NOT {invited}",
            gettext_noop("is said of a customer who was not invited"),
            other="invited",
        ),
    )

    def complete(self, row: dict[str, Any]) -> None:
        super().complete(row)
        if row["invited"] is None and row["attended"] is not None:
            row["invited"] = True
