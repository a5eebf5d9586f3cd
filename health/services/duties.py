"""What warnings oblige people to: tasks with the right kind of time, and who is told."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.services.notices import NewNotice, digest_raise, notices_raise
from followups.models import Task
from followups.queries.calendars import calendars
from followups.rules.deadlines import Allowed
from followups.services.tasks import NewTask, Seen, task_cancel, tasks_hold, tasks_open
from health.choices import ATTENTION, DutyCode, Level, WarningAction, WarningCause
from health.models import Warning, WarningDuty, WarningEvent, WarningSignal
from health.models.rule import LIVE
from health.models.warning import OPEN
from health.queries.responsible import Responsible, responsible_for
from health.rules.warnings import LEVEL_OF_DUTY, Duty, duties_of, is_worse
from health.warning_rules.base import all_rules

# Without the score: whoever is handed the task may not be meant to know it.
TITLES = {
    DutyCode.PLAN: gettext_noop("File an improvement plan"),
    DutyCode.START: gettext_noop("Talk to the customer"),
    DutyCode.EFFORT: gettext_noop("Lead a cross-department effort"),
    DutyCode.INTERVENE: gettext_noop("Start an intervention"),
    DutyCode.SENIOR_VISIT: gettext_noop("Visit the customer as its sponsor"),
    DutyCode.SPECIAL: gettext_noop("Talk to the customer about the news of its market"),
}
MESSAGES = {
    Level.YELLOW: gettext_noop(
        "Yellow warning: %(customer)s, health score %(score)s. %(owner)s files an improvement plan "
        "within two working days."
    ),
    Level.ORANGE: gettext_noop(
        "Orange warning: %(customer)s, health score %(score)s. %(owner)s starts within a working "
        "day, the director leads the effort."
    ),
    Level.RED: gettext_noop(
        "Red warning: %(customer)s, health score %(score)s. %(owner)s starts an intervention "
        "within 24 hours."
    ),
}
# What a rule says is named instead of the score.
RULE_MESSAGES = {
    Level.YELLOW: gettext_noop("Yellow warning: %(customer)s, %(what)s. %(owner)s sees to it."),
    Level.ORANGE: gettext_noop(
        "Orange warning: %(customer)s, %(what)s. %(owner)s starts within a working day, the "
        "director leads the effort."
    ),
    Level.RED: gettext_noop(
        "Red warning: %(customer)s, %(what)s. %(owner)s starts an intervention within 24 hours."
    ),
}
RED_DIGEST = gettext_noop("Red warnings today: %(count)s. %(customers)s")
BETTER = gettext_noop("The warning got better.")
GONE = gettext_noop("The warning no longer applies.")
MOST_NAMED = 5


def duties_open(
    *,
    warnings: Sequence[Warning],
    at: datetime,
    eased: Sequence[Warning] = (),
    not_of: Collection[int] = (),
) -> None:
    """Tasks for warnings that opened or got worse, and for those that nobody was there for.

    Of warnings that got better only what has neither been done nor begun. Nothing is begun for
    the customers `not_of` (ids), whose level is set by hand.
    """
    known = [warning.pk for warning in warnings]
    orphans = Warning.objects.filter(OPEN, duties=None).exclude(pk__in=known)
    orphans = orphans.exclude(cause=WarningCause.SCORE, customer__in=not_of)
    owing = [*warnings, *orphans.select_related("customer").order_by("pk"), *eased]
    if not owing:
        return
    responsible = responsible_for(owing, at)
    wanted = _wanted(owing, responsible, _begun(eased))
    _bind(wanted, _tasks(wanted, at))
    _tell(warnings, responsible, at)


Wanted = Sequence[tuple[Warning, Duty, int]]


def _wanted(
    owing: Sequence[Warning], responsible: Responsible, begun: Collection[tuple[int, str]]
) -> Wanted:
    """Who owes what, but for what is begun already and what nobody is there for."""
    return [
        (warning, duty, person)
        for warning in owing
        for duty in duties_of(warning.cause, Level(warning.level), warning.customer.tier)
        if (warning.pk, duty.code) not in begun
        and (person := responsible.of(duty, warning)) is not None
    ]


def _tasks(wanted: Wanted, at: datetime) -> dict[tuple[int, str], Task]:
    """By (customer, duty): one task, also where several warnings ask for it."""
    shared = _asked_already([warning.customer_id for warning, _duty, _person in wanted])
    new: dict[tuple[int, str], NewTask] = {}
    for warning, duty, person in wanted:
        key = (warning.customer_id, str(duty.code))
        if key not in shared and key not in new:
            new[key] = _task(warning, duty, person, at)
    opened = tasks_open(new=list(new.values())).tasks
    return {key: opened[one.origin] for key, one in new.items()} | shared


def _bind(wanted: Wanted, tasks: Mapping[tuple[int, str], Task]) -> None:
    WarningDuty.objects.bulk_create(
        [
            WarningDuty(
                warning=warning,
                code=duty.code,
                round=warning.round,
                task=tasks[warning.customer_id, str(duty.code)],
            )
            for warning, duty, _person in wanted
        ],
        batch_size=1_000,
        ignore_conflicts=True,
    )


def _asked_already(customers: Collection[int]) -> dict[tuple[int, str], Task]:
    """By (customer, duty): the task in which somebody is to do just that, for another warning.

    One talk is enough, and it is due earlier than a second one would be.
    """
    duties = WarningDuty.objects.select_related("task").filter(
        warning__customer__in=customers, task__done_at=None, task__cancelled_at=None
    )
    rows = duties.order_by("-task__due_at", "-task").values_list("code", "task__customer", "task")
    known = Task.objects.in_bulk([task for _code, _customer, task in rows])
    return {(customer, code): known[task] for code, customer, task in rows}


def _begun(warnings: Sequence[Warning]) -> set[tuple[int, str]]:
    """Duties of these warnings that are done or at work."""
    duties = WarningDuty.objects.filter(
        warning__in=[warning.pk for warning in warnings], task__cancelled_at=None
    )
    return set(duties.values_list("warning", "code"))


def _origin(warning: Warning, code: str) -> str:
    """Each time that a warning gets worse its duties are new ones."""
    again = f":{warning.round}" if warning.round > 1 else ""
    return f"warning:{warning.pk}:{code}{again}"


def _task(warning: Warning, duty: Duty, person: int, at: datetime) -> NewTask:
    return NewTask(
        origin=_origin(warning, duty.code),
        customer=warning.customer_id,
        kind=duty.kind,
        owner=person,
        starts_at=at,
        allowed=Allowed(duty.time_kind, duty.allowed),
        title_key=TITLES[duty.code],
        minutes=duty.minutes,
        is_promised=True,
    )


def score_text(score: Decimal) -> str:
    return f"{score:.1f}"


def duties_call_off(
    *,
    warning: Warning,
    better_than: Level | None,
    at: datetime,
    by: User | None = None,
    reason: str = BETTER,
) -> None:
    """End what is still to be done for levels worse than `better_than`; all of it for None.

    What another open warning of the customer asks for as well goes on. Whoever is just finishing
    one of them is waited for. `warning` has been saved.
    """
    calendars(hold=True)  # before the tasks, as whoever edits one does
    tasks = {
        duty.task_id
        for duty in warning.duties.all()
        if better_than is None or is_worse(_level_of(duty), better_than)
    }
    others = WarningDuty.objects.filter(task__in=tasks, warning__resolved_at=None)
    still_asked = {
        duty.task_id
        for duty in others.exclude(warning=warning).select_related("warning")
        if not is_worse(_level_of(duty), Level(duty.warning.level))
    }
    for task in tasks_hold(Task.objects.filter(pk__in=tasks - still_asked)):
        task_cancel(seen=Seen(task.pk, None, by, at), reason=reason)


def _level_of(duty: WarningDuty) -> Level:
    return LEVEL_OF_DUTY[DutyCode(duty.code)]


# --- who is told ------------------------------------------------------------------------------


def _tell(warnings: Sequence[Warning], responsible: Responsible, at: datetime) -> None:
    said = _what_is_said(warnings)
    new = [
        notice
        for warning in warnings
        for notice in _notices(warning, responsible, said.get(warning.pk, ""))
    ]
    notices_raise(new=new, at=at)
    if any(warning.level == Level.RED for warning in warnings):
        _digest(responsible, at)


def _what_is_said(warnings: Sequence[Warning]) -> dict[int, str]:
    """The name, as a message id, of the worst live rule of each warning."""
    signals = WarningSignal.objects.filter(LIVE, warning__in=[warning.pk for warning in warnings])
    rows = signals.order_by("-pk").values_list("warning", "rule", "level")
    worst_last = sorted(rows, key=lambda row: ATTENTION[Level(row[2])])
    rules = all_rules()
    with translation.override(None):
        return {
            warning: str(rules[rule].label) for warning, rule, _level in worst_last if rule in rules
        }


def _notices(warning: Warning, responsible: Responsible, what: str) -> list[NewNotice]:
    """Whoever has a duty, the owner always, and the director from orange on."""
    owner, level = responsible.owner(warning), Level(warning.level)
    duties = duties_of(warning.cause, level, warning.customer.tier)
    people = {responsible.of(duty, warning) for duty in duties}
    people |= {owner, responsible.director(warning) if level != Level.YELLOW else None}
    customer = warning.customer
    name = responsible.company.places.get(owner) if owner else None
    return [
        NewNotice(
            recipient=person,
            key=f"warning:{warning.pk}:{warning.round}",
            message_key=(MESSAGES if warning.score is not None else RULE_MESSAGES)[level],
            params={
                "customer": customer.short_name or customer.name,
                "owner": name.name if name else "–",
                **({"score": score_text(warning.score)} if warning.score is not None else {}),
                "what": {"key": what} if what else "–",
            },
            url=reverse("warning", args=[warning.pk]),
            customer=customer.pk,
        )
        for person in sorted(person for person in people if person is not None)
    ]


def _digest(responsible: Responsible, at: datetime) -> None:
    """One notice a day for the COO, at once with the first red one, which then grows."""
    day = timezone.localdate(at)
    midnight = timezone.make_aware(datetime.combine(day, time()))
    actions = (WarningAction.OPENED, WarningAction.WORSENED, WarningAction.REOPENED)
    events = WarningEvent.objects.filter(action__in=actions, level=Level.RED, at__gte=midnight)
    today = Warning.objects.filter(OPEN, level=Level.RED, pk__in=events.values("warning"))
    rows = list(today.select_related("customer").order_by("score", "pk"))
    every = dict.fromkeys(row.customer.short_name or row.customer.name for row in rows)
    names = list(every)[:MOST_NAMED]
    more = " …" if len(every) > MOST_NAMED else ""
    for head in responsible.company.heads or responsible.directors:
        digest_raise(
            new=NewNotice(
                recipient=head,
                key=f"red:{day}",
                message_key=RED_DIGEST,
                params={"count": len(rows), "customers": ", ".join(names) + more},
                url=f"{reverse('warning-list')}?level={Level.RED}",
            ),
            at=at,
        )
