"""A version of the model is drafted, tried on everybody, published; old scores stay."""

from copy import deepcopy
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.utils import timezone, translation

from accounts.models import FactChange
from health.choices import VersionState
from health.models import HealthModelVersion, HealthScore
from health.queries.effect import Effect, effect_of
from health.queries.versions import version_published
from health.rules.drafting import differences, next_number
from health.rules.version import SpecError, Version
from health.services.score import score, score_changed
from health.services.versions import (
    version_change,
    version_discard,
    version_draft,
    version_preview,
    version_publish,
)
from health.tests.books import store, store_feeds
from health.tests.factories import SPEC_1_0, draft, published, version_1_0
from health.tests.random_books import company
from health.tests.test_registry import LargestOrder

NOW = timezone.now()


@pytest.fixture
def day(model: HealthModelVersion) -> date:
    """About 150 customers with facts of all kinds were scored as of this day."""
    day, books, feeds = company(11)
    store(books)
    store_feeds(feeds)
    score(day=day)
    return day


def other(**weights: float) -> dict[str, Any]:
    """The content of version 1.0 with other weights, another curve, another line."""
    spec = deepcopy(SPEC_1_0)
    for entry in spec["indicators"]:
        entry["weight"] = weights.get(entry["code"], entry["weight"])
    spec["indicators"][2]["curve"] = [[0, 0], [60, 20], [100, 100]]
    spec["levels"] = {"healthy": 85, "yellow": 72, "orange": 55}
    return spec


def stored() -> list[tuple]:
    """Every score row, with the transaction that wrote it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin, health_healthscore FROM health_healthscore ORDER BY 2")
        return cursor.fetchall()


def by_customer(day: date) -> dict[int, tuple]:
    rows = HealthScore.objects.filter(day=day)
    return {row.customer_id: (row.score, row.level) for row in rows}


def change(version: HealthModelVersion, **content: Any) -> HealthModelVersion:
    values = {"spec": version.spec, "note": "", "revision": version.revision} | content
    return version_change(version=version, **values)


def preview(version: HealthModelVersion) -> HealthModelVersion:
    return version_preview(version=version, revision=version.revision, at=NOW)


def publish(version: HealthModelVersion, **values: Any) -> HealthModelVersion:
    given = {"revision": version.revision, "by": None, "reason": "Fairer.", "at": NOW} | values
    return version_publish(version=version, **given)


def test_a_version_does_nothing_to_the_scores_that_it_made(day: date) -> None:
    effect, hits = effect_of(version_published().rules, most=10)
    assert (effect.changed, effect.other_level, hits) == (0, 0, [])
    assert effect.levels == effect.levels_before
    assert effect.customers == HealthScore.objects.filter(day=day).count() > 100


def test_a_preview_tells_of_everybody_what_the_next_scoring_then_finds(day: date) -> None:
    before = by_customer(day)
    version = preview(draft(**other(csat=25, order_amount=2)))
    effect = Effect.from_json(version.preview["effect"])
    told = {
        row.customer_id: ((row.score_before, row.level_before), (row.score, row.level))
        for row in version.effects.all()
    }
    publish(version)
    score(day=day)
    after = by_customer(day)
    moved = {one for one in before if before[one] != after[one]}
    assert len(moved) > 50
    assert told == {one: (before[one], after[one]) for one in moved}
    assert effect.other_level == sum(before[one][1] != after[one][1] for one in before) > 5
    for level, count in effect.levels.items():
        assert count == [level for _score, level in after.values()].count(level)
    assert sum(effect.steps) == sum(score is not None for score, _level in after.values())
    means = [float(score) for score, _level in after.values() if score is not None]
    assert effect.mean == pytest.approx(sum(means) / len(means), abs=1e-6)


def test_scores_of_an_old_version_can_be_made_again_from_what_later_ones_stored(day: date) -> None:
    old = version_published().rules
    before = by_customer(day)
    publish(preview(draft(**other(csat=25))))
    score(day=day)
    assert by_customer(day) != before
    version = version_draft(based_on=version_published(), spec=SPEC_1_0, by=None, at=NOW)
    preview(version)
    again = by_customer(day) | {
        row.customer_id: (row.score, row.level) for row in version.effects.all()
    }
    assert again == before
    assert old.figures == version.rules.figures


def test_publishing_changes_no_stored_score_and_has_everybody_scored_again(day: date) -> None:
    version = preview(draft(**other(csat=25)))
    FactChange.objects.all().delete()
    before = stored()
    publish(version)
    assert stored() == before
    run = score_changed(day=day + timedelta(1))
    assert (run.model, run.scored + run.unscored) == ("1.1", len(before))
    assert [row for row in stored() if row in before] == before


def test_a_change_after_the_preview_wants_another_preview(model: HealthModelVersion) -> None:
    version = change(preview(draft()), spec=other(csat=20))
    assert (version.state, version.preview, version.effects.count()) == ("draft", None, 0)
    with pytest.raises(ValidationError) as refused:
        publish(version)
    assert refused.value.code == "preview"
    assert publish(preview(version)).state == VersionState.PUBLISHED


def test_another_note_is_no_other_content(model: HealthModelVersion) -> None:
    version = change(preview(draft()), note="For the board.")
    assert (version.state, version.revision) == (VersionState.PREVIEWED, 2)


def test_a_preview_against_another_version_than_scores_now_is_none(model) -> None:
    late = preview(draft(**other(csat=20)))
    published(draft(**other(csat=18)))
    with pytest.raises(ValidationError) as refused:
        publish(late)
    assert refused.value.code == "preview"
    assert version_published().number == "1.2"


@pytest.mark.parametrize("act", [change, preview, publish])
def test_whoever_saw_an_older_draft_is_told(model: HealthModelVersion, act) -> None:
    seen = preview(draft())
    change(HealthModelVersion.objects.get(pk=seen.pk), note="Another one was quicker.")
    with pytest.raises(ValidationError) as refused:
        act(seen)
    assert refused.value.code == "changed"


@pytest.mark.parametrize("act", [change, preview, publish])
def test_what_is_published_or_discarded_does_not_change(model: HealthModelVersion, act) -> None:
    gone = draft()
    version_discard(version=gone, revision=gone.revision)
    for version in (gone, model):
        with pytest.raises(ValidationError) as refused:
            act(version)
        assert refused.value.code == "closed"


def test_nobody_publishes_without_a_reason(model: HealthModelVersion) -> None:
    with pytest.raises(ValidationError) as refused:
        publish(preview(draft()), reason="  ")
    assert refused.value.code == "reason"


def test_a_new_indicator_has_no_effect_before_it_was_measured(day: date) -> None:
    effect, _hits = effect_of(draft([LargestOrder]).rules)
    assert effect.changed == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"levels": {"healthy": 70, "yellow": 80, "orange": 60}}, "from healthy down"),
        ({"levels": {"healthy": 80, "yellow": 70}}, "of another shape: 'orange'"),
        ({"levels": 3}, "of another shape"),
        ({"confidence": {"coverage": 70, "weight": 40}}, "coverage is between 0 and 1"),
        ({"confidence": {"coverage": float("nan"), "weight": 40}}, "figures are numbers"),
        ({"indicators": []}, "a code of its own"),
        (
            {"indicators": [{**SPEC_1_0["indicators"][0], "code": "a; DROP TABLE x"}]},
            "small letters",
        ),
        (
            {"indicators": [*SPEC_1_0["indicators"], SPEC_1_0["indicators"][0]]},
            "a code of its own",
        ),
        (
            {"indicators": [*SPEC_1_0["indicators"][1:]], "caps": []},
            None,
        ),
        ({"indicators": SPEC_1_0["indicators"][:1], "caps": []}, "the weak spot names"),
        ({"caps": [{**SPEC_1_0["caps"][0], "applies_to": ["luck"]}]}, "an unknown indicator"),
    ],
)
def test_a_version_that_makes_no_sense_is_refused_in_words(model, content, told) -> None:
    with translation.override("en"):
        if told is None:
            assert draft(**content).number == "1.1"
            return
        with pytest.raises(ValidationError) as refused:
            draft(**content)
    assert told in refused.value.messages[0]


def test_weights_are_above_nothing_and_a_dimension_is_a_known_one(model) -> None:
    first, *rest = SPEC_1_0["indicators"]
    for wrong, told in (({"weight": 0}, "above 0"), ({"dimension": "luck"}, "dimension “luck”")):
        with translation.override("en"), pytest.raises(ValidationError) as refused:
            draft(indicators=[{**first, **wrong}, *rest])
        assert told in refused.value.messages[0]


def test_the_next_number_is_one_that_nobody_has() -> None:
    assert next_number("1.0", ["1.0"]) == "1.1"
    assert next_number("1.0", ["1.0", "1.1", "1.2"]) == "1.3"
    assert next_number("2026 autumn", []) == "2026 autumn.1"


def test_two_versions_differ_by_what_was_changed_only() -> None:
    found = differences(SPEC_1_0, other(csat=20))
    assert [(one.part, one.name) for one in found] == [
        ("csat", "weight"),
        ("csat", "curve"),
        ("levels", "healthy"),
        ("levels", "yellow"),
        ("levels", "orange"),
    ]
    assert (found[0].before, found[0].after) == (14, 20)
    without = {**SPEC_1_0, "indicators": SPEC_1_0["indicators"][1:]}
    assert [(one.part, one.after) for one in differences(SPEC_1_0, without)] == [
        ("needs_closure", None),
        ("needs_closure", None),
    ]


def test_the_error_of_a_rule_names_the_version() -> None:
    entries = [{**entry, "weight": -1} for entry in SPEC_1_0["indicators"]]
    with pytest.raises(SpecError, match="model version 9: weights are above 0"):
        Version.from_spec("9", {**SPEC_1_0, "indicators": entries})


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_is_told() -> None:
    version_1_0()
    drafts = [preview(draft(**other(csat=20 + n))) for n in range(2)]
    barrier, outcomes = Barrier(2), []

    def run(version: HealthModelVersion) -> None:
        try:
            barrier.wait()
            publish(version)
            outcomes.append("published")
        except ValidationError as error:
            outcomes.append(error.code)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[version]) for version in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["preview", "published"]
    assert HealthModelVersion.objects.published().count() == 2
