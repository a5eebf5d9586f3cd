from followups.seeds.shape import Procedure, Step, hours, working_days

SENIOR_VISIT = Procedure(
    code="senior-visit",
    stage="relationship_care",
    title=("高层拜访", "Senior visit"),
    purpose=(
        "战略和重点客户出现红色预警时，高层在 72 小时内当面拜访；平时每季度一次高层交流也按此准备。让高层有备而去，去了有结果。",
        "When a strategic or key customer turns red an executive visits within 72 hours; the quarterly exchange of executives is "
        "prepared the same way. Who goes is prepared, and something comes of it.",
    ),
    tiers=("strategic", "key"),
    steps=(
        Step(
            (
                "一页简报：人、数字、问题、要达成什么",
                "One page: people, figures, problem, what to achieve",
            ),
            hours(12),
            (
                "客户主页、健康度归因、预警、承诺",
                "Customer page, what the score is made of, warnings, promises",
            ),
            ("一页高层简报", "A brief of one page"),
            (
                (
                    "三个数字：合作金额、健康度、满意度",
                    "Three figures: business, health score, satisfaction",
                ),
                (
                    "对方是谁、关心什么、忌讳什么",
                    "Whom they meet, what matters to them, what to avoid",
                ),
                (
                    "我们欠客户什么，哪些能当场承诺",
                    "What we owe them, what may be promised on the spot",
                ),
                ("本次拜访只求一件事", "The one thing that the visit is for"),
            ),
            (
                "客户：【名称】　层级：【层级】　负责人：【姓名】\n三个数字：近 12 个月【金额】；健康度【分】（【变化】）；CSAT【分】\n"
                "为什么现在去：【一句话】\n见谁：【姓名、职务】关心【】，忌讳【】\n我们欠的：【承诺与日期】\n"
                "可以当场答应：【内容】；不能答应：【内容】\n本次要达成：【一件事】",
                "Customer: [name]   Tier: [tier]   Owner: [name]\nThree figures: 12 months [amount]; health score [points] ([change]); "
                "CSAT [points]\nWhy now: [one sentence]\nWhom: [name, position]; cares about [ ], avoid [ ]\nWe owe: [promise, date]\n"
                "May be promised: [ ]; may not: [ ]\nTo achieve: [one thing]",
            ),
            kind="report",
            anchor="start",
            minutes=45,
        ),
        Step(
            ("约好时间和对等的人", "Arrange the time, and a counterpart"),
            hours(24),
            ("简报、双方日程", "The brief, both diaries"),
            ("确认的时间、地点、双方参加人", "Time, place and people, confirmed"),
            (
                ("对方是决策人或其上级", "They are the decision maker or above"),
                ("高层职位对等或更高", "Our executive is of the same rank or higher"),
                ("说明来意：听意见，不是推销", "Said why: to listen, not to sell"),
            ),
            (
                "【姓名】您好：我们【职务】【姓名】希望在【日期】专程拜访您，当面听取您对合作的意见，时间约 40 分钟。"
                "近期【问题】给贵司带来不便，我们想当面说明改进安排。您看【时间 A】还是【时间 B】方便？",
                "Dear [name], our [position] [name] would like to visit you on [date], for 40 minutes, to hear in person what you think. "
                "[Problem] has given you trouble lately, and we want to tell you ourselves what changes. Would [time A] or [time B] do?",
            ),
            kind="contact",
            anchor="start",
            minutes=20,
        ),
        Step(
            ("行前对齐：15 分钟统一口径", "Agree beforehand: 15 minutes, one line"),
            hours(48),
            ("简报、最新进展", "The brief, the latest news"),
            ("分工：谁讲什么，谁记录", "Who says what, who takes notes"),
            (
                ("高层读过简报并提出问题", "The executive has read the brief and asked"),
                ("技术问题的进展有最新时间", "Technical matters have a current date"),
                ("可承诺的范围已确认", "What may be promised is agreed"),
            ),
            kind="meeting",
            anchor="start",
            minutes=15,
        ),
        Step(
            ("高层拜访（72 小时内）", "The visit (within 72 hours)"),
            hours(72),
            ("简报", "The brief"),
            (
                "客户意见、当场承诺、下一次见面",
                "What the customer said, what was promised, when next",
            ),
            (
                ("先听 20 分钟，不打断", "Listened for 20 minutes"),
                ("做得不好的先道歉，再讲安排", "Apologised first, then said what changes"),
                ("承诺都有人、有日期", "Every promise has a person and a date"),
                ("留下直接联系方式", "Left a direct number"),
            ),
            (
                "开场：“今天我专程来听您说。【姓名】已经把情况告诉我了，但我想听您亲口讲：哪件事最让您失望？”\n"
                "回应：“这件事是我们的责任。我能当场答应的是【内容】，由【姓名】负责，【日期】前完成；【内容】我带回去，"
                "【日期】前亲自回复您。”\n收尾：“这是我的手机号。三十天后我再来看一次结果，您看可以吗？”",
                "Opening: “I have come to listen. [name] has told me, but I want to hear it from you: what disappointed you most?”\n"
                "Answer: “That is our responsibility. I can promise [ ] now; [name] sees to it, by [date]. [ ] I take with me, and you "
                "hear from me in person by [date].”\nClosing: “This is my number. May I come again in thirty days, to see the result?”",
            ),
            role="sponsor",
            kind="senior_visit",
            anchor="start",
            minutes=120,
        ),
        Step(
            ("当天写纪要，承诺变成待办", "Write it up the same day; promises become tasks"),
            working_days(1),
            ("拜访记录", "Notes of the visit"),
            ("纪要、承诺记录、待办", "Minutes, promises, tasks"),
            (
                ("24 小时内发客户确认", "Confirmed by the customer within 24 hours"),
                ("每个承诺一条待办，有人有日期", "A task for each promise"),
                ("相关部门已收到", "The departments have it"),
            ),
            kind="report",
            minutes=30,
        ),
        Step(
            (
                "30 天后高层回访：承诺兑现了吗",
                "After 30 days the executive asks again: was it kept?",
            ),
            working_days(20),
            ("承诺清单", "The promises"),
            ("兑现情况、客户评价", "What was kept, what the customer says"),
            (
                ("逐条核对承诺", "Every promise checked"),
                ("客户认可后才算结束", "It ends when the customer agrees"),
                ("健康度与预警的变化已看", "Score and warnings were looked at"),
            ),
            role="sponsor",
            kind="contact",
            minutes=30,
        ),
    ),
)
