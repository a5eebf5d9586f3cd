"""Whom the entry and exit rules of the playbooks are true of, all at once.

What only a higher app knows comes in `Outside`. Each entry rule is a function of the facts and its
playbook that yields occasions; they ask in a fixed number of statements, whoever many customers.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Avg, Count, Exists, Max, Min, OuterRef, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.choices import LifecycleStage as Stage
from accounts.choices import StageReason
from accounts.models import Contract, CustomerStage
from accounts.models.stage import HOLDS
from accounts.queries.stages import bought_until
from accounts.queries.states import to_be_renewed, to_renew
from accounts.rules.stages import Bought, Standing
from accounts.rules.stages import on as day_named
from followups.choices import LifecycleEntry as Entry
from followups.choices import SurveyKind
from followups.models import LifecycleRule, SopRun, SurveyAnswer, Task
from followups.models.task import AT_WORK
from followups.queries.tasks import midnight
from followups.rules.lifecycle import Occasion, Recall, day_in, has_its_tip, next_recall

DAY, YEAR = timedelta(days=1), timedelta(days=365)
FEWEST_ANSWERS = 3
# A repurchase is expected of one who has bought so often, and until so long after the day.
FEWEST_ORDER_DAYS, EXPECTED_FOR = 3, timedelta(days=30)
SETTLED_FOR = timedelta(days=90)
RENEWED_BY = Coalesce("renews_on", "ends_on")

STAYS = (Stage.RETENTION, Stage.MONETISATION, Stage.ADVOCACY)
GONE = (Stage.DORMANT, Stage.CHURNED)
MERITED = (Stage.MONETISATION, Stage.ADVOCACY)


@dataclass(frozen=True, slots=True)
class Outside:
    """What health knows: since when team or usage has grown, and who is orange or red (ids)."""

    grown: Mapping[int, date] = field(default_factory=dict)
    troubled: frozenset[int] = frozenset()


class Facts:
    """As of the end of `day`, of all or of these customers; asked for when a rule needs it."""

    def __init__(
        self, day: date, outside: Outside, customers: Collection[int] | None = None
    ) -> None:
        self.day, self.outside, self.customers = day, outside, customers

    @cached_property
    def bought(self) -> dict[int, Bought]:
        return bought_until(self.day, self.customers)

    @cached_property
    def stages(self) -> dict[int, str]:
        rows = CustomerStage.objects.filter(HOLDS)
        return dict(rows.values_list("customer", "stage"))

    def in_stage(self, *stages: str) -> list[int]:
        return [pk for pk in self.bought if self.stages.get(pk) in stages]

    def is_troubled(self, customer: int) -> bool:
        return customer in self.outside.troubled or self.stages.get(customer) in GONE

    def answers(self, kind: SurveyKind, days: int) -> QuerySet[SurveyAnswer]:
        first, last = midnight(self.day - timedelta(days=days - 1)), midnight(self.day + DAY)
        rows = SurveyAnswer.objects.filter(kind=kind, answered_at__gte=first)
        if self.customers is not None:
            rows = rows.filter(customer__in=self.customers)
        return rows.filter(answered_at__lt=last).order_by()


def occasions(rule: LifecycleRule, facts: Facts) -> Iterator[Occasion]:
    """Of active customers, as the entry rule of a playbook finds them."""
    return (one for one in ENTRIES[Entry(rule.entry)](rule, facts) if one.customer in facts.bought)


def _first_purchase(rule: LifecycleRule, facts: Facts) -> Iterator[Occasion]:
    for pk in facts.in_stage(Stage.ACTIVATION):
        first = facts.bought[pk].first_on
        if first and (facts.day - first).days <= (rule.days or 0):
            yield Occasion(pk, "first", first)


def _each_month(_rule: LifecycleRule, facts: Facts) -> Iterator[Occasion]:
    for pk in facts.in_stage(*STAYS):
        if has_its_tip(pk, facts.day):
            yield Occasion(pk, f"{facts.day:%Y-%m}", facts.day)


def _settled(rule: LifecycleRule, facts: Facts) -> Iterator[Occasion]:
    for pk in facts.in_stage(*STAYS):
        first = facts.bought[pk].first_on
        since = first + timedelta(days=rule.days or 0) if first else None
        if since and since <= facts.day < since + SETTLED_FOR:
            yield Occasion(pk, "first", since)


def _first_repurchase(rule: LifecycleRule, facts: Facts) -> Iterator[Occasion]:
    for pk in facts.in_stage(Stage.ACTIVATION, *STAYS):
        second = facts.bought[pk].second_order_on
        if second and (facts.day - second).days <= (rule.days or 0):
            yield Occasion(pk, "second", second, day_named(second))


def _satisfied(rule: LifecycleRule, facts: Facts) -> dict[int, Decimal]:
    """By customer the average; of those who have answered often, and through most of the time."""
    days = rule.days or YEAR.days
    since = facts.day - timedelta(days=days * 3 // 4)
    rows = facts.answers(SurveyKind.CSAT, days).values("customer")
    rows = rows.annotate(average=Avg("score"), count=Count("pk"), first=Min("answered_at"))
    good = rows.filter(
        average__gte=rule.least, count__gte=FEWEST_ANSWERS, first__lt=midnight(since)
    )
    return dict(good.values_list("customer", "average"))


def _satisfied_year(rule: LifecycleRule, facts: Facts) -> Iterator[Occasion]:
    for pk, average in _satisfied(rule, facts).items():
        score = {"score": str(round(average))}
        yield Occasion(pk, str(facts.day.year), facts.day, score)


def _grew(_rule: LifecycleRule, facts: Facts) -> Iterator[Occasion]:
    for pk, since in facts.outside.grown.items():
        yield Occasion(pk, f"signal-{since}", since, day_named(since))


def _promoter(rule: LifecycleRule, facts: Facts) -> Iterator[Occasion]:
    """By the newest recommendation of each."""
    rows = facts.answers(SurveyKind.NPS, rule.days or YEAR.days)
    newest = rows.order_by("customer", "-answered_at", "-pk").distinct("customer")
    for pk, score, moment in newest.values_list("customer", "score", "answered_at"):
        answered = timezone.localdate(moment)
        if score >= (rule.least or 0):
            params = {"score": str(score), **day_named(answered)}
            yield Occasion(pk, f"answer-{answered}", answered, params)


def _dormant(rule: LifecycleRule, facts: Facts) -> Iterator[Occasion]:
    """Who has a contract is none of them, though somebody has said so by hand."""
    found = facts.in_stage(Stage.DORMANT)
    dormant = [pk for pk in found if not facts.bought[pk].has_contract]
    recalls = _recalls(rule, facts, dormant)
    most, rest = rule.least or 1, timedelta(days=rule.days or 0)
    for pk in dormant:
        if (number := next_recall(recalls[pk], facts.day, most, rest)) is not None:
            last = facts.bought[pk].last_order_on or facts.day
            yield Occasion(pk, f"{last}-{number}", last)


def _recalls(
    rule: LifecycleRule, facts: Facts, customers: Iterable[int]
) -> dict[int, list[Recall]]:
    """Since the last order of each, which their origins name."""
    found: dict[int, list[Recall]] = defaultdict(list)
    runs = SopRun.objects.filter(rule=rule, customer__in=customers).annotate(
        is_left=Exists(Task.objects.filter(AT_WORK, sop_run=OuterRef("pk"))),
        last=Greatest(Max("tasks__done_at"), Max("tasks__cancelled_at"), "started_at"),
    )
    names = ("customer", "origin", "started_at", "stopped_at", "is_left", "last")
    for pk, origin, started_at, stopped_at, is_left, last in runs.values_list(*names):
        began, ended = timezone.localdate(started_at), timezone.localdate(stopped_at or last)
        ordered = facts.bought[pk].last_order_on
        if ordered is None or (day_in(origin) or began) >= ordered:
            is_over = stopped_at is not None or not is_left
            found[pk].append(Recall(began, ended if is_over else None))
    return found


def _contract_ends(rule: LifecycleRule, facts: Facts) -> Iterator[Occasion]:
    """Each renewal of a contract is one, whose row may go on; counted from the day that begins."""
    last = facts.day + DAY + timedelta(days=rule.days or 0)
    rows = Contract.objects.filter(to_be_renewed(facts.day), to_renew(facts.day, last))
    for pk, customer, until in rows.values_list("pk", "customer", RENEWED_BY):
        yield Occasion(customer, f"contract-{pk}-{until}", until)


def _repurchase_due(rule: LifecycleRule, facts: Facts) -> Iterator[Occasion]:
    """Only of those whose next order is long enough in coming to prepare for it."""
    ahead = timedelta(days=rule.days or 0)
    for pk in facts.in_stage(*STAYS):
        bought = facts.bought[pk]
        interval, last = bought.interval, bought.last_order_on
        if bought.has_contract or last is None or interval is None:
            continue
        expected = last + timedelta(days=round(interval))
        is_near = expected - ahead <= facts.day <= expected + EXPECTED_FOR
        if interval >= (rule.least or 0) and is_near:
            yield Occasion(pk, f"order-{last}", expected)


ENTRIES: dict[Entry, Callable[[LifecycleRule, Facts], Iterator[Occasion]]] = {
    Entry.FIRST_PURCHASE: _first_purchase,
    Entry.EACH_MONTH: _each_month,
    Entry.SETTLED: _settled,
    Entry.FIRST_REPURCHASE: _first_repurchase,
    Entry.SATISFIED_YEAR: _satisfied_year,
    Entry.GREW: _grew,
    Entry.PROMOTER: _promoter,
    Entry.DORMANT: _dormant,
    Entry.CONTRACT_ENDS: _contract_ends,
    Entry.REPURCHASE_DUE: _repurchase_due,
}


MERITS = {
    Entry.FIRST_REPURCHASE: StageReason.REPURCHASE,
    Entry.SATISFIED_YEAR: StageReason.SATISFIED,
    Entry.GREW: StageReason.GREW,
    Entry.PROMOTER: StageReason.PROMOTER,
}


def merits(
    day: date, outside: Outside, customers: Collection[int] | None = None
) -> dict[int, Standing]:
    """By customer the stage that a playbook which is on puts them into; advocacy comes first.

    A merit counts for whoever would be in retention, so the stage that holds is not asked.
    """
    facts = Facts(day, outside, customers)
    facts.stages = dict.fromkeys(facts.bought, Stage.RETENTION)
    found: dict[int, Standing] = {}
    rules = LifecycleRule.objects.filter(is_on=True, stage__in=MERITED, entry__in=MERITS)
    for rule in sorted(rules, key=lambda one: (MERITED.index(Stage(one.stage)), -one.place)):
        stage, reason = Stage(rule.stage), MERITS[Entry(rule.entry)]
        found |= {
            one.customer: Standing(stage, reason, one.on, one.params)
            for one in occasions(rule, facts)
            if one.customer not in outside.troubled
        }
    return found
