"""Managers look at the records of the customers that they may see, and change nothing."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from followups.models import FollowUp, Need, SlaClock, SurveyAnswer, Ticket
from followups.services.clocks import clocks_fill
from followups.tests.factories import (
    FollowUpFactory,
    NeedFactory,
    SurveyAnswerFactory,
    TicketFactory,
)

MODELS = (Ticket, SlaClock, FollowUp, SurveyAnswer, Need)


@pytest.fixture
def wei(wei: User) -> User:
    """Until the role has them: what a lead will be allowed to see."""
    names = [f"view_{model._meta.model_name}" for model in MODELS]
    wei.user_permissions.add(*Permission.objects.filter(codename__in=names))
    return wei


@pytest.fixture
def records(hangzhou, ningbo):
    for customer in (hangzhou, ningbo):
        ticket = TicketFactory(customer=customer, subject=f"of {customer.code}")
        clocks_fill(tickets=[ticket.pk])
        FollowUpFactory(customer=customer)
        SurveyAnswerFactory(customer=customer)
        NeedFactory(customer=customer)


@pytest.mark.parametrize("model", MODELS)
def test_a_lead_sees_the_records_of_the_own_team_only(as_user, wei, records, hangzhou, model):
    browser = as_user(wei)
    folder = f"/admin/followups/{model._meta.model_name}/"
    page = browser.get(folder)
    assert {row.customer for row in page.context["cl"].result_list} == {hangzhou}
    assert browser.get(folder, {"q": hangzhou.code}).context["cl"].result_count
    for row in model.objects.all():
        status = 200 if row.customer == hangzhou else 404
        assert browser.get(f"{folder}{row.pk}/change/").status_code == status


@pytest.mark.parametrize("model", MODELS)
def test_nobody_adds_changes_or_deletes_there(as_user, wei, records, hangzhou, model):
    browser = as_user(wei)
    row = model.objects.filter(customer=hangzhou).first()
    folder = f"/admin/followups/{model._meta.model_name}/"
    assert browser.get(f"{folder}add/").status_code in (403, 404)
    assert browser.post(f"{folder}{row.pk}/change/", {"subject": "x"}).status_code in (403, 404)
    assert browser.post(f"{folder}{row.pk}/delete/", {"post": "yes"}).status_code in (403, 404)


@pytest.mark.parametrize(
    ("model", "factory"),
    [
        (Ticket, TicketFactory),
        (FollowUp, FollowUpFactory),
        (SurveyAnswer, SurveyAnswerFactory),
        (Need, NeedFactory),
    ],
)
def test_a_list_takes_as_many_queries_for_twenty_as_for_one(as_user, wei, hangzhou, model, factory):
    browser, folder = as_user(wei), f"/admin/followups/{model._meta.model_name}/"
    factory(customer=hangzhou)
    browser.get(folder)
    few = queries(browser, folder)
    factory.create_batch(19, customer=hangzhou)
    assert queries(browser, folder) == few


def queries(browser, path):
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(path).status_code == 200
    return len(captured)
