import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.tests.factories import UserFactory
from health.models import HealthModelVersion


@pytest.fixture
def looking(db, as_user):
    reader = UserFactory(is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(content_type__app_label="health"))
    return as_user(reader)


def test_a_model_version_can_be_read_in_the_admin(model: HealthModelVersion, looking) -> None:
    response = looking.get(reverse("admin:health_healthmodelversion_change", args=[model.pk]))
    assert response.status_code == 200
    assert "order_frequency" in response.content.decode()


@pytest.mark.parametrize("action", ["change", "delete"])
def test_a_model_version_cannot_be_changed_in_the_admin(
    model: HealthModelVersion, looking, action: str
) -> None:
    url = reverse(f"admin:health_healthmodelversion_{action}", args=[model.pk])
    assert looking.post(url, {"number": "9.9"}).status_code in {403, 404}
    assert looking.get(reverse("admin:health_healthmodelversion_add")).status_code in {403, 404}
    assert HealthModelVersion.objects.get().number == "1.0"
