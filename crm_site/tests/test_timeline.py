"""What happened with a customer, out of every source, in one line of time."""

import inspect
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone, translation

from accounts.models import Assignment, Contact, ContractFile
from accounts.queries.timeline import sources_for, timeline
from accounts.rules.clearance import Classed, FieldClass
from accounts.tests.factories import (
    AssignmentFactory,
    CampaignResponseFactory,
    CompetitorAtFactory,
    ContactFactory,
    ContractFactory,
    ContractFileFactory,
    CustomerEventFactory,
    ExtraGivenFactory,
    InvoiceFactory,
    OpportunityFactory,
    OrderFactory,
    PaymentFactory,
    PromiseFactory,
)
from accounts.timeline import sources
from followups.tests.factories import (
    CustomerPlanFactory,
    FollowUpFactory,
    NeedFactory,
    PlanReviewFactory,
    SurveyAnswerFactory,
    TicketFactory,
)
from health.models import HealthScore
from health.services.partitions import partition_ensure
from health.tests.factories import (
    ImprovementPlanFactory,
    LevelOverrideFactory,
    WarningFactory,
    WinBackFactory,
    version_1_0,
)

DAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
ENDED = {"opened_on": date(2025, 1, 1), "resolved_at": NOON, "outcome": "recovered"}


def everything_about(customer) -> None:
    """One line of each source, all on the same day."""
    own = {"customer": customer}
    OrderFactory(**own, ordered_on=DAY)
    invoice = InvoiceFactory(**own, number="F-1", issued_on=DAY, due_on=DAY - timedelta(0))
    PaymentFactory(**own, invoice=invoice, paid_on=DAY)
    ContractFactory(**own, starts_on=DAY, ends_on=None)
    ContractFactory(**own, starts_on=date(2025, 1, 1), ends_on=DAY)
    contract = ContractFactory(**own, starts_on=date(2025, 1, 1), terminated_on=DAY)
    paper = ContractFileFactory(contract=contract)
    ContractFile.objects.filter(pk=paper.pk).update(added_at=NOON)
    CustomerEventFactory(**own, occurred_on=DAY)
    OpportunityFactory(**own, opened_on=DAY)
    OpportunityFactory(**own, opened_on=date(2025, 1, 1), closed_on=DAY, stage="lost")
    ContactFactory(**own, joined_on=DAY)
    ContactFactory(**own, left_on=DAY)
    PromiseFactory(**own, promised_on=DAY)
    PromiseFactory(**own, promised_on=date(2025, 1, 1), kept_on=DAY)
    PromiseFactory(**own, promised_on=date(2025, 1, 1), broken_on=DAY)
    ExtraGivenFactory(**own, given_on=DAY)
    CompetitorAtFactory(**own, seen_on=DAY)
    CampaignResponseFactory(**own, answered_on=DAY)
    TicketFactory(**own, opened_at=NOON)
    TicketFactory(**own, opened_at=NOON - timedelta(days=30), solved_at=NOON)
    TicketFactory(**own, opened_at=NOON - timedelta(days=30), reopened_at=NOON)
    FollowUpFactory(**own, happened_at=NOON)
    SurveyAnswerFactory(**own, answered_at=NOON)
    NeedFactory(**own, raised_on=DAY)
    NeedFactory(**own, raised_on=date(2025, 1, 1), confirmed_on=DAY)
    partition_ensure(day=DAY)
    for day, level in ((DAY - timedelta(days=1), "healthy"), (DAY, "red")):
        HealthScore.objects.create(
            **own, day=day, level=level, score=50, coverage=1, version=version_1_0(), raw=[]
        )


@pytest.fixture
def customer(lin, hangzhou):
    Assignment.objects.filter(customer=hangzhou).delete()
    AssignmentFactory(customer=hangzhou, user=lin, valid=DateRange(DAY, None))
    everything_about(hangzhou)
    for life in ({"opened_on": DAY}, ENDED):
        WarningFactory(customer=hangzhou, **life)
    ended = {"ended_at": NOON, "outcome": "reached", "result": "好了"}
    ImprovementPlanFactory(customer=hangzhou, filed_at=NOON, **ended)
    won = {"ended_at": NOON, "outcome": "won_back", "end_reason": "又下单了"}
    WinBackFactory(customer=hangzhou, opened_on=DAY, **won)
    plan = CustomerPlanFactory(customer=hangzhou, written_at=NOON)
    PlanReviewFactory(customer=hangzhou, plan=plan, reviewed_at=NOON)
    override = LevelOverrideFactory(customer=hangzhou, set_at=NOON)
    taken_back = {"ended_at": NOON, "ended_by": override.by, "end_reason": "看错了"}
    LevelOverrideFactory(customer=hangzhou, set_at=NOON - timedelta(days=40), **taken_back)
    return hangzhou


def test_every_source_has_its_line(customer, lin, django_assert_num_queries):
    sources_for(lin)  # permissions are known from here on
    with django_assert_num_queries(1):
        found = timeline(customer, lin, DAY, 100)
    on_the_day = {entry.source.code for entry in found.entries if entry.day == DAY}
    assert on_the_day == {source.code for source in sources()}
    assert all(entry.title for entry in found.entries)
    assert found.older is None


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_line_is_in_words(customer, lin, language):
    with translation.override(language):
        for entry in timeline(customer, lin, DAY, 100).entries:
            assert "%(" not in f"{entry.title}{entry.detail}"


def test_newer_days_come_first_and_nothing_is_from_tomorrow(customer, lin):
    OrderFactory(customer=customer, number="NEXT", ordered_on=DAY + timedelta(days=1))
    TicketFactory(customer=customer, opened_at=NOON + timedelta(hours=13))
    found = timeline(customer, lin, DAY, 100)
    days = [entry.day for entry in found.entries]
    assert days == sorted(days, reverse=True)
    assert max(days) == DAY


def test_a_day_is_never_torn_between_two_pages(hangzhou, lin):
    for day in (9, 9, 8, 8, 8, 7):
        OrderFactory(customer=hangzhou, ordered_on=date(2026, 3, day))
    first = timeline(hangzhou, lin, DAY, 4, ["orders"])
    assert [entry.day.day for entry in first.entries] == [9, 9]
    second = timeline(hangzhou, lin, first.older, 4, ["orders"])
    assert [entry.day.day for entry in second.entries] == [8, 8, 8, 7]
    assert second.older is None


def test_a_day_with_more_than_a_page_says_so_and_the_next_page_goes_on_below(hangzhou, lin):
    for day in (9, 9, 9, 9, 8):
        OrderFactory(customer=hangzhou, ordered_on=date(2026, 3, day))
    first = timeline(hangzhou, lin, DAY, 3, ["orders"])
    assert [entry.day.day for entry in first.entries] == [9, 9, 9]
    assert first.cut == {date(2026, 3, 9)}
    second = timeline(hangzhou, lin, first.older, 3, ["orders"])
    assert [entry.day.day for entry in second.entries] == [8]


def test_a_role_sees_the_lines_of_its_own_slices(customer, tang, finance):
    def kinds(person):
        return {entry.source.kind for entry in timeline(customer, person, DAY, 100).entries}

    assert kinds(tang) == {"tickets", "contacts"}
    assert kinds(finance) == {"orders", "payments"}


def test_what_is_masked_is_masked_in_the_line(hangzhou, tang, monkeypatch):
    AssignmentFactory(customer=hangzhou, user=tang, kind="slice")
    ContactFactory(customer=hangzhou, name="王芳", title="密探", joined_on=DAY)
    [line] = timeline(hangzhou, tang, DAY, 100, ["contacts"]).entries
    assert line.detail == "密探"
    secret = Classed(FieldClass.CONFIDENTIAL)
    monkeypatch.setitem(Contact.classes.fields, "title", secret)
    monkeypatch.setitem(Contact.classes.fields, "name", secret)
    [line] = timeline(hangzhou, tang, DAY, 100, ["contacts"]).entries
    assert "王芳" not in line.title
    assert line.detail == "•••"


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def lines_of(customer, person, kind: str):
    return timeline(customer, person, timezone.localdate(), 100, [kind]).entries


@pytest.mark.usefixtures("in_english")
def test_a_cancelled_ticket_is_no_bad_news_and_says_so(hangzhou, lin):
    fields = {"kind": "complaint", "opened_at": NOON}
    TicketFactory(customer=hangzhou, **fields)
    TicketFactory(customer=hangzhou, **fields, cancelled_on=DAY)
    cancelled, complaint = lines_of(hangzhou, lin, "tickets")
    assert (complaint.tone, cancelled.tone) == ("bad", "")
    assert "cancelled" in cancelled.detail
    assert "cancelled" not in complaint.detail


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(("days", "words"), [(1, "1 day late"), (2, "2 days late")])
def test_a_day_late_is_one_day(hangzhou, lin, days, words):
    invoice = InvoiceFactory(customer=hangzhou, issued_on=DAY, due_on=DAY)
    PaymentFactory(customer=hangzhou, invoice=invoice, paid_on=DAY + timedelta(days=days))
    [line] = lines_of(hangzhou, lin, "payments")
    assert words in line.title


@pytest.mark.usefixtures("in_english")
def test_an_order_is_cancelled_from_the_day_on(hangzhou, lin):
    today = timezone.localdate()
    for number, days in (("SOON", 2), ("GONE", 0)):
        OrderFactory(
            customer=hangzhou,
            number=number,
            ordered_on=DAY,
            cancelled_on=today + timedelta(days=days),
        )
    details = {line.title[-4:]: line.detail for line in lines_of(hangzhou, lin, "orders")}
    assert "cancelled" not in details["SOON"]
    assert "cancelled" in details["GONE"]


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("terminated_on", "titles"),
    [
        (None, ["Last day of contract C"]),
        (DAY + timedelta(days=5000), ["Last day of contract C"]),
        (DAY - timedelta(days=5), ["Contract C was terminated"]),
    ],
)
def test_a_contract_lasts_to_its_end_unless_it_was_terminated_before(
    hangzhou, lin, terminated_on, titles
):
    ContractFactory(
        customer=hangzhou,
        number="C",
        starts_on=date(2025, 1, 1),
        ends_on=DAY,
        terminated_on=terminated_on,
    )
    lines = lines_of(hangzhou, lin, "contracts")
    assert [line.title for line in lines if "begins" not in line.title] == titles


def test_every_field_that_a_source_reads_is_used(customer, lin):
    """Read for nothing is a mistake, and tells whoever may not see the field nothing either."""
    for source in sources():
        code = "".join(inspect.getsource(one) for one in type(source).__mro__[:-2])
        for field in source.fields:
            name = field.partition("__")[0]
            assert f"row.{name}" in code or f"row.get_{name}_display" in code, (source, field)
