import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import AssignmentKind, ServiceRole


@pghistory.track(model_name="AssignmentHistory")
class Assignment(models.Model):
    """Who answers for, or may see, a customer, and on which days.

    Ownership and access are this one table; `Customer.owner` is a copy that only
    `accounts.services.assignments` writes.

    The owner and whoever has a `role` are the customer's service team: the owner is its customer
    success manager and needs no second row for that. A deputy sees the customer as long as the row
    is valid.
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
    role = models.CharField(  # noqa: DJ001 - undoing an import compares rows without their nulls
        _("role"), max_length=20, choices=ServiceRole, null=True, blank=True
    )
    deputy = models.ForeignKey(
        "accounts.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # few rows have one: there is a partial index
        related_name="+",
        verbose_name=_("deputy"),
    )
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
            ExclusionConstraint(
                name="one_sponsor_at_a_time",
                expressions=[
                    ("customer", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(role=ServiceRole.EXECUTIVE_SPONSOR),
                violation_error_message=_("Somebody else sponsors this customer on these days."),
            ),
            ExclusionConstraint(
                name="a_role_once_at_a_time",
                expressions=[
                    ("customer", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(role__isnull=False),
                violation_error_message=_("This person has this role on these days already."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid__isempty=False), name="assignment_has_days"
            ),
            models.CheckConstraint(
                condition=models.Q(deputy=None) | ~models.Q(deputy=models.F("user")),
                name="assignment_deputy_is_another",
                violation_error_message=_("Nobody is their own deputy."),
            ),
            models.CheckConstraint(
                condition=models.Q(role=None)
                | models.Q(kind=AssignmentKind.CO_OWNER) & ~models.Q(role=ServiceRole.CSM),
                name="assignment_role_of_member",
                violation_error_message=_("Only a member of the team beside the owner has a role."),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "customer"], name="assignment_by_user"),
            models.Index(
                fields=["deputy", "customer"],
                name="assignment_by_deputy",
                condition=models.Q(deputy__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.valid}"
