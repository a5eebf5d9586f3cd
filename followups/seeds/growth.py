from followups.seeds.shape import Procedure, Step, days, working_days

STEP_UP = Procedure(
    code="step-up",
    stage="growth",
    title=("首次复购后的升级组合", "Step-up package after the first repurchase"),
    purpose=(
        "客户第二次下单说明第一次是满意的：趁热了解用量与场景，提出合适的组合方案，让合作稳定下来。",
        "A second order says that the first one was right: find out how much is used and where, and offer the package that "
        "fits, so that buying becomes a habit.",
    ),
    steps=(
        Step(
            ("致谢并问清为什么再次购买", "Thank them, and ask why they bought again"),
            working_days(3),
            ("两次订单、使用情况", "Both orders, usage"),
            ("复购原因、用量、下一次需要的时间", "Why, how much, and when the next need comes"),
            (
                (
                    "问了“哪一点让您愿意再买”",
                    "Asked what made them come back",
                ),
                ("记下用量和下次需要的时间", "Noted the quantity and the next date"),
            ),
            kind="contact",
            anchor="start",
            minutes=20,
        ),
        Step(
            ("准备升级组合：两档方案与算账", "Make the package: two offers with their figures"),
            working_days(5),
            ("复购原因、产品清单", "Why they came back, the price list"),
            (
                "一页方案：组合内容、比单买省多少、供货安排",
                "One page: what is in it, what it saves, how it is supplied",
            ),
            (
                ("只放客户用得上的产品", "Only what the customer can use"),
                ("优惠在授权额度内", "Within the authority table"),
            ),
            kind="report",
            minutes=60,
        ),
        Step(
            ("面谈或视频讲方案，约定试用或下单", "Present it; agree on a trial or an order"),
            working_days(5),
            ("升级组合", "The package"),
            ("结论：接受、再议、不需要，及理由", "Yes, later or no, and why"),
            (
                ("商机阶段已更新", "The opportunity says where it stands"),
                ("不需要的不再推，写明原因", "A no is a no, with its reason"),
            ),
            kind="meeting",
            minutes=45,
        ),
    ),
)

UPGRADE_TALK = Procedure(
    code="upgrade-talk",
    stage="growth",
    title=("满意一年后的升级面谈", "Upgrade talk after a satisfied year"),
    purpose=(
        "连续一年满意度达标的客户最适合谈升级：先回顾成果，再看下一年的目标缺什么，提出升级方案。",
        "Whoever has been satisfied for a year is ready to talk about more: the results first, then what next year's goals "
        "need, then the offer.",
    ),
    steps=(
        Step(
            ("回顾一年成果，用客户确认过的数字", "Look back on the year in confirmed figures"),
            working_days(3),
            ("价值报告、满意度、工单", "Value reports, satisfaction, tickets"),
            ("一页年度成果", "One page of the year's results"),
            (
                ("每个数字客户都确认过", "Every figure was confirmed by the customer"),
                ("没有未解决的问题；有则先解决", "Nothing is open; what is comes first"),
            ),
            anchor="start",
            minutes=45,
        ),
        Step(
            ("与决策人谈下一年目标和缺口", "Talk to whoever decides: goals and what they lack"),
            working_days(7),
            ("年度成果", "The year's results"),
            (
                "下一年三个目标、缺口、预算时间",
                "Three goals, what is missing, when money is decided",
            ),
            (
                ("决策人参加", "The decision maker takes part"),
                ("先听目标，后谈产品", "Goals first, products later"),
            ),
            kind="meeting",
            minutes=60,
        ),
        Step(
            ("提出升级方案并跟到结论", "Make the offer, and see it through"),
            working_days(7),
            ("目标与缺口", "The goals and what is missing"),
            ("升级方案、商机结论", "The offer, and what came of it"),
            (
                ("方案逐条对应目标", "Each part of it serves a goal"),
                ("商机阶段和预计日期已更新", "Stage and date of the opportunity are up to date"),
            ),
            kind="meeting",
            minutes=60,
        ),
    ),
)

CAPACITY_OFFER = Procedure(
    code="capacity-offer",
    stage="growth",
    title=("用量增长后的扩容方案", "Capacity offer when team or usage has grown"),
    purpose=(
        "客户团队或用量增长两成以上：先核实增长从哪里来，再给出不断档的扩容方案。",
        "Team or usage has grown by a fifth or more: find out where that comes from, and offer more before anything runs "
        "short.",
    ),
    steps=(
        Step(
            (
                "核实增长来自哪里、会持续多久",
                "Find out where the growth comes from, and if it lasts",
            ),
            working_days(2),
            ("使用量、员工数、订单趋势", "Usage, employees, orders"),
            ("增长原因与未来三个月的估计", "The reason, and an estimate for three months"),
            (
                ("对照使用数据问客户", "Asked the customer by its figures"),
                ("看过现有商机，不重复开", "Looked at the open opportunity; no second one"),
            ),
            kind="contact",
            anchor="start",
            minutes=20,
        ),
        Step(
            ("给出扩容方案：数量、价格、切换", "Offer more: how much, at what price, from when"),
            working_days(5),
            ("增长估计", "The estimate"),
            ("扩容方案", "The offer"),
            (
                ("技术顾问确认可行", "The technical consultant says that it works"),
                ("切换期间客户不断供", "Nothing stops while it changes"),
            ),
            kind="report",
            minutes=60,
        ),
        Step(
            ("与客户确认并跟到结论", "Agree with the customer, and see it through"),
            working_days(5),
            ("扩容方案", "The offer"),
            ("结论与商机更新", "What came of it; the opportunity says so"),
            (("商机阶段已更新", "The opportunity says where it stands"),),
            kind="meeting",
            minutes=40,
        ),
    ),
)

MONTHLY_TIP = Procedure(
    code="monthly-tip",
    stage="value_delivery",
    title=("每月一个小贴士", "A tip each month"),
    purpose=(
        "每月给客户一个马上能用的小建议，五分钟能看完，让客户在没有问题的时候也想到我们。",
        "Something that the customer can use at once, read in five minutes, so that it thinks of us when nothing is wrong.",
    ),
    tiers=("strategic", "key", "potential"),
    steps=(
        Step(
            ("发出本月小贴士", "Send this month's tip"),
            days(10),
            ("最近的工单、使用数据、行业消息", "Recent tickets, usage, news of the trade"),
            ("一条可用的建议，已发给使用人", "One suggestion, sent to whoever uses it"),
            (
                ("与这个客户的用法有关", "It fits how this customer works"),
                ("对方同意接收", "They agreed to be written to"),
            ),
            (
                "【姓名】您好：\n看到您这边常做【场景】，有个小办法能省【时间或费用】：【三步以内的做法】。\n"
                "需要我远程演示，回复“要”即可。",
                "Dear [name],\nyou often do [task]. This saves [time or money]: [three steps at most].\n"
                "Answer “yes”, and I show you.",
            ),
            kind="contact",
            anchor="start",
            minutes=15,
        ),
    ),
)
