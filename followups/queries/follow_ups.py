"""Logged follow-ups: who was there last, and how good somebody's logs are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.access import rows_visible_to
from accounts.choices import TYPED_SOURCE
from accounts.models import Contact, Customer, User
from common.months import month_first
from followups.choices import CadencePeriod, FollowUpChannel, TaskKind
from followups.models import FollowUp, FollowUpDraft, FollowUpFile, Task
from followups.queries.tasks import midnight
from followups.rules.cadence import period_of
from followups.rules.follow_ups import (
    MODULES,
    Logged,
    Quality,
    next_origin,
    quality_of,
)

MOST_CONTACTS = 40
# A touch of the customer, so that there is something to log.
TOUCHES = (TaskKind.CONTACT, TaskKind.VISIT, TaskKind.MEETING, TaskKind.SENIOR_VISIT)
CHANNEL_OF = {
    TaskKind.VISIT: FollowUpChannel.VISIT,
    TaskKind.SENIOR_VISIT: FollowUpChannel.VISIT,
}
# Of a draft: its form has been sent, so it is logged.
IS_SENT = Exists(
    FollowUp.objects.filter(source=TYPED_SOURCE, external_id=Cast(OuterRef("token"), CharField()))
)


def follow_up_seen(person: User, pk: int) -> FollowUp | None:
    rows = rows_visible_to(person, FollowUp.objects.select_related("customer", "by", "task"))
    return rows.filter(pk=pk).first()


def file_seen(person: User, pk: int) -> FollowUpFile | None:
    """Of a follow-up that this person may see, or of their own draft."""
    rows = rows_visible_to(person, FollowUpFile.objects.filter(removed_at=None))
    is_sent = Q(follow_up__isnull=False) | Q(draft__user=person.pk)
    return rows.filter(is_sent, pk=pk).first()


def files_of(follow_up: FollowUp) -> QuerySet[FollowUpFile]:
    return follow_up.files.filter(removed_at=None)


def next_task_of(follow_up: FollowUp) -> Task | None:
    tasks = Task.objects.select_related("owner").filter(origin=next_origin(follow_up.pk))
    return tasks.first()


def contacts_of(
    customer: Customer, day: date, with_those_of: FollowUp | None = None
) -> QuerySet[Contact]:
    """Whoever is there, by when somebody last spoke with them.

    First, and never cut off, who was there at a follow-up: whoever is chosen can be chosen again.
    """
    own = Contact.objects.filter(customer=customer)
    was_there = Q(pk__in=with_those_of.contacts.values("pk")) if with_those_of else Q(pk=None)
    there = own.filter(Q(left_on=None) | Q(left_on__gt=day) | was_there)
    talks = (
        FollowUp.objects.filter(customer=customer, contact=OuterRef("pk"))
        .order_by()
        .values("contact")
        .annotate(last=Max("happened_at"))
        .values("last")
    )
    by_talk = F("last_talk").desc(nulls_last=True)
    rows = there.annotate(last_talk=talks)
    if with_those_of is None:
        return rows.order_by(by_talk, "pk")[:MOST_CONTACTS]
    rows = rows.annotate(was_there=ExpressionWrapper(was_there, BooleanField()))
    most = max(MOST_CONTACTS, with_those_of.contacts.count())
    return rows.order_by(F("was_there").desc(), by_talk, "pk")[:most]


def colleagues_of(follow_up: FollowUp, workers: Iterable[User]) -> list[User]:
    """Who of us may be named: whoever works for the customer, and who was there at it."""
    found = {person.pk: person for person in (*workers, *follow_up.colleagues.order_by("pk"))}
    return list(found.values())


def channels_for(person: User, task: Task | None) -> list[FollowUpChannel]:
    """The one that the task asks for or that was used last comes first."""
    rows = FollowUp.objects.filter(by=person, written_at__isnull=False).order_by("-written_at")
    asked = CHANNEL_OF.get(TaskKind(task.kind)) if task else None
    first = asked or rows.values_list("channel", flat=True).first() or FollowUpChannel.PHONE
    return sorted(FollowUpChannel, key=lambda channel: channel != first)


def draft_of(user: User, customer: Customer, task: Task | None) -> FollowUpDraft | None:
    return FollowUpDraft.objects.filter(~IS_SENT, user=user, customer=customer, task=task).first()


def drafts_of(person: User) -> QuerySet[FollowUpDraft]:
    """What this person has begun and not sent, about customers that they still see."""
    rows = rows_visible_to(person, FollowUpDraft.objects.filter(~IS_SENT, user=person))
    return rows.select_related("customer", "task").order_by("-updated_at")


# --- how good they are -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a quarter up to today, and the logs that were due in it."""

    code: str
    since: date
    quality: Quality


def logs_of(person: User, since: date) -> QuerySet[FollowUp]:
    """What somebody has logged of what happened since a day, the latest first."""
    rows = rows_visible_to(person, FollowUp.objects.filter(by=person, written_at__isnull=False))
    rows = rows.select_related("customer")
    return rows.filter(happened_at__gte=midnight(since)).order_by("-happened_at", "-pk")


def quality_by_period(people: Collection[int], day: date) -> list[Period]:
    """Of all that these people have logged together; one statement."""
    quarter = period_of(CadencePeriod.QUARTER, day)
    starts = {"month": month_first(day), "quarter": quarter.first}
    rows = FollowUp.objects.filter(
        by__in=people,
        written_at__isnull=False,
        happened_at__gte=midnight(starts["quarter"]),
        happened_at__lt=midnight(day + timedelta(days=1)),
    )
    logs = [
        (happened, Logged(all(modules), _is_on_time(written, due)))
        for happened, written, due, *modules in rows.values_list(
            "happened_at", "written_at", "log_due_at", *MODULES
        )
    ]
    return [
        Period(code, since, quality_of(log for at, log in logs if timezone.localdate(at) >= since))
        for code, since in starts.items()
    ]


def _is_on_time(written: datetime, due: datetime | None) -> bool:
    return due is None or written <= due


def incomplete(logs: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    """Those that miss a module, or were written late."""
    misses = Q(written_at__gt=F("log_due_at"))
    for module in MODULES:
        misses |= Q(**{module: ""})
    return logs.filter(misses)


def team_led_by(person: User) -> list[int]:
    """Ids of the people in the teams that somebody leads."""
    people = User.objects.filter(team__lead=person, is_active=True)
    return list(people.values_list("pk", flat=True))
