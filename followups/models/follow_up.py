"""What was said with a customer: imported by the thousand, or logged by hand in the portal."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.facts import Fact, fact_triggers, told_apart
from accounts.rules.clearance import Classes, Slice, sensitive
from followups.choices import FollowUpChannel, Sentiment
from followups.models.task import Task
from followups.models.ticket import Ticket


class FollowUp(Fact):
    """One logged touch of a customer, with its three content modules and the next step.

    One that a person wrote here has `written_at`, and `log_due_at` by when that was to be: whoever
    logs in good time remembers. Of an imported one neither is known.
    """

    happened_at = models.DateTimeField(_("happened"))
    channel = models.CharField(_("channel"), max_length=6, choices=FollowUpChannel)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("follow-up", "by"),
    )
    contact = models.ForeignKey(
        "accounts.Contact",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact"),
    )
    contacts = models.ManyToManyField(
        "accounts.Contact", related_name="+", blank=True, verbose_name=_("contacts")
    )
    colleagues = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name=_("colleagues")
    )
    participants = models.TextField(_("participants"), blank=True)
    business_review = models.TextField(_("business review"), blank=True)
    problem_solving = models.TextField(_("problem solving"), blank=True)
    value_delivery = models.TextField(_("value delivered"), blank=True)
    next_step = models.TextField(_("next step"), blank=True)
    next_step_on = models.DateField(_("next step on"), null=True, blank=True)
    sentiment = models.CharField(_("sentiment"), max_length=7, choices=Sentiment, blank=True)
    invited = models.BooleanField(_("customer invited"), default=False)
    attended = models.BooleanField(_("customer attended"), null=True, blank=True)
    ticket = models.ForeignKey(
        Ticket,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("ticket"),
    )
    task = models.ForeignKey(
        Task,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # few rows have one: there is a partial index
        related_name="+",
        verbose_name=_("task"),
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    written_at = models.DateTimeField(_("written"), null=True, blank=True, editable=False)
    log_due_at = models.DateTimeField(_("to be written by"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    classes = Classes(
        Slice.DEALINGS,
        sensitive("participants", "business_review", "problem_solving", "value_delivery")
        | sensitive("next_step", "sentiment"),
    )

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [
            told_apart("follow_up"),
            models.CheckConstraint(
                condition=models.Q(attended=None) | models.Q(invited=True),
                name="follow_up_attended_when_invited",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "happened_at"], name="follow_up_by_customer"),
            models.Index(
                fields=["by", "written_at"],
                condition=models.Q(written_at__isnull=False),
                name="follow_up_by_writer",
            ),
            # Without it each task that is deleted would read all follow-ups.
            models.Index(
                fields=["task"],
                condition=models.Q(task__isnull=False),
                name="follow_up_by_task",
            ),
        ]
        triggers = fact_triggers("followup")

    def __str__(self) -> str:
        return self.subject or self.get_channel_display()

    @property
    def is_complete(self) -> bool:
        """All three content modules are filled."""
        return bool(self.business_review and self.problem_solving and self.value_delivery)

    @property
    def is_late(self) -> bool:
        return bool(self.written_at and self.log_due_at and self.written_at > self.log_due_at)


class FollowUpRevision(models.Model):
    """How a follow-up read before somebody changed it. Written once, never changed.

    `changes` is `{"business_review": [before, after], …}`, in words: people by their names.
    """

    follow_up = models.ForeignKey(
        FollowUp, on_delete=models.CASCADE, related_name="revisions", verbose_name=_("follow-up")
    )
    customer = models.ForeignKey(
        "accounts.Customer", on_delete=models.PROTECT, related_name="+", editable=False
    )
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    changes = models.JSONField(_("changes"), default=dict)

    classes = Classes(Slice.DEALINGS, sensitive("changes", "reason"))

    class Meta:
        verbose_name = _("revision of a follow-up")
        verbose_name_plural = _("revisions of follow-ups")
        indexes = [models.Index(fields=["follow_up", "at"], name="follow_up_revision_by_time")]
        triggers = [pgtrigger.Protect(name="revisions_stay", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.follow_up_id} {self.at:%Y-%m-%d %H:%M}"


class FollowUpDraft(models.Model):
    """What somebody has typed and not sent yet: the fields of the form, as they were typed.

    `token` becomes the number of the follow-up, so that a form that is sent twice is one log.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("who")
    )
    customer = models.ForeignKey(
        "accounts.Customer", on_delete=models.CASCADE, related_name="+", verbose_name=_("customer")
    )
    task = models.ForeignKey(
        Task,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("task"),
    )
    token = models.UUIDField(editable=False)
    data = models.JSONField(_("what was typed"), default=dict)
    updated_at = models.DateTimeField(_("saved"))

    classes = Classes(Slice.DEALINGS, sensitive("data"))

    class Meta:
        verbose_name = _("draft of a follow-up")
        verbose_name_plural = _("drafts of follow-ups")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "customer", "task"],
                nulls_distinct=False,
                name="follow_up_draft_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.updated_at:%Y-%m-%d %H:%M}"


class FollowUpFile(models.Model):
    """A file that belongs to a follow-up, or to the draft of one until it is sent.

    One that is taken out of a follow-up stays, and is handed out no more.
    """

    follow_up = models.ForeignKey(
        FollowUp,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="files",
        verbose_name=_("follow-up"),
    )
    draft = models.ForeignKey(
        FollowUpDraft,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="files",
        verbose_name=_("draft"),
    )
    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("customer"),
    )
    file = models.FileField(_("file"), upload_to="follow-ups/%Y/%m", max_length=200)
    name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("fingerprint"), max_length=64, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("added by"),
    )
    added_at = models.DateTimeField(_("added"))
    removed_at = models.DateTimeField(_("taken out"), null=True, blank=True)

    classes = Classes(Slice.DEALINGS, sensitive("file", "name"))

    class Meta:
        verbose_name = _("file of a follow-up")
        verbose_name_plural = _("files of follow-ups")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(follow_up=None) ^ models.Q(draft=None),
                name="follow_up_file_of_one",
            ),
            models.UniqueConstraint(
                fields=["follow_up", "sha256"],
                condition=models.Q(removed_at=None),
                name="follow_up_file_once",
            ),
            models.UniqueConstraint(fields=["draft", "sha256"], name="draft_file_once"),
        ]

    def __str__(self) -> str:
        return self.name
