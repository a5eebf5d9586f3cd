"""The whole library as one manual to print and to hand around: PDF and DOCX say the same."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from common.pdf import pdf, pdf_response
from common.uploads import document_response
from common.views import PermissionMixin
from crm_site.pages.sops.library import SEES
from crm_site.pages.sops.manual_docx import DOCX, manual_docx
from crm_site.pages.sops.words import due_told, lines_named, scope_told
from crm_site.queries.sops import Flow, StepShown, flow_of, purpose_of, steps_shown
from followups.models import SopVersion
from followups.queries.sops import versions_in_force


class ManualPdf(PermissionMixin):
    permission = SEES

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002
        return pdf_response(pdf("sop_manual", manual()), manual_name())


class ManualDocx(PermissionMixin):
    permission = SEES

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002
        return document_response(manual_docx(manual()), f"{manual_name()}.docx", DOCX)


def manual_name() -> str:
    return _("Manual of procedures %(day)s") % {"day": timezone.localdate()}


def manual() -> dict[str, Any]:
    """What both documents are set from, in the language of the reader."""
    today, lines = date_format(timezone.localdate()), lines_named()
    versions = versions_in_force().prefetch_related("steps")
    return {
        "lang": (get_language() or "en")[:2],
        "title": _("Manual of procedures"),
        "subtitle": _("As in force on %(day)s") % {"day": today},
        "foot": _("Evergreen · manual of procedures · %(day)s") % {"day": today},
        "contents": _("Contents"),
        "flow": _("Flow"),
        "note": _(
            "A solid arrow waits for the step before; a dashed one counts from the beginning."
        ),
        "labels": _labels(),
        "procedures": [_procedure(version, lines) for version in versions],
    }


def _labels() -> dict[str, str]:
    return {
        "role": _("Responsible"),
        "due": _("Time allowed"),
        "minutes": _("Minutes of work"),
        "input": _("Input"),
        "output": _("Output"),
        "checklist": _("Checklist"),
        "template": _("Content template"),
    }


def _procedure(version: SopVersion, lines: dict[str, str]) -> dict[str, Any]:
    steps = steps_shown(version)
    scope = scope_told(version, lines) or [_("all customers")]
    return {
        "title": version.name,
        "purpose": purpose_of(version),
        "facts": [
            (pgettext("procedure", "Kind"), capfirst(str(version.sop.get_stage_display()))),
            (_("For"), " · ".join(scope)),
            (_("Version"), f"{version.number} · {_published(version)}"),
        ],
        "flow": _flow(flow_of(steps)),
        "steps": [_step(shown) for shown in steps],
    }


def _published(version: SopVersion) -> str:
    moment = version.published_at
    return date_format(timezone.localdate(moment)) if moment else ""


def _flow(flow: Flow) -> dict[str, Any]:
    return {
        "lanes": [capfirst(str(lane.label)) for lane in flow.lanes],
        "rows": [
            {
                "place": row.shown.step.place,
                "title": row.shown.title,
                "lane": row.lane,
                "before": row.before,
                "waits": row.shown.waits,
            }
            for row in flow.rows
        ],
    }


def _step(shown: StepShown) -> dict[str, Any]:
    return {
        "place": shown.step.place,
        "title": shown.title,
        "role": capfirst(str(shown.role.label)),
        "due": due_told(shown.step),
        "minutes": str(shown.step.minutes),
        "input": shown.input,
        "output": shown.output,
        "checklist": list(shown.checklist),
        "template": shown.template,
    }
