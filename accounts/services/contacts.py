"""Writing contacts: the people at a customer."""

from uuid import uuid4

from django.db import transaction

from accounts.models import Contact


@transaction.atomic
def contact_save(*, contact: Contact) -> Contact:
    """Store a new or edited contact; a new one gets a number of its own.

    Raises ValidationError for impossible values.
    """
    contact.external_id = contact.external_id or uuid4().hex
    contact.full_clean()
    contact.save()
    return contact
