"""The job page of the back office: how every job of the timetable is doing, and "run now"."""

import logging

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.jobs import Job
from common.models import JobRun
from common.views import or_404, permission
from crm_site.queries.jobs import entry_of, job_board

log = logging.getLogger(__name__)

SEES_JOBS, RUNS_JOBS = "common.view_jobrun", "common.change_jobrun"


@permission(SEES_JOBS)
def job_page(request: HttpRequest) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Jobs"),
        "jobs": job_board(timezone.now()),
        "may_run": request.user.has_perm(RUNS_JOBS),
    }
    return TemplateResponse(request, "admin/jobs.html", context)


@permission(RUNS_JOBS)
@require_POST
def job_run(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the queue for it; a second click finds that it has been asked."""
    entry = or_404(entry_of(slug))
    if entry.job.ask():
        log.info("user %s asked for the job %s", request.user.pk, entry.name)
        messages.success(request, _("The queue will do it now: %(job)s") % {"job": entry.label})
    else:
        messages.info(request, _("It is under way already: %(job)s") % {"job": entry.label})
    return redirect("admin:jobs")


@permission(RUNS_JOBS)
@require_POST
def job_release(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(JobRun, pk=pk)
    job = Job.by_name.get(run.name)
    if job is not None and job.release(run):
        log.info("user %s released the job %s", request.user.pk, run)
        messages.success(request, _("It is queued, and will be tried again."))
    else:
        messages.info(request, _("It is not parked any more."))
    return redirect("admin:jobs")


def urls(site: admin.AdminSite) -> list:
    return [
        path("jobs/", site.admin_view(job_page), name="jobs"),
        path("jobs/<slug:slug>/run/", site.admin_view(job_run), name="job_run"),
        path("jobs/runs/<int:pk>/release/", site.admin_view(job_release), name="job_release"),
    ]
