"""What was made for customers, by whatever counts: logged, answered, or a task that was done."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf, TruncDate

from accounts.choices import Tier
from followups.choices import SurveyKind, Touch
from followups.models import CadenceRule, FollowUp, PlannedTouch, SurveyAnswer
from followups.queries.tasks import midnight
from followups.rules.cadence import BY_TASK, SURVEY, Logged, Rule, period_of

# What is older does not tell of a rhythm any more.
REMEMBERED = timedelta(days=400)

ModelT = TypeVar("ModelT", bound=Any)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose plan it is, on which day; `customers` are ids, None for all."""

    day: date
    customers: Collection[int] | None = None

    def rows(self, rows: QuerySet[ModelT], path: str = "customer") -> QuerySet[ModelT]:
        """Those of the customers in question."""
        if self.customers is None:
            return rows
        return rows.filter(**{f"{path}__in": list(self.customers)})


def _since(scope: Scope) -> date:
    return min(date(scope.day.year, 1, 1), scope.day - timedelta(days=180))


def _follow_ups(scope: Scope) -> QuerySet[FollowUp]:
    """Those of this year, and of the last half-year; of today and before."""
    rows = FollowUp.objects.filter(
        happened_at__gte=midnight(_since(scope)),
        happened_at__lt=midnight(scope.day + timedelta(days=1)),
    )
    return scope.rows(rows).order_by()


def _counted_from(rules: Iterable[Rule], day: date) -> dict[str, date]:
    """When the longest period begins for which a follow-up may count, by its channel."""
    found: dict[str, date] = {}
    for rule in rules:
        first = period_of(rule.period, day).first
        for channel in rule.channels if rule.times else ():
            found[channel] = min(found.get(channel, first), first)
    return found


def _logged(scope: Scope, rules: Iterable[Rule]) -> dict[int, list[Logged]]:
    """The follow-ups of periods that these rules ask by, and no others: they are very many."""
    is_asked = Q(pk__in=[])
    for channel, first in _counted_from(rules, scope.day).items():
        is_asked |= Q(channel=channel, happened_at__gte=midnight(first))
    is_complete = ~Q(business_review="") & ~Q(problem_solving="") & ~Q(value_delivery="")
    rows = _follow_ups(scope).filter(is_asked)
    dated = rows.annotate(on=TruncDate("happened_at"), whole=is_complete)
    found: dict[int, list[Logged]] = defaultdict(list)
    columns = ("customer", "on", "pk", "channel", "whole", "task", "happened_at")
    for customer, day, pk, channel, whole, task, moment in dated.values_list(*columns):
        found[customer].append(Logged(day, pk, channel, whole, task or 0, moment))
    return found


def _last(scope: Scope) -> dict[int, dict[str, date]]:
    """When each customer was last spoken with, by channel."""
    found: dict[int, dict[str, date]] = defaultdict(dict)
    rows = _follow_ups(scope).values_list("customer", "channel")
    for customer, channel, on in rows.annotate(on=TruncDate(Max("happened_at"))):
        found[customer][channel] = on
    return found


def _ended(scope: Scope) -> dict[tuple[int, str], date]:
    """When the period of a touch ended whose task somebody logged something for since then.

    By task and touch. What was made late for one period is nothing made for the next.
    """
    logged = _follow_ups(scope).filter(task__isnull=False)
    rows = PlannedTouch.objects.filter(
        period_end__lt=scope.day, task__in=logged.values("task")
    ).order_by()
    columns = ("task", "touch", "period_end")
    return {(task, touch): ended for task, touch, ended in scope.rows(rows).values_list(*columns)}


@dataclass(frozen=True, slots=True)
class MadeByTask:
    """A touch that its task has made, of another kind of period than is asked for by now."""

    touch: str
    period: str
    last: date
    logged: Logged

    def may_count(self, rule: Rule, day: date) -> bool:
        """Once the kind of period has changed, what was made in the new one is not asked again."""
        asked = period_of(rule.period, day)
        is_of_it = self.touch == rule.touch and self.period != rule.period
        return is_of_it and self.last >= asked.first and self.logged.day in asked


def _made_by_task(scope: Scope, exempted: Collection[int]) -> dict[int, list[MadeByTask]]:
    """Those of this year; by customer."""
    asked = CadenceRule.objects.filter(
        touch=OuterRef("touch"),
        period=OuterRef("period"),
        tier=Coalesce(NullIf(OuterRef("customer__tier"), Value("")), Value(Tier.GENERAL)),
    )
    rows = PlannedTouch.objects.filter(
        Q(customer__in=list(exempted)) | ~Exists(asked),
        period_end__gte=date(scope.day.year, 1, 1),
        done_on=None,
        task__done_at__isnull=False,
    ).annotate(on=TruncDate("task__done_at"))
    found: dict[int, list[MadeByTask]] = defaultdict(list)
    columns = ("customer", "touch", "period", "period_end", "on", "task", "task__done_at")
    ordered = scope.rows(rows).order_by("pk")
    for customer, touch, period, last, day, task, moment in ordered.values_list(*columns):
        logged = Logged(day, 0, BY_TASK, task=task, at=moment)
        found[customer].append(MadeByTask(touch, period, last, logged))
    return found


def _answers(scope: Scope) -> dict[int, list[Logged]]:
    rows = SurveyAnswer.objects.filter(
        kind=SurveyKind.NPS,
        answered_at__gte=midnight(_since(scope)),
        answered_at__lt=midnight(scope.day + timedelta(days=1)),
    ).annotate(on=TruncDate("answered_at"))
    found: dict[int, list[Logged]] = defaultdict(list)
    for customer, on, moment in scope.rows(rows).values_list("customer", "on", "answered_at"):
        found[customer].append(Logged(on, 0, SURVEY, at=moment))
    return found


def _touched(scope: Scope) -> dict[int, dict[str, date]]:
    """When each touch was last made, of those that were planned before."""
    rows = PlannedTouch.objects.filter(period_end__gte=scope.day - REMEMBERED)
    made = (
        scope.rows(rows)
        .order_by()
        .values_list("customer", "touch")
        .annotate(on=Max(Coalesce("done_on", TruncDate("task__done_at"))))
    )
    found: dict[int, dict[str, date]] = defaultdict(dict)
    for customer, touch, on in made.filter(on__isnull=False):
        found[customer][touch] = on
    return found


@dataclass(frozen=True, slots=True)
class Made:
    """What was made by `day`, by customer; of `ended` and `by_task` see there."""

    day: date
    logged: Mapping[int, Sequence[Logged]]
    last: Mapping[int, Mapping[str, date]]
    answered: Mapping[int, Sequence[Logged]]
    touched: Mapping[int, Mapping[str, date]]
    by_task: Mapping[int, Sequence[MadeByTask]]
    ended: Mapping[tuple[int, str], date]

    def for_rules(self, customer: int, rules: Iterable[Rule]) -> dict[str, Sequence[Logged]]:
        """What may count for each touch that is asked for."""
        found: dict[str, Sequence[Logged]] = {Touch.NPS: self.answered.get(customer, ())}
        logged, by_task = self.logged.get(customer, ()), self.by_task.get(customer, ())
        for rule in rules:
            ones = [one for one in logged if rule.channels and self._may_count(one, rule)]
            ones += [one.logged for one in by_task if one.may_count(rule, self.day)]
            if ones:
                found[rule.touch] = [*found.get(rule.touch, ()), *ones]
        return found

    def touched_by(self, customer: int, rules: Iterable[Rule]) -> dict[str, date]:
        """When each touch was last made, by its task or by what was logged."""
        found = dict(self.touched.get(customer, {}))
        by_channel = self.last.get(customer, {})
        for rule in rules if by_channel else ():
            days = [on for channel, on in by_channel.items() if channel in rule.channels]
            if days:
                found[rule.touch] = max([*days, found.get(rule.touch, date.min)])
        return found

    def _may_count(self, one: Logged, rule: Rule) -> bool:
        if one.channel not in rule.channels:
            return False
        ended = self.ended.get((one.task, rule.touch)) if one.task else None
        return ended is None or ended >= period_of(rule.period, self.day).first


def made_on(scope: Scope, rules: Iterable[Rule], exempted: Collection[int]) -> Made:
    """One statement a source; `rules` are all that ask, `exempted` who has exceptions."""
    return Made(
        scope.day,
        _logged(scope, rules),
        _last(scope),
        _answers(scope),
        _touched(scope),
        _made_by_task(scope, exempted),
        _ended(scope),
    )
