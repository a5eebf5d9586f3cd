"""A department answers to help that was promised: who comes and when, or why nobody does."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import customers_visible_to
from accounts.models import User
from accounts.services.assignments import check_active
from accounts.services.notices import NewNotice, notices_raise
from followups.models import Concession, DepartmentAnswer

COMES = gettext_noop("%(department)s helps %(customer)s: %(helper)s, from %(day)s on. %(words)s")
YOU_HELP = gettext_noop(
    "%(name)s has named you: you help %(customer)s for %(hours)s hours, from %(day)s on. %(words)s"
)
COMES_NOT = gettext_noop("%(department)s cannot help %(customer)s: %(words)s")


@dataclass(frozen=True, slots=True)
class HelpSaid:
    """Somebody of the department with a day, or neither and why."""

    helper: User | None
    helps_on: date | None
    words: str = ""


@transaction.atomic
def department_answer(
    *, concession: Concession, said: HelpSaid, by: User, at: datetime
) -> DepartmentAnswer:
    """Whoever has asked is told, and whoever is to help. The same twice is once.

    Raises ValidationError.
    """
    row = Concession.objects.select_for_update().get(pk=concession.pk)
    before = DepartmentAnswer.objects.filter(concession=row).select_related("by").first()
    if before is not None:
        return _same(before, said, by)
    _check(row, said, by, at)
    answer = DepartmentAnswer.objects.create(
        concession=row,
        helper=said.helper,
        helps_on=said.helps_on,
        words=said.words.strip(),
        by=by,
        at=at,
    )
    if by.pk != row.asked_by_id:
        notices_raise(new=[_notice(answer)], at=at)
    if said.helper is not None and said.helper != by:
        notices_raise(new=[_of_helper(answer, said.helper)], at=at)
    return answer


def _same(before: DepartmentAnswer, said: HelpSaid, by: User) -> DepartmentAnswer:
    was = (before.helper, before.helps_on, before.words, before.by_id)
    if was == (said.helper, said.helps_on, said.words.strip(), by.pk):
        return before
    message = _("%(name)s has answered for the department already.")
    raise ValidationError(message % {"name": before.by}, code="answered")


def _check(row: Concession, said: HelpSaid, by: User, at: datetime) -> None:
    if not row.granted_at or row.department_id is None:
        raise ValidationError(_("This help was not granted."), code="granted")
    if by.department_id != row.department_id:
        raise ValidationError(_("Only the department itself answers."), code="department")
    if said.helper is None and not said.words.strip():
        raise ValidationError(_("Say who helps, or why nobody does."), code="words")
    if said.helper is not None:
        check_active(said.helper)
        _check_helper(row, said.helper, said, at)


def _check_helper(row: Concession, helper: User, said: HelpSaid, at: datetime) -> None:
    if helper.department_id != row.department_id:
        raise ValidationError(_("Whoever helps belongs to the department."), code="helper")
    if said.helps_on is None or said.helps_on < timezone.localdate(at):
        raise ValidationError(_("Say from which day to come."), code="day")


def _notice(answer: DepartmentAnswer) -> NewNotice:
    row = answer.concession
    params = {
        "department": str(row.department),
        "customer": row.customer.short_name or row.customer.name,
        "helper": str(answer.helper),
        "day": str(answer.helps_on or ""),
        "words": answer.words,
    }
    return NewNotice(
        recipient=row.asked_by_id,
        key=f"concession:{row.pk}:department",
        message_key=COMES if answer.helper else COMES_NOT,
        params=params,
        url=reverse("concession", args=[row.pk]),
        customer=row.customer_id,
    )


def _of_helper(answer: DepartmentAnswer, helper: User) -> NewNotice:
    """Leads to the department's page; whoever does not see the customer learns its code."""
    row = answer.concession
    is_seen = customers_visible_to(helper).filter(pk=row.customer_id).exists()
    customer = row.customer
    params = {
        "name": str(answer.by),
        "customer": (customer.short_name or customer.name) if is_seen else customer.code,
        "hours": f"{row.amount.normalize():f}",
        "day": str(answer.helps_on),
        "words": answer.words,
    }
    return NewNotice(
        recipient=helper.pk,
        key=f"concession:{row.pk}:helper",
        message_key=YOU_HELP,
        params=params,
        url=reverse("department-help", args=[row.pk]),
        customer=row.customer_id if is_seen else None,
    )
