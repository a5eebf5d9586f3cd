"""Playbooks of the lifecycle: what begins one, which procedure it is, and what ends it."""

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import LifecycleStage, OpportunityKind
from followups.choices import LifecycleEntry, LifecycleExit, SopRole
from followups.models.sop import Sop

LONGEST_DAYS, HIGHEST, MOST_AT_ONCE = 730, 100, 50


@pghistory.track(model_name="LifecycleRuleHistory")
class LifecycleRule(models.Model):
    """A playbook. Without a stage it is for whoever stays; `days` and `least` are its numbers.

    Its procedure is begun for a customer once for each occasion that the entry rule finds, of those
    that a person works for not more than `at_once` at a time; where they are more, the largest come
    first and the others have their turn later. It stops when the exit rule says so.
    """

    code = models.SlugField(_("code"), max_length=30, unique=True)
    place = models.PositiveSmallIntegerField(_("place"))
    stage = models.CharField(
        _("lifecycle stage"), max_length=16, choices=LifecycleStage, blank=True
    )
    entry = models.CharField(_("begins"), max_length=20, choices=LifecycleEntry)
    exit = models.CharField(
        pgettext_lazy("playbook", "stops"), max_length=12, choices=LifecycleExit
    )
    days = models.PositiveSmallIntegerField(
        _("days"), null=True, blank=True, validators=[MaxValueValidator(LONGEST_DAYS)]
    )
    least = models.PositiveSmallIntegerField(
        _("at least"), null=True, blank=True, validators=[MaxValueValidator(HIGHEST)]
    )
    sop = models.ForeignKey(
        Sop, on_delete=models.PROTECT, related_name="+", verbose_name=_("procedure")
    )
    role = models.CharField(
        pgettext_lazy("playbook", "responsible"),
        max_length=16,
        choices=SopRole,
        default=SopRole.OWNER,
        help_text=_("Does the steps that are nobody else's."),
    )
    at_once = models.PositiveSmallIntegerField(
        _("at once for a person"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_AT_ONCE)],
        help_text=_("Empty: without limit."),
    )
    opens = models.CharField(
        _("opens an opportunity"), max_length=12, choices=OpportunityKind, blank=True
    )
    is_on = models.BooleanField(pgettext_lazy("playbook", "on"), default=True)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("changed by"),
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("playbook")
        verbose_name_plural = _("playbooks")
        ordering = ["place"]

    def __str__(self) -> str:
        return self.code
