"""What the page of one customer shows, part by part; a part is read only for whom it is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import JSONObject

from accounts.models import Contact, Customer, CustomerAlias, CustomerIdentity, Feed
from accounts.queries.orders import standing_orders
from common.together import Part

MOST_MEMBERS = 12
MOST_CONTACTS = 50
MOST_NAMES = 30
MOST_ORDERS = 8


@dataclass(frozen=True, slots=True)
class Family:
    """The group above a customer and its members below, as far as the person may see them.

    `successor` is the customer that this one was merged into.
    """

    group: Customer | None
    successor: Customer | None
    members: Sequence[Customer]
    has_more: bool


@dataclass(frozen=True, slots=True)
class FeedState:
    """How far the data of a feed reach; `is_stale` when its newest row is too old at the day."""

    feed: Feed
    is_stale: bool


def customer_called(visible: QuerySet[Customer], code: str) -> Customer | None:
    """The customer with everything it is known by: `.alias_names`, `.numbers` (source, number).

    One statement; None when the code is unknown or not among the `visible`.
    """
    if "\0" in code:  # the database would refuse to look for it
        return None
    own = {"customer": OuterRef("pk")}
    aliases = CustomerAlias.objects.filter(**own).order_by("pk").values("name")[:MOST_NAMES]
    identities = CustomerIdentity.objects.filter(**own).order_by("source", "external_id")
    numbers = identities.values(row=JSONObject(source="source", number="external_id"))[:MOST_NAMES]
    customers = visible.select_related("owner").defer("search_text")
    return (
        customers.annotate(alias_names=ArraySubquery(aliases), numbers=ArraySubquery(numbers))
        .filter(code=code)
        .first()
    )


def family_part(customer: Customer, visible: QuerySet[Customer]) -> Part:
    """Rows for `family_of`: those that are named first, then members by name."""
    named = _named(customer)
    related = visible.filter(Q(pk__in=named) | Q(parent=customer))
    named_first = Case(When(pk__in=named, then=0), default=1)
    rows = related.order_by(named_first, "name_pinyin", "pk")[: MOST_MEMBERS + 3]
    return Part(rows, ("code", "name", "short_name", "parent"))


def family_of(customer: Customer, found: Sequence[Customer]) -> Family:
    by_id = {company.pk: company for company in found}
    members = [company for company in found if company.parent_id == customer.pk]
    return Family(
        group=by_id.get(customer.parent_id or 0),
        successor=by_id.get(customer.merged_into_id or 0),
        members=members[:MOST_MEMBERS],
        has_more=len(members) > MOST_MEMBERS,
    )


def _named(customer: Customer) -> list[int]:
    return [pk for pk in (customer.parent_id, customer.merged_into_id) if pk]


def contacts_part(customer: Customer, day: date) -> Part:
    """Who is there comes first, who has a say before others; then who left, the last one first.

    One more than `MOST_CONTACTS`, which tells whether the list is cut.
    """
    contacts = Contact.objects.filter(customer=customer)
    has_left = Case(When(left_on__lte=day, then=1), default=0)
    has_no_say = Case(When(has_left=0, decision_roles=[], then=1), default=0)
    left_last = F("left_on").desc(nulls_first=True)
    return Part(
        contacts.annotate(has_left=has_left).order_by("has_left", has_no_say, left_last, "pk")[
            : MOST_CONTACTS + 1
        ],
        (
            *("name", "title", "phone", "mobile", "email", "wechat"),
            *("decision_roles", "attitude", "left_on"),
        ),
    )


def orders_part(customer: Customer, day: date) -> Part:
    orders = standing_orders(customer, day)[:MOST_ORDERS]
    return Part(orders, ("number", "ordered_on", "amount", "currency"))


def feeds_part(customer: Customer) -> Part:
    """The feeds of the systems that know this customer."""
    systems = CustomerIdentity.objects.filter(customer=customer)
    feeds = Feed.objects.filter(source__in=systems.values("source"))
    fields = ("kind", "source", "last_fact_on", "stale_after_days")
    return Part(feeds.order_by("kind", "source"), fields)


def feed_states(feeds: Sequence[Feed], day: date) -> list[FeedState]:
    return [
        FeedState(feed, is_stale=(day - feed.last_fact_on).days > feed.stale_after_days)
        for feed in feeds
    ]
