from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from accounts.choices import ServiceClock

UNREAD = models.Q(read_at=None)


class Notice(models.Model):
    """Something that somebody should know: who does what by when, and where that is.

    The text is a message id with `params`, so that it is read in the reader's language; a param may
    be a message itself. Whoever
    raises the same notice again, told by `dedupe_key`, raises none.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notices",
        verbose_name=_("recipient"),
    )
    # Without a constraint: a notice is no fact that would keep a customer of the demo.
    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.CASCADE,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer"),
    )
    dedupe_key = models.CharField(_("key"), max_length=200, unique=True, db_collation="C")
    message_key = models.CharField(_("message"), max_length=300)
    params = models.JSONField(_("what the message names"), default=dict, blank=True)
    url = models.CharField(_("address"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notice_of_recipient"),
            models.Index(fields=["recipient"], condition=UNREAD, name="notice_unread"),
        ]

    def __str__(self) -> str:
        return gettext(self.message_key) % {
            name: said(value) for name, value in self.params.items()
        }


def said(value: Any) -> Any:
    """A message (`key`, `params`), several (`all`), a step of a ticket (`clock`), a `moment` or a
    `day`.
    """
    if not isinstance(value, dict):
        return value
    if "moment" in value:
        moment = localtime(datetime.fromisoformat(value["moment"]))
        return date_format(moment, "SHORT_DATETIME_FORMAT")
    if "day" in value:
        return date_format(date.fromisoformat(value["day"]), "SHORT_DATE_FORMAT")
    if "clock" in value:
        return ServiceClock(value["clock"]).label
    return _message(value)


def _message(value: dict[str, Any]) -> str:
    if "all" in value:
        return pgettext("list of reasons", ", ").join(gettext(key) for key in value["all"])
    params = {name: said(param) for name, param in value.get("params", {}).items()}
    return gettext(value["key"]) % params
