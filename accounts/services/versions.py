"""Two people, one record: whoever saves second learns what the first one changed."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Customer
from accounts.queries.history import Change, changes_since


def version_claim(
    *, record: Model, version: int, visible: QuerySet[Customer], hidden: Collection[str]
) -> None:
    """Hold the record until the transaction ends, if it is still as it was at `version`.

    `version` is what `accounts.queries.history.version_of` said when the person opened the
    record. Raises ValidationError that tells every change since, as far as the person may see
    it: companies that are `visible`, fields that are not `hidden`.
    """
    type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
    changes = changes_since(record, version, visible, hidden)
    if changes:
        raise ValidationError([_told(change) for change in reversed(changes)])


def _told(change: Change) -> ValidationError:
    fields = "; ".join(
        _("%(field)s: “%(before)s” became “%(after)s”")
        % {"field": field.label, "before": field.before, "after": field.after}
        for field in change.fields
    )
    message = _("%(who)s changed this after you opened it – %(fields)s.")
    who = change.who or _("Somebody")
    return ValidationError(message % {"who": who, "fields": fields}, code="changed")
