"""Follow-ups, survey answers and needs from files."""

import pytest

from accounts.models import Contact
from accounts.tests.imports.test_orders import counts, only_error
from followups.models import FollowUp, Need, SurveyAnswer
from followups.tests.factories import FollowUpFactory

TOUCHES = "customer,happened at,channel,subject,by\nK1,2026-3-5 10:00,phone,prices,lin\n"
ANSWERS = "customer,survey,score,answered at\nK1,csat,{},2026-3-5\n"
NEEDS = "customer,need,raised on,due on\nK1,Faster delivery,2026-3-5,2026-4-5\n"


# Follow-ups


def test_a_follow_up_without_a_number_is_told_by_when_how_who_and_what_about(load, lin, chen):
    text = TOUCHES + (
        "K1,2026-3-5 10:00,phone,prices,林晓\n"  # the same person by name
        "K1,2026-3-5 10:00,phone,prices,chen\n"
        "K1,2026-3-5 10:00,phone,holidays,lin\n"
        "K2,2026-3-5 10:00,phone,prices,lin\n"
    )
    result = load("followups", text)
    assert result.outcome.created == 4
    assert FollowUp.objects.filter(by=lin).count() == 3


def test_somebody_who_took_part_in_a_follow_up_does_not_move_to_another_customer(load):
    people = "客户,姓名,外部编号\n{},王芳,P7\n"
    load("contacts", people.format("K1"))
    contact = Contact.objects.get()
    FollowUpFactory(customer=contact.customer).contacts.add(contact)
    refused = only_error(load("contacts", people.format("K2")))
    assert refused[3] == "is another customer now; other records of K1 belong with it"


def test_a_follow_up_by_nobody_we_know_is_refused(load):
    assert only_error(load("followups", TOUCHES))[1:] == ("by", "lin", "is nobody here")


@pytest.mark.parametrize(
    ("invited", "attended", "stored"),
    [
        ("", "", (False, None)), ("是", "", (True, None)), ("否", "", (False, None)),
        ("", "yes", (True, True)), ("", "没有", (True, False)), ("1", "0", (True, False)),
    ],
)  # fmt: skip
def test_whoever_attended_or_did_not_was_invited(load, invited, attended, stored):
    head = "customer,happened at,channel,invited,attended"
    load("followups", f"{head}\nK1,2026-3-5,visit,{invited},{attended}\n")
    [row] = FollowUp.objects.all()
    assert (row.invited, row.attended) == stored


def test_whoever_was_not_invited_cannot_have_attended(load):
    head = "customer,happened at,channel,invited,attended,id"
    result = load("followups", f"{head}\nK1,2026-3-5,visit,no,yes,1\n")
    assert only_error(result)[3] == "is said of a customer who was not invited"
    load("followups", f"{head}\nK1,2026-3-5,visit,yes,yes,1\n")
    assert counts(load("followups", f"{head}\nK1,2026-3-5,visit,no,,1\n")) == (0, 0, 0, 1)


def test_a_follow_up_about_an_unknown_ticket_is_refused(load):
    head = "customer,happened at,channel,ticket"
    result = load("followups", f"{head}\nK1,2026-3-5,visit,T1\n")
    assert only_error(result) == (2, "ticket", "T1", "is not known of K1")


# Survey answers


@pytest.mark.parametrize(("written", "score"), [("85", 85), ("4星", 80), ("4 stars", 80)])
def test_satisfaction_is_stored_from_0_to_100(load, written, score):
    load("surveys", ANSWERS.format(written))
    assert SurveyAnswer.objects.get().score == score


@pytest.mark.parametrize(
    ("kind", "written", "reason"),
    [
        ("csat", "101", "is not between 0 and 100"),
        ("csat", "6星", "is not between 0 and 5"),
        ("csat", "fine", "is not a number"),
        ("csat", "-", "is missing"),
        ("nps", "11", "is not between 0 and 10"),
        ("nps", "85", "is not between 0 and 10"),
        ("nps", "4星", "is not a number"),
        ("nps", "", "is missing"),
    ],
)
def test_a_score_that_its_survey_does_not_have_is_refused(load, kind, written, reason):
    result = load("surveys", ANSWERS.replace("csat", kind).format(written))
    assert only_error(result)[3] == reason
    assert only_error(result)[1] == "score"


def test_a_file_of_one_survey_says_so_once(load):
    text = "customer,score,answered at\nK1,9,2026-3-5\n"
    load("surveys", text, constants={"kind": "nps"})
    assert SurveyAnswer.objects.get().kind == "nps"


def test_anonymous_answers_of_one_day_are_told_apart_by_their_score(load):
    assert counts(load("surveys", ANSWERS.format("85") + "K1,csat,60,2026-3-5\n")) == (2, 0, 0, 0)


def test_an_answer_about_a_ticket_is_of_that_occasion(load):
    load("tickets", "number,customer,kind,subject,opened at\nT1,K1,issue,noise,2026-3-4\n")
    load("surveys", "customer,survey,score,answered at,ticket\nK1,csat,85,2026-3-5,T1\n")
    load("surveys", ANSWERS.format("70"))
    assert dict(SurveyAnswer.objects.values_list("score", "occasion")) == {
        85: "ticket",
        70: "other",
    }


# Needs


def test_a_need_without_a_number_is_told_by_its_title_and_day(load):
    load("needs", NEEDS)
    again = NEEDS.replace("Faster delivery", "faster  Delivery").replace("4-5", "4-6")
    assert counts(load("needs", again)) == (0, 1, 0, 0)
    assert counts(load("needs", NEEDS.replace("2026-3-5", "2026-3-6"))) == (1, 0, 0, 0)


def test_a_need_with_a_number_is_told_by_it(load):
    text = "number,customer,need,raised on\n{}K1,a,2026-3-5\nN2,K1,b,2026-3-5\n"
    assert counts(load("needs", text.format("N1,"))) == (2, 0, 0, 0)
    assert counts(load("needs", text.format("N1,").replace("K1,a", "K1,c"))) == (0, 1, 1, 0)
    assert set(Need.objects.values_list("number", "external_id")) == {("N1", "N1"), ("N2", "N2")}


@pytest.mark.parametrize("day", ["due on", "solved on", "confirmed on", "cancelled on"])
def test_nothing_happens_to_a_need_before_it_is_raised(load, day):
    text = f"customer,need,raised on,{day}\nK1,a,2026-3-5,2026-3-4\n"
    assert only_error(load("needs", text))[3] == "is before the need was raised, 2026-03-05"


@pytest.mark.parametrize("number", ["0", "6", "high"])
def test_urgency_is_from_one_to_five(load, number):
    result = load("needs", f"customer,need,raised on,urgency\nK1,a,2026-3-5,{number}\n")
    assert counts(result) == (0, 0, 0, 1)
