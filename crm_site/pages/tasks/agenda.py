"""What does my week hold, and what my month? By plain links from one to the next."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.auth import PersonRequest
from common.months import month_first, months_after
from common.views import PermissionMixin
from crm_site.pages.tasks.today import SEES_TASKS
from crm_site.queries.agenda import agenda_of
from crm_site.rules.agenda import (
    WEEK,
    DayMark,
    day_of,
    month_days,
    week_days,
)

A_DAY_OF_WEEK, A_DAY_OF_MONTH = 20, 4
MARKS = {
    DayMark.LEAVE: _("on leave"),
    DayMark.HOLIDAY: _("day off"),
    DayMark.MAKE_UP: _("make-up working day"),
}


class Agenda(PermissionMixin, TemplateView):
    request: PersonRequest
    permission = SEES_TASKS
    template_name = "pages/agenda.html"
    most: int

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @cached_property
    def day(self) -> date:
        return day_of(self.request.GET.get("from", ""), self.today)

    def shown(self) -> dict[str, Any]:
        """The days, and where the links lead."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown, now = self.shown(), timezone.now()
        days = agenda_of(self.request.user, shown["dates"], self.most, now)
        marked = [(day, MARKS.get(day.mark, "")) for day in days]
        context = {"days": marked, "now": now, "today": self.today}
        return super().get_context_data(**kwargs) | shown | context


class TodayWeek(Agenda):
    most = A_DAY_OF_WEEK

    def shown(self) -> dict[str, Any]:
        days = week_days(self.day)
        links = {"before": days[0] - WEEK, "after": days[0] + WEEK}
        return {"kind": "week", "url_name": "today-week", "dates": days, "first": days[0], **links}


class TodayMonth(Agenda):
    most = A_DAY_OF_MONTH

    def shown(self) -> dict[str, Any]:
        first, days = month_first(self.day), month_days(self.day)
        links = {"before": months_after(first, -1), "after": months_after(first, 1)}
        return {"kind": "month", "url_name": "today-month", "dates": days, "first": first, **links}
