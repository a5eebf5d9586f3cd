"""The SQL of the rules and the slow reference are two readings of one definition."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import (
    Customer,
)
from health.models import HealthModelVersion
from health.queries.reading import reading_of
from health.queries.rules import Finding, evidence_rows, findings, rules_in_force
from health.services.score import score
from health.sources import SOURCES
from health.tests.books import store, store_feeds
from health.tests.random_books import company
from health.tests.reference_rules import RULES, Said, reference_rules
from health.warning_rules.base import all_rules

# Otherwise the facts are too tame, and two programs that say nothing would agree.
AT_LEAST = 5
Found = Mapping[str, Finding]


@pytest.mark.django_db
def test_the_sql_says_of_rules_what_the_slow_reference_says(model: HealthModelVersion) -> None:
    said: Counter[tuple[str, str]] = Counter()

    @settings(
        max_examples=15,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(st.integers(0, 2**32))
    def agree_on(seed: int) -> None:
        said.update(agreed(seed))

    agree_on()
    assert set(RULES) == set(all_rules())
    assert {code: said[code, "fires"] for code in RULES if said[code, "fires"] < AT_LEAST} == {}


def agreed(seed: int) -> Counter[tuple[str, str]]:
    """Both programs on a random company; how often each rule had each outcome."""
    day, books, feeds = company(seed)
    with transaction.atomic():
        customers = store(books)
        store_feeds(feeds)
        score(day=day)
        expected = reference_rules(books, day, feeds)
        found = found_on(day, customers)
        for customer, said in zip(customers, expected, strict=True):
            same(found[customer.pk], said)
        same_rows(day, customers, expected)
        transaction.set_rollback(True)
    return Counter((code, one.outcome) for said in expected if said for code, one in said.items())


def found_on(day: date, customers: Sequence[Customer]) -> Mapping[int, dict[str, Finding]]:
    found: Mapping[int, dict[str, Finding]] = defaultdict(dict)
    ids = [customer.pk for customer in customers]
    for one in findings(reading_of(day), rules_in_force(), followed=ids):
        found[one.customer][one.rule] = one
    return found


def same(found: Found, said: Mapping[str, Said] | None) -> None:
    assert set(found) == set(said or ())
    for code, one in (said or {}).items():
        if not one.is_close:
            assert (code, found[code].outcome) == (code, one.outcome)
        # Whoever looks at nothing may count nothing, or not at all.
        if one.outcome != "not_applicable" and found[code].until:
            numbers = {name: _number(value) for name, value in found[code].numbers.items()}
            assert (code, numbers) == (code, {name: _close(n) for name, n in one.numbers.items()})


def _number(value: Any) -> Any:
    return value if value is None or isinstance(value, date | str) else float(value)


def _close(value: Any) -> Any:
    if value is None or isinstance(value, date | str):
        return value
    return pytest.approx(float(value), rel=1e-9, abs=1e-6)


def same_rows(
    day: date, customers: Sequence[Customer], expected: Sequence[Mapping[str, Said] | None]
) -> None:
    reading = reading_of(day)
    for code, rule in rules_in_force().items():
        source = rule.figure.source
        ids = ids_by_customer(source, customers)
        behind = evidence_rows(rule.figure, [customer.pk for customer in customers], reading)
        for customer, said in zip(customers, expected, strict=True):
            if said and said[code].outcome != "not_applicable":
                own = ids["news" if source == "news" else customer.pk]
                rows = [own[place] for place in said[code].rows]
                assert (code, behind.get(customer.pk) or []) == (code, rows)


def ids_by_customer(source: str, customers: Sequence[Customer]) -> Mapping[Any, list[int]]:
    """In the order in which they were stored, which is that of the facts."""
    model = SOURCES[source].model
    if source == "sizes":
        return {customer.pk: [customer.pk] for customer in customers}
    if source == "news":
        return {"news": list(model.objects.order_by("pk").values_list("pk", flat=True))}
    found: Mapping[int, list[int]] = defaultdict(list)
    for customer, pk in model.objects.order_by("pk").values_list("customer", "pk"):
        found[customer].append(pk)
    return found
