"""Which customers are in trouble, and who must do what about it by when?"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import ChoiceFilter

from accounts.queries.team import people_to_choose
from common.lists import Column, Ids, Page
from crm_site.pages.customer_filters import ME
from crm_site.pages.narrowing import TIER_CHOICES, OfCustomers
from crm_site.pages.noted_list import NotedList
from crm_site.queries import warnings as queries
from crm_site.queries.warnings import WarningRow, warning_rows
from health.choices import WarningCause
from health.models import Warning
from health.queries.acts import AGE_CHOICES, acted_on, ages, untouched
from health.rules.warnings import WARNED

SEES_WARNINGS, DECIDES = "health.view_warning", "health.change_heldbatch"
LEVELS = [(level.value, level.label) for level in WARNED]
STATES = (
    ("unseen", pgettext_lazy("warnings", "not seen yet")),
    ("untouched", _("nobody has acted yet")),
    ("late", _("with an overdue duty")),
    ("acted", _("acted on, opened in the last 90 days")),
    ("ended", pgettext_lazy("warnings", "ended")),
)


class WarningFilter(OfCustomers):
    level = ChoiceFilter(label=_("Level"), choices=LEVELS, empty_label=_("all levels"))
    owner = ChoiceFilter(label=_("Owner"), method="of_owner", empty_label=_("all people"))
    tier = ChoiceFilter(
        label=_("Tier"),
        choices=TIER_CHOICES,
        method="of_dimension",
        empty_label=_("all tiers"),
    )
    cause = ChoiceFilter(
        label=_("Cause"), choices=WarningCause.choices, empty_label=_("all causes")
    )
    state = ChoiceFilter(
        label=_("State"), choices=STATES, method="of_state", empty_label=_("all that is open")
    )
    age = ChoiceFilter(
        label=_("Open for"), choices=AGE_CHOICES, method="of_age", empty_label=_("however long")
    )

    class Meta:
        model = Warning
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        super().__init__(data, rows=Warning.objects.all(), request=request)
        self.now = timezone.localtime()
        people = [
            (str(person.pk), str(person)) for person in people_to_choose().prefetch_related(None)
        ]
        self.filters["owner"].extra["choices"] = [(ME, _("me")), *people]

    def matching(self) -> QuerySet[Warning]:
        warnings = self.narrowed()
        also_ended = self.values.get("state") in ("ended", "acted")
        return warnings if also_ended else queries.open_ones(warnings)

    def of_age(self, warnings: QuerySet[Warning], _name: str, code: str) -> QuerySet[Warning]:
        return warnings.filter(*(age.rows for age in ages(self.now) if age.code == code))

    def of_owner(self, warnings: QuerySet[Warning], _name: str, owner: str) -> QuerySet[Warning]:
        return queries.of_people(warnings, self.request.user.pk if owner == ME else int(owner))

    def of_state(self, warnings: QuerySet[Warning], _name: str, code: str) -> QuerySet[Warning]:
        if code == "ended":
            return queries.ended_ones(warnings)
        if code == "late":
            return warnings.filter(queries.overdue_duty(self.now))
        if code == "untouched":
            return warnings.filter(untouched())
        if code == "acted":
            return warnings.filter(acted_on(self.now))
        return warnings.filter(queries.UNSEEN)


class WarningList(NotedList):
    permission = SEES_WARNINGS
    filterset_class = WarningFilter
    columns = (
        Column("level", _("Level"), sorts=True, value=lambda row: str(row.level.label)),
        Column("customer", _("Customer"), value=lambda row: row.customer.name),
        Column("code", _("Customer code"), value=lambda row: row.customer.code, is_shown=False),
        Column("tier", _("Tier"), value=lambda row: row.tier and str(row.tier.label)),
        Column("cause", _("Cause"), value=lambda row: str(row.cause.label)),
        Column("score", _("Score"), css="number", value=lambda row: row.warning.score),
        Column(
            "says",
            _("What rules say"),
            value=lambda row: " · ".join(map(str, row.says)),
            is_shown=False,
        ),
        Column("since", _("On this level since"), value=lambda row: row.warning.level_since),
        Column("owner", _("Owner"), value=lambda row: str(row.owner or "")),
        Column("state", _("State"), value=lambda row: str(row.state.label)),
        Column(
            "duty",
            _("Next duty"),
            value=lambda row: row.next_duty and str(row.next_duty.label),
        ),
        Column(
            "due",
            _("Due"),
            value=lambda row: row.next_duty and timezone.localtime(row.next_duty.task.due_at),
            is_shown=False,
        ),
    )
    default_sort = "level"
    template_name = "pages/warning_list.html"
    piece_name = "pages/_warning_list.html"
    export_title = pgettext_lazy("health", "Warnings")
    export_subject = "warning-list"

    def ids(self, filters: WarningFilter) -> Iterable[Ids]:
        return queries.worst_first(filters.matching(), turned=self.sort().startswith("-"))

    def rows(self, ids: Sequence[int]) -> Sequence[WarningRow]:
        return warning_rows(ids, self.request.user, timezone.now())

    def context(self, filters: WarningFilter, page: Page) -> dict[str, Any]:  # noqa: ARG002
        may_decide = self.request.user.has_perm(DECIDES)
        return {"now": filters.now, "held": queries.held_batch() if may_decide else None}
