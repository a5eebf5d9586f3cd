"""Writing into the library of cases, and taking the customer's name out of one."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Contact, Customer, User
from health.choices import CaseOutcome, CaseTrouble, WinBackReason
from health.models import Case


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was done in which trouble, for which reason, what came of it, and the rule learnt."""

    trouble: CaseTrouble
    reason: WinBackReason | None
    done: str
    outcome: CaseOutcome
    lesson: str


@transaction.atomic
def case_write(
    *, customer: Customer | None, learnt: Learnt, by: User | None, at: datetime, origin: str
) -> Case:
    """Keep what was learnt; of one origin there is one case, which is returned as it is."""
    _check(learnt.done, learnt.lesson)
    row, _is_new = Case.objects.get_or_create(
        origin=origin,
        defaults={
            "customer": customer,
            "trouble": learnt.trouble,
            "reason": learnt.reason or "",
            "done": learnt.done.strip(),
            "outcome": learnt.outcome,
            "lesson": learnt.lesson.strip(),
            "written_by": by,
            "written_at": at,
        },
    )
    return row


@transaction.atomic
def case_make_anonymous(*, case: Case, done: str, lesson: str) -> Case:
    """Take the customer out, with words in which nobody is named; for good.

    Raises ValidationError, also for whoever comes second with other words.
    """
    _check(done, lesson)
    row = Case.objects.select_for_update().get(pk=case.pk)
    if row.customer is None:
        if (row.done, row.lesson) == (done.strip(), lesson.strip()):
            return row
        raise ValidationError(_("This case is anonymous already."), code="anonymous")
    if (named := _named(row.customer, f"{done}\n{lesson}")) is not None:
        message = _("These words still name somebody: %(name)s.") % {"name": named}
        raise ValidationError(message, code="named")
    row.customer, row.done, row.lesson = None, done.strip(), lesson.strip()
    row.save(update_fields=["customer", "done", "lesson"])
    return row


def _named(customer: Customer, words: str) -> str | None:
    """The first name of the customer, or of somebody there, that the words tell."""
    rows = (Contact.objects.filter(customer=customer), customer.aliases.all())
    names = [customer.name, customer.short_name, customer.code]
    names += [name for some in rows for name in some.order_by("pk").values_list("name", flat=True)]
    told = words.casefold()
    return next((name for name in names if name.strip() and name.casefold() in told), None)


def _check(done: str, lesson: str) -> None:
    if not done.strip():
        raise ValidationError(_("Say what was done."), code="done")
    if not lesson.strip():
        raise ValidationError(_("Say what was learnt."), code="lesson")
