"""Tickets, whose clocks are set in the same transaction."""

from django.utils.translation import gettext_lazy as _

from accounts.imports.fields import (
    CUSTOMER,
    DAY,
    MOMENT,
    Field,
    company_day,
    external_id,
    identifier,
    text,
    word,
)
from accounts.imports.landing import Check, rows_insert, rows_update
from accounts.imports.links import LineLink, Link
from accounts.imports.registry import register
from accounts.imports.run import CHANGES, Run
from accounts.models import Contact, Customer, CustomerIdentity, Feed, Order, ProductLine
from accounts.rules.parsing.refusal import gettext_noop
from common.bulk import planned_for_many
from followups.imports.fields import CONTACT, LONG_TEXT, WorkKind, department, person
from followups.imports.repeats import (
    REPEATED_KEY,
    RepeatLink,
    repeats_land,
    strange_repeats_refuse,
)
from followups.imports.words import SEVERITIES, TICKET_CHANNELS, TICKET_KINDS
from followups.models import SlaClock, Ticket
from followups.models.ticket import STEPS
from followups.services.clocks import COLUMNS, INSERT, KNOWN, clocks_prepare

BEFORE_OPENING = gettext_noop("is before the ticket was opened, %(other)s")
TOUCHED = f'SELECT DISTINCT "row" FROM {CHANGES} WHERE "table" = %(table)s'
NEW = (
    f"""SELECT "row" FROM {CHANGES} WHERE "table" = '{Ticket._meta.db_table}' AND before IS NULL"""
)
INSERT_OF_NEW = f"{INSERT} AND ticket_id IN ({NEW})"
ADDED = f"(SELECT * FROM {KNOWN} WHERE id IS NULL AND ticket_id NOT IN ({NEW}))"


@register
class TicketKindOfFile(WorkKind):
    code = "tickets"
    label = _("tickets")
    model = Ticket
    key = "number"
    feed = "tickets"
    day_column = company_day("opened_at")
    named = (person("owner"), department("department"))
    links = (
        Link("contact", Contact, "name"),
        Link("order", Order),
        LineLink("product_line"),
        RepeatLink(),
    )
    writes = (Customer, CustomerIdentity, ProductLine, Ticket, SlaClock, Feed)
    fields = (
        Field(
            "number",
            _("ticket number"),
            identifier(80),
            (
                "工单号, 工单编号, 工单ID, 服务单号, 投诉编号, 问题编号, 编号, 单号, "
                "ticket number, ticket no, ticket id, ticket, case number, case id, number"
            ),
            required=True,
        ),
        CUSTOMER,
        Field(
            "kind",
            _("kind"),
            word(TICKET_KINDS),
            "工单类型, 类型, 问题类型, 服务类型, 类别, 分类, ticket type, ticket kind, type",
            required=True,
        ),
        Field(
            "severity",
            _("severity"),
            word(SEVERITIES),
            "严重程度, 严重性, 级别, 优先级, 紧急程度, 等级, severity, priority, urgency",
            help=_("Empty: normal."),
        ),
        Field(
            "channel",
            _("channel"),
            word(TICKET_CHANNELS),
            "渠道, 来源渠道, 受理渠道, 反馈渠道, 来源, channel, ticket channel, via",
        ),
        Field(
            "subject",
            _("subject"),
            text(200),
            "主题, 标题, 工单标题, 问题标题, 摘要, 问题, subject, title, summary",
            required=True,
        ),
        Field(
            "body",
            _("description"),
            LONG_TEXT,
            "描述, 问题描述, 详细描述, 内容, 工单内容, 详情, description, details, body, content",
        ),
        CONTACT,
        Field(
            "order",
            _("order"),
            identifier(80),
            "订单号, 订单, 关联订单, 订单编号, order number, order, order no, order id",
            help=_("The number of an order that is known."),
        ),
        Field(
            "product_line",
            _("product line"),
            text(80),
            "产品线, 产品大类, 产品类别, 业务线, product line, line of business, product group",
            help=_("Code or name; a line nobody knows yet is recorded."),
        ),
        Field(
            "department",
            _("responsible department"),
            text(80),
            "责任部门, 处理部门, 部门, 受理部门, responsible department, department",
            help=_("Code or name."),
        ),
        Field(
            "owner",
            _("owner"),
            text(254),
            "负责人, 处理人, 受理人, 责任人, 客服, owner, assignee, assigned to, handler, agent",
            help=_("Username, e-mail or name."),
        ),
        Field(
            "opened_at",
            _("opened"),
            MOMENT,
            (
                "提交时间, 创建时间, 受理时间, 登记时间, 反馈时间, 投诉时间, 开单时间, 日期, "
                "opened at, opened, created at, created, created on, reported at, date"
            ),
            required=True,
        ),
        Field(
            "confirmed_at",
            _("confirmed"),
            MOMENT,
            "确认时间, 响应时间, 首次响应时间, 首响时间, confirmed at, confirmed, first response, "
            "responded at",
        ),
        Field(
            "work_started_at",
            _("work started"),
            MOMENT,
            "开始处理时间, 处理开始时间, 会诊时间, work started at, work started, started at",
        ),
        Field(
            "first_solution_at",
            _("first solution"),
            MOMENT,
            "初步方案时间, 首个方案时间, 方案时间, first solution at, first solution",
        ),
        Field(
            "escalated_at",
            _("technical director told"),
            MOMENT,
            "升级时间, 上报时间, 通知技术总监时间, escalated at, escalated",
        ),
        Field(
            "solved_at",
            _("solved"),
            MOMENT,
            "解决时间, 处理完成时间, 完成时间, 办结时间, solved at, solved, resolved at, resolved",
        ),
        Field(
            "verified_at",
            _("verified by the customer"),
            MOMENT,
            "验证时间, 客户验证时间, 客户确认时间, verified at, verified",
        ),
        Field(
            "revisited_at",
            _("revisited"),
            MOMENT,
            "回访时间, 回访日期, 客户回访时间, revisited at, revisited, return visit",
        ),
        Field(
            "closed_at",
            _("ticket closed"),
            MOMENT,
            "关闭时间, 结案时间, 关单时间, closed at, closed, closed on",
        ),
        Field(
            "reopened_at",
            _("reopened"),
            MOMENT,
            "重开时间, 重新打开时间, 再次打开时间, reopened at, reopened",
        ),
        Field(
            "cancelled_on",
            _("cancelled"),
            DAY,
            "取消日期, 撤销日期, 作废日期, 撤单日期, cancelled on, cancelled, cancel date",
        ),
        Field(
            "cause",
            _("cause"),
            LONG_TEXT,
            "原因, 问题原因, 根本原因, 原因分析, cause, root cause, reason",
        ),
        Field(
            "solution",
            _("solution"),
            LONG_TEXT,
            "解决方案, 处理结果, 处理方案, 处理措施, 解决办法, solution, resolution, action taken",
        ),
        Field(
            "verified_by",
            _("verified by"),
            text(80),
            "验证人, 客户验证人, 客户确认人, verified by",
            help=_("Who at the customer."),
        ),
        Field(
            "decision_reason",
            _("reason for the decision"),
            LONG_TEXT,
            "采纳说明, 决定理由, 答复理由, 采纳原因, decision reason, reason for the decision",
            help=_("On a suggestion."),
        ),
        Field(
            "repeats",
            _("repeats"),
            identifier(80),
            "重复工单, 关联前单, 重复于, 前序工单, 原工单号, repeats, repeat of, duplicate of",
            help=_("The number of an earlier ticket of the same cause; it may be in this file."),
        ),
        external_id("工单外部编号, ticket external id"),
    )
    checks = (
        *(
            Check(step, f"{{{step}}} < {{opened_at}}", BEFORE_OPENING, other="opened_at")
            for step in STEPS
        ),
        Check(
            "cancelled_on",
            "{cancelled_on} < " + company_day("{opened_at}"),
            BEFORE_OPENING,
            other="opened_at",
        ),
    )

    def staged(self) -> dict[str, str]:
        return super().staged() | {REPEATED_KEY: "text"}

    def refuse_broken(self, run: Run) -> None:
        super().refuse_broken(run)
        strange_repeats_refuse(run)

    def land(self, run: Run) -> None:
        super().land(run)
        repeats_land(run)
        clocks_land(run)


def clocks_land(run: Run) -> None:
    """The clocks of the tickets that this import has written.

    Those of a new ticket go with it when it goes. Of any other, every change is noted.
    """
    tickets = [row for (row,) in run.fetch(TOUCHED, table=Ticket._meta.db_table)]
    clocks_prepare(tickets)
    values = {column: f"n.{column}" for column in COLUMNS}
    with planned_for_many(len(tickets)):
        rows_update(run, SlaClock, KNOWN, values)
        run.execute(INSERT_OF_NEW)
        added = {"ticket_id": "n.ticket_id", "clock": "n.clock", **values}
        rows_insert(run, SlaClock, ADDED, added)
