"""Why is the score what it is? From the score to each indicator to the very rows behind it."""

from datetime import date
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from accounts.auth import PersonRequest
from crm_site.pages.customer import SEES_HEALTH, YEAR, CustomerMixin
from crm_site.pages.doubts.forms import DoubtForm
from crm_site.pages.evidence import evidence_shown
from crm_site.pages.reasons import Why, change_sentence, why
from crm_site.queries.doubts import doubts_on
from health.queries.compare import Comparison, compare
from health.queries.evidence import Evidence, UnknownFigureError, rows_behind
from health.queries.explain import NotScoredError, explain
from health.queries.overrides import override_on
from health.queries.trend import newest_day, trend

SEES_DOUBTS, SAYS_DOUBTS = "health.view_scoredoubt", "health.add_scoredoubt"
FIRST_YEAR, LAST_YEAR = 1900, 9000


class ScoredDayMixin(CustomerMixin):
    """A page about the score of a day: `?day=`, or the newest one that is stored."""

    with_rows = True

    @cached_property
    def day(self) -> date:
        if asked := _date(self.request.GET.get("day", "")):
            return asked
        return newest_day(self.customer.pk) or timezone.localdate()

    @cached_property
    def why(self) -> Why | None:
        """None when no score is stored for the day."""
        try:
            return why(explain(self.customer, self.day, with_rows=self.with_rows))
        except NotScoredError:
            return None


class CustomerWhy(ScoredDayMixin, TemplateView):
    request: PersonRequest
    permission = SEES_HEALTH
    template_name = "pages/customer_why.html"

    @cached_property
    def since(self) -> date | None:
        """The day to compare with: `?since=`, or that of a week before."""
        if asked := _date(self.request.GET.get("since", "")):
            return asked
        return self.why.explanation.day_before if self.why else None

    @cached_property
    def comparison(self) -> Comparison | None:
        if self.since is None:
            return None
        try:
            return compare(self.customer, self.since, self.day)
        except NotScoredError:
            return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decision = override_on(self.customer, self.day)
        days = trend(self.customer.pk, self.day - YEAR, timezone.localdate())
        return super().get_context_data(**kwargs) | {
            "customer": self.profile,
            "day": self.day,
            "why": self.why,
            "since": self.since,
            "comparison": self.comparison,
            "sentence": change_sentence(self.comparison) if self.comparison else "",
            "decision": decision,
            **self.doubts(),
            "stands": decision is not None and decision.stands_on(timezone.localdate()),
            "before": [point.day for point in days if point.day < self.day][-1:],
            "after": [point.day for point in days if point.day > self.day][:1],
        }

    def doubts(self) -> dict[str, Any]:
        """What people hold wrong about this score, and what this person may say."""
        person = self.request.user
        if self.why is None or not person.has_perm(SEES_DOUBTS):
            return {}
        found = doubts_on(self.customer, self.day, person)
        mine = next((row.doubt for row in found if row.doubt.by == person), None)
        said = {"indicator": mine.indicator, "reason": mine.reason} if mine else {}
        form = DoubtForm(indicators=self.why.explanation.indicators, initial=said)
        may_say = person.has_perm(SAYS_DOUBTS)
        return {"doubts": found, "mine": mine, "form": form if may_say else None}


class CustomerIndicator(ScoredDayMixin, TemplateView):
    """Whoever may not see facts of the kind sees the figures only."""

    permission = SEES_HEALTH
    template_name = "pages/customer_indicator.html"
    with_rows = False

    @cached_property
    def evidence(self) -> Evidence:
        try:
            return rows_behind(self.customer, self.kwargs["indicator"], self.day)
        except UnknownFigureError as error:
            raise Http404 from error

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code, evidence = self.kwargs["indicator"], self.evidence
        indicators = self.why.explanation.indicators if self.why else ()
        return super().get_context_data(**kwargs) | {
            "customer": self.profile,
            "day": self.day,
            "indicator": next((one for one in indicators if one.code == code), None),
            "evidence": evidence,
            **evidence_shown(evidence, self.request.user),
        }


def _date(text: str) -> date | None:
    """A day with room for every window around it; None for nonsense."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None
