"""A company that we sell to, under all the names and numbers it goes by."""

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.choices import CustomerSource, CustomerStatus, Sensitivity, Tier
from accounts.models.facts import fact_triggers
from accounts.rules.clearance import Classes, Mask, Slice, public, sensitive
from accounts.rules.groups import Wish, misplaced
from accounts.rules.names import index_names
from accounts.validators import validate_credit_code

ACTIVE = models.Q(archived_at=None, merged_into=None)


def tier_rank(customer: str = "") -> models.Case:
    """Strategic first, without a tier last; `customer` is the path to the customer."""
    ranks = (
        models.When(**{f"{customer}tier": tier}, then=rank) for rank, tier in enumerate(Tier.values)
    )
    return models.Case(*ranks, default=len(Tier.values))


TIER_RANK = tier_rank()


class CustomerQuerySet(models.QuerySet["Customer"]):
    def active(self) -> "CustomerQuerySet":
        return self.filter(ACTIVE)

    def inactive(self) -> "CustomerQuerySet":
        """Archived or merged: few, so that a list can leave them out without reading the rest."""
        return self.filter(~ACTIVE)


@pghistory.track(model_name="CustomerHistory", exclude=["search_text"])
class Customer(models.Model):
    code = models.CharField(
        _("customer code"),
        max_length=40,
        unique=True,
        blank=True,
        db_collation="C",
        help_text=_("Empty: the next free number."),
    )
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    name_key = models.CharField(max_length=200, editable=False, db_collation="C", db_index=True)
    name_pinyin = models.CharField(max_length=400, editable=False, db_collation="C")
    search_text = models.TextField(editable=False, db_collation="C")
    credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        null=True,
        blank=True,
        unique=True,
        db_collation="C",
        validators=[validate_credit_code],
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        related_name="subsidiaries",
        verbose_name=_("parent group"),
    )
    industry = models.CharField(_("industry"), max_length=80, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    annual_revenue = models.DecimalField(
        _("annual revenue"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    source = models.CharField(_("source"), max_length=10, choices=CustomerSource, blank=True)
    first_contact_on = models.DateField(_("first contact"), null=True, blank=True)
    founded_on = models.DateField(_("founding date"), null=True, blank=True)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier, blank=True)
    sensitivity = models.CharField(
        _("sensitivity"), max_length=6, choices=Sensitivity, default=Sensitivity.NORMAL
    )
    sensitivity_reason = models.CharField(_("why sensitive"), max_length=200, blank=True)
    owner = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        editable=False,
        related_name="owned_customers",
        verbose_name=_("owner"),
    )
    is_stub = models.BooleanField(
        _("known from a fact only"),
        default=False,
        help_text=_("A file named this customer before anybody described it."),
    )
    churned_on = models.DateField(_("relationship ended"), null=True, blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    objects = CustomerQuerySet.as_manager()

    classes = Classes(
        Slice.PROFILE,
        public("code", "name", "short_name", "industry", "region", "tier")
        | sensitive("credit_code", mask=Mask.TAIL)
        | sensitive("annual_revenue", "sensitivity_reason", "search_text"),
    )

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        indexes = [
            # Partial, so that a list of active customers pages over the index alone.
            models.Index(fields=["name_pinyin", "id"], name="customer_by_pinyin", condition=ACTIVE),
            models.Index(
                TIER_RANK,
                "name_pinyin",
                "id",
                include=["tier"],
                name="customer_by_tier",
                condition=ACTIVE,
            ),
            models.Index(fields=["id"], name="customer_active", condition=ACTIVE),
            models.Index(fields=["id"], name="customer_inactive", condition=~ACTIVE),
            models.Index(fields=["owner", "name_pinyin"], name="customer_by_owner"),
            # Most companies belong to no group, and hardly any is ever merged.
            models.Index(
                fields=["parent"],
                name="customer_by_parent",
                condition=models.Q(parent__isnull=False),
            ),
            models.Index(
                fields=["merged_into"],
                name="customer_by_successor",
                condition=models.Q(merged_into__isnull=False),
            ),
            GinIndex(
                models.Func(models.F("search_text"), function="search_bigrams"),
                name="customer_search",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("id")),
                name="customer_not_own_parent",
                violation_error_message=_("A company cannot be its own parent."),
            ),
        ]
        triggers = fact_triggers("customer", key="id", inserts=False)

    def __str__(self) -> str:
        return self.short_name or self.name

    def clean(self) -> None:
        if self.parent_id:
            groups = Customer.objects.exclude(parent=None).values_list("pk", "parent_id")
            wish = Wish(row=0, child=self.pk or 0, parent=self.parent_id)
            for refusal in misplaced(dict(groups), [wish]).values():
                message = capfirst(gettext(refusal.message) % refusal.params)
                raise ValidationError({"parent": message}, code="group")

    @property
    def status(self) -> CustomerStatus:
        if self.merged_into_id:
            return CustomerStatus.MERGED
        return CustomerStatus.ARCHIVED if self.archived_at else CustomerStatus.ACTIVE

    def index_names(self, aliases: list[str]) -> None:
        """Set the derived columns that searching and sorting read."""
        index = index_names(
            self.name, self.short_name, *aliases, codes=[self.code, self.credit_code or ""]
        )
        self.name_key = index.key
        self.name_pinyin = index.pinyin
        self.search_text = index.search_text


class CustomerAlias(models.Model):
    """Another name that the company goes or went by."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="aliases")
    name = models.CharField(_("alias"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False, db_collation="C", db_index=True)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [
            models.UniqueConstraint(fields=["customer", "name_key"], name="alias_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class CustomerIdentity(models.Model):
    """The number under which another system knows the company."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="identities")
    source = models.CharField(_("source system"), max_length=40, db_collation="C")
    external_id = models.CharField(_("number there"), max_length=80, db_collation="C")

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="identity_unique"),
        ]
        indexes = [models.Index(fields=["external_id"], name="identity_by_number")]

    def __str__(self) -> str:
        return f"{self.source}: {self.external_id}"
