"""Order books for tests: customers with their orders, stored a whole crowd at once."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import count

from accounts.models import Customer, Feed, Order
from health.tests.reference import Book, Row
from health.tests.storing import store_facts

_numbers = count(1)


def store(books: Iterable[Book]) -> list[Customer]:
    """Record customers and all that is known of them; the customers, in the order of the books."""
    books = list(books)
    customers = Customer.objects.bulk_create(
        Customer(
            code=f"T-{number}",
            name=f"客户{number}",
            tier=book.tier,
            churned_on=book.churned_on,
            industry=book.industry,
            region=book.region,
        )
        for book, number in zip(books, _numbers, strict=False)
    )
    orders = [
        list(_orders(customer, book.rows)) for customer, book in zip(customers, books, strict=True)
    ]
    Order.objects.bulk_create(order for some in orders for order in some)
    store_facts(
        [
            (customer, book.facts, own)
            for customer, book, own in zip(customers, books, orders, strict=True)
        ]
    )
    return customers


def add_rows(customer: Customer, rows: Iterable[Row]) -> None:
    Order.objects.bulk_create(_orders(customer, rows))


def _orders(customer: Customer, rows: Iterable[Row]) -> Iterator[Order]:
    for row in rows:
        number = f"N{next(_numbers)}"
        yield Order(
            customer=customer,
            source=row.source,
            external_id=number,
            number=number,
            ordered_on=row.day,
            amount=row.amount,
            currency=row.currency,
            cancelled_on=row.cancelled_on,
        )


def store_feeds(feeds: dict[tuple[str, str], tuple[date, int]]) -> None:
    """By kind and source: the newest day, and after how many days without news it has stopped."""
    Feed.objects.bulk_create(
        Feed(
            kind=kind,
            source=source,
            live_from=date(2000, 1, 1),
            last_fact_on=last_fact_on,
            stale_after_days=patience,
        )
        for (kind, source), (last_fact_on, patience) in feeds.items()
    )


def bought(*days: date, amount: str = "1000") -> Book:
    """A customer with one order of the same amount on each of the days."""
    return Book([Row(day, Decimal(amount)) for day in days])
