import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import AssignmentKind


@pghistory.track(model_name="AssignmentHistory")
class Assignment(models.Model):
    """Who answers for, or may see, a customer, and on which days.

    Ownership and access are this one table; `Customer.owner` is a copy that only
    `accounts.services.assignments` writes.
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        related_name="assignments",
        verbose_name=_("customer"),
    )
    user = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        related_name="assignments",
        verbose_name=_("user"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=AssignmentKind)
    valid = DateRangeField(_("valid"), help_text=_("The last day is not included."))
    origin = models.CharField(
        _("origin"), max_length=120, null=True, blank=True, unique=True, db_collation="C"
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            ExclusionConstraint(
                name="one_owner_at_a_time",
                expressions=[
                    ("customer", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(kind=AssignmentKind.OWNER),
                violation_error_message=_("Somebody else owns this customer on these days."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid__isempty=False), name="assignment_has_days"
            ),
        ]
        indexes = [models.Index(fields=["user", "customer"], name="assignment_by_user")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.valid}"
