import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import AccessAction


class AccessLog(models.Model):
    """Who had something shown or carried away, when and why. Written once, never changed."""

    at = models.DateTimeField(_("when"), auto_now_add=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    action = models.CharField(_("action"), max_length=8, choices=AccessAction)
    # Without a constraint: the line stays, whatever becomes of a customer of the demo.
    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer"),
    )
    subject = models.CharField(
        _("of what"), max_length=80, help_text=_("A list, or a kind of record.")
    )
    row = models.BigIntegerField(_("record"), null=True, blank=True)
    field = models.CharField(_("field"), max_length=60, blank=True)
    rows = models.PositiveIntegerField(_("rows"), null=True, blank=True)
    detail = models.JSONField(_("details"), default=dict, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("access log")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["customer", "at"], name="access_by_customer"),
            models.Index(fields=["user", "at"], name="access_by_user"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(action="reveal") | ~models.Q(reason=""),
                name="access_reveal_has_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.subject}"
