"""What each rule says, how it is set, and that its neighbours leave it alone."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import Contract as StoredContract
from accounts.models import Customer, UsageDay, User
from health.choices import RuleOutcome
from health.models import RuleSetting
from health.queries.reading import reading_of
from health.queries.rules import evidence_rows, findings, findings_of, rules_in_force
from health.services.score import score
from health.sql.rules import together
from health.tests.books import bought, store, store_feeds
from health.tests.facts import (
    Answer,
    Contract,
    Deal,
    Facts,
    Happening,
    Signal,
    Use,
)
from health.tests.reference import Book, Row
from health.tests.rule_cases import CASES
from health.tests.told import (
    CLEAR,
    FIRES,
    GOLDEN_WEEK,
    NOT_APPLICABLE,
    QUIET,
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
    quarters,
    signal,
    staff,
    steady,
    talks,
    told_of,
    uses,
)
from health.warning_rules.base import all_rules

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("model")]


def stored(told: Told) -> Customer:
    [customer] = store([told.book])
    store_feeds(told.feeds)
    if told.book.rows:
        score(day=told.day)  # keeps the pace of comparable customers
    return customer


def said(code: str, customer: Customer, day: date = D) -> RuleOutcome:
    [finding] = findings_of(customer.pk, day, [code])
    return finding.outcome


def rule_set(by: User, code: str, **setting: object) -> None:
    RuleSetting.objects.create(
        rule=code, reason="Try it.", changed_at=timezone.now(), changed_by=by, **setting
    )


TOLD = [(code, told) for code, cases in CASES.items() for told in cases.values()]
NAMES = [f"{code}: {name}" for code, cases in CASES.items() for name in cases]


@pytest.mark.parametrize(("code", "told"), TOLD, ids=NAMES)
def test_a_rule_says(code: str, told: Told, fang: User) -> None:
    customer = stored(told)
    if told.params:
        assert said(code, customer, told.day) == FIRES
        rule_set(fang, code, params=told.params)
    assert said(code, customer, told.day) == told.outcome


def test_where_no_day_was_worked_no_download_is_missing(fang: User) -> None:
    """Five days in the golden week, and five before it."""
    day = ago(3, GOLDEN_WEEK)
    [customer] = store([uses("download", "0", "10", then=6, day=day)])
    rule_set(fang, "downloads_halved", params={"days": 5})
    assert said("downloads_halved", customer, day) == CLEAR
    assert said("downloads_halved", customer, ago(-1, GOLDEN_WEEK)) == TOO_FEW


def test_each_rule_has_cases_for_and_against() -> None:
    assert set(CASES) == set(all_rules())
    assert all({FIRES} < {told.outcome for told in cases.values()} for cases in CASES.values())


# --- days, settings, neighbours ---------------------------------------------------------------


def busy() -> Book:
    """Somebody of whom every kind of fact is known, so that every rule has something to say."""
    return steady(
        "500",
        facts=Facts(
            answers=answers(79, 60, 70).facts.answers,
            tickets=[complaint(9), complaint(8), complaint(7, 6)],
            invitations=QUIET,
            people=[maker(left_on=ago(5))],
            happenings=[Happening(ago(5))],
            signals=[*signal(5).facts.signals, *good(5).facts.signals],
            invoices=[invoice(40)],
            contracts=[ending(20)],
            usage=[
                *logins(7),
                *uses("download", "1", "20").facts.usage,
                *uses("product", "1", "30").facts.usage,
            ],
            staff=[(at(400), 100), (at(300), 150)],
        ),
    )


def later() -> Book:
    """What the next days bring; some of it would end a warning, some would begin one."""
    return Book(
        [Row(ago(-1), Decimal(9000)), Row(ago(-2), Decimal(-50))],
        facts=Facts(
            answers=[Answer(at(-1), 100)],
            tickets=[complaint(-1)],
            invitations=talks(-1, subject="续签"),
            people=[maker(joined_on=ago(-1))],
            happenings=[Happening(ago(-1)), Happening(ago(1), known_at=at(-1))],
            signals=[*signal(-1).facts.signals, *good(-1).facts.signals],
            invoices=[invoice(-1)],
            contracts=[Contract(ago(-1), None), Contract(ago(-30), None, signed_on=ago(-1))],
            deals=[Deal(ago(-1))],
            usage=[Use(ago(-1), Decimal(9), one) for one in ("login", "download", "product")],
        ),
    )


def told_by_rules(customer: Customer) -> dict[str, tuple]:
    found = findings_of(customer.pk, D)
    return {one.rule: (one.outcome, one.until, dict(one.numbers)) for one in found}


def test_facts_of_later_days_change_nothing() -> None:
    plain, more = busy(), later()
    facts = {kind: own + vars(more.facts)[kind] for kind, own in vars(plain.facts).items()}
    planted = Book([*plain.rows, *more.rows], facts=Facts(**facts))
    first, second = store([plain, planted])
    score(day=D)
    said_of_first = told_by_rules(first)
    assert said_of_first == told_by_rules(second)
    firing = {rule for rule, (outcome, _, _) in said_of_first.items() if outcome == FIRES}
    quiet = {"no_order", "orders_falling", "no_interaction", "fallen_silent", "csat_very_low"}
    assert firing == set(all_rules()) - quiet - {"spending_tripled", "usage_grown"}


def test_what_ends_something_on_a_later_day_does_not_end_it_yet() -> None:
    told = told_of(
        invoices=[invoice(40, paid_on=ago(-1), cancelled_on=ago(-2))],
        people=[maker(left_on=D), maker(left_on=ago(-1))],
        tickets=[complaint(9, -1), complaint(8, -1, cancelled_on=ago(-1)), complaint(7, -1)],
        contracts=[ending(9, terminated_on=ago(-1))],
        signals=[Signal(D, 0, ends_on=ago(-1))],
    )
    [customer] = store([told])
    on_the_day = {code: said(code, customer) for code in ENDED}
    assert on_the_day == {**dict.fromkeys(ENDED, FIRES), "decision_maker_left": CLEAR}


ENDED = (
    *("payment_overdue", "complaints_unsolved", "contract_ending", "adverse_market"),
    "decision_maker_left",
)


def test_a_contract_recorded_without_a_day_of_signature_is_known_since_then() -> None:
    [customer] = store([told_of(contracts=[ending(9), Contract(ago(-10))])])
    new = StoredContract.objects.filter(customer=customer, starts_on=ago(-10))
    new.update(recorded_at=at(0))
    assert said("contract_ending", customer) == CLEAR
    new.update(recorded_at=at(-1))
    assert said("contract_ending", customer) == FIRES


SET_OTHERWISE = [
    ("no_order", every(30, 90, 360), {"days": 91}, CLEAR),
    ("no_order", every(60, 120, 420), {"intervals": 2.1}, CLEAR),
    ("no_order", bought(ago(180)), {"days_unknown": 181}, CLEAR),
    ("orders_falling", quarters(1, 2, 3), {"share": 50}, CLEAR),
    ("orders_falling", quarters(1, 2, 3), {"min_cases": 4}, TOO_FEW),
    ("spending_halved", steady("500", "500", "500"), {"share": 49}, CLEAR),
    ("spending_halved", steady("500"), {"min_cases": 3.1}, TOO_FEW),
    ("csat_low", answers(79), {"below": 79}, CLEAR),
    ("csat_low", answers(79), {"days": 3}, NOT_APPLICABLE),
    ("csat_very_low", answers(69), {"below": 69}, CLEAR),
    ("csat_low_in_a_row", answers(79, 79, 79, 80), {"min_cases": 4}, CLEAR),
    ("csat_low_in_a_row", answers(79, 79, 79), {"days": 20}, TOO_FEW),
    ("complaints_unsolved", told_of(tickets=[complaint(9)] * 3), {"min_cases": 4}, TOO_FEW),
    ("complaints_unsolved", told_of(tickets=[complaint(9)] * 3), {"unsolved": 4}, CLEAR),
    ("fallen_silent", told_of(invitations=[*QUIET, *talks(5, 59)]), {"share": 48}, CLEAR),
    ("fallen_silent", told_of(invitations=[*QUIET, *talks(5)]), {"min_cases": 4.5}, TOO_FEW),
    ("competitor_contact", told_of(happenings=[Happening(ago(9))]), {"days": 9}, NOT_APPLICABLE),
    ("adverse_market", signal(9), {"days": 9}, NOT_APPLICABLE),
    ("payment_overdue", told_of(invoices=[invoice(31)]), {"days_late": 31}, CLEAR),
    ("contract_ending", told_of(contracts=[ending(30)]), {"days_other": 29}, CLEAR),
    ("contract_ending", told_of("key", contracts=[ending(45)]), {"days_senior": 44}, CLEAR),
    ("no_login", told_of(usage=logins(7)), {"quiet_days": 8}, CLEAR),
    ("no_login", told_of(usage=logins(7, 6)), {"min_cases": 7}, TOO_FEW),
    ("downloads_halved", uses("download", "5", "10"), {"share": 49}, CLEAR),
    ("usage_halved", uses("product", "5", "30"), {"min_cases": 31}, TOO_FEW),
    ("spending_tripled", steady("9000"), {"more": 201}, CLEAR),
    ("favourable_policy", good(9), {"days": 9}, NOT_APPLICABLE),
    ("usage_grown", uses("product", "12", "30"), {"more": 21}, CLEAR),
    ("staff_grown", staff(100, 120), {"more": 21}, CLEAR),
]


@pytest.mark.parametrize(("code", "book", "params", "outcome"), SET_OTHERWISE)
def test_a_rule_goes_by_the_numbers_it_is_set_to(
    code: str, book: Book, params: dict[str, float], outcome: RuleOutcome, fang: User
) -> None:
    customer = stored(Told(outcome, book))
    assert said(code, customer) == FIRES
    rule_set(fang, code, params=params)
    assert said(code, customer) == outcome


def test_numbers_out_of_bounds_and_unknown_ones_are_left_aside(fang: User) -> None:
    customer = stored(Told(FIRES, answers(79)))
    rule_set(fang, "csat_low", params={"below": 0, "days": 9999, "of_old": 3})
    assert said("csat_low", customer) == FIRES


def test_a_rule_that_is_off_says_nothing(fang: User) -> None:
    customer = stored(Told(FIRES, answers(69)))
    rule_set(fang, "csat_low", is_on=False)
    found = {one.rule for one in findings_of(customer.pk, D)}
    assert found == set(all_rules()) - {"csat_low"}


def test_a_rule_that_is_off_for_a_tier_says_nothing_of_it(fang: User) -> None:
    key, other, unknown = store(
        [replace(answers(69), tier=tier) for tier in ("key", "potential", "")]
    )
    rule_set(fang, "csat_low", off_for=["key", "general"])
    ids = [key.pk, other.pk, unknown.pk]
    found = findings(reading_of(D), rules_in_force(["csat_low", "csat_very_low"]), followed=ids)
    assert {(one.customer, one.rule) for one in found} == {
        *((pk, "csat_very_low") for pk in ids),
        (other.pk, "csat_low"),
    }


def test_nothing_is_said_of_who_has_left() -> None:
    [gone] = store([replace(answers(0), churned_on=D)])
    assert findings_of(gone.pk, D) == []
    assert findings_of(gone.pk, ago(1)) != []


def test_of_others_only_what_warns_or_pauses_is_told() -> None:
    one, other = store([answers(79), answers(100)])
    rules = rules_in_force(["csat_low", "csat_very_low"])
    found = [(row.customer, row.rule) for row in findings(reading_of(D), rules)]
    assert found == [(one.pk, "csat_low")]
    followed = list(findings(reading_of(D), rules, followed=[other.pk]))
    assert {(row.customer, row.outcome) for row in followed} == {
        (one.pk, FIRES),
        (other.pk, CLEAR),
    }


NEIGHBOURS = [
    ("csat_low", {"days": 5}, "csat_very_low", answers(0, last=9)),
    ("csat_very_low", {"below": 1}, "csat_low", answers(5)),
    ("adverse_market", {"days": 5}, "favourable_policy", good(20)),
    ("downloads_halved", {"days": 3}, "usage_halved", uses("product", "5", "30", then=119)),
    ("no_login", {"quiet_days": 60}, "downloads_halved", uses("download", "5", "10", then=59)),
    ("no_order", {"days": 365}, "spending_halved", steady("500")),
    ("no_interaction", {"days": 365}, "no_order", every(30, 90, 360)),
]


@pytest.mark.parametrize(("code", "params", "neighbour", "book"), NEIGHBOURS)
def test_rules_of_one_source_do_not_disturb_each_other(
    code: str, params: dict[str, float], neighbour: str, book: Book, fang: User
) -> None:
    """They are read together; what one of them counts otherwise is its own."""
    customer = stored(Told(FIRES, book))
    alone = findings_of(customer.pk, D, [neighbour])
    assert alone[0].outcome == FIRES
    rule_set(fang, code, params=params)
    both = findings_of(customer.pk, D)
    assert [one for one in both if one.rule == neighbour] == alone
    assert [one for one in both if one.rule == code] == findings_of(customer.pk, D, [code])


def test_rules_with_different_windows_are_read_apart(fang: User) -> None:
    codes = ["csat_low", "csat_very_low", "complaints_unsolved"]

    def groups() -> list[list[str]]:
        rules = [rule.figure for rule in rules_in_force(codes).values()]
        return [[rule.code for rule in group] for group in together(rules)]

    assert sorted(map(sorted, groups())) == [["complaints_unsolved"], ["csat_low", "csat_very_low"]]
    rule_set(fang, "csat_low", params={"days": 30})
    assert sorted(groups()) == [["complaints_unsolved"], ["csat_low"], ["csat_very_low"]]


def test_the_evidence_are_the_newest_rows_within_the_window_that_is_set(fang: User) -> None:
    [customer] = store([told_of(usage=[Use(ago(n), Decimal(1), "download") for n in range(70)])])
    rule = rules_in_force(["downloads_halved"])["downloads_halved"].figure
    reading = reading_of(D)
    assert len(evidence_rows(rule, [customer.pk], reading)[customer.pk]) == 30
    rule_set(fang, "downloads_halved", params={"days": 60})
    rule = rules_in_force(["downloads_halved"])["downloads_halved"].figure
    rows = evidence_rows(rule, [customer.pk], reading)[customer.pk]
    assert len(rows) == 50
    newest = customer_usage(customer)
    assert rows == newest[:50]


def customer_usage(customer: Customer) -> list[int]:
    return list(
        UsageDay.objects.filter(customer=customer).order_by("-day").values_list("pk", flat=True)
    )
