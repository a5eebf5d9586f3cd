"""What somebody has been told."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access import customers_visible_to
from accounts.models import Notice, User
from accounts.models.notice import UNREAD


def notices_of(person: User) -> QuerySet[Notice]:
    """The latest first; not of a customer that they may not see any more."""
    visible = customers_visible_to(person)
    told = Q(customer=None) | Q(customer__in=visible.values("pk"))
    return Notice.objects.filter(told, recipient=person).order_by("-pk")


def has_unread_notices() -> Exists:
    """Whether somebody of a row of people has any, also of customers that they see no more."""
    return Exists(Notice.objects.filter(UNREAD, recipient=OuterRef("pk")))


def notice_of(person: User, pk: int) -> Notice | None:
    return notices_of(person).filter(pk=pk).first()
