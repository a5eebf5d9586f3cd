"""Writing the demo company into the tables that imports write to, in a few statements."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pghistory
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from accounts.choices import AssignmentKind, Sensitivity
from accounts.models import (
    Assignment,
    Contact,
    Customer,
    CustomerAlias,
    CustomerIdentity,
    Order,
    User,
)
from accounts.rules.names import normalise
from accounts.services.assignments import owners_set_many
from accounts.services.customers import customer_codes_next
from crm_site.demo import SOURCE
from crm_site.demo.cadence import plan_begin
from crm_site.demo.customers import DemoCustomer, customers
from crm_site.demo.lifecycle import lifecycle_begin
from crm_site.demo.plans import plans_begin
from crm_site.demo.procedures import procedures_begin
from crm_site.demo.scene import TOLD_DAYS
from crm_site.demo.staff import demo_people, people_create
from crm_site.demo.teams import deputies_set, team_rows
from crm_site.demo.telling import told
from crm_site.demo.winbacks import winbacks_begin
from crm_site.demo.work import warnings_begin, work_open
from crm_site.demo.writing import feeds_note, papers_write, rows_write
from followups.models import Ticket
from followups.services.clocks import clocks_fill
from health.models import SPARK_WEEKS
from health.services.score import score

# Who is opened which customers: the large ones to every department, the largest to technicians.
DEPARTMENT_ROLES = (
    "sales_director", "sales", "support", "finance", "marketing", "legal", "production", "product",
)  # fmt: skip
TECHNICAL_ROLES = ("tech_consultant", "tech_director")
ASSIGNED_DAYS = TOLD_DAYS
WEEKS_OF_SCORES = SPARK_WEEKS + 1


@dataclass(frozen=True, slots=True)
class Filled:
    """What a run added; nothing where the company was there already."""

    people: int
    customers: int
    contacts: int
    orders: int


@transaction.atomic
def demo_fill(*, count: int, seed: int, day: date) -> Filled:
    """Add the first `count` customers of the company that are not there yet, as of `day`.

    What is there stays as it is, whatever seed and day it was made with. Raises DemoError when a
    name of the demo's people is taken.
    """
    with pghistory.context(user="system:demo"):
        known = set(_known().values_list("external_id", flat=True))
        company = customers(count, seed, day)
        fresh = [customer for customer in company if customer.ref not in known]
        came = people_create(customer.owner for customer in fresh if customer.owner)
        _customers_insert(fresh)
        ids = dict(_known().values_list("external_id", "customer"))
        _access_open(fresh, ids, day - timedelta(days=ASSIGNED_DAYS))
        facts = told(fresh, day, seed, with_market=not known)
        keys = rows_write(facts.rows, ids)
        clocks_fill(tickets=list(keys[Ticket].values()))
        feeds_note(day)
        work_open([ids[customer.ref] for customer in fresh], day)
        plan_begin([ids[customer.ref] for customer in fresh], day)
        _scores_store([ids[customer.ref] for customer in fresh], day)
        warnings_begin([ids[customer.ref] for customer in fresh], day)
        winbacks_begin([ids[customer.ref] for customer in fresh], day)
        procedures_begin([ids[customer.ref] for customer in fresh], day)
        plans_begin([ids[customer.ref] for customer in fresh], day)
        lifecycle_begin([ids[customer.ref] for customer in fresh], day)
        papers_write(facts.papers, ids, keys)
    counts = {model: len(keys[model]) for model in (Contact, Order)}
    return Filled(came, len(fresh), counts[Contact], counts[Order])


def _known() -> QuerySet[CustomerIdentity]:
    return CustomerIdentity.objects.filter(source=SOURCE)


def _customers_insert(fresh: list[DemoCustomer]) -> None:
    """Heads of groups first, so that their members can name them."""
    codes = dict(zip((c.ref for c in fresh), customer_codes_next(len(fresh)), strict=True))
    for generation in (False, True):
        made = [customer for customer in fresh if bool(customer.parent) is generation]
        parents = dict(_known().values_list("external_id", "customer"))
        rows = Customer.objects.bulk_create(
            _customer_row(customer, codes[customer.ref], parents) for customer in made
        )
        CustomerIdentity.objects.bulk_create(
            CustomerIdentity(customer=row, source=SOURCE, external_id=customer.ref)
            for row, customer in zip(rows, made, strict=True)
        )
        CustomerAlias.objects.bulk_create(
            CustomerAlias(customer=row, name=alias, name_key=normalise(alias))
            for row, customer in zip(rows, made, strict=True)
            for alias in customer.name.aliases
        )


def _customer_row(customer: DemoCustomer, code: str, parents: dict[str, int]) -> Customer:
    row = Customer(
        code=code,
        name=customer.name.registered,
        short_name=customer.name.short,
        credit_code=customer.credit_code,
        parent_id=parents[customer.parent.ref] if customer.parent else None,
        industry=customer.trade.industry,
        region=customer.place.province,
        employees=customer.employees,
        annual_revenue=customer.annual_revenue,
        source=customer.source,
        first_contact_on=customer.first_contact_on,
        founded_on=customer.founded_on,
        tier=customer.tier,
        sensitivity=Sensitivity.HIGH if customer.sensitive_because else Sensitivity.NORMAL,
        sensitivity_reason=customer.sensitive_because,
    )
    row.index_names(list(customer.name.aliases))
    return row


def _access_open(fresh: list[DemoCustomer], ids: dict[str, int], since: date) -> None:
    """Owners, their teams, and the departments that work for the large customers."""
    people = {user.username: user for user in demo_people().prefetch_related("groups")}
    owned = [(ids[c.ref], people[c.owner.username].pk) for c in fresh if c.owner]
    owners_set_many(owned, day=since, origin=SOURCE)
    Assignment.objects.bulk_create(
        Assignment(
            customer_id=ids[customer.ref],
            user=user,
            kind=kind,
            valid=DateRange(since, None),
            origin=f"{SOURCE}:{user.username}:{customer.ref}",
        )
        for user in people.values()
        for tiers, kind in _opened_to(user)
        for customer in fresh
        if customer.tier in tiers
    )
    Assignment.objects.bulk_create(team_rows(fresh, ids, people, since, SOURCE))
    deputies_set([ids[customer.ref] for customer in fresh])


def _opened_to(user: User) -> Iterator[tuple[tuple[str, ...], AssignmentKind]]:
    roles = {group.name for group in user.groups.all()}
    if roles & set(DEPARTMENT_ROLES):
        yield ("strategic", "key"), AssignmentKind.SLICE
    if roles & set(TECHNICAL_ROLES):
        yield ("strategic",), AssignmentKind.CALLED_IN


def _scores_store(customers: list[int], day: date) -> None:
    """Today's score and those of the weeks before, so that there is a trend to see.

    With a company of its own, all are scored, so that there are peers beside the trend, too.
    """
    is_alone = not Customer.objects.exclude(pk__in=customers).exists()
    for weeks in reversed(range(WEEKS_OF_SCORES if customers else 0)):
        score(day=day - timedelta(weeks=weeks), customers=None if is_alone else customers)
