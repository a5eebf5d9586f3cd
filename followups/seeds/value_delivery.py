from followups.seeds.shape import Procedure, Step, working_days

VALUE_DELIVERY = Procedure(
    code="value-delivery",
    stage="value_delivery",
    title=("价值交付", "Value delivery"),
    purpose=(
        "每月让客户用自己的数字看到合作带来了什么：从基线出发，量化改善，由客户确认，并提出三条建议。",
        "Shows the customer every month, in its own figures, what the work together has brought: from a "
        "baseline, measured, confirmed by the customer, with three suggestions.",
    ),
    tiers=("strategic", "key"),
    stages=("activation", "retention", "monetisation", "advocacy"),
    steps=(
        Step(
            (
                "收集本月数据：使用、订单、工单、交付",
                "Collect the month: usage, orders, tickets, deliveries",
            ),
            working_days(2),
            ("客户主页、上月价值报告", "Customer page, last month's report"),
            (
                "本月数据表，与上月和基线对比",
                "This month's figures beside last month's and the baseline",
            ),
            (
                ("每个数字都能指到来源", "Every figure has its source"),
                ("缺失或停更的数据已标明", "What is missing or has stopped is marked"),
                ("已解决的问题、额外提供的服务列全", "Solved problems and extras are complete"),
            ),
            role="analyst",
            anchor="start",
            minutes=45,
        ),
        Step(
            ("计算价值：基线 → 现在，写明算法", "Work out the value: baseline → now, and how"),
            working_days(1),
            ("本月数据表、价值项清单", "The figures, the list of value items"),
            (
                "每个价值项：衡量、单位、基线及日期、现值、证据",
                "Each item: measure, unit, baseline with date, now, evidence",
            ),
            (
                (
                    "基线有日期，且经客户认可",
                    "The baseline has a date and the customer agreed to it",
                ),
                ("换算成客户的钱或时间", "Put into the customer's money or time"),
                ("未经确认的标为“待确认”", "What is not confirmed says so"),
            ),
            minutes=45,
        ),
        Step(
            ("写价值报告并提出三条建议", "Write the value report with three suggestions"),
            working_days(1),
            ("价值项、未解决事项", "The value items, what is open"),
            (
                "价值报告：本月新增、累计、已解决、下月计划、三条建议",
                "A report: this month, since the start, solved, next month, three suggestions",
            ),
            (
                (
                    "第一页只有一个结论和一个数字",
                    "The first page has one conclusion and one figure",
                ),
                ("三条建议各有预期收益和所需投入", "Each suggestion has its gain and its effort"),
                ("没有新内容就不发，改为电话说明", "With nothing new: no report, a call instead"),
            ),
            (
                "一、本月结论：【一句话 + 一个数字】\n"
                "二、价值明细：指标｜基线（日期）｜上月｜本月｜累计折合金额或工时｜证据\n"
                "三、本月解决的问题：【问题】→【结果】，用时【小时】\n四、额外提供：【内容】\n"
                "五、三条建议：①【建议】预期【收益】，需要【投入】；②……；③……\n"
                "六、下月计划与需要您支持的一件事：【内容】",
                "1. This month in one sentence and one figure: […]\n"
                "2. Value: measure | baseline (date) | last month | this month | since the start in money or hours | "
                "evidence\n3. Solved: [problem] → [result], in [hours]\n4. Extras: […]\n"
                "5. Three suggestions: ① [suggestion], gain [gain], effort [effort]; ② …; ③ …\n"
                "6. Next month, and the one thing that we need from you: […]",
            ),
            kind="report",
            minutes=60,
        ),
        Step(
            ("内部审阅：数字核对，话说得准", "Review inside: figures right, words exact"),
            working_days(1),
            ("价值报告草稿", "The draft"),
            ("可以发出的报告", "A report that can go out"),
            (
                ("抽查三个数字的来源", "Three figures traced to their source"),
                ("没有承诺做不到的事", "Nothing is promised that we cannot keep"),
                ("语气以客户成果为主，不自夸", "It speaks of the customer's results, not of us"),
            ),
            role="lead",
            minutes=20,
        ),
        Step(
            ("当面或视频讲解报告（15 分钟）", "Present it, on site or by video (15 minutes)"),
            working_days(3),
            ("价值报告", "The report"),
            ("客户反馈、选定的建议", "What the customer says, the suggestion that was chosen"),
            (
                (
                    "决策人在场，或会后单独发给决策人",
                    "The decision maker is there, or gets it in person",
                ),
                (
                    "三个模块都谈到：业务回顾、问题解决、价值传递",
                    "All three modules: business review, problem solving, value delivered",
                ),
                ("选定一条建议并约定时间", "One suggestion chosen, with a date"),
            ),
            (
                "“先看结果：和【基线日期】相比，【指标】从【基线】到了【现在】，折合每月省【金额或工时】。"
                "这个数字您认可吗？……如果下个月只做一件事，我建议【建议】，因为【理由】。您看由谁来配合？”",
                "“The result first: since [date of baseline] [measure] has gone from [baseline] to [now], which saves "
                "[money or hours] a month. Do you agree with that figure? … If we do one thing next month I suggest "
                "[suggestion], because [reason]. Who would work on it with us?”",
            ),
            kind="meeting",
            minutes=30,
        ),
        Step(
            ("请客户确认价值数字并归档", "Have the figures confirmed, and keep them"),
            working_days(2),
            ("讲解后的报告", "The report as presented"),
            (
                "确认人、确认时间；选定建议成为待办",
                "Who confirmed it and when; the suggestion is a task",
            ),
            (
                ("确认人和时间已记录", "By whom and when is noted"),
                ("未认可的数字已改正", "Figures that were disputed are corrected"),
                ("选定的建议有负责人和日期", "The suggestion has an owner and a date"),
            ),
            kind="contact",
            minutes=15,
        ),
    ),
)
