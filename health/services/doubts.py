"""Somebody says that a score is wrong; whoever answers for the model answers them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Customer, User
from accounts.queries.people import people_who_may
from accounts.services.notices import NewNotice, notices_raise
from health.choices import DoubtAnswer
from health.models import HealthScore, ScoreDoubt

ANSWERS = "health.change_scoredoubt"
SAID = gettext_noop(
    "%(person)s says that the score of %(customer)s of %(day)s is wrong: %(reason)s"
)
ANSWERED = {
    DoubtAnswer.DATA_MENDED: gettext_noop(
        "The data behind the score of %(customer)s of %(day)s are mended, says %(person)s: %(text)s"
    ),
    DoubtAnswer.MODEL_WILL_CHANGE: gettext_noop(
        "Because of the score of %(customer)s of %(day)s the model will change, says %(person)s: "
        "%(text)s"
    ),
    DoubtAnswer.SCORE_IS_RIGHT: gettext_noop(
        "The score of %(customer)s of %(day)s is right, says %(person)s: %(text)s"
    ),
}


@dataclass(frozen=True, slots=True)
class Said:
    """`indicator` is a code, or empty for the score as a whole."""

    reason: str
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    answer: DoubtAnswer
    text: str


@transaction.atomic
def doubt_raise(*, customer: Customer, day: date, said: Said, by: User, at: datetime) -> ScoreDoubt:
    """Say that the score stored for a day is wrong; saying it again puts it better.

    Whoever answers is told once. Raises ValidationError.
    """
    if not said.reason.strip():
        raise ValidationError(_("Say why."), code="reason")
    stored = HealthScore.objects.select_related("version").filter(customer=customer, day=day)
    row = stored.first()
    if row is None:
        raise ValidationError(_("No score is stored for this day."), code="unscored")
    known = {indicator.code for indicator in row.version.rules.indicators}
    if said.indicator and said.indicator not in known:
        raise ValidationError(_("This score has no such indicator."), code="indicator")
    first = {"version": row.version, "score": row.score, "level": row.level, "at": at}
    words = {"indicator": said.indicator, "reason": said.reason.strip()}
    doubt, is_new = ScoreDoubt.objects.select_for_update(of=("self",)).get_or_create(
        customer=customer, day=day, by=by, defaults={**first, **words}
    )
    if is_new:
        _tell_answerers(doubt, at)
    elif (doubt.indicator, doubt.reason) != (words["indicator"], words["reason"]):
        _put_better(doubt, words, first)
    return doubt


@transaction.atomic
def doubt_answer(*, doubt: ScoreDoubt, answered: Answered, by: User, at: datetime) -> ScoreDoubt:
    """Answer, and tell whoever said it. Of two people at once the second is told.

    The very same answer once more changes nothing. Raises ValidationError.
    """
    text = answered.text.strip()
    if not text:
        raise ValidationError(_("Say it in words, too."), code="text")
    row = ScoreDoubt.objects.select_for_update(of=("self",)).get(pk=doubt.pk)
    if row.is_answered:
        if (row.answer, row.answer_text, row.answered_by_id) == (answered.answer, text, by.pk):
            return row
        raise ValidationError(_("Somebody has answered this already."), code="answered")
    row.answer, row.answer_text = answered.answer, text
    row.answered_by, row.answered_at = by, at
    row.save(update_fields=["answer", "answer_text", "answered_by", "answered_at"])
    if row.by_id != by.pk:
        notices_raise(new=[_notice_of_answer(row, answered, by)], at=at)
    return row


def _put_better(doubt: ScoreDoubt, words: Mapping[str, str], first: Mapping[str, Any]) -> None:
    """Of a day that was rebuilt meanwhile the score is the one that is looked at now."""
    if doubt.is_answered:
        message = _("This has been answered already; say what is wrong with a newer score.")
        raise ValidationError(message, code="answered")
    fresh = {**first, **words}
    del fresh["at"]
    for name, value in fresh.items():
        setattr(doubt, name, value)
    doubt.save(update_fields=list(fresh))


def _tell_answerers(doubt: ScoreDoubt, at: datetime) -> None:
    others = [person for person in people_who_may(ANSWERS) if person != doubt.by_id]
    new = [
        NewNotice(
            recipient=person,
            key=f"doubt:{doubt.pk}",
            message_key=SAID,
            params={**_about(doubt), "person": str(doubt.by), "reason": doubt.reason},
            url=reverse("score-doubt", args=[doubt.pk]),
            customer=doubt.customer_id,
        )
        for person in others
    ]
    notices_raise(new=new, at=at)


def _notice_of_answer(doubt: ScoreDoubt, answered: Answered, by: User) -> NewNotice:
    why = reverse("customer-why", args=[doubt.customer.code])
    return NewNotice(
        recipient=doubt.by_id,
        key=f"doubt:{doubt.pk}:answer",
        message_key=ANSWERED[answered.answer],
        params={**_about(doubt), "person": str(by), "text": doubt.answer_text},
        url=f"{why}?day={doubt.day}",
        customer=doubt.customer_id,
    )


def _about(doubt: ScoreDoubt) -> dict[str, Any]:
    customer = doubt.customer
    return {"customer": customer.short_name or customer.name, "day": {"day": doubt.day.isoformat()}}
