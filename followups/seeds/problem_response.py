from followups.seeds.shape import Procedure, Step, hours, service, working_days

PROBLEM_RESPONSE = Procedure(
    code="problem-response",
    stage="problem_response",
    title=("问题响应", "Problem response"),
    purpose=(
        "客户遇到问题时，15 分钟内有人打电话，30 分钟内内部开工，60 分钟内给出初步方案；"
        "直到原因找到、客户验证、同类问题不再出现才算结束。",
        "When a customer has a problem somebody calls within 15 minutes, work starts within 30, and a "
        "first solution is there within 60. It ends when the cause is found, the customer has verified it "
        "and the same does not come again.",
    ),
    steps=(
        Step(
            (
                "电话确认问题，判断类型和严重程度",
                "Confirm by phone; say what kind it is and how bad",
            ),
            service(15),
            ("工单、客户以往工单", "The ticket, and the customer's earlier ones"),
            (
                "问题描述、影响范围、类型与严重程度",
                "What is wrong, whom it affects, kind and severity",
            ),
            (
                (
                    "先看过以往工单，客户不必再讲一遍",
                    "Read earlier tickets: nobody has to tell it twice",
                ),
                (
                    "问题按 15-30-60，投诉按 1-2-5，交付按 2-24，建议按 24-72",
                    "Issue 15-30-60, complaint 1-2-5, delivery 2-24, suggestion 24-72",
                ),
                (
                    "停产、数据丢失、安全问题定为重大，立即告知技术总监",
                    "Stopped production, lost data or safety: major, technical director told at once",
                ),
                ("告诉客户下一次消息在几点", "Told the customer when they will hear next"),
            ),
            (
                "“【姓名】您好，我是【公司】的【姓名】，看到您反馈【问题】，我先和您核对三点：\n"
                "1. 什么时候开始的？现在还能继续工作吗？\n2. 影响多少人或哪条产线？\n3. 在此之前有没有改动过什么？\n"
                "我马上安排技术同事，【时间】前给您初步方案，无论有没有结果都会给您回电。”",
                "“Good day [name], this is [name] of [company]. You told us that [problem]. Three things to be sure:\n"
                "1. Since when, and can you still work?\n2. How many people, or which line, are affected?\n"
                "3. Was anything changed before?\n"
                "A technician starts now. By [time] you will have a first solution; I call you either way.”",
            ),
            kind="contact",
            anchor="start",
            minutes=15,
        ),
        Step(
            ("技术顾问开工：复现问题、定位范围", "Technical work starts: reproduce and locate it"),
            service(30),
            ("问题描述、环境信息", "The description, what runs there"),
            (
                "能否复现、初步原因、需要谁参与",
                "Whether it can be reproduced, a first cause, who is needed",
            ),
            (
                (
                    "在同样条件下复现，或写明为何不能",
                    "Reproduced under the same conditions, or why not",
                ),
                ("需要的部门已拉进来", "The departments that are needed are in"),
                ("重大问题：技术总监已接手", "Major: the technical director leads"),
            ),
            role="technical",
            kind="effort",
            anchor="start",
            minutes=60,
        ),
        Step(
            ("给出初步方案：先恢复，再根治", "Give a first solution: get going again, then cure"),
            service(60),
            ("定位结果", "What was found"),
            ("临时措施、根治方案、时间表", "A workaround, a cure, dates"),
            (
                ("临时措施能让客户先恢复工作", "The workaround lets the customer work again"),
                ("根治方案有负责人和时间", "The cure has an owner and a date"),
                ("客户听懂并同意", "The customer has understood and agrees"),
            ),
            (
                "“【姓名】您好，目前确认的情况是【原因】。现在先这样处理，您可以马上恢复：【临时措施】。\n"
                "彻底解决由【姓名】负责，【日期 时间】前完成。期间如果【风险】，请直接打我电话【号码】。\n"
                "下一次我会在【时间】主动给您进展。”",
                "“[name], we know by now that [cause]. To get you going at once: [workaround].\n"
                "[name] does the cure, by [date and time]. If meanwhile [risk], call me at [number].\n"
                "You hear from me again at [time].”",
            ),
            kind="contact",
            anchor="start",
            minutes=30,
        ),
        Step(
            (
                "解决问题（重大问题 48 小时内关闭）",
                "Solve it (a major one is closed within 48 hours)",
            ),
            hours(48),
            ("根治方案", "The cure"),
            ("已实施的方案和自测结果", "What was done, and our own test of it"),
            (
                ("方案已实施并自测通过", "Done, and tested by ourselves"),
                ("影响客户的改动提前告知", "The customer was told before changes"),
                ("等待客户的时间已记录", "Time of waiting for the customer is noted"),
            ),
            role="technical",
            kind="effort",
            anchor="start",
            minutes=120,
        ),
        Step(
            ("请客户验证并记录根本原因", "Have the customer verify it; write down the root cause"),
            working_days(1),
            ("实施结果", "What was done"),
            ("客户验证、根本原因、责任部门", "A verification, the root cause, the department"),
            (
                ("由提出问题的人验证", "Verified by whoever raised it"),
                ("写明根本原因，不写“已处理”", "A root cause, not “done”"),
                ("选定责任部门", "The responsible department is named"),
                (
                    "同类问题已关联（重复率目标 12% 以内）",
                    "Repeats are linked (target: at most 12%)",
                ),
            ),
            kind="contact",
            minutes=20,
        ),
        Step(
            ("回访与满意度：三天后再问一次", "Ask again three days later, and for satisfaction"),
            working_days(3),
            ("已验证的工单", "The verified ticket"),
            ("回访记录、CSAT", "A note of the call, a CSAT answer"),
            (
                ("确认问题没有再出现", "It has not come again"),
                ("发出满意度问卷；低于 80 分当天致电", "Survey sent; below 80 a call the same day"),
                ("问过“是不是又要重新讲一遍”", "Asked whether they had to explain it again"),
            ),
            (
                "“【姓名】您好，三天前的【问题】现在运行正常吗？这次处理，哪一步让您觉得慢或者要重复说明？"
                "稍后会发您一份一分钟的问卷，您的意见会直接进入我们的改进会。”",
                "“[name], three days on: does [what was broken] run well? Which part was slow, or made you explain "
                "it again? You will get a survey of one minute; what you say goes to our weekly review.”",
            ),
            kind="contact",
            minutes=15,
        ),
        Step(
            ("复盘：写入案例，提出预防措施", "Look back: a case, and what prevents it"),
            working_days(3),
            ("根本原因、处理过程", "The root cause, what was done"),
            ("案例或知识条目、预防措施及负责人", "A case or note, a measure with an owner"),
            (
                (
                    "重大问题与 30 天内重复的问题必须复盘",
                    "Major ones and repeats within 30 days always",
                ),
                ("预防措施有负责人和日期", "The measure has an owner and a date"),
                ("带到每周跨部门会", "Taken to the weekly review across departments"),
            ),
            role="lead",
            kind="meeting",
            minutes=30,
        ),
    ),
)
