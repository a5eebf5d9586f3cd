"""The papers of a contract."""

import hashlib
from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Contract, ContractFile, User
from common.uploads import LONGEST_NAME, document_check


@transaction.atomic
def contract_file_add(*, contract: Contract, upload: Any, user: User) -> ContractFile:
    """Keep a file as the contract's next version; earlier ones stay.

    Raises ValidationError for what is no document, and for a file that is a version already.
    """
    document_check(upload)
    Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    sha256 = hashlib.file_digest(upload.open("rb"), "sha256").hexdigest()
    if known := ContractFile.objects.filter(contract=contract, sha256=sha256).first():
        message = _("This very file is version %(version)d already.")
        raise ValidationError(message % {"version": known.version}, code="known")
    newest = ContractFile.objects.filter(contract=contract).aggregate(Max("version"))
    name = PurePath(upload.name.replace("\\", "/")).name[-LONGEST_NAME:]
    upload.seek(0)
    file = ContractFile(
        contract=contract,
        customer_id=contract.customer_id,
        version=(newest["version__max"] or 0) + 1,
        name=name,
        size=upload.size,
        sha256=sha256,
        added_by=user,
    )
    # A name of our own: what people call a file is no address.
    file.file.save(f"{uuid4().hex}.{name.rpartition('.')[2].lower()}", upload, save=True)
    return file
