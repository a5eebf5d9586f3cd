"""A version of the model is drafted, tried on everybody, published; old scores stay."""

from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.utils import timezone, translation

from accounts.models import Customer, FactChange
from accounts.tests.factories import CustomerFactory
from health.choices import VersionState
from health.models import (
    HealthCurrent,
    HealthModelVersion,
    HealthScore,
    PeerScore,
    VersionEffect,
)
from health.queries.effect import Effect, effect_of
from health.queries.explain import raw_of
from health.queries.versions import version_published
from health.rules.drafting import differences, next_number
from health.rules.scoring import score_of
from health.rules.version import SpecError, Version
from health.services.score import score, score_changed
from health.services.versions import (
    version_change,
    version_discard,
    version_draft,
    version_preview,
    version_publish,
)
from health.tests.books import bought, store, store_feeds
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


def discard(version: HealthModelVersion) -> HealthModelVersion:
    return version_discard(version=version, revision=version.revision)


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
    assert (version.state, version.revision) == (VersionState.PREVIEWED, 3)


def test_a_preview_against_another_version_than_scores_now_is_none(model) -> None:
    late = preview(draft(**other(csat=20)))
    published(draft(**other(csat=18)))
    with pytest.raises(ValidationError) as refused:
        publish(late)
    assert refused.value.code == "preview"
    assert version_published().number == "1.2"


@pytest.mark.parametrize("act", [change, preview, publish, discard])
def test_whoever_saw_an_older_draft_is_told(model: HealthModelVersion, act) -> None:
    seen = preview(draft())
    change(HealthModelVersion.objects.get(pk=seen.pk), note="Another one was quicker.")
    with pytest.raises(ValidationError) as refused:
        act(seen)
    assert refused.value.code == "changed"


@pytest.mark.parametrize("act", [change, preview, publish, discard])
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
        ({"levels": {"healthy": 80, "yellow": 70}}, "something is missing: 'orange'"),
        ({"levels": {"healthy": "80", "yellow": 70, "orange": 60}}, "figures are numbers"),
        ({"levels": {"healthy": True, "yellow": 0.7, "orange": 0.6}}, "figures are numbers"),
        ({"levels": {"healthy": 80, "yellow": 70, "orange": 60, "a": "b"}}, "nobody knows"),
        ({"comment": float("nan")}, "nobody knows"),
        ({"confidence": {"coverage": 0.7, "weight": 10**400}}, "of another shape"),
        ({"confidence": {"coverage": 0.7, "weight": 1e308}}, "up to a million"),
        ({"indicators": []}, "at least one indicator"),
        (
            {
                "indicators": [
                    *SPEC_1_0["indicators"],
                    *({**SPEC_1_0["indicators"][0], "code": f"more_{n}"} for n in range(51)),
                ]
            },
            "at most 64 figures",
        ),
        (
            {
                "indicators": [
                    {**SPEC_1_0["indicators"][0], "curve": [[0, 0], [1e-9, 100]]},
                    *SPEC_1_0["indicators"][1:],
                ]
            },
            "too close together",
        ),
        ({"levels": 3}, "of another shape"),
        ({"confidence": {"coverage": 70, "weight": 40}}, "coverage is between 0 and 1"),
        ({"confidence": {"coverage": float("nan"), "weight": 40}}, "figures are numbers"),
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


def test_rows_of_several_versions_are_each_read_in_their_own_order(day: date) -> None:
    """Half of the customers by a version that has other indicators, in another order."""
    first = version_published()
    turned = list(reversed(SPEC_1_0["indicators"][:-2]))
    second = published(draft(indicators=turned))
    ids = sorted(HealthScore.objects.values_list("customer", flat=True))
    score(day=day, customers=ids[::2])
    wanted = draft(**other(csat=30))
    version = preview(wanted)
    told = {row.customer_id: row.score for row in version.effects.all()}
    rows = list(HealthScore.objects.select_related("version"))
    assert {row.version for row in rows} == {first, second}
    for row in rows:
        if row.score is not None:
            expected = score_of(wanted.rules, raw_of(row))
            assert float(told.get(row.customer_id, row.score)) == pytest.approx(expected, abs=0.011)


def test_only_active_customers_are_counted_and_a_hundred_belongs_to_the_last_step(model) -> None:
    days = [date(2026, 11, 20) - timedelta(n) for n in range(5, 1000, 30)]
    gone, merged, best, *rest = store([bought(*days) for _number in range(5)])
    score(day=date(2026, 11, 20))
    HealthScore.objects.filter(customer=best).update(score=100)
    Customer.objects.filter(pk=gone.pk).update(archived_at=NOW)
    Customer.objects.filter(pk=merged.pk).update(merged_into=best)
    effect, _hits = effect_of(version_published().rules)
    assert (effect.customers, effect.steps_before[-1]) == (3, 3)
    assert sum(effect.steps_before) == 1 + len(rest)


def test_who_had_nothing_measured_may_have_something_under_another_version(model) -> None:
    """A row that was unscored only because its version measured nothing."""
    store([bought(*(date(2026, 11, 20) - timedelta(n) for n in range(5, 900, 30)))])
    score(day=date(2026, 11, 20))
    HealthScore.objects.update(
        score=None, adjustment=None, level="unscored", unscored_reason="nothing_measured"
    )
    effect, _hits = effect_of(draft(**other(csat=30)).rules)
    assert effect.levels["unscored"] == 0
    assert effect.mean is not None


def test_effects_leave_with_a_customer_whose_import_is_undone(model) -> None:
    """Which deletes customers by SQL."""
    version, customer = draft(), CustomerFactory()
    levels = {"level_before": "red", "level": "orange"}
    VersionEffect.objects.create(version=version, customer=customer, **levels)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_customer WHERE id = %s", [customer.pk])
    assert version.effects.count() == 0


def test_worse_and_better_are_told_apart(day: date) -> None:
    worse, _hits = effect_of(draft(levels={"healthy": 99, "yellow": 98, "orange": 97}).rules)
    assert worse.worse == worse.other_level > 0
    better, _hits = effect_of(draft(levels={"healthy": 3, "yellow": 2, "orange": 1}).rules)
    assert better.better > better.worse


def test_a_form_that_is_sent_twice_makes_one_draft(model: HealthModelVersion) -> None:
    token = uuid4()
    made = [
        version_draft(based_on=model, spec=SPEC_1_0, by=None, at=NOW, token=token)
        for _time in range(2)
    ]
    assert made[0] == made[1]
    other_one = version_draft(based_on=model, spec=SPEC_1_0, by=None, at=NOW, token=uuid4())
    assert other_one.number == "1.2"


def test_a_discarded_draft_has_no_preview_any_more(day: date) -> None:
    version = discard(preview(draft(**other(csat=30))))
    assert (version.preview, version.previewed_at, version.effects.count()) == (None, None, 0)


def test_how_a_score_moved_is_told_under_one_version_only(model) -> None:
    """After another version nobody has fallen just because of it, and peers go with everybody."""
    today = timezone.localdate()
    store([bought(*(today - timedelta(n) for n in range(5, 900, 30))) for _number in range(5)])
    score(day=today - timedelta(7))
    score(day=today)
    assert set(HealthCurrent.objects.values_list("change_7d", flat=True)) != {None}
    FactChange.objects.all().delete()
    flat = [{**entry, "curve": [[0, 50]]} for entry in SPEC_1_0["indicators"]]
    published(draft(indicators=flat, caps=[]))
    score_changed(day=today)
    assert set(HealthScore.objects.filter(day=today).values_list("score", flat=True)) == {
        Decimal(46)
    }
    assert set(HealthCurrent.objects.values_list("change_7d", flat=True)) == {None}
    peers = PeerScore.objects.filter(day=today, tier="").get()
    assert (peers.score, peers.customers) == (Decimal(46), 5)


def test_everybody_is_everybody_who_is_active(model) -> None:
    """Three changed, one of them archived; one that did not change is not scored."""
    today = timezone.localdate()
    days = [today - timedelta(n) for n in range(5, 900, 30)]
    first, second, third, gone = store([bought(*days) for _number in range(4)])
    Customer.objects.filter(pk=gone.pk).update(archived_at=NOW)
    score(day=today)
    HealthScore.objects.all().delete()
    FactChange.objects.all().delete()
    FactChange.objects.bulk_create(FactChange(customer_id=one.pk) for one in (first, second, gone))
    assert score_changed(day=today).scored == 2
    assert not HealthScore.objects.filter(customer=third).exists()


def test_bounds_may_keep_what_is_not_used(model: HealthModelVersion) -> None:
    csat, *rest = SPEC_1_0["indicators"][2:3] + SPEC_1_0["indicators"][:2]
    others = SPEC_1_0["indicators"][3:]
    version = draft(indicators=[*rest, *others], off=[{**csat, "weight": 33}])
    assert version.rules.off[0].weight == 33
    assert "csat" not in version.rules.figures
