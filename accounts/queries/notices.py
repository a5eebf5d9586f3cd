"""What somebody has been told."""

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.access import customers_visible_to
from accounts.models import Notice, User
from accounts.models.notice import UNREAD


def notices_of(person: User) -> QuerySet[Notice]:
    """The latest first; not of a customer that they may not see any more."""
    visible = customers_visible_to(person)
    told = Q(customer=None) | Q(customer__in=visible.values("pk"))
    return Notice.objects.filter(told, recipient=person).order_by("-pk")


def unread_notices() -> Coalesce:
    """How many a row of people has not read, as a column; those of customers that they may not see
    any more are among them.
    """
    unread = Notice.objects.filter(UNREAD, recipient=OuterRef("pk")).order_by()
    counted = unread.values("recipient").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def notice_of(person: User, pk: int) -> Notice | None:
    return notices_of(person).filter(pk=pk).first()
