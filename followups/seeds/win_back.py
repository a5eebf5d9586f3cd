from followups.seeds.shape import Procedure, Step, hours, working_days

WIN_BACK = Procedure(
    code="win-back",
    stage="win_back",
    title=("挽回", "Win-back"),
    purpose=(
        "客户要走或已经少买时：先弄清根本原因，再给与原因相配的方案，绝不一张优惠券走天下；30、90、180 天看结果。",
        "When a customer turns away or buys less: find the root cause first, then make the offer that fits it, never one coupon for "
        "all; the result is looked at after 30, 90 and 180 days.",
    ),
    steps=(
        Step(
            ("24 小时内接触客户，先听", "Reach the customer within 24 hours, and listen"),
            hours(24),
            (
                "预警与依据、健康度归因、近期工单",
                "The warning and its reasons, what the score is made of, tickets",
            ),
            ("客户原话、第一原因", "The customer's own words, a first cause"),
            (
                ("找到真正做决定的人", "Reached who really decides"),
                ("问清已经走到哪一步：在看、在谈、已签", "How far it is: looking, talking, signed"),
                ("不辩解，不马上降价", "No excuses, no price cut yet"),
                ("记下客户原话", "Noted in the customer's own words"),
            ),
            (
                "“【姓名】您好，我注意到最近【变化】，所以直接来问您，不绕弯子：是我们哪里让您不放心了？\n"
                "如果您已经在看别家，也请直说，我想知道他们哪一点更好。今天我只听，不推销；两天内我会带着方案再来。”",
                "“[name], I have seen that [change], so I ask plainly: where have we let you down?\nIf you are looking at others, tell me "
                "what they do better. Today I only listen; within two days I come back with an answer.”",
            ),
            kind="contact",
            anchor="start",
            minutes=30,
        ),
        Step(
            (
                "挖到根本原因：价格、预算、服务、产品、对手、人走、自身调整",
                "Find the root cause: price, budget, service, product, competitor, people, own change",
            ),
            working_days(2),
            ("客户原话、订单与工单数据", "What they said, orders and tickets"),
            ("第一原因与根本原因，有证据", "First and root cause, with evidence"),
            (
                (
                    "说“贵”的，分清价格敏感、性价比低还是没看到价值",
                    "“Too dear”: sensitive, poor value, or value not seen?",
                ),
                ("至少两位联系人印证", "Two contacts say the same"),
                ("有竞争对手的，由销售总监牵头", "With a competitor the sales director leads"),
                (
                    "客户自身调整的，转供应链协助，不是挽回",
                    "Its own change: help with supply, no win-back",
                ),
            ),
            minutes=45,
        ),
        Step(
            (
                "选择与原因相配的方案，走授权",
                "Choose the offer that fits the cause; have it granted",
            ),
            working_days(1),
            ("根本原因、授权表", "The root cause, the authority table"),
            ("挽回方案、成本、批准", "An offer, its cost, the approval"),
            (
                (
                    "服务原因：专人、快速时限、补偿",
                    "Service: a named engineer, the fast clock, compensation",
                ),
                (
                    "没看到价值：三年总成本与价值报告",
                    "Value not seen: cost over three years, value report",
                ),
                ("预算原因：分期、缩量，不降单价", "Budget: instalments, smaller lots, same price"),
                ("产品缺口：路线图与过渡方案", "Product gap: what comes, and a way until then"),
                ("超出额度的只走一次审批", "Above the limit: one approval only"),
            ),
            role="director",
            kind="effort",
            minutes=60,
        ),
        Step(
            ("向决策人当面讲方案", "Present it to who decides"),
            working_days(3),
            ("挽回方案", "The offer"),
            ("客户答复：接受、再议、拒绝", "An answer: yes, to be talked about, no"),
            (
                (
                    "先承认问题，再讲改变，最后讲条件",
                    "The problem first, then what changes, terms last",
                ),
                ("方案有日期、有人、有数字", "Dates, names and figures"),
                ("约定答复时间", "A date for the answer"),
            ),
            (
                "“上次您说最在意【根本原因】。我们查了，确实是【事实】。从【日期】起会有三个变化：①【】②【】③【】，由【姓名】负责。\n"
                "为了弥补这段时间的影响，我们提供【方案】。您不用今天答复，【日期】前告诉我就好；如果还有一件事没说到，现在就请告诉我。”",
                "“You said that [root cause] matters most. We have looked: [fact] is true. From [date] three things change: ① [ ] ② [ ] "
                "③ [ ]; [name] sees to it.\nFor what you had to put up with we offer [offer]. No need to answer today: by [date] is fine. "
                "And if something is still unsaid, please tell me now.”",
            ),
            kind="visit",
            minutes=60,
        ),
        Step(
            ("落实承诺并每周报一次进展", "Do what was promised; report every week"),
            working_days(10),
            ("已接受的方案", "The accepted offer"),
            ("承诺完成情况、客户反馈", "What was done, what the customer says"),
            (
                ("每条承诺有证据", "Evidence for each promise"),
                ("每周五给客户一条进展", "News for the customer every Friday"),
                ("新问题按快速时限", "New problems on the fast clock"),
            ),
            kind="contact",
            minutes=60,
        ),
        Step(
            ("看结果：30 天内是否恢复下单", "Look at the result: orders again within 30 days?"),
            working_days(20),
            ("订单、健康度、成本", "Orders, score, cost"),
            ("挽回结果：挽回、部分、流失；成本", "Result: won back, partly, lost; what it cost"),
            (
                ("用订单说话，不用感觉", "By orders, not by feeling"),
                ("让利成本计入服务成本", "Concessions count as cost to serve"),
                ("流失的 30 天内复盘", "Lost: a review within 30 days"),
            ),
            minutes=30,
        ),
        Step(
            (
                "写案例：原因、方案、成本、学到什么",
                "Write the case: cause, offer, cost, what was learnt",
            ),
            working_days(3),
            ("挽回全过程", "The whole win-back"),
            ("一条可检索的案例", "A case that others find"),
            (
                ("写清第一原因与根本原因的差别", "How first and root cause differ"),
                ("匿名后可给同事和客户看", "Anonymous, fit for others to read"),
                ("需要改流程的，提交 SOP 修订", "If a procedure should change: a draft of it"),
            ),
            kind="report",
            minutes=30,
        ),
    ),
)
