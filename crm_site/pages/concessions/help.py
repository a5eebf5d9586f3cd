"""Who of our department helps, and when? The answer to help that was promised to a customer."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.auth import PersonRequest
from accounts.forms import day_field, person_field
from common.views import LOGGED_IN, ServiceFormView, or_404
from crm_site.pages.tasks.forms import reason_field
from crm_site.queries.department_help import HelpPage, colleagues, help_page
from followups.services.department_help import HelpSaid, department_answer


class HelpForm(forms.Form):
    helps_on = day_field(gettext_lazy("From"), required=False)
    words = reason_field(gettext_lazy("In words"), required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = pgettext_lazy("helper", "nobody")
        self.fields["helper"] = person_field(gettext_lazy("Who helps?"), people, nobody)
        self.fields["helper"].required = False
        self.fields["words"].help_text = _("Where nobody helps, say why.")
        self.order_fields(["helper", "helps_on", "words"])


class DepartmentHelp(ServiceFormView):
    """For the people of the department, also for those who see nothing else of the customer."""

    request: PersonRequest
    permission = LOGGED_IN
    form_class = HelpForm
    template_name = "pages/department_help.html"

    @cached_property
    def page(self) -> HelpPage:
        return or_404(help_page(self.kwargs["pk"], self.request.user))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"people": colleagues(self.request.user)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"page": self.page}

    def taken(self, form: Any) -> HttpResponse:
        department_answer(
            concession=self.page.concession,
            said=HelpSaid(**form.cleaned_data),
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, _("Said; whoever has asked is told."))
        return redirect("department-help", self.page.concession.pk)
