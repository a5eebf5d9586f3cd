import pytest

from health.models import HealthModelVersion
from health.tests.factories import version_1_0


@pytest.fixture
def model(db) -> HealthModelVersion:
    """Version 1.0, which scores."""
    return version_1_0()
