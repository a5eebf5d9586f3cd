"""The words of spreadsheets, in both languages, for the values of our lists."""

from accounts.choices import (
    Attitude,
    ContactChannel,
    CustomerSource,
    DecisionRole,
    Sensitivity,
    Tier,
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
