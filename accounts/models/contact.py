import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Collate, Lower
from django.utils.translation import gettext_lazy as _

from accounts.choices import Attitude, ContactChannel, DecisionRole
from accounts.models.facts import Fact, fact_triggers
from accounts.rules.clearance import Classes, Mask, Slice, internal, sensitive
from common.search import digits_from_the_end, readings


@pghistory.track(model_name="ContactHistory")
class Contact(Fact):
    """A person at a customer; a contact may hold several decision roles."""

    name = models.CharField(_("name"), max_length=80)
    title = models.CharField(_("title"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    wechat = models.CharField(_("WeChat"), max_length=60, blank=True)
    decision_roles = ArrayField(
        models.CharField(max_length=16, choices=DecisionRole),
        verbose_name=_("decision roles"),
        default=list,
        blank=True,
    )
    attitude = models.CharField(_("attitude"), max_length=10, choices=Attitude, blank=True)
    preferred_channel = models.CharField(
        _("preferred channel"), max_length=8, choices=ContactChannel, blank=True
    )
    preferred_time = models.CharField(_("preferred time"), max_length=80, blank=True)
    birthday = models.DateField(_("birthday"), null=True, blank=True)
    joined_on = models.DateField(_("joined"), null=True, blank=True)
    left_on = models.DateField(_("left"), null=True, blank=True)

    classes = Classes(
        Slice.CONTACTS,
        internal("name", mask=Mask.PERSON)
        | sensitive("phone", "mobile", "wechat", mask=Mask.TAIL)
        | sensitive("email", mask=Mask.EMAIL)
        | sensitive("attitude", "preferred_time", "birthday"),
    )

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="contact_unique"),
            models.CheckConstraint(
                condition=models.Q(left_on=None)
                | models.Q(joined_on=None)
                | models.Q(left_on__gte=models.F("joined_on")),
                name="contact_left_after_joined",
                violation_error_message=_("A contact cannot leave before joining."),
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "left_on"], name="contact_by_customer"),
            GinIndex(
                models.Func(readings("name"), function="search_bigrams"), name="contact_search"
            ),
            models.Index(Collate(digits_from_the_end("mobile"), "C"), name="contact_by_mobile"),
            models.Index(Collate(digits_from_the_end("phone"), "C"), name="contact_by_phone"),
            models.Index(Collate(Lower("email"), "C"), name="contact_by_email"),
        ]
        triggers = fact_triggers("contact")

    def __str__(self) -> str:
        return self.name
