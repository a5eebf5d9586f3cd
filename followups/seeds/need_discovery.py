from followups.seeds.shape import Procedure, Step, service, working_days

NEED_DISCOVERY = Procedure(
    code="need-discovery",
    stage="need_discovery",
    title=("需求挖掘", "Need discovery"),
    purpose=(
        "把客户真正想解决的问题问清楚、写下来、排出先后，并由客户确认。每季度一次（一般客户每年一次），"
        "客户主动提出新需求时随时开始。",
        "Finds out what the customer really wants to solve, writes it down, ranks it and has it "
        "confirmed. Once a quarter (general tier: once a year), and whenever a customer brings up "
        "something new.",
    ),
    stages=("acquisition", "activation", "retention", "monetisation", "advocacy"),
    steps=(
        Step(
            (
                "访谈前准备：看完全部记录，列出要验证的假设",
                "Prepare: read the record, list what to test",
            ),
            working_days(1),
            (
                "客户主页、近 12 个月订单、未关闭工单、上次需求分析",
                "Customer page, orders of 12 months, open tickets, the last need analysis",
            ),
            (
                "一页访谈提纲，含 3 个待验证的假设",
                "One page of questions with 3 assumptions to test",
            ),
            (
                (
                    "看过最近一年的订单与金额变化",
                    "Read how orders and amounts moved over the last year",
                ),
                (
                    "看过未关闭的工单和最近一次满意度",
                    "Read open tickets and the last satisfaction answer",
                ),
                (
                    "写下 3 个假设：客户为什么买、为什么可能不买",
                    "Wrote 3 assumptions: why they buy, why they might stop",
                ),
                (
                    "确认决策链：谁用、谁影响、谁拍板",
                    "Checked who uses, who influences and who decides",
                ),
            ),
            kind="other",
            anchor="start",
            minutes=45,
        ),
        Step(
            (
                "约访谈：决策人或采购负责人必须有一位参加",
                "Arrange the interview with somebody who decides",
            ),
            working_days(2),
            ("访谈提纲、联系人名单", "The questions, the list of contacts"),
            ("已确认的时间、参加人和议题", "A time, the people and the topics, confirmed"),
            (
                ("至少一位决策人或采购负责人参加", "A decision maker or purchaser takes part"),
                ("提前一天发出议题", "Topics sent a day before"),
                (
                    "约定 45 分钟，并留出 15 分钟总结",
                    "45 minutes agreed, the last 15 for a summary",
                ),
            ),
            (
                "【姓名】您好：\n"
                "为了让下季度的服务更贴近贵司的计划，想约您 45 分钟做一次需求沟通，主要聊三件事：\n"
                "1. 今年业务上最想改善的地方；\n2. 下季度的采购与项目安排；\n3. 我们还有哪些地方做得不够。\n"
                "【日期 A】或【日期 B】上午，您哪个时间方便？谈完后两个工作日内，我会把整理好的需求清单发给您确认。",
                "Dear [name],\n"
                "To fit our service to your plans for the coming quarter I would like to take 45 minutes "
                "of your time. Three questions:\n"
                "1. What do you most want to improve this year?\n"
                "2. What will you buy or build next quarter?\n3. Where do we fall short?\n"
                "Would [date A] or [date B] in the morning suit you? Within two working days afterwards "
                "you will have a list of your needs to confirm.",
            ),
            kind="contact",
            minutes=20,
        ),
        Step(
            (
                "需求访谈：八个维度逐一问到，用 STAR 记录",
                "Interview: all eight dimensions, noted as STAR",
            ),
            working_days(5),
            ("访谈提纲、上次需求清单", "The questions, the last list of needs"),
            (
                "八维度访谈记录，每条需求有情境、任务、行动、结果",
                "Notes on eight dimensions; each need with situation, task, action, result",
            ),
            (
                (
                    "业务痛点：出了什么问题，损失多少",
                    "Business pain: what goes wrong, what it costs",
                ),
                ("采购计划：买什么、多少、何时", "Purchasing plan: what, how much, when"),
                ("竞争情况：还在和谁谈，为什么", "Competitors: who else, and why"),
                ("预算：金额上限、归谁管、何时批", "Budget: ceiling, whose, approved when"),
                (
                    "决策流程：几步、几人、谁能否决",
                    "Decision process: steps, people, who can say no",
                ),
                (
                    "技术条件：现有系统、接口、限制",
                    "Technical conditions: systems, interfaces, limits",
                ),
                ("时间：最晚何时见效", "Timing: by when it has to work"),
                (
                    "期望：做到什么程度算成功，用哪个数字衡量",
                    "Expectations: what counts as success, by which figure",
                ),
            ),
            (
                "开场：\n“今天不谈产品，只想听您说。先请您回想最近一次最头疼的事：当时是什么情况？”\n"
                "追问（STAR）：\n· 情境：什么时候、影响到哪些人？\n· 任务：当时必须达成什么？\n"
                "· 行动：你们怎么处理的，卡在哪一步？\n· 结果：损失了多少时间或金额？如果解决了，值多少？\n"
                "收尾：\n“我复述一遍，您看对不对：……。这里面如果只能先做一件，是哪一件？最晚什么时候要看到结果？”",
                "Opening:\n“Today is not about our product; I want to listen. Think of what gave you the most "
                "trouble lately: what happened?”\n"
                "Going deeper (STAR):\n· Situation: when, and whom did it affect?\n"
                "· Task: what had to be achieved?\n· Action: what did you do, where did it get stuck?\n"
                "· Result: what did it cost in time or money? What would it be worth to have it solved?\n"
                "Closing:\n“Let me say it back, and tell me where I am wrong: … If only one of these could be "
                "done first, which one? By when must you see a result?”",
            ),
            kind="meeting",
            minutes=60,
        ),
        Step(
            (
                "整理需求分析：核心或次要，紧急 × 重要排序",
                "Write the analysis: core or secondary, urgent × important",
            ),
            working_days(2),
            ("访谈记录", "The notes of the interview"),
            (
                "需求分析报告：每条需求有优先级、方案方向、负责人",
                "A need analysis: each need with priority, direction of a solution, owner",
            ),
            (
                ("每条需求分为核心或次要", "Each need is core or secondary"),
                (
                    "放进紧急 × 重要矩阵，优先级为高、中、低",
                    "Placed on urgency × importance: high, middle, low",
                ),
                ("每条都写了客户自己的成功数字", "Each has the customer's own figure of success"),
                ("核心需求登记到客户的需求记录", "Core needs are recorded with the customer"),
            ),
            kind="report",
            minutes=60,
        ),
        Step(
            (
                "与技术顾问评审方案方向和可行时间",
                "Review solutions and dates with the technical consultant",
            ),
            working_days(2),
            ("需求分析报告", "The need analysis"),
            (
                "每条核心需求有可行方案、时间，或明确的“不做”和理由",
                "For each core need a solution with a date, or a clear no with the reason",
            ),
            (
                ("每条核心需求都有结论", "Every core need has an answer"),
                (
                    "从需求到上线不超过 30 天，超过的写明原因",
                    "Live within 30 days, or the reason why not",
                ),
                ("让利或资源需求已走申请", "Concessions or help of departments are asked for"),
            ),
            role="technical",
            kind="meeting",
            minutes=45,
        ),
        Step(
            ("请客户确认需求清单并签字", "Have the customer confirm the list of needs"),
            working_days(2),
            ("需求清单与方案方向", "The list of needs with the solutions"),
            ("客户确认（邮件或签字），确认人与时间", "A confirmation in writing: by whom, when"),
            (
                ("由提出需求的人和拍板的人确认", "Confirmed by who asked and by who decides"),
                (
                    "有异议的条目已改写并再次确认",
                    "What was disputed is reworded and confirmed again",
                ),
                ("确认件已存入客户资料", "The confirmation is kept with the customer"),
            ),
            (
                "【姓名】您好：\n根据【日期】的沟通，整理出贵司的需求如下，请您确认或直接修改：\n"
                "1. 【需求】——目标：【数字】，最晚【日期】见效，优先级【高/中/低】\n2. ……\n"
                "如无异议，回复“确认”即可。确认当天我会同步给产品和客服团队，并在【日期】前给出实施安排。",
                "Dear [name],\nThis is what we understood on [date]. Please confirm it, or correct it:\n"
                "1. [need] — goal: [figure], works by [date], priority [high/middle/low]\n2. …\n"
                "A short “confirmed” is enough. Product and support will have it the same day, and you will "
                "have a schedule by [date].",
            ),
            kind="contact",
            minutes=20,
        ),
        Step(
            (
                "当天把确认的需求交给产品与客服",
                "Hand confirmed needs to product and support the same day",
            ),
            service(480),
            ("已确认的需求清单", "The confirmed list of needs"),
            (
                "产品清单与客服知识库有记录，有人认领",
                "On the list of product and in the notes of support, with an owner each",
            ),
            (
                ("产品已登记并给出编号", "Product has recorded it with a number"),
                ("客服知道客户的目标和禁忌", "Support knows the goals and what to avoid"),
                ("下次回访时间已定成待办", "The next look at it is a task with a date"),
            ),
            kind="other",
            minutes=20,
        ),
    ),
)
