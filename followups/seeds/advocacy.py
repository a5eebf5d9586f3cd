from followups.seeds.shape import Procedure, Step, working_days

ADVOCACY = Procedure(
    code="advocacy",
    stage="advocacy",
    title=("请客户推荐", "Ask for a recommendation"),
    purpose=(
        "客户愿意推荐（NPS 不低于 9，或满意一年）：书面同意后写成案例，请他介绍同行，兑现奖励并致谢。",
        "A customer who would recommend us (NPS of 9 or more, or a satisfied year): a case study with written consent, an "
        "introduction to others, the reward, and thanks.",
    ),
    steps=(
        Step(
            ("致谢，并问是否愿意写成案例", "Thank them, and ask for a case study"),
            working_days(3),
            ("NPS 或满意度、价值数字", "NPS or satisfaction, figures of value"),
            ("口头意向；不愿意则到此为止", "Whether they would; a no ends it here"),
            (
                ("没有未解决的投诉", "No complaint is open"),
                ("说明用在哪里、谁会看到", "Said where it is used and who sees it"),
            ),
            kind="contact",
            anchor="start",
            minutes=20,
        ),
        Step(
            ("取得书面同意", "Get the consent in writing"),
            working_days(5),
            ("案例提纲", "An outline of the case"),
            ("签字的同意书，已存档", "A signed consent, kept with the papers"),
            (
                (
                    "写明公司名、数字、照片能否使用",
                    "Says if name, figures and pictures may be used",
                ),
                ("写明可以随时撤回", "Says that it can be withdrawn"),
            ),
            (
                "【姓名】您好：\n我们想把与贵司的合作写成一页案例，用于【用途】。请确认以下几项能否公开："
                "□ 公司名 □ 数字 □ 照片 □ 引用您的话。初稿先给您过目，未经您书面同意不会对外；同意后也可随时撤回。",
                "Dear [name],\nwe should like to write one page about our work together, for [purpose]. May we use: □ your name "
                "□ figures □ pictures □ your words? You read it first; nothing is published without your consent in writing, "
                "which you may withdraw at any time.",
            ),
            kind="contact",
            minutes=20,
        ),
        Step(
            ("写案例，客户过目后定稿", "Write the case; they read it first"),
            working_days(7),
            ("同意书、价值数字", "The consent, figures of value"),
            ("定稿的案例", "The final text"),
            (
                ("数字经客户确认", "Figures confirmed by the customer"),
                ("定稿由客户书面认可", "The final text approved in writing"),
            ),
            kind="report",
            minutes=90,
        ),
        Step(
            ("请客户介绍一位同行", "Ask for an introduction"),
            working_days(3),
            ("案例", "The case"),
            ("推荐已登记：公司、联系人", "A referral is recorded: company, person"),
            (
                ("具体到哪家公司、哪个人", "A certain company and person"),
                ("问清可以怎样提到介绍人", "Asked how we may mention them"),
                ("两个工作日内联系被推荐人", "Called within two working days"),
            ),
            (
                "“您身边有没有哪家公司正遇到【问题】？如果方便，请帮我们介绍一位负责【事项】的朋友，我先听他的情况，不推销。”",
                "“Is there a company near you that struggles with [problem]? If you could introduce me to whoever looks after "
                "[matter], I shall listen first and sell nothing.”",
            ),
            kind="contact",
            minutes=20,
        ),
        Step(
            ("兑现奖励并致谢", "Give the reward, and thank them"),
            working_days(5),
            ("推荐结果、授权额度", "What came of it, the authority table"),
            (
                "奖励登记为额外提供；感谢信",
                "The reward is recorded as an extra; a letter of thanks",
            ),
            (
                (
                    "奖励在授权额度内，符合对方规定",
                    "Within the authority table and their own rules",
                ),
                ("告诉介绍人后来怎样了", "They know what came of it"),
            ),
            kind="contact",
            minutes=20,
        ),
    ),
)
