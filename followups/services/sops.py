"""Writing procedures: drafts and their steps, publishing them, and the procedures themselves.

Whatever changes a draft names its `revision` as somebody saw it: of two people at once the second
is told. What is published never changes, which a trigger sees to as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Department, User
from followups.choices import SopRole, SopStage, StepAnchor, TaskKind
from followups.models import Sop, SopStep, SopVersion
from followups.models.sop import DRAFT
from followups.rules.deadlines import LONGEST, Allowed

MOST_STEPS = 30
NOWHERE = 0


@dataclass(frozen=True, slots=True)
class Head:
    """What a version says of itself, and whom it is for."""

    title: str
    title_en: str = ""
    purpose: str = ""
    purpose_en: str = ""
    tiers: Sequence[str] = ()
    stages: Sequence[str] = ()
    lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class StepWords:
    """What a step says, in one language."""

    title: str = ""
    input: str = ""
    output: str = ""
    checklist: Sequence[str] = ()
    template: str = ""


@dataclass(frozen=True, slots=True)
class NewStep:
    words: StepWords
    words_en: StepWords
    role: SopRole
    allowed: Allowed
    anchor: StepAnchor = StepAnchor.BEFORE
    kind: TaskKind = TaskKind.OTHER
    minutes: int = 30

    def columns(self) -> dict[str, Any]:
        english = {f"{name}_en": value for name, value in asdict(self.words_en).items()}
        times = {"time_kind": self.allowed.kind, "allowed": self.allowed.amount}
        others = {"role": self.role, "anchor": self.anchor, "kind": self.kind}
        return asdict(self.words) | english | times | others | {"minutes": self.minutes}


@dataclass(frozen=True, slots=True)
class SeenDraft:
    """A draft as somebody saw it, and who and when that is."""

    version: SopVersion
    revision: int
    by: User
    at: datetime = field(compare=False)


@transaction.atomic
def sop_add(
    *, code: str, stage: SopStage, head: Head, department: Department | None, by: User, at: datetime
) -> SopVersion:
    """A procedure with its first draft; the very same sent twice is one."""
    values = {"stage": stage, "department": department}
    sop, is_new = Sop.objects.get_or_create(code=code, defaults=values)
    if not is_new:
        if draft := sop.versions.filter(DRAFT, number=1, drafted_by=by, title=head.title).first():
            return draft
        raise ValidationError({"code": _("There is a procedure with this code already.")})
    _check_head(head)
    return SopVersion.objects.create(
        sop=sop, number=1, drafted_at=at, drafted_by=by, **_columns(head)
    )


@transaction.atomic
def draft_begin(*, sop: Sop, by: User, at: datetime) -> SopVersion:
    """A draft with all that the newest version says; the one that there is, where there is one."""
    Sop.objects.select_for_update().get(pk=sop.pk)
    if draft := sop.versions.filter(DRAFT).first():
        return draft
    newest = sop.versions.latest("number")
    steps = list(newest.steps.all())
    draft = SopVersion.objects.create(
        sop=sop,
        number=newest.number + 1,
        drafted_at=at,
        drafted_by=by,
        **{name: getattr(newest, name) for name in Head.__dataclass_fields__},
    )
    for step in steps:
        step.pk, step.version = None, draft
    SopStep.objects.bulk_create(steps)
    return draft


@transaction.atomic
def draft_change(*, seen: SeenDraft, head: Head) -> SopVersion:
    draft = _claimed(seen)
    _check_head(head)
    SopVersion.objects.filter(pk=draft.pk).update(**_columns(head))
    draft.refresh_from_db()
    return draft


@transaction.atomic
def draft_discard(*, seen: SeenDraft) -> None:
    """A draft that nobody wants leaves nothing; with the only one its procedure goes, too."""
    draft = _claimed(seen)
    sop = draft.sop
    draft.delete()
    if not sop.versions.exists():
        sop.delete()


@transaction.atomic
def step_add(*, seen: SeenDraft, step: NewStep) -> SopStep:
    """At the end; one may move it."""
    draft = _claimed(seen)
    _check_step(step)
    last = draft.steps.aggregate(last=Max("place"))["last"] or 0
    if last >= MOST_STEPS:
        raise ValidationError(_("At most %(most)d steps.") % {"most": MOST_STEPS}, code="most")
    return SopStep.objects.create(version=draft, place=last + 1, **step.columns())


@transaction.atomic
def step_change(*, seen: SeenDraft, key: UUID, step: NewStep) -> SopStep:
    draft = _claimed(seen)
    _check_step(step)
    row = _step(draft, key)
    for name, value in step.columns().items():
        setattr(row, name, value)
    row.save()
    return row


@transaction.atomic
def step_move(*, seen: SeenDraft, key: UUID, up: bool) -> None:
    """Change places with the neighbour; the first one cannot go further up."""
    draft = _claimed(seen)
    step = _step(draft, key)
    other = draft.steps.filter(place=step.place + (-1 if up else 1)).first()
    if other is not None:
        # One place never has two: the first of them waits where nobody is.
        places = ((step, NOWHERE), (other, step.place), (step, other.place))
        for row, place in places:
            draft.steps.filter(pk=row.pk).update(place=place)


@transaction.atomic
def step_remove(*, seen: SeenDraft, key: UUID) -> None:
    """Those after it move up."""
    draft = _claimed(seen)
    step = _step(draft, key)
    step.delete()
    for after in draft.steps.filter(place__gt=step.place).order_by("place"):
        draft.steps.filter(pk=after.pk).update(place=after.place - 1)


@transaction.atomic
def draft_publish(*, seen: SeenDraft, reason: str) -> SopVersion:
    """From now on it is in force; what is at work stays on the version that it began with."""
    if not reason.strip():
        raise ValidationError(_("Say why."), code="reason")
    draft = _claimed(seen)
    if not draft.steps.exists():
        raise ValidationError(_("A procedure has at least one step."), code="steps")
    SopVersion.objects.filter(pk=draft.pk).update(
        published_at=seen.at, published_by=seen.by, reason=reason.strip()
    )
    draft.refresh_from_db()
    return draft


@transaction.atomic
def sop_archive(*, sop: Sop, at: datetime | None) -> None:
    """Begun no more, or again without a moment; what is at work goes on."""
    Sop.objects.filter(pk=sop.pk, archived_at__isnull=at is not None).update(archived_at=at)


# --- how --------------------------------------------------------------------------------------


def _claimed(seen: SeenDraft) -> SopVersion:
    """Hold the draft to the end of the transaction, if it is as it was seen; it has changed now."""
    draft = SopVersion.objects.select_for_update().filter(pk=seen.version.pk).first()
    if draft is None or not draft.is_draft:
        message = _("This draft is published or discarded by now; nothing was changed.")
        raise ValidationError(message, code="closed")
    if draft.revision != seen.revision:
        message = _("Somebody has changed this draft after you opened it; look at it again.")
        raise ValidationError(message, code="changed")
    draft.revision += 1
    draft.save(update_fields=["revision"])
    return draft


def _step(draft: SopVersion, key: UUID) -> SopStep:
    step = draft.steps.filter(key=key).first()
    if step is None:
        raise ValidationError(_("This step is gone."), code="gone")
    return step


def _columns(head: Head) -> Mapping[str, Any]:
    return {
        name: list(value) if isinstance(value, (tuple, list)) else value.strip()
        for name, value in asdict(head).items()
    }


def _check_head(head: Head) -> None:
    if not (head.title.strip() or head.title_en.strip()):
        raise ValidationError({"title": _("It needs a title in one language at least.")})


def _check_step(step: NewStep) -> None:
    if not (step.words.title.strip() or step.words_en.title.strip()):
        raise ValidationError({"title": _("It needs a title in one language at least.")})
    if not 0 < step.allowed.amount <= LONGEST[step.allowed.kind]:
        raise ValidationError({"amount": _("Nobody has that much time, or that little.")})
