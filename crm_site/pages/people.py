"""Pages about oneself: logging in and out, the way back in, preferences."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import FormView
from django.views.i18n import set_language

from accounts.auth import PersonRequest
from accounts.forms import LogInForm, PasswordResetLetterForm, PreferencesForm
from accounts.services.people import lockout_lift, preferences_save
from common.views import LOGGED_IN, PUBLIC, PermissionMixin, permission


@permission(LOGGED_IN)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The first page that there is something to see on for this person."""
    if request.user.has_perm("followups.view_task"):
        return redirect("today")
    if request.user.has_perm("accounts.view_customer"):
        return redirect("customer-list")
    return redirect("admin:index" if request.user.is_staff else "preferences")


class LogIn(PermissionMixin, auth.LoginView):
    permission = PUBLIC
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def get_redirect_url(self, *args: Any) -> str:
        wanted = super().get_redirect_url(*args)
        return "" if wanted.startswith(self.request.path) else wanted


class LogOut(PermissionMixin, auth.LogoutView):
    permission = PUBLIC


class PasswordReset(PermissionMixin, auth.PasswordResetView):
    """Where no mail is sent the page says whom to ask, and promises nothing."""

    permission = PUBLIC
    form_class = PasswordResetLetterForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.MAIL_MODE == "off":
            self.http_method_names = ["get", "head", "options"]
            self.template_name = "registration/password_reset_off.html"
        return super().dispatch(request, *args, **kwargs)


class PasswordResetDone(PermissionMixin, auth.PasswordResetDoneView):
    permission = PUBLIC


class PasswordResetConfirm(PermissionMixin, auth.PasswordResetConfirmView):
    permission = PUBLIC

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        lockout_lift(person=form.user)
        return response


class PasswordResetComplete(PermissionMixin, auth.PasswordResetCompleteView):
    permission = PUBLIC


class PasswordChange(PermissionMixin, auth.PasswordChangeView):
    permission = LOGGED_IN
    success_url = reverse_lazy("preferences")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("Your password is changed."))
        return super().form_valid(form)


class Preferences(PermissionMixin, FormView):
    request: PersonRequest
    permission = LOGGED_IN
    form_class = PreferencesForm
    template_name = "crm_site/preferences.html"
    success_url = reverse_lazy("preferences")

    def get_initial(self) -> dict[str, Any]:
        user = self.request.user
        return {"language": user.language, "colour_mode": user.colour_mode}

    def form_valid(self, form: PreferencesForm) -> HttpResponse:
        preferences_save(person=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Your preferences are kept."))
        return super().form_valid(form)


@permission(PUBLIC)
@require_POST
def language_switch(request: HttpRequest) -> HttpResponseBase:
    """For the visitor in a cookie, for whoever is logged in as their choice."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        preferences_save(person=request.user, language=language)
    return set_language(request)


urlpatterns = [
    path("", home, name="home"),
    path("login/", LogIn.as_view(), name="login"),
    path("logout/", LogOut.as_view(), name="logout"),
    path("password-reset/", PasswordReset.as_view(), name="password_reset"),
    path("password-reset/sent/", PasswordResetDone.as_view(), name="password_reset_done"),
    path(
        "password-reset/<uidb64>/<token>/",
        PasswordResetConfirm.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "password-reset/complete/", PasswordResetComplete.as_view(), name="password_reset_complete"
    ),
    path("me/", Preferences.as_view(), name="preferences"),
    path("me/password/", PasswordChange.as_view(), name="password_change"),
    path("language/", language_switch, name="set_language"),
]
