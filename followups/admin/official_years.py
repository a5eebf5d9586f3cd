"""Official years: the State Council's table is uploaded, looked at, and then taken."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.admin.base import HistoryPage, RowsInline
from followups.admin.horizon import HorizonList, keeper, moves_tell
from followups.imports.official_days import (
    official_days_again,
    official_days_read,
    official_days_text,
)
from followups.models import CalendarDay, OfficialYear
from followups.queries.calendars import known_until
from followups.services.calendars import official_year_preview, official_year_take

FIRST_YEAR, LAST_YEAR = 2020, 2100


class TableForm(forms.Form):
    """The file first; once its days have been shown, the days themselves."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy(
            "XLSX or CSV with the columns day, working (yes or no) and name: every free weekday, "
            "every weekend day that is worked."
        ),
    )
    table = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    file_name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=255)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        year, file = cleaned.get("year"), cleaned.get("file")
        if year is None:
            return cleaned
        try:
            if file:
                cleaned["days"] = official_days_read(file, year)
                cleaned["file_name"] = file.name[-255:]
            elif cleaned.get("table"):
                cleaned["days"] = official_days_again(cleaned["table"], year)
            else:
                self.add_error("file", _("Choose a file."))
        except forms.ValidationError as error:
            self.add_error("file", error)
        return cleaned


class OfficialDayInline(RowsInline):
    model = CalendarDay
    fields = ("day", "is_working", "note")
    ordering = ("day",)


@admin.display(description=gettext_lazy("year"), ordering="year")
def year(row: OfficialYear) -> str:
    """2027, and not 2,027."""
    return str(row.year)


@admin.register(OfficialYear)
class OfficialYearAdmin(HorizonList, HistoryPage):
    """Years whose table somebody handed in; to add one is to upload it and look first."""

    list_display = (year, "file_name", "days", "taken_at", "taken_by")
    list_select_related = ("taken_by",)
    readonly_fields: ClassVar[Any] = (year,)
    fields: ClassVar[Any] = (year, "file_name", "taken_at", "taken_by")
    inlines = (OfficialDayInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OfficialYear]:
        return super().get_queryset(request).annotate(size=Count("days"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=pgettext_lazy("official year", "days"), ordering="size")
    def days(self, row: OfficialYear) -> int:
        return row.size  # type: ignore[attr-defined]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        initial = {"year": known_until().year + 1}
        form = TableForm(request.POST or None, request.FILES or None, initial=initial)
        context: dict[str, Any] = {"form": form}
        if form.is_valid() and not form.cleaned_data["file"]:
            self._take(request, form.cleaned_data)
            return redirect("admin:followups_officialyear_changelist")
        if form.is_valid():
            context |= self._preview(request, form.cleaned_data)
        context |= {
            **self.admin_site.each_context(request),
            "title": _("Official table of a year"),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/official_year.html", context)

    def _take(self, request: HttpRequest, table: dict[str, Any]) -> None:
        moved = official_year_take(
            year=table["year"],
            days=table["days"],
            file_name=table["file_name"],
            by=keeper(request),
            now=timezone.now(),
        )
        moves_tell(request, moved)

    def _preview(self, request: HttpRequest, table: dict[str, Any]) -> dict[str, Any]:
        """What would change, and the form that takes just these days."""
        days, year = table["days"], table["year"]
        shown = {"table": official_days_text(days), "year": year, "file_name": table["file_name"]}
        return {
            "preview": official_year_preview(
                year=year, days=days, by=keeper(request), now=timezone.now()
            ),
            "shown": TableForm(initial=shown),
            "year": year,
        }
