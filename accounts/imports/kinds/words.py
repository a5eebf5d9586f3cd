"""The words of spreadsheets, in both languages, for the values of our lists."""

from accounts.choices import (
    Attitude,
    CampaignAnswer,
    ContactChannel,
    CostKind,
    CustomerSource,
    DecisionRole,
    EventKind,
    ExtraKind,
    OpportunityKind,
    OpportunityStage,
    ProductionStage,
    Sensitivity,
    SignalDirection,
    Tier,
    UsageMetric,
)

TIERS = {
    Tier.STRATEGIC.value: "战略, 战略客户, 战略级, strategic customer",
    Tier.KEY.value: "重点, 重点客户, 关键, 关键客户, 重要客户, key customer, key account",
    Tier.POTENTIAL.value: "潜力, 潜力客户, 潜在, 潜在客户, potential customer",
    Tier.GENERAL.value: "一般, 一般客户, 普通, 普通客户, general customer, standard",
}
SENSITIVITIES = {
    Sensitivity.NORMAL.value: "普通, 一般, 正常, 否, no, low",
    Sensitivity.HIGH.value: "高, 敏感, 高度敏感, 高敏感, 是, yes, sensitive",
}
SOURCES = {
    CustomerSource.CAMPAIGN.value: "市场活动, 活动, 营销活动, 推广, market campaign, marketing",
    CustomerSource.CHANNEL.value: "渠道, 渠道商, 代理, 代理商, 经销商, partner, dealer",
    CustomerSource.REFERRAL.value: (
        "转介绍, 客户推荐, 客户介绍, 老客户介绍, 推荐, 介绍, referral by another customer"
    ),
    CustomerSource.FAIR.value: "展会, 展览会, 博览会, trade fair, exhibition, trade show",
    CustomerSource.WEBSITE.value: "官网, 网站, 网络, 线上, web, web site, online",
}
DECISION_ROLES = {
    DecisionRole.DECISION_MAKER.value: "决策人, 决策者, 拍板人, decision maker",
    DecisionRole.PURCHASER.value: "采购, 采购人, 采购员, 采购负责人, 经办人, buyer, purchasing",
    DecisionRole.INFLUENCER.value: "影响人, 影响者, 建议人",
    DecisionRole.USER.value: "使用人, 使用者, 使用方, 用户, end user",
    DecisionRole.FINANCE.value: "财务, 财务人员, 财务负责人, 付款人, accounting",
}
ATTITUDES = {
    Attitude.SUPPORTER.value: "支持, 支持者, 拥护, 友好, supportive, positive",
    Attitude.NEUTRAL.value: "中立, 中立者, 一般",
    Attitude.CRITIC.value: "反对, 反对者, 批评者, 不满, negative, opponent",
}
CHANNELS = {
    ContactChannel.PHONE.value: "电话, 手机, 致电, call, telephone, mobile",
    ContactChannel.EMAIL.value: "邮件, 邮箱, 电子邮件, mail, e-mail",
    ContactChannel.WECHAT.value: "微信, 企业微信, weixin",
    ContactChannel.VISIT.value: "拜访, 上门, 面谈, 当面, in person, meeting",
}
STAGES_OF_PRODUCTION = {
    ProductionStage.PLANNED.value: "已排产, 排产, 计划, 待生产, scheduled",
    ProductionStage.MATERIAL.value: "备料, 物料齐套, 备料完成, 物料就绪, material ready",
    ProductionStage.STARTED.value: "生产中, 在制, 开工, 加工中, in production, in progress",
    ProductionStage.TESTED.value: "检验, 质检, 测试, 检验合格, inspected, quality check",
    ProductionStage.PACKED.value: "包装, 已包装, 入库, 待发货, packed, ready to ship",
    ProductionStage.SHIPPED.value: "发货, 已发货, 出库, 运输中, dispatched, in transit",
    ProductionStage.DELIVERED.value: "交付, 已交付, 送达, 签收, 已签收, received",
    ProductionStage.DELAYED.value: "延期, 延误, 拖期, late, postponed",
}
METRICS = {
    UsageMetric.LOGIN.value: "登录, 登录次数, 门户登录, log-in, log-ins, logins, portal log-ins",
    UsageMetric.DOWNLOAD.value: "下载, 下载次数, 资料下载, 文档下载, downloads, document downloads",
    UsageMetric.MEETING.value: "会议, 参会, 参会次数, meetings, meetings attended",
    UsageMetric.PRODUCT.value: "使用, 使用量, 产品使用, 用量, 使用次数, usage, product usage",
    UsageMetric.STOCK.value: "库存, 库存量, 客户库存, 存货, inventory, stock level",
}
EVENTS = {
    EventKind.MERGER.value: "并购, 重组, 合并, 并购重组, acquisition, restructuring",
    EventKind.LISTING.value: "上市, ipo, stock market listing",
    EventKind.FUNDING.value: "融资, 获得融资, financing, funding round",
    EventKind.EXPANSION.value: "扩产, 扩张, 新建工厂, 扩建, new plant",
    EventKind.BUDGET.value: "预算变化, 预算调整, 预算, budget change",
    EventKind.AUTHORITY.value: "采购权变更, 采购权限变化, 采购权变化, buying authority changed",
    EventKind.TENDER.value: "招标, 投标, 招投标, bid, call for tenders",
    EventKind.POLICY_GOOD.value: "利好政策, 有利政策, 政策利好, favourable policy",
    EventKind.POLICY_BAD.value: "不利政策, 政策利空, 利空政策, adverse policy",
    EventKind.MATERIAL_PRICE.value: "原材料价格, 原料涨价, 原材料涨价, raw material price",
    EventKind.CONTACT_LEFT.value: "关键联系人离职, 联系人离职, 决策人离职, key contact left",
    EventKind.COMPETITOR.value: "竞品接触, 竞争对手接触, 竞争对手, 竞品, competitor contact",
    EventKind.SPENDING_UP.value: "采购大增, 采购激增, 采购增长, spending up",
    EventKind.SPENDING_DOWN.value: "采购减半, 采购下滑, 采购骤降, spending down",
    EventKind.GROWTH.value: "规模增长, 用量增长, 人员增长, size grown, usage grown",
    EventKind.FOUNDING_DAY.value: "周年庆, 成立纪念日, 司庆, anniversary",
    EventKind.OTHER.value: "其他, 其它",
}
DIRECTIONS = {
    SignalDirection.GOOD.value: "利好, 正面, 有利, favourable, favorable, positive",
    SignalDirection.BAD.value: "利空, 负面, 不利, adverse, negative",
    SignalDirection.NEUTRAL.value: "中性, 无影响",
}
OPPORTUNITIES = {
    OpportunityKind.NEW.value: "新商机, 新客户, 新购, 首购, new business",
    OpportunityKind.SECOND_NEED.value: "二次需求, 复购, 再购, second need, repeat",
    OpportunityKind.CROSS_SELL.value: "交叉销售, 交叉, cross-sell, cross sell",
    OpportunityKind.UPGRADE.value: "升级, 增购, 扩容, upsell",
    OpportunityKind.RENEWAL.value: "续约, 续签, 续费, renew",
    OpportunityKind.TENDER.value: "招标, 投标, 招投标, bid",
    OpportunityKind.WIN_BACK.value: "挽回, 赢回, 召回, win-back, win back",
}
STAGES_OF_OPPORTUNITY = {
    OpportunityStage.SCREENED.value: "已筛选, 线索, 初步接触, 初筛, lead, qualified",
    OpportunityStage.NEED_CLEAR.value: "需求明确, 需求确认, 明确需求, need clear",
    OpportunityStage.PROPOSAL.value: "方案, 方案报价, 报价, 提案, quotation, quote",
    OpportunityStage.NEGOTIATION.value: "谈判, 商务谈判, 议价, negotiating",
    OpportunityStage.SIGNED.value: "签约, 已签约, 成交, 赢单, won, closed won",
    OpportunityStage.LOST.value: "丢单, 输单, 失败, 流失, closed lost",
}
EXTRAS = {
    ExtraKind.DISCOUNT.value: "折扣, 优惠, 降价, price cut",
    ExtraKind.EXTENSION.value: "延期, 延长, 账期延长, 延长质保",
    ExtraKind.UPGRADE.value: "免费升级, 升级, free upgrade",
    ExtraKind.GIFT.value: "礼品, 赠品, 礼物, present",
    ExtraKind.COMPENSATION.value: "补偿, 赔偿, 赔付, refund",
    ExtraKind.SERVICE.value: "免费服务, 增值服务, 免费培训, free service, training",
}
ANSWERS = {
    CampaignAnswer.DELIVERED.value: "送达, 已送达, 已发送, sent",
    CampaignAnswer.OPENED.value: "打开, 已打开, 已读, read",
    CampaignAnswer.CLICKED.value: "点击, 已点击, click",
    CampaignAnswer.ANSWERED.value: "回复, 已回复, 回应, replied, reply",
    CampaignAnswer.ATTENDED.value: "参加, 已参加, 到场, participated",
    CampaignAnswer.DECLINED.value: "拒绝, 谢绝, 退订, unsubscribed",
}
COSTS = {
    CostKind.ACQUISITION.value: "获客, 获客成本, 市场费用, 销售费用, marketing, sales",
    CostKind.SERVICE.value: "服务, 服务成本, 客服成本, 维护, support",
}
