"""Storing facts of many customers at once."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from django.db import connection

from accounts.models import (
    CampaignResponse,
    Contact,
    Contract,
    Customer,
    CustomerEvent,
    CustomerLine,
    Invoice,
    MarketSignal,
    Opportunity,
    Order,
    OrderLine,
    ProductLine,
    UsageDay,
)
from followups.models import FollowUp, Need, SlaClock, SurveyAnswer, Ticket
from health.tests.facts import Facts
from health.tests.reference_facts import day_of

Known = Sequence[tuple[Customer, Facts, list[Order]]]

_numbers = count(1)
CLOCKS = ("confirmed", "work_started", "first_solution")
LINES = 4


def store_facts(known: Known) -> None:
    _simple(Need, known, _needs)
    _simple(SurveyAnswer, known, _answers)
    _simple(Invoice, known, _invoices)
    _simple(Contract, known, _contracts)
    _simple(UsageDay, known, _usage)
    _simple(FollowUp, known, _follow_ups)
    _simple(CampaignResponse, known, _campaigns)
    _simple(Opportunity, known, _deals)
    _simple(CustomerEvent, known, _happenings)
    _staff(known)
    _signals(known)
    _tickets(known)
    _people(known)
    _lines(known)


def _simple(model: type, known: Known, columns_of: Any) -> None:
    model.objects.bulk_create(
        model(customer=customer, external_id=f"F{next(_numbers)}", **columns)
        for customer, facts, _ in known
        for columns in columns_of(facts)
    )


def _needs(facts: Facts) -> Iterator[dict[str, Any]]:
    return (vars(need) for need in facts.needs)


def _answers(facts: Facts) -> Iterator[dict[str, Any]]:
    for answer in facts.answers:
        yield {
            "kind": answer.kind,
            "score": answer.score,
            "answered_at": answer.at,
            "source": answer.source,
        }


def _invoices(facts: Facts) -> Iterator[dict[str, Any]]:
    return ({"number": "R", **vars(invoice)} for invoice in facts.invoices)


def _contracts(facts: Facts) -> Iterator[dict[str, Any]]:
    return ({"number": "C", **vars(contract)} for contract in facts.contracts)


def _usage(facts: Facts) -> Iterator[dict[str, Any]]:
    return (vars(use) for use in facts.usage)


def _follow_ups(facts: Facts) -> Iterator[dict[str, Any]]:
    for invitation in facts.invitations:
        if not invitation.is_campaign:
            yield {
                "happened_at": invitation.at,
                "channel": "visit",
                "invited": invitation.invited,
                "attended": invitation.attended,
                "source": invitation.source,
                "subject": invitation.subject,
                "business_review": invitation.business_review,
                "next_step": invitation.next_step,
            }


def _campaigns(facts: Facts) -> Iterator[dict[str, Any]]:
    for invitation in facts.invitations:
        if invitation.is_campaign:
            yield {
                "campaign": "春季展",
                "answer": "attended" if invitation.attended else "declined",
                "answered_on": day_of(invitation.at),
                "source": invitation.source,
            }


def _deals(facts: Facts) -> Iterator[dict[str, Any]]:
    return ({"title": "商机", "currency": "CNY", **vars(deal)} for deal in facts.deals)


def _happenings(facts: Facts) -> Iterator[dict[str, Any]]:
    return (vars(happening) for happening in facts.happenings)


def _staff(known: Known) -> None:
    """What customers are now is what history said last."""
    counted = [(customer, facts.staff) for customer, facts, _ in known if facts.staff]
    for customer, staff in counted:
        customer.employees = staff[-1][1]
    Customer.objects.bulk_update([customer for customer, _ in counted], ["employees"])
    history_rewrite("customer", "employees", {one.pk: staff for one, staff in counted})


def _signals(known: Known) -> None:
    MarketSignal.objects.bulk_create(
        MarketSignal(
            external_id=f"F{next(_numbers)}",
            customer=customer if signal.reach == "customer" else None,
            industry=customer.industry if signal.reach == "industry" else "",
            region=customer.region if signal.reach == "region" else "",
            kind=signal.kind,
            direction=signal.direction,
            impact=signal.impact,
            title="消息",
            published_on=signal.published_on,
            ends_on=signal.ends_on,
        )
        for customer, facts, _ in known
        for signal in facts.signals
    )


def _tickets(known: Known) -> None:
    stored: list[tuple[Any, Ticket, Customer]] = []
    for customer, facts, _ in known:
        for fact in facts.tickets:
            number = f"F{next(_numbers)}"
            columns = {
                name: value
                for name, value in vars(fact).items()
                if name not in ("clocks", "repeats")
            }
            ticket = Ticket(
                customer=customer, external_id=number, number=number, subject="异响", **columns
            )
            stored.append((fact, ticket, customer))
    Ticket.objects.bulk_create(ticket for _, ticket, _ in stored)
    place = 0
    for _, facts, _ in known:
        own = [ticket for _, ticket, _ in stored[place : place + len(facts.tickets)]]
        place += len(facts.tickets)
        for fact, ticket in zip(facts.tickets, own, strict=True):
            if fact.repeats is not None:
                ticket.repeats = own[fact.repeats]
    repeated = [ticket for fact, ticket, _ in stored if fact.repeats is not None]
    Ticket.objects.bulk_update(repeated, ["repeats"])
    SlaClock.objects.bulk_create(
        SlaClock(
            ticket=ticket,
            customer=customer,
            clock=name,
            time_kind="elapsed",
            allowed=60,
            started_at=fact.opened_at,
            due_at=clock.due_at,
            met_at=clock.met_at,
            applies=clock.applies,
        )
        for fact, ticket, customer in stored
        for name, clock in zip(CLOCKS, fact.clocks, strict=False)
    )


def _people(known: Known) -> None:
    pairs = [
        (
            person,
            Contact(
                customer=customer,
                external_id=f"F{next(_numbers)}",
                name="王芳",
                decision_roles=list(person.roles),
                joined_on=person.joined_on,
                left_on=person.left_on,
            ),
        )
        for customer, facts, _ in known
        for person in facts.people
    ]
    Contact.objects.bulk_create(contact for _, contact in pairs)
    history_rewrite(
        "contact",
        "decision_roles",
        {contact.pk: person.roles_then for person, contact in pairs if person.roles_then},
    )


def history_rewrite(table: str, column: str, then: dict[int, Sequence[tuple[Any, Any]]]) -> None:
    """Let history of some records say (moment, value) of a column, and nothing else."""
    history = f"accounts_{table}history"
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name, udt_name FROM information_schema.columns"
                       " WHERE table_name = %s ORDER BY ordinal_position", [history])  # fmt: skip
        types = {name: kind for name, kind in cursor.fetchall() if name != "pgh_id"}
        names = list(types)
        picked = ", ".join(
            f"%s::{types[name]}" if name in ("pgh_created_at", column) else name for name in names
        )
        order = [name for name in names if name in ("pgh_created_at", column)]
        cursor.execute(f"ALTER TABLE {history} DISABLE TRIGGER USER")
        for pk, entries in then.items():
            cursor.execute(f"SELECT max(pgh_id) FROM {history} WHERE pgh_obj_id = %s", [pk])
            [newest] = cursor.fetchone()
            for moment, value in entries:
                values = {"pgh_created_at": moment, column: _stored(value)}
                cursor.execute(
                    f"INSERT INTO {history} ({', '.join(names)})"
                    f" SELECT {picked} FROM {history} WHERE pgh_id = %s",
                    [*(values[name] for name in order), newest],
                )
            cursor.execute(
                f"DELETE FROM {history} WHERE pgh_obj_id = %s AND pgh_id <= %s", [pk, newest]
            )
        cursor.execute(f"ALTER TABLE {history} ENABLE TRIGGER USER")


def _stored(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _lines(known: Known) -> None:
    lines = [
        ProductLine.objects.get_or_create(code=f"L{number}", defaults={"name": f"产品线{number}"})[
            0
        ]
        for number in range(LINES)
    ]
    sold, marked = [], []
    for customer, facts, orders in known:
        for bought in facts.bought:
            order = orders[bought.order]
            if bought.is_on_order:
                order.line = lines[bought.line]
                marked.append(order)
            else:
                sold.append(
                    OrderLine(
                        customer=customer,
                        source=order.source,
                        external_id=f"F{next(_numbers)}",
                        order=order,
                        amount=bought.amount,
                        line=lines[bought.line],
                    )
                )
    Order.objects.bulk_update(marked, ["line"])
    OrderLine.objects.bulk_create(sold)
    CustomerLine.objects.bulk_create(
        CustomerLine(
            customer=customer,
            external_id=f"F{next(_numbers)}",
            line=lines[relevant.line],
            valid_from=relevant.valid_from,
            valid_to=relevant.valid_to,
        )
        for customer, facts, _ in known
        for relevant in facts.relevant
    )
