"""What happens at companies and in their markets."""

from accounts.choices import EventKind, SignalDirection

EVENTS: dict[EventKind, tuple[str, ...]] = {
    EventKind.FUNDING: ("完成新一轮融资，计划投入产线自动化", "获银行授信，设备更新资金到位"),
    EventKind.EXPANSION: ("新厂房奠基，预计明年二季度投产", "新增一条装配线"),
    EventKind.BUDGET: ("下半年设备预算下调一成", "追加技改预算"),
    EventKind.AUTHORITY: ("十万元以上采购改由总部审批", "采购与技术部门合并评审供应商"),
    EventKind.TENDER: ("年度集采招标公告发布", "智能产线改造项目招标"),
    EventKind.GROWTH: ("员工规模较去年增长两成", "设备云账号数增长三成"),
    EventKind.LISTING: ("启动上市辅导",),
    EventKind.MERGER: ("并购同行一家配套厂",),
}
GROUP_EVENT = "集团重组采购职能，子公司采购统一归口管理"
EXPLAINED: dict[EventKind, tuple[str, ...]] = {
    EventKind.CONTACT_LEFT: (
        "交接人尚未明确，需尽快拜访确认新的对接人。",
        "去向为同行企业，可保持联系。",
    ),
    EventKind.COMPETITOR: ("从现场工程师处得知，样品正在车间试装。", "报价据称低我方约8%。"),
    EventKind.SPENDING_DOWN: ("客户称库存偏高，但同期向他家有采购。",),
    EventKind.EXPANSION: ("可同步推荐控制系统与备件包。",),
    EventKind.TENDER: ("需准备业绩证明与服务承诺函。",),
    EventKind.AUTHORITY: ("原有报价需重新走评审流程。",),
}

# Industry and region ("" for any), kind, direction, effect, days ago, days it counts, what, who.
SIGNALS = (
    ("新能源", "", EventKind.POLICY_GOOD, SignalDirection.GOOD, 3, 75, 180,
     "储能项目补贴延长一年", "行业主管部门公告"),
    ("新能源", "", EventKind.MATERIAL_PRICE, SignalDirection.BAD, -3, 38, 90,
     "电池材料价格一个月上涨12%", "大宗商品周报"),
    ("汽车零部件", "", EventKind.BUDGET, SignalDirection.BAD, -4, 52, 120,
     "整车厂压价，零部件企业普遍缩减设备投资", "行业协会月报"),
    ("汽车零部件", "安徽", EventKind.EXPANSION, SignalDirection.GOOD, 4, 96, 240,
     "新整车基地落地，配套企业扩产", "地方招商公告"),
    ("电子", "", EventKind.EXPANSION, SignalDirection.GOOD, 3, 64, 150,
     "消费电子订单回暖，代工厂增加产线", "行业媒体"),
    ("电子", "", EventKind.MATERIAL_PRICE, SignalDirection.BAD, -2, 21, 60,
     "覆铜板提价，部分型号交期拉长", "供应商通知"),
    ("化工", "江苏", EventKind.POLICY_BAD, SignalDirection.BAD, -5, 44, 120,
     "园区安全整治，部分装置限产", "地方应急部门通告"),
    ("纺织", "", EventKind.BUDGET, SignalDirection.BAD, -3, 110, 180,
     "出口订单减少，印染企业开工率下降", "行业协会月报"),
    ("食品机械", "", EventKind.EXPANSION, SignalDirection.GOOD, 2, 30, 90,
     "预制食品产线投资升温", "行业展会综述"),
    ("医疗器械", "", EventKind.POLICY_GOOD, SignalDirection.GOOD, 2, 85, 180,
     "设备更新贷款贴息，医疗器械企业受益", "政策文件"),
    ("通用机械", "", EventKind.MATERIAL_PRICE, SignalDirection.NEUTRAL, 0, 17, 60,
     "钢材价格小幅波动", "大宗商品周报"),
    ("工业自动化", "", EventKind.POLICY_GOOD, SignalDirection.GOOD, 4, 58, 240,
     "智能制造示范工厂申报启动", "主管部门通知"),
    ("精密模具", "广东", EventKind.TENDER, SignalDirection.GOOD, 2, 12, 45,
     "产业集群集中采购机床备件", "招标平台"),
)  # fmt: skip
