"""Contracts in the back office: the papers, and the service that they promise."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import (
    ORIGIN,
    HistoryAdmin,
    HistoryPage,
    ReadOnlyAdmin,
    RowsInline,
    VeiledAdmin,
)
from accounts.admin.facts import BY_CUSTOMER, FactAdmin
from accounts.admin.filters import TypedFilter, by_state
from accounts.clearance import may_see
from accounts.models import Contract, ContractFile, ServiceStandard
from accounts.queries.states import CONTRACT_STATES, RENEWAL_STATES
from accounts.services.contracts import contract_file_add
from common.uploads import file_response

KEEPS = "accounts.change_contract"


class ContractFileInline(RowsInline):
    model = ContractFile
    fields = ("version", "name", "size", "added_by", "added_at", "link")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        open_to = may_see(request.user, ContractFile, "file")
        return fields if open_to else [name for name in fields if name != "link"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_readonly_fields(request, obj)

    @admin.display(description=gettext_lazy("file"))
    def link(self, file: ContractFile) -> str:
        """A form that made no sense is shown again with a row that is none."""
        if file._state.adding:
            return ""
        url = reverse("admin:accounts_contract_file", args=[file.contract_id, file.pk])
        return format_html('<a href="{}">{}</a>', url, _("Download"))


class ServiceStandardInline(VeiledAdmin, admin.TabularInline):
    model = ServiceStandard
    fields = ("ticket_kind", "severity", "clock", "amount", "time_kind")
    extra = 0

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(KEEPS)

    has_add_permission = has_change_permission
    has_delete_permission = has_change_permission

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("accounts.view_servicestandard")


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, Word, Excel or a picture, at most 20 MB."),
    )


@admin.register(Contract)
class ContractAdmin(FactAdmin, HistoryAdmin):
    """The contract itself comes by import; its papers and promises are kept here."""

    day = "starts_on"
    change_form_template = "admin/contract_change_form.html"
    list_display = (
        *("number", "customer", "title", "amount", "currency"),
        *("starts_on", "ends_on", "renews_on", "terminated_on"),
    )
    list_filter = (
        by_state(gettext_lazy("state"), CONTRACT_STATES, "starts_on", "ends_on", "terminated_on"),
        by_state(
            gettext_lazy("to be renewed"),
            RENEWAL_STATES,
            *("starts_on", "renews_on", "ends_on", "terminated_on"),
            parameter="renewal",
        ),
        "currency",
        BY_CUSTOMER,
    )
    search_fields = ("number__startswith", "title")
    search_help_text = gettext_lazy("The beginning of a number, the title, or the customer's code.")
    inlines = (ServiceStandardInline, ContractFileInline)
    fieldsets = (
        (
            None,
            {
                "fields": ("number", "title", "customer"),
                "description": gettext_lazy(
                    "The contract comes by import; its papers and what it promises are kept here."
                ),
            },
        ),
        (gettext_lazy("Amount"), {"fields": ("amount", "currency", "payment_terms")}),
        (
            gettext_lazy("Dates"),
            {"fields": ("signed_on", "starts_on", "ends_on", "renews_on", "terminated_on")},
        ),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(KEEPS)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        names = [field.name for field in self.opts.concrete_fields if field.editable]
        return self._veil(request, dict.fromkeys([*names, *ORIGIN]))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for standard in formset.save(commit=False):
            standard.customer_id = form.instance.customer_id
            standard.save()
        for standard in formset.deleted_objects:
            standard.delete()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/files/", view(self.add_file_view), name="accounts_contract_files"),
            path(
                "<int:pk>/files/<int:file_pk>/", view(self.file_view), name="accounts_contract_file"
            ),
            *super().get_urls(),
        ]

    def contract(self, request: HttpRequest, pk: int) -> Contract:
        contract = self.get_object(request, str(pk))
        if contract is None:
            raise Http404
        return contract

    def file_view(self, request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
        contract = self.contract(request, pk)
        file = ContractFile.objects.filter(contract=contract, pk=file_pk).first()
        may_open = request.user.has_perm("accounts.view_contractfile")
        if file is None or not (may_open and may_see(request.user, ContractFile, "file")):
            raise Http404
        return file_response(file.file.open(), file.name)  # type: ignore[return-value]

    def add_file_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = self.contract(request, pk)
        if not request.user.has_perm(KEEPS):
            raise PermissionDenied
        form = FileForm(request.POST or None, request.FILES or None)
        if form.is_valid() and self._add_file(request, contract, form):
            return redirect("admin:accounts_contract_change", contract.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("New version of %(contract)s") % {"contract": contract},
            "opts": self.opts,
            "original": contract,
            "form": form,
        }
        return TemplateResponse(request, "admin/contract_file.html", context)

    def _add_file(self, request: HttpRequest, contract: Contract, form: FileForm) -> bool:
        try:
            added = contract_file_add(
                contract=contract,
                upload=form.cleaned_data["file"],
                user=request.user,  # type: ignore[arg-type]
            )
        except ValidationError as error:
            form.add_error("file", error)
            return False
        messages.success(request, _("Version %(version)d is kept.") % {"version": added.version})
        return True


@admin.register(ContractFile)
class ContractFileAdmin(ReadOnlyAdmin):
    """Every paper of every contract; a new version is added on the contract's own page."""

    customer_path = "customer"
    list_display = ("name", "customer", "contract", "version", "size_read", "added_by", "added_at")
    list_filter = ("added_at", ("added_by", TypedFilter), BY_CUSTOMER)
    list_select_related = ("customer", "contract", "added_by")
    search_fields = ("contract__number__startswith", "name", "customer__code")
    ordering = ("-id",)
    exclude = ("file",)
    readonly_fields = ("customer", "added_at")

    @admin.display(description=gettext_lazy("size"), ordering="size")
    def size_read(self, file: ContractFile) -> str:
        return filesizeformat(file.size)


@admin.register(ServiceStandard)
class ServiceStandardAdmin(ReadOnlyAdmin, HistoryPage):
    """What contracts promise, side by side; they are changed on the contract's own page."""

    customer_path = "customer"
    list_display = (
        "clock",
        "customer",
        "contract",
        "ticket_kind",
        "severity",
        "amount",
        "time_kind",
    )
    list_filter = ("clock", "ticket_kind", "severity", BY_CUSTOMER)
    list_select_related = ("customer", "contract")
    search_fields = ("contract__number__startswith", "customer__code")
    ordering = ("-id",)
    readonly_fields = ("customer",)
