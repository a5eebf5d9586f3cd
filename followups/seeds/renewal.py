from followups.seeds.shape import Procedure, Step, days, working_days

RENEWAL = Procedure(
    code="renewal",
    stage="renewal",
    title=("续约", "Renewal"),
    purpose=(
        "合同到期前 30 天，或预计复购窗口打开前开始：先用数字证明值得，再谈条件，到期前签完，不让客户断档。",
        "Begins 30 days before a contract ends, or before the expected window of a repurchase: first the worth in figures, "
        "then the terms, signed before the end, without a gap for the customer.",
    ),
    steps=(
        Step(
            (
                "续约体检：用量、价值、问题、联系人、竞争",
                "Check: usage, value, problems, people, competition",
            ),
            working_days(2),
            (
                "合同与服务标准、健康度、工单、商机",
                "Contract and service standards, health score, tickets, opportunities",
            ),
            (
                "续约判断：稳、有风险、危险，及理由",
                "A judgement: safe, at risk, in danger, and why",
            ),
            (
                ("健康度和未关闭预警已看过", "Health score and open warnings were read"),
                ("承诺过的事逐条核对是否兑现", "Every promise checked"),
                ("谁决定、何时决定、要走哪些流程", "Who decides, when, by which process"),
                ("有竞争对手接触的立即告知总监", "A competitor: the director knows at once"),
            ),
            anchor="start",
            minutes=45,
        ),
        Step(
            ("准备续约包：成果、建议、报价", "Make the package: results, suggestion, offer"),
            working_days(3),
            ("续约判断、价值报告", "The judgement, the value reports"),
            (
                "续约包：一页成果、下一年建议、两档报价",
                "One page of results, what next year could bring, two offers",
            ),
            (
                ("成果用客户确认过的数字", "Results in figures that the customer confirmed"),
                ("两档方案：维持与升级", "Two offers: as it is, and more"),
                (
                    "让利在授权额度内，超出的已申请",
                    "Concessions within the authority table, or asked for",
                ),
                ("涨价的写明理由并提前打招呼", "A higher price is explained beforehand"),
            ),
            kind="report",
            minutes=90,
        ),
        Step(
            ("续约面谈：先听，再讲成果，最后谈条件", "Talk: listen, then results, then terms"),
            working_days(3),
            ("续约包", "The package"),
            (
                "客户意向、异议、决策时间",
                "What they intend, what holds them back, when they decide",
            ),
            (
                ("决策人参加", "The decision maker takes part"),
                ("异议逐条记录并给出答复日期", "Every objection noted with a date for the answer"),
                ("没有一上来就谈折扣", "Did not begin with a discount"),
            ),
            (
                "“合同【日期】到期，今天想先听您说：这一年，我们做的哪件事对您最有用？哪件事让您想过换一家？\n"
                "……您提到的【成果】，数字上是【数字】。明年您的重点是【目标】，我们建议【方案】，原因是【理由】。\n"
                "关于条件，您这边的决策流程是怎样的，最晚什么时候需要定下来？”",
                "“The contract ends on [date]. Before anything else: what of this year was most useful to you? What made you think "
                "of somebody else?\n… What you call [result] is [figure]. Next year you aim at [goal]; we suggest [offer], because "
                "[reason].\nAs to terms: how is it decided on your side, and by when at the latest?”",
            ),
            kind="meeting",
            minutes=60,
        ),
        Step(
            (
                "处理异议与条件，必要时总监出面",
                "Settle objections and terms, with the director if needed",
            ),
            working_days(4),
            ("异议清单", "The objections"),
            ("最终方案、已批的让利", "A final offer, concessions granted"),
            (
                ("每条异议有书面答复", "Every objection has an answer in writing"),
                (
                    "价格异议先谈价值，再谈付款方式，最后才是折扣",
                    "Price: value first, then payment, a discount last",
                ),
                ("一次审批，8 个工作小时内有结果", "One approval, within 8 working hours"),
            ),
            role="director",
            kind="effort",
            minutes=60,
        ),
        Step(
            (
                "签约：法务审核、双方用印、新合同登记",
                "Sign: legal review, both signatures, recorded",
            ),
            days(25),
            ("最终方案", "The final offer"),
            ("已签合同、服务标准、开始日期", "The signed contract, service standards, first day"),
            (
                ("法务已审核条款", "Legal has read the terms"),
                ("新合同在旧合同到期前生效", "The new one is valid before the old one ends"),
                (
                    "已登记合同和服务标准，并关联旧合同",
                    "Contract and standards recorded, linked to the old one",
                ),
            ),
            kind="other",
            anchor="start",
            minutes=45,
        ),
        Step(
            ("续约后致谢并开启新周期", "Thank them, and begin the new term"),
            working_days(3),
            ("已签合同", "The signed contract"),
            (
                "新一年目标与节奏；未续的进入流失复盘",
                "Goals and rhythm of the new year; if lost, a review",
            ),
            (
                ("由高层或总监致谢决策人", "An executive or director thanks who decided"),
                ("新一年的三个目标写进客户资料", "Three goals of the new year are written down"),
                ("未续约：30 天内复盘，经验写入案例", "Not renewed: review within 30 days, a case"),
            ),
            (
                "【姓名】您好：感谢您继续选择我们。新一年我们约定的三件事是：①【目标】②【目标】③【目标】，"
                "每季度第一个月向您汇报一次。【姓名】仍是您的负责人，有任何事直接找他，也可以随时找我。",
                "Dear [name], thank you for going on with us. For the new year we agreed on ① [goal] ② [goal] ③ [goal]; you have a "
                "report in the first month of each quarter. [name] still looks after you; and I am there at any time.",
            ),
            kind="contact",
            minutes=20,
        ),
    ),
)
