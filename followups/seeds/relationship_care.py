from followups.seeds.shape import Procedure, Step, working_days

RELATIONSHIP_CARE = Procedure(
    code="relationship-care",
    stage="relationship_care",
    title=("关系维护", "Relationship care"),
    purpose=(
        "每季度把客户里的人理一遍：谁支持、谁沉默、谁换了；让每位关键人都有人联系、有理由联系。",
        "Goes through the people at a customer once a quarter: who supports us, who is silent, who has "
        "changed; so that everybody who matters has somebody who keeps in touch, and a reason to.",
    ),
    stages=("activation", "retention", "monetisation", "advocacy"),
    steps=(
        Step(
            (
                "更新关系地图：人、角色、态度、最近联系",
                "Bring the map up to date: people, roles, attitude, last contact",
            ),
            working_days(2),
            (
                "联系人、决策链、近 90 天跟进记录",
                "Contacts, chain of decision, follow-ups of 90 days",
            ),
            (
                "更新后的联系人与决策链，列出空缺",
                "Contacts and chain brought up to date, gaps listed",
            ),
            (
                (
                    "决策人、采购、使用、影响者、财务都有名字",
                    "Decision maker, purchaser, user, influencer and finance have names",
                ),
                ("每人的态度和最近联系日期已更新", "Attitude and last contact of each are current"),
                (
                    "离职或换岗的人已标记，继任者已登记",
                    "Who has left is marked, who follows is recorded",
                ),
                (
                    "90 天没有联系的关键人列出来",
                    "People who matter and were silent for 90 days are listed",
                ),
            ),
            anchor="start",
            minutes=30,
        ),
        Step(
            ("定联系计划：谁联系谁，用什么理由", "Plan who calls whom, and with which reason"),
            working_days(2),
            ("关系地图", "The map"),
            ("联系计划：人、渠道、内容、日期", "A plan: person, channel, content, date"),
            (
                ("每位关键人至少一次联系", "Everybody who matters at least once"),
                ("内容对他有用，不是“问候一下”", "Something of use, not “just saying hello”"),
                ("遵守客户的联系规则和免打扰", "Within the customer's contact rules"),
                ("批评者由组长或高层出面", "Critics are seen by a lead or an executive"),
            ),
            minutes=30,
        ),
        Step(
            ("逐一联系关键人，三个模块都谈到", "Talk to each of them, all three modules"),
            working_days(10),
            ("联系计划", "The plan"),
            ("每次联系一条跟进记录，含下一步", "A follow-up for each, with a next step"),
            (
                (
                    "每次都写业务回顾、问题解决、价值传递",
                    "Business review, problem solving, value delivered each time",
                ),
                ("问到对我们的真实看法", "Asked what they really think of us"),
                ("记下个人关心的事和禁忌", "Noted what they care about and what to avoid"),
                ("客户说的下一步当天成为待办", "Next steps are tasks the same day"),
            ),
            (
                "“【姓名】您好，上次您提到【事项】，我查了结果：【进展】。另外同行业的【做法】最近效果不错，我整理了一页，"
                "对您【具体工作】可能有用。顺便请教：最近半年和我们合作，哪一点您最满意，哪一点您会换一家也想改？”",
                "“[name], last time you spoke of [matter]; this is what came of it: [progress]. Others in your industry have "
                "done well with [practice]; I have put it on one page for your [work]. And a question: over the last six "
                "months, what about us do you like best, and what would you want changed even from another supplier?”",
            ),
            kind="contact",
            minutes=90,
        ),
        Step(
            ("处理节日、生日与重要日期的问候", "Greetings: holidays, birthdays, days that matter"),
            working_days(5),
            ("联系人的生日与重要日期", "Birthdays and dates of the contacts"),
            ("已发出的问候，个人化的一句话", "Greetings sent, each with a line of its own"),
            (
                (
                    "不群发，每条提到一件与对方有关的事",
                    "No mass mail: each speaks of something of theirs",
                ),
                (
                    "礼品在授权额度之内，并登记为额外赠送",
                    "Gifts within the authority table, recorded as extras",
                ),
                ("客户有廉洁规定的不送礼", "No gifts where the customer's rules forbid them"),
            ),
            (
                "【姓名】您好，【节日】将至，祝您和家人安康。今年和您一起把【项目】做成，是我们团队很看重的一件事，感谢您的信任。",
                "Dear [name], [holiday] is near: all the best to you and your family. Bringing [project] about with you meant "
                "a lot to our team this year. Thank you for your trust.",
            ),
            kind="contact",
            anchor="start",
            minutes=20,
        ),
        Step(
            (
                "邀请关键人参加沙龙、私董会或培训",
                "Invite them to a salon, private board or training",
            ),
            working_days(10),
            ("活动安排、关系地图", "The events, the map"),
            ("邀请名单和回复", "Who was invited and what they answered"),
            (
                (
                    "战略客户每季度、重点客户每半年至少一次",
                    "Strategic each quarter, key each half year",
                ),
                ("参加者与主题相关", "Topic and person fit"),
                ("已取得联系同意", "They have agreed to be contacted"),
            ),
            (
                "【姓名】您好：【日期】我们邀请几位【行业】的负责人，小范围交流【主题】，会上没有产品介绍，只有各家的做法和数字。"
                "想到您去年在【事项】上的经验，特别希望您能来。席位 8 个，方便的话请在【日期】前回复。",
                "Dear [name], on [date] a few heads of [industry] meet in a small circle about [topic]: no product talk, only what "
                "each has done and with which figures. With your experience in [matter] we should be glad to have you. There are "
                "8 seats; please let me know by [date].",
            ),
            kind="meeting",
            minutes=30,
        ),
        Step(
            (
                "季度小结：关系变好还是变差，下季度做什么",
                "Sum up: better or worse, and what comes next",
            ),
            working_days(5),
            ("跟进记录、满意度与 NPS", "Follow-ups, satisfaction and NPS"),
            ("一页小结，风险已上报", "One page; risks are reported"),
            (
                ("每位关键人的态度变化写清楚", "How the attitude of each has changed"),
                (
                    "单线联系的客户补上第二个联系人",
                    "Where one person is all we have, a second one is found",
                ),
                ("有风险的客户已告知组长", "The lead knows of customers at risk"),
            ),
            kind="report",
            minutes=30,
        ),
    ),
)
