"""Referrals: recorded once, changed by whoever has seen the newest, rewarded by an extra."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import TYPED_SOURCE, ExtraKind
from accounts.models import Customer, ExtraGiven, User
from accounts.services.costs import NewCost, cost_of_service
from common.locks import lock_until_end
from followups.models import FollowUp, Referral

COSTS = "referral"
NAMES = (
    *("name", "person", "referred", "asked_on", "named_on", "contacted_on"),
    *("won_on", "lost_on", "note", "follow_up"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a referral; a reward is given once."""

    asked_on: date
    name: str = ""
    person: str = ""
    named_on: date | None = None
    contacted_on: date | None = None
    won_on: date | None = None
    lost_on: date | None = None
    referred: Customer | None = None
    note: str = ""
    follow_up: FollowUp | None = None
    reward: str = ""
    reward_cost: Decimal | None = None
    reward_on: date | None = None


@transaction.atomic
def referral_add(*, customer: Customer, said: Said, by: User, day: date, token: UUID) -> Referral:
    """Sent twice (`token`) it is one. Raises ValidationError."""
    lock_until_end(f"referral {token}")  # of two at once the second finds the first
    if known := Referral.objects.filter(token=token).first():
        return _same(known, customer, said, by)
    _check(customer, said, day)
    row = Referral(customer=customer, by=by, token=token)
    return _keep(row, said, day)


@transaction.atomic
def referral_change(*, referral: Referral, said: Said, day: date, revision: int) -> Referral:
    """Of two people at once the second is told. Raises ValidationError."""
    row = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    if _says(row, said):
        return row
    if row.revision != revision:
        raise ValidationError(_("Somebody has just changed this; look at it again."), code="seen")
    _check(row.customer, said, day)
    row.revision += 1
    return _keep(row, said, day)


def _same(row: Referral, customer: Customer, said: Said, by: User) -> Referral:
    """What was recorded by the same form before, if it is the very same."""
    if (row.customer_id, row.by_id) != (customer.pk, by.pk) or not _says(row, said):
        message = _("This form has recorded something else already; open it anew.")
        raise ValidationError(message, code="token")
    return row


def _says(row: Referral, said: Said) -> bool:
    is_rewarded = row.reward is not None or not (said.reward or said.reward_cost)
    return is_rewarded and all(getattr(row, name) == getattr(said, name) for name in NAMES)


def _keep(row: Referral, said: Said, day: date) -> Referral:
    for name in NAMES:
        setattr(row, name, getattr(said, name))
    if said.reward.strip() and row.reward is None:
        row.reward = _reward(row, said, day)
    row.save()
    return row


def _reward(row: Referral, said: Said, day: date) -> ExtraGiven:
    what, origin, on = said.reward.strip(), f"{COSTS}:{row.token}", said.reward_on or day
    if said.reward_cost:
        cost = NewCost(source=COSTS, external_id=origin, day=on, amount=said.reward_cost, note=what)
        cost_of_service(customer=row.customer, new=cost)
    return ExtraGiven.objects.create(
        customer=row.customer,
        source=TYPED_SOURCE,
        external_id=origin,
        kind=ExtraKind.GIFT,
        what=what,
        cost=said.reward_cost,
        currency=settings.COMPANY_CURRENCY,
        occasion=_("referral"),
        given_on=on,
    )


def _check(customer: Customer, said: Said, day: date) -> None:
    """The days follow each other, none lies ahead, and one knows whom they are about."""
    days = [said.asked_on, said.named_on, said.contacted_on, said.won_on or said.lost_on]
    known = [one for one in days if one]
    if any(one > day for one in (*known, said.reward_on or day)):
        raise ValidationError(_("What lies ahead is not recorded yet."), code="future")
    if known != sorted(known):
        message = _("Asked, named, contacted, won: these days follow each other.")
        raise ValidationError(message, code="order")
    if (said.contacted_on or said.won_on) and not said.named_on:
        raise ValidationError(_("Say when the company was named."), code="named")
    if said.named_on and not (said.name or said.referred):
        raise ValidationError(_("Say which company was named."), code="name")
    if said.reward_cost and not said.reward.strip():
        raise ValidationError(_("Say what the reward is."), code="reward")
    _check_end(customer, said)


def _check_end(customer: Customer, said: Said) -> None:
    if said.won_on and said.lost_on:
        raise ValidationError(_("It was won or came to nothing, not both."), code="both")
    if said.won_on and said.referred is None:
        raise ValidationError(_("Whoever was won is a customer now: say which."), code="referred")
    if said.referred and said.referred.pk == customer.pk:
        raise ValidationError(_("Nobody recommends us to themselves."), code="self")
