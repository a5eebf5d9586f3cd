from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.rules.credit_code import is_credit_code


def validate_credit_code(value: str) -> None:
    if not is_credit_code(value):
        raise ValidationError(
            _("This is not a unified social credit code: the check character does not fit."),
            code="credit_code",
        )
