"""The words of dealings: deliveries, opportunities, competitors, promises, events."""

from accounts.choices import CampaignAnswer, ExtraKind, OpportunityKind

DELAYED_BECAUSE = (
    "芯片到料延迟，已协调备选料号",
    "热处理外协排期冲突，改由备用厂加工",
    "出厂测试一项不合格，返工后复测",
    "客户变更了安装尺寸，图纸重新确认",
    "物流园区临时管控，改走铁路",
)
# Invented; none of them is meant.
COMPETITORS = ("赛岭自控", "恒越驱动", "澄川智控", "格瑞芬传感", "勤拓精工", "北屿工控")
TITLES = {
    OpportunityKind.NEW: ("首批{line}试用项目", "新建产线{line}配套"),
    OpportunityKind.SECOND_NEED: ("二期扩产{line}需求", "分厂{line}补充采购"),
    OpportunityKind.CROSS_SELL: ("增购{line}", "{line}整体替换方案"),
    OpportunityKind.UPGRADE: ("老产线{line}升级改造", "{line}换代项目"),
    OpportunityKind.RENEWAL: ("年度框架协议续签", "框架协议续签及价格复议"),
    OpportunityKind.TENDER: ("{line}年度集采投标", "智能工厂{line}标段"),
    OpportunityKind.WIN_BACK: ("恢复{line}供货", "重新合作试单"),
}
STICKING = (
    "预算要等下季度审批",
    "技术部门要求先做样机验证",
    "对交期有顾虑，要求写入违约条款",
    "希望价格再降5个百分点",
    "内部对自制还是外购意见不一",
    "",
    "",
)
NEXT_STEPS = (
    "两周内提交样机测试报告",
    "与生产副总当面过一遍方案",
    "按新的数量重新报价",
    "请技术顾问到现场评估接口",
    "跟进预算审批结果",
)
LOST_BECAUSE = (
    "价格高于{rival}约8%",
    "{rival}承诺交期更短",
    "客户项目取消，预算收回",
    "技术方案未覆盖客户的老设备接口",
)
TOLD_BY = ("客户采购经理", "现场服务工程师", "行业展会", "招标公告", "客户车间主任")

PROMISES = (
    "{month}前完成备件安全库存的建立",
    "提供二号线能耗对比数据",
    "派技术顾问到现场培训一天",
    "紧急订单按10个工作日交付",
    "季度价格与铜价联动方案书面答复",
    "更换全部批次不良的密封组件",
    "提供近一年质量追溯报告",
)
BROKEN_PROMISES = (
    "给出书面整改报告",
    "更换全部问题批次",
    "派资深工程师到现场驻守三天",
)
CONSENTS = ("唐一鸣已确认可行", "技术部评审通过", "")

EXTRAS: dict[ExtraKind, tuple[tuple[str, int], ...]] = {
    ExtraKind.DISCOUNT: (("年度返利2%", 18_000), ("本批次让利3%", 9_500)),
    ExtraKind.EXTENSION: (("质保延长六个月", 4_200), ("账期延长30天", 2_600)),
    ExtraKind.UPGRADE: (("控制器固件及授权免费升级", 6_800),),
    ExtraKind.GIFT: (("中秋节慰问礼盒20份", 3_200), ("周年定制纪念品", 1_500)),
    ExtraKind.COMPENSATION: (("停线损失补偿", 26_000), ("免费更换问题批次", 14_500)),
    ExtraKind.SERVICE: (("免费全线点检一次", 5_400), ("增派工程师驻场三天", 7_200)),
}
OCCASIONS = {
    ExtraKind.DISCOUNT: "年度框架协议谈判",
    ExtraKind.EXTENSION: "续签让步",
    ExtraKind.UPGRADE: "老客户回馈",
    ExtraKind.GIFT: "节日问候",
    ExtraKind.COMPENSATION: "质量投诉善后",
    ExtraKind.SERVICE: "产线切换保障",
}

# Name, days ago, who is asked.
CAMPAIGNS = (
    ("春季新品发布会", 245),
    ("智能工厂线上研讨会", 168),
    ("老客户回访季", 110),
    ("秋季工业展邀请", 62),
    ("年终备件优惠", 16),
)
ANSWERS = (
    CampaignAnswer.DELIVERED,
    CampaignAnswer.OPENED,
    CampaignAnswer.CLICKED,
    CampaignAnswer.ANSWERED,
    CampaignAnswer.ATTENDED,
)
