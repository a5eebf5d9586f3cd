"""The words of spreadsheets, in both languages, for the values of our lists."""

from accounts.choices import Severity, TicketKind
from followups.choices import (
    FollowUpChannel,
    NeedDimension,
    NeedWeight,
    Sentiment,
    SurveyKind,
    SurveyOccasion,
    TicketChannel,
)

TICKET_KINDS = {
    TicketKind.QUESTION.value: "咨询, 询问, 问询, 使用咨询, inquiry, enquiry, consultation",
    TicketKind.ISSUE.value: (
        "问题, 故障, 技术问题, 产品问题, 质量问题, 报修, 报障, 缺陷, problem, incident, fault, "
        "defect, bug, technical issue"
    ),
    TicketKind.COMPLAINT.value: "投诉, 客诉, 客户投诉, 抱怨, complaints, claim",
    TicketKind.REQUEST.value: "需求, 请求, 服务请求, 申请, service request, order change",
    TicketKind.DELIVERY.value: (
        "交付问题, 交付, 交期问题, 物流, 物流问题, 发货问题, 延期, delivery problem, "
        "shipping, logistics, late delivery"
    ),
    TicketKind.SUGGESTION.value: "建议, 改进建议, 意见, 功能建议, feature request, idea, feedback",
}
SEVERITIES = {
    Severity.LOW.value: "低, 轻微, 轻度, 次要, 一级, minor, trivial, p4, p3",
    Severity.NORMAL.value: "中, 一般, 普通, 正常, 中等, medium, moderate, standard, p2",
    Severity.MAJOR.value: (
        "高, 重大, 严重, 紧急, 重要, 特急, high, critical, urgent, severe, blocker, p1, p0"
    ),
}
TICKET_CHANNELS = {
    TicketChannel.PHONE.value: "电话, 热线, 来电, 400电话, call, telephone, hotline",
    TicketChannel.EMAIL.value: "邮件, 邮箱, 电子邮件, mail, e-mail",
    TicketChannel.WECHAT.value: "微信, 企业微信, 微信群, weixin, wecom",
    TicketChannel.PORTAL.value: "门户, 客户门户, 自助门户, 网站, 在线, web, customer portal",
    TicketChannel.VISIT.value: "拜访, 上门, 现场, 面谈, on site, in person",
    TicketChannel.OTHER.value: "其他, 其它, 其他渠道, others",
}
FOLLOW_UP_CHANNELS = {
    FollowUpChannel.PHONE.value: "电话, 电话沟通, 电话回访, 致电, call, telephone",
    FollowUpChannel.VISIT.value: "拜访, 上门, 上门拜访, 现场, 面谈, 当面, in person, on site",
    FollowUpChannel.VIDEO.value: (
        "视频, 视频会议, 线上会议, 腾讯会议, video call, video meeting, online meeting, zoom, teams"
    ),
    FollowUpChannel.EMAIL.value: "邮件, 邮箱, 电子邮件, mail, e-mail",
    FollowUpChannel.WECHAT.value: "微信, 企业微信, 微信群, weixin, wecom",
    FollowUpChannel.OTHER.value: "其他, 其它, 其他方式, others",
}
SENTIMENTS = {
    Sentiment.GOOD.value: "好, 满意, 积极, 正面, 良好, 高兴, positive, happy, satisfied",
    Sentiment.NEUTRAL.value: "中, 一般, 中性, 平静, 中立, ok, indifferent",
    Sentiment.BAD.value: "差, 不满, 不满意, 消极, 负面, 生气, negative, unhappy, dissatisfied",
}
SURVEY_KINDS = {
    SurveyKind.CSAT.value: (
        "满意度, 客户满意度, 满意度调查, satisfaction, customer satisfaction, satisfaction (csat)"
    ),
    SurveyKind.NPS.value: (
        "净推荐值, 推荐度, 推荐意愿, net promoter score, recommendation, recommendation (nps)"
    ),
}
OCCASIONS = {
    SurveyOccasion.TICKET.value: "工单, 工单回访, 服务后, 售后, after ticket, support",
    SurveyOccasion.ACCEPTANCE.value: "验收, 阶段验收, 项目验收, stage acceptance, milestone",
    SurveyOccasion.HANDOVER.value: "交接, 服务交接, 交接后, after handover",
    SurveyOccasion.QUARTERLY.value: "季度, 季度调查, 季度调研, 季度回访, quarterly survey, quarter",
    SurveyOccasion.OTHER.value: "其他, 其它, others",
}
DIMENSIONS = {
    NeedDimension.PAIN.value: "业务痛点, 痛点, 业务问题, pain point, pain points, business pain",
    NeedDimension.PURCHASING.value: "采购计划, 采购, 采购规划, purchasing plan, purchase plan",
    NeedDimension.COMPETITORS.value: "竞争对手, 竞品, 竞争情况, 竞争, competition, competitor",
    NeedDimension.BUDGET.value: "预算, 预算情况, 资金, funds",
    NeedDimension.DECISION.value: "决策流程, 决策, 决策链, decision process, decision making",
    NeedDimension.TECHNICAL.value: (
        "技术条件, 技术, 技术要求, 技术需求, technical conditions, technical requirements"
    ),
    NeedDimension.TIMING.value: "时间要求, 时间, 时间节点, 时间计划, timeline, schedule",
    NeedDimension.EXPECTATIONS.value: "期望, 期望值, 预期, 客户期望, expectation",
}
WEIGHTS = {
    NeedWeight.CORE.value: "核心, 核心需求, 主要, 关键, core need, primary, must",
    NeedWeight.SECONDARY.value: "次要, 次要需求, 一般, 普通, secondary need, minor, nice to have",
}
YES, NO = "yes", "no"
YES_NO = {
    YES: "是, 有, 对, 已, y, true, 1",
    NO: "否, 没有, 不是, 未, n, false, 0",
}
