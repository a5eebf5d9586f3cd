"""Procedures are written, published and begun in the portal; here they are only looked at."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.admin.base import PartInline, ReadOnlyAdmin
from accounts.admin.facts import BY_CUSTOMER
from followups.models import Sop, SopException, SopRun, SopStep, SopVersion


class StepInline(PartInline):
    model = SopStep
    fields = ("place", "name", "role", "anchor", "time_kind", "allowed", "minutes")
    readonly_fields = ("name",)
    ordering = ("place",)

    @admin.display(description=pgettext_lazy("procedure", "title"))
    def name(self, step: SopStep) -> str:
        return step.name


@admin.register(Sop)
class SopAdmin(ReadOnlyAdmin):
    list_display = ("code", "stage", "department", "archived_at")
    list_filter = ("stage", ("archived_at", admin.EmptyFieldListFilter))
    list_select_related = ("department",)
    search_fields = ("code__icontains",)
    fieldsets = ((None, {"fields": ("code", "stage", "department", "place", "archived_at")}),)

    def view_on_site(self, sop: Sop) -> str:
        return reverse("sop", args=[sop.code])


@admin.register(SopVersion)
class SopVersionAdmin(ReadOnlyAdmin):
    list_display = ("name", "number", "published_at", "published_by", "drafted_by")
    list_filter = (("published_at", admin.EmptyFieldListFilter), "sop")
    list_select_related = ("published_by", "drafted_by", "sop")
    search_fields = ("title__icontains", "title_en__icontains")
    inlines = (StepInline,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *("sop", "number", "title", "title_en", "purpose", "purpose_en"),
                    *("tiers", "stages", "lines"),
                )
            },
        ),
        (
            _("What became of it"),
            {
                "fields": (
                    *("drafted_at", "drafted_by", "revision"),
                    *("published_at", "published_by", "reason"),
                )
            },
        ),
    )

    @admin.display(description=pgettext_lazy("procedure", "title"))
    def name(self, version: SopVersion) -> str:
        return version.name

    def view_on_site(self, version: SopVersion) -> str:
        return reverse("sop-version", args=[version.sop.code, version.number])


@admin.register(SopRun)
class SopRunAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = (
        *("version", "customer", "started_at", "started_by"),
        *("planned_until", "stopped_at"),
    )
    list_filter = ("version__sop", ("stopped_at", admin.EmptyFieldListFilter), BY_CUSTOMER)
    list_select_related = ("version", "customer", "started_by")
    search_fields = ("customer__code",)
    search_help_text = _("The customer's code.")
    ordering = ("-id",)

    def view_on_site(self, run: SopRun) -> str:
        return reverse("sop-run", args=[run.pk])


@admin.register(SopException)
class SopExceptionAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = ("sop", "customer", "is_served", "first_on", "last_on", "by", "ended_at")
    list_filter = ("sop", "is_served", ("ended_at", admin.EmptyFieldListFilter), BY_CUSTOMER)
    list_select_related = ("sop", "customer", "by")
    search_fields = ("customer__code",)
    search_help_text = _("The customer's code.")
    ordering = ("-id",)
