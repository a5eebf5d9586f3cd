"""Procedures are drafted, published once and for all, and never overwritten unseen."""

import dataclasses
import re
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone, translation

from accounts.choices import LifecycleStage, Tier, TimeKind
from accounts.tests.factories import CustomerStageFactory
from followups.choices import SopRole, SopStage, StepAnchor, TaskKind
from followups.models import Sop, SopStep, SopVersion
from followups.queries.sops import applies, version_in_force, versions_in_force
from followups.rules.deadlines import LONGEST, Allowed
from followups.seeds.library import LIBRARY
from followups.seeds.playbooks import PROCEDURES
from followups.services.sops import (
    Head,
    NewStep,
    SeenDraft,
    StepWords,
    draft_begin,
    draft_change,
    draft_discard,
    draft_publish,
    sop_add,
    sop_archive,
    step_add,
    step_change,
    step_move,
    step_remove,
)

CALL = NewStep(
    StepWords("打电话", checklist=["先听"]),
    StepWords("Call", checklist=["Listen first"]),
    SopRole.OWNER,
    Allowed(TimeKind.WORKING_DAYS, 2),
)


@pytest.fixture
def sop(db) -> Sop:
    return Sop.objects.get(code="need-discovery")


@pytest.fixture
def draft(sop, fang) -> SopVersion:
    return draft_begin(sop=sop, by=fang, at=timezone.now())


@pytest.fixture
def seen(draft, fang):
    """The draft as it is now."""

    def seen() -> SeenDraft:
        draft.refresh_from_db()
        return SeenDraft(draft, draft.revision, fang, timezone.now())

    return seen


def titles(version: SopVersion) -> list[str]:
    return [step.title for step in version.steps.order_by("place")]


# --- the library that an installation begins with --------------------------------------------


def test_fourteen_procedures_are_in_force_on_the_first_day(db):
    library = [one.code for one in (*LIBRARY, *PROCEDURES)]
    assert [version.sop.code for version in versions_in_force()] == library
    assert len(LIBRARY) == 9


def test_a_procedure_that_is_there_already_is_not_added_to_the_library(db):
    before = list(SopVersion.objects.values_list("pk", flat=True))
    import_module("followups.migrations.0007_procedure_library").keep(apps, PROCEDURES)
    assert list(SopVersion.objects.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("one", LIBRARY, ids=lambda one: one.code)
def test_a_seeded_procedure_is_complete_in_both_languages(one):
    assert one.stage in SopStage.values
    assert set(one.tiers) <= set(Tier.values)
    assert set(one.stages) <= set(LifecycleStage.values)
    assert 5 <= len(one.steps) <= 9
    for step in one.steps:
        assert step.role in SopRole.values
        assert step.kind in TaskKind.values
        assert step.anchor in StepAnchor.values
        assert 0 < step.due[1] <= LONGEST[TimeKind(step.due[0])]
        assert len(step.checklist) >= 3
        for chinese, english in (step.title, step.input, step.output, *step.checklist):
            assert re.search("[\u4e00-\u9fff]", chinese), chinese
            assert re.fullmatch("[^\u4e00-\u9fff]+", english), english
            assert max(len(chinese), len(english)) <= 200
        assert bool(step.template[0]) == bool(step.template[1])
    assert any(step.template[0] for step in one.steps)


@pytest.mark.parametrize("one", PROCEDURES, ids=lambda one: one.code)
def test_a_procedure_of_a_playbook_is_in_both_languages(one):
    for step in one.steps:
        for chinese, english in (step.title, step.input, step.output, *step.checklist):
            assert re.search("[\u4e00-\u9fff]", chinese), chinese
            assert re.fullmatch("[^\u4e00-\u9fff]+", english), english
            assert max(len(chinese), len(english)) <= 200


def test_the_stage_of_a_customer_says_which_procedures_are_for_it(hangzhou):
    activation = versions_in_force().get(sop__code="activation")
    assert applies(hangzhou, activation, date(2026, 3, 4))
    CustomerStageFactory(customer=hangzhou, stage="dormant")
    assert not applies(hangzhou, activation, date(2026, 3, 4))


@pytest.mark.parametrize(
    ("code", "due"),
    [
        ("problem-response", [("service", 15), ("service", 30), ("service", 60)]),
        ("senior-visit", [("elapsed", 72 * 60)]),
        ("dormant-recall", [("elapsed", 24 * 60)]),
        ("activation", [("elapsed", 7 * 1440), ("elapsed", 30 * 1440)]),
    ],
)
def test_the_seeded_procedures_keep_the_times_that_we_promise(code, due):
    [one] = [one for one in LIBRARY if one.code == code]
    assert set(due) <= {step.due for step in one.steps}


def test_a_reader_gets_their_language_or_the_other_one(sop):
    version = version_in_force(sop)
    with translation.override("zh-hans"):
        assert version.name == "需求挖掘"
    with translation.override("en"):
        assert version.name == "Need discovery"
        version.title_en = ""
        assert version.name == "需求挖掘"


# --- drafts -----------------------------------------------------------------------------------


def test_a_draft_begins_with_all_that_the_newest_version_says(sop, draft):
    published = version_in_force(sop)
    assert (draft.number, draft.is_draft) == (2, True)
    assert titles(draft) == titles(published)
    assert [step.key for step in draft.steps.all()] == [step.key for step in published.steps.all()]


def test_a_procedure_has_one_draft(sop, draft, analyst):
    assert draft_begin(sop=sop, by=analyst, at=timezone.now()) == draft
    with pytest.raises(DatabaseError), transaction.atomic():
        SopVersion.objects.create(sop=sop, number=3, title="又一个")


def test_steps_are_added_changed_moved_and_removed(draft, seen):
    first, second, *_others = titles(draft)
    step_add(seen=seen(), step=CALL)
    assert titles(draft)[-1] == "打电话"
    key = draft.steps.get(title="打电话").key
    other = dataclasses.replace(CALL, words=StepWords("回电话"), minutes=10)
    step_change(seen=seen(), key=key, step=other)
    assert draft.steps.get(key=key).minutes == 10
    step_move(seen=seen(), key=draft.steps.get(place=2).key, up=True)
    assert titles(draft)[:2] == [second, first]
    step_move(seen=seen(), key=draft.steps.get(place=1).key, up=True)
    assert titles(draft)[:2] == [second, first]
    step_remove(seen=seen(), key=draft.steps.get(place=1).key)
    assert titles(draft)[0] == first
    places = list(draft.steps.order_by("place").values_list("place", flat=True))
    assert places == list(range(1, len(places) + 1))


def test_of_two_who_change_a_draft_the_second_is_told(draft, seen):
    earlier = seen()
    draft_change(seen=seen(), head=Head("新标题"))
    with pytest.raises(ValidationError, match="Somebody has changed"):
        draft_change(seen=earlier, head=Head("另一个标题"))
    draft.refresh_from_db()
    assert draft.title == "新标题"


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (dataclasses.replace(CALL, words=StepWords(" "), words_en=StepWords()), "title"),
        (dataclasses.replace(CALL, allowed=Allowed(TimeKind.WORKING_DAYS, 0)), "amount"),
        (dataclasses.replace(CALL, allowed=Allowed(TimeKind.WORKING_DAYS, 9_999)), "amount"),
    ],
)
def test_a_step_has_a_title_and_some_time(seen, step, code):
    with pytest.raises(ValidationError) as error:
        step_add(seen=seen(), step=step)
    assert code in error.value.message_dict


def test_a_discarded_draft_leaves_nothing(sop, draft, seen):
    draft_discard(seen=seen())
    assert list(sop.versions.values_list("number", flat=True)) == [1]


def test_a_new_procedure_goes_with_its_only_draft(fang):
    now = timezone.now()
    said = {"code": "visit", "stage": SopStage.RENEWAL, "head": Head("拜访"), "department": None}
    draft = sop_add(**said, by=fang, at=now)
    assert sop_add(**said, by=fang, at=now) == draft
    with pytest.raises(ValidationError, match="already"):
        sop_add(**(said | {"head": Head("别的")}), by=fang, at=now)
    draft_discard(seen=SeenDraft(draft, draft.revision, fang, now))
    assert not Sop.objects.filter(code="visit").exists()


# --- publishing -------------------------------------------------------------------------------


def test_publishing_puts_the_draft_in_force(sop, draft, seen, fang):
    step_add(seen=seen(), step=CALL)
    draft_publish(seen=seen(), reason="补上电话")
    in_force = version_in_force(sop)
    assert (in_force, in_force.published_by, in_force.reason) == (draft, fang, "补上电话")


@pytest.mark.parametrize("reason", ["", "  "])
def test_publishing_asks_for_a_reason(seen, reason):
    with pytest.raises(ValidationError, match="Say why"):
        draft_publish(seen=seen(), reason=reason)


def test_a_draft_without_steps_is_not_published(draft, seen):
    draft.steps.all().delete()
    with pytest.raises(ValidationError, match="at least one step"):
        draft_publish(seen=seen(), reason="空的")


def test_what_is_published_takes_no_change(draft, seen):
    draft_publish(seen=seen(), reason="定稿")
    key = draft.steps.get(place=1).key
    for change in (
        lambda: draft_change(seen=seen(), head=Head("改")),
        lambda: step_add(seen=seen(), step=CALL),
        lambda: step_remove(seen=seen(), key=key),
        lambda: draft_publish(seen=seen(), reason="再来"),
    ):
        with pytest.raises(ValidationError, match="published or discarded"):
            change()


@pytest.mark.parametrize(
    "change",
    [
        lambda version: SopVersion.objects.filter(pk=version.pk).update(title="改"),
        lambda version: version.delete(),
        lambda version: version.steps.update(title="改"),
        lambda version: version.steps.first().delete(),
        lambda version: SopStep.objects.create(version=version, place=99, title="加"),
    ],
)
def test_nor_does_the_database_let_anybody_change_it(sop, change):
    version = version_in_force(sop)
    with pytest.raises(DatabaseError), transaction.atomic():
        change(version)


def test_a_published_step_cannot_be_moved_into_a_draft(sop, draft):
    step = version_in_force(sop).steps.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        SopStep.objects.filter(pk=step.pk).update(version=draft, place=99)


def test_an_archived_procedure_is_out_of_the_library_until_it_comes_back(sop):
    now = timezone.now()
    sop_archive(sop=sop, at=now)
    sop_archive(sop=sop, at=now + timedelta(days=1))
    sop.refresh_from_db()
    assert sop.archived_at == now
    assert sop.code not in [version.sop.code for version in versions_in_force()]
    sop_archive(sop=sop, at=None)
    assert sop.code in [version.sop.code for version in versions_in_force()]
