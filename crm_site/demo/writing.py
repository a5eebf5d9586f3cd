"""Writing rows in a few statements, however many they are, and the files of contracts."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db.models import F, Max, Min, Model

from accounts.models import (
    CampaignResponse,
    Contact,
    Contract,
    ContractFile,
    Cost,
    CustomerEvent,
    Department,
    Feed,
    Invoice,
    MarketSignal,
    Opportunity,
    Order,
    OrderProgress,
    Payment,
    Product,
    ProductLine,
    UsageDay,
    User,
)
from accounts.models.facts import Imported
from crm_site.demo import SOURCE
from crm_site.demo.agreements import Paper
from crm_site.demo.catalogue import CODE_PREFIX, LINES
from crm_site.demo.people import PREFIX
from crm_site.demo.scene import Row
from followups.models import FollowUp, Need, SurveyAnswer, Ticket

BATCH = 10_000
# So many logs of the demo there are for each that was written too late.
LATE_ONE_IN = 12
Keys = dict[type[Model], dict[str, int]]
"""The ids of rows by model and by the key that others name them by."""

# What is named before what names it; everything else comes after.
FIRST: tuple[type[Model], ...] = (Contact, Contract, Order, Invoice, Ticket)
# Kind of a feed, where its facts are, on which day they happened, and after how many it is stale.
FEEDS: tuple[tuple[str, type[Model], str, int], ...] = (
    ("orders", Order, "ordered_on", 7),
    ("progress", OrderProgress, "reached_on", 30),
    ("contracts", Contract, "starts_on", 365),
    ("invoices", Invoice, "issued_on", 30),
    ("payments", Payment, "paid_on", 30),
    ("usage", UsageDay, "day", 7),
    ("events", CustomerEvent, "occurred_on", 90),
    ("signals", MarketSignal, "published_on", 90),
    ("opportunities", Opportunity, "opened_on", 30),
    ("campaign_responses", CampaignResponse, "answered_on", 90),
    ("costs", Cost, "month", 62),
    ("tickets", Ticket, "opened_at__date", 30),
    ("followups", FollowUp, "happened_at__date", 30),
    ("surveys", SurveyAnswer, "answered_at__date", 30),
    ("needs", Need, "raised_on", 90),
)


def rows_write(rows: Iterable[Row], customers: dict[str, int]) -> Keys:
    """Insert these rows; `customers` are ids by ref. Returns the ids of those that are named."""
    by_model: dict[type[Model], list[Row]] = defaultdict(list)
    for row in rows:
        by_model[row.model].append(row)
    keys = _known()
    for model in (*FIRST, *(model for model in by_model if model not in FIRST)):
        keys[model] = _insert(model, by_model[model], customers, keys)
    _repeats_link(by_model[Ticket], keys[Ticket])
    _recorded_when_learned(keys)
    return keys


def _known() -> Keys:
    """Our people, departments and goods; the goods are put there if they are not yet."""
    ProductLine.objects.bulk_create(
        (ProductLine(code=line.code, name=line.name, name_en=line.name_en) for line in LINES),
        ignore_conflicts=True,
    )
    lines = dict(ProductLine.objects.filter(code__startswith=CODE_PREFIX).values_list("code", "pk"))
    Product.objects.bulk_create(
        (
            Product(code=product.code, name=product.name, line_id=lines[line.code])
            for line in LINES
            for product in line.products
        ),
        ignore_conflicts=True,
    )
    people = User.objects.filter(username__startswith=PREFIX).values_list("username", "pk")
    departments = dict(Department.objects.values_list("code", "pk"))
    return {ProductLine: lines, User: dict(people), Department: departments}


def _insert(
    model: type[Model], rows: list[Row], customers: dict[str, int], keys: Keys
) -> dict[str, int]:
    links: dict[str, Any] = {
        name: model._meta.get_field(name) for name in {name for row in rows for name in row.links}
    }
    made = []
    for row in rows:
        columns: dict[str, Any] = dict(row.columns)
        if issubclass(model, Imported):
            columns |= {"source": SOURCE, "external_id": row.key}
        for name, key in row.links.items():
            named = links[name].related_model
            if named is not model:
                columns[links[name].attname] = keys[named][key]
        made.append(model(customer_id=customers[row.customer] if row.customer else None, **columns))
    model._default_manager.bulk_create(made, batch_size=BATCH)
    return {row.key: one.pk for row, one in zip(rows, made, strict=True)}


def _repeats_link(tickets: list[Row], ids: dict[str, int]) -> None:
    """Which ticket repeats which: that could not be said before all of them were there."""
    repeating = [
        Ticket(pk=ids[row.key], repeats_id=ids[key])
        for row in tickets
        if (key := row.links.get("repeats"))
    ]
    Ticket.objects.bulk_update(repeating, ["repeats"])


def _recorded_when_learned(keys: Keys) -> None:
    """What has an hour was written down soon after, not on the day when the demo was loaded."""
    for model, moment, hours in ((CustomerEvent, "known_at", 5), (FollowUp, "happened_at", 3)):
        made = model._default_manager.filter(pk__in=list(keys.get(model, {}).values()))
        made.update(recorded_at=F(moment) + timedelta(hours=hours))
    logs = FollowUp.objects.filter(pk__in=list(keys.get(FollowUp, {}).values()))
    logs.update(written_at=F("recorded_at"), log_due_at=F("happened_at") + timedelta(days=1))
    late = logs.annotate(place=F("pk") % LATE_ONE_IN).filter(place=0)
    late.update(written_at=F("happened_at") + timedelta(days=2))


def papers_write(papers: Iterable[Paper], customers: dict[str, int], keys: Keys) -> None:
    """Keep the files where uploads are kept; to be called last: the disk rolls nothing back."""
    files = []
    for paper in papers:
        file = ContractFile(
            contract_id=keys[Contract][paper.contract],
            customer_id=customers[paper.customer],
            version=paper.version,
            name=paper.name,
            size=len(paper.content),
            sha256=sha256(paper.content).hexdigest(),
            added_by_id=keys[User][paper.added_by],
        )
        file.file.save(f"{uuid4().hex}.pdf", ContentFile(paper.content), save=False)
        files.append(file)
    ContractFile.objects.bulk_create(files)


def feeds_note(day: date) -> None:
    """From when to when each kind of facts reaches, at most to `day`."""
    for kind, model, column, stale_after_days in FEEDS:
        span = model._default_manager.filter(source=SOURCE).aggregate(
            live_from=Min(column), last_fact_on=Max(column)
        )
        if span["live_from"]:
            span["last_fact_on"] = min(span["last_fact_on"], day)
            Feed.objects.update_or_create(
                kind=kind,
                source=SOURCE,
                defaults={**span, "stale_after_days": stale_after_days},
            )
