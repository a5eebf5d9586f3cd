"""Why does this customer turn away, what is it offered, and does it come back?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.views import PermissionMixin, ServiceFormView, or_404
from crm_site.pages.customer import CustomerMixin
from crm_site.pages.winbacks.forms import (
    CauseForm,
    EndForm,
    LessonForm,
    OfferForm,
    OpenForm,
)
from crm_site.queries.winbacks import (
    concessions_of,
    may_learn,
    open_warning_of,
    owners_for,
    tasks_of,
    winback_at_work,
    winback_rows,
    winback_seen,
)
from health.choices import Offer, WinBackOutcome, WinBackReason
from health.models import WinBack
from health.services.winback_lessons import lesson_write
from health.services.winbacks import (
    NewWinBack,
    winback_end,
    winback_offer,
    winback_open,
    winback_understand,
)

SEES, BEGINS, CHANGES = (f"health.{one}_winback" for one in ("view", "add", "change"))


class WinBackOpen(CustomerMixin, ServiceFormView):
    permission = BEGINS
    form_class = OpenForm
    template_name = "pages/winback_open.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        people = list(owners_for(self.customer))
        return super().get_form_kwargs() | {"people": people}

    def get_initial(self) -> dict[str, Any]:
        return {"owner": self.customer.owner_id}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"customer": self.profile, "at_work": winback_at_work(self.customer)}
        return super().get_context_data(**kwargs) | shown

    def taken(self, form: Any) -> HttpResponse:
        said = form.cleaned_data
        new = NewWinBack(
            first_cause=WinBackReason(said["first_cause"]),
            root_cause=WinBackReason(said["root_cause"]) if said["root_cause"] else None,
            owner=said["owner"],
            deadline_on=said["deadline_on"],
            warning=open_warning_of(self.customer),
        )
        person: Any = self.request.user
        winback = winback_open(customer=self.customer, new=new, by=person, at=timezone.now())
        messages.success(self.request, _("Begun: its owner has a task with the steps."))
        return redirect("winback", winback.pk)


class WinBackMixin(PermissionMixin):
    """A page below `/winbacks/<pk>/`; whoever may not see the customer finds no page."""

    kwargs: dict[str, Any]

    @cached_property
    def winback(self) -> WinBack:
        return or_404(winback_seen(self.person, self.kwargs["pk"]))

    def shown(self) -> dict[str, Any]:
        [row] = winback_rows([self.winback.pk], self.person)
        return {"row": row, "winback": row.winback, "today": timezone.localdate()}


class WinBackPage(WinBackMixin):
    permission = SEES

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        context = self.shown() | {
            "tasks": tasks_of(self.winback),
            "concessions": concessions_of(self.winback, self.person),
            "may_act": self.winback.is_at_work and self.person.has_perm(CHANGES),
            "may_learn": self.person.has_perm(CHANGES) and may_learn(self.winback),
            "now": timezone.now(),
        }
        return render(request, "pages/winback.html", context)


class WinBackActView(WinBackMixin, ServiceFormView):
    """Something that is said about it, by the one form of its page."""

    permission = CHANGES
    template_name = "pages/winback_act.html"
    question: Any
    too_late: Any = gettext_lazy("This win-back has ended already.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = {"question": self.question, "may_say": self.may_say(), "too_late": self.too_late}
        return super().get_context_data(**kwargs) | self.shown() | said

    def may_say(self) -> bool:
        return self.winback.is_at_work

    def back(self, message: str) -> HttpResponse:
        messages.success(self.request, message)
        return redirect("winback", self.winback.pk)


class WinBackCause(WinBackActView):
    form_class = CauseForm

    @property
    def question(self) -> str:
        return _("What lies behind it?")

    def get_initial(self) -> dict[str, Any]:
        return {"root_cause": self.winback.root_cause, "seen": self.winback.found}

    def taken(self, form: Any) -> HttpResponse:
        said = form.cleaned_data
        winback_understand(
            winback=self.winback,
            root_cause=WinBackReason(said["root_cause"]),
            by=self.person,
            at=timezone.now(),
            seen=said["seen"],
        )
        return self.back(_("Written down. Now choose what matches."))


class WinBackOffer(WinBackActView):
    form_class = OfferForm

    @property
    def question(self) -> str:
        return _("What is the customer offered?")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without a root cause there is nothing that could match."""
        if not self.winback.root_cause:
            return redirect("winback-cause", self.winback.pk)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"root_cause": self.winback.cause}

    def get_initial(self) -> dict[str, Any]:
        winback = self.winback
        return {"offer": winback.offer, "note": winback.offer_note, "seen": winback.found}

    def taken(self, form: Any) -> HttpResponse:
        said = form.cleaned_data
        winback_offer(
            winback=self.winback,
            offer=Offer(said["offer"]),
            note=said["note"],
            seen=said["seen"],
        )
        return self.back(_("The offer is written down."))


class WinBackLesson(WinBackActView):
    """Of one that was won back, once."""

    form_class = LessonForm
    too_late = gettext_lazy("Nothing is to be written down here.")

    @property
    def question(self) -> str:
        return _("What brought the customer back?")

    def may_say(self) -> bool:
        return may_learn(self.winback)

    def taken(self, form: Any) -> HttpResponse:
        said = form.cleaned_data
        lesson_write(winback=self.winback, **said, by=self.person, at=timezone.now())
        return self.back(_("The lesson is in the library of cases."))


class WinBackEnd(WinBackActView):
    form_class = EndForm

    @property
    def question(self) -> str:
        return _("Why does it end?")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"winback": self.winback}

    def taken(self, form: Any) -> HttpResponse:
        winback_end(
            winback=self.winback,
            outcome=WinBackOutcome(form.cleaned_data["outcome"]),
            reason=form.cleaned_data["reason"],
            by=self.person,
            at=timezone.now(),
        )
        return self.back(_("The win-back has ended."))
