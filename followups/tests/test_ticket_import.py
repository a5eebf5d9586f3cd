"""Tickets from files: whom and what they name, what is refused, and their clocks."""

import pytest

from accounts.models import Customer, Department, ImportBatch, User
from accounts.services.imports import batch_undo
from accounts.tests.factories import ContactFactory, OrderFactory, UserFactory
from accounts.tests.imports.conftest import DAY
from accounts.tests.imports.dumps import dump
from accounts.tests.imports.test_orders import counts, only_error
from followups.models import SlaClock, Ticket
from followups.services.clocks import clocks_fill
from followups.tests.factories import at

HEAD = "number,customer,kind,severity,subject,opened at"
BOOK = (
    f"{HEAD},confirmed at,solved at\n"
    "T1,K1,issue,major,noise,2026-3-6 17:50,2026-3-6 17:55,\n"
    "T2,K1,complaint,,late,2026-3-4 10:00,2026-3-4 11:30,2026-3-9 09:00\n"
    "T3,K2,question,low,how,2026-3-7 12:00,,\n"
)


def ticket(extra_head, extra, number="T1", customer="K1"):
    return f"{HEAD},{extra_head}\n{number},{customer},issue,,noise,2026-3-4 10:00,{extra}\n"


def undo(batch):
    return batch_undo(batch=ImportBatch.objects.get(pk=batch), day=DAY)


def clocks(number):
    return {
        clock.clock: (clock.due_at, clock.met_at)
        for clock in SlaClock.objects.filter(ticket__number=number, applies=True)
    }


# Whom and what a ticket names


@pytest.mark.parametrize("words", ["lin", "LIN@evergreen.example", "林晓"])
def test_the_owner_is_found_by_username_email_or_name(load, lin, words):
    assert counts(load("tickets", ticket("owner", words))) == (1, 0, 0, 0)
    assert Ticket.objects.get().owner == lin


def test_somebody_who_has_left_was_still_the_owner(load, lin):
    User.objects.filter(pk=lin.pk).update(is_active=False)
    load("tickets", ticket("owner", "lin"))
    assert Ticket.objects.get().owner == lin


def test_a_username_is_surer_than_a_name(load, lin):
    UserFactory(username="other", name="lin")
    load("tickets", ticket("owner", "lin"))
    assert Ticket.objects.get().owner == lin


def test_a_ticket_of_nobody_we_know_is_refused_and_makes_no_stub(load):
    result = load("tickets", ticket("owner", "ghost"))
    assert only_error(result) == (2, "owner", "ghost", "is nobody here")
    assert not Customer.objects.exists()


def test_a_name_of_several_people_is_refused(load, lin):
    UserFactory(username="lin2", name="林晓")
    result = load("tickets", ticket("owner", "林晓"))
    assert only_error(result)[3] == "is the name of several people here"


@pytest.mark.parametrize("words", ["rnd", "RND", "研发部", "research"])
def test_the_department_is_found_by_code_or_name(load, words):
    department = Department.objects.create(code="rnd", name="研发部", name_en="Research")
    load("tickets", ticket("department", words))
    assert Ticket.objects.get().department == department


def test_an_unknown_department_is_refused(load):
    result = load("tickets", ticket("department", "astrology"))
    assert only_error(result) == (2, "department", "astrology", "is no department here")


@pytest.mark.parametrize(
    ("field", "make"), [("contact", ContactFactory), ("order", OrderFactory)]
)  # fmt: skip
def test_contact_and_order_have_to_be_known_of_that_customer(load, hangzhou, ningbo, field, make):
    known = make(customer=hangzhou, **{"contact": {"name": "Z"}, "order": {"number": "Z"}}[field])
    of_hangzhou = load("tickets", ticket(field, "Z", customer=hangzhou.code))
    assert counts(of_hangzhou) == (1, 0, 0, 0)
    assert getattr(Ticket.objects.get(), field) == known
    of_ningbo = load("tickets", ticket(field, "Z", "T2", ningbo.code))
    assert only_error(of_ningbo)[1:] == (field, "Z", f"is not known of {ningbo.name}")
    of_nobody = load("tickets", ticket(field, "Z", "T3", "K9"))
    assert only_error(of_nobody)[3] == "is not known of K9"


def test_an_unknown_product_line_is_recorded_and_goes_with_the_import(load):
    before = dump()
    batch = load("tickets", ticket("product line", "pumps")).batch
    assert Ticket.objects.get().line.name == "pumps"
    assert undo(batch).kept == []
    assert dump() == before


# Repeats

REPEATS = (
    "number,customer,kind,subject,opened at,repeats\n"
    "T3,K1,issue,again,2026-3-6,T2\n"
    "T2,K1,issue,again,2026-3-5,T1\n"
    "T1,K1,issue,noise,2026-3-4,\n"
)


def repeated():
    return dict(Ticket.objects.order_by("number").values_list("number", "repeats__number"))


def test_a_ticket_may_repeat_one_that_stands_further_down(load):
    assert counts(load("tickets", REPEATS)) == (3, 0, 0, 0)
    assert repeated() == {"T1": None, "T2": "T1", "T3": "T2"}
    before = dump()
    assert counts(load("tickets", REPEATS)) == (0, 0, 3, 0)
    assert dump() == before


def test_that_a_known_ticket_repeats_another_is_a_change_of_it(load):
    load("tickets", REPEATS.replace(",T2\n", ",\n").replace(",T1\n", ",\n"))
    before = dump()
    result = load("tickets", REPEATS)
    assert counts(result) == (0, 2, 1, 0)
    assert set(Ticket.objects.exclude(repeats=None).values_list("batch", flat=True)) == {
        result.batch
    }
    undo(result.batch)
    assert dump() == before


def test_a_ticket_with_another_change_too_is_counted_once(load):
    load("tickets", REPEATS.replace(",T2\n", ",\n"))
    assert counts(load("tickets", REPEATS.replace("T3,K1,issue,again", "T3,K1,issue,anew"))) == (
        0, 1, 2, 0,
    )  # fmt: skip


def test_a_repeat_of_what_nobody_knows_is_refused_and_so_is_a_repeat_of_that(load):
    result = load("tickets", REPEATS.replace(",T1\n", ",T0\n"))
    assert counts(result) == (1, 0, 0, 2)
    assert [(error.value, error.reason) for error in result.outcome.errors] == [
        ("T0", "is not known of K1"),
        ("T2", "is not known of K1"),
    ]


@pytest.mark.parametrize("known", [False, True])
def test_a_ticket_of_another_customer_is_not_repeated(load, known):
    if known:
        load("tickets", f"{HEAD}\nT0,K1,issue,,noise,2026-3-4\n")
    result = load("tickets", REPEATS.replace("T1,K1", "T1,K2"))
    assert counts(result) == (1, 0, 0, 2)
    assert Customer.objects.filter(name="K1").exists() is known


@pytest.mark.parametrize("known", [False, True])
def test_no_ticket_repeats_itself(load, known):
    if known:
        load("tickets", REPEATS)
    result = load("tickets", REPEATS.replace("2026-3-4,", "2026-3-4,T1"))
    assert result.outcome.errors[0].value == "T1"
    assert not Ticket.objects.filter(number="T1", repeats__number="T1").exists()


# What is refused


@pytest.mark.parametrize(
    "step",
    [
        "confirmed at", "work started at", "first solution at", "escalated at", "solved at",
        "verified at", "revisited at", "closed at", "reopened at",
    ],
)  # fmt: skip
def test_nothing_happens_to_a_ticket_before_it_is_opened(load, step):
    result = load("tickets", ticket(step, "2026-3-4 09:59"))
    assert only_error(result)[3].startswith("is before the ticket was opened, 2026-03-04")
    load("tickets", ticket(step, "2026-3-4 10:00"))
    result = load("tickets", ticket("cause", "").replace("10:00", "10:01"))
    assert counts(result) == (0, 0, 0, 1)


def test_a_ticket_may_be_cancelled_on_its_first_day_but_not_before(load):
    result = load("tickets", ticket("cancelled on", "2026-3-3"))
    assert only_error(result)[3].startswith("is before the ticket was opened")
    assert counts(load("tickets", ticket("cancelled on", "2026-3-4"))) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("word", "severity"),
    [
        ("低", "low"), ("轻微", "low"), ("minor", "low"), ("一般", "normal"), ("中", "normal"),
        ("medium", "normal"), ("", "normal"), ("高", "major"), ("严重", "major"), ("P1", "major"),
        ("紧急", "major"), ("critical", "major"),
    ],
)  # fmt: skip
def test_severity_is_read_in_many_words(load, word, severity):
    load("tickets", f"{HEAD}\nT1,K1,issue,{word},noise,2026-3-4\n")
    assert Ticket.objects.get().severity == severity


def test_an_unknown_severity_is_refused(load):
    result = load("tickets", f"{HEAD}\nT1,K1,issue,purple,noise,2026-3-4\n")
    assert only_error(result) == (2, "severity", "purple", "is none of: low, normal, major")


# Clocks


def test_the_clocks_of_imported_tickets_run_at_once(load):
    load("tickets", BOOK)
    assert clocks("T1") == {
        "confirmed": (at("2026-03-09T09:05"), at("2026-03-06T17:55")),
        "work_started": (at("2026-03-09T09:20"), None),
        "first_solution": (at("2026-03-09T09:50"), None),
        "escalated": (at("2026-03-09T09:05"), None),
        "solved": (at("2026-03-08T17:50"), None),
    }
    assert clocks("T2") == {
        "confirmed": (at("2026-03-04T11:00"), at("2026-03-04T11:30")),
        "work_started": (at("2026-03-04T12:00"), None),
        "solved": (at("2026-03-11T10:00"), at("2026-03-09T09:00")),
        "revisited": (at("2026-03-11T10:00"), None),
    }
    assert clocks("T3") == {
        "confirmed": (at("2026-03-09T17:00"), None),
        "work_started": (at("2026-03-10T09:00"), None),
    }


def test_filling_the_clocks_once_more_changes_nothing(load):
    load("tickets", BOOK)
    before = dump()
    assert clocks_fill(tickets=Ticket.objects.values_list("pk", flat=True)) == 0
    assert dump() == before


def test_a_later_file_says_when_a_target_was_met(load):
    load("tickets", BOOK)
    load("tickets", BOOK.replace("17:55,", "17:55,2026-3-8 12:00"))
    assert clocks("T1")["solved"] == (at("2026-03-08T17:50"), at("2026-03-08T12:00"))


def test_undoing_that_a_ticket_was_of_another_kind_brings_its_clocks_back(load):
    load("tickets", BOOK)
    before = dump()
    batch = load("tickets", BOOK.replace("issue,major", "complaint,low")).batch
    assert set(clocks("T1")) == {"confirmed", "work_started", "solved", "revisited"}
    assert SlaClock.objects.filter(ticket__number="T1", applies=False).count() == 2
    assert undo(batch).kept == []
    assert dump() == before


def test_a_ticket_that_moves_to_another_customer_takes_all_its_clocks_along(load):
    load("tickets", BOOK)
    load("tickets", BOOK.replace("T1,K1,issue", "T1,K7,question"))
    moved = SlaClock.objects.filter(ticket__number="T1")
    assert {clock.customer.name for clock in moved} == {"K7"}


def test_an_import_into_nothing_is_undone_to_nothing(load):
    before = dump()
    assert undo(load("tickets", BOOK).batch).kept == []
    assert not SlaClock.objects.exists()
    assert dump() == before


def test_a_ticket_that_an_undo_keeps_keeps_its_clocks(load):
    batch = load("tickets", BOOK).batch
    Ticket.objects.filter(number="T1").update(subject="by hand")
    undo(batch)
    assert Ticket.objects.get().number == "T1"
    assert len(clocks("T1")) == 5


def test_a_changed_ticket_that_an_undo_keeps_keeps_its_clocks(load):
    load("tickets", BOOK)
    batch = load("tickets", BOOK.replace("issue,major", "complaint,low")).batch
    Ticket.objects.filter(number="T1").update(subject="by hand")
    before = clocks("T1")
    undo(batch)
    assert clocks("T1") == before
