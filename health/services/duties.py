"""What warnings oblige people to: tasks with the right kind of time, and who is told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.choices import ServiceRole
from accounts.models import Assignment, User
from accounts.services.notices import NewNotice, digest_raise, notices_raise
from followups.access import DIRECTOR as DIRECTORS
from followups.models import Task
from followups.models.task import AT_WORK
from followups.queries.calendars import calendars
from followups.queries.people import Company, company_on
from followups.rules.deadlines import Allowed
from followups.services.tasks import NewTask, Seen, task_cancel, tasks_open
from health.choices import DutyCode, Level, WarningAction, WarningCause
from health.models import Warning, WarningDuty, WarningEvent
from health.models.warning import OPEN
from health.rules.warnings import DIRECTOR, OWNER, Duty, duties_of, is_worse

# Without the score: whoever is handed the task may not be meant to know it.
TITLES = {
    DutyCode.PLAN: gettext_noop("File an improvement plan"),
    DutyCode.START: gettext_noop("Talk to the customer"),
    DutyCode.EFFORT: gettext_noop("Lead a cross-department effort"),
    DutyCode.INTERVENE: gettext_noop("Start an intervention"),
    DutyCode.SENIOR_VISIT: gettext_noop("Visit the customer as its sponsor"),
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
RED_DIGEST = gettext_noop("Red warnings today: %(count)s. %(customers)s")
BETTER = gettext_noop("The warning got better.")
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for whom; people are ids."""

    company: Company
    directors: Sequence[int]
    sponsors: dict[int, int]

    def owner(self, warning: Warning) -> int | None:
        return self.company.working_for(warning.customer.owner_id)

    def director(self, warning: Warning) -> int | None:
        """The director above the owner, or else the first one."""
        owner = self.owner(warning)
        above = self.company.above(owner) if owner else []
        nearest = [person for person in above if person in self.directors]
        return next(iter([*nearest, *self.directors]), owner)

    def of(self, duty: Duty, warning: Warning) -> int | None:
        if duty.role == OWNER:
            return self.owner(warning)
        if duty.role == DIRECTOR:
            return self.director(warning)
        return self.sponsors.get(warning.customer_id) or self.director(warning)


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
    begun = _begun(eased)
    wanted = [
        (warning, duty, person)
        for warning in owing
        for duty in duties_of(Level(warning.level), warning.customer.tier)
        if (warning.pk, duty.code) not in begun
        and (person := responsible.of(duty, warning)) is not None
    ]
    new = [_task(warning, duty, person, at) for warning, duty, person in wanted]
    tasks = tasks_open(new=new).tasks
    WarningDuty.objects.bulk_create(
        [
            WarningDuty(
                warning=warning,
                code=duty.code,
                round=warning.round,
                task=tasks[_origin(warning, duty.code)],
            )
            for warning, duty, _person in wanted
        ],
        batch_size=1_000,
        ignore_conflicts=True,
    )
    _tell(warnings, responsible, at)


def responsible_for(warnings: Sequence[Warning], at: datetime) -> Responsible:
    """A handful of statements, however many warnings."""
    day = timezone.localdate(at)
    directors = User.objects.filter(groups__name=DIRECTORS, is_active=True).order_by("pk")
    sponsors = Assignment.objects.filter(
        role=ServiceRole.EXECUTIVE_SPONSOR,
        valid__contains=day,
        user__is_active=True,
        customer__in=[warning.customer_id for warning in warnings],
    )
    found = list(directors.values_list("pk", flat=True))
    return Responsible(
        company=company_on(day),
        directors=found,
        sponsors=dict(sponsors.values_list("customer", "user")),
    )


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

    Whoever is just finishing one of them is waited for.
    """
    calendars(hold=True)  # before the tasks, as whoever edits one does
    duties = {
        duty.task_id: _level_of(DutyCode(duty.code))
        for duty in warning.duties.all()
        if better_than is None or is_worse(_level_of(DutyCode(duty.code)), better_than)
    }
    at_work = Task.objects.select_for_update(of=("self",)).filter(AT_WORK, pk__in=duties)
    for task in at_work.order_by("pk"):
        task_cancel(seen=Seen(task.pk, None, by, at), reason=reason)


def _level_of(code: DutyCode) -> Level:
    if code == DutyCode.PLAN:
        return Level.YELLOW
    return Level.ORANGE if code in (DutyCode.START, DutyCode.EFFORT) else Level.RED


# --- who is told ------------------------------------------------------------------------------


def _tell(warnings: Sequence[Warning], responsible: Responsible, at: datetime) -> None:
    new = [notice for warning in warnings for notice in _notices(warning, responsible)]
    notices_raise(new=new, at=at)
    if any(warning.level == Level.RED for warning in warnings):
        _digest(responsible, at)


def _notices(warning: Warning, responsible: Responsible) -> list[NewNotice]:
    """Whoever has a duty, the owner always, and the director from orange on."""
    owner, level = responsible.owner(warning), Level(warning.level)
    people = {responsible.of(duty, warning) for duty in duties_of(level, warning.customer.tier)}
    people |= {owner, responsible.director(warning) if level != Level.YELLOW else None}
    customer = warning.customer
    name = responsible.company.places.get(owner) if owner else None
    return [
        NewNotice(
            recipient=person,
            key=f"warning:{warning.pk}:{warning.round}",
            message_key=MESSAGES[level],
            params={
                "customer": customer.short_name or customer.name,
                "score": score_text(warning.score),
                "owner": name.name if name else "–",
            },
            url=reverse("warning", args=[warning.pk]),
            customer=customer.pk,
        )
        for person in sorted(person for person in people if person is not None)
    ]


def _digest(responsible: Responsible, at: datetime) -> None:
    """One notice a day for the COO, at once with the first red one, which then grows."""
    day = timezone.localdate(at)
    events = WarningEvent.objects.filter(
        action__in=(WarningAction.OPENED, WarningAction.WORSENED), level=Level.RED, at__date=day
    )
    today = Warning.objects.filter(OPEN, level=Level.RED, pk__in=events.values("warning"))
    rows = list(today.select_related("customer").order_by("score", "pk"))
    names = [row.customer.short_name or row.customer.name for row in rows[:MOST_NAMED]]
    more = " …" if len(rows) > MOST_NAMED else ""
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
