"""A customer plan as a document: for ourselves, or for the customer without what is ours."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts.auth import PersonRequest
from accounts.choices import DecisionRole
from accounts.services.access_log import export_note
from common.pdf import pdf, pdf_response
from common.templatetags.figures import figure
from crm_site.pages.customer_plan.views import SEES_PLANS, PlanMixin
from crm_site.pages.customer_plan.words import dimensions_told, figures_told, measured
from crm_site.queries.customer_plans import MeasureRow, PlanPage, ReviewRow, plan_page
from crm_site.queries.plans import PlanRow

FOR_CUSTOMER = "customer"
SUBJECT = "customer-plan"


class PlanDocument(PlanMixin):
    """`?for=customer` is the one to hand over. Who took which is noted."""

    request: PersonRequest
    permission = SEES_PLANS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        page = plan_page(self.plan, self.request.user, timezone.now())
        is_for_customer = request.GET.get("for") == FOR_CUSTOMER
        content = pdf("customer_plan", (for_customer if is_for_customer else internal)(page))
        export_note(
            user=self.request.user,
            subject=SUBJECT,
            rows=1,
            query=request.GET,
            customer=self.plan.customer,
        )
        name = _("Customer plan %(year)s %(customer)s")
        return pdf_response(content, name % {"year": self.plan.year, "customer": page.customer})


def internal(page: PlanPage) -> dict[str, Any]:
    """What `templates/pdf/customer_plan.typ` sets, with all that is only for us."""
    return {
        **_head(page),
        "title": _("Customer plan %(year)s: %(customer)s")
        % {"year": page.plan.year, "customer": page.customer},
        "texts": [
            _text(_("What the customer wants to reach"), page.row.their_goals),
            _text(_("What we want to reach"), page.row.our_goals),
            _text(_("Risks"), page.row.risks),
        ],
        "measures": _measures(page, _("Measures")),
        "people": {
            "title": _("People to win"),
            "head": [
                _("Contact"),
                _("Role"),
                pgettext("won", "What for"),
                pgettext("won", "By whom"),
            ],
            "rows": [_person(one) for one in page.people],
        },
        "rules": _rules(page, _("Contact rules")),
        "sections": [
            *(_improvement(one) for one in page.improvements),
            *(_review(one) for one in page.reviews),
        ],
    }


def for_customer(page: PlanPage) -> dict[str, Any]:
    """Without our own goals, risks, people to win, and what we think of how they are doing."""
    year = page.plan.year
    title = pgettext("for the customer", "Our plan with you for %(year)s: %(customer)s")
    return {
        **_head(page),
        "title": title % {"year": year, "customer": page.plan.customer.name},
        "texts": [
            _text(pgettext("for the customer", "What you want to reach"), page.row.their_goals),
        ],
        "measures": _measures(page, pgettext("for the customer", "What we do, and by when")),
        "people": None,
        "rules": _rules(page, pgettext("for the customer", "How we keep you informed")),
        "sections": [],
    }


def _head(page: PlanPage) -> dict[str, Any]:
    plan, today = page.plan, date_format(timezone.localdate())
    agreed = ""
    if plan.agreed_on:
        day = date_format(plan.agreed_on)
        who = page.row.agreed_with
        agreed = _("Agreed with %(name)s on %(day)s") if who else _("Agreed on %(day)s")
        agreed %= {"name": who, "day": day}
    return {
        "lang": (get_language() or "en")[:2],
        "subtitle": agreed,
        "foot": _("Evergreen · customer plan %(year)s · %(day)s")
        % {"year": plan.year, "day": today},
        "facts": [(_("Owner"), str(plan.customer.owner or "–"))],
    }


def _text(title: str, text: str) -> dict[str, str]:
    return {"title": title, "text": text}


def _measures(page: PlanPage, title: str) -> dict[str, Any]:
    return {
        "title": title,
        "head": [_("Measure"), pgettext("measure", "Who"), _("Until"), _("Figure"), _("State")],
        "rows": [_measure(one) for one in page.measures],
    }


def _measure(one: MeasureRow) -> list[str]:
    row, unit = one.row, one.row.unit
    way = [measured(value, unit) for value in (row.baseline, row.current, row.target)]
    return [
        one.task.title,
        str(one.task.owner),
        date_format(timezone.localdate(one.task.due_at)),
        f"{row.figure}: {' → '.join(way)}",
        _state(one),
    ]


def _state(one: MeasureRow) -> str:
    if one.goes_on_in:
        return _("Goes on in %(year)s") % {"year": one.goes_on_in}
    return str(capfirst(one.task.state.label))


def _person(one: Any) -> list[str]:
    roles = [str(DecisionRole(code).label) for code in one.contact.decision_roles if code in ROLES]
    return [str(one.contact), ", ".join(roles), one.aim, str(one.by)]


ROLES = frozenset(DecisionRole.values)


def _rules(page: PlanPage, title: str) -> dict[str, Any]:
    rows = [
        [
            one.recurring.words,
            str(one.recurring.get_rhythm_display()),
            date_format(one.recurring.first_on),
        ]
        for one in page.rules
    ]
    return {"title": title, "head": [_("What"), _("How often"), _("From")], "rows": rows}


def _improvement(one: PlanRow) -> dict[str, Any]:
    plan = one.plan
    return {
        "title": _("Improvement plan"),
        "lines": [plan.goal, plan.analysis],
        "facts": [],
        "points": [f"{step.task} · {step.task.owner}" for step in one.steps],
        "results": [],
    }


def _review(one: ReviewRow) -> dict[str, Any]:
    row = one.row
    day = date_format(timezone.localdate(row.reviewed_at))
    words = {"quarter": one.quarter, "day": day, "name": one.reviewed_by}
    score = row.score if isinstance(row.score, str) else figure(row.score)
    level = f"{_('Health')}: {score} {one.level.label}" if one.level else ""
    return {
        "title": _("Review of quarter %(quarter)d, %(day)s, %(name)s") % words,
        "lines": [level, row.decisions, row.next_steps],
        "facts": [
            *figures_told(row.figures),
            *((label, figure(points)) for label, points in dimensions_told(row.dimensions)),
        ],
        "points": list(row.suggestions),
        "results": [
            f"{words}: {measured(result.current, measure.unit)} {result.said}".strip()
            for words, measure, result in one.results
        ],
    }
