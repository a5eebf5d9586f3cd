"""Customers in the back office: the record, its other names, its owner."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.access import customers_visible_to
from accounts.admin.base import HistoryAdmin, VersionedForm
from accounts.admin.filters import TypedFilter
from accounts.choices import CustomerStatus
from accounts.clearance import hidden_from
from accounts.forms import OwnerForm
from accounts.models import Customer
from accounts.queries.customers import customers_found
from accounts.queries.load import owner_candidates
from accounts.rules.customer_code import check_code
from accounts.rules.parsing.refusal import Refusal
from accounts.services.assignments import owner_set
from accounts.services.customers import customer_save

LONGEST_NAME = 200


class CustomerForm(VersionedForm):
    aliases = forms.CharField(
        label=gettext_lazy("Other names"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=gettext_lazy("One a line: former names, brands, how people call the company."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            names = self.instance.aliases.order_by("pk").values_list("name", flat=True)
            self.initial["aliases"] = "\n".join(names)
            self._keep_parent_out_of_sight(self.instance.parent_id)

    def _keep_parent_out_of_sight(self, parent_id: int | None) -> None:
        """A parent that this person may not see stays, and is not named."""
        field: Any = self.fields.get("parent")
        if field and parent_id and not self.visible.filter(pk=parent_id).exists():
            field.queryset |= Customer.objects.filter(pk=parent_id)
            field.label_from_instance = lambda parent: (
                "…" if parent.pk == parent_id else str(parent)
            )

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        try:
            check_code(code or "-")  # empty: the next free number
        except Refusal as refusal:
            raise ValidationError(capfirst(_(refusal.message))) from None
        return code

    def clean_credit_code(self) -> str | None:
        return (self.cleaned_data["credit_code"] or "").strip().upper() or None

    def clean_aliases(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["aliases"].splitlines()]
        if any(len(name) > LONGEST_NAME for name in names):
            message = _("A name has at most %(longest)d characters.")
            raise ValidationError(message % {"longest": LONGEST_NAME})
        return [name for name in names if name]


class StatusFilter(admin.SimpleListFilter):
    """Active customers unless somebody asks for others."""

    title = gettext_lazy("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("inactive", gettext_lazy("archived or merged")), ("all", gettext_lazy("all"))]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": CustomerStatus.ACTIVE.label}, *others]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Customer]:
        match self.value():
            case "all":
                return queryset
            case "inactive":
                return queryset.inactive()
        return queryset.active()


@admin.register(Customer)
class CustomerAdmin(HistoryAdmin):
    form = CustomerForm
    change_form_template = "admin/customer_change_form.html"
    list_display = ("code", "name", "tier", "owner", "industry", "region", "status_word")
    list_display_links = ("code", "name")
    list_filter = (
        StatusFilter,
        "tier",
        ("owner", TypedFilter),
        ("owner", admin.EmptyFieldListFilter),
        "is_stub",
        "sensitivity",
        "source",
    )
    list_select_related = ("owner",)
    search_fields = ("name",)
    search_help_text = gettext_lazy(
        "Any part of a name, pinyin, initials, code or number in another system"
    )
    ordering = ("name_pinyin", "id")
    autocomplete_fields = ("parent",)
    readonly_fields = ("owner", "is_stub", "numbers", "created_at")
    fieldsets = (
        (
            None,
            {"fields": ("code", "name", "short_name", "aliases", "credit_code", "parent", "owner")},
        ),
        (
            pgettext_lazy("customer", "Profile"),
            {
                "fields": (
                    "industry",
                    "region",
                    "employees",
                    "annual_revenue",
                    "source",
                    "first_contact_on",
                    "founded_on",
                )
            },
        ),
        (
            gettext_lazy("Relationship"),
            {"fields": ("tier", "sensitivity", "sensitivity_reason", "churned_on")},
        ),
        (gettext_lazy("Record"), {"fields": ("is_stub", "numbers", "created_at")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Customer]:
        return customers_visible_to(request.user).order_by(*self.ordering)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A code is fixed once it is given: it is the address of the customer's page."""
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "code"] if obj else fixed

    def get_search_results(
        self,
        request: HttpRequest,
        queryset: Any,
        search_term: str,
    ) -> tuple[QuerySet[Customer], bool]:
        hidden = hidden_from(request.user, Customer)
        return customers_found(queryset, search_term, hidden), False

    @admin.display(description=gettext_lazy("status"))
    def status_word(self, customer: Customer) -> Any:
        return customer.status.label

    @admin.display(description=gettext_lazy("numbers in other systems"))
    def numbers(self, customer: Customer) -> str:
        return ", ".join(str(number) for number in customer.identities.order_by("source", "pk"))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        customer_save(customer=obj, aliases=form.cleaned_data["aliases"])

    # --- the owner ----------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.owner_view)
        return [
            path("<int:pk>/owner/", view, name="accounts_customer_owner"),
            *super().get_urls(),
        ]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kw: Any) -> Any:
        context["may_set_owner"] = may_set_owner(request)
        return super().render_change_form(request, context, *args, **kw)

    def owner_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who answers for this customer, with everybody's load beside their name."""
        customer = self.get_object(request, str(pk))
        if customer is None:
            raise Http404
        if not may_set_owner(request):
            raise PermissionDenied
        today = timezone.localdate()
        form = OwnerForm(
            request.POST or None,
            candidates=owner_candidates(today),
            tier=customer.tier,
            initial={"owner": customer.owner_id, "seen": customer.owner_id, "day": today},
        )
        if form.is_valid() and self._set_owner(customer, form):
            messages.success(request, _("The owner is set."))
            return redirect("admin:accounts_customer_change", customer.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Owner of %(customer)s") % {"customer": customer},
            "opts": self.opts,
            "original": customer,
            "form": form,
        }
        return TemplateResponse(request, "admin/customer_owner.html", context)

    def _set_owner(self, customer: Customer, form: OwnerForm) -> bool:
        fields = form.cleaned_data
        customer.owner_id = fields["seen"]
        try:
            owner_set(
                customer=customer,
                user=fields["owner"],
                day=fields["day"],
                reason=fields["reason"],
            )
        except ValidationError as error:
            form.add_error(None, error)
            return False
        return True


def may_set_owner(request: HttpRequest) -> bool:
    return request.user.has_perm("accounts.change_assignment")
