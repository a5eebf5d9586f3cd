"""What was changed on a record, by whom and when, in words."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import ForeignKey, Max, Model, QuerySet
from django.utils.text import capfirst

from accounts.models import Customer, User
from accounts.rules.clearance import masked
from common.words import in_words

# The copies and keys that follow from what people changed.
DERIVED = {"id", "name_key", "name_pinyin", "created_at"}

Names = dict[type[Model], dict[Any, str]]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field's label and what it said before and after, as a person would read it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One write: `who` is a name, or what did it (`system:night`, `import:12`), or empty.

    The row that began the record has no fields, only `is_first`.
    """

    at: datetime
    who: str
    is_first: bool
    fields: tuple[FieldChange, ...]


def record_changes(
    record: Model, visible: QuerySet[Customer], hidden: Collection[str], limit: int
) -> list[Change]:
    """The newest changes first of any record with a history; one statement a kind of record named.

    Other companies are named only where they are among the `visible` ones, and the values of
    `hidden` fields are masked.
    """
    events = list(_events(record).select_related("pgh_context").order_by("-pgh_id")[: limit + 1])
    names = _names(events, visible)
    changes = [_change(new, old, names, hidden) for new, old in pairwise(events)]
    if events and len(events) <= limit:
        changes.append(_change(events[-1], None, names, hidden))
    return [change for change in changes if change.is_first or change.fields]


def changes_since(
    record: Model, version: int, visible: QuerySet[Customer], hidden: Collection[str]
) -> list[Change]:
    """What happened to a record after the `version` that somebody looked at."""
    newer = _events(record).filter(pgh_id__gt=version).count()
    return record_changes(record, visible, hidden, newer) if newer else []


def version_of(record: Model) -> int:
    """A number that grows with every change of the record; 0 before there is one."""
    return _events(record).aggregate(Max("pgh_id"))["pgh_id__max"] or 0


def _events(record: Model) -> QuerySet:
    history = type(record).pgh_event_model  # type: ignore[attr-defined]
    return history.objects.filter(pgh_obj_id=record.pk)


def _change(new: Model, old: Model | None, names: Names, hidden: Collection[str]) -> Change:
    actor = actor_of(new)
    return Change(
        at=new.pgh_created_at,  # type: ignore[attr-defined]
        who=names[User].get(actor, "") if isinstance(actor, int) else actor,
        is_first=old is None,
        fields=tuple(_field_changes(new, old, names, hidden)) if old else (),
    )


def _field_changes(
    new: Model, old: Model, names: Names, hidden: Collection[str]
) -> Iterator[FieldChange]:
    model: Any = new.pgh_tracked_model  # type: ignore[attr-defined]
    for field in _fields(new):
        if field.name in DERIVED:
            continue
        before, after = getattr(old, field.attname), getattr(new, field.attname)
        if before != after:
            label = capfirst(str(field.verbose_name))
            words = [_words(field, value, names) for value in (before, after)]
            if field.name in hidden:
                words = [masked(text, model.classes.of(field.name).mask) for text in words]
            yield FieldChange(label, *words)


def _words(field: Any, value: Any, names: Names) -> str:
    if isinstance(field, ForeignKey) and value is not None:
        return names[_related(field)].get(value, "…")
    return in_words(field, value)


def _names(events: Sequence[Model], visible: QuerySet[Customer]) -> Names:
    """Names of the people, companies and whatever else the events point to, by id."""
    wanted: dict[type[Model], set[Any]] = {User: {actor_of(event) for event in events}}
    for event in events:
        for field in _fields(event):
            if isinstance(field, ForeignKey):
                ids = wanted.setdefault(_related(field), set())
                ids.add(getattr(event, field.attname))
    return {
        model: _labels(visible if model is Customer else model._default_manager.all(), ids)
        for model, ids in wanted.items()
    }


def _fields(event: Model) -> Iterator[Any]:
    """The fields of the record itself that its history keeps."""
    for field in event.pgh_tracked_model._meta.concrete_fields:  # type: ignore[attr-defined]
        if hasattr(event, field.attname):
            yield field


def _related(field: ForeignKey) -> type[Model]:
    return field.related_model


def _labels(rows: QuerySet, ids: Iterable[Any]) -> dict[Any, str]:
    wanted = [pk for pk in ids if isinstance(pk, int)]
    return {pk: str(row) for pk, row in rows.in_bulk(wanted).items()}


def actor_of(event: Model) -> int | str:
    """A person's id, or what did it (`system:night`, `import:12`), or empty."""
    context = event.pgh_context  # type: ignore[attr-defined]
    known = context.metadata if context else {}
    return known.get("user") or known.get("actor") or ""
