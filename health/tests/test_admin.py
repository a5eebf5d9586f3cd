import json

import pytest
from django.urls import reverse

from health.choices import VersionState
from health.models import HealthModelVersion
from health.tests.factories import SPEC_1_0, draft


def address(action: str, *args) -> str:
    return reverse(f"admin:health_healthmodelversion_{action}", args=args)


@pytest.fixture
def director(model, fang, as_user):
    fang.language = "en"
    fang.save()
    return as_user(fang)


def test_a_model_version_can_be_read_in_the_admin(model, director) -> None:
    response = director.get(address("change", model.pk))
    assert response.status_code == 200
    assert "order_frequency" in response.text


@pytest.mark.parametrize("action", ["change", "delete"])
def test_a_published_version_cannot_be_changed_in_the_admin(model, director, action) -> None:
    url = address(action, model.pk)
    assert director.post(url, {"note": "9.9", "spec": "{}"}).status_code in {403, 404}
    model.refresh_from_db()
    assert (model.number, "9.9" in model.note, model.spec) == ("1.0", False, SPEC_1_0)


def test_a_draft_is_made_and_changed_in_the_admin(model, director, fang) -> None:
    director.post(address("add"), {"based_on": model.pk, "note": "Try."})
    made = HealthModelVersion.objects.get(state=VersionState.DRAFT)
    assert (made.number, made.based_on, made.drafted_by, made.spec) == (
        "1.1",
        model,
        fang,
        SPEC_1_0,
    )
    url = address("change", made.pk)
    form = director.get(url).context["adminform"].form
    spec = {**SPEC_1_0, "levels": {"healthy": 85, "yellow": 70, "orange": 60}}
    typed = {"note": "Stricter.", "version": form.initial["version"], "spec": json.dumps(spec)}
    assert director.post(url, typed).status_code == 302
    made.refresh_from_db()
    assert (made.note, made.spec, made.revision) == ("Stricter.", spec, 2)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"indicators": []}', "something is missing"),
        ("[1, 2]", "not the content of a model"),
        (json.dumps({**SPEC_1_0, "caps": None}), "of another shape"),
        ("{", "valid JSON"),
    ],
)
def test_a_content_that_makes_no_sense_is_refused_in_the_admin(director, content, told) -> None:
    made = draft()
    url = address("change", made.pk)
    form = director.get(url).context["adminform"].form
    page = director.post(url, {"note": "", "version": form.initial["version"], "spec": content})
    assert told in page.text
    made.refresh_from_db()
    assert made.spec == SPEC_1_0


def test_the_admin_tells_who_changed_a_draft_meanwhile(director) -> None:
    made = draft()
    url = address("change", made.pk)
    form = director.get(url).context["adminform"].form
    typed = {"note": "Mine.", "version": form.initial["version"], "spec": json.dumps(made.spec)}
    HealthModelVersion.objects.filter(pk=made.pk).update(note="Theirs.")
    page = director.post(url, typed)
    assert "changed this after you opened it" in page.text
    made.refresh_from_db()
    assert made.note == "Theirs."
