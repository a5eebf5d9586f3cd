"""Concessions as pages show them: what was asked for, by whom, and who decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import rows_visible_to
from accounts.clearance import veiled
from accounts.models import Customer, Department, User
from common.lists import in_order
from common.templatetags.figures import money, money_cell
from crm_site.queries.conceded import Conceded, conceded
from crm_site.queries.origins import Origin, origin_of
from followups.choices import ConcessionKind, ConcessionState
from followups.models import Concession, DepartmentAnswer, Task
from followups.models.concession import WAITING
from followups.models.task import AT_WORK
from followups.queries.authority import first_decider, may_decide, may_grant, own_limits
from followups.queries.calendars import calendars
from followups.queries.people import company_on
from followups.queries.states import CONCESSION_STATES
from followups.rules.authority import TIME_TO_DECIDE
from followups.rules.deadlines import due_at

RELATED = ("customer", "department", "asked_by", "decided_by", "task__owner", "task__deputy")
STATES = {state.code: state for state in CONCESSION_STATES}


@dataclass(frozen=True, slots=True)
class ConcessionRow:
    """A concession; `row` and `customer` are as the person may see them."""

    concession: Concession
    row: Any
    customer: Any

    @property
    def state(self) -> ConcessionState:
        return self.concession.state

    @property
    def amount(self) -> str:
        return amount_told(self.concession.kind, self.row.amount)

    @property
    def cost(self) -> str:
        return money_cell(self.row.cost, settings.COMPANY_CURRENCY)

    @property
    def decided_at(self) -> datetime | None:
        one = self.concession
        return one.granted_at or one.refused_at or one.withdrawn_at

    @property
    def help(self) -> DepartmentAnswer | None:
        return getattr(self.concession, "answer_of_department", None)

    @property
    def decider(self) -> User | None:
        """Whoever has decided, or is to decide."""
        task = self.concession.task
        return self.concession.decided_by or (task.owner if task else None)


@dataclass(frozen=True, slots=True)
class ConcessionPage:
    """One of them, with what this person may do about it."""

    shown: ConcessionRow
    origin: Origin | None
    may_decide: bool
    may_withdraw: bool
    so_far: Conceded | None
    help: DepartmentAnswer | None


def in_kind(kind: str, amount: Decimal) -> str:
    """An amount with the unit of its kind."""
    number = f"{amount:.2f}".rstrip("0").rstrip(".")
    match kind:
        case ConcessionKind.DISCOUNT:
            return f"{number} %"
        case ConcessionKind.EXTENSION:
            return ngettext("%(n)s day", "%(n)s days", int(amount)) % {"n": number}
        case ConcessionKind.RESOURCE:
            return ngettext("%(n)s hour", "%(n)s hours", int(amount)) % {"n": number}
        case _:
            return money(amount, settings.COMPANY_CURRENCY)


def amount_told(kind: str, amount: Decimal | str) -> str:
    """The same of a veiled row: what is masked stays as it is."""
    return amount if isinstance(amount, str) else in_kind(kind, amount)


def limits_told(person: User, customer: Customer) -> list[tuple[Any, str]]:
    """(kind, how much) that somebody may grant this customer without asking."""
    limits = own_limits(person, customer)
    return [(kind.label, _limit(kind, limits.get(kind, Decimal()))) for kind in ConcessionKind]


@dataclass(frozen=True, slots=True)
class DecisionTold:
    """Who decides about so much: nobody else (`is_own`), `person` until `due`, or nobody at all."""

    is_own: bool
    person: User | None = None
    due: datetime | None = None


def decision_told(
    person: User, customer: Customer, kind: str, amount: Decimal, now: datetime
) -> DecisionTold:
    if may_grant(person, customer, kind, amount):
        return DecisionTold(is_own=True)
    asked = Concession(customer=customer, kind=kind, amount=amount, asked_by=person)
    decider = first_decider(asked, company_on(timezone.localdate(now)))
    if decider is None:
        return DecisionTold(is_own=False)
    found = User.objects.get(pk=decider)
    calendar = calendars().of_team(found.team_id)
    return DecisionTold(is_own=False, person=found, due=due_at(calendar, now, TIME_TO_DECIDE))


def _limit(kind: ConcessionKind, limit: Decimal | None) -> str:
    if limit is None:
        return _("without limit")
    return _("up to %(amount)s") % {"amount": in_kind(kind, limit)} if limit else _("nothing")


def concessions_visible_to(person: User | AnonymousUser) -> QuerySet[Concession]:
    return rows_visible_to(person, Concession.objects.order_by())


def concession_seen(person: User, pk: int) -> Concession | None:
    """None for one of a customer that this person may not see."""
    return concessions_visible_to(person).select_related(*RELATED).filter(pk=pk).first()


def asked_by(rows: QuerySet[Concession], person: int) -> QuerySet[Concession]:
    return rows.filter(asked_by=person)


def waiting_for(rows: QuerySet[Concession], person: int) -> QuerySet[Concession]:
    """What this person has been asked to decide about, and has not."""
    tasks = Task.objects.filter(AT_WORK, Q(owner=person) | Q(deputy=person))
    return rows.filter(WAITING, task__in=tasks.values("pk"))


def waiting_count(person: User) -> int:
    """How many wait for anybody's decision."""
    return concessions_visible_to(person).filter(WAITING).count()


def in_state(rows: QuerySet[Concession], code: str) -> QuerySet[Concession]:
    return rows.filter(STATES[code].rows(timezone.localtime()))


def by_when_asked(rows: QuerySet[Concession], *, turned: bool) -> QuerySet[Concession, int]:
    return rows.order_by("-pk" if turned else "pk").values_list("pk", flat=True)


def concession_rows(ids: Sequence[int], person: User) -> list[ConcessionRow]:
    """Rows in the order of `ids`; one statement for any number, none for no rows."""
    if not ids:
        return []
    rows = Concession.objects.select_related(*RELATED, "answer_of_department__helper")
    found = in_order(rows.filter(pk__in=ids), ids)
    return [_shown(row, person) for row in found]


def _shown(concession: Concession, person: User) -> ConcessionRow:
    row, customer = veiled(person, [concession, concession.customer])
    return ConcessionRow(concession, row, customer)


def concession_page(concession: Concession, person: User) -> ConcessionPage:
    waits = concession.is_waiting
    return ConcessionPage(
        shown=_shown(concession, person),
        origin=origin_of(concession.origin, person),
        may_decide=waits and may_decide(person, concession),
        may_withdraw=waits and concession.asked_by_id == person.pk,
        so_far=conceded(concession.customer, person, timezone.localdate()) if waits else None,
        help=_help(concession),
    )


def _help(concession: Concession) -> DepartmentAnswer | None:
    if concession.department_id is None:
        return None
    answers = DepartmentAnswer.objects.filter(concession=concession)
    return answers.select_related("helper", "by").first()


def departments() -> QuerySet[Department]:
    return Department.objects.order_by("code")
