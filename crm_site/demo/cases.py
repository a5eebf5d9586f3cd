"""What customers raise, with the cause that is found and what is done about it."""

from typing import NamedTuple

from accounts.choices import TicketKind


class Case(NamedTuple):
    subject: str
    body: str
    cause: str
    solution: str
    department: str


def _cases(text: str) -> tuple[Case, ...]:
    """Blocks of five lines, in the order of a case's fields."""
    return tuple(Case(*block.split("\n")) for block in text.strip().split("\n\n"))


CASES: dict[TicketKind, tuple[Case, ...]] = {
    TicketKind.QUESTION: _cases("""
{product}参数手册索取
新到的{product}没有中文手册，请发电子版并说明出厂默认参数。
随货资料只附了英文版
已发送中文手册V2.3，并在设备云资料库开放下载
support

质保期如何计算
{product}更换过一次后，质保是重新起算还是延续？
合同条款表述不够清楚
已书面答复：更换件按剩余质保期与六个月孰长计算
support

{product}能否用于潮湿环境
清洗工位湿度常年在85%以上，现有型号防护等级够不够？
技术咨询
标准型号防护不足，推荐加强防护的型号并附检测报告
technical

发票抬头变更怎么办理
公司更名，后续发票请按新抬头开具，需要哪些材料？
客户工商信息变更
已收到变更通知书，财务系统抬头与税号已更新
finance

设备云账号如何分权限
希望班组长只看本产线的数据，管理员怎么设置？
咨询使用方法
已远程指导建立三个角色并绑定产线
support

备件起订量
{product}单次只要两件，是否可以不按整包装订货？
采购政策咨询
对框架协议客户取消起订量限制，已写入报价单
support
"""),
    TicketKind.COMPLAINT: _cases("""
{product}同批次连续损坏，停线六小时
订单{order}到货的{product}两周内坏了四件，夜班停线六小时，要求说明原因并赔偿。
同批次工艺参数漂移，受热后早期失效
全批次召回更换，出具8D报告，补偿停线损失
production

到货数量与装箱单不符
订单{order}少到两箱，仓库已拍照，生产排程被打乱。
拣货复核漏扫一个托盘
当日补发专车直送，仓库增加称重复核
production

工程师迟到且未带备件
约好上午九点到场，下午两点才到，又说没带备件，白跑一趟。
派工单未同步备件清单
次日带件上门修复并致歉，派工系统增加备件校验
support

问题反复出现，每次都要从头说
{product}同样的故障报修第三次，每次换人接手都要重讲一遍经过。
工单未关联历史记录，原因未根治
指定专人负责，完成根因整改并回访
technical

{product}外观划伤混入良品
订单{order}开箱发现表面划伤七件，质检判退，影响我方交货。
包装隔板厚度不足
退换全部划伤件，包装改为独立泡棉
production

报价与合同价不一致
订单{order}结算单价高于框架协议价，财务无法入账。
系统未维护新年度协议价
更正单价并重开发票，协议价由系统校验
finance
"""),
    TicketKind.REQUEST: _cases("""
希望提供{product}三维图纸
机械设计改版，需要STEP格式三维模型。
设计选型需要
已提供三维模型及安装公差说明
product

申请新员工操作培训
新招六名操作工，请安排一次{product}操作与点检培训。
客户人员更替
已安排半天现场培训，附考核记录
support

要求每周提供在途订单清单
采购例会需要，每周一上午发送。
客户内部管理要求
已设置每周一自动发送在途清单
support

请提供能耗对比测算
申报绿色工厂，需要更换{product}前后的能耗数据。
政策申报需要
已出具三个月能耗对比报告
technical
"""),
    TicketKind.DELIVERY: _cases("""
订单{order}催交
原定本周到货的{product}还未发出，装配线下周一开工，请确认。
芯片到料晚于计划
协调库存先发一半，余量三日内补齐
production

物流在途异常
订单{order}的货物在中转站停留两天没有更新。
中转站分拣错误
联系承运方改派，次日送达
production

送货地址变更
订单{order}请改送到二厂仓库，联系人不变。
客户产线搬迁
已改址，司机提前一小时电话通知
production

要求提前交货
客户订单提前，{product}能否比合同提前五天？
终端客户插单
调整排产，提前四天交付
production
"""),
    TicketKind.SUGGESTION: _cases("""
建议{product}增加二维码铭牌
扫码即可看到出厂参数和维修记录，点检会方便很多。
现有铭牌只有序列号
列入下一版铭牌设计
product

建议手机端可以直接报修
车间不方便开电脑，希望微信里拍照就能报修。
报修入口只在电脑端
手机报修页面已上线试用
product

建议包装箱可回收
每月纸箱和泡棉太多，希望改成周转箱。
包装为一次性设计
对月度订单客户试行周转箱
production

建议预警提前量可调
设备云的寿命预警只提前三天，采购来不及，希望能自己设。
阈值为固定值
预警提前量改为可配置，三到三十天
product
"""),
}
# By the line of the product.
ISSUES = {
    "DEMO-DRIVE": _cases("""
{product}频繁报过载
二号线{product}一个班内报警三次，复位后可继续运行，影响节拍。
负载惯量比设置偏小，换型后未重新整定
远程重新整定增益，下发参数包，连续观察48小时无报警
technical

{product}升级后无法启动
昨晚升级固件后停在自检画面，备用机已顶上。
升级过程中断电，引导区损坏
寄出恢复盘并视频指导刷写，已恢复；建议加装不间断电源
technical

{product}温升偏高
满载两小时后外壳比邻机高12度，偶尔降频。
柜内风道被线槽挡住
现场改线并加装导风板，温升恢复正常
technical
"""),
    "DEMO-SENSE": _cases("""
{product}读数漂移
上午与下午测量值相差明显，标准件复测也一样。
车间温差大，温度补偿未启用
启用温度补偿并重新标定，偏差回到允许范围
technical

{product}通讯时断时续
与上位机每隔两三小时掉线一次，重启后恢复。
屏蔽层未单端接地，受焊机干扰
更换屏蔽线缆并改接地方式，掉线消失
technical

{product}误判增多
换新料后误判率由千分之二升到百分之一。
新料表面反光，阈值未调整
现场重新采样并更新判定参数，误判率恢复
technical
"""),
    "DEMO-CONTROL": _cases("""
{product}与上位机掉线
换班后经常显示离线，重启交换机才恢复。
网络地址冲突
重新规划地址段并固化配置，连续一周无掉线
technical

设备云数据延迟
看板数据比现场慢二十分钟，班后统计对不上。
边缘网关缓存写满，上传排队
清理缓存并升级网关程序，延迟恢复到十秒内
product

{product}程序丢失
停电检修后程序丢失，产线停了半天。
后备电池电量耗尽
更换电池并恢复备份程序，列入年度点检项
technical
"""),
    "DEMO-MOTION": _cases("""
{product}异响
低速运行时有周期性异响，温升比邻机高8度。
安装同轴度超差，单边受力
技术顾问现场重新找正并更换轴承
technical

{product}定位精度超差
三轴重复定位由0.01毫米变为0.04毫米。
预压丧失，润滑间隔过长
更换部件并调整润滑周期，复测合格
technical

{product}端部渗油
运行一个月后端部渗油，污染工件。
刮油片安装反向
更换刮油片，批量复检同批库存
production
"""),
}
# The same thing again: what those who complain three times in a row complain of.
AGAIN = _cases("""
{product}同批次连续损坏，夜班停线六小时
订单{order}到货的{product}两周内坏了四件，夜班停线六小时，要求说明原因并赔偿。
同批次工艺参数漂移，受热后早期失效
更换损坏的四件，承诺一周内给出整改报告
production

{product}更换后再次损坏，整改报告未收到
换上的{product}又坏两件，上次答应的整改报告至今没有收到，客户已向我们追责。
更换件取自同一批次库存，未做隔离
隔离同批库存，空运新批次替换
production

{product}第三次损坏，要求高层给出说法
一个月内第三次停线，每次换人来处理都要从头讲，请贵司高层正式答复，否则暂停下单。
同一根因，整改措施未落实到产线
提交8D报告，改为专人对接；客户未予回应
production
""")
DECIDED = (
    "多家客户提过同样的建议，投入不大，采纳并排入下一版本。",
    "采纳：与明年的包装改进计划一致。",
    "部分采纳：先在试点客户试行一个季度。",
    "暂不采纳：会影响防护等级，已向客户说明。",
)
COMMENTS: dict[str, tuple[str, ...]] = {
    "good": ("响应很快，工程师专业。", "问题一次解决，满意。", "服务态度好。", "", "", ""),
    "fair": ("解决了，但等的时间有点长。", "希望以后主动告知进度。", "", ""),
    "bad": (
        "同样的问题又出现了，整改没有落实。",
        "等了两个多星期才有结果，我们的线停不起。",
        "每次都要重新讲一遍，没有人真正负责。",
        "答复都是套话，没有看到根本原因。",
    ),
}
