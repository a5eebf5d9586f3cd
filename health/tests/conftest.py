import pytest
from django.utils import timezone

from accounts.models import User
from health.models import HealthModelVersion, RuleSetting
from health.tests.factories import version_1_0
from health.warning_rules.base import all_rules


@pytest.fixture
def model(db) -> HealthModelVersion:
    """Version 1.0, which scores."""
    return version_1_0()


@pytest.fixture
def rules_off(fang: User) -> None:
    """Only the score warns."""
    said = {"is_on": False, "reason": "Only the score.", "changed_by": fang}
    RuleSetting.objects.bulk_create(
        RuleSetting(rule=code, changed_at=timezone.now(), **said) for code in all_rules()
    )
