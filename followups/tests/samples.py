"""A small file of every kind, in Chinese headers; `lin` is a person, `it` a department."""

from accounts.tests.imports.samples import ORDERS, PEOPLE, Sample

TICKETS = Sample(
    "tickets",
    "工单号,客户,工单类型,严重程度,渠道,主题,问题描述,联系人,订单号,产品线,责任部门,负责人,创建时间,"
    "响应时间,开始处理时间,方案时间,升级时间,解决时间,验证时间,回访时间,关闭时间,重开时间,取消日期,"
    "根本原因,解决方案,验证人,采纳说明,重复工单\n"
    "T1,K1,故障,严重,电话,主轴异响,一开机就响,王芳,A1,传动,it,林晓,2026-3-4 10:00,"
    "2026-3-4 10:10,2026-3-4 10:20,2026-3-4 11:30,2026-3-4 10:05,2026-3-5 09:00,2026-3-5 10:00,"
    "2026-3-6 10:00,2026-3-6 11:00,2026-3-5 08:00,2026-3-9,轴承磨损,更换轴承,王芳,不适用,T2\n"
    "T2,K1,投诉,,,交货迟了,,,,,,,2026-2-4 17:00,,,,,,,,,,,,,,,\n",
    ("更换轴承", "更换主轴"),
    {
        "number": "T1",
        "kind": "issue",
        "severity": "major",
        "channel": "phone",
        "subject": "主轴异响",
        "body": "一开机就响",
        "contact": "王芳",
        "order": "A1",
        "line": "传动",
        "department_id": "{department}",
        "owner": "林晓",
        "opened_at": "2026-03-04 02:00:00+00:00",
        "confirmed_at": "2026-03-04 02:10:00+00:00",
        "work_started_at": "2026-03-04 02:20:00+00:00",
        "first_solution_at": "2026-03-04 03:30:00+00:00",
        "escalated_at": "2026-03-04 02:05:00+00:00",
        "solved_at": "2026-03-05 01:00:00+00:00",
        "verified_at": "2026-03-05 02:00:00+00:00",
        "revisited_at": "2026-03-06 02:00:00+00:00",
        "closed_at": "2026-03-06 03:00:00+00:00",
        "reopened_at": "2026-03-05 00:00:00+00:00",
        "cancelled_on": "2026-03-09",
        "cause": "轴承磨损",
        "solution": "更换轴承",
        "verified_by": "王芳",
        "decision_reason": "不适用",
        "repeats": "T2 交货迟了",
    },
    (ORDERS, PEOPLE),
)
A_TICKET = ("tickets", "工单号,客户,类型,主题,创建时间\nT1,K1,故障,异响,2026-3-4 10:00\n")

SAMPLES = (
    TICKETS,
    Sample(
        "followups",
        "客户,跟进时间,跟进方式,主题,跟进人,联系人,参与人,业务回顾,问题解决,价值传递,下一步,下一步日期,"
        "情绪,是否邀请,是否出席,工单号,时长\n"
        "K1,2026-3-5 14:00,视频,月度回顾,lin,王芳,王芳、李总,销量平稳,轴承已换,停机少两天,报价,"
        "2026-3-20,满意,是,否,T1,45\n"
        "K2,2026-3-6,电话,,,,,,,,,,,,,,\n",
        ("报价", "寄样品"),
        {
            "happened_at": "2026-03-05 06:00:00+00:00",
            "channel": "video",
            "subject": "月度回顾",
            "by": "林晓",
            "contact": "王芳",
            "participants": "王芳、李总",
            "business_review": "销量平稳",
            "problem_solving": "轴承已换",
            "value_delivery": "停机少两天",
            "next_step": "报价",
            "next_step_on": "2026-03-20",
            "sentiment": "good",
            "invited": "True",
            "attended": "False",
            "ticket": "T1 异响",
            "minutes": "45",
        },
        (PEOPLE, A_TICKET),
    ),
    Sample(
        "surveys",
        "客户,调查类型,得分,提交时间,场景,工单号,联系人,评论\n"
        "K1,满意度,4星,2026-3-6 09:00,验收,T1,王芳,很快\n"
        "K2,NPS,9,2026-3-7,,,,\n",
        ("很快", "太慢"),
        {
            "kind": "csat",
            "score": "80",
            "answered_at": "2026-03-06 01:00:00+00:00",
            "occasion": "acceptance",
            "ticket": "T1 异响",
            "contact": "王芳",
            "comment": "很快",
        },
        (PEOPLE, A_TICKET),
    ),
    Sample(
        "needs",
        "需求编号,客户,需求,描述,维度,需求级别,紧急度,重要度,提出日期,到期日期,解决方案,负责人,完成日期,"
        "确认日期,确认人,取消日期\n"
        "N1,K1,缩短交期,从四周到两周,时间要求,核心,5,4,2026-1-5,2026-3-5,备货,lin@evergreen.example,"
        "2026-3-1,2026-3-2,王芳,2026-3-8\n"
        ",K2,新的包装,,,,,,2026-2-1,,,,,,,\n",
        ("备货", "就近建仓"),
        {
            "number": "N1",
            "title": "缩短交期",
            "description": "从四周到两周",
            "dimension": "timing",
            "weight": "core",
            "urgency": "5",
            "importance": "4",
            "raised_on": "2026-01-05",
            "due_on": "2026-03-05",
            "solution": "备货",
            "owner": "林晓",
            "solved_on": "2026-03-01",
            "confirmed_on": "2026-03-02",
            "confirmed_by": "王芳",
            "cancelled_on": "2026-03-08",
        },
    ),
)
