"""Why do you need to see it? One hidden field, shown for a reason that is kept."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property

from accounts.auth import PersonRequest
from accounts.clearance import may_reveal
from accounts.models import Customer
from accounts.services.access_log import LONGEST_REASON, field_reveal
from common.views import or_404
from crm_site.pages.customer import SEES_CUSTOMERS, CustomerMixin


class Reveal(CustomerMixin):
    permission = SEES_CUSTOMERS
    request: PersonRequest

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        return self.page()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        reason = request.POST.get("reason", "")
        try:
            value = field_reveal(
                user=self.request.user,
                customer=self.customer,
                row=self.row,
                field=self.field,
                reason=reason,
            )
        except ValidationError as error:
            return self.page(reason=reason, error=error.messages[0])
        return self.page(reason=reason, value=value, is_shown=True)

    def page(self, **shown: Any) -> HttpResponse:
        row = self.row
        context = {
            "customer": self.profile,
            "subject": row._meta.verbose_name,
            "label": getattr(row._meta.get_field(self.field), "verbose_name", self.field),
            "longest": LONGEST_REASON,
            **shown,
        }
        response = render(self.request, "pages/reveal.html", context)
        response["Cache-Control"] = "no-store"
        return response

    @property
    def field(self) -> str:
        return self.kwargs["field"]

    @cached_property
    def row(self) -> Model:
        """The record, if it is this customer's and this person may have the field shown."""
        model = self._model()
        if not may_reveal(self.request.user, model, self.field):
            raise Http404
        of_customer = {"pk" if model is Customer else "customer": self.customer.pk}
        rows = model._default_manager.filter(**of_customer)
        return or_404(rows.filter(pk=self.kwargs["pk"]).first())

    def _model(self) -> Any:
        name = self.kwargs["subject"]
        for app in ("accounts", "followups"):
            model = apps.all_models[app].get(name)
            known = model is not None and hasattr(model, "classes")
            if known and self.request.user.has_perm(f"{app}.view_{name}"):
                return model
        raise Http404
