"""Of whom too little is known to call them healthy: somebody is to complete the picture."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.choices import TimeKind
from followups.choices import TaskKind
from followups.models import Task
from followups.models.task import AT_WORK
from followups.queries.people import company_on
from followups.rules.deadlines import Allowed
from followups.services.tasks import NewTask, tasks_open
from health.choices import Level
from health.models import HealthCurrent
from health.queries.current import of_active
from health.rules.warnings import SENIOR_TIERS

TITLE = gettext_noop("Complete the picture: find out what is not known of the customer")
ALLOWED, MINUTES = Allowed(TimeKind.WORKING_DAYS, 10), 60


@dataclass(frozen=True, slots=True)
class Pictures:
    """Tasks that were opened to complete a picture, and customers whom nobody works for."""

    pictures: int
    pictures_without_owner: int


@transaction.atomic
def pictures_ask(*, day: date) -> Pictures:
    """Once in a quarter for each strategic or key customer whose level is unknown on `day`.

    Nobody is asked again while the last one is still to be done.
    """
    company = company_on(day)
    morning = timezone.make_aware(datetime.combine(day, time()))
    new, without_owner = [], 0
    for customer, owner in _unknown():
        if (person := company.working_for(owner)) is None:
            without_owner += 1
        else:
            new.append(_task(customer, person, day, morning))
    return Pictures(tasks_open(new=new).created, without_owner)


def _unknown() -> list[tuple[int, int | None]]:
    """(customer, owner); a level set by hand makes nothing known."""
    at_work = Task.objects.filter(
        AT_WORK, customer=OuterRef("customer"), origin__startswith="picture:"
    )
    rows = of_active(HealthCurrent.objects.filter(low_confidence=True)).filter(
        ~Exists(at_work), customer__tier__in=SENIOR_TIERS
    )
    found = rows.select_related("customer").order_by("customer")
    return [
        (row.customer_id, row.customer.owner_id)
        for row in found
        if row.level_by_score == Level.UNKNOWN
    ]


def _task(customer: int, person: int, day: date, morning: datetime) -> NewTask:
    quarter = (day.month + 2) // 3
    return NewTask(
        origin=f"picture:{customer}:{day.year}Q{quarter}",
        customer=customer,
        kind=TaskKind.OTHER,
        owner=person,
        starts_at=morning,
        allowed=ALLOWED,
        title_key=TITLE,
        minutes=MINUTES,
    )
