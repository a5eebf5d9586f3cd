from followups.seeds.shape import Procedure, Step, hours, service, working_days

RECALL = Procedure(
    code="dormant-recall",
    stage="recall",
    title=("沉睡客户唤回", "Recall of a dormant customer"),
    purpose=(
        "对很久没有下单的客户做一次有准备的唤回：优惠加需求问卷，24 小时内电话，再做访谈；连续两次无回应就休息 90 天，不打扰。",
        "A prepared recall of a customer who has not ordered for long: an offer with a questionnaire, a call within 24 hours, "
        "then an interview; after two recalls without an answer it rests for 90 days.",
    ),
    stages=("dormant",),
    steps=(
        Step(
            ("查清为什么沉睡，并核对联系方式", "Find out why it is dormant; check the contacts"),
            working_days(2),
            (
                "历史订单、流失前的工单与跟进",
                "Past orders, tickets and follow-ups before it stopped",
            ),
            ("沉睡原因假设、可用的联系人", "A likely reason, contacts that still work"),
            (
                ("最后一次订单前后发生了什么", "What happened around the last order"),
                ("有没有没解决的投诉，先解决再唤回", "An unsolved complaint: solve it first"),
                ("联系人是否还在岗，至少两位可用", "Contacts still there, two at least"),
                ("90 天内没有唤回过两次", "Not recalled twice within 90 days"),
            ),
            anchor="start",
            minutes=30,
        ),
        Step(
            ("发出唤回优惠和需求问卷", "Send the offer and the questionnaire"),
            working_days(1),
            ("沉睡原因假设", "The likely reason"),
            ("已发出的邮件或微信、问卷链接", "The mail or message, the link to the questionnaire"),
            (
                ("优惠针对原因，不是统一折扣", "The offer fits the reason, no coupon for all"),
                ("优惠在授权额度之内，有有效期", "Within the authority table, with a last day"),
                ("问卷不超过五个问题、两分钟", "Five questions, two minutes at most"),
                ("对方同意接收，未退订", "They agreed to be written to"),
            ),
            (
                "【姓名】您好：\n有段时间没有合作了，先向您说声抱歉——如果是我们哪里没做好，希望您直说。\n"
                "这段时间我们在【改进】上有了变化：【一句话】。为此给老客户准备了【优惠】，有效到【日期】。\n"
                "也想请您花两分钟回答五个问题：【链接】\n1. 目前【产品】由谁供应？2. 换供应商最主要的原因？3. 现在最头疼的是什么？"
                "4. 什么条件下愿意再试一次？5. 方便接电话的时间？\n明天我会给您打一个电话，只占用五分钟。",
                "Dear [name],\nIt has been a while. If that was our fault, please tell us plainly.\n"
                "Meanwhile we have changed [improvement]: [one sentence]. For former customers there is [offer], until [date].\n"
                "Two minutes, five questions: [link]\n1. Who supplies [product] now? 2. Why did you change? 3. What troubles you most? "
                "4. What would make you try us again? 5. When may we call?\nI shall call you tomorrow, for five minutes.",
            ),
            kind="contact",
            minutes=30,
        ),
        Step(
            ("24 小时内电话", "Call within 24 hours"),
            hours(24),
            ("已发出的优惠与问卷结果", "The offer, answers of the questionnaire"),
            ("通话记录：意向、原因、下一步", "A note: what they intend, why, what next"),
            (
                (
                    "没接通的换时间再打一次，并换一位联系人",
                    "No answer: once more at another time, then another contact",
                ),
                ("先问，不推销", "Asked first, sold nothing"),
                ("真实原因写进记录", "The real reason is written down"),
            ),
            (
                "“【姓名】您好，我是【公司】的【姓名】，昨天给您发过一封邮件，占用您五分钟。\n"
                "我想先弄明白一件事：当初停下来，最主要是因为价格、服务、产品，还是您自己的业务变了？\n"
                "……明白了。如果【顾虑】解决了，您愿意先小批量试一次吗？那我约【日期】做个短访谈，把您的要求一次问清楚。”",
                "“[name], this is [name] of [company]; I wrote to you yesterday. Five minutes, if I may.\n"
                "One thing first: when you stopped, was it price, service, the product, or a change in your own business?\n"
                "… I see. If [concern] were settled, would you try a small lot? Then let us talk on [date], so that I hear all you need "
                "at once.”",
            ),
            kind="contact",
            minutes=15,
        ),
        Step(
            ("短访谈：现状、要求、试单条件", "A short interview: now, needs, terms of a trial"),
            working_days(5),
            ("通话记录、问卷", "The note, the questionnaire"),
            ("需求要点、试单方案", "The needs, an offer of a trial"),
            (
                ("现在谁在供、满意与不满意各一条", "Who supplies now, one good and one bad thing"),
                ("决策人换了没有", "Whether who decides has changed"),
                ("约定试单品种、数量、时间", "Kind, quantity and date of a trial"),
            ),
            kind="meeting",
            minutes=40,
        ),
        Step(
            ("试单跟到底：下单、交付、回访", "See the trial through: order, delivery, call"),
            working_days(15),
            ("试单方案", "The offer of a trial"),
            ("首张订单，或明确的“不”", "A first order, or a clear no"),
            (
                ("交付当天电话确认", "A call on the day of delivery"),
                ("问题按 15-30-60 处理", "Problems on 15-30-60"),
                ("首单后转入激活流程", "After the first order: activation"),
            ),
            kind="contact",
            minutes=45,
        ),
        Step(
            (
                "收尾：唤回、再试一次，或休息 90 天",
                "Close: recalled, once more, or rest for 90 days",
            ),
            service(480),
            ("全部联系记录", "All notes"),
            ("结果与原因；下次可联系日期", "The result and why; from when we may write again"),
            (
                (
                    "两次唤回无回应：标注休息 90 天",
                    "Two recalls without an answer: rest for 90 days",
                ),
                ("明确不再需要的：致谢，不再打扰", "A clear no: thank them, leave them alone"),
                ("有效做法写进案例", "What worked becomes a case"),
            ),
            minutes=15,
        ),
    ),
)
