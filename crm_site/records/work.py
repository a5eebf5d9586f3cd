"""What is still to be done for the customer."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from common.lists import Column
from crm_site.records.section import QUIET, Link, Mark, Section, day_of, due_mark
from followups.access import SEES_ALL_WORK
from followups.models import CustomerPlan, Task
from followups.models.task import AT_WORK


class Tasks(Section):
    """For those who see everybody's work; the others find their own tasks on their own pages."""

    code = "tasks"
    label = lazy("Tasks")
    question = lazy("What is to be done for them?")
    icon = "check2-square"
    model = Task
    fields = (
        *("title_key", "params", "words", "kind", "due_at", "minutes"),
        *("done_at", "cancelled_at", "snoozed_until", "waits", "owner__name", "owner__username"),
    )
    newest = ("-due_at", "-pk")
    brief = ("task", "owner", "state")
    permission = SEES_ALL_WORK

    def is_open(self, day: date) -> Q:  # noqa: ARG002
        return AT_WORK

    def columns(self, day: date) -> Sequence[Column]:
        return (
            Column(
                "task",
                lazy("Task"),
                css="long",
                value=lambda row: row.title,
                show=lambda row: Link(row.title, reverse("task", args=[row.pk])),
            ),
            Column("kind", lazy("Kind"), value=lambda row: row.get_kind_display(), is_shown=False),
            Column("owner", lazy("Owner"), css="nowrap", value=lambda row: row.owner),
            Column("due", lazy("Due"), sorts=True, value=lambda row: day_of(row.due_at)),
            Column(
                "state",
                lazy("State"),
                value=lambda row: row.state_on(day).label,
                show=lambda row: _state(row, day),
            ),
            Column("minutes", lazy("Minutes"), value=lambda row: row.minutes, is_shown=False),
        )


def _state(row: Any, day: date) -> Mark:
    if row.is_at_work and not row.waits:
        return due_mark(day_of(row.due_at), day)
    return Mark(str(row.state_on(day).label), QUIET)


class CustomerPlans(Section):
    code = "customer-plans"
    label = lazy("Customer plans")
    question = lazy("What do we want to reach together?")
    icon = "map"
    model = CustomerPlan
    fields = (
        *("year", "their_goals", "agreed_on", "changed_at"),
        *("written_by__name", "written_by__username"),
    )
    newest = ("-year", "-pk")
    brief = ("year", "goals", "agreed")

    def columns(self, day: date) -> Sequence[Column]:  # noqa: ARG002
        return (
            Column(
                "year",
                lazy("Year"),
                sorts=True,
                value=lambda row: row.year,
                show=lambda row: Link(str(row.year), reverse("customer-plan", args=[row.pk])),
            ),
            Column(
                "goals",
                lazy("What the customer wants to reach"),
                css="long",
                value=lambda row: row.their_goals,
            ),
            Column("agreed", lazy("Agreed on"), value=lambda row: row.agreed_on),
            Column(
                "by",
                pgettext_lazy("customer plan", "Written by"),
                css="nowrap",
                value=lambda row: row.written_by,
            ),
            Column("changed", lazy("Last changed"), value=lambda row: day_of(row.changed_at)),
        )


WORK = (Tasks, CustomerPlans)
