"""Some of the demo's customers turn away: one is being won back, one was asked, one is lost."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import Customer
from followups.choices import ConcessionKind
from followups.services.concessions import Asked, concession_ask
from health.choices import Offer, WinBackOutcome, WinBackReason
from health.models import HealthCurrent, LostReview, Warning, WinBack
from health.models.warning import OPEN
from health.services.lost_reviews import Reviewed, lost_review_complete
from health.services.winback_results import winbacks_judge
from health.services.winbacks import (
    NewWinBack,
    winback_end,
    winback_offer,
    winback_open,
)

DEADLINE = timedelta(days=30)
MORNING = time(10)


def winbacks_begin(customers: list[int], day: date) -> None:
    """Win-backs of those of these customers (ids) that are worst off, as of `day`."""
    scored = HealthCurrent.objects.filter(
        customer__in=customers, customer__owner__isnull=False, score__isnull=False
    )
    worst = scored.select_related("customer__owner").order_by("score", "pk")[: len(STORIES)]
    for story, current in zip(STORIES, worst, strict=False):
        story(current.customer, day)
    if worst:
        winbacks_judge(day=day, at=_morning(day))


def _begun(customer: Customer, on: date, first: WinBackReason, root: WinBackReason) -> WinBack:
    owner = customer.owner
    if owner is None:
        raise ValueError(f"nobody owns {customer}")
    warning = Warning.objects.filter(OPEN, customer=customer).first()
    new = NewWinBack(first, owner, on + DEADLINE, root_cause=root, warning=warning)
    return winback_open(customer=customer, new=new, by=owner, at=_morning(on))


def _at_work(customer: Customer, day: date) -> None:
    """Bad service, a named engineer and a small compensation; a larger one waits."""
    winback = _begun(customer, day, WinBackReason.PRICE_SENSITIVE, WinBackReason.SERVICE)
    winback_offer(winback=winback, offer=Offer.NAMED_ENGINEER, note="指定工程师每两周到场一次")
    for amount, reason in ((300, "停机半天的补偿"), (4_000, "上季度两次交付延误的补偿")):
        asked = Asked(
            ConcessionKind.COMPENSATION, Decimal(amount), reason, origin=f"winback:{winback.pk}"
        )
        concession_ask(customer=winback.customer, asked=asked, by=winback.owner, at=_morning(day))


def _asked_long_ago(customer: Customer, day: date) -> None:
    """From a competitor; its orders have been looked at twice by now."""
    begun_on = day - timedelta(days=100)
    cause = WinBackReason.COMPETITOR
    winback = _begun(customer, begun_on, cause, cause)
    winback_offer(winback=winback, offer=Offer.COMPARISON, note="三年总成本对比")


def _lost(customer: Customer, day: date) -> None:
    """Lost, and looked back at by whoever was asked to."""
    begun_on = day - timedelta(days=40)
    cause = WinBackReason.PERSON_LEFT
    winback = _begun(customer, begun_on, WinBackReason.PRICE_SENSITIVE, cause)
    at = _morning(day)
    end, owner = WinBackOutcome.LOST, winback.owner
    winback_end(winback=winback, outcome=end, reason="新采购负责人换了供应商", by=owner, at=at)
    review = LostReview.objects.get(customer=winback.customer)
    reviewed = Reviewed(
        what_happened="采购负责人离职后两个月没有人联系接任者，报价时对方已签约。",
        first_cause=WinBackReason.PRICE_SENSITIVE,
        root_cause=cause,
        could_have="离职当周由高层致电，并请原联系人引荐。",
        lesson="关键人离职后五个工作日内必须见到接任者。",
    )
    person = review.task.owner if review.task else owner
    lost_review_complete(review=review, reviewed=reviewed, by=person, at=at)


STORIES: tuple[Callable[[Customer, date], None], ...] = (_at_work, _asked_long_ago, _lost)


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, MORNING))
