"""Would the warnings have come? Asked here, found out by the queue, read here."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from accounts.auth import PersonRequest
from common.views import PermissionMixin, ServiceFormView, or_404
from crm_site.pages.backtest.forms import BacktestForm
from crm_site.pages.backtest.words import (
    calibration_chart,
    level_lines,
    lines,
    months,
    verdicts,
)
from crm_site.queries.backtests import backtest_newest_done, backtest_seen, backtests_newest
from health.models import BacktestRun
from health.services.backtests import backtest_ask, is_silent

SEES_BACKTESTS, ASKS_BACKTESTS = "health.view_backtestrun", "health.add_backtestrun"


class BacktestPage(ServiceFormView):
    """What was found last, what was asked before, and a form to ask."""

    request: PersonRequest
    permission = SEES_BACKTESTS
    form_class = BacktestForm
    template_name = "pages/backtest.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(ASKS_BACKTESTS):
            raise Http404
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {"runs": backtests_newest()}
        run = backtest_newest_done()
        return context | (run_context(run) if run else {"run": None})

    def taken(self, form: Any) -> HttpResponse:
        run = backtest_ask(asked=form.asked, by=self.request.user, at=timezone.now())
        return redirect("backtest-run", run.pk)


class BacktestRunPage(PermissionMixin):
    """One back-test: how far it is, or what it found."""

    permission = SEES_BACKTESTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = or_404(backtest_seen(pk))
        if request.headers.get("HX-Request") != "true":
            response = render(request, "pages/backtest_run.html", run_context(run))
            patch_vary_headers(response, ["HX-Request"])
            return response
        if run.is_under_way:
            return render(request, "pages/_backtest_working.html", run_context(run))
        return HttpResponse(headers={"HX-Refresh": "true"})


def run_context(run: BacktestRun) -> dict[str, Any]:
    context = {"run": run, "is_silent": is_silent(run, timezone.now()), "found": run.result}
    if not run.result:
        return context
    return context | {
        "months": months(run.result),
        "levels": level_lines(run.result),
        "lines": lines(run.result),
        "verdicts": verdicts(run.result),
        "chart": calibration_chart(run.result),
    }
