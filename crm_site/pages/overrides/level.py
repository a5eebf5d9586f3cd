"""Does somebody know better than the score? The level of a customer, set by hand."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.auth import PersonRequest
from accounts.forms import seen_anew
from common.views import ServiceFormView
from crm_site.pages.customer import CustomerMixin
from crm_site.pages.overrides.forms import LevelForm, TakeBackForm
from crm_site.queries.overrides import override_of
from health.choices import Level
from health.models import LevelOverride
from health.queries.current import current_of
from health.queries.overrides import override_on
from health.services.overrides import Wanted, is_kept_by, override_end, override_set

SETS, TAKES_BACK = "health.add_leveloverride", "health.change_leveloverride"


class LevelMixin(CustomerMixin):
    @cached_property
    def standing(self) -> LevelOverride | None:
        return override_on(self.customer, timezone.localdate())

    def shown(self) -> dict[str, Any]:
        """What both pages say of the customer."""
        return {
            "customer": self.profile,
            "current": current_of(self.customer),
            "decision": self.standing,
        }


class CustomerLevel(LevelMixin, ServiceFormView):
    request: PersonRequest
    permission = SETS
    form_class = LevelForm
    template_name = "pages/customer_level.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_own = is_kept_by(self.customer, self.request.user, timezone.localdate())
        return super().get_context_data(**kwargs) | self.shown() | {"is_own": is_own}

    def taken(self, form: Any) -> HttpResponse:
        said = form.cleaned_data
        wanted = Wanted(Level(said["level"]), said["ends_on"], said["reason"])
        now = timezone.now()
        override_set(customer=self.customer, wanted=wanted, by=self.request.user, at=now)
        messages.success(self.request, _("The level is set by hand now."))
        return redirect("customer-why", self.customer.code)


class CustomerLevelEnd(LevelMixin, ServiceFormView):
    request: PersonRequest
    permission = TAKES_BACK
    form_class = TakeBackForm
    template_name = "pages/customer_level_end.html"

    def get_initial(self) -> dict[str, Any]:
        return {"override": self.standing.pk if self.standing else None}

    def form_invalid(self, form: Any) -> HttpResponse:
        """About the level that stands by now, which is the one that is shown."""
        seen_anew(form, override=self.standing and self.standing.pk)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.shown()

    def taken(self, form: Any) -> HttpResponse:
        override = override_of(self.customer, form.cleaned_data["override"])
        if override is None:
            raise ValidationError(_("No level is set by hand here."))
        reason, now = form.cleaned_data["reason"], timezone.now()
        override_end(override=override, reason=reason, by=self.request.user, at=now)
        messages.success(self.request, _("The level of the score counts again."))
        return redirect("customer-why", self.customer.code)
