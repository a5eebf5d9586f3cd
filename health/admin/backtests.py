from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import ReadOnlyAdmin
from health.models import BacktestRun


@admin.register(BacktestRun)
class BacktestRunAdmin(ReadOnlyAdmin):
    """Asked for and read in the portal; here one sees which there were."""

    list_display = (
        *("id", "version", "against", "first", "last", "population", "label"),
        *("state", "asked_by", "asked_at"),
    )
    list_filter = ("state", "population", "label", "version", "asked_at")
    list_select_related = ("version", "against", "asked_by")
    search_fields = ("version__number",)
    search_help_text = gettext_lazy("The number of a version.")
    ordering = ("-id",)
    readonly_fields = ("page",)
    fieldsets = (
        (None, {"fields": ("version", "against", "first", "last", "population", "label", "page")}),
        (
            gettext_lazy("How it went"),
            {
                "fields": (
                    *(
                        "revision",
                        "against_revision",
                        "state",
                        "asked_by",
                        "asked_at",
                        "starts",
                        "started_at",
                        "finished_at",
                    ),
                )
            },
        ),
        (gettext_lazy("What came of it"), {"fields": ("error", "result")}),
    )

    @admin.display(description=gettext_lazy("in the portal"))
    def page(self, run: BacktestRun) -> str:
        address = reverse("backtest-run", args=[run.pk])
        return format_html('<a href="{}">{}</a>', address, _("Look at it"))
