"""Each rule by hand: what it takes to warn, what is just not enough, and what ends it."""

from dataclasses import replace
from decimal import Decimal

from health.tests.books import bought
from health.tests.facts import (
    Answer,
    Contract,
    Deal,
    Facts,
    Happening,
    Person,
    Ticket,
    Use,
)
from health.tests.reference import Book, Row
from health.tests.told import (
    CLEAR,
    FIRES,
    GOLDEN_WEEK,
    NOT_APPLICABLE,
    PAUSED,
    QUIET,
    SPRING_FESTIVAL,
    STOPPED,
    TICKETS,
    TOO_FEW,
    D,
    Told,
    ago,
    answers,
    at,
    complaint,
    ending,
    every,
    good,
    invoice,
    logins,
    maker,
    plus,
    quarters,
    seasonal,
    signal,
    staff,
    steady,
    talks,
    told_of,
    uses,
)

CASES: dict[str, dict[str, Told]] = {
    "no_order": {
        "no order for 90 days": Told(FIRES, every(30, 90, 360)),
        "only for 89": Told(CLEAR, every(30, 89, 359)),
        "two own intervals of 60 days": Told(FIRES, every(60, 120, 420)),
        "a day less than two of them": Told(CLEAR, every(60, 119, 419)),
        "180 days where no interval is known": Told(FIRES, bought(ago(180), ago(200))),
        "179 of them": Told(CLEAR, bought(ago(179), ago(200))),
        "a credit note is no order": Told(FIRES, plus(every(30, 90, 360), Row(D, Decimal(-5)))),
        "nor is a cancelled one": Told(
            FIRES, plus(every(30, 90, 360), Row(ago(9), Decimal(5), cancelled_on=D))
        ),
        "a new order ends it": Told(CLEAR, every(30, 0, 360)),
        "an off-season": Told(PAUSED, seasonal()),
        "the feed has stopped": Told(PAUSED, every(30, 120, 390, source="erp"), STOPPED),
        "who never ordered": Told(NOT_APPLICABLE, Book()),
        "who sleeps": Told(NOT_APPLICABLE, every(30, 366, 900)),
        "not yet": Told(FIRES, every(30, 365, 455)),
        "not with a contract": Told(
            FIRES, Book(every(30, 366, 456).rows, facts=Facts(contracts=[Contract(ago(500))]))
        ),
    },
    "orders_falling": {
        "down twice": Told(FIRES, quarters(1, 2, 3)),
        "80 % is not below 80 %": Told(CLEAR, quarters(4, 5, 7)),
        "of the quarter before, either": Told(CLEAR, quarters(2, 4, 5)),
        "two order days in the oldest": Told(TOO_FEW, quarters(0, 1, 2)),
        "an order ends it": Told(CLEAR, quarters(2, 2, 3)),
        "an off-season": Told(PAUSED, quarters(0, 1, 5, *range(460, 700, 9))),
        "the feed has stopped": Told(
            PAUSED, Book([replace(row, source="erp") for row in quarters(0, 2, 3).rows]), STOPPED
        ),
    },
    "spending_halved": {
        "half of the usual": Told(FIRES, steady("500", "500", "500")),
        "a cent more": Told(CLEAR, steady("500", "500", "500.01")),
        "credit notes count against": Told(FIRES, steady("1000", "2000", "-1500")),
        "less than one order expected": Told(TOO_FEW, bought(ago(100), ago(400))),
        "an off-season": Told(TOO_FEW, seasonal()),
        "the feed has stopped": Told(PAUSED, steady(source="erp"), STOPPED),
        "an order ends it": Told(CLEAR, steady("500", "500", "500", "1000")),
        "who never ordered": Told(NOT_APPLICABLE, bought(D, amount="-5")),
    },
    "csat_low": {
        "below 80": Told(FIRES, answers(79)),
        "80": Told(CLEAR, answers(80)),
        "in 180 days": Told(FIRES, answers(79, last=179)),
        "older": Told(NOT_APPLICABLE, answers(79, last=180)),
        "another survey": Told(NOT_APPLICABLE, answers(7, kind="nps")),
        "too few for whoever asks for two": Told(TOO_FEW, answers(9), params={"min_cases": 2}),
        "a better answer ends it": Told(CLEAR, answers(80, 0)),
        "keeps its word when the feed has stopped": Told(
            FIRES, answers(79, last=230, source="desk"), {("surveys", "desk"): (ago(60), 30)}
        ),
    },
    "csat_very_low": {
        "below 70": Told(FIRES, answers(69)),
        "70": Told(CLEAR, answers(70)),
        "older": Told(NOT_APPLICABLE, answers(0, last=180)),
        "too few for whoever asks for two": Told(TOO_FEW, answers(9), params={"min_cases": 2}),
        "a better answer ends it": Told(CLEAR, answers(70, 0)),
    },
    "csat_low_in_a_row": {
        "three below 80": Told(FIRES, answers(79, 79, 79, 100)),
        "one of them 80": Told(CLEAR, answers(79, 80, 79)),
        "only two": Told(TOO_FEW, answers(0, 0)),
        "the third is too old": Told(TOO_FEW, answers(0, 0, 0, last=160)),
        "a better answer ends it": Told(CLEAR, answers(80, 0, 0, 0)),
        "keeps its word when the feed has stopped": Told(
            FIRES, answers(0, 0, 0, last=160, source="desk"), {("surveys", "desk"): (ago(99), 30)}
        ),
    },
    "complaints_unsolved": {
        "one of three unsolved": Told(
            FIRES, told_of(tickets=[complaint(89), complaint(9, 8), complaint(5, 5)])
        ),
        "solved only tomorrow": Told(
            FIRES, told_of(tickets=[complaint(89, -1), complaint(9, 8), complaint(5, 5)])
        ),
        "came again": Told(
            FIRES,
            told_of(tickets=[complaint(9, 8, reopened_at=at(7)), complaint(9, 8), complaint(5, 5)]),
        ),
        "and was solved again": Told(
            CLEAR,
            told_of(tickets=[complaint(9, 6, reopened_at=at(7)), complaint(9, 8), complaint(5, 5)]),
        ),
        "the last one solved ends it": Told(
            CLEAR, told_of(tickets=[complaint(89, 0), complaint(9, 8), complaint(5, 5)])
        ),
        "one is too old": Told(
            TOO_FEW, told_of(tickets=[complaint(90), complaint(9), complaint(5)])
        ),
        "one was cancelled": Told(
            TOO_FEW, told_of(tickets=[complaint(9, cancelled_on=D), complaint(9), complaint(5)])
        ),
        "none": Told(NOT_APPLICABLE, told_of(tickets=[Ticket(at(5), "issue")])),
        "keeps its word when the feed has stopped": Told(
            FIRES,
            told_of(tickets=[complaint(days, source="desk") for days in (140, 120, 100)]),
            {("tickets", "desk"): (ago(60), 30)},
        ),
    },
    "no_interaction": {
        "no contact, and one order of three": Told(FIRES, steady("1000"), TICKETS),
        "two of three": Told(CLEAR, steady("1000", "1000"), TICKETS),
        "a talk in 90 days": Told(
            CLEAR, steady("1000", facts=Facts(invitations=talks(89))), TICKETS
        ),
        "one before": Told(FIRES, steady("1000", facts=Facts(invitations=talks(90))), TICKETS),
        "one to which nobody came": Told(
            FIRES, steady("1000", facts=Facts(invitations=talks(5, attended=False))), TICKETS
        ),
        "a ticket": Told(CLEAR, steady("1000", facts=Facts(tickets=[Ticket(at(89))])), TICKETS),
        "an answer": Told(CLEAR, steady("1000", facts=Facts(answers=[Answer(at(89), 0)])), TICKETS),
        "a log-in": Told(CLEAR, steady("1000", facts=Facts(usage=logins(89, 1))), TICKETS),
        "a day of no log-in": Told(
            FIRES, steady("1000", facts=Facts(usage=[Use(ago(5), Decimal(0))])), TICKETS
        ),
        "a download": Told(
            FIRES, steady("1000", facts=Facts(usage=[Use(D, Decimal(9), "download")])), TICKETS
        ),
        "hardly any order expected": Told(TOO_FEW, every(60, 119, 419), TICKETS),
        "an off-season": Told(TOO_FEW, seasonal(), TICKETS),
        "nobody tells of contacts": Told(NOT_APPLICABLE, steady("1000")),
        "a new customer": Told(NOT_APPLICABLE, bought(ago(89)), TICKETS),
        "the feed of orders has stopped": Told(PAUSED, steady(source="erp"), TICKETS | STOPPED),
        "a feed of contacts has stopped": Told(
            PAUSED,
            steady("1000", facts=Facts(tickets=[Ticket(at(99), source="desk")])),
            {("tickets", "desk"): (ago(31), 30)},
        ),
        "one that never told of the customer": Told(
            PAUSED, steady("1000"), {("tickets", "desk"): (ago(31), 30)}
        ),
    },
    "fallen_silent": {
        "two of four": Told(FIRES, told_of(invitations=[*QUIET, *talks(5, 59)])),
        "three of four": Told(CLEAR, told_of(invitations=[*QUIET, *talks(5, 6, 59)])),
        "one of the three stayed away": Told(
            FIRES, told_of(invitations=[*QUIET, *talks(5, 6), *talks(9, attended=False)])
        ),
        "tickets and answers count": Told(
            CLEAR,
            told_of(
                invitations=[*QUIET, *talks(5)],
                tickets=[Ticket(at(7))],
                answers=[Answer(at(8), 9, "nps")],
            ),
        ),
        "known for longer than it talks": Told(
            TOO_FEW, told_of(invitations=talks(100, 90, 80, 800))
        ),
        "two are not enough to know": Told(TOO_FEW, told_of(invitations=talks(400, 100))),
        "nothing before": Told(NOT_APPLICABLE, told_of(invitations=talks(5))),
        "the feed has stopped": Told(
            PAUSED,
            told_of(invitations=[replace(one, source="crm") for one in QUIET]),
            {("followups", "crm"): (ago(31), 30)},
        ),
    },
    "decision_maker_left": {
        "today": Told(FIRES, told_of(people=[maker(left_on=D)])),
        "tomorrow": Told(CLEAR, told_of(people=[maker(left_on=ago(-1))])),
        "long ago": Told(FIRES, told_of(people=[maker(left_on=ago(900))])),
        "a new one ends it": Told(
            CLEAR, told_of(people=[maker(left_on=ago(5)), maker(joined_on=D)])
        ),
        "one who comes tomorrow does not": Told(
            FIRES, told_of(people=[maker(left_on=ago(5)), maker(joined_on=ago(-1))])
        ),
        "somebody else left": Told(
            NOT_APPLICABLE, told_of(people=[Person(("user",), left_on=ago(5))])
        ),
        "too few for whoever asks for two": Told(
            CLEAR, told_of(people=[maker(left_on=D)]), params={"min_cases": 2}
        ),
    },
    "competitor_contact": {
        "in 90 days": Told(FIRES, told_of(happenings=[Happening(ago(89))])),
        "before": Told(NOT_APPLICABLE, told_of(happenings=[Happening(ago(90))])),
        "something else": Told(NOT_APPLICABLE, told_of(happenings=[Happening(D, "funding")])),
        "learned only tomorrow": Told(
            NOT_APPLICABLE, told_of(happenings=[Happening(ago(5), known_at=at(-1))])
        ),
        "too few for whoever asks for two": Told(
            CLEAR, told_of(happenings=[Happening(D)]), params={"min_cases": 2}
        ),
    },
    "adverse_market": {
        "in 30 days": Told(FIRES, signal(29)),
        "before": Told(NOT_APPLICABLE, signal(30)),
        "good news": Told(NOT_APPLICABLE, signal(5, direction="good")),
        "no longer true": Told(NOT_APPLICABLE, signal(5, ends_on=D)),
        "true until today": Told(FIRES, signal(5, ends_on=ago(-1))),
        "of an industry that is unknown": Told(NOT_APPLICABLE, signal(5, reach="industry")),
        "too few for whoever asks for two": Told(CLEAR, signal(5), params={"min_cases": 2}),
    },
    "payment_overdue": {
        "31 days": Told(FIRES, told_of(invoices=[invoice(31)])),
        "30 days": Told(CLEAR, told_of(invoices=[invoice(30)])),
        "paid today ends it": Told(CLEAR, told_of(invoices=[invoice(31, paid_on=D)])),
        "to be paid tomorrow": Told(FIRES, told_of(invoices=[invoice(31, paid_on=ago(-1))])),
        "cancelled": Told(NOT_APPLICABLE, told_of(invoices=[invoice(31, cancelled_on=D)])),
        "too few for whoever asks for two": Told(
            CLEAR, told_of(invoices=[invoice(31)]), params={"min_cases": 2}
        ),
        "the feed has stopped": Told(
            PAUSED,
            told_of(invoices=[invoice(99, source="erp")]),
            {("invoices", "erp"): (ago(31), 30)},
        ),
        "in any currency": Told(
            FIRES, told_of(invoices=[invoice(9), invoice(9), invoice(31, currency="USD")])
        ),
    },
    "contract_ending": {
        "in 30 days": Told(FIRES, told_of(contracts=[ending(30)])),
        "in 31 days": Told(CLEAR, told_of(contracts=[ending(31)])),
        "in 45 days, of a key customer": Told(FIRES, told_of("key", contracts=[ending(45)])),
        "in 46 days": Told(CLEAR, told_of("strategic", contracts=[ending(46)])),
        "today": Told(FIRES, told_of(contracts=[ending(0)])),
        "has ended, and nobody said a word": Told(FIRES, told_of(contracts=[ending(-1)])),
        "ended three months ago": Told(FIRES, told_of(contracts=[ending(-90)])),
        "longer ago": Told(CLEAR, told_of(contracts=[ending(-91)])),
        "without an end": Told(CLEAR, told_of(contracts=[Contract(ago(300))])),
        "terminated": Told(NOT_APPLICABLE, told_of(contracts=[ending(9, terminated_on=D)])),
        "to be terminated": Told(FIRES, told_of(contracts=[ending(9, terminated_on=ago(-1))])),
        "a talk about it ends it": Told(
            CLEAR, told_of(contracts=[ending(9)], invitations=talks(0, next_step="谈续约"))
        ),
        "within 90 days before the end": Told(
            CLEAR, told_of(contracts=[ending(9)], invitations=talks(81, subject="Renewal"))
        ),
        "not before": Told(
            FIRES, told_of(contracts=[ending(9)], invitations=talks(82, subject="Renewal"))
        ),
        "a talk about something else": Told(
            FIRES, told_of(contracts=[ending(9)], invitations=talks(0, subject="送样品"))
        ),
        "one to which nobody came": Told(
            FIRES,
            told_of(contracts=[ending(9)], invitations=talks(0, subject="续签", attended=False)),
        ),
        "an opportunity": Told(
            CLEAR, told_of(contracts=[ending(9)], deals=[Deal(ago(170), ago(81))])
        ),
        "one that was over before": Told(
            FIRES, told_of(contracts=[ending(9)], deals=[Deal(ago(170), ago(82))])
        ),
        "one that opens tomorrow": Told(
            FIRES, told_of(contracts=[ending(9)], deals=[Deal(ago(-1))])
        ),
        "the next one is signed": Told(
            CLEAR, told_of(contracts=[ending(9), Contract(ago(-10), None, signed_on=D)])
        ),
        "signed tomorrow": Told(
            FIRES, told_of(contracts=[ending(9), Contract(ago(-10), None, signed_on=ago(-1))])
        ),
        "in parallel with another one": Told(
            FIRES, told_of(contracts=[ending(9), Contract(ago(82), ago(-400), signed_on=ago(90))])
        ),
        "one that began 90 days before the end": Told(
            CLEAR, told_of(contracts=[ending(9), Contract(ago(81), ago(-400), signed_on=ago(90))])
        ),
        "long after the end": Told(
            CLEAR, told_of(contracts=[ending(9), Contract(ago(-150), None, signed_on=D)])
        ),
        "nobody knows when, and it has not begun": Told(
            FIRES, told_of(contracts=[ending(9), Contract(ago(-10))])
        ),
        "too few for whoever asks for two": Told(
            CLEAR, told_of(contracts=[ending(9)]), params={"min_cases": 2}
        ),
    },
    "no_login": {
        "for 7 days after weekly use": Told(FIRES, told_of(usage=logins(7))),
        "for 6 days": Told(CLEAR, told_of(usage=logins(6))),
        "in 6 of 8 weeks": Told(FIRES, told_of(usage=logins(7, 6))),
        "in 5 of them": Told(TOO_FEW, told_of(usage=logins(7, 5))),
        "a log-in ends it": Told(CLEAR, told_of(usage=logins(0))),
        "a zero does not": Told(FIRES, told_of(usage=[*logins(7), Use(D, Decimal(0))])),
        "half a year ago": Told(NOT_APPLICABLE, told_of(usage=logins(184))),
        "a day less": Told(FIRES, told_of(usage=logins(183))),
        "after the golden week": Told(
            CLEAR, told_of(usage=logins(8, day=GOLDEN_WEEK)), day=GOLDEN_WEEK
        ),
        "after Spring Festival": Told(
            CLEAR, told_of(usage=logins(11, day=SPRING_FESTIVAL)), day=SPRING_FESTIVAL
        ),
        "the feed has stopped": Told(
            PAUSED, told_of(usage=logins(20, source="web")), {("usage", "web"): (ago(8), 7)}
        ),
    },
    "downloads_halved": {
        "half of ten": Told(FIRES, uses("download", "5", "10")),
        "a little more": Told(CLEAR, uses("download", "5.01", "10")),
        "nine before": Told(TOO_FEW, uses("download", "0", "9")),
        "ten, but longer ago": Told(TOO_FEW, uses("download", "0", "10", then=60)),
        "not so many days were worked": Told(
            CLEAR, uses("download", "5", "10", day=ago(-12, GOLDEN_WEEK)), day=ago(-12, GOLDEN_WEEK)
        ),
        "the feed has stopped": Told(
            PAUSED, uses("download", "0", "10", source="web"), {("usage", "web"): (ago(8), 7)}
        ),
    },
    "usage_halved": {
        "half of what is usual in 30 days": Told(FIRES, uses("product", "5", "30")),
        "a little more": Told(CLEAR, uses("product", "5.01", "30")),
        "too little before": Told(TOO_FEW, uses("product", "0", "9.9")),
        "in the 90 days before": Told(FIRES, uses("product", "0", "30", then=119)),
        "longer ago": Told(TOO_FEW, uses("product", "0", "30", then=120)),
        "not so many days were worked": Told(
            CLEAR, uses("product", "5", "30", day=ago(-12, GOLDEN_WEEK)), day=ago(-12, GOLDEN_WEEK)
        ),
        "the feed has stopped": Told(
            PAUSED, uses("product", "0", "30", source="web"), {("usage", "web"): (ago(8), 7)}
        ),
    },
    "spending_tripled": {
        "three times the usual": Told(FIRES, steady("9000")),
        "a cent less": Told(CLEAR, steady("8999.99")),
        "less than one order expected": Told(TOO_FEW, bought(ago(200), D, amount="9999")),
        "who never ordered": Told(NOT_APPLICABLE, Book()),
    },
    "favourable_policy": {
        "in 30 days": Told(FIRES, good(29)),
        "before": Told(NOT_APPLICABLE, good(30)),
        "other good news": Told(NOT_APPLICABLE, good(5, "funding")),
        "no longer true": Told(NOT_APPLICABLE, good(5, ends_on=D)),
        "too few for whoever asks for two": Told(CLEAR, good(5), params={"min_cases": 2}),
    },
    "usage_grown": {
        "a fifth more than usual": Told(FIRES, uses("product", "12", "30")),
        "a little less": Told(CLEAR, uses("product", "11.99", "30")),
        "too little before": Told(TOO_FEW, uses("product", "99", "9.9")),
    },
    "staff_grown": {
        "a fifth more than a year ago": Told(FIRES, staff(100, 120)),
        "a little less": Told(CLEAR, staff(100, 119)),
        "too few before": Told(TOO_FEW, staff(9, 120)),
        "nobody knows of then": Told(NOT_APPLICABLE, staff(None, 120)),
        "nobody knows of now": Told(NOT_APPLICABLE, staff(100, None)),
        "until tomorrow": Told(
            NOT_APPLICABLE, told_of(staff=[(at(400), 100), (at(10), None), (at(-1), 150)])
        ),
        "nobody knew then": Told(NOT_APPLICABLE, staff(100, 120, days=364)),
    },
}
