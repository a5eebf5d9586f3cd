"""Our own people in the back office."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HistoryAdmin, RecordAdmin, VersionedForm
from accounts.admin.filters import by_state
from accounts.forms import role_choices
from accounts.models import Department, Team, User
from accounts.queries.people import roles_of
from accounts.queries.states import PERSON_STATES, TEAM_STATES
from accounts.rules.roles import BY_CODE
from accounts.services.people import lockout_lift, person_save

# Groups follow the role table; whoever edited one here would be overruled.
admin.site.unregister(Group)


class RolesField(forms.MultipleChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Roles"),
            choices=role_choices,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            **kwargs,
        )


class PersonForm(VersionedForm):
    roles = RolesField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["roles"] = roles_of(self.instance)


class NewPersonForm(AdminUserCreationForm):
    roles = RolesField()

    class Meta:
        model = User
        fields = ("username",)


class PasswordForm(AdminPasswordChangeForm):
    """Whoever is given a new password may use it at once."""

    def save(self, commit: bool = True) -> User:
        lockout_lift(person=self.user)
        return super().save(commit)


class RoleFilter(admin.SimpleListFilter):
    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return role_choices()

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[User]:
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


@admin.register(User)
class PersonAdmin(HistoryAdmin, UserAdmin):
    form = PersonForm
    add_form = NewPersonForm
    change_password_form = PasswordForm
    change_form_template = "admin/person_change_form.html"
    list_display = ("username", "name", "roles", "team", "department", "is_active", "last_login")
    list_filter = (
        "is_active",
        by_state(_("to look after"), PERSON_STATES, parameter="state"),
        RoleFilter,
        "team",
        "department",
    )
    list_select_related = ("team", "department")
    search_fields = ("username", "name", "email")
    ordering = ("username",)
    filter_horizontal = ()
    autocomplete_fields = ("line_manager",)
    readonly_fields = ("last_login", "joined_at")
    actions = ("unlock",)
    fieldsets = (
        (None, {"fields": ("username", "name", "email", "phone", "is_active")}),
        (_("Place in the company"), {"fields": ("department", "team", "line_manager")}),
        (_("What they may do"), {"fields": ("roles",)}),
        (_("Record"), {"fields": ("joined_at", "last_login")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "name", "email", "phone")}),
        (_("Place in the company"), {"fields": ("department", "team", "line_manager")}),
        (_("What they may do"), {"fields": ("roles",)}),
        (_("Password"), {"fields": ("usable_password", "password1", "password2")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may do everything is changed only by their like."""
        if isinstance(obj, User) and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    @admin.display(description=_("roles"))
    def roles(self, person: User) -> str:
        return ", ".join(gettext(BY_CODE[code].label) for code in roles_of(person))

    @admin.action(description=_("Unlock the log-in"), permissions=["change"])
    def unlock(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            lockout_lift(person=person)
        messages.success(request, _("They can try to log in again."))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        person_save(person=obj, roles=form.cleaned_data["roles"])


class GroupOfPeopleAdmin(RecordAdmin):
    """A team or a department, with how many active people are in it."""

    search_fields = ("code", "name", "name_en")
    people_path = "people"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        active = Q(**{f"{self.people_path}__is_active": True})
        return super().get_queryset(request).annotate(size=Count(self.people_path, filter=active))

    @admin.display(description=_("people"), ordering="size")
    def size(self, group: Any) -> int:
        return group.size


@admin.register(Department)
class DepartmentAdmin(GroupOfPeopleAdmin):
    list_display = ("code", "name", "name_en", "size")


@admin.register(Team)
class TeamAdmin(GroupOfPeopleAdmin):
    list_display = ("code", "name", "name_en", "lead", "size")
    list_select_related = ("lead",)
    list_filter = (by_state(_("to look after"), TEAM_STATES),)
    autocomplete_fields = ("lead",)
    people_path = "members"
