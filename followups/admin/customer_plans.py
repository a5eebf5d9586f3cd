"""Customer plans, written in the portal; here they are only looked at."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HistoryPage, PartInline, ReadOnlyAdmin
from accounts.admin.facts import BY_CUSTOMER
from followups.models import ContactRule, CustomerPlan, PlanContact, PlanMeasure, PlanReview


class MeasureInline(PartInline):
    model = PlanMeasure
    fields = ("place", "task", "figure", "unit", "baseline", "target", "current")


class PersonInline(PartInline):
    model = PlanContact
    fields = ("contact", "aim", "by")


class RuleInline(PartInline):
    model = ContactRule
    fields = ("recurring",)


class ReviewInline(PartInline):
    model = PlanReview
    fields = ("quarter", "reviewed_at", "reviewed_by", "score", "level", "decisions", "next_steps")


@admin.register(CustomerPlan)
class CustomerPlanAdmin(ReadOnlyAdmin, HistoryPage):
    customer_path = "customer"
    list_display = ("customer", "year", "agreed_on", "written_by", "written_at", "changed_at")
    list_filter = ("year", ("agreed_on", admin.EmptyFieldListFilter), BY_CUSTOMER)
    list_select_related = ("customer", "written_by")
    search_fields = ("customer__code",)
    search_help_text = _("The customer's code.")
    ordering = ("-year", "customer__code")
    inlines = (MeasureInline, PersonInline, RuleInline, ReviewInline)
