"""What every fact carries, and the trigger that tells the scorer that a fact changed."""

import pgtrigger
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import TYPED_SOURCE


def fact_triggers(
    table: str,
    *,
    key: str = "customer_id",
    inserts: bool = True,
    reached: str = "SELECT {key} FROM {rows}",
) -> list:
    """Statement triggers that append the customers of changed rows to `FactChange`.

    `reached` is SQL for whom the rows of a changed table, {rows}, are about.

    Statement level, so that a load of 100 000 rows costs one extra insert and not 100 000.
    """

    def trigger(
        operation: pgtrigger.Operation, referencing: pgtrigger.Referencing, rows: str
    ) -> pgtrigger.Trigger:
        return pgtrigger.Trigger(
            name=f"{table}_changed_{str(operation).lower()}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=referencing,
            func=(
                "INSERT INTO accounts_factchange (customer_id) "
                f"SELECT DISTINCT {key} FROM ({rows}) changed; RETURN NULL;"
            ),
        )

    new, old = (reached.format(key=key, rows=rows) for rows in ("new_rows", "old_rows"))
    triggers = [
        trigger(
            pgtrigger.Update,
            pgtrigger.Referencing(old="old_rows", new="new_rows"),
            f"{old} UNION ALL {new}",
        )
    ]
    if inserts:
        triggers += [
            trigger(pgtrigger.Insert, pgtrigger.Referencing(new="new_rows"), new),
            trigger(pgtrigger.Delete, pgtrigger.Referencing(old="old_rows"), old),
        ]
    return triggers


def by_batch(table: str) -> BrinIndex:
    """Rows come in the order of their imports: it is enough to know which pages have which."""
    return BrinIndex(fields=["batch"], name=f"{table}_by_batch", pages_per_range=32)


def told_apart(table: str) -> models.UniqueConstraint:
    """Loading the same row twice is not two facts."""
    return models.UniqueConstraint(fields=["source", "external_id"], name=f"{table}_unique")


def in_order(table: str, first: str, last: str) -> models.CheckConstraint:
    """`last` is not before `first`, where both are known."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{first}": None})
        | models.Q(**{f"{last}": None})
        | models.Q(**{f"{last}__gte": models.F(first)}),
        name=f"{table}_{last}_after_{first}"[:63],
    )


def iso_currency(table: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name=f"{table}_currency_is_iso"
    )


class Imported(models.Model):
    """A row that another system or a person told, known by its number there."""

    source = models.CharField(
        _("source system"), max_length=40, default=TYPED_SOURCE, db_collation="C"
    )
    external_id = models.CharField(_("number there"), max_length=120, db_collation="C")
    # Without a constraint: every row of a large import would be checked for the one same batch.
    # And without an index: only a few kinds are ever asked for the rows of a batch.
    batch = models.ForeignKey(
        "accounts.ImportBatch",
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("import"),
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        abstract = True


class Fact(Imported):
    """Something that happened at a customer."""

    # Every kind of fact has an index of its own that begins with the customer.
    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("customer"),
    )

    class Meta:
        abstract = True


class FactChange(models.Model):
    """A queue of customers whose facts changed, written by triggers, emptied by the scorer.

    It has no unique key and no foreign key: both would make writers wait for, or lose to, one
    another.
    """

    customer_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("changed fact")
        verbose_name_plural = _("changed facts")

    def __str__(self) -> str:
        return str(self.customer_id)


class Feed(models.Model):
    """One kind of facts from one source: how fresh it is decides missing, n.a. or stale."""

    kind = models.CharField(_("kind"), max_length=20, db_collation="C")
    source = models.CharField(_("source system"), max_length=40, db_collation="C")
    live_from = models.DateField(_("live from"))
    last_fact_on = models.DateField(_("newest fact"))
    stale_after_days = models.PositiveSmallIntegerField(_("stale after (days)"))

    class Meta:
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        ordering = ["kind", "source"]
        constraints = [models.UniqueConstraint(fields=["kind", "source"], name="feed_unique")]

    def __str__(self) -> str:
        return f"{self.source}: {self.kind}"
