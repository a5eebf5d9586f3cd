"""States that follow from dates, and what the database insists on."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from followups.models import SlaClock, Ticket
from followups.tests.factories import (
    FollowUpFactory,
    NeedFactory,
    SurveyAnswerFactory,
    TicketFactory,
    at,
)

OPENED = at("2026-03-04T10:00")


def after(hours):
    return OPENED + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("dates", "state"),
    [
        ({}, "open"),
        ({"confirmed_at": after(1), "first_solution_at": after(2)}, "open"),
        ({"solved_at": after(1)}, "solved"),
        ({"solved_at": after(1), "verified_at": after(2)}, "verified"),
        ({"solved_at": after(1), "verified_at": after(2), "closed_at": after(3)}, "closed"),
        ({"closed_at": after(3)}, "closed"),
        ({"solved_at": after(1), "reopened_at": after(2)}, "open"),
        ({"solved_at": after(1), "closed_at": after(2), "reopened_at": after(3)}, "open"),
        ({"solved_at": after(4), "closed_at": after(2), "reopened_at": after(3)}, "solved"),
        ({"cancelled_on": date(2026, 3, 5), "solved_at": after(1)}, "cancelled"),
    ],
)
def test_the_state_of_a_ticket_follows_from_its_dates(dates, state):
    assert Ticket(opened_at=OPENED, **dates).state == state


@pytest.mark.parametrize(
    ("met", "now", "is_met"),
    [
        (None, 0, None),
        (None, 1, None),
        (None, 2, False),
        (1, 1, True),
        (1, 5, True),
        (3, 2, False),
        (3, 5, False),
        (1, 0, None),  # as it stood before
    ],
)
def test_whether_a_clock_was_met_follows_from_its_dates(met, now, is_met):
    clock = SlaClock(due_at=after(1), met_at=after(met) if met else None)
    assert clock.met_by(after(now)) is is_met


def test_a_running_clock_is_neither_met_nor_missed(time_machine):
    time_machine.move_to(after(0), tick=False)
    clock = SlaClock(due_at=after(1))
    assert clock.is_met is None
    time_machine.move_to(after(2))
    assert clock.is_met is False


def test_a_follow_up_is_complete_with_all_three_modules(db):
    filled = {"business_review": "a", "problem_solving": "b", "value_delivery": "c"}
    assert FollowUpFactory(**filled).is_complete
    assert not FollowUpFactory(**filled | {"value_delivery": ""}).is_complete


def clock(**fields):
    ticket = TicketFactory()
    fields = {
        "ticket": ticket, "customer": ticket.customer, "clock": "solved", "time_kind": "elapsed",
        "allowed": 60, "started_at": OPENED, "due_at": after(1),
    } | fields  # fmt: skip
    return SlaClock.objects.create(**fields)


def ticket_that_repeats_itself():
    ticket = TicketFactory()
    Ticket.objects.filter(pk=ticket.pk).update(repeats=ticket)


def twice(factory):
    customer = TicketFactory().customer
    for _time in range(2):
        factory(customer=customer, external_id="1")


@pytest.mark.parametrize(
    ("make", "constraint"),
    [
        (lambda: TicketFactory(solved_at=after(-1)), "ticket_solved_at_after_opened_at"),
        (lambda: TicketFactory(reopened_at=after(-1)), "ticket_reopened_at_after_opened_at"),
        (ticket_that_repeats_itself, "ticket_repeats_another"),
        (lambda: twice(TicketFactory), "ticket_unique"),
        (lambda: twice(FollowUpFactory), "follow_up_unique"),
        (lambda: twice(SurveyAnswerFactory), "survey_answer_unique"),
        (lambda: twice(NeedFactory), "need_unique"),
        (lambda: clock(allowed=0), "sla_clock_allows_time"),
        (lambda: clock(due_at=after(-1)), "sla_clock_due_after_start"),
        (lambda: clock(ticket=clock().ticket), "sla_clock_once"),
        (lambda: FollowUpFactory(attended=True), "follow_up_attended_when_invited"),
        (lambda: SurveyAnswerFactory(score=101), "survey_answer_score_of_its_kind"),
        (lambda: SurveyAnswerFactory(score=-1), "survey_answer_score_of_its_kind"),
        (lambda: SurveyAnswerFactory(kind="nps", score=11), "survey_answer_score_of_its_kind"),
        (lambda: NeedFactory(urgency=6), "need_urgency_one_to_five"),
        (lambda: NeedFactory(importance=0), "need_importance_one_to_five"),
        (lambda: NeedFactory(solved_on=date(2026, 3, 3)), "need_solved_on_after_raised_on"),
        (lambda: NeedFactory(confirmed_on=date(2026, 3, 3)), "need_confirmed_on_after_raised_on"),
    ],
)
def test_the_database_refuses_what_cannot_be(db, make, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


def test_the_history_of_a_ticket_is_kept(db):
    ticket = TicketFactory()
    Ticket.objects.filter(pk=ticket.pk).update(subject="later")
    history = Ticket.pgh_event_model.objects.filter(pgh_obj=ticket).order_by("pgh_id")
    assert [row.subject for row in history] == [ticket.subject, "later"]
