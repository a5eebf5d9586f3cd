"""What the scorer stores: one row a customer and day, and the newest of them for lists."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from health.choices import ATTENTION, Level, UnscoredReason
from health.models.version import HealthModelVersion
from health.rules.version import MOST_FIGURES

SPARK_WEEKS = 12


class HealthScore(models.Model):
    """How a customer was doing on one day, as known that evening.

    The table is partitioned by month (`health.services.partitions`), so that a month leaves in
    no time after three years. It has no foreign key constraints: only the scorer writes it, from
    the very tables they would point to, and checking them would cost a nightly run of 100 000
    rows more than computing it.

    `raw` and `states` have one entry for each figure of the version, its indicators, its caps
    and its signals, in its order; points and contributions follow from `raw` and the version. A
    state is a letter of `health.choices.STATE_LETTERS`. `adjustment` is the score minus the
    weighted mean.
    """

    pk = models.CompositePrimaryKey("customer_id", "day")
    customer = models.ForeignKey(
        Customer,
        on_delete=models.CASCADE,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("customer"),
    )
    day = models.DateField(_("day"))
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    coverage = models.DecimalField(_("coverage"), max_digits=5, decimal_places=4)
    adjustment = models.DecimalField(_("adjustment"), max_digits=5, decimal_places=2, null=True)
    version = models.ForeignKey(
        HealthModelVersion,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("model version"),
    )
    raw = ArrayField(models.FloatField(null=True))
    states = models.CharField(max_length=MOST_FIGURES, db_collation="C")
    unscored_reason = models.CharField(
        _("why not scored"), max_length=20, choices=UnscoredReason, blank=True
    )

    class Meta:
        verbose_name = _("health score")
        verbose_name_plural = _("health scores")

    def __str__(self) -> str:
        return f"{self.customer_id} {self.day}: {self.score}"


class HealthCurrent(models.Model):
    """The newest score of each customer, with what lists sort, filter and draw by.

    `change_7d` and `change_28d` are differences to the score stored on exactly that day, or on
    the nearest of the three days before it; empty when there is none. `spark` has twelve weekly
    points that end at `day`, rounded, with null for weeks without a score.

    `level` is the one that somebody has set by hand, as long as that stands;
    then `computed_level` is the score's own and `decided_until` the last day. Without
    such a decision both are empty. `warned` is the level of the worst open warning; `attention`
    is the rank of the worse of both.

    Scores are derived: they leave with a customer whose import is undone, here by the database's
    own ON DELETE.
    """

    customer = models.OneToOneField(
        Customer,
        on_delete=models.CASCADE,
        primary_key=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("customer"),
    )
    day = models.DateField(_("day"))
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    computed_level = models.CharField(
        _("level by the score"), max_length=10, choices=Level, blank=True, default="", db_default=""
    )
    decided_until = models.DateField(_("set by hand until"), null=True, blank=True)
    warned = models.CharField(
        _("worst open warning"),
        max_length=10,
        choices=Level,
        blank=True,
        default="",
        db_default="",
    )
    attention = models.SmallIntegerField(
        _("attention"), help_text=_("The bigger, the more urgently somebody should look.")
    )
    coverage = models.DecimalField(_("coverage"), max_digits=5, decimal_places=4)
    low_confidence = models.BooleanField(_("low confidence"))
    change_7d = models.DecimalField(
        _("change in a week"), max_digits=5, decimal_places=2, null=True
    )
    change_28d = models.DecimalField(
        _("change in four weeks"), max_digits=5, decimal_places=2, null=True
    )
    spark = ArrayField(models.SmallIntegerField(null=True), size=SPARK_WEEKS)
    unscored_reason = models.CharField(
        _("why not scored"), max_length=20, choices=UnscoredReason, blank=True
    )

    class Meta:
        verbose_name = _("current health")
        verbose_name_plural = _("current health")
        indexes = [
            models.Index(
                models.F("attention").desc(), "score", "customer", name="health_by_attention"
            ),
            models.Index(fields=["score", "customer"], name="health_by_score"),
            models.Index(fields=["change_7d", "customer"], name="health_by_change"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.level}"

    @property
    def warned_worse(self) -> Level | None:
        """The level of the worst open warning, where it is worse than the customer's own."""
        if not self.warned or ATTENTION[Level(self.warned)] <= ATTENTION[Level(self.level)]:
            return None
        return Level(self.warned)

    @property
    def level_by_score(self) -> Level:
        return Level(self.computed_level or self.level)


class PeerPace(models.Model):
    """Order days a day of a whole group of customers, as one scoring day knew it.

    `tier` empty is everybody. Runs for a few customers use it, so that they agree with the full
    run of that day without reading everybody's orders.
    """

    day = models.DateField(_("day"))
    tier = models.CharField(_("tier"), max_length=10, blank=True, db_collation="C")
    customers = models.PositiveIntegerField(_("customers"))
    pace = models.FloatField(_("order days a day"))

    class Meta:
        verbose_name = _("peers' pace")
        verbose_name_plural = _("peers' paces")
        constraints = [models.UniqueConstraint(fields=["day", "tier"], name="peer_pace_unique")]

    def __str__(self) -> str:
        return f"{self.day} {self.tier}: {self.pace:.4f}"


class PeerScore(models.Model):
    """What a whole group of customers scored on a day, for the line beside a customer's own.

    `tier` empty is everybody; `customers` are those with a score, `score` is their mean. A run
    for everybody writes it, so it is as the scores were known that evening; runs for a few
    customers leave it alone.
    """

    day = models.DateField(_("day"))
    tier = models.CharField(_("tier"), max_length=10, blank=True, db_collation="C")
    customers = models.PositiveIntegerField(_("customers"))
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("peers' score")
        verbose_name_plural = _("peers' scores")
        constraints = [models.UniqueConstraint(fields=["tier", "day"], name="peer_score_unique")]

    def __str__(self) -> str:
        return f"{self.day} {self.tier}: {self.score}"
