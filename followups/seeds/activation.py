from followups.seeds.shape import Procedure, Step, days, service, working_days

ACTIVATION = Procedure(
    code="activation",
    stage="activation",
    title=("新客户激活", "Activation of a new customer"),
    purpose=(
        "签约后 30 天内让客户用起来、见到第一个结果：当天启动，第 7 天完成快速上手，30 天内的问题走快速时限，第 30 天首次回顾。",
        "Gets a new customer going within 30 days, up to a first result: kick-off on the day, quick start done on day 7, "
        "issues of 30 days on the fast clock, first review on day 30.",
    ),
    stages=("activation",),
    steps=(
        Step(
            (
                "第 0 天启动：欢迎、分工、联系规则",
                "Day 0, kick-off: welcome, who does what, how we keep in touch",
            ),
            service(480),
            ("合同、需求清单、双方团队名单", "The contract, the list of needs, both teams"),
            (
                "启动会纪要：目标、分工、联系规则、30 天计划",
                "Minutes: goals, who does what, contact rules, plan of 30 days",
            ),
            (
                (
                    "客户说出第一个月想看到的结果和数字",
                    "The customer names the first result and its figure",
                ),
                ("双方对接人、备份人都已确认", "Contacts and deputies on both sides are named"),
                (
                    "约定报告日、沟通渠道、紧急电话",
                    "Day of reports, channels and emergency number are agreed",
                ),
                ("30 天计划当天发给客户", "The plan of 30 days goes out the same day"),
            ),
            (
                "【姓名】您好：\n欢迎加入！今天起由我负责贵司的服务，电话【号码】，【姓名】是我的备份。\n"
                "接下来 30 天的安排：\n· 今天：启动会，确认第一个月要看到的结果\n· 第 7 天：快速上手完成，主要用户能独立操作\n"
                "· 第 30 天：首次回顾，用数字看结果\n期间任何问题请直接打我电话，15 分钟内回应。\n附：启动会议程与双方分工表。",
                "Dear [name],\nWelcome! From today I look after you: [number]; [name] stands in for me.\n"
                "The coming 30 days:\n· today: kick-off, we agree on the result of the first month\n"
                "· day 7: quick start done, your main users work on their own\n· day 30: first review, with figures\n"
                "Call me about anything; you have an answer within 15 minutes.\nAttached: agenda and who does what.",
            ),
            kind="meeting",
            anchor="start",
            minutes=60,
        ),
        Step(
            (
                "开通与技术准备：账号、接口、样品、资料",
                "Set up: accounts, interfaces, samples, papers",
            ),
            working_days(2),
            ("技术条件、启动会纪要", "Technical conditions, minutes of the kick-off"),
            (
                "可用的环境和资料，一次完整试运行",
                "What is needed works, one trial run from end to end",
            ),
            (
                ("账号与权限逐个登录验证", "Every account was logged in to"),
                ("完成一次从头到尾的试运行", "One trial run from end to end"),
                ("限制和注意事项写给客户", "Limits and cautions are in writing"),
            ),
            role="technical",
            minutes=90,
        ),
        Step(
            (
                "第 7 天前完成快速上手：主要用户能独立操作",
                "By day 7 the quick start: main users work on their own",
            ),
            days(7),
            ("用户名单、培训材料", "List of users, training material"),
            (
                "培训签到、实操结果、常见问题清单",
                "Who was there, what they did, a list of questions",
            ),
            (
                ("用客户自己的数据练习", "Practised with the customer's own data"),
                ("每位主要用户独立完成一次", "Every main user has done it alone once"),
                ("录像与一页操作卡已发出", "Recording and one-page card sent"),
                ("没来的人已约补课", "Who was absent has another date"),
            ),
            (
                "培训 60 分钟安排：\n0–5 分钟：今天结束时您能独立完成【任务】\n5–20 分钟：演示一遍，用您的数据\n"
                "20–50 分钟：每人独立做一遍，我在旁边\n50–60 分钟：三个最容易出错的地方、找谁、下次见面时间",
                "60 minutes:\n0–5: when we end you can do [task] on your own\n5–20: shown once, with your data\n"
                "20–50: everybody does it, I stand by\n50–60: three usual mistakes, whom to ask, when we meet again",
            ),
            kind="meeting",
            anchor="start",
            minutes=90,
        ),
        Step(
            (
                "第 14 天电话：用起来了吗，卡在哪里",
                "Day 14, a call: is it in use, where does it get stuck?",
            ),
            days(14),
            ("使用数据、工单", "Usage, tickets"),
            ("卡点清单，每条有处理人", "What is stuck, each with somebody who solves it"),
            (
                ("对照使用数据问，不只问感觉", "Asked by the usage, not by feeling only"),
                (
                    "30 天内的问题按快速时限处理",
                    "Issues of the first 30 days are on the fast clock",
                ),
                ("不用的人单独问原因", "Who does not use it was asked why"),
            ),
            (
                "“【姓名】您好，两周了，我看到【使用数据】。【功能】还没有用起来，是暂时不需要，还是哪一步不顺？"
                "如果只解决一个问题，您希望是哪一个？”",
                "“[name], after two weeks I see [usage]. [Function] is not used yet: no need for it so far, or is something in "
                "the way? If I solve one thing for you, which one?”",
            ),
            kind="contact",
            anchor="start",
            minutes=20,
        ),
        Step(
            ("第 30 天首次回顾：结果对照目标", "Day 30, first review: result against goal"),
            days(30),
            ("启动会目标、使用与订单数据", "The goals of the kick-off, usage and orders"),
            (
                "首次回顾纪要：结果、差距、下一季度目标",
                "Minutes: result, gap, goals of the coming quarter",
            ),
            (
                ("目标数字逐条对照", "Each goal beside its result"),
                ("未达成的写明原因和补救日期", "What was missed has a reason and a date"),
                ("决策人参加", "The decision maker takes part"),
                ("客户确认第一个价值数字", "The customer confirms the first figure of value"),
            ),
            (
                "议程（30 分钟）：\n1. 启动会定的目标与现在的数字（10 分钟）\n2. 做得好的、没做到的、原因（10 分钟）\n"
                "3. 下一季度最重要的一件事（5 分钟）\n4. 今后的节奏：跟进频次、报告日、联系人（5 分钟）",
                "Agenda (30 minutes):\n1. Goals of the kick-off and where we are (10)\n2. What went well, what did not, why (10)\n"
                "3. The most important thing of the coming quarter (5)\n4. From now on: how often, reports, contacts (5)",
            ),
            kind="meeting",
            anchor="start",
            minutes=60,
        ),
        Step(
            ("收激活满意度，转入日常维护", "Ask for satisfaction; hand over to the usual cadence"),
            working_days(2),
            ("首次回顾纪要", "Minutes of the first review"),
            ("CSAT、下一季度计划", "A CSAT answer, the plan of the coming quarter"),
            (
                ("CSAT 低于 80 当天致电", "Below 80: a call the same day"),
                ("下一季度的跟进已排进待办", "Follow-ups of the coming quarter are tasks"),
                ("激活期学到的写进客户资料", "What was learnt is written down"),
            ),
            kind="contact",
            minutes=15,
        ),
    ),
)
