"""How every customer is doing, as the newest score has it."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.facts import BY_CUSTOMER
from accounts.admin.filters import TypedFilter, by_state
from common.templatetags.figures import percent
from health.models import HealthCurrent
from health.queries.current import MOVE_STATES, of_active


@admin.register(HealthCurrent)
class HealthCurrentAdmin(ReadOnlyAdmin):
    """Written by the scorer; who was archived or merged is left out."""

    customer_path = "customer"
    list_display = (
        *("how", "customer", "tier", "owner", "change_7d", "change_28d"),
        *("measured", "doubt", "day"),
    )
    list_filter = (
        "level",
        by_state(_("change in a week"), MOVE_STATES, "change_7d", parameter="move"),
        "low_confidence",
        ("decided_until", admin.EmptyFieldListFilter),
        "customer__tier",
        ("customer__owner", TypedFilter),
        BY_CUSTOMER,
    )
    list_select_related = ("customer__owner",)
    search_fields = ("customer__code",)
    search_help_text = _("The customer's code.")
    ordering = ("-attention", "score", "customer")
    fieldsets = (
        (None, {"fields": ("customer", "how", "day", "unscored_reason")}),
        (_("Set by hand"), {"fields": ("computed_level", "decided_until")}),
        (_("What lists sort by"), {"fields": ("warned", "attention")}),
        (_("How sure it is"), {"fields": ("measured", "doubt")}),
        (_("How it moved"), {"fields": ("change_7d", "change_28d")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[HealthCurrent]:
        return of_active(super().get_queryset(request))

    @admin.display(description=_("health"), ordering="score")
    def how(self, health: HealthCurrent) -> str:
        return render_to_string(
            "components/_level.html",
            {"level": health.level, "label": health.get_level_display(), "score": health.score},
        )

    @admin.display(description=_("coverage"), ordering="coverage")
    def measured(self, health: HealthCurrent) -> str:
        return percent(health.coverage)

    @admin.display(description=_("how sure"), ordering="low_confidence")
    def doubt(self, health: HealthCurrent) -> object:
        return _("low confidence") if health.low_confidence else ""

    @admin.display(description=_("tier"))
    def tier(self, health: HealthCurrent) -> str:
        return health.customer.get_tier_display()

    @admin.display(description=_("owner"), ordering="customer__owner__name")
    def owner(self, health: HealthCurrent) -> object:
        return health.customer.owner
