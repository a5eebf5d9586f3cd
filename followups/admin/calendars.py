"""Working calendars and single days: saving one says how many deadlines moved."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import HistoryAdmin, VersionedForm
from accounts.admin.filters import KeysSelect
from accounts.models import Team, User
from followups.admin.horizon import (
    KEEPS_ALL,
    PLAIN_FIELDS,
    HorizonList,
    keeper,
    keeps_all,
    moves_tell,
)
from followups.choices import DayOrigin
from followups.models import CalendarDay, WorkCalendar, WorkHours
from followups.queries.calendars import people_kept_by, teams_kept_by
from followups.rules.calendars import interval_of
from followups.services.calendars import (
    calendar_edit,
    calendar_save,
    day_save,
    hours_check,
    owners_check,
)

OWNERS = ("teams", "people")


class CalendarForm(VersionedForm):
    for_teams = forms.ModelMultipleChoiceField(
        Team.objects.all(),
        label=gettext_lazy("Teams"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    for_people = forms.ModelMultipleChoiceField(
        User.objects.filter(is_active=True),
        label=gettext_lazy("People"),
        widget=KeysSelect(WorkCalendar._meta.get_field("people"), admin.site),
        required=False,
        help_text=gettext_lazy("Whose calendar is another than that of their team."),
    )
    for_company = forms.BooleanField(
        label=gettext_lazy("The company's"),
        required=False,
        help_text=gettext_lazy(
            "Takes the place of the present one: who has no calendar, nor their team, works by it."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Is kept with every deadline that moves."),
    )
    keeper: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        if "for_teams" not in fields:  # it is only looked at
            return
        fields["for_company"].initial = self.instance.is_default
        fields["for_company"].disabled = self.instance.is_default or not self.keeper.has_perm(
            KEEPS_ALL
        )
        if not self.keeper.has_perm(KEEPS_ALL):
            fields["for_teams"].queryset = teams_kept_by(self.keeper)
            fields["for_people"].queryset = people_kept_by(self.keeper)
        if self.instance.pk:
            self.initial["for_teams"] = self.instance.teams.all()
            self.initial["for_people"] = self.instance.people.all()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        teams, people = (list(self.cleaned_data.get(f"for_{one}", ())) for one in OWNERS)
        if not (teams or people or self.keeper.has_perm(KEEPS_ALL)):
            raise forms.ValidationError(_("Choose your team, or somebody of it."))
        owners_check(calendar=self.instance, teams=teams, people=people)
        return cleaned


class HoursFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        kept = [one.cleaned_data for one in self.forms if one not in self.deleted_forms]
        hours_check(
            (row["day_kind"], interval_of(row["starts"], row["ends"])) for row in kept if row
        )


class OwnDayForm(forms.ModelForm):
    """Whose day it is follows from where it is entered, and counts when one is there already."""

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"kind"}  # type: ignore[misc]


class DaysFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        kept = [one.cleaned_data for one in self.forms if one not in self.deleted_forms]
        days = [row["day"] for row in kept if row.get("day")]
        if len(days) > len(set(days)):
            raise forms.ValidationError(_("A day is there twice."))
        super().clean()


class CalendarInline(admin.TabularInline):
    """Rows that those change who may change the calendar."""

    extra = 1
    formfield_overrides = PLAIN_FIELDS

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_keep(request, obj)

    has_add_permission = has_change_permission
    has_delete_permission = has_change_permission

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("followups.view_workcalendar")


class HoursInline(CalendarInline):
    model = WorkHours
    formset = HoursFormSet
    fields = ("day_kind", "starts", "ends")


class DaysInline(CalendarInline):
    model = CalendarDay
    form = OwnDayForm
    formset = DaysFormSet
    fields = ("day", "is_working", "note")
    verbose_name_plural = gettext_lazy("Closing and working days of this calendar alone")


def may_keep(request: HttpRequest, calendar: WorkCalendar | None) -> bool:
    """A lead keeps calendars that are for nobody but the own teams and their people."""
    if not request.user.has_perm("followups.change_workcalendar"):
        return False
    if calendar is None or keeps_all(request):
        return True
    teams, people = set(calendar.teams.all()), set(calendar.people.all())
    if calendar.is_default or not (teams or people):
        return False
    person = keeper(request)
    return teams <= set(teams_kept_by(person)) and people <= set(people_kept_by(person))


@admin.register(WorkCalendar)
class WorkCalendarAdmin(HorizonList, HistoryAdmin):
    form = CalendarForm
    list_display = ("__str__", "for_company", "for_teams", "for_people")
    search_fields = ("name", "name_en")
    fieldsets = (
        (None, {"fields": ("name", "name_en")}),
        (
            gettext_lazy("Whose it is"),
            {
                "fields": ("for_company", "for_teams", "for_people"),
                "description": gettext_lazy("Everybody else works by the company's."),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[WorkCalendar]:
        return super().get_queryset(request).prefetch_related("teams", "people")

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return (HoursInline, DaysInline) if obj else ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        *shown, version = fieldsets
        return [*shown, (_("Why it changes"), {"fields": ["reason"]}), version]

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, *args, **kwargs)
        form.keeper = keeper(request)
        return form

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_keep(request, obj)

    @admin.display(description=gettext_lazy("the company's"), boolean=True)
    def for_company(self, calendar: WorkCalendar) -> bool:
        return calendar.is_default

    @admin.display(description=gettext_lazy("teams"))
    def for_teams(self, calendar: WorkCalendar) -> str:
        return ", ".join(map(str, calendar.teams.all()))

    @admin.display(description=gettext_lazy("people"))
    def for_people(self, calendar: WorkCalendar) -> str:
        return ", ".join(map(str, calendar.people.all()))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        teams, people = (form.cleaned_data[f"for_{one}"] for one in OWNERS)
        calendar_save(
            calendar=obj,
            teams=teams,
            people=people,
            is_companys=form.cleaned_data["for_company"],
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        moved = calendar_edit(
            calendar=form.instance,
            by=keeper(request),
            now=timezone.now(),
            reason=form.cleaned_data.get("reason", ""),
        )
        moves_tell(request, moved)

    def response_add(self, request: HttpRequest, obj: Any, *args: Any) -> HttpResponse:
        """On to its hours, which begin as the company's."""
        messages.success(request, _("It begins with the company's hours: now set its own."))
        return redirect("admin:followups_workcalendar_change", obj.pk)


# --- days -------------------------------------------------------------------------------------


class DayForm(VersionedForm, OwnDayForm):
    pass


@admin.register(CalendarDay)
class CalendarDayAdmin(HorizonList, HistoryAdmin):
    """Official days come with their table; our own are entered here."""

    form = DayForm
    formfield_overrides = PLAIN_FIELDS
    list_display = ("day", "is_working", "note", "calendar", "kind")
    list_filter = ("kind", "is_working", "calendar", "day")
    list_select_related = ("calendar",)
    search_fields = ("note",)
    readonly_fields = ("kind", "official_year")
    fieldsets = (
        (None, {"fields": ("day", "is_working", "note", "calendar")}),
        (gettext_lazy("Record"), {"fields": ("kind", "official_year")}),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_official = obj is not None and obj.kind == DayOrigin.OFFICIAL
        return not is_official and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        moves_tell(request, day_save(day=obj, by=keeper(request), now=timezone.now()))
