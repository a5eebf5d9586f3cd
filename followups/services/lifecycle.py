"""Playbooks at work: each is begun once for its occasion, and stops when its reason is gone.

A run of all of them is one transaction under one lock: whoever kills it leaves the old state or the
new one, and a second one finds nothing to do. It asks and writes in a number of statements that
goes by the playbooks and their steps, not by the customers.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

from accounts.choices import Tier
from accounts.models import Customer, Opportunity, User
from common.locks import lock_until_end
from followups.choices import LifecycleEntry as Entry
from followups.choices import LifecycleExit, SopRole, TaskAction
from followups.models import LifecycleRule, SopRun, SopStep, SopVersion, Task, TaskEvent
from followups.queries.calendars import calendars
from followups.queries.lifecycle import (
    Facts,
    Outside,
    occasions,
)
from followups.queries.lifecycle_candidates import Wanted
from followups.queries.lifecycle_exits import reasons_to_stop, runs_at_work
from followups.queries.people import Company, company_on
from followups.queries.sop_people import doers_of
from followups.queries.sops import versions_in_force
from followups.rules.lifecycle import Candidate, Occasion, chosen, one_each
from followups.rules.sops import planned_ends
from followups.services.sop_runs import PLAYBOOKS, task_of_step, time_of
from followups.services.tasks import tasks_begin, tasks_hold, tasks_open

# How origins and causes begin, and the source of the opportunities that playbooks open.
SIGN = "lifecycle"
RANKS = {str(tier): rank for rank, tier in enumerate(Tier)}
TITLES = {
    Entry.FIRST_REPURCHASE: gettext_noop("Bought again: a step-up package?"),
    Entry.SATISFIED_YEAR: gettext_noop("Satisfied for a year: an upgrade?"),
}


@dataclass(frozen=True, slots=True)
class PlaybookRun:
    """What a run did: procedures begun and stopped, opportunities opened."""

    begun: int = 0
    stopped: int = 0
    opportunities: int = 0


@transaction.atomic
def playbooks_follow(*, day: date, at: datetime, outside: Outside) -> PlaybookRun:
    """Stop what has lost its reason and begin what has one, as of the end of `day`."""
    lock_until_end(PLAYBOOKS)
    calendars(hold=True)  # before the tasks, as whoever edits one does
    facts, company = Facts(day, outside), company_on(day)
    stopped = _stop(facts, at)
    starts, opened = _wished(facts, company, at)
    _begin(starts, company, at)
    return PlaybookRun(len(starts), stopped, _open_once(opened))


# --- begin ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Start:
    """A run that is to begin, and the steps of its version."""

    rule: LifecycleRule
    run: SopRun
    steps: Sequence[SopStep]


def _wished(facts: Facts, company: Company, at: datetime) -> tuple[list[_Start], list[Opportunity]]:
    """What all playbooks would begin, and the opportunities that go with it."""
    versions = versions_in_force().prefetch_related("steps")
    in_force = {version.sop_id: version for version in versions}
    rules = list(LifecycleRule.objects.filter(is_on=True, sop__in=in_force).order_by("place"))
    fresh = _fresh(rules, facts)
    customers = {one.customer for found in fresh.values() for one in found}
    wanted = Wanted(customers, in_force, facts.day)
    starts: list[_Start] = []
    opened: list[Opportunity] = []
    for rule in rules:
        picks = _picks(rule, fresh[rule.pk], wanted, facts, company)
        starts += [_start(rule, in_force[rule.sop_id], one.occasion, at) for one in picks]
        opened += _opportunities(rule, picks, facts.day) if rule.opens else []
    return starts, opened


def _fresh(rules: Sequence[LifecycleRule], facts: Facts) -> dict[int, list[Occasion]]:
    """By playbook (id) the occasions for which nothing was begun yet."""
    every = {
        origin_of(rule, one): (rule.pk, one) for rule in rules for one in occasions(rule, facts)
    }
    known = SopRun.objects.filter(origin__in=every).values_list("origin", flat=True)
    for origin in known:
        del every[origin]
    found: dict[int, list[Occasion]] = {rule.pk: [] for rule in rules}
    for playbook, one in every.values():
        found[playbook].append(one)
    return found


def _picks(
    rule: LifecycleRule,
    fresh: Sequence[Occasion],
    wanted: Wanted,
    facts: Facts,
    company: Company,
) -> list[Candidate]:
    """Whose turn it is: those whom the procedure is for, and who do not have it already."""
    found = one_each(one for one in fresh if wanted.may_have(rule, one.customer))
    if rule.exit == LifecycleExit.TROUBLED:
        found = {pk: one for pk, one in found.items() if not facts.is_troubled(pk)}
    candidates = [
        Candidate(one, owner, RANKS.get(wanted.customers[pk].tier, len(RANKS)))
        for pk, one in found.items()
        if (owner := company.working_for(wanted.customers[pk].owner_id)) is not None
    ]
    owners = (company.working_for(owner) for owner in wanted.load[rule.pk])
    at_work = Counter(owner for owner in owners if owner is not None)
    picks = chosen(candidates, at_work, rule.at_once)
    wanted.take(rule, [one.occasion.customer for one in picks])
    return picks


def origin_of(rule: LifecycleRule, occasion: Occasion) -> str:
    return f"{SIGN}:{rule.code}:{occasion.customer}:{occasion.key}"


def _start(rule: LifecycleRule, version: SopVersion, occasion: Occasion, at: datetime) -> _Start:
    steps = sorted(version.steps.all(), key=lambda step: step.place)
    run = SopRun(
        customer_id=occasion.customer,
        version=version,
        rule=rule,
        origin=origin_of(rule, occasion),
        started_at=at,
        planned_until=at,
    )
    return _Start(rule, run, steps)


def _begin(starts: Sequence[_Start], company: Company, at: datetime) -> None:
    """Step by step, each for all of them: one that waits names the task of the one before."""
    ends = _planned(starts, at)
    for one in starts:
        one.run.planned_until = max(ends[one.rule.sop_id])
    SopRun.objects.bulk_create([one.run for one in starts], batch_size=1_000)
    customers = Customer.objects.in_bulk([one.run.customer_id for one in starts])
    doers = doers_of(list(customers.values()), company, at) if customers else {}
    before: dict[int, Task] = {}
    for place in range(max((len(one.steps) for one in starts), default=0)):
        new = {
            one.run.pk: task_of_step(
                one.run,
                one.steps[place],
                ends[one.rule.sop_id][place],
                doers[one.run.customer_id],
                before.get(one.run.pk),
                SopRole(one.rule.role),
            )
            for one in starts
            if place < len(one.steps)
        }
        opened = tasks_open(new=list(new.values())).tasks
        before = {pk: opened[task.origin] for pk, task in new.items()}


def _planned(starts: Sequence[_Start], at: datetime) -> dict[int, list[datetime]]:
    """By procedure when each step would end."""
    calendar = calendars().company
    steps = {one.rule.sop_id: one.steps for one in starts}
    return {
        sop: planned_ends([time_of(step) for step in found], at, calendar)
        for sop, found in steps.items()
    }


def _opportunities(rule: LifecycleRule, picks: Sequence[Candidate], day: date) -> list[Opportunity]:
    with translation.override(settings.LANGUAGE_CODE):
        title = gettext(TITLES[Entry(rule.entry)])
    return [
        Opportunity(
            customer_id=one.occasion.customer,
            source=SIGN,
            external_id=origin_of(rule, one.occasion),
            title=title,
            kind=rule.opens,
            cause=f"{SIGN}:{rule.code}",
            currency=settings.COMPANY_CURRENCY,
            opened_on=day,
        )
        for one in picks
    ]


def _open_once(new: Sequence[Opportunity]) -> int:
    """One that is open for the same reason is enough."""
    is_open = Opportunity.objects.filter(cause__startswith=f"{SIGN}:", closed_on=None)
    of_them = is_open.filter(customer__in=[one.customer_id for one in new])
    known = set(of_them.values_list("customer", "cause"))
    missing = [one for one in new if (one.customer_id, one.cause) not in known]
    return len(Opportunity.objects.bulk_create(missing, batch_size=1_000))


# --- stop -------------------------------------------------------------------------------------


def _stop(facts: Facts, at: datetime) -> int:
    runs = runs_at_work().select_related("rule").order_by("pk")
    reasons = reasons_to_stop(runs.select_for_update(of=("self",)), facts)
    if not reasons:
        return 0
    by_reason: dict[str, list[int]] = defaultdict(list)
    for pk, reason in reasons.items():
        by_reason[reason].append(pk)
    for reason, found in by_reason.items():
        SopRun.objects.filter(pk__in=found).update(stopped_at=at, stop_reason=reason)
    _call_off(reasons, at)
    return len(reasons)


def _call_off(reasons: Mapping[int, str], at: datetime) -> None:
    """What is left of these runs (ids, with why); what is done stays. Others may then begin."""
    tasks = tasks_hold(Task.objects.filter(sop_run__in=reasons))
    Task.objects.filter(pk__in=[task.pk for task in tasks]).update(
        cancelled_at=at, snoozed_until=None, version=F("version") + 1
    )
    TaskEvent.objects.bulk_create(
        TaskEvent(task=task, at=at, action=TaskAction.CANCEL, reason=reasons[task.sop_run_id])
        for task in tasks
        if task.sop_run_id
    )
    tasks_begin(at=at, after=tasks)


# --- set --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Setting:
    """How a playbook is to be; `revision` is the one that somebody saw."""

    is_on: bool
    days: int | None
    least: int | None
    at_once: int | None
    role: SopRole
    revision: int


@transaction.atomic
def playbook_set(
    *, rule: LifecycleRule, setting: Setting, reason: str, by: User, at: datetime
) -> LifecycleRule:
    """The next night goes by it; what is at work goes on. Raises ValidationError."""
    row = LifecycleRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    names = ("is_on", "days", "least", "at_once", "role")
    if all(getattr(row, name) == getattr(setting, name) for name in names):
        return row
    if not reason.strip():
        raise ValidationError(_("Say why."), code="reason")
    if row.revision != setting.revision:
        raise ValidationError(_("Somebody has just changed this; look at it again."), code="seen")
    for name in names:
        setattr(row, name, getattr(setting, name))
    row.changed_by, row.changed_at, row.reason = by, at, reason.strip()
    row.revision += 1
    row.save()
    return row
