"""Winning a customer back: begun, understood, offered something that matches, and ended.

Whoever asks for what is so already changes nothing; of two at once the second is told.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.choices import CustomerStatus
from accounts.models import Customer, User
from accounts.queries.spans import Span, bought_in, first_and_last_order
from common.locks import lock_until_end
from followups.choices import TaskKind
from followups.queries.calendars import calendars
from followups.rules.deadlines import end_of_day
from followups.services.tasks import NewTask, check_can_do, task_open
from health.choices import Offer, WinBackOutcome, WinBackReason
from health.models import Warning, WinBack
from health.models.winback import AT_WORK
from health.rules.winbacks import matches, usual_span
from health.services.lost_reviews import lost_review_open
from health.services.winback_leads import (
    lead_call_in,
    lead_call_off,
    lead_let_go,
    tasks_call_off,
)
from health.services.winback_lessons import lesson_ask

WINS_BACK = "health.change_winback"
TITLE = gettext_noop("Win the customer back")
STEPS = (
    gettext_noop("Hear from the customer why, and ask once more what lies behind it"),
    gettext_noop("Write down the root cause"),
    gettext_noop("Talk to whoever decides there"),
    gettext_noop("Make an offer that matches the root cause"),
    gettext_noop("Agree on the next order or the next step"),
)
SAID_BY_PEOPLE = (WinBackOutcome.LOST, WinBackOutcome.GIVEN_UP)


@dataclass(frozen=True, slots=True)
class NewWinBack:
    """`root_cause` is empty as long as only what the customer says is known."""

    first_cause: WinBackReason
    owner: User
    deadline_on: date
    root_cause: WinBackReason | None = None
    warning: Warning | None = None


def said_by_people(winback: WinBack) -> tuple[WinBackOutcome, ...]:
    """That a customer was won back, its orders say; people where it had none before."""
    has_usual = winback.usual_order_days > 0
    return SAID_BY_PEOPLE if has_usual else (WinBackOutcome.WON_BACK, *SAID_BY_PEOPLE)


@transaction.atomic
def winback_open(*, customer: Customer, new: NewWinBack, by: User, at: datetime) -> WinBack:
    """Begin, with a task for its owner; a competitor is a matter for the sales director.

    Raises ValidationError.
    """
    day = timezone.localdate(at)
    if new.deadline_on < day:
        raise ValidationError(_("Choose a day from today on."), code="deadline")
    if customer.status != CustomerStatus.ACTIVE:
        raise ValidationError(_("This customer is archived."), code="inactive")
    _check_owner(new.owner, customer)
    lock_until_end(f"win-back {customer.pk}")
    if (known := WinBack.objects.filter(AT_WORK, customer=customer).first()) is not None:
        return _same_or_taken(known, new, by)
    row = WinBack(
        customer=customer,
        warning=new.warning,
        opened_on=day,
        opened_by=by,
        first_cause=new.first_cause,
        root_cause=new.root_cause or "",
        owner=new.owner,
        deadline_on=new.deadline_on,
    )
    _remember_usual(row)
    row.save()
    task_open(new=_task(row, at), by=by)
    _lead_if_competitor(row, by, at)
    return row


@transaction.atomic
def winback_understand(
    *, winback: WinBack, root_cause: WinBackReason, by: User, at: datetime, seen: str | None = None
) -> WinBack:
    """Say what lies behind it. An offer that does not match another cause is made anew.

    `seen` is what was `found` when it was said; whoever comes second is told.
    """
    row = _locked(winback)
    if row.root_cause == root_cause:
        return row
    _check_seen(row, seen)
    before = row.cause
    row.root_cause, row.offer, row.offer_note = root_cause, "", ""
    row.save(update_fields=["root_cause", "offer", "offer_note"])
    if before == WinBackReason.COMPETITOR != row.cause:
        lead_call_off(winback=row, by=by, at=at)
    if before != WinBackReason.COMPETITOR:
        _lead_if_competitor(row, by, at)
    return row


@transaction.atomic
def winback_offer(*, winback: WinBack, offer: Offer, note: str, seen: str | None = None) -> WinBack:
    """What the customer is offered; one that does not match its root cause needs a reason.

    `seen` as above.
    """
    row = _locked(winback)
    if (row.offer, row.offer_note) == (offer, note.strip()):
        return row
    _check_seen(row, seen)
    if not row.root_cause:
        raise ValidationError(_("Find out the root cause first."), code="root_cause")
    if not matches(row.root_cause, offer) and not note.strip():
        message = _("This does not match the root cause; say why it is offered all the same.")
        raise ValidationError(message, code="note")
    row.offer, row.offer_note = offer, note.strip()
    row.save(update_fields=["offer", "offer_note"])
    return row


@transaction.atomic
def winback_end(
    *, winback: WinBack, outcome: WinBackOutcome, reason: str, by: User, at: datetime
) -> WinBack:
    """The customer is lost, or it is not worth going on; who is lost gets a review."""
    if outcome not in said_by_people(winback):
        raise ValidationError(_("Only orders say that."), code="outcome")
    if not reason.strip():
        raise ValidationError(_("Say why."), code="reason")
    row = WinBack.objects.select_for_update(of=("self",)).get(pk=winback.pk)
    if (row.outcome, row.ended_by_id, row.end_reason) == (outcome, by.pk, reason.strip()):
        return row
    return winback_close(winback=_at_work(row), outcome=outcome, reason=reason, by=by, at=at)


def winback_close(
    *, winback: WinBack, outcome: WinBackOutcome, at: datetime, by: User | None, reason: str = ""
) -> WinBack:
    """End one that is locked, whoever says so; a person or, as nobody, its orders."""
    winback.outcome, winback.ended_at = outcome, at
    winback.ended_by, winback.end_reason = by, reason.strip()
    winback.save(update_fields=["outcome", "ended_at", "ended_by", "end_reason"])
    tasks_call_off(winback=winback, by=by, at=at)
    lead_let_go(winback=winback, day=timezone.localdate(at))
    if outcome == WinBackOutcome.WON_BACK:
        lesson_ask(winback=winback, at=at)
    if outcome == WinBackOutcome.LOST:
        origin = f"winback:{winback.pk}"
        began_at = timezone.make_aware(datetime.combine(winback.opened_on, time.min))
        lost_review_open(customer=winback.customer, origin=origin, at=at, began_at=began_at)
    return winback


def _check_owner(owner: User, customer: Customer) -> None:
    check_can_do(owner, customer.pk)
    if not owner.has_perm(WINS_BACK):
        message = _("%(name)s has no win-backs here.") % {"name": owner}
        raise ValidationError(message, code="no_win_backs")


def _check_seen(row: WinBack, seen: str | None) -> None:
    if seen is not None and seen != row.found:
        raise ValidationError(_("Somebody has just changed this; look at it again."), code="seen")


def _same_or_taken(known: WinBack, new: NewWinBack, by: User) -> WinBack:
    asked = (new.first_cause, new.owner.pk, new.deadline_on, by.pk)
    if (known.first_cause, known.owner_id, known.deadline_on, known.opened_by_id) == asked:
        return known
    message = _("%(name)s is winning this customer back already.") % {"name": known.owner}
    raise ValidationError(message, code="taken")


def _remember_usual(row: WinBack) -> None:
    """What the customer used to buy, before it turned away."""
    first, last = first_and_last_order(row.customer, row.opened_on)
    span = usual_span(row.opened_on, first, last)
    if span is None:
        return
    until, days = span
    [bought] = bought_in(
        [Span(0, row.customer_id, date.fromordinal(until.toordinal() - days), until)]
    ).values()
    row.usual_days, row.usual_order_days = days, bought.order_days
    row.usual_amount, row.usual_currency = bought.amount, bought.currency


def _task(row: WinBack, at: datetime) -> NewTask:
    """Its steps are in the language of whoever is to take them."""
    calendar = calendars().of_person(row.owner_id, row.owner.team_id)
    with translation.override(row.owner.language or translation.get_language()):
        steps = [_(step) for step in STEPS]
    return NewTask(
        origin=f"winback:{row.pk}",
        customer=row.customer_id,
        kind=TaskKind.INTERVENTION,
        owner=row.owner_id,
        starts_at=at,
        due_at=max(end_of_day(calendar, row.deadline_on), at),
        title_key=TITLE,
        minutes=120,
        checklist=steps,
    )


def _lead_if_competitor(row: WinBack, by: User, at: datetime) -> None:
    if row.cause == WinBackReason.COMPETITOR:
        lead_call_in(winback=row, by=by, at=at)


def _locked(winback: WinBack) -> WinBack:
    return _at_work(WinBack.objects.select_for_update(of=("self",)).get(pk=winback.pk))


def _at_work(row: WinBack) -> WinBack:
    if not row.is_at_work:
        raise ValidationError(_("This win-back has ended already."), code="ended")
    return row
