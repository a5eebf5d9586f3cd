"""Everything that is known of the demo's customers, family by family."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Contact, Contract
from crm_site.demo.agreements import Paper, agreements, papers
from crm_site.demo.billing import billing
from crm_site.demo.chances import chances
from crm_site.demo.conversations import conversations
from crm_site.demo.customers import DemoCustomer
from crm_site.demo.events import events
from crm_site.demo.market import market, service_costs
from crm_site.demo.needs import needs
from crm_site.demo.relations import relations
from crm_site.demo.scene import Row, Scene
from crm_site.demo.service import service
from crm_site.demo.supply import deliveries, supply
from crm_site.demo.usage import usage


@dataclass
class Told:
    rows: list[Row] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)


def told(customers: Iterable[DemoCustomer], day: date, seed: int, *, with_market: bool) -> Told:
    """All facts of these customers up to `day`, and those of the market where they are wanted."""
    facts = Told(rows=list(market(day, seed)) if with_market else [])
    for customer in customers:
        scene = Scene(customer, day, seed)
        contracts = list(agreements(scene))
        facts.rows += [*_contacts(scene), *contracts, *_facts(scene)]
        facts.papers += papers(scene, [row for row in contracts if row.model is Contract])
    return facts


def _facts(scene: Scene) -> Iterator[Row]:
    orders = deliveries(scene)
    yield from supply(scene, orders)
    yield from billing(scene, orders)
    tickets = list(service(scene, orders))
    yield from tickets
    yield from conversations(scene, tickets)
    for family in (usage, events, chances, relations, needs, service_costs):
        yield from family(scene)


def _contacts(scene: Scene) -> Iterator[Row]:
    for number, contact in enumerate(scene.customer.contacts, start=1):
        yield scene.row(
            Contact,
            number,
            name=contact.name,
            title=contact.title,
            phone=contact.phone,
            mobile=contact.mobile,
            email=contact.email,
            wechat=contact.wechat,
            decision_roles=list(contact.roles),
            attitude=contact.attitude,
            preferred_channel=contact.preferred_channel,
            joined_on=contact.joined_on,
            left_on=contact.left_on,
        )
