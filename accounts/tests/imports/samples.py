"""A small file of every kind: what a company's export looks like, in Chinese headers.

`again` says something else about the same rows; `before` are files without which the rows would
name records that nobody knows.
"""

import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sample:
    kind: str
    text: str
    again: tuple[str, str]
    """A piece of the text, and what another file says instead."""
    expected: dict[str, Any]
    """The first row's values; text where the value is compared as text."""
    before: tuple[tuple[str, str], ...] = ()


ORDERS = ("orders", "单号,日期,客户,金额\nA1,2026-3-1,K1,1000\nA2,2026-3-2,K2,50\n")
PEOPLE = ("contacts", "客户,姓名\nK1,王芳\nK2,李强\n")
INVOICES = ("invoices", "发票号,客户,开票日期,到期日,金额\nI1,K1,2026-1-5,2026-2-4,100\n")

SAMPLES = (
    Sample(
        "products",
        "产品编码,产品名称,产品线,停产日期\nP1,主轴,传动,2030-1-1\nP2,泵,流体,\n",
        ("主轴", "主轴总成"),
        {"code": "P1", "name": "主轴", "line": "传动", "retired_on": "2030-01-01"},
    ),
    Sample(
        "customer_lines",
        "客户,产品线,业务占比,生效日期,失效日期\nK1,传动,60%,2025-1-1,2027-1-1\nK1,流体,40,,\n",
        ("60%", "55%"),
        {"line": "传动", "share": "60.00", "valid_from": "2025-01-01", "valid_to": "2027-01-01"},
    ),
    Sample(
        "contracts",
        "合同编号,客户,合同名称,签订日期,生效日期,到期日期,续约日期,解约日期,合同金额,币种,账期\n"
        "H1,K1,年度框架,2025-12-20,2026-1-1,2026-12-31,2026-11-30,2026-12-1,￥120万,CNY,月结60天\n"
        "H2,K2,,,2026-2-1,,,,,,\n",
        ("月结60天", "月结90天"),
        {
            "number": "H1",
            "title": "年度框架",
            "signed_on": "2025-12-20",
            "starts_on": "2026-01-01",
            "ends_on": "2026-12-31",
            "renews_on": "2026-11-30",
            "terminated_on": "2026-12-01",
            "amount": "1200000.00",
            "currency": "CNY",
            "payment_terms": "月结60天",
        },
    ),
    Sample(
        "invoices",
        "发票号,客户,开票日期,到期日,金额,币种,订单号,付清日期,作废日期\n"
        "I1,K1,2026-1-5,2026-2-4,1000,CNY,A1,2026-2-20,2026-3-1\nI2,K2,2026-1-6,2026-2-5,5,,,,\n",
        ("2026-2-4,1000", "2026-2-9,1000"),
        {
            "number": "I1",
            "issued_on": "2026-01-05",
            "due_on": "2026-02-04",
            "amount": "1000.00",
            "currency": "CNY",
            "order": "A1",
            "paid_on": "2026-02-20",
            "cancelled_on": "2026-03-01",
        },
        (ORDERS,),
    ),
    Sample(
        "payments",
        "收款单号,客户,发票号,付款日期,付款金额,币种,付款方式\n"
        "R1,K1,I1,2026-2-10,60,CNY,电汇\nR2,K1,I1,2026-2-20,40,,\n,K2,,2026-2-1,7,,\n",
        ("电汇", "承兑"),
        {
            "number": "R1",
            "invoice": "I1",
            "paid_on": "2026-02-10",
            "amount": "60.00",
            "currency": "CNY",
            "method": "电汇",
        },
        (INVOICES,),
    ),
    Sample(
        "progress",
        "客户,订单号,生产阶段,更新日期,预计交期,备注\n"
        "K1,A1,备料,2026-3-3,2026-4-1,缺料\nK1,A1,开工,2026-3-9,,\nK2,A2,发货,2026-3-9,,\n",
        ("缺料", "齐套"),
        {
            "order": "A1",
            "stage": "material",
            "reached_on": "2026-03-03",
            "expected_on": "2026-04-01",
            "note": "缺料",
        },
        (ORDERS,),
    ),
    Sample(
        "usage",
        '客户,日期,指标,数值\nK1,2026-3-1,登录,3\nK1,2026-3-1,下载,1\nK2,2026-3-2,库存,"1,200.5"\n',
        ("登录,3", "登录,4"),
        {"day": "2026-03-01", "metric": "login", "value": "3.0000"},
    ),
    Sample(
        "events",
        "客户,事件类型,发生日期,获知时间,标题,备注,截止日期,联系人\n"
        "K1,关键联系人离职,2026-3-1,2026-3-2 09:30,采购总监离职,去了同行,2026-4-1,王芳\n"
        "K2,招标,2026-3-4,,,,,\n",
        ("去了同行", "退休"),
        {
            "kind": "contact_left",
            "occurred_on": "2026-03-01",
            "known_at": "2026-03-02 01:30:00+00:00",
            "title": "采购总监离职",
            "note": "去了同行",
            "deadline_on": "2026-04-01",
            "contact": "王芳",
        },
        (PEOPLE,),
    ),
    Sample(
        "signals",
        "客户,行业,地区,信号类型,方向,影响分值,标题,信息来源,发布日期,截止日期,失效日期\n"
        ",汽车零部件,浙江,不利政策,利空,-5,补贴退坡,财政部,2026-3-1,2026-6-30,2026-9-1\n"
        "K1,,,融资,利好,3,完成B轮,新闻,2026-3-2,,\n",
        ("财政部", "工信部"),
        {
            "customer": "None",
            "industry": "汽车零部件",
            "region": "浙江",
            "kind": "policy_bad",
            "direction": "bad",
            "impact": "-5",
            "title": "补贴退坡",
            "origin": "财政部",
            "published_on": "2026-03-01",
            "deadline_on": "2026-06-30",
            "ends_on": "2026-09-01",
        },
    ),
    Sample(
        "opportunities",
        "商机编号,客户,商机名称,商机类型,商机阶段,预计金额,币种,产品线,赢单率,创建日期,预计成交日期,"
        "投标截止日期,成交日期,卡点,竞争对手,决策人,下一步,丢单原因\n"
        "S1,K1,二期产线,交叉销售,签约,50万,CNY,传动、流体,80%,2026-1-5,2026-4-1,2026-3-20,2026-3-25,"
        "价格,甲厂；乙厂,王总,寄样,无\n"
        "S2,K2,续约,续约,,,,,,2026-2-1,,,,,,,,\n",
        ("寄样", "签合同"),
        {
            "number": "S1",
            "title": "二期产线",
            "kind": "cross_sell",
            "stage": "signed",
            "amount": "500000.00",
            "currency": "CNY",
            "lines": "['传动', '流体']",
            "probability": "80.00",
            "opened_on": "2026-01-05",
            "expected_on": "2026-04-01",
            "deadline_on": "2026-03-20",
            "closed_on": "2026-03-25",
            "sticking_point": "价格",
            "competitors": "['甲厂', '乙厂']",
            "decision_makers": "王总",
            "next_step": "寄样",
            "lost_reason": "无",
        },
    ),
    Sample(
        "competitors",
        "客户,竞争对手,产品线,份额,对方合同到期日,发现日期,退出日期,信息来源\n"
        "K1,甲厂,传动,30%,2026-12-31,2026-1-1,2026-3-1,采购员\nK2,乙厂,,,,2026-2-1,,\n",
        ("采购员", "展会"),
        {
            "competitor": "甲厂",
            "line": "传动",
            "share": "30.00",
            "contract_ends_on": "2026-12-31",
            "seen_on": "2026-01-01",
            "gone_on": "2026-03-01",
            "told_by": "采购员",
        },
    ),
    Sample(
        "promises",
        "客户,承诺内容,联系人,承诺人,承诺日期,兑现期限,技术确认,兑现日期\n"
        "K1,月底前送样,王芳,林晓,2026-3-1,2026-3-31,唐一鸣,2026-3-30\nK2,培训,,,2026-3-2,,,\n",
        ("唐一鸣", "程振宇"),
        {
            "what": "月底前送样",
            "contact": "王芳",
            "promised_by": "林晓",
            "promised_on": "2026-03-01",
            "due_on": "2026-03-31",
            "consent": "唐一鸣",
            "kept_on": "2026-03-30",
            "broken_on": "None",
        },
        (PEOPLE,),
    ),
    Sample(
        "extras",
        "客户,类型,内容,成本,币种,场合,赠送日期,客户反应\n"
        "K1,礼品,茶叶,￥300,CNY,中秋,2026-3-1,5\nK2,免费升级,固件,,,,2026-3-2,\n",
        ("中秋", "春节"),
        {
            "kind": "gift",
            "what": "茶叶",
            "cost": "300.00",
            "currency": "CNY",
            "occasion": "中秋",
            "given_on": "2026-03-01",
            "reaction": "5",
        },
    ),
    Sample(
        "campaign_responses",
        "客户,活动,响应,响应日期,联系人,渠道\nK1,春季展,已回复,2026-3-1,王芳,邮件\nK2,春季展,点击,2026-3-1,,\n",
        ("王芳,邮件", "王芳,微信"),
        {
            "campaign": "春季展",
            "answer": "answered",
            "answered_on": "2026-03-01",
            "contact": "王芳",
            "channel": "邮件",
        },
        (PEOPLE,),
    ),
    Sample(
        "costs",
        "月份,成本类型,渠道,客户,金额,币种,备注\n2026年3月,获客,展会,,￥2万,CNY,展位\n202603,服务,,K1,300,,\n",
        ("￥2万", "￥3万"),
        {
            "month": "2026-03-01",
            "kind": "acquisition",
            "channel": "fair",
            "customer": "None",
            "amount": "20000.00",
            "currency": "CNY",
            "note": "展位",
        },
    ),
)

NUMBERED = re.compile(r"\b([AHIKPRS])1\b")


def lengthened(text: str, rows: int) -> str:
    """A file of so many rows, each like the first that has a number, with numbers of its own."""
    head, *lines = text.splitlines()
    pattern = next(line for line in lines if re.search(r"\b[KP]1\b", line))
    numbered = (NUMBERED.sub(rf"\g<1>{number}", pattern) for number in range(1, rows + 1))
    return "\n".join([head, *numbered, ""])
