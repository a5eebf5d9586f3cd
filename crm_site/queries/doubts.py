"""What people hold wrong about scores, as pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.access import rows_visible_to
from accounts.clearance import veiled
from accounts.models import Customer, User
from common.lists import in_order
from health.choices import DoubtAnswer, Level
from health.models import ScoreDoubt
from health.models.doubt import UNANSWERED
from health.queries.doubts import doubts_of
from health.registry import figures_of

WHOLE = _("the score as a whole")


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """`customer` is as the person may see it."""

    doubt: ScoreDoubt
    customer: Any

    @property
    def level(self) -> Level:
        return Level(self.doubt.level)

    @property
    def indicator(self) -> str | Promise:
        return indicator_label(self.doubt.indicator)

    @property
    def answer(self) -> DoubtAnswer | None:
        return DoubtAnswer(self.doubt.answer) if self.doubt.answer else None


def indicator_label(code: str) -> str | Promise:
    """An indicator that is not registered any more goes by its code."""
    figure = figures_of((code,)).get(code)
    return figure.label if figure else code or WHOLE


def doubts_visible_to(person: User | AnonymousUser) -> QuerySet[ScoreDoubt]:
    return rows_visible_to(person, ScoreDoubt.objects.order_by())


def doubt_seen(person: User | AnonymousUser, pk: int) -> ScoreDoubt | None:
    return doubts_visible_to(person).filter(pk=pk).first()


def unanswered_ones(doubts: QuerySet[ScoreDoubt]) -> QuerySet[ScoreDoubt]:
    return doubts.filter(UNANSWERED)


def answered_ones(doubts: QuerySet[ScoreDoubt]) -> QuerySet[ScoreDoubt]:
    return doubts.exclude(UNANSWERED)


def about_the_whole(doubts: QuerySet[ScoreDoubt]) -> QuerySet[ScoreDoubt]:
    return doubts.filter(indicator="")


def by_when_said(doubts: QuerySet[ScoreDoubt], *, turned: bool) -> QuerySet[ScoreDoubt, int]:
    return doubts.order_by("-pk" if turned else "pk").values_list("pk", flat=True)


def doubt_rows(ids: Sequence[int], person: User) -> list[DoubtRow]:
    """Rows in the order of `ids`; one statement for any number, none for no rows."""
    if not ids:
        return []
    related = ("customer", "version", "by", "answered_by")
    found = in_order(ScoreDoubt.objects.filter(pk__in=ids).select_related(*related), ids)
    shown = veiled(person, [row.customer for row in found])
    return [DoubtRow(row, customer) for row, customer in zip(found, shown, strict=True)]


def doubts_on(customer: Customer, day: date, person: User) -> list[DoubtRow]:
    """What was said about the score of a day; whoever asks may see the customer."""
    [shown] = veiled(person, [customer])
    return [DoubtRow(doubt, shown) for doubt in doubts_of(customer, day)]


def doubted_indicators(doubts: QuerySet[ScoreDoubt]) -> list[tuple[str, str]]:
    """(code, label) of those that somebody holds wrong, to choose from."""
    codes = doubts.exclude(indicator="").order_by("indicator").distinct()
    found = codes.values_list("indicator", flat=True)
    return [(code, capfirst(str(indicator_label(code)))) for code in found]


def doubted_versions(doubts: QuerySet[ScoreDoubt]) -> list[str]:
    numbers = doubts.order_by("-version").values_list("version__number", flat=True)
    return list(dict.fromkeys(numbers))
